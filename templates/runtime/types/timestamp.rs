//! `format: date-time`, for `#[serde(with = "…::runtime::timestamp")]`: serialized as RFC 3339, deserialized
//! leniently.
//!
//! Servers omit the time zone, write it as `+0000`, use a space instead of the `T`, or send only a date. Without a
//! time zone, it is UTC.

use std::fmt;

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserializer, Serialize, Serializer, de};

use super::codec::Codec;

/// The marker of the format.
pub(crate) enum DateTime {}

pub(crate) fn serialize<T: Codec<DateTime>, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

pub(crate) fn deserialize<'de, T: Codec<DateTime>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

impl Codec<DateTime> for Timestamp {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl de::Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date and time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        parse(text).map_err(E::custom)
    }
}

/// Parses a timestamp. Without a time zone, it is UTC.
pub(crate) fn parse(text: &str) -> Result<Timestamp, jiff::Error> {
    let text = text.trim();
    text.parse().or_else(|error| match text.parse::<civil::DateTime>() {
        Ok(local) if !names_zone(text) => TimeZone::UTC.to_timestamp(local),
        _ => Err(error),
    })
}

/// Returns whether the text after the date contains an offset or a time zone.
fn names_zone(text: &str) -> bool {
    text.get(10..).is_some_and(|time| time.contains(['Z', 'z', '+', '-', '[']))
}

// part: tests
#[cfg(test)]
#[path = "timestamp_tests.rs"]
mod tests;
// end
