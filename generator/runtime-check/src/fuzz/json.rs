//! JSON: our reader compared with `serde_json`, and types that are read, written and read again.

use std::{fmt::Debug, sync::LazyLock};

use serde_json::Value;

use crate::runtime::json::{self, JsonFailure, ReadJson, WriteJson, bridge};
use crate::types::samples::{Event, Id, Kind, Level, Notice, Payload, Pet, Tree};

/// Whether `serde_json` reads floats exactly, which is a feature. Without it, the last digit can be wrong.
static IS_EXACT: LazyLock<bool> = LazyLock::new(|| {
    let written = "122.416294033786585";
    serde_json::from_str(written).ok() == written.parse::<f64>().ok()
});

/// JSON: our reader and `serde_json` agree, except about byte order marks, lone surrogates, the deepest level, and numbers that are too
/// large. Types are written as they were read.
pub fn json(data: &[u8]) {
    let read = json::from_slice::<Value>(data);
    let is_skipped = json::from_slice::<()>(data).is_ok();
    match &read {
        Ok(value) => {
            assert!(is_skipped, "{value}");
            let indexed = bridge::write(value, serde_json::value::Serializer);
            assert!(indexed.as_ref().is_ok_and(|indexed| same(value, indexed)), "{value} {indexed:?}");
            stable(value, &json::to_vec(value));
        }
        Err(error) => {
            assert!(error.offset() <= data.len() && !error.path().is_empty(), "{error}");
            let is_number = matches!(error.failure(), JsonFailure::Unexpected { .. });
            assert!(is_number || !is_skipped, "{error}");
        }
    }
    compare(data, read);
    typed(data, false);
    if let Ok(value) = json::from_slice::<Value>(data) {
        // Without duplicate keys.
        typed(&json::to_vec(&value), true);
    }
}

fn compare(data: &[u8], read: Result<Value, json::JsonError>) {
    let data = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
    let text = std::str::from_utf8(data).map(paired);
    let other = match &text {
        Ok(text) => serde_json::from_str::<Value>(text),
        Err(_) => serde_json::from_slice(data),
    };
    match (read, other) {
        (Ok(ours), Ok(theirs)) => assert!(same(&ours, &theirs), "{ours} {theirs}"),
        (Err(_), Err(_)) => {}
        (Ok(ours), Err(theirs)) => {
            let message = theirs.to_string();
            let is_limit =
                ["recursion limit", "number out of range"].iter().any(|limit| message.contains(limit));
            assert!(is_limit, "{ours} {theirs}");
        }
        (Err(ours), Ok(theirs)) => {
            assert!(matches!(ours.failure(), JsonFailure::Unexpected { .. }), "{ours} {theirs}");
        }
    }
}

/// Replaces escaped surrogates without a counterpart by U+FFFD.
fn paired(text: &str) -> String {
    let code_unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        let (before, escape) = rest.split_at(start);
        out.push_str(before);
        let length = match code_unit(escape) {
            Some(0xD800..=0xDBFF) => match escape.get(6..).and_then(code_unit) {
                Some(0xDC00..=0xDFFF) => 12,
                _ => 0,
            },
            Some(0xDC00..=0xDFFF) => 0,
            _ => 1 + escape[1..].chars().next().map_or(0, char::len_utf8),
        };
        let (escape, after) = if length == 0 { ("\\uFFFD", &escape[6..]) } else { escape.split_at(length) };
        out.push_str(escape);
        rest = after;
    }
    out + rest
}

/// Returns whether two values are equal. Integers and floats are different.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let bits = [a, b].map(|number| number.as_f64().map_or(0, f64::to_bits));
            bits[0] == bits[1] || (!*IS_EXACT && bits[0].abs_diff(bits[1]) <= 1)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((key, a), (other, b))| key == other && same(a, b))
        }
        _ => a == b,
    }
}

/// Reads the samples, and checks them if the text has no duplicate keys.
fn typed(data: &[u8], is_checked: bool) {
    macro_rules! each {
        ($($name:ty)*) => {$(
            if let Ok(value) = json::from_slice::<$name>(data) && is_checked {
                stable(&value, &json::to_vec(&value));
            }
        )*};
    }
    each! { Event Notice Payload Kind Level Tree Pet Id Vec<Pet> Option<f64> u64 String Vec<Option<i64>> }
}

/// Checks that a value is read as it was written.
#[track_caller]
fn stable<T: ReadJson + WriteJson + PartialEq + Debug>(value: &T, written: &[u8]) {
    let again = json::from_slice::<T>(written);
    let shown = String::from_utf8_lossy(written);
    assert!(again.as_ref().is_ok_and(|again| again == value), "{value:?} {again:?} {shown}");
    assert_eq!(again.map(|again| json::to_string(&again)).ok().as_deref(), Some(&*shown));
}
