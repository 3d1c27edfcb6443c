//! `format: date-time`: written as RFC 3339, read leniently.
//!
//! Servers omit the time zone, write it as `+0000`, use a space instead of the `T`, or send only a date. Without a
//! time zone, it is UTC.

use jiff::{Timestamp, civil, tz::TimeZone};

use super::super::json::{JsonError, ReadJson, Reader, WriteJson, Writer};

impl ReadJson for Timestamp {
    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("a date and time", |text| parse(text).ok())?;
        Ok(())
    }
}

impl WriteJson for Timestamp {
    fn write(&self, writer: &mut Writer) {
        writer.display(self);
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
