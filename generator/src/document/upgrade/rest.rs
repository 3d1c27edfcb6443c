//! Keywords about the properties and items that no other keyword names.

use std::collections::HashSet;

use serde_json::json;

use super::constants::{allows_everything, allows_nothing};
use super::{Schema, any_of};
use crate::source::Value;

/// Keywords with schemas whose properties and items are evaluated.
const COMBINED: &[&str] = &["allOf", "oneOf", "anyOf", "then", "else", "dependentSchemas"];

/// `unevaluatedProperties` and `unevaluatedItems` → `additionalProperties` and `items`, if nothing is combined with them.
pub(super) fn unevaluated(schema: &mut Schema) {
    let is_combined = COMBINED.iter().any(|key| schema.contains_key(*key));
    if let Some(rest) = schema.remove("unevaluatedProperties") {
        match &rest {
            Value::Object(_) if is_combined => {
                schema.insert("unevaluatedProperties".to_owned(), rest);
            }
            Value::Bool(true) if is_combined => {
                schema.insert("unevaluatedProperties".to_owned(), json!({}));
            }
            Value::Object(_) | Value::Bool(_) if !is_combined => {
                schema.entry("additionalProperties").or_insert(rest);
            }
            _ => {}
        }
    }
    let Some(rest) = schema.remove("unevaluatedItems") else { return };
    if is_combined || schema.contains_key("items") || schema.contains_key("additionalItems") {
        return;
    }
    let rest = match schema.get("contains").cloned() {
        // Items that `contains` describes are evaluated.
        Some(known) if known.is_object() && rest.is_object() => any_of(vec![known, rest]),
        Some(known) if known.is_object() && rest == false => known,
        Some(_) => return,
        None => rest,
    };
    schema.insert("items".to_owned(), rest);
}

/// Properties with a name pattern → additional properties.
pub(super) fn patterns(schema: &mut Schema) {
    let Some(Value::Object(patterns)) = schema.remove("patternProperties") else { return };
    if patterns.is_empty() {
        return;
    }
    let is_every_name = patterns.keys().any(|pattern| matches_all(pattern));
    let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).collect();
    values.retain(|value| !allows_nothing(value));
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => {}
        Some(rest @ Value::Object(_)) if !is_every_name => values.push(rest.clone()),
        _ if is_every_name => {}
        // Properties with other names have any value.
        _ => values.push(json!({})),
    }
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.to_string()));
    let rest = match values.as_slice() {
        [] => Value::Bool(false),
        [only] if allows_everything(only) => Value::Bool(true),
        _ => any_of(values),
    };
    schema.insert("additionalProperties".to_owned(), rest);
}

/// Whether every name matches a pattern.
fn matches_all(pattern: &str) -> bool {
    matches!(pattern, "" | "^" | "$" | ".*" | "^.*$" | "^.*" | ".*$" | ".+" | "^.+$" | "^.+" | ".+$" | ".")
}

/// Names of which none is allowed → no properties.
pub(super) fn name_limits(schema: &mut Schema) {
    if schema.get("propertyNames").is_some_and(allows_nothing) {
        schema.remove("propertyNames");
        schema.insert("maxProperties".to_owned(), 0.into());
    }
}
