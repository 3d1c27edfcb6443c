use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::super::json;

#[test]
fn reads_the_formats_of_servers() {
    let check = |text: &str, expected: &str| {
        assert_eq!(super::parse(text).map(|date| date.to_string()).as_deref(), Some(expected), "{text}");
    };
    check("2024-06-19", "2024-06-19");
    check("20240619", "2024-06-19");
    check(" 2024-06-19 ", "2024-06-19");
    check("2024-01-01T00:00:00Z", "2024-01-01");
    check("2024-01-01T00:00:00.000+02:00", "2024-01-01");
    check("2024-01-01T24:00:00Z", "2024-01-01");
    check("2024-01-01 00:00:00", "2024-01-01");
    check("2024-06-19Z", "2024-06-19");
    check("2024-06-19+02:00", "2024-06-19");
    check("2024-W25-3", "2024-06-19");
    check("2024W253", "2024-06-19");
    check("2024-171", "2024-06-19");
    check("2024171", "2024-06-19");
    check("9999-12-31", "9999-12-31");
}

#[test]
fn rejects_other_strings() {
    for text in [
        "",
        "soon",
        "2024-13-01",
        "2024-02-30",
        "2024-06-19Tsoon",
        "2024-06-19T25:00:00",
        "2024-366x",
        "2023-366",
        "0000-00-00",
        "2024-06-19T",
        "2024-W54-1",
        "2024-06-19T10:00:00+99:00",
        "é2024-06-19",
    ] {
        let is_open = text == "2024-06-19T";
        assert_eq!(super::parse(text).is_some(), is_open, "{text}");
    }
}

#[test]
fn absent_dates() {
    let json = br#"{"a":"","b":"0000-00-00","c":"0000-00-00T00:00:00Z","d":null,"e":"2024-06-19"}"#;
    let dates: BTreeMap<String, Option<Date>> = json::from_slice(json).unwrap();
    assert_eq!(dates.values().flatten().count(), 1);
    assert!(json::from_slice::<Date>(br#""""#).is_err(), "a required date is not absent");
    let error = json::from_slice::<BTreeMap<String, Option<Date>>>(br#"{"a":"soon"}"#).unwrap_err();
    assert_eq!(error.path(), "a");
}
