//! Reads a part of a document on its own, without the parts inside it.

use openapiv3::{Operation, Parameter, RequestBody, Response, Schema, SecurityScheme, Server};
use serde::de::DeserializeOwned;
use serde_json::{Map, json};

use super::{PIPES, SSV, TAB_DELIMITED, TSV};
use crate::source::Value;

/// A part of a document that can be read on its own.
pub(crate) trait DocumentPart: DeserializeOwned {
    /// The locations of the parts inside it, where `*` is any key or index. They are not read.
    const CHILDREN: &'static [&'static [&'static str]];
    /// Properties that are read elsewhere, or not at all.
    const UNREAD: &'static [&'static str] = &[];
    /// Required properties that documents often omit, and their defaults as JSON.
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[];
    /// Values that `openapiv3` does not know: the property, the value, and the value that is read instead.
    const REPLACED: &'static [(&'static str, &'static str, &'static str)] = &[];
}

impl DocumentPart for Schema {
    const CHILDREN: &'static [&'static [&'static str]] =
        &[&["items"], &["allOf", "*"], &["oneOf", "*"], &["anyOf", "*"], &["not"], &["additionalProperties"]];
    const UNREAD: &'static [&'static str] = &[
        "properties",
        "externalDocs",
        "xml",
        "examples",
        "$defs",
        "definitions",
        "prefixItems",
        "propertyNames",
        "contentSchema",
        "then",
        "else",
        "dependentSchemas",
        "unevaluatedProperties",
    ];
}

impl DocumentPart for Parameter {
    const CHILDREN: &'static [&'static [&'static str]] =
        &[&["schema"], &["content", "*", "schema"], &["examples", "*"]];
    const REPLACED: &'static [(&'static str, &'static str, &'static str)] = &[
        ("in", "querystring", "query"),
        ("style", "cookie", "form"),
        ("style", TAB_DELIMITED, "form"),
        ("style", SSV, "simple"),
        ("style", TSV, "simple"),
        ("style", PIPES, "simple"),
    ];
}

impl DocumentPart for Operation {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
    const UNREAD: &'static [&'static str] =
        &["parameters", "requestBody", "responses", "callbacks", "externalDocs"];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("responses", "{}")];
}

impl DocumentPart for RequestBody {
    const CHILDREN: &'static [&'static [&'static str]] = &[
        &["content", "*", "schema"],
        &["content", "*", "examples", "*"],
        &["content", "*", "encoding", "*"],
    ];
}

impl DocumentPart for Response {
    const CHILDREN: &'static [&'static [&'static str]] = &[
        &["headers", "*"],
        &["links", "*"],
        &["content", "*", "schema"],
        &["content", "*", "examples", "*"],
    ];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("description", "\"\"")];
}

impl DocumentPart for SecurityScheme {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
    const UNREAD: &'static [&'static str] = &["flows"];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("flows", "{}")];
}

impl DocumentPart for Server {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
}

impl DocumentPart for openapiv3::Info {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
    const UNREAD: &'static [&'static str] = &["contact", "license", "termsOfService"];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("title", "\"\""), ("version", "\"\"")];
}

/// Reads a part, which must not be a reference.
pub(crate) fn read<T: DocumentPart>(value: &Value) -> Result<T, String> {
    let mut shallow = shallow::<T>(value);
    if let Some(object) = shallow.as_object_mut() {
        for (key, text) in T::DEFAULTS {
            if !object.contains_key(*key) {
                object.insert((*key).to_owned(), serde_json::from_str(text).unwrap_or_default());
            }
        }
        for (key, unknown, known) in T::REPLACED {
            if object.get(*key).is_some_and(|value| value == unknown) {
                object.insert((*key).to_owned(), (*known).into());
            }
        }
    }
    T::deserialize(shallow).map_err(|error| error.to_string())
}

/// A copy of the properties that `T` reads.
fn shallow<T: DocumentPart>(value: &Value) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let read = map.iter().filter(|(key, _)| !T::UNREAD.contains(&key.as_str()));
    let below = |key: &str| -> Vec<&[&str]> {
        T::CHILDREN.iter().filter(|pattern| pattern[0] == key).map(|pattern| &pattern[1..]).collect()
    };
    Value::Object(read.map(|(key, value)| (key.clone(), without_children(value, &below(key)))).collect())
}

/// A copy of `value`, with a reference in place of each object that a pattern matches.
fn without_children(value: &Value, patterns: &[&[&str]]) -> Value {
    if patterns.is_empty() {
        return value.clone();
    }
    if value.is_object() && patterns.iter().any(|pattern| pattern.is_empty()) {
        return json!({ "$ref": "#" });
    }
    let below = |key: Option<&str>| -> Vec<&[&str]> {
        patterns
            .iter()
            .filter_map(|pattern| {
                let (first, rest) = pattern.split_first()?;
                (*first == "*" || key == Some(*first)).then_some(rest)
            })
            .collect()
    };
    match value {
        Value::Object(map) => {
            let copy: Map<String, Value> = map
                .iter()
                .map(|(key, value)| (key.clone(), without_children(value, &below(Some(key)))))
                .collect();
            Value::Object(copy)
        }
        Value::Array(list) => {
            Value::Array(list.iter().map(|element| without_children(element, &below(None))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
