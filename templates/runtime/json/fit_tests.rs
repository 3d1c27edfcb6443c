use std::cell::Cell;

use serde_json::Value;

use super::super::super::types::union::{Alternatives, Dispatch};
use super::super::{
    JsonError, Reader,
    outline::{Format, Key, Outline, Rest},
};

/// Returns the alternatives of a table that a value fits, the best one first.
fn ranked(json: &str, outlines: &'static [Outline], alternatives: &[u16]) -> Vec<usize> {
    let mut reader = Reader::new(json, None);
    let node = reader.indexed().unwrap();
    reader.ranked(node, outlines, alternatives)
}

const IGNORED: Rest = Rest::Ignored;

#[test]
fn properties_count() {
    static TABLE: &[Outline] = &[
        Outline::Any,
        Outline::Values(&[Key::Text("2")]),
        Outline::Object(&[("a", true, 0), ("b", true, 1)], IGNORED),
        Outline::Object(&[("a", true, 0), ("c", true, 0)], IGNORED),
        Outline::Object(&[("z", false, 0)], IGNORED),
        Outline::Object(&[("x", false, 6)], IGNORED),
        Outline::Object(&[("y", false, 0)], IGNORED),
        Outline::Object(&[("x", false, 8)], IGNORED),
        Outline::Object(&[("y", false, 0), ("z", false, 0)], IGNORED),
        Outline::Array(6),
        Outline::Array(8),
        Outline::Object(&[("a", false, 0)], Rest::Closed),
    ];
    for (json, alternatives, expected) in [
        (r#"{"a":1,"b":"2"}"#, &[2, 3, 4][..], &[0, 2][..]),
        (r#"{"a":1,"b":"3"}"#, &[2, 3, 4], &[2]),
        (r#"{"a":1,"c":2}"#, &[2, 3, 4], &[1, 2]),
        (r#"{"z":1}"#, &[2, 3, 4], &[2]),
        (r#"{"\u007a":1}"#, &[2, 3, 4], &[2]),
        ("1", &[2, 3, 4], &[]),
        (r#"{"x":{"y":1,"z":2}}"#, &[5, 7], &[1, 0]),
        (r#"{"x":{"y":1}}"#, &[5, 7], &[0, 1]),
        (r#"[{"y":1},{"z":1}]"#, &[9, 10], &[1, 0]),
        (r#"{"a":1,"q":1}"#, &[11, 4], &[0, 1]),
        (r#"{"z":1,"q":1}"#, &[11, 4], &[1, 0]),
    ] {
        assert_eq!(ranked(json, TABLE, alternatives), expected, "{json}");
    }
}

#[test]
fn values_count() {
    static TABLE: &[Outline] = &[
        Outline::Any,
        Outline::Values(&[Key::Text("a"), Key::Text("b")]),
        Outline::Values(&[Key::Text("c")]),
        Outline::Object(&[("type", false, 1), ("name", false, 0)], IGNORED),
        Outline::Object(&[("type", false, 2), ("name", false, 0), ("extra", false, 0)], IGNORED),
        Outline::Values(&[Key::Integer(1), Key::Boolean(true)]),
        Outline::Object(&[("in", true, 8)], IGNORED),
        Outline::Object(&[("in", true, 9)], IGNORED),
        Outline::Object(&[("type", true, 2)], IGNORED),
        Outline::Object(&[("type", true, 10)], IGNORED),
        Outline::Values(&[Key::Text("d")]),
    ];
    for (json, alternatives, expected) in [
        (r#"{"type":"c"}"#, &[3, 4][..], &[1, 0][..]),
        (r#"{"type":"b","name":1,"extra":1}"#, &[4, 3], &[1, 0]),
        (r#"{"type":"new","extra":1}"#, &[3, 4], &[1, 0]),
        ("1.0", &[5], &[0]),
        ("true", &[5, 1], &[0]),
        ("1.5", &[5], &[]),
        (r#"{"in":{"type":"d"}}"#, &[6, 7], &[1]),
        (r#"{"in":{"type":"e"}}"#, &[6, 7], &[]),
        (r#"{"in":null}"#, &[6, 7], &[]),
    ] {
        assert_eq!(ranked(json, TABLE, alternatives), expected, "{json}");
    }
}

#[test]
fn types_and_formats_count() {
    static TABLE: &[Outline] = &[
        Outline::Any,
        Outline::Boolean,
        Outline::Integer,
        Outline::Number,
        Outline::String,
        Outline::Format(Format::Date),
        Outline::Format(Format::DateTime),
        Outline::Array(4),
        Outline::Array(6),
        Outline::Format(Format::Ipv4),
        Outline::Format(Format::Ipv6),
        Outline::Nullable(5),
        Outline::OneOf(&[1, 2]),
        Outline::OneOf(&[13]),
        Outline::Object(&[("first", true, 9)], IGNORED),
        Outline::Object(&[("first", true, 10)], IGNORED),
        Outline::Object(&[], Rest::Kept(3)),
        Outline::Digits { integer: true },
        Outline::Digits { integer: false },
    ];
    for (json, alternatives, expected) in [
        ("1", &[1, 2, 3][..], &[1, 2][..]),
        ("1.0", &[3, 2], &[1, 0]),
        ("1.5", &[2, 3], &[1]),
        (r#""2024-01-02""#, &[4, 5, 6], &[1, 0]),
        (r#""2024-01-02T03:04:05+02:00""#, &[5, 6], &[1]),
        (r#""2024-01-02""#, &[6, 4], &[1]),
        (r#"["2024-01-02"]"#, &[8, 7], &[1]),
        (r#"["2024-01-02T03:04:05Z"]"#, &[7, 8], &[1, 0]),
        (r#""::1""#, &[9, 10], &[1, 0]),
        (r#"{"first":"::1"}"#, &[14, 15], &[1, 0]),
        ("null", &[5, 11], &[1]),
        ("true", &[4, 12, 0], &[1, 2]),
        (r#""x""#, &[13], &[0]),
        (r#"{"a":1}"#, &[14, 16], &[1]),
        (r#"{"a":"x"}"#, &[14, 16], &[]),
        ("5", &[18, 17, 1], &[1, 0]),
        ("1.5", &[2, 17], &[1]),
        (r#""0042""#, &[4, 17, 18, 3], &[1, 2, 0]),
        (r#""4x""#, &[17, 4], &[1]),
        ("true", &[17, 18, 1], &[2]),
    ] {
        assert_eq!(ranked(json, TABLE, alternatives), expected, "{json}");
    }
}

#[test]
fn formats_are_strict() {
    for (format, right, wrong) in [
        (Format::Base64, "YQ==", "a b"),
        (Format::Date, "2024-02-29", "2024-13-01"),
        (Format::Date, "2024-12-31", "2024-12-31T00:00:00Z"),
        (Format::DateTime, "2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05"),
        (Format::DateTime, "2024-01-02 03:04:05+0200", "2024-01-02"),
        (Format::Email, "a@b.org", "a@b"),
        (Format::Ipv4, "127.0.0.1", "::1"),
        (Format::Ipv6, "::1", "127.0.0.1"),
        (Format::Uri, "https://example.org/a", "no scheme"),
        (Format::Uuid, "67e55044-10b1-426f-9247-bb680e5fe0c8", "67e55044-10b1-426f-9247bb680e5fe0c8a"),
    ] {
        assert!(format.holds(right), "{right}");
        assert!(!format.holds(wrong) && !format.holds("") || format == Format::Base64, "{wrong}");
        assert!(!format.holds("äöüäöüäöüä"), "{format:?}");
    }
}

thread_local! {
    /// How many values were read as an alternative.
    static READ: Cell<usize> = const { Cell::new(0) };
}

/// A union of two objects that may contain the union as `in`, and whose property `n` is a number.
struct Nested {
    is_known: bool,
}

impl Alternatives for Nested {
    fn read_as(&mut self, _: usize, reader: &mut Reader<'_>) -> Result<bool, JsonError> {
        READ.set(READ.get() + 1);
        let mut entries = reader.object()?;
        while let Some(key) = reader.key(&mut entries)? {
            match &*key {
                "in" => read(reader).map(drop)?,
                "n" => drop(reader.number("a number")?),
                _ => reader.skip()?,
            }
        }
        self.is_known = true;
        Ok(true)
    }

    fn set_unknown(&mut self, _: Value) {
        self.is_known = false;
    }

    fn others(&mut self) -> Option<&mut Value> {
        None
    }
}

fn read(reader: &mut Reader<'_>) -> Result<bool, JsonError> {
    static TABLE: &[Outline] = &[
        Outline::Any,
        Outline::Object(&[("in", false, 3), ("a", false, 0)], IGNORED),
        Outline::Object(&[("in", false, 3), ("b", false, 0)], IGNORED),
        Outline::OneOf(&[1, 2]),
    ];
    static DISPATCH: Dispatch = Dispatch::Fit(TABLE, &[1, 2]);
    let mut union = Nested { is_known: false };
    reader.union(&mut union, &DISPATCH)?;
    Ok(union.is_known)
}

#[test]
fn a_value_is_read_once_unless_it_does_not_fit() {
    let nested = |levels: usize, end: &str| {
        (0..levels).fold("{}".to_owned(), |inner, _| format!(r#"{{"a":1,"in":{inner},"n":{end}}}"#))
    };
    for (json, is_known, most) in [
        (nested(100, "1"), true, 101),
        // Without a limit, it would be 2 to the power of 100.
        (nested(100, "\"x\""), false, 10 * 101),
        (nested(1, "\"x\""), false, 4),
    ] {
        READ.set(0);
        let mut reader = Reader::new(&json, None);
        assert_eq!(read(&mut reader).unwrap(), is_known);
        assert!(READ.get() <= most, "{} reads", READ.get());
        assert_eq!(reader.at(), json.len(), "the whole value was read");
    }
}

#[test]
fn values_are_counted_once() {
    // Three objects, which count as seven more values each, and seven values in them and in arrays.
    let json = r#"[{"a":{},"in":{"n":1,"m":[1,2]}}]"#;
    for (max, is_read) in [(28, true), (27, false)] {
        let mut reader = Reader::new(json, Some(max));
        let mut entries = reader.array().unwrap();
        assert!(reader.has_item(&mut entries).unwrap());
        assert_eq!(read(&mut reader).is_ok(), is_read, "{max}");
    }
}
