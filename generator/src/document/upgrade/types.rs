//! `type`: several types, misspelled types, and types that depend on the format.

use serde_json::{Map, json};

use super::Schema;
use crate::diagnostics::Diagnostic;
use crate::document::refs::Walker;
use crate::source::Value;

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

/// Other spellings of types, as found in documents.
const MISSPELLINGS: &[(&str, &str)] = &[
    ("str", "string"),
    ("text", "string"),
    ("file", "string"),
    ("int", "integer"),
    ("long", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("bool", "boolean"),
    ("list", "array"),
    ("map", "object"),
];

/// Keywords that apply to values of one type only.
const OF_STRINGS: &[&str] = &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
const OF_NUMBERS: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const OF_ARRAYS: &[&str] = &[
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
];
const OF_OBJECTS: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "then",
    "else",
];

impl Walker<'_, '_> {
    /// Lists of types → one type that may be null, or alternatives.
    pub(super) fn types(&mut self, schema: &mut Schema) {
        let named: Vec<String> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(list)) => {
                list.iter().map(|name| name.as_str().unwrap_or("").to_owned()).collect()
            }
            Some(Value::Null) => vec!["null".to_owned()],
            Some(_) => vec![String::new()],
            // Keywords of both objects and lists.
            None if schema.contains_key("properties") && schema.contains_key("items") => {
                vec!["object".to_owned(), "array".to_owned()]
            }
            None => return,
        };
        let mut types: Vec<&str> = Vec::new();
        let mut unknown = false;
        for name in &named {
            match self.known_type(name) {
                Some(known) if types.contains(&known) => {}
                Some(known) => types.push(known),
                None => unknown = true,
            }
        }
        if named.iter().any(|name| name == "file") {
            schema.insert("format".to_owned(), "binary".into());
        }
        if types.contains(&"number") {
            types.retain(|name| *name != "integer");
        }
        let nullable = types.contains(&"null");
        types.retain(|name| *name != "null");
        schema.remove("type");
        match types.as_slice() {
            [] if nullable && !unknown => return drop(schema.insert("enum".to_owned(), json!([null]))),
            [] => {}
            [only] if !unknown => drop(schema.insert("type".to_owned(), (*only).into())),
            // All types; or alternatives or values, which are more precise.
            _ if unknown || types.len() == TYPES.len() - 2 => {}
            _ if ["oneOf", "anyOf", "enum"].iter().any(|key| schema.contains_key(*key)) => {}
            several => alternatives(schema, several),
        }
        if nullable {
            schema.insert("nullable".to_owned(), true.into());
            if let Some(Value::Array(values)) = schema.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
        }
    }

    /// The type called `name`, or the one that a misspelling means.
    fn known_type(&mut self, name: &str) -> Option<&'static str> {
        if let Some(known) = TYPES.iter().find(|known| **known == name) {
            return Some(known);
        }
        let lower = name.to_ascii_lowercase();
        let meant = TYPES.iter().find(|known| **known == lower).or_else(|| {
            MISSPELLINGS.iter().find(|(misspelled, _)| *misspelled == lower).map(|(_, meant)| meant)
        });
        self.report(match name {
            "" => Diagnostic::type_not_a_string(&self.here()),
            _ => Diagnostic::unknown_type(&self.here(), name, meant.copied()),
        });
        meant.copied()
    }
}

/// In Kubernetes, the type is a string, and the format allows integers too.
pub(super) fn int_or_string(schema: &mut Schema) {
    if schema.get("format").and_then(Value::as_str) == Some("int-or-string") && schema.get("type").is_some() {
        schema.remove("format");
        schema.insert("type".to_owned(), json!(["integer", "string"]));
    }
}

/// A schema with several types → an alternative for each type, with the keywords that apply to it.
fn alternatives(schema: &mut Schema, types: &[&str]) {
    let mut branches = Vec::new();
    for name in types {
        let mut branch = Map::from_iter([("type".to_owned(), Value::from(*name))]);
        let keywords = match *name {
            "string" => OF_STRINGS,
            "number" | "integer" => OF_NUMBERS,
            "array" => OF_ARRAYS,
            "object" => OF_OBJECTS,
            _ => &[],
        };
        for keyword in keywords {
            if let Some(value) = schema.remove(*keyword) {
                branch.insert((*keyword).to_owned(), value);
            }
        }
        let format = schema.get("format").and_then(Value::as_str);
        if format.is_some_and(|format| is_format_of(format, name)) {
            branch.extend(schema.remove("format").map(|format| ("format".to_owned(), format)));
        }
        branches.push(Value::Object(branch));
    }
    for keyword in [OF_STRINGS, OF_NUMBERS, OF_ARRAYS, OF_OBJECTS].into_iter().flatten() {
        schema.remove(*keyword);
    }
    schema.remove("format");
    schema.insert("anyOf".to_owned(), branches.into());
}

fn is_format_of(format: &str, name: &str) -> bool {
    let of_numbers = format.contains("int") || matches!(format, "float" | "double" | "decimal");
    match name {
        "number" | "integer" => of_numbers,
        "string" => !of_numbers,
        _ => false,
    }
}
