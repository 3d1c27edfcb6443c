use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::Nullable;

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

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nested {
    #[serde(with = "super::super::timestamp")]
    one: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::super::timestamp")]
    absent: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::super::timestamp")]
    null: Option<Nullable<Timestamp>>,
    #[serde(with = "super::super::timestamp")]
    many: Vec<BTreeMap<String, Option<Timestamp>>>,
}

#[test]
fn nests() {
    let json = r#"{"one":"2024-06-19","many":[{"a":"2024-06-19T01:02:03+0000","b":null}]}"#;
    let mut value: Nested = serde_json::from_str(json).unwrap();
    value.null = Some(Nullable::Null);
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"one":"2024-06-19T00:00:00Z","null":null,"many":[{"a":"2024-06-19T01:02:03Z","b":null}]}"#,
    );
}
