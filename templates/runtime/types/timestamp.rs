//! `format: date-time`: written as RFC 3339, read leniently.
//!
//! Servers omit the time zone, write it as `+0000`, use a space instead of the `T`, or send only a date. Without a
//! time zone, it is UTC. They write `24:00:00`, leap seconds, and more digits than nanoseconds have. An instant that is out
//! of range is read as the largest one, which is written as the end of the year 9999.

use jiff::Timestamp;

use super::{
    super::json::{JsonError, ReadJson, Reader, WriteJson, Writer},
    argument::Plain,
    date::{self, Parsed},
};

/// The largest instant that every offset can represent is a day earlier.
const END: &str = "9999-12-31T23:59:59.999999999Z";

impl Plain for Timestamp {}

impl ReadJson for Timestamp {
    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("a date and time", parse)?;
        Ok(())
    }

    fn read_absent(reader: &mut Reader<'_>) -> Result<bool, JsonError> {
        date::read_absent(reader)
    }
}

impl WriteJson for Timestamp {
    fn write(&self, writer: &mut Writer) {
        if *self == Self::MAX {
            writer.display(&END);
        } else {
            writer.display(self);
        }
    }
}

/// Parses a timestamp. Without a time zone, it is UTC.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| Parsed::of(text).map(Parsed::instant))
}

// part: tests
#[cfg(test)]
#[path = "timestamp_tests.rs"]
mod tests;
// end
