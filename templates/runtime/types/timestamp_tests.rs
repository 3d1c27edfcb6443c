use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::{super::json, Nullable};

#[test]
fn reads_the_formats_of_servers() {
    let check = |text: &str, expected: &str| {
        assert_eq!(super::parse(text), Some(expected.parse().unwrap()), "{text}");
    };
    check("2024-06-19T15:22:45Z", "2024-06-19T15:22:45Z");
    check("2024-06-19T15:22:45.123456Z", "2024-06-19T15:22:45.123456Z");
    check("2024-06-19T15:22:45+02:00", "2024-06-19T13:22:45Z");
    check("2024-06-19T15:22:45+0000", "2024-06-19T15:22:45Z");
    check("2024-06-19T15:22:45.5-0330", "2024-06-19T18:52:45.5Z");
    check("2024-06-19T15:22:45", "2024-06-19T15:22:45Z");
    check("2024-06-19 15:22:45", "2024-06-19T15:22:45Z");
    check("2024-06-19 15:22:45Z", "2024-06-19T15:22:45Z");
    check("2024-06-19 15:22:45 ", "2024-06-19T15:22:45Z");
    check("2024-06-19T15:22", "2024-06-19T15:22:00Z");
    check("2024-06-19", "2024-06-19T00:00:00Z");
    check("2024-06-19T24:00:00Z", "2024-06-20T00:00:00Z");
    check("2024-12-31T24:00:00.000+01:00", "2024-12-31T23:00:00Z");
    check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
    check("2024-06-19T15:22:45.123456789012Z", "2024-06-19T15:22:45.123456789Z");
    check("2024-06-19T15:22:45,5Z", "2024-06-19T15:22:45.5Z");
    check("2024-06-19T15:22:45+00", "2024-06-19T15:22:45Z");
    check("2024-06-19T15:22:45-05", "2024-06-19T20:22:45Z");
    check("2024-06-19 15:22:45 +0200", "2024-06-19T13:22:45Z");
    check("2024-06-19 15:22:45 UTC", "2024-06-19T15:22:45Z");
    check("2024-06-19t15:22:45z", "2024-06-19T15:22:45Z");
    check("20240619T152245Z", "2024-06-19T15:22:45Z");
    check("2024-W25-3T15:22:45Z", "2024-06-19T15:22:45Z");
    check("2024-171T15:22:45Z", "2024-06-19T15:22:45Z");
    check("2024-06-19T15Z", "2024-06-19T15:00:00Z");
    check("2024-06-19T15:22:45+02:00[Europe/Paris]", "2024-06-19T13:22:45Z");
    check("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z");
    check("0001-01-01T00:00:00", "0001-01-01T00:00:00Z");
}

#[test]
fn the_largest_instant() {
    for text in [
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59",
        "9999-12-31",
        "9999-12-31T24:00:00Z",
        "9999-12-31T23:59:59-05:00",
        "10000-01-01T00:00:00Z",
        "+010000-02-29T00:00:00Z",
        "292278994-08-17T07:12:55.807Z",
    ] {
        assert_eq!(super::parse(text), Some(Timestamp::MAX), "{text}");
    }
    let far = json::from_slice::<Timestamp>(br#""9999-12-31T23:59:59Z""#).unwrap();
    assert_eq!(json::to_string(&far), r#""9999-12-31T23:59:59.999999999Z""#);
}

/// A timestamp with at least and at most so many digits.
struct Digits(Timestamp, usize, usize);

impl json::WriteJson for Digits {
    fn write(&self, writer: &mut json::Writer) {
        super::write(self.0, self.1, self.2, writer);
    }
}

#[test]
fn digits_of_the_fraction() {
    let check = |text: &str, least, most, expected: &str| {
        let written = json::to_string(&Digits(super::parse(text).unwrap(), least, most));
        assert_eq!(written, format!("\"{expected}\""), "{text} {least} {most}");
        // Reading returns the same instant, unless digits are cut off.
        if most == 9 {
            assert_eq!(super::parse(expected), super::parse(text), "{text}");
        }
    };
    check("2020-09-30T07:43:32Z", 0, 9, "2020-09-30T07:43:32Z");
    check("2020-09-30T07:43:32.500Z", 0, 9, "2020-09-30T07:43:32.5Z");
    check("2020-09-30T07:43:32Z", 3, 9, "2020-09-30T07:43:32.000Z");
    check("2020-09-30T07:43:32.5Z", 3, 9, "2020-09-30T07:43:32.500Z");
    check("2020-09-30T07:43:32.123456Z", 3, 9, "2020-09-30T07:43:32.123456Z");
    check("2020-09-30T07:43:32.123456789Z", 6, 9, "2020-09-30T07:43:32.123456789Z");
    check("1960-01-01T00:00:00.25Z", 3, 9, "1960-01-01T00:00:00.250Z");
    check("9999-12-31T23:59:59.9999999Z", 3, 9, "9999-12-31T23:59:59.999999999Z");
    check("2020-09-30T07:43:32.999999Z", 3, 3, "2020-09-30T07:43:32.999Z");
    check("2020-09-30T07:43:32.999999Z", 0, 0, "2020-09-30T07:43:32Z");
    check("1960-01-01T00:00:00.999999Z", 3, 3, "1960-01-01T00:00:00.999Z");
    check("9999-12-31T23:59:59.9999999Z", 3, 3, "9999-12-31T23:59:59.999Z");
    check("9999-12-31T23:59:59.9999999Z", 0, 0, "9999-12-31T23:59:59Z");
}

#[test]
fn absent_timestamps() {
    for text in ["", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z"] {
        let json = format!("\"{text}\"");
        assert_eq!(json::from_slice::<Option<Timestamp>>(json.as_bytes()).unwrap(), None, "{text}");
        assert!(json::from_slice::<Timestamp>(json.as_bytes()).is_err(), "{text}");
    }
    assert!(json::from_slice::<Option<Timestamp>>(br#""soon""#).is_err());
}

#[test]
fn rejects_invalid_timestamps() {
    for text in [
        "",
        "soon",
        "2024-13-01",
        "2024-06-19T15:22:45+99:00",
        "1718810565",
        "15:22:45",
        "2024-06-19T24:00:01Z",
        "2024-06-19T15:22:45.Z",
        "2024-06-19T15:22:45.5x",
        "2024-06-19T25:00:00Z",
        "0000-00-00",
        "99999-13-01T00:00:00Z",
        "2024-06-19Tsoon",
        "2024-06-19 é",
    ] {
        assert_eq!(super::parse(text), None, "{text}");
    }
}

#[test]
fn nests() {
    let json = r#"[{"a":"2024-06-19T01:02:03+0000","b":null}]"#;
    let value: Vec<BTreeMap<String, Option<Timestamp>>> = json::from_slice(json.as_bytes()).unwrap();
    assert_eq!(json::to_string(&value), r#"[{"a":"2024-06-19T01:02:03Z","b":null}]"#);
    let null = Some(Nullable::<Timestamp>::Null);
    assert_eq!(json::to_string(&null), "null");
}
