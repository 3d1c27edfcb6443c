//! How a value finds its place among the alternatives of a union.

use serde::de::{DeserializeOwned, Error};
use serde::{Serialize, Serializer, ser};
use serde_json::Value;

/// What the values of an alternative look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline {
    /// There is no telling.
    Any,
    Boolean,
    Integer,
    Number,
    /// Text of some format.
    String,
    /// Any text.
    Text,
    Array,
    Object {
        /// Members that it always has.
        required: &'static [&'static str],
        /// All members that it is known to have.
        known: &'static [&'static str],
        /// Members that have one text and no other.
        fixed: &'static [(&'static str, &'static str)],
    },
}

impl Outline {
    /// How well a value fits, the better the greater; `None` if it cannot.
    fn score(self, value: &Value) -> Option<(usize, usize)> {
        let when = |fits: bool, score| fits.then_some(score);
        match (self, value) {
            (Self::Any, _) => Some((0, 0)),
            (Self::Boolean, _) => when(value.is_boolean(), (1, 0)),
            (Self::Integer, _) => when(value.is_i64() || value.is_u64(), (1, 1)),
            (Self::Number, _) => when(value.is_number(), (1, 0)),
            (Self::String, _) => when(value.is_string(), (1, 1)),
            (Self::Text, _) => when(value.is_string(), (1, 0)),
            (Self::Array, _) => when(value.is_array(), (1, 0)),
            (Self::Object { required, known, fixed }, Value::Object(members)) => {
                let other =
                    |(name, text): &(&str, &str)| members.get(*name).is_some_and(|value| value != text);
                let all = required.iter().all(|name| members.contains_key(*name)) && !fixed.iter().any(other);
                let matching = known.iter().filter(|name| members.contains_key(**name)).count();
                when(all, (matching + 1, required.len()))
            }
            (Self::Object { .. }, _) => None,
        }
    }
}

/// The alternatives that may be able to read a value, the best match first.
pub(crate) fn ranked(value: &Value, outlines: &[Outline]) -> Vec<usize> {
    let mut ranked: Vec<_> = outlines
        .iter()
        .enumerate()
        .filter_map(|(index, outline)| Some((outline.score(value)?, index)))
        .collect();
    ranked.sort_by(|(a, _), (b, _)| b.cmp(a));
    ranked.into_iter().map(|(_, index)| index).collect()
}

/// What a tag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag<'v> {
    Text(&'v str),
    Integer(i64),
    Boolean(bool),
    /// Nothing that could tell alternatives apart.
    Missing,
}

/// Reads the tag of a value.
pub(crate) fn tag<'v>(value: &'v Value, property: &str) -> Tag<'v> {
    match value.get(property) {
        Some(Value::String(text)) => Tag::Text(text),
        Some(Value::Bool(value)) => Tag::Boolean(*value),
        Some(Value::Number(number)) => number.as_i64().map_or(Tag::Missing, Tag::Integer),
        _ => Tag::Missing,
    }
}

/// Reads a value whose tag says what it is.
pub(crate) fn read<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Reads a value, if it can be read.
pub(crate) fn fit<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Writes a value that does not have the tag itself.
pub(crate) fn write<S: Serializer>(
    value: &(impl Serialize + ?Sized),
    property: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(ser::Error::custom)?;
    if let Value::Object(members) = &mut value {
        members.entry(property).or_insert_with(|| tag.into());
    }
    value.serialize(serializer)
}

// part: tests
#[cfg(test)]
#[path = "union_tests.rs"]
mod tests;
// end
