//! Single values, and null on its own or as an alternative.

use std::collections::HashSet;

use serde_json::{Number, json};

use super::Schema;
use crate::document::refs::Walker;
use crate::document::unquoted::is_unquoted;
use crate::source::Value;

/// `const` → an enum with one value. `const` stays, because it distinguishes such an enum from others.
pub(super) fn constant(schema: &mut Schema) {
    let Some(value) = schema.get("const").cloned() else { return };
    if !schema.contains_key("type")
        && let Some(name) = type_of(&value)
    {
        schema.insert("type".to_owned(), name.into());
    }
    if !value.is_object() && !value.is_array() {
        schema.insert("enum".to_owned(), json!([value]));
    }
}

fn type_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) => Some(if is_whole(number) { "integer" } else { "number" }),
        Value::Array(_) => Some("array"),
        Value::Object(_) => Some("object"),
        Value::Null => None,
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64()
}

impl Walker<'_, '_> {
    /// Alternatives with one value each → an enum.
    pub(super) fn constants(&mut self, schema: &mut Schema, key: &str) {
        let Some(Value::Array(alternatives)) = schema.get(key) else { return };
        let is_string = |schema: Option<&Value>| schema.is_some_and(|kind| kind == "string");
        let (mut values, mut kinds, mut titles) = (Vec::new(), HashSet::new(), Vec::new());
        // The values that have to be strings, with their index among the alternatives.
        let mut unquoted: Vec<(usize, usize)> = Vec::new();
        for (index, alternative) in alternatives.iter().enumerate().filter(|(_, other)| !is_null(other)) {
            let Some(value) = only_value(alternative) else { return };
            let text = is_string(alternative.get("type")) || is_string(schema.get("type"));
            if text && is_unquoted(&value) {
                unquoted.push((index, values.len()));
                kinds.insert("string");
            } else {
                kinds.extend(type_of(&value));
            }
            values.push(value);
            titles.extend(alternative.get("title").filter(|title| title.is_string()).cloned());
        }
        let [kind] = kinds.into_iter().collect::<Vec<_>>()[..] else { return };
        if alternatives.len() < 2 || schema.contains_key("enum") || schema.contains_key("discriminator") {
            return;
        }
        for (alternative, value) in unquoted {
            let at = ["enum", &value.to_string()];
            self.unquote(&mut values[value], &at, &[key, &alternative.to_string(), "const"]);
        }
        if alternatives.iter().any(is_null) {
            schema.insert("nullable".to_owned(), true.into());
        }
        if titles.len() == values.len() {
            schema.entry("x-enum-varnames").or_insert_with(|| titles.into());
        }
        schema.remove(key);
        schema.entry("type").or_insert_with(|| kind.into());
        schema.insert("enum".to_owned(), values.into());
    }
}

/// The constant of a schema that has nothing else but annotations.
fn only_value(schema: &Value) -> Option<Value> {
    let plain = |key: &str| {
        matches!(key, "const" | "type" | "title" | "description" | "deprecated") || key.starts_with("x-")
    };
    let scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let schema = schema.as_object()?;
    let value = schema.get("const").filter(|value| scalar(value))?;
    schema.keys().all(|key| plain(key)).then(|| value.clone())
}

/// Null as an alternative → nullable alternatives. The alternative stays in the list, so that the others keep their index:
/// see [`is_null`].
pub(super) fn null_alternative(schema: &mut Schema, key: &str) {
    let Some(Value::Array(alternatives)) = schema.get_mut(key) else { return };
    // The vocabulary of 3.0 cannot express: a reference, or null.
    if let [one, other] = alternatives.as_slice()
        && let Some(index) = [other, one].iter().position(|alternative| alternative.get("$ref").is_some())
        && is_nullable_object([one, other][index])
    {
        alternatives[index] = json!({ "enum": [null] });
    }
    let nulls = alternatives.iter().filter(|alternative| is_null(alternative)).count();
    let others = alternatives.len() - nulls;
    if others == 0 {
        schema.remove(key);
    }
    if nulls > 0 {
        if others == 0 {
            schema.insert("enum".to_owned(), json!([null]));
        }
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// Whether a schema specifies only that the value is null or an object, which may have to be empty.
fn is_nullable_object(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    let is_allowed = |(key, value): (&String, &Value)| match key.as_str() {
        "type" => value == "object",
        "nullable" => *value == true,
        "additionalProperties" => *value == false,
        "title" | "description" => true,
        key => key.starts_with("x-"),
    };
    schema.contains_key("type") && schema.contains_key("nullable") && schema.iter().all(is_allowed)
}

/// Whether a schema allows no value: `false`, or `not: {}`.
pub(crate) fn allows_nothing(schema: &Value) -> bool {
    let not = schema.get("not");
    *schema == json!(false) || not.is_some_and(allows_everything)
}

/// Whether a schema allows every value: `true`, or `{}`.
pub(super) fn allows_everything(schema: &Value) -> bool {
    *schema == json!(true) || *schema == json!({})
}

/// Whether a schema allows only null. Among the alternatives of a nullable schema, it has no meaning of its own.
pub(crate) fn is_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    match (schema.get("type"), schema.get("enum"), schema.get("const")) {
        (Some(Value::String(name)), _, _) => name == "null",
        (Some(Value::Array(names)), _, _) => !names.is_empty() && names.iter().all(|name| name == "null"),
        (_, Some(Value::Array(values)), _) => !values.is_empty() && values.iter().all(Value::is_null),
        (_, _, Some(Value::Null)) => true,
        _ => false,
    }
}
