//! Decodes values from paths, queries, headers and forms.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::calls::text_of;
use crate::differences;

/// The decoded value of a parameter, if the request has it. Scalars are strings.
pub(super) type Decoded = Option<Value>;

pub(super) fn decoded_text(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

pub(super) fn decoded_query(text: &str) -> String {
    decoded_text(&text.replace('+', " "))
}

/// Splits and decodes a value.
pub(super) fn split_values(
    raw: &str,
    separator: char,
    kind: &str,
    explode: bool,
    decode: fn(&str) -> String,
) -> Value {
    match kind {
        "array" => Value::Array(raw.split(separator).map(|item| Value::from(decode(item))).collect()),
        "object" if explode => {
            let entries = raw.split(separator).filter_map(|pair| pair.split_once('='));
            Value::Object(entries.map(|(name, value)| (decode(name), Value::from(decode(value)))).collect())
        }
        "object" => {
            let all: Vec<&str> = raw.split(separator).collect();
            let entries = all.chunks(2).filter(|pair| pair.len() == 2);
            Value::Object(entries.map(|pair| (decode(pair[0]), Value::from(decode(pair[1])))).collect())
        }
        _ => Value::from(decode(raw)),
    }
}

pub(super) fn pairs<'t>(pairs: impl Iterator<Item = &'t str>) -> Value {
    let entries = pairs.filter_map(|pair| pair.split_once('='));
    Value::Object(
        entries.map(|(name, value)| (decoded_text(name), Value::from(decoded_text(value)))).collect(),
    )
}

/// Decodes an object in the form `name[property]=value`, at any depth.
pub(super) fn deep(name: &str, pairs: &mut [(String, &str, bool)]) -> Decoded {
    let mut root = Value::Object(Map::new());
    let mut any = false;
    for (key, value, taken) in pairs.iter_mut() {
        let Some(rest) = key.strip_prefix(name).filter(|rest| rest.starts_with('[')) else { continue };
        *taken = true;
        any = true;
        let mut at = &mut root;
        for token in rest.trim_start_matches('[').trim_end_matches(']').split("][") {
            if token.is_empty() {
                continue;
            }
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(entries) = at else { break };
            at = entries.entry(token.to_owned()).or_insert(Value::Null);
        }
        let value = Value::from(decoded_query(value));
        match at {
            Value::Array(values) => values.push(value),
            Value::Null => *at = value,
            Value::String(_) => *at = Value::Array(vec![at.take(), value]),
            _ => {}
        }
    }
    any.then_some(root)
}

/// Whether a decoded value is the one that was set. Decoded scalars are strings; a decoded list may be an object with indices as keys.
pub(super) fn same(set: &Value, found: &Value) -> bool {
    match (set, found) {
        (Value::Object(set), Value::Object(found)) => {
            set.iter().all(|(name, value)| match found.get(name) {
                Some(found) => same(value, found),
                None => is_empty(value),
            }) && found.keys().all(|name| set.contains_key(name))
        }
        (Value::Array(set), Value::Array(found)) => {
            set.len() == found.len() && set.iter().zip(found).all(|(set, found)| same(set, found))
        }
        (Value::Array(set), Value::Object(found)) => {
            set.len() == found.len()
                && set
                    .iter()
                    .enumerate()
                    .all(|(index, set)| found.get(&index.to_string()).is_some_and(|found| same(set, found)))
        }
        (Value::Array(set), found) => {
            set.len() == 1 && same(&set[0], found) || set.is_empty() && text_of(found).is_empty()
        }
        (Value::Null, found) => matches!(text_of(found).as_str(), "" | "null"),
        (Value::Number(set), found) => match found {
            Value::Number(found) => set.as_f64() == found.as_f64(),
            found => text_of(found).parse::<f64>().ok() == set.as_f64(),
        },
        (set, found) => {
            text_of(set) == text_of(found)
                || differences::compare(
                    &Value::from(text_of(set)),
                    &Value::from(text_of(found)),
                    &std::collections::HashSet::new(),
                )
                .is_empty()
        }
    }
}

/// Whether a value is empty, so that nothing is sent.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(entries) => entries.values().all(is_empty),
        _ => false,
    }
}
