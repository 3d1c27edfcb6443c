//! Constraints that types do not express, as text.

use crate::markdown::code;
use crate::source::Value;

/// The constraints of a schema that [`super::read`] does not read from typed keywords.
pub(super) fn of(schema: &Value) -> Vec<String> {
    let mut limits = Vec::new();
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    if let Some(step) = schema.get("multipleOf").filter(|step| step.is_number()) {
        limits.push(format!("a multiple of {step}"));
    }
    if let Some(item) = schema.get("contains") {
        let number = match (count("minContains"), count("maxContains")) {
            (Some(least), Some(most)) => format!("{least} to {most} items"),
            (Some(least), None) if least != 1 => format!("at least {least} items"),
            (None, Some(most)) => format!("1 to {most} items"),
            (Some(_) | None, None) => "at least 1 item".to_owned(),
        };
        limits.push(format!("contains {number} of {}", json(item)));
    }
    if let Some(names) = schema.get("propertyNames").filter(|names| is_constraint(names)) {
        limits.push(match names.get("pattern").and_then(Value::as_str) {
            Some(pattern) => format!("the names of properties match {}", code(pattern)),
            None => format!("the names of properties are of {}", json(names)),
        });
    }
    for (name, others) in schema.get("dependentRequired").and_then(Value::as_object).into_iter().flatten() {
        let others: Vec<String> =
            others.as_array().into_iter().flatten().filter_map(Value::as_str).map(code).collect();
        if !others.is_empty() {
            limits.push(format!("{} requires {}", code(name), others.join(" and ")));
        }
    }
    if let Some(excluded) = schema.get("not").filter(|excluded| is_constraint(excluded)) {
        limits.push(format!("not of {}", json(excluded)));
    }
    if let Some(content) = schema.get("contentSchema").filter(|content| is_constraint(content)) {
        limits.push(format!("content of {}", json(content)));
    }
    if let Some(media) = schema.get("contentMediaType").and_then(Value::as_str) {
        limits.push(format!("content of type {}", code(media)));
    }
    limits
}

/// Whether a schema excludes any value.
fn is_constraint(schema: &Value) -> bool {
    schema.as_object().is_some_and(|keywords| !keywords.is_empty()) || schema.as_bool() == Some(false)
}

/// A schema as inline code.
fn json(schema: &Value) -> String {
    code(&schema.to_string())
}
