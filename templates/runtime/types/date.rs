//! `format: date`, read leniently, and the parts of dates and times in ISO 8601.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, ISOWeekDate, Time},
    tz::Offset,
};

use super::{
    super::json::{JsonError, ReadJson, Reader, WriteJson, Writer},
    argument::Plain,
};

impl Plain for Date {}

impl ReadJson for Date {
    fn blank() -> Self {
        Self::ZERO
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("a date", parse)?;
        Ok(())
    }

    fn read_absent(reader: &mut Reader<'_>) -> Result<bool, JsonError> {
        read_absent(reader)
    }
}

impl WriteJson for Date {
    fn write(&self, writer: &mut Writer) {
        writer.display(self);
    }
}

/// Skips what servers send instead of an absent date, if it is next: an empty string, or the year, month and day 0.
pub(super) fn read_absent(reader: &mut Reader<'_>) -> Result<bool, JsonError> {
    reader.skip_string_if(|start| start.is_empty() || start.starts_with("0000-00-00"))
}

/// Parses a date, which a time can follow.
fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    match text.parse() {
        Ok(date) => Some(date),
        Err(_) => Parsed::of(text).map(|parsed| parsed.date),
    }
}

/// A date and time in one of the forms of ISO 8601.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parsed {
    /// The day as it is written.
    pub(super) date: Date,
    time: Time,
    /// Whether the time is the end of the day.
    is_end: bool,
    offset: Offset,
    /// Whether the year is after 9999.
    is_beyond: bool,
}

impl Parsed {
    /// Parses a date and time. Without a time, it is midnight; without an offset, UTC.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (day, rest) = split_day(text);
        let (date, is_beyond) = match day_of(day) {
            Some(date) => (date, false),
            None => (day_after_9999(day)?, true),
        };
        let (clock, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-', 'U', 'G']).unwrap_or(rest.len()));
        let (time, is_end) = time_of(clock.trim())?;
        Some(Self { date, time, is_end, offset: offset_of(zone)?, is_beyond })
    }

    /// Returns the instant: the largest or the smallest one if it is out of range.
    pub(super) fn instant(self) -> Timestamp {
        let day = if self.is_end { self.date.tomorrow().ok() } else { Some(self.date) };
        let day = day.filter(|_| !self.is_beyond);
        let instant = day.and_then(|day| self.offset.to_timestamp(DateTime::from_parts(day, self.time)).ok());
        instant.unwrap_or(if self.date.year() > 0 { Timestamp::MAX } else { Timestamp::MIN })
    }
}

/// Splits a text after its date.
fn split_day(text: &str) -> (&str, &str) {
    // An offset can follow the date: `2024-06-19+02:00`.
    let is_end = |(at, c): &(usize, char)| matches!(c, 'T' | 't' | ' ' | 'Z' | 'z') || (*c == '+' && *at > 0);
    let Some((end, _)) = text.char_indices().find(is_end) else { return (text, "") };
    let (day, rest) = text.split_at(end);
    (day, rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest))
}

/// Parses a calendar date, a week date such as `2024-W25-3`, or an ordinal date such as `2024-171`.
fn day_of(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    if text.contains('W') {
        return text.parse().ok().map(ISOWeekDate::date);
    }
    let (year, day) = text.split_once('-').or_else(|| (text.len() == 7).then(|| text.split_at(4)))?;
    let is_ordinal =
        year.len() == 4 && day.len() == 3 && [year, day].concat().bytes().all(|b| b.is_ascii_digit());
    let first = Date::new(year.parse().ok().filter(|_| is_ordinal)?, 1, 1).ok()?;
    first.with().day_of_year(day.parse().ok()?).build().ok()
}

/// Parses a date after the year 9999. The year of the result is another one.
fn day_after_9999(text: &str) -> Option<Date> {
    let (year, day) = text.strip_prefix('+').unwrap_or(text).split_once('-')?;
    let is_beyond = (5..=9).contains(&year.len()) && year.parse::<u32>().is_ok_and(|year| year > 9999);
    is_beyond.then(|| format!("2000-{day}").parse().ok()).flatten()
}

/// Parses a time, and whether it is `24:00:00`.
fn time_of(text: &str) -> Option<(Time, bool)> {
    if text.is_empty() {
        return Some((Time::midnight(), false));
    }
    let (whole, fraction) = text.split_at(text.find(['.', ',']).unwrap_or(text.len()));
    let digits = fraction.get(1..).unwrap_or_default();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || (digits.is_empty() && !fraction.is_empty()) {
        return None;
    }
    if let Some(rest) = whole.strip_prefix("24") {
        let is_midnight = [rest, digits].concat().bytes().all(|byte| matches!(byte, b'0' | b':'));
        return is_midnight.then_some((Time::midnight(), true));
    }
    // More than nine digits are less than a nanosecond.
    let nanoseconds = &digits[..digits.len().min(9)];
    let separator = if digits.is_empty() { "" } else { "." };
    Some((format!("T{whole}{separator}{nanoseconds}").parse().ok()?, false))
}

/// Parses an offset from UTC; an empty one is UTC.
fn offset_of(text: &str) -> Option<Offset> {
    if matches!(text, "" | "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let same_time: Timestamp = format!("2000-01-01T00:00:00{text}").parse().ok()?;
    let utc = Offset::UTC.to_timestamp(Date::constant(2000, 1, 1).at(0, 0, 0, 0)).ok()?;
    Offset::from_seconds(i32::try_from(utc.as_second() - same_time.as_second()).ok()?).ok()
}

// part: tests
#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
// end
