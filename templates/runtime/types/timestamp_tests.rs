use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::{super::json, Nullable};

#[test]
fn reads_the_formats_of_servers() {
    let check = |text: &str, expected: &str| {
        assert_eq!(
            super::parse(text).map_err(|error| error.to_string()),
            Ok(expected.parse().unwrap()),
            "{text}"
        );
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
}

#[test]
fn rejects_invalid_timestamps() {
    for text in ["", "soon", "2024-13-01", "2024-06-19T15:22:45+99:00", "1718810565", "15:22:45"] {
        assert!(super::parse(text).is_err(), "{text}: {:?}", super::parse(text));
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
