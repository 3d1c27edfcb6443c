//! Finds schemas inside a schema, through references and alternatives.

use serde_json::Value;

use crate::document::Location;
use crate::schema::Schemas;

/// The JSON type of a schema, found through references and `allOf`.
pub(super) fn kind(schemas: &Schemas, location: &Location, depth: usize) -> Option<&'static str> {
    let (here, schema) = schemas.at(location)?;
    if depth > 8 {
        return None;
    }
    let types = schema.get("type").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for ty in types {
        match ty {
            "array" => return Some("array"),
            "object" => return Some("object"),
            "null" => {}
            _ => return Some("string"),
        }
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return kind(schemas, &target, depth + 1);
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        let found =
            (0..count).find_map(|index| kind(schemas, &here.child(key).child(&index.to_string()), depth + 1));
        if found.is_some() {
            return found;
        }
    }
    schema.get("properties").map(|_| "object")
}

/// The location of the schema in a keyword, found through references and `allOf`.
pub(super) fn subschema(schemas: &Schemas, location: &Location, key: &str, depth: usize) -> Option<Location> {
    let (here, schema) = schemas.at(location)?;
    if depth > 8 {
        return None;
    }
    if schema.get(key).is_some_and(Value::is_object) {
        return Some(here.child(key));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return subschema(schemas, &target, key, depth + 1);
    }
    ["allOf", "oneOf", "anyOf"].into_iter().find_map(|list| {
        let count = schema.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count)
            .find_map(|index| subschema(schemas, &here.child(list).child(&index.to_string()), key, depth + 1))
    })
}

pub(super) fn property(schemas: &Schemas, location: &Location, name: &str, depth: usize) -> Option<Location> {
    let (here, schema) = schemas.at(location)?;
    if depth > 8 {
        return None;
    }
    if schema.get("properties").and_then(|properties| properties.get(name)).is_some() {
        return Some(here.child("properties").child(name));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return property(schemas, &target, name, depth + 1);
    }
    ["allOf", "oneOf", "anyOf"].into_iter().find_map(|list| {
        let count = schema.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count)
            .find_map(|index| property(schemas, &here.child(list).child(&index.to_string()), name, depth + 1))
    })
}
