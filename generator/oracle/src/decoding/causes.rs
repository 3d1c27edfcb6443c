//! Causes of failures, without the details that differ from value to value.

use std::collections::HashSet;

use serde_json::Value;

use crate::differences::Difference;
use crate::document::Location;
use crate::rust::Rust;
use crate::schema::Schemas;
use crate::surface::{Shape, Surface};

/// The cause of a loss.
#[allow(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "it is about what a smaller number keeps"
)]
pub(super) fn loss(surface: &Surface, ty: &Rust, difference: &Difference, named: &HashSet<String>) -> String {
    let Difference { steps, how, before, after, .. } = difference;
    if let (Some(old), Value::Number(_) | Value::Null) = (before.as_f64(), after) {
        let small = old as f32;
        if after.as_f64().map_or(small.is_infinite(), |new| small == new as f32) && *how != "vanished" {
            return format!(
                "digits of {}",
                if Some(old) == after.as_f64() { "an integer" } else { "an `f32`" }
            );
        }
    }
    let (owner, steps) = owner(surface, ty, steps);
    let path: String = steps
        .iter()
        .map(|step| match step {
            None => "[]".to_owned(),
            Some(name) if named.contains(name) => format!(".{name}"),
            Some(_) => ".…".to_owned(),
        })
        .collect();
    format!("{how} {}{path}", owner.trim_start_matches("types::"))
}

/// The innermost emitted type on a path, and the rest of the path: the same fault has the same cause in every type that contains it.
fn owner<'s>(surface: &Surface, ty: &Rust, steps: &'s [Option<String>]) -> (String, &'s [Option<String>]) {
    let mut found = (ty.to_string(), steps);
    let (mut here, mut rest) = (ty.inner(), steps);
    // Aliases and wrappers do not consume a step.
    for _ in 0..4 * steps.len() + 4 {
        let inner = match (here, rest.split_first()) {
            (Rust::Named(name), _) => {
                let Some(ty) = surface.named(name) else { return found };
                found = (ty.name.clone(), rest);
                match (&ty.shape, rest.split_first()) {
                    (Shape::Alias(inner) | Shape::Wrapper(inner), _) => inner,
                    (Shape::Record(fields), Some((Some(key), after))) => {
                        rest = after;
                        let field = fields.iter().find(|field| field.wire.as_ref() == Some(key));
                        let Some(field) = field else { return found };
                        &field.ty
                    }
                    _ => return found,
                }
            }
            (Rust::List(inner), Some((None, after))) | (Rust::Map(inner), Some((Some(_), after))) => {
                rest = after;
                inner
            }
            _ => return found,
        };
        here = inner.inner();
    }
    found
}

/// The cause of an error: its message, without values and positions.
pub(crate) fn cause(error: &str) -> String {
    let error =
        [" at line ", " at `"].iter().fold(error, |error, end| error.split(end).next().unwrap_or(error));
    // The part of a date that was parsed.
    let error = match error
        .split_once("parsed value '")
        .and_then(|(before, rest)| Some((before, rest.split_once('\'')?)))
    {
        Some((before, (_, rest))) => format!("{before}parsed value '…'{rest}"),
        None => error.to_owned(),
    };
    let mut out = String::new();
    let mut rest = error.as_str();
    while let Some(start) = rest.find(['"', '`']) {
        let quote = &rest[start..=start];
        let (before, after) = (&rest[..start], &rest[start + 1..]);
        let Some(end) = after.find(quote) else { break };
        out.push_str(before);
        // Keep names of fields, drop values.
        let whole = before.ends_with("point ") && after[..end].ends_with(".0");
        let is_value = quote == "\""
            || before.ends_with("integer ")
            || before.ends_with("point ")
            || before.ends_with("boolean ");
        out.push_str(quote);
        out.push_str(if whole {
            "1.0"
        } else if is_value {
            "…"
        } else {
            &after[..end]
        });
        out.push_str(quote);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out.chars().take(160).collect()
}

/// The properties that the schemas of a value name, at any depth.
pub(super) fn named(schemas: &Schemas, location: &Location) -> HashSet<String> {
    let (mut out, mut seen) = (HashSet::new(), HashSet::new());
    let mut open = vec![location.clone()];
    while let Some(location) = open.pop() {
        let Some((here, value)) = schemas.at(&location) else { continue };
        if !seen.insert(here) {
            continue;
        }
        references(value, schemas, &mut open, &mut out);
    }
    out
}

fn references(value: &Value, schemas: &Schemas, open: &mut Vec<Location>, names: &mut HashSet<String>) {
    match value {
        Value::Object(entries) => {
            if let Some(target) = entries.get("$ref").or_else(|| entries.get("$to")).and_then(Value::as_str) {
                open.extend(schemas.target(target));
            }
            if let Some(Value::Object(properties)) = entries.get("properties") {
                names.extend(properties.keys().cloned());
            }
            if entries
                .get("additionalProperties")
                .is_some_and(|more| more.is_object() || *more == Value::Bool(true))
            {
                names.extend(["kéy 1", "x-other"].map(str::to_owned));
            }
            for (key, value) in entries {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") {
                    references(value, schemas, open, names);
                }
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| references(element, schemas, open, names));
        }
        _ => {}
    }
}
