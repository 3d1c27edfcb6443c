//! Rates how well a value fits the alternatives of a union.
//!
//! The values of the outermost union are indexed once, and each score is kept. So the cost is linear in the length of the JSON.

use std::{borrow::Cow, cmp::Reverse, collections::HashMap};

use serde_json::{Map, Value};

use super::{
    JsonError, Reader, decimal,
    index::Index,
    outline::{Format, Key, Outline, OutlineId, Rest, string},
    record::Seen,
};

/// The values of a union, and how well they fit.
#[derive(Debug, Default)]
pub(super) struct Tape {
    index: Index,
    scores: HashMap<(usize, OutlineId), Option<Score>>,
    /// How many more bytes may be read again because an alternative did not fit.
    retries: usize,
}

/// How many times the length of a union may be read again.
const RETRIES: usize = 4;

/// How well a value fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Score {
    /// Known properties, at every depth.
    known: u32,
    /// Values that are listed.
    listed: u32,
    /// Values that are not listed, and properties that are not allowed.
    unlisted: u32,
    /// Strings that have the format, and integers.
    exact: u32,
    /// Required properties.
    required: u32,
    /// A required constant has another value.
    is_other: bool,
    /// A string does not have the format of its type.
    is_misformatted: bool,
}

impl Score {
    fn add(&mut self, part: Self) {
        self.known += part.known;
        self.listed += part.listed;
        self.unlisted += part.unlisted;
        self.exact += part.exact;
        self.required += part.required;
    }

    /// Adds a value that need not be right: if it is another one, it counts against the whole.
    fn add_optional(&mut self, part: Self) {
        self.add(part);
        self.unlisted += u32::from(part.is_other);
    }
}

/// A value of the tape and the outlines to compare it with.
struct Fit<'f> {
    text: &'f str,
    index: &'f Index,
    scores: &'f mut HashMap<(usize, OutlineId), Option<Score>>,
    outlines: &'static [Outline],
}

/// The alternatives that a value fits, the best one first.
fn best_first(mut scored: Vec<(usize, Score)>) -> Vec<usize> {
    scored.retain(|(_, score)| !score.is_other && !score.is_misformatted);
    let most = scored.iter().map(|(_, score)| score.listed).max().unwrap_or(0);
    scored.sort_by_key(|(index, score)| {
        // Another alternative lists a value that this one does not list.
        let is_listed_elsewhere = score.unlisted > 0 && score.listed < most;
        let sum = i64::from(score.known) + i64::from(score.listed) - i64::from(score.unlisted);
        (is_listed_elsewhere, Reverse((sum, score.exact, score.required)), *index)
    });
    scored.into_iter().map(|(index, _)| index).collect()
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
    fn ranked(&mut self, node: usize, outlines: &[OutlineId]) -> Vec<usize> {
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
            Outline::String => when(first == Some(b'"'), Score::default()),
            Outline::Format(format) => formatted(json, format),
            Outline::Values(values) => listed(json, values),
            Outline::Nullable(_) if json == "null" => Some(Score::default()),
            outline
            @ (Outline::Nullable(_) | Outline::Array(_) | Outline::Object(..) | Outline::OneOf(_)) => {
                if let Some(known) = self.scores.get(&(node, id)) {
                    return *known;
                }
                // An outline that consists of itself alone fits nothing.
                self.scores.insert((node, id), None);
                let score = match outline {
                    Outline::Nullable(inner) => self.score(node, inner),
                    Outline::Array(items) if first == Some(b'[') => self.array(node, items),
                    Outline::Object(known, rest) if first == Some(b'{') => self.object(node, known, rest),
                    Outline::OneOf(outlines) => self.one_of(node, outlines),
                    _ => None,
                };
                self.scores.insert((node, id), score);
                score
            }
        }
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

    /// A value that no alternative of a union fits can still be read.
    fn one_of(&mut self, node: usize, outlines: &[OutlineId]) -> Option<Score> {
        let best = self.ranked(node, outlines).first().and_then(|best| outlines.get(*best)).copied();
        match best {
            Some(best) => self.score(node, best),
            None => Some(Score { unlisted: 2, ..Score::default() }),
        }
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
                (None, Rest::Closed) => sum.unlisted += 1,
                (None, Rest::Ignored) => {}
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
            sum.add(score);
            sum.is_other |= score.is_other;
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

    /// Returns what a value has in addition to the properties of an outline, and what one of `others` knows.
    fn others(&self, node: usize, chosen: OutlineId, others: &[OutlineId]) -> Option<Value> {
        match self.inner(chosen) {
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
                let theirs: Vec<OutlineId> = others
                    .iter()
                    .filter_map(|other| match self.inner(*other) {
                        Outline::Array(items) => Some(items),
                        _ => None,
                    })
                    .collect();
                let other = |item| self.others(item, items, &theirs).unwrap_or_default();
                let left: Vec<Value> = self.index.children(node).map(other).collect();
                left.iter().any(|item| !item.is_null()).then_some(Value::Array(left))
            }
            _ => None,
        }
    }

    fn inner(&self, id: OutlineId) -> Outline {
        match self.outline(id) {
            Outline::Nullable(inner) => self.outline(inner),
            outline => outline,
        }
    }

    /// The outline of a property, if an outline names the property.
    fn value_of(&self, outline: OutlineId, key: &str) -> Option<OutlineId> {
        match self.inner(outline) {
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

fn formatted(json: &str, format: Format) -> Option<Score> {
    let holds = format.holds(&string(json)?);
    let is_misformatted = !holds && format.is_parsed();
    Some(Score { exact: u32::from(holds), is_misformatted, ..Score::default() })
}

fn listed(json: &str, values: &[Key]) -> Option<Score> {
    if values.iter().any(|value| value.is(json)) {
        return Some(Score { listed: 1, ..Score::default() });
    }
    let is_other = values.len() == 1;
    let score = Score { unlisted: u32::from(!is_other), is_other, ..Score::default() };
    values.iter().any(|value| value.has_type_of(json)).then_some(score)
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
        ranked
    }

    /// Returns the properties of an indexed value that the chosen alternative does not know, and others do.
    pub(crate) fn other_properties(
        &mut self,
        node: usize,
        outlines: &'static [Outline],
        alternatives: &[OutlineId],
        chosen: usize,
    ) -> Map<String, Value> {
        let Some(mut tape) = self.tape.take() else { return Map::new() };
        let others = alternatives.iter().enumerate().filter(|(index, _)| *index != chosen);
        let others: Vec<OutlineId> = others.map(|(_, id)| *id).collect();
        let fit = Fit::new(self.text(), &mut tape, outlines);
        let left = alternatives.get(chosen).and_then(|chosen| fit.others(node, *chosen, &others));
        self.tape = Some(tape);
        match left {
            Some(Value::Object(left)) => left,
            _ => Map::new(),
        }
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
