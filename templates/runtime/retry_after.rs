//! How long the server asks to wait.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// What the answer asks for: with `Retry-After`, or with 429 one of the `reset` headers. No wait at all, as in a date that
/// has passed, counts as not asking.
pub(crate) fn wait(status: StatusCode, headers: &HeaderMap, reset: &[&str]) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let now = Timestamp::now();
    let reset = if status == StatusCode::TOO_MANY_REQUESTS { reset } else { &[] };
    let asked = text(RETRY_AFTER.as_str()).and_then(|text| seconds(text).or_else(|| until_date(text, now)));
    let asked = asked.or_else(|| reset.iter().find_map(|name| until_reset(text(name)?, now)));
    asked.filter(|wait| !wait.is_zero())
}

fn seconds(text: &str) -> Option<Duration> {
    text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

/// `Wed, 21 Oct 2015 07:28:00 GMT`.
fn until_date(text: &str, now: Timestamp) -> Option<Duration> {
    let date = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()?;
    Some(until(date, now))
}

/// Seconds from now, or since 1970 (in milliseconds, if it is that many), or a date.
fn until_reset(text: &str, now: Timestamp) -> Option<Duration> {
    let Some(number) = seconds(text) else { return until_date(text, now) };
    let since_1970 = match number.as_secs() {
        0..1_000_000_000 => return Some(number),
        1_000_000_000..100_000_000_000 => number,
        _ => number / 1000,
    };
    let date = Timestamp::from_duration(since_1970.try_into().ok()?).ok()?;
    Some(until(date, now))
}

fn until(date: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(date.duration_since(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderName, StatusCode};
    use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

    /// Seconds asked for, rounded up.
    fn wait(status: StatusCode, headers: &[(&'static str, &str)]) -> Option<u64> {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let headers: HeaderMap = headers.collect();
        let wait = super::wait(status, &headers, &["x-reset", "x-other"]);
        wait.map(|wait| (wait + Duration::from_millis(999)).as_secs())
    }

    #[test]
    fn forms() {
        let soon = Timestamp::now() + Duration::from_secs(60);
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap();
        let (unix, millis) = (soon.as_second().to_string(), soon.as_millisecond().to_string());
        let (busy, down) = (StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(wait(busy, &[("retry-after", "7")]), Some(7));
        assert_eq!(wait(down, &[("retry-after", " 1.5 ")]), Some(2));
        assert_eq!(wait(down, &[("retry-after", &date)]), Some(60));
        for text in ["0", "-1", "soon", "", "NaN", "inf", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(wait(busy, &[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(wait(busy, &[("x-reset", "30")]), Some(30));
        for text in [&unix, &millis, &date] {
            assert!(matches!(wait(busy, &[("x-other", text)]), Some(59..=60)), "{text}");
        }
        assert_eq!(wait(busy, &[("x-reset", "1000000000")]), None);
        assert_eq!(wait(busy, &[("x-reset", "99999999999999999999999")]), None);
        assert_eq!(wait(down, &[("x-reset", "30")]), None);
        assert_eq!(wait(busy, &[("x-reset", "30"), ("retry-after", "2")]), Some(2));
    }
}
