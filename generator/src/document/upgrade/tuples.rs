//! Arrays whose items differ by position.

use std::collections::HashSet;

use serde_json::json;

use super::{Schema, Walker, any_of};
use crate::diagnostics::Diagnostic;
use crate::document::positions::FURTHER;
use crate::source::Value;

/// The maximum number of items of an array that becomes a struct.
pub(crate) const MAX_TUPLE: usize = 8;

impl Walker<'_, '_> {
    /// Items by position → items of any of their types. If the length is fixed, they stay.
    pub(super) fn tuple(&mut self, schema: &mut Schema) {
        let (key, mut alternatives) = match (schema.remove("prefixItems"), schema.get("items")) {
            (Some(Value::Array(list)), _) => ("prefixItems", list),
            (_, Some(Value::Array(_))) => match schema.remove("items") {
                Some(Value::Array(list)) => ("items", list),
                _ => return,
            },
            (_, Some(Value::Bool(any))) => {
                if !any {
                    schema.insert("maxItems".to_owned(), 0.into());
                }
                schema.remove("items");
                return;
            }
            _ => return,
        };
        let rest = schema.remove("items").or_else(|| schema.remove("additionalItems"));
        let closed = matches!(rest, Some(Value::Bool(false)));
        let has_parts = self.has_parts();
        if has_parts && let Some(rest) = rest.as_ref().filter(|rest| rest.is_object()) {
            schema.insert(FURTHER.to_owned(), rest.clone());
        }
        if has_parts || is_fixed(schema, alternatives.len(), closed) {
            schema.insert("prefixItems".to_owned(), alternatives.clone().into());
            schema.entry("type").or_insert_with(|| "array".into());
        }
        if is_fixed(schema, alternatives.len(), closed) || has_parts && !self.is_component() {
            return;
        }
        if closed && !schema.contains_key("maxItems") {
            schema.insert("maxItems".to_owned(), alternatives.len().into());
        }
        // Without a schema, further items have any value.
        let is_open = key == "prefixItems" && !closed && !has_at_most(schema, alternatives.len());
        alternatives.extend(rest.filter(Value::is_object).or(is_open.then(|| json!({}))));
        let mut seen = HashSet::new();
        alternatives.retain(|alternative| seen.insert(alternative.to_string()));
        if alternatives.len() > 1 && !has_parts && !self.is_in_copy() {
            self.report(Diagnostic::unsupported_tuple(&self.here(), key));
        }
        schema.insert("items".to_owned(), any_of(alternatives));
    }
}

/// Whether an array has at most `count` items.
fn has_at_most(schema: &Schema, count: usize) -> bool {
    let most = schema.get("maxItems").and_then(Value::as_u64);
    most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= count))
}

/// Whether an array always has `count` items. `closed`: it has no more.
fn is_fixed(schema: &Schema, count: usize, closed: bool) -> bool {
    let is_count = |key: &str| schema.get(key).and_then(Value::as_u64) == u64::try_from(count).ok();
    (1..=MAX_TUPLE).contains(&count)
        && schema.get("type").is_none_or(is_array)
        && is_count("minItems")
        && (closed || is_count("maxItems"))
}

/// Whether `kind`, which may be a list, allows arrays and at most null.
fn is_array(kind: &Value) -> bool {
    let is_null_or_array = |kind: &Value| kind == "array" || kind == "null";
    kind == "array"
        || kind.as_array().is_some_and(|kinds| kinds.iter().all(is_null_or_array) && kinds.len() > 1)
}
