//! Rates how well a value fits the alternatives of a union.
//!
//! The values of the outermost union are indexed once, and each score is kept. So the cost is linear in the length of the JSON.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    JsonError, Reader, decimal,
    index::Index,
    outline::{Outline, OutlineId, Rest, string},
    record::Seen,
    score::{Score, Scores, best_first},
};

/// The values of a union, and how well they fit.
#[derive(Debug, Default)]
pub(super) struct Tape {
    index: Index,
    scores: Scores,
    /// How many more bytes may be read again because an alternative did not fit.
    retries: usize,
}

/// The maximum nesting of alternatives in alternatives.
const MAX_NESTING: usize = 16;

/// For how many scores memory is reserved at once.
const MAX_RESERVED: usize = 4096;

/// How many times the length of a union may be read again.
const RETRIES: usize = 4;

/// A value of the tape and the outlines to compare it with.
struct Fit<'f> {
    text: &'f str,
    index: &'f Index,
    scores: &'f mut Scores,
    outlines: &'static [Outline],
}

impl<'f> Fit<'f> {
    fn new(text: &'f str, tape: &'f mut Tape, outlines: &'static [Outline]) -> Self {
        Self { text, index: &tape.index, scores: &mut tape.scores, outlines }
    }

    fn json(&self, node: usize) -> &'f str {
        let node = self.index.node(node);
        &self.text[node.start..node.end]
    }

    fn outline(&self, id: OutlineId) -> Outline {
        self.outlines.get(usize::from(id)).copied().unwrap_or(Outline::Any)
    }

    /// The keys and values of an object.
    fn properties(&self, node: usize) -> impl Iterator<Item = (Cow<'f, str>, usize)> + use<'f> {
        let (text, index) = (self.text, self.index);
        let mut children = index.children(node);
        std::iter::from_fn(move || {
            let key = index.node(children.next()?);
            Some((string(&text[key.start..key.end]).unwrap_or_default(), children.next()?))
        })
    }

    /// Returns the outlines that a value fits, the best one first.
    fn ranked(&mut self, node: usize, outlines: &[OutlineId]) -> Vec<(usize, Score)> {
        let scored = outlines.iter().enumerate();
        best_first(scored.filter_map(|(index, id)| Some((index, self.score(node, *id)?))).collect())
    }

    /// Returns how well a value fits, `None` if it cannot be read.
    fn score(&mut self, node: usize, id: OutlineId) -> Option<Score> {
        let json = self.json(node);
        let first = json.as_bytes().first().copied();
        let is_number = matches!(first, Some(b'-' | b'0'..=b'9'));
        let exact = Score { exact: 1, ..Score::default() };
        let when = |fits: bool, score: Score| fits.then_some(score);
        match self.outline(id) {
            Outline::Any => Some(Score::default()),
            Outline::Boolean => when(matches!(first, Some(b't' | b'f')), Score::default()),
            Outline::Integer => when(is_number && decimal::integer(json).is_some(), exact),
            Outline::Number => when(is_number, Score::default()),
            Outline::Digits { integer } if is_number => Some(Score {
                exact: u32::from(integer && decimal::integer(json).is_some()),
                ..Score::default()
            }),
            Outline::Digits { .. } => when(decimal::is_number(&string(json)?), exact),
            Outline::String => when(first == Some(b'"'), Score::default()),
            Outline::Format(format) => Score::formatted(json, format),
            Outline::Values(values) => Score::listed(json, values),
            Outline::Nullable(_) if json == "null" => Some(Score::default()),
            Outline::Nullable(inner) => self.score(node, inner),
            Outline::Array(items) if first == Some(b'[') => {
                self.memoized((node, id), |fit| fit.array(node, items))
            }
            Outline::Object(known, rest) if first == Some(b'{') => {
                self.memoized((node, id), |fit| fit.object(node, known, rest))
            }
            Outline::OneOf(outlines) => self.memoized((node, id), |fit| {
                // An outline that consists of itself alone fits nothing.
                fit.scores.insert((node, id), None);
                Some(fit.one_of(node, outlines))
            }),
            Outline::Tuple(items) if first == Some(b'[') => {
                self.memoized((node, id), |fit| fit.tuple(node, items))
            }
            Outline::Array(_) | Outline::Tuple(_) | Outline::Object(..) => None,
        }
    }

    fn memoized(
        &mut self,
        key: (usize, OutlineId),
        score: impl FnOnce(&mut Self) -> Option<Score>,
    ) -> Option<Score> {
        if let Some(known) = self.scores.get(&key) {
            return *known;
        }
        let score = score(self);
        self.scores.insert(key, score);
        score
    }

    fn array(&mut self, node: usize, items: OutlineId) -> Option<Score> {
        let mut sum = Score::default();
        let index = self.index;
        for item in index.children(node) {
            let score = self.score(item, items)?;
            sum.add_optional(score);
            sum.is_misformatted |= score.is_misformatted;
        }
        Some(sum)
    }

    /// A list that is shorter or longer cannot be read.
    fn tuple(&mut self, node: usize, items: &[OutlineId]) -> Option<Score> {
        let mut sum = Score::default();
        let index = self.index;
        let mut outlines = items.iter();
        for item in index.children(node) {
            let score = self.score(item, *outlines.next()?)?;
            sum.add_required(score);
            sum.is_misformatted |= score.is_misformatted;
        }
        outlines.next().is_none().then_some(sum)
    }

    /// A value that no alternative of a union fits can still be read.
    fn one_of(&mut self, node: usize, outlines: &[OutlineId]) -> Score {
        let best = self.ranked(node, outlines).first().map(|(_, best)| *best);
        best.unwrap_or(Score { unlisted: 2, ..Score::default() })
    }

    fn object(
        &mut self,
        node: usize,
        known: &'static [(&'static str, bool, OutlineId)],
        rest: Rest,
    ) -> Option<Score> {
        let mut sum = Score::default();
        let mut next = 0;
        let mut seen = Seen::new(known.len());
        for (key, value) in self.properties(node) {
            let is_key = |(name, ..): &(&str, bool, OutlineId)| *name == key;
            let (before, after) = known.split_at(next);
            let found = after.iter().position(is_key).map(|index| next + index);
            match (found.or_else(|| before.iter().position(is_key)), rest) {
                (Some(index), _) => {
                    next = index + 1;
                    seen.insert(index);
                    let (_, is_required, outline) = known[index];
                    self.property(&mut sum, value, is_required, outline)?;
                }
                (None, Rest::Kept(values)) => {
                    let score = self.score(value, values)?;
                    sum.add_optional(score);
                    sum.is_misformatted |= score.is_misformatted && known.is_empty();
                }
                (None, Rest::Closed) => {
                    sum.unlisted += 1;
                    sum.is_outside = true;
                    sum.is_cut = true;
                }
                (None, Rest::Ignored) => sum.is_cut = true,
            }
        }
        let is_complete =
            known.iter().enumerate().all(|(index, (_, is_required, _))| !is_required || seen.contains(index));
        is_complete.then_some(sum)
    }

    fn property(
        &mut self,
        sum: &mut Score,
        node: usize,
        is_required: bool,
        outline: OutlineId,
    ) -> Option<()> {
        sum.known += 1;
        sum.required += u32::from(is_required);
        if self.json(node) == "null" && (!is_required || self.is_container(outline)) {
            return Some(());
        }
        let score = self.score(node, outline)?;
        if is_required {
            sum.add_required(score);
        } else {
            sum.add_optional(score);
        }
        sum.unlisted += u32::from(score.is_misformatted);
        Some(())
    }

    /// Whether `null` is read as an empty list or map.
    fn is_container(&self, outline: OutlineId) -> bool {
        matches!(self.outline(outline), Outline::Array(_) | Outline::Object([], Rest::Kept(_)))
    }

    /// Returns the properties of a value that the chosen outline does not have, but one of `others`.
    fn others(&mut self, node: usize, chosen: OutlineId, others: &[OutlineId]) -> Option<Value> {
        let others: Vec<OutlineId> = others.iter().copied().filter(|other| *other != chosen).collect();
        if others.is_empty() {
            return None;
        }
        let others = self.leaves(others);
        let chosen = self.leaf(node, chosen)?;
        match self.outline(chosen) {
            Outline::Object(known, rest) if self.json(node).starts_with('{') => {
                let mut left = Map::new();
                for (key, value) in self.properties(node) {
                    let theirs: Vec<OutlineId> =
                        others.iter().filter_map(|other| self.value_of(*other, &key)).collect();
                    let found = known.iter().find(|(name, ..)| *name == key);
                    let other = match (found, rest) {
                        _ if theirs.is_empty() => None,
                        (Some((_, _, ours)), _) => self.others(value, *ours, &theirs),
                        (None, Rest::Kept(_)) => None,
                        (None, Rest::Ignored | Rest::Closed) => self.value(value),
                    };
                    if let Some(other) = other {
                        left.insert(key.into_owned(), other);
                    }
                }
                (!left.is_empty()).then_some(Value::Object(left))
            }
            Outline::Array(items) if self.json(node).starts_with('[') => {
                let items_of = |other: &OutlineId| match self.outline(*other) {
                    Outline::Array(items) => Some(items),
                    _ => None,
                };
                let theirs: Vec<OutlineId> = others.iter().filter_map(items_of).collect();
                let index = self.index;
                let other = |item| self.others(item, items, &theirs).unwrap_or_default();
                let left: Vec<Value> = index.children(node).map(other).collect();
                left.iter().any(|item| !item.is_null()).then_some(Value::Array(left))
            }
            _ => None,
        }
    }

    /// Returns the outline without alternatives that a value has.
    fn leaf(&mut self, node: usize, mut id: OutlineId) -> Option<OutlineId> {
        for _ in 0..MAX_NESTING {
            match self.outline(id) {
                Outline::Nullable(inner) => id = inner,
                Outline::OneOf(outlines) => {
                    let (best, _) = *self.ranked(node, outlines).first()?;
                    id = *outlines.get(best)?;
                }
                _ => return Some(id),
            }
        }
        None
    }

    /// Returns the outlines without alternatives that values of some outlines have.
    fn leaves(&self, mut outlines: Vec<OutlineId>) -> Vec<OutlineId> {
        let mut next = 0;
        while let Some(id) = outlines.get(next).copied() {
            next += 1;
            let inner = match self.outline(id) {
                Outline::Nullable(inner) => &[inner][..],
                Outline::OneOf(inner) => inner,
                _ => continue,
            };
            let new: Vec<OutlineId> = inner.iter().copied().filter(|id| !outlines.contains(id)).collect();
            outlines.extend(new);
        }
        outlines
    }

    /// The outline of a property, if an outline names the property.
    fn value_of(&self, outline: OutlineId, key: &str) -> Option<OutlineId> {
        match self.outline(outline) {
            Outline::Object(known, _) => {
                known.iter().find(|(name, ..)| *name == key).map(|(_, _, value)| *value)
            }
            _ => None,
        }
    }

    fn value(&self, node: usize) -> Option<Value> {
        Reader::new(self.json(node), None).value().ok()
    }
}

impl Reader<'_> {
    /// Reads the next value into the tape, unless it is there. Returns its node.
    pub(crate) fn indexed(&mut self) -> Result<usize, JsonError> {
        let start = self.offset();
        let mut tape = self.tape.take().unwrap_or_default();
        let found = tape.index.find(start);
        let node = if let Some(node) = found {
            self.move_to(tape.index.node(node).end);
            node
        } else {
            tape.scores.clear();
            tape.index.replace(self)?;
            tape.scores.reserve(tape.index.len().min(MAX_RESERVED));
            tape.retries = (self.at() - start).saturating_mul(RETRIES);
            0
        };
        self.tape = Some(tape);
        Ok(node)
    }

    /// Returns the JSON of the property of an indexed object. If there are several, the last one counts.
    pub(crate) fn property(&self, node: usize, key: &str) -> Option<&str> {
        let index = &self.tape.as_ref()?.index;
        let json = |node: usize| {
            let node = index.node(node);
            &self.text()[node.start..node.end]
        };
        if !json(node).starts_with('{') {
            return None;
        }
        let mut children = index.children(node);
        let mut found = None;
        while let (Some(name), Some(value)) = (children.next(), children.next()) {
            if string(json(name)).is_some_and(|name| name == key) {
                found = Some(value);
            }
        }
        found.map(json)
    }

    /// Returns which of `alternatives` an indexed value fits, the best one first.
    pub(crate) fn ranked(
        &mut self,
        node: usize,
        outlines: &'static [Outline],
        alternatives: &[OutlineId],
    ) -> Vec<usize> {
        let Some(mut tape) = self.tape.take() else { return Vec::new() };
        let ranked = Fit::new(self.text(), &mut tape, outlines).ranked(node, alternatives);
        self.tape = Some(tape);
        ranked.into_iter().map(|(index, _)| index).collect()
    }

    /// Returns the properties of an indexed value that the chosen alternative does not know, and others do; null if there are none.
    pub(crate) fn other_properties(
        &mut self,
        node: usize,
        outlines: &'static [Outline],
        alternatives: &[OutlineId],
        chosen: usize,
    ) -> Value {
        let Some(mut tape) = self.tape.take() else { return Value::Null };
        let mut fit = Fit::new(self.text(), &mut tape, outlines);
        let left = alternatives.get(chosen).and_then(|chosen| fit.others(node, *chosen, alternatives));
        self.tape = Some(tape);
        left.unwrap_or_default()
    }

    /// Returns whether a value may be read again after an alternative did not fit.
    ///
    /// Otherwise a value that is nested deeply and fits nowhere would be read a number of times that doubles with each level.
    pub(crate) fn may_retry(&mut self, node: usize) -> bool {
        let Some(tape) = &mut self.tape else { return false };
        let node = tape.index.node(node);
        let left = tape.retries.checked_sub(node.end - node.start);
        tape.retries = left.unwrap_or(0);
        left.is_some()
    }
}

// part: tests
#[cfg(test)]
#[path = "fit_tests.rs"]
mod tests;
// end
