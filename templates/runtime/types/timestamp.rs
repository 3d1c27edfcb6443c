//! `format: date-time`: written as RFC 3339, read leniently.
//!
//! The document determines how many digits of the fraction of a second are written: see [`timestamps`].
//!
//! Servers omit the time zone, write it as `+0000`, use a space instead of the `T`, or send only a date. Without a
//! time zone, it is UTC. They write `24:00:00`, leap seconds, and more digits than nanoseconds have. An instant that is out
//! of range is read as the largest one, which is written as the end of the year 9999.

use jiff::Timestamp;

use super::{
    super::json::{JsonError, ReadJson, Reader, Writer},
    argument::Plain,
    date::{self, Parsed},
};

/// The last second, and its fraction. The largest instant that every offset can represent is a day earlier.
const END: (&str, &str) = ("9999-12-31T23:59:59", ".999999999");

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

/// Implements [`WriteJson`] for [`Timestamp`], with at least and at most so many digits of the fraction of a second.
///
/// The generated half of the crate calls it, next to the module of the runtime.
macro_rules! timestamps {
    ($least:literal..=$most:literal) => {
        impl self::runtime::json::WriteJson for ::jiff::Timestamp {
            fn write(&self, writer: &mut self::runtime::json::Writer) {
                self::runtime::timestamp::write(*self, $least, $most, writer);
            }
        }
    };
}
pub(crate) use timestamps;

/// Writes an instant with the digits of its fraction of a second, but at least `least` and at most `most` of them.
pub(crate) fn write(instant: Timestamp, least: usize, most: usize, writer: &mut Writer) {
    let digits = digits(instant).max(least).min(most);
    if instant == Timestamp::MAX {
        let (second, fraction) = END;
        let fraction = if digits == 0 { "" } else { fraction.get(..=digits).unwrap_or(fraction) };
        writer.display(&format_args!("{second}{fraction}Z"));
    } else {
        writer.display(&format_args!("{instant:.digits$}"));
    }
}

/// Returns the number of digits of the fraction of a second, without zeros at the end.
fn digits(instant: Timestamp) -> usize {
    let (mut fraction, mut digits) = (instant.subsec_nanosecond(), 9);
    if fraction == 0 {
        return 0;
    }
    while fraction % 10 == 0 {
        fraction /= 10;
        digits -= 1;
    }
    digits
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
