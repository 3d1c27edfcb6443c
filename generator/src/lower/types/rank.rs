//! The choice of an alternative for a value, as the runtime makes it (`runtime/json/fit.rs`), and values that test it.

use std::cmp::Reverse;

use serde_json::Map;

use super::outline::Outlines;
use crate::collections::HashSet;
use crate::model::{Outline, OutlineFormat, OutlineId, OutlineProperty, OutlineRest};
use crate::source::Value;

/// The deepest nesting of values and of comparisons.
const MAX_DEPTH: usize = 12;

/// The most values inside a value.
const MAX_SIZE: usize = 2000;

/// The most values of an enum, and the most alternatives, that are tried.
const MAX_PICKS: usize = 20;

/// The alternative that is read for the fullest value of the alternative `index`, if it is another one for each value of its enums and
/// each of the alternatives in it.
pub(super) fn taken_by(outlines: &Outlines, all: &[OutlineId], index: usize) -> Option<usize> {
    let mut by = None;
    for pick in 0..MAX_PICKS {
        let mut samples = Samples { outlines, pick, longest: 1, left: MAX_SIZE };
        let value = samples.value(*all.get(index)?, 0)?;
        if pick >= samples.longest {
            break;
        }
        by = ranked(outlines, &value, all, 0).first().copied();
        if by.is_none() || by == Some(index) {
            return None;
        }
    }
    by
}

/// Makes the fullest value of an outline.
struct Samples<'a> {
    outlines: &'a Outlines,
    /// The index of the value of an enum, and of an alternative. It starts again with the first one.
    pick: usize,
    /// The number of values of the longest enum, or of the most alternatives.
    longest: usize,
    left: usize,
}

impl Samples<'_> {
    fn value(&mut self, id: OutlineId, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        let outlines = self.outlines;
        Some(match outlines.get(id) {
            Outline::Any | Outline::Boolean => Value::Bool(true),
            Outline::Integer => Value::from(1),
            Outline::Number => Value::from(1.5),
            Outline::Digits { integer } => {
                if *integer {
                    Value::from(1)
                } else {
                    Value::from(1.5)
                }
            }
            Outline::String => Value::from("any text"),
            Outline::Format(format) => Value::from(sample(*format)),
            Outline::Values(values) => {
                self.longest = self.longest.max(values.len());
                values.get(self.pick.checked_rem(values.len())?)?.clone()
            }
            Outline::Nullable(inner) => self.value(*inner, depth + 1)?,
            Outline::Array(items) => Value::Array(self.value(*items, depth + 1).into_iter().collect()),
            Outline::Tuple(items) => {
                let items: Option<Vec<Value>> =
                    items.iter().map(|item| self.value(*item, depth + 1)).collect();
                Value::Array(items?)
            }
            Outline::OneOf(all) => {
                self.longest = self.longest.max(all.len());
                let first = self.pick.checked_rem(all.len())?;
                let mut all = all.iter().cycle().skip(first).take(all.len());
                all.find_map(|one| self.value(*one, depth + 1))?
            }
            Outline::Object(properties, rest) => {
                let mut object = Map::new();
                for OutlineProperty { wire, required, value } in properties {
                    match self.value(*value, depth + 1) {
                        Some(value) => drop(object.insert(wire.clone(), value)),
                        None if *required => return None,
                        None => {}
                    }
                }
                if let OutlineRest::Kept(values) = rest {
                    object.extend(self.value(*values, depth + 1).map(|value| ("any key".to_owned(), value)));
                }
                Value::Object(object)
            }
        })
    }
}

fn sample(format: OutlineFormat) -> &'static str {
    match format {
        OutlineFormat::Base64 => "YQ==",
        OutlineFormat::Date => "2024-01-02",
        OutlineFormat::DateTime => "2024-01-02T03:04:05Z",
        OutlineFormat::Email => "user@example.com",
        OutlineFormat::Ipv4 => "192.0.2.1",
        OutlineFormat::Ipv6 => "2001:db8::1",
        OutlineFormat::Uri => "https://example.com/",
        OutlineFormat::Uuid => "67e55044-10b1-426f-9247-bb680e5fe0c8",
    }
}

/// Whether a sample has a format. Only samples are checked.
fn holds(format: OutlineFormat, text: &str) -> bool {
    text == sample(format)
}

/// Whether the type of a format holds only strings of the format.
fn is_parsed(format: OutlineFormat) -> bool {
    match format {
        OutlineFormat::Base64 | OutlineFormat::Date | OutlineFormat::DateTime | OutlineFormat::Uuid => true,
        OutlineFormat::Email | OutlineFormat::Ipv4 | OutlineFormat::Ipv6 | OutlineFormat::Uri => false,
    }
}

/// How well a value fits: see `Score` in the runtime.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    known: u32,
    listed: u32,
    unlisted: u32,
    exact: u32,
    required: u32,
    is_other: bool,
    is_misformatted: bool,
    is_outside: bool,
    is_cut: bool,
}

impl Score {
    fn add(&mut self, part: Self) {
        self.known += part.known;
        self.listed += part.listed;
        self.unlisted += part.unlisted;
        self.exact += part.exact;
        self.required += part.required;
    }

    fn add_required(&mut self, part: Self) {
        self.add(part);
        self.is_other |= part.is_other;
        self.is_outside |= part.is_outside;
    }

    fn add_optional(&mut self, part: Self) {
        self.add(part);
        self.unlisted += u32::from(part.is_other);
    }
}

/// The alternatives that a value fits, the best one first.
fn ranked(outlines: &Outlines, value: &Value, all: &[OutlineId], depth: usize) -> Vec<usize> {
    let scored = all.iter().enumerate();
    let mut scored: Vec<(usize, Score)> =
        scored.filter_map(|(index, id)| Some((index, score(outlines, value, *id, depth)?))).collect();
    scored.retain(|(_, score)| !score.is_other && !score.is_misformatted);
    let most = scored.iter().map(|(_, score)| score.listed).max().unwrap_or(0);
    let is_valid_elsewhere = scored.iter().any(|(_, score)| !score.is_outside && !score.is_cut);
    scored.sort_by_key(|(index, score)| {
        let is_listed_elsewhere = score.unlisted > 0 && score.listed < most;
        let sum = i64::from(score.known) + i64::from(score.listed) - i64::from(score.unlisted);
        (
            is_listed_elsewhere,
            is_valid_elsewhere && score.is_outside,
            Reverse((sum, score.exact, score.required)),
            score.is_cut,
            *index,
        )
    });
    scored.into_iter().map(|(index, _)| index).collect()
}

fn score(outlines: &Outlines, value: &Value, id: OutlineId, depth: usize) -> Option<Score> {
    // Values are not deeper; alternatives can be.
    if depth > 2 * MAX_DEPTH {
        return None;
    }
    let exact = Score { exact: 1, ..Score::default() };
    let when = |fits: bool, score: Score| fits.then_some(score);
    match outlines.get(id) {
        Outline::Any => Some(Score::default()),
        Outline::Boolean => when(value.is_boolean(), Score::default()),
        Outline::Integer => when(value.is_i64() || value.is_u64(), exact),
        Outline::Number => when(value.is_number(), Score::default()),
        // A sample is a number of digits, not a string of them.
        Outline::Digits { integer } => {
            when(value.is_number(), if *integer && !value.is_f64() { exact } else { Score::default() })
        }
        Outline::String => when(value.is_string(), Score::default()),
        Outline::Format(format) => {
            let holds = holds(*format, value.as_str()?);
            let is_misformatted = !holds && is_parsed(*format);
            Some(Score { exact: u32::from(holds), is_misformatted, ..Score::default() })
        }
        Outline::Values(values) => listed(value, values),
        Outline::Nullable(_) if value.is_null() => Some(Score::default()),
        Outline::Nullable(inner) => score(outlines, value, *inner, depth + 1),
        Outline::Array(items) => {
            let mut sum = Score::default();
            for item in value.as_array()? {
                let score = score(outlines, item, *items, depth + 1)?;
                sum.add_optional(score);
                sum.is_misformatted |= score.is_misformatted;
            }
            Some(sum)
        }
        Outline::Tuple(items) => {
            let list = value.as_array().filter(|list| list.len() == items.len())?;
            let mut sum = Score::default();
            for (item, id) in list.iter().zip(items) {
                let score = score(outlines, item, *id, depth + 1)?;
                sum.add_required(score);
                sum.is_misformatted |= score.is_misformatted;
            }
            Some(sum)
        }
        Outline::OneOf(all) => match ranked(outlines, value, all, depth + 1).first() {
            Some(best) => score(outlines, value, all[*best], depth + 1),
            None => Some(Score { unlisted: 2, ..Score::default() }),
        },
        Outline::Object(properties, rest) => object(outlines, value.as_object()?, properties, *rest, depth),
    }
}

fn listed(value: &Value, values: &[Value]) -> Option<Score> {
    if values.contains(value) {
        return Some(Score { listed: 1, ..Score::default() });
    }
    let is_other = values.len() == 1;
    let same_type = |other: &Value| {
        (other.is_string() && value.is_string())
            || (other.is_number() && value.is_number())
            || (other.is_boolean() && value.is_boolean())
    };
    let score = Score { unlisted: u32::from(!is_other), is_other, is_outside: !is_other, ..Score::default() };
    values.iter().any(same_type).then_some(score)
}

fn object(
    outlines: &Outlines,
    object: &Map<String, Value>,
    properties: &[OutlineProperty],
    rest: OutlineRest,
    depth: usize,
) -> Option<Score> {
    let mut sum = Score::default();
    for (key, value) in object {
        match (properties.iter().find(|property| property.wire == *key), rest) {
            (Some(property), _) => {
                let score = score(outlines, value, property.value, depth + 1)?;
                sum.known += 1;
                if property.required {
                    sum.required += 1;
                    sum.add_required(score);
                } else {
                    sum.add_optional(score);
                }
                sum.unlisted += u32::from(score.is_misformatted);
            }
            (None, OutlineRest::Kept(values)) => {
                let score = score(outlines, value, values, depth + 1)?;
                sum.add_optional(score);
                sum.is_misformatted |= score.is_misformatted && properties.is_empty();
            }
            (None, OutlineRest::Closed) => {
                sum.unlisted += 1;
                sum.is_outside = true;
                sum.is_cut = true;
            }
            (None, OutlineRest::Ignored) => sum.is_cut = true,
        }
    }
    let has = |property: &OutlineProperty| !property.required || object.contains_key(&property.wire);
    properties.iter().all(has).then_some(sum)
}

/// An outline without null.
fn inner(outlines: &Outlines, id: OutlineId) -> &Outline {
    match outlines.get(id) {
        Outline::Nullable(inner) => outlines.get(*inner),
        outline => outline,
    }
}

/// Whether a value of `ours` can have properties, at any depth, that `theirs` describes and the type of `ours` does not keep.
pub(super) fn can_hold_more(outlines: &Outlines, ours: OutlineId, theirs: OutlineId) -> bool {
    let theirs = leaves(outlines, theirs);
    let more = |ours: &OutlineId, theirs: &OutlineId| {
        can_both_hold(outlines, *ours, *theirs) && lacks(outlines, *ours, *theirs)
    };
    leaves(outlines, ours).iter().any(|ours| theirs.iter().any(|theirs| more(ours, theirs)))
}

/// The outlines without alternatives that values of an outline have.
fn leaves(outlines: &Outlines, id: OutlineId) -> Vec<OutlineId> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(&id) = found.get(next).filter(|_| next < MAX_SIZE) {
        next += 1;
        if let Outline::OneOf(all) = inner(outlines, id) {
            let new: Vec<OutlineId> = all.iter().copied().filter(|one| !found.contains(one)).collect();
            found.extend(new);
        }
    }
    found.retain(|id| !matches!(inner(outlines, *id), Outline::OneOf(_)));
    found
}

/// Whether one value can fit two outlines, judged by the properties that both require.
fn can_both_hold(outlines: &Outlines, one: OutlineId, other: OutlineId) -> bool {
    let mut open = vec![(one, other)];
    for _ in 0..MAX_SIZE {
        let Some((one, other)) = open.pop() else { return true };
        match (inner(outlines, one), inner(outlines, other)) {
            (Outline::Object(ours, our_rest), Outline::Object(theirs, their_rest)) => {
                let find = |all: &'_ [OutlineProperty], wire: &str| {
                    all.iter().find(|property| property.wire == wire).cloned()
                };
                let is_closed_to =
                    |rest: OutlineRest, own: &[OutlineProperty], others: &[OutlineProperty]| {
                        rest == OutlineRest::Closed
                            && others.iter().any(|other| other.required && find(own, &other.wire).is_none())
                    };
                if is_closed_to(*our_rest, ours, theirs) || is_closed_to(*their_rest, theirs, ours) {
                    return false;
                }
                for our in ours.iter().filter(|property| property.required) {
                    let their = find(theirs, &our.wire).filter(|property| property.required);
                    open.extend(their.map(|their| (our.value, their.value)));
                }
            }
            (Outline::Values(ours), Outline::Values(theirs)) => {
                if !ours.iter().any(|value| theirs.contains(value)) {
                    return false;
                }
            }
            (one, other) => {
                if json_types(one) & json_types(other) == 0 {
                    return false;
                }
            }
        }
    }
    true
}

/// The JSON types of an outline, one bit each.
fn json_types(outline: &Outline) -> u8 {
    const BOOLEAN: u8 = 1;
    const NUMBER: u8 = 2;
    const STRING: u8 = 4;
    const ARRAY: u8 = 8;
    const OBJECT: u8 = 16;
    match outline {
        Outline::Any | Outline::OneOf(_) | Outline::Nullable(_) => u8::MAX,
        Outline::Boolean => BOOLEAN,
        Outline::Integer | Outline::Number => NUMBER,
        Outline::Digits { .. } => NUMBER | STRING,
        Outline::String | Outline::Format(_) => STRING,
        Outline::Values(values) => values.iter().fold(0, |types, value| match value {
            Value::String(_) => types | STRING,
            Value::Bool(_) => types | BOOLEAN,
            _ => types | NUMBER,
        }),
        Outline::Array(_) | Outline::Tuple(_) => ARRAY,
        Outline::Object(..) => OBJECT,
    }
}

/// Whether `theirs` describes properties, at any depth, that the type of `ours` does not keep.
fn lacks(outlines: &Outlines, ours: OutlineId, theirs: OutlineId) -> bool {
    let mut open = vec![(ours, theirs)];
    let mut seen = HashSet::default();
    let mut next = 0;
    while let Some(&(ours, theirs)) = open.get(next).filter(|_| next < MAX_SIZE) {
        next += 1;
        let mut pairs = Vec::new();
        match (inner(outlines, ours), inner(outlines, theirs)) {
            (Outline::Object(ours, rest), Outline::Object(theirs, _)) => {
                for their in theirs {
                    match ours.iter().find(|our| our.wire == their.wire) {
                        Some(our) => pairs.push((our.value, their.value)),
                        None if *rest == OutlineRest::Ignored => return true,
                        None => {}
                    }
                }
            }
            (Outline::Array(ours), Outline::Array(theirs)) => pairs.push((*ours, *theirs)),
            (Outline::OneOf(_), _) | (_, Outline::OneOf(_)) => {
                let theirs = leaves(outlines, theirs);
                let each = |ours: OutlineId| theirs.iter().map(move |theirs| (ours, *theirs));
                pairs.extend(leaves(outlines, ours).into_iter().flat_map(each));
            }
            _ => {}
        }
        // A value of the same outline lacks nothing.
        open.extend(pairs.into_iter().filter(|pair| pair.0 != pair.1 && seen.insert(*pair)));
    }
    false
}
