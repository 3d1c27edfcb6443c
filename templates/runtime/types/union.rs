//! Finds the alternative of a union that fits a value.

use serde::de::{DeserializeOwned, Error};
use serde::{Serialize, Serializer, ser};
use serde_json::Value;

/// The shape of an alternative's values.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline {
    /// Any value.
    Any,
    Boolean,
    Integer,
    Number,
    /// A string with a format.
    String,
    /// Any string.
    Text,
    Array,
    Object {
        /// The required properties.
        required: &'static [&'static str],
        /// All known properties.
        known: &'static [&'static str],
        /// Properties that always have one string value.
        fixed: &'static [(&'static str, &'static str)],
    },
}

impl Outline {
    /// Returns how well a value fits: a greater score is better, `None` does not fit.
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
            (Self::Object { required, known, fixed }, Value::Object(object)) => {
                let other =
                    |(name, text): &(&str, &str)| object.get(*name).is_some_and(|value| value != text);
                let all = required.iter().all(|name| object.contains_key(*name)) && !fixed.iter().any(other);
                let matching = known.iter().filter(|name| object.contains_key(**name)).count();
                when(all, (matching + 1, required.len()))
            }
            (Self::Object { .. }, _) => None,
        }
    }
}

/// Returns the alternatives that fit a value, the best one first.
pub(crate) fn ranked(value: &Value, outlines: &[Outline]) -> Vec<usize> {
    let mut ranked: Vec<_> = outlines
        .iter()
        .enumerate()
        .filter_map(|(index, outline)| Some((outline.score(value)?, index)))
        .collect();
    ranked.sort_by(|(a, _), (b, _)| b.cmp(a));
    ranked.into_iter().map(|(_, index)| index).collect()
}

/// The value of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag<'v> {
    Text(&'v str),
    Integer(i64),
    Boolean(bool),
    /// No value that distinguishes alternatives.
    Missing,
}

/// Returns the tag of a value.
pub(crate) fn tag<'v>(value: &'v Value, property: &str) -> Tag<'v> {
    match value.get(property) {
        Some(Value::String(text)) => Tag::Text(text),
        Some(Value::Bool(value)) => Tag::Boolean(*value),
        Some(Value::Number(number)) => number.as_i64().map_or(Tag::Missing, Tag::Integer),
        _ => Tag::Missing,
    }
}

/// Deserializes a value whose type is known from its tag.
pub(crate) fn read<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Deserializes a value, if possible.
pub(crate) fn fit<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Serializes a value, and adds its tag.
pub(crate) fn write<S: Serializer>(
    value: &(impl Serialize + ?Sized),
    property: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(ser::Error::custom)?;
    if let Value::Object(object) = &mut value {
        object.entry(property).or_insert_with(|| tag.into());
    }
    value.serialize(serializer)
}

// part: tests
#[cfg(test)]
#[path = "union_tests.rs"]
mod tests;
// end
