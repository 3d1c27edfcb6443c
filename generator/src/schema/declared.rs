//! The first pass: every schema of every file, read in parallel, and the targets of the references between schemas.

use rayon::iter::Either;
use rayon::prelude::*;

use super::builder::{Builder, Draft};
use super::read::read;
use crate::collections::HashMap;
use crate::diagnostics::Sink;
use crate::document::{FURTHER, Spec};
use crate::source::{Pointer, Value};

/// Keywords whose value is a schema.
const SCHEMA: [&str; 9] = [
    "items",
    "additionalProperties",
    "not",
    "contentSchema",
    "propertyNames",
    "then",
    "else",
    "unevaluatedProperties",
    FURTHER,
];
/// Keywords whose value contains schemas.
const SCHEMAS: [&str; 6] = ["properties", "allOf", "oneOf", "anyOf", "prefixItems", "dependentSchemas"];

/// Reads every schema, used or not. Nothing is reported about a schema until it is used.
pub(super) fn read_all<'a>(spec: &'a Spec, sink: &'a Sink) -> Builder<'a> {
    let mut found = Vec::new();
    for file in spec.sources.files() {
        find(&Pointer::root(file), spec.sources.root(file), Expected::Other, &mut found);
    }
    let (schemas, references): (Vec<_>, Vec<_>) =
        found.into_par_iter().partition_map(|(at, value)| match value.get("$ref") {
            None => {
                let own = read(&at, Some(value));
                Either::Left(Draft::new(at, own))
            }
            Some(_) => Either::Right(spec.resolve(&at).ok().map(|target| (at, target))),
        });
    let references: HashMap<Pointer, Pointer> = references.into_iter().flatten().collect();
    Builder::new(spec, sink, schemas, references)
}

/// The kind of object at a location.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Schema,
    Other,
}

/// Finds the schemas in `value`.
fn find<'v>(at: &Pointer, value: &'v Value, expected: Expected, found: &mut Vec<(Pointer, &'v Value)>) {
    let Value::Object(map) = value else {
        if expected == Expected::Other {
            find_in(at, value, expected, found);
        }
        return;
    };
    if expected == Expected::Schema {
        found.push((at.clone(), value));
        for (key, inner) in map {
            if SCHEMA.contains(&key.as_str()) {
                find(&at.child(key), inner, Expected::Schema, found);
            } else if SCHEMAS.contains(&key.as_str()) {
                find_in(&at.child(key), inner, Expected::Schema, found);
            }
        }
        return;
    }
    for (key, inner) in map {
        match key.as_str() {
            "schema" => find(&at.child(key), inner, Expected::Schema, found),
            "schemas" => find_in(&at.child(key), inner, Expected::Schema, found),
            "example" | "examples" => {}
            _ => find(&at.child(key), inner, Expected::Other, found),
        }
    }
}

/// Finds the schemas in the elements or properties of `value`.
fn find_in<'v>(at: &Pointer, value: &'v Value, expected: Expected, found: &mut Vec<(Pointer, &'v Value)>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, inner)| find(&at.child(key), inner, expected, found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, inner)| find(&at.index(index), inner, expected, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
