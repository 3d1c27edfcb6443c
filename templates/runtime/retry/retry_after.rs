//! The wait that a server asks for.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// The maximum wait that is accepted.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait that a response asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestedWait {
    /// None, or a date that has passed.
    Nothing,
    /// A wait of this length.
    Wait(Duration),
    /// A wait that is too long or invalid: there is no further attempt.
    TooLong,
}

/// Returns the wait that a response asks for: with `Retry-After` or, with status 429, with one of the `reset`
/// headers. An invalid `Retry-After` is a wait of unknown length. An invalid `reset` header is ignored, because its
/// format is not standardized.
pub(crate) fn requested(status: StatusCode, headers: &HeaderMap, reset: &[&str]) -> RequestedWait {
    let now = Timestamp::now();
    let wait = if let Some(value) = headers.get(RETRY_AFTER) {
        let text = value.to_str().unwrap_or_default().trim();
        seconds(text).or_else(|| until_date(text, now)).unwrap_or(Duration::MAX)
    } else if status == StatusCode::TOO_MANY_REQUESTS {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        reset.iter().find_map(|name| until_reset(text(name)?, now)).unwrap_or_default()
    } else {
        Duration::ZERO
    };
    match wait {
        Duration::ZERO => RequestedWait::Nothing,
        wait if wait > LONGEST => RequestedWait::TooLong,
        wait => RequestedWait::Wait(wait),
    }
}

/// Parses a number of seconds, however large.
fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    let is_one = seconds.is_finite() && seconds >= 0.0;
    is_one.then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Parses a date: `Wed, 21 Oct 2015 07:28:00 GMT`.
fn until_date(text: &str, now: Timestamp) -> Option<Duration> {
    let date = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()?;
    Some(until(date, now))
}

/// Parses seconds from now, or since 1970 (in milliseconds if the number is that large), or a date.
fn until_reset(text: &str, now: Timestamp) -> Option<Duration> {
    let Some(number) = seconds(text) else { return until_date(text, now) };
    let since_1970 = match number.as_secs() {
        0..1_000_000_000 => return Some(number),
        1_000_000_000..100_000_000_000 => number,
        _ => number / 1000,
    };
    // A number beyond the last date is a very long wait.
    let date = since_1970.try_into().ok().and_then(|since_1970| Timestamp::from_duration(since_1970).ok());
    Some(date.map_or(Duration::MAX, |date| until(date, now)))
}

fn until(date: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(date.duration_since(now)).unwrap_or_default()
}

// part: tests
#[cfg(test)]
#[path = "retry_after_tests.rs"]
mod tests;
// end
