//! Overlays (Overlay Specification 1.0 and 1.1), applied to a document before it is judged.
//!
//! The oracle has its own implementation instead of reading the tree that the generator patched, so that a fault in how the generator merges
//! or removes becomes visible. Both use the same `JSONPath` library, which passes the RFC 9535 compliance tests.

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, NormalizedPath};

/// The key of a placeholder object that marks a value for removal. No document contains it.
const REMOVED: &str = "\u{0}removed";

/// Applies the actions of an overlay.
///
/// # Errors
///
/// When an action has no target, its target is not a `JSONPath` query, or its update cannot be merged into the target.
pub(crate) fn apply(document: &mut Value, overlay: &Value) -> Result<(), String> {
    let actions = overlay.get("actions").and_then(Value::as_array).ok_or("the overlay has no `actions`")?;
    for action in actions {
        let target = action.get("target").and_then(Value::as_str).ok_or("an action has no `target`")?;
        let path = JsonPath::parse(target).map_err(|error| format!("`{target}`: {error}"))?;
        let located = path.query_located(&*document);
        let pointers: Vec<String> = located.locations().map(NormalizedPath::to_json_pointer).collect();
        if action.get("remove") == Some(&Value::Bool(true)) {
            remove(document, &pointers);
            continue;
        }
        let update = match action.get("copy").and_then(Value::as_str) {
            Some(source) => copied(document, source)?,
            None => {
                let update = action.get("update");
                update.ok_or_else(|| format!("the action for `{target}` does nothing"))?.clone()
            }
        };
        // Inner targets come after outer ones.
        for pointer in pointers.iter().rev() {
            match document.pointer_mut(pointer) {
                Some(Value::Array(list)) => match &update {
                    Value::Array(more) => list.extend(more.iter().cloned()),
                    one => list.push(one.clone()),
                },
                Some(Value::Object(object)) if update.is_object() => merge(object, &update),
                Some(Value::Object(_)) => return Err(format!("`{target}` is an object at `{pointer}`")),
                Some(value) if !update.is_object() && !update.is_array() => *value = update.clone(),
                _ => return Err(format!("`{target}` cannot be updated at `{pointer}`")),
            }
        }
    }
    Ok(())
}

/// The only value that a query matches.
fn copied(document: &Value, source: &str) -> Result<Value, String> {
    let path = JsonPath::parse(source).map_err(|error| format!("`{source}`: {error}"))?;
    path.query(document).exactly_one().cloned().map_err(|error| format!("`{source}`: {error}"))
}

/// Merges objects, appends to arrays, and replaces everything else.
fn merge(object: &mut Map<String, Value>, update: &Value) {
    for (key, value) in update.as_object().into_iter().flatten() {
        match (object.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(_)) => merge(inner, value),
            (Some(Value::Array(inner)), Value::Array(more)) => inner.extend(more.iter().cloned()),
            _ => {
                object.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Removes values. It marks them first, because a removal shifts the elements after it.
fn remove(document: &mut Value, pointers: &[String]) {
    for pointer in pointers {
        if let Some(value) = document.pointer_mut(pointer) {
            *value = Value::Object(Map::from_iter([(REMOVED.to_owned(), Value::Null)]));
        }
    }
    sweep(document);
}

fn sweep(value: &mut Value) {
    let stays = |value: &Value| value.get(REMOVED).is_none();
    match value {
        Value::Object(object) => {
            object.retain(|_, value| stays(value));
            object.values_mut().for_each(sweep);
        }
        Value::Array(list) => {
            list.retain(stays);
            list.iter_mut().for_each(sweep);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(mut document: Value, actions: &Value) -> Result<Value, String> {
        apply(&mut document, &json!({"actions": actions})).map(|()| document)
    }

    #[test]
    fn actions_change_documents() {
        for (document, actions, expected) in [
            (
                json!({"a": {"b": 1, "c": [1]}}),
                json!([{"target": "$.a", "update": {"b": 2, "c": [2], "d": {}}}]),
                json!({"a": {"b": 2, "c": [1, 2], "d": {}}}),
            ),
            (
                json!({"a": [1]}),
                json!([{"target": "$.a", "update": 2}, {"target": "$.a", "update": [3, 4]}]),
                json!({"a": [1, 2, 3, 4]}),
            ),
            (
                json!({"a": [1, 2, 3, 4]}),
                json!([{"target": "$.a[?@ > 1 && @ < 4]", "remove": true}]),
                json!({"a": [1, 4]}),
            ),
            (json!({"x": {"x": 1}, "b": 1}), json!([{"target": "$..x", "remove": true}]), json!({"b": 1})),
            (
                json!({"a": {"x": 1}, "b": {"y": [1]}, "c": 1}),
                json!([{"target": "$.b", "copy": "$.a"}, {"target": "$.b.y", "copy": "$.c"}, {"target": "$.c", "update": "two"}]),
                json!({"a": {"x": 1}, "b": {"x": 1, "y": [1, 1]}, "c": "two"}),
            ),
            (
                json!({"/a~b": {"c": 1}}),
                json!([{"target": "$['/a~b']", "update": {"c": 2}}]),
                json!({"/a~b": {"c": 2}}),
            ),
        ] {
            assert_eq!(patched(document, &actions).unwrap(), expected, "{actions}");
        }
    }

    #[test]
    fn broken_actions_are_rejected() {
        for actions in [
            json!([{"update": {}}]),
            json!([{"target": "$[", "remove": true}]),
            json!([{"target": "$.a"}]),
            json!([{"target": "$.a", "copy": "$.b"}]),
            json!([{"target": "$.a", "update": {}}]),
        ] {
            assert!(patched(json!({"a": 1}), &actions).is_err(), "{actions}");
        }
    }
}
