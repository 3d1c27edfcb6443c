use std::time::Duration;

use http::{HeaderMap, HeaderName, StatusCode};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

use super::RequestedWait::{self, Nothing, TooLong};

/// The requested wait, in seconds, rounded up.
fn requested(status: StatusCode, headers: &[(&'static str, &str)]) -> RequestedWait {
    let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
    let headers: HeaderMap = headers.collect();
    match super::requested(status, &headers, &["x-reset", "x-other"]) {
        RequestedWait::Wait(wait) => seconds((wait + Duration::from_millis(999)).as_secs()),
        other => other,
    }
}

fn seconds(seconds: u64) -> RequestedWait {
    RequestedWait::Wait(Duration::from_secs(seconds))
}

#[test]
fn forms() {
    let soon = Timestamp::now() + Duration::from_secs(60);
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap();
    let (unix, millis) = (soon.as_second().to_string(), soon.as_millisecond().to_string());
    let (busy, down) = (StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(requested(busy, &[("retry-after", "7")]), seconds(7));
    assert_eq!(requested(down, &[("retry-after", " 1.5 ")]), seconds(2));
    assert_eq!(requested(down, &[("retry-after", &date)]), seconds(60));
    assert_eq!(requested(down, &[("retry-after", "86400")]), seconds(86400));
    for text in ["0", "0.0", "Wed, 21 Oct 2015 07:28:00 GMT"] {
        assert_eq!(requested(busy, &[("retry-after", text)]), Nothing, "{text}");
    }
    for text in ["86401", "99999999999999999999999", "1e300", "-1", "soon", "", "NaN", "inf", "\u{e9}"] {
        assert_eq!(requested(busy, &[("retry-after", text)]), TooLong, "{text}");
    }
    assert_eq!(requested(down, &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")]), TooLong);
    assert_eq!(requested(busy, &[("x-reset", "30")]), seconds(30));
    for text in [&unix, &millis, &date] {
        assert!([seconds(59), seconds(60)].contains(&requested(busy, &[("x-other", text)])), "{text}");
    }
    assert_eq!(requested(busy, &[("x-reset", "1000000000")]), Nothing);
    assert_eq!(requested(busy, &[("x-reset", "99999999999999999999999")]), TooLong);
    assert_eq!(requested(busy, &[("x-reset", "tomorrow"), ("x-other", "5")]), seconds(5));
    assert_eq!(requested(busy, &[("x-reset", "tomorrow")]), Nothing);
    assert_eq!(requested(down, &[("x-reset", "30")]), Nothing);
    assert_eq!(requested(busy, &[("x-reset", "30"), ("retry-after", "2")]), seconds(2));
}
