//! Schemas in the words of OpenAPI 3.1 → the same in those of 3.0.
//!
//! Documents of 3.0 use words of 3.1 too, so the version makes a difference only where one word has two meanings.

use std::collections::HashSet;

use serde_json::{Map, Number, json};

use super::Version;
use super::closure::Walker;
use super::place::Kind;
use crate::source::Value;

type Schema = Map<String, Value>;

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object", "null"];

/// Other spellings of types, as found in documents.
const MISSPELT: &[(&str, &str)] = &[
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

/// Keywords that speak of values of one type only.
const OF_STRINGS: &[&str] = &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
const OF_NUMBERS: &[&str] = &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const OF_ARRAYS: &[&str] = &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"];
const OF_OBJECTS: &[&str] = &[
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
];

/// What makes another type of what is referred to. Beside a reference, 3.0 says to ignore it.
const STRUCTURE: &[&str] =
    &["properties", "required", "additionalProperties", "items", "enum", "allOf", "oneOf", "anyOf", "not"];

/// What is meant beside a reference, although 3.0 says to ignore it.
const ANNOTATIONS: &[&str] =
    &["title", "description", "default", "example", "nullable", "readOnly", "writeOnly", "deprecated"];

impl Walker<'_, '_> {
    /// Rewrites one schema. Those inside it come later.
    pub(super) fn upgrade(&mut self, schema: &mut Schema) {
        self.beside_reference(schema);
        if schema.contains_key("$ref") {
            return;
        }
        self.unsupported(schema);
        examples(schema);
        self.mend(schema, Kind::Schema);
        self.tuple(schema);
        patterns(schema);
        content(schema);
        self.bounds(schema);
        constant(schema);
        int_or_string(schema);
        self.types(schema);
        self.enumeration(schema);
        for key in ["oneOf", "anyOf"] {
            constants(schema, key);
            null_alternative(schema, key);
        }
        self.discriminator(schema);
    }

    /// A reference with words beside it → one member of `allOf`.
    fn beside_reference(&mut self, schema: &mut Schema) {
        let dynamic =
            ["$dynamicRef", "$recursiveRef"].map(|key| schema.remove(key)).into_iter().flatten().next();
        let reference = dynamic.as_ref().or(schema.get("$ref")).and_then(Value::as_str);
        // A name instead of a path.
        let name =
            reference.and_then(|reference| reference.strip_prefix('#')).filter(|name| !name.starts_with('/'));
        let enclosing =
            name.filter(|name| dynamic.is_some() || !name.is_empty()).and_then(|name| self.enclosing(name));
        match (enclosing, dynamic) {
            (Some(enclosing), _) => drop(schema.insert("$ref".to_owned(), enclosing.into())),
            (None, Some(Value::String(reference)))
                if reference.starts_with("#/") || self.is_identified(&reference) =>
            {
                drop(schema.insert("$ref".to_owned(), reference.into()));
            }
            (None, Some(_)) => {
                let message = "references that depend on who follows them cannot be expressed in Rust types";
                self.warn_here("W0250", message.to_owned(), "the value is of any type");
            }
            (None, None) => {}
        }
        let Some(reference) = schema.get("$ref") else { return };
        if !reference.is_string() {
            self.warn("W0103", "$ref", "`$ref` has to be a text".to_owned(), "it is left out");
            schema.remove("$ref");
            return;
        }
        let says = |key: &str| {
            !key.starts_with(['$', 'x'])
                && !matches!(key, "definitions" | "summary" | "externalDocs" | "examples")
        };
        let beside: Vec<String> = schema.keys().filter(|key| says(key)).cloned().collect();
        if self.version() == Version::V30 {
            let structure = beside.iter().find(|key| STRUCTURE.contains(&key.as_str()));
            if let Some(key) = structure {
                let message = format!("`{key}` beside `$ref` means nothing in OpenAPI 3.0");
                self.warn("W0251", key, message, "it is left out; put both into an `allOf` to have it count");
            }
            let ignored = |key: &&String| !ANNOTATIONS.contains(&key.as_str());
            for key in beside.iter().filter(ignored) {
                schema.remove(key.as_str());
            }
            if beside.iter().all(|key| ignored(&key)) {
                return;
            }
        } else if beside.is_empty() {
            return;
        }
        let mut members = vec![json!({ "$ref": schema.remove("$ref") })];
        match schema.remove("allOf") {
            Some(Value::Array(others)) => members.extend(others),
            Some(other) => members.push(other),
            None => {}
        }
        schema.insert("allOf".to_owned(), members.into());
    }

    /// What types cannot express.
    fn unsupported(&mut self, schema: &mut Schema) {
        let condition = ["if", "dependentSchemas"].into_iter().find(|key| schema.contains_key(*key));
        if let Some(key) = condition {
            let message = format!("`{key}` cannot be expressed in a Rust type");
            self.warn("W0252", key, message, "the type is the widest one that the rest of the schema allows");
            conditional_members(schema);
        }
        for key in ["if", "then", "else", "dependentSchemas"] {
            schema.remove(key);
        }
        match schema.remove("unevaluatedProperties") {
            Some(rest @ (Value::Object(_) | Value::Bool(_)))
                if !["allOf", "oneOf", "anyOf"].iter().any(|key| schema.contains_key(*key)) =>
            {
                schema.entry("additionalProperties").or_insert(rest);
            }
            Some(Value::Object(_)) => {
                let message = "`unevaluatedProperties` cannot be expressed in a Rust type".to_owned();
                self.warn(
                    "W0252",
                    "unevaluatedProperties",
                    message,
                    "members that are not named are not kept",
                );
            }
            _ => {}
        }
        if let Some(rest @ Value::Object(_)) = schema.remove("unevaluatedItems") {
            schema.entry("items").or_insert(rest);
        }
    }

    /// Items by position → items of any of their types.
    fn tuple(&mut self, schema: &mut Schema) {
        let (key, mut alternatives) = match (schema.remove("prefixItems"), schema.get("items")) {
            (Some(Value::Array(list)), _) => ("prefixItems", list),
            (_, Some(Value::Array(_))) => match schema.remove("items") {
                Some(Value::Array(list)) => ("items", list),
                _ => return,
            },
            (_, Some(Value::Bool(_))) => {
                schema.remove("items");
                return;
            }
            _ => return,
        };
        let rest = schema.remove("items").or_else(|| schema.remove("additionalItems"));
        let closed = matches!(rest, Some(Value::Bool(false)));
        if closed && !schema.contains_key("maxItems") {
            schema.insert("maxItems".to_owned(), alternatives.len().into());
        }
        alternatives.extend(rest.filter(Value::is_object));
        let mut seen = HashSet::new();
        alternatives.retain(|alternative| seen.insert(alternative.to_string()));
        if alternatives.len() > 1 {
            let message = "items that differ by position cannot be expressed in a Rust type".to_owned();
            self.warn("W0253", key, message, "each item may be of any of their types");
        }
        schema.insert("items".to_owned(), any_of(alternatives));
    }

    /// Numeric exclusive bounds → `minimum` and whether it is exclusive; whole numbers that are written as others.
    fn bounds(&mut self, schema: &mut Schema) {
        for (inclusive, exclusive, tighter) in [
            ("minimum", "exclusiveMinimum", f64::ge as fn(&f64, &f64) -> bool),
            ("maximum", "exclusiveMaximum", f64::le),
        ] {
            match schema.remove(exclusive) {
                Some(Value::Number(bound)) => {
                    let other = schema.get(inclusive).and_then(Value::as_f64);
                    let counts = other.is_none_or(|other| tighter(&bound.as_f64().unwrap_or(other), &other));
                    if counts {
                        schema.insert(inclusive.to_owned(), Value::Number(bound));
                        schema.insert(exclusive.to_owned(), true.into());
                    }
                }
                Some(Value::Bool(flag)) => drop(schema.insert(exclusive.to_owned(), flag.into())),
                Some(Value::Null) | None => {}
                Some(_) => self.warn(
                    "W0103",
                    exclusive,
                    format!("`{exclusive}` has to be a number, or `true` or `false`"),
                    "it is left out",
                ),
            }
            if schema.get("type").is_some_and(|kind| kind == "integer") {
                self.whole_bound(schema, inclusive);
            }
        }
    }

    fn whole_bound(&mut self, schema: &mut Schema, key: &str) {
        let Some(Value::Number(bound)) = schema.get(key) else { return };
        if bound.is_i64() || bound.is_u64() {
            return;
        }
        let float = bound.as_f64().unwrap_or(f64::NAN);
        #[allow(clippy::cast_possible_truncation, reason = "in range")]
        if float.abs() < 9e15 {
            if float.fract() == 0.0 {
                schema.insert(key.to_owned(), (float as i64).into());
            }
        } else if float.abs() > 9_223_372_036_854_775_807.0 || !float.is_finite() {
            self.warn("W0254", key, format!("`{key}` is beyond what 64 bits hold"), "it is left out");
            schema.remove(key);
        }
    }

    /// Type lists → one type that may be null, or alternatives.
    fn types(&mut self, schema: &mut Schema) {
        let named: Vec<String> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(list)) => {
                list.iter().map(|name| name.as_str().unwrap_or("").to_owned()).collect()
            }
            Some(Value::Null) => vec!["null".to_owned()],
            Some(_) => vec![String::new()],
            None => return,
        };
        let mut types: Vec<&str> = Vec::new();
        let mut unknown = false;
        for name in &named {
            let known = self.known_type(name, schema.get("type").is_some_and(Value::is_array));
            match known {
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
            // Every type, or alternatives and values that tell it better.
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

    /// The type that `name` names; of a name that is none, by its usual meaning.
    fn known_type(&mut self, name: &str, listed: bool) -> Option<&'static str> {
        if let Some(known) = TYPES.iter().find(|known| **known == name) {
            return Some(known);
        }
        let lower = name.to_ascii_lowercase();
        let meant = TYPES
            .iter()
            .find(|known| **known == lower)
            .or_else(|| MISSPELT.iter().find(|(misspelt, _)| *misspelt == lower).map(|(_, meant)| meant));
        let shown: String = name.chars().take(40).collect();
        let message = match (name, listed) {
            ("", _) => "a type has to be a text, or a list of texts".to_owned(),
            _ => format!("there is no type `{shown}`"),
        };
        let help =
            meant.map_or("the value is of any type".to_owned(), |meant| format!("it is read as `{meant}`"));
        self.warn("W0255", "type", message, &help);
        meant.copied()
    }

    /// Values of an enum that are texts by their type, and that YAML reads as something else.
    fn enumeration(&mut self, schema: &mut Schema) {
        let text = schema.get("type").is_some_and(|kind| kind == "string");
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        if values.is_empty() {
            schema.remove("enum");
            return self.warn("W0103", "enum", "an `enum` has to have values".to_owned(), "it is left out");
        }
        let odd = |value: &Value| value.is_number() || value.is_boolean();
        if let Some(first) = values.iter().find(|value| text && odd(value)).cloned() {
            for value in values.iter_mut().filter(|value| odd(value)) {
                *value = value.to_string().into();
            }
            let message = format!("`{first}` is no text, as the type of this `enum` asks for");
            self.warn("W0256", "enum", message, "it is read as a text; put it in quotes");
        }
    }

    /// The discriminator of Swagger 2.0 is the name alone. A mapping refers to schemas.
    fn discriminator(&mut self, schema: &mut Schema) {
        let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") else { return };
        if !discriminator.get("propertyName").is_some_and(Value::is_string) {
            schema.remove("discriminator");
            return self.warn(
                "W0103",
                "discriminator",
                "a discriminator has to have a `propertyName`".to_owned(),
                "it is left out",
            );
        }
        if let Some(mapping) = discriminator.get_mut("mapping") {
            match mapping {
                Value::Object(mapping) => mapping.retain(|_, target| target.is_string()),
                _ => *mapping = json!({}),
            }
            for target in mapping.as_object().into_iter().flat_map(Map::values).filter_map(Value::as_str) {
                if is_reference(target) {
                    self.reference_to_schema(target);
                }
            }
        }
    }
}

/// Whether the target of a mapping is a reference, and not the name of a schema.
fn is_reference(target: &str) -> bool {
    let is_file = |extension: &str| target.to_ascii_lowercase().ends_with(extension);
    target.contains(['#', '/']) || is_file(".yaml") || is_file(".yml") || is_file(".json")
}

/// One schema of several.
fn any_of(mut alternatives: Vec<Value>) -> Value {
    match alternatives.len() {
        0 => json!({}),
        1 => alternatives.swap_remove(0),
        _ => json!({ "anyOf": alternatives }),
    }
}

/// Members that only a condition brings are members that may be there.
fn conditional_members(schema: &mut Schema) {
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
    let branches = ["then", "else"].iter().filter_map(|key| schema.get(*key));
    let branches = branches.chain(dependent.into_iter().flat_map(Map::values));
    let mut members: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, member) in branches.filter_map(|branch| branch.get("properties")?.as_object()).flatten() {
        match members.iter_mut().find(|(known, _)| known == name) {
            // `false`: it must not be there.
            _ if member.as_bool() == Some(false) => {}
            Some((_, others)) if others.contains(member) => {}
            Some((_, others)) => others.push(member.clone()),
            None => members.push((name.clone(), vec![member.clone()])),
        }
    }
    if members.is_empty() {
        return;
    }
    if let Some(declared) = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut() {
        for (name, alternatives) in members {
            declared.entry(name).or_insert_with(|| any_of(alternatives));
        }
    }
}

/// The first of several examples.
fn examples(schema: &mut Schema) {
    if let Some(Value::Array(mut examples)) = schema.remove("examples")
        && !examples.is_empty()
        && !schema.contains_key("example")
    {
        schema.insert("example".to_owned(), examples.swap_remove(0));
    }
}

/// Members whose names follow a pattern are the rest.
fn patterns(schema: &mut Schema) {
    let Some(Value::Object(patterns)) = schema.remove("patternProperties") else { return };
    let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).collect();
    match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => return,
        Some(rest @ Value::Object(_)) => values.push(rest.clone()),
        _ => {}
    }
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.to_string()));
    if !values.is_empty() {
        schema.insert("additionalProperties".to_owned(), any_of(values));
    }
}

/// What a text holds → its format.
fn content(schema: &mut Schema) {
    let encoding = schema.remove("contentEncoding");
    let media = schema.remove("contentMediaType");
    if schema.contains_key("format") {
        return;
    }
    let format = match (encoding.as_ref().and_then(Value::as_str), media.as_ref().and_then(Value::as_str)) {
        (Some("base64"), _) => "byte",
        (None | Some("binary"), Some(media)) if !is_text(media) => "binary",
        _ => return,
    };
    schema.entry("type").or_insert_with(|| "string".into());
    schema.insert("format".to_owned(), format.into());
}

fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media.ends_with("json") || media.ends_with("xml")
}

/// One value → an enum of one. The word stays: it tells such an enum from others.
fn constant(schema: &mut Schema) {
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

/// Alternatives that are one value each → one enum.
fn constants(schema: &mut Schema, key: &str) {
    let Some(Value::Array(members)) = schema.get(key) else { return };
    let plain = |key: &str| {
        matches!(key, "const" | "type" | "title" | "description" | "deprecated") || key.starts_with("x-")
    };
    let scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let constant = |member: &Value| {
        let member = member.as_object()?;
        let value = member.get("const").filter(|value| scalar(value))?;
        member.keys().all(|key| plain(key)).then(|| value.clone())
    };
    let (mut values, mut kinds, mut titles) = (Vec::new(), HashSet::new(), Vec::new());
    for member in members.iter().filter(|member| !is_null(member)) {
        let Some(value) = constant(member) else { return };
        kinds.extend(type_of(&value));
        values.push(value);
        titles.extend(member.get("title").filter(|title| title.is_string()).cloned());
    }
    let [kind] = kinds.into_iter().collect::<Vec<_>>()[..] else { return };
    if members.len() < 2 || schema.contains_key("enum") || schema.contains_key("discriminator") {
        return;
    }
    if members.iter().any(is_null) {
        schema.insert("nullable".to_owned(), true.into());
    }
    if titles.len() == values.len() {
        schema.entry("x-enum-varnames").or_insert_with(|| titles.into());
    }
    schema.remove(key);
    schema.entry("type").or_insert_with(|| kind.into());
    schema.insert("enum".to_owned(), values.into());
}

/// Null as one of the alternatives → the others, or null.
fn null_alternative(schema: &mut Schema, key: &str) {
    let Some(Value::Array(members)) = schema.get_mut(key) else { return };
    let before = members.len();
    // What 3.0 has no word for: a reference, or null.
    if let [one, other] = members.as_slice()
        && let Some(index) = [other, one].iter().position(|member| member.get("$ref").is_some())
        && is_nullable_object([one, other][index])
    {
        members.remove(index);
    }
    members.retain(|member| !is_null(member));
    let (left, nullable) = (members.len(), members.len() < before);
    if left == 0 {
        schema.remove(key);
    }
    if nullable {
        if left == 0 {
            schema.insert("enum".to_owned(), json!([null]));
        }
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// What Kubernetes says to be a text may be a number too, if its format says so.
fn int_or_string(schema: &mut Schema) {
    if schema.get("format").and_then(Value::as_str) == Some("int-or-string") && schema.get("type").is_some() {
        schema.remove("format");
        schema.insert("type".to_owned(), json!(["integer", "string"]));
    }
}

/// Whether nothing is said of a schema but that it is an object or null.
fn is_nullable_object(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    schema.len() == 2
        && schema.get("type").and_then(Value::as_str) == Some("object")
        && schema.get("nullable").and_then(Value::as_bool) == Some(true)
}

/// Whether a schema allows null alone.
fn is_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    match (schema.get("type"), schema.get("enum"), schema.get("const")) {
        (Some(Value::String(name)), _, _) => name == "null",
        (Some(Value::Array(names)), _, _) => !names.is_empty() && names.iter().all(|name| name == "null"),
        (_, Some(Value::Array(values)), _) => !values.is_empty() && values.iter().all(Value::is_null),
        (_, _, Some(Value::Null)) => true,
        _ => false,
    }
}

/// A schema of several types → one alternative for each, with the words that speak of it.
fn alternatives(schema: &mut Schema, types: &[&str]) {
    let mut members = Vec::new();
    for name in types {
        let mut member = Map::from_iter([("type".to_owned(), Value::from(*name))]);
        let words = match *name {
            "string" => OF_STRINGS,
            "number" | "integer" => OF_NUMBERS,
            "array" => OF_ARRAYS,
            "object" => OF_OBJECTS,
            _ => &[],
        };
        for word in words {
            if let Some(value) = schema.remove(*word) {
                member.insert((*word).to_owned(), value);
            }
        }
        let format = schema.get("format").and_then(Value::as_str);
        if format.is_some_and(|format| is_format_of(format, name)) {
            member.extend(schema.remove("format").map(|format| ("format".to_owned(), format)));
        }
        members.push(Value::Object(member));
    }
    for word in [OF_STRINGS, OF_NUMBERS, OF_ARRAYS, OF_OBJECTS].into_iter().flatten() {
        schema.remove(*word);
    }
    schema.remove("format");
    schema.insert("anyOf".to_owned(), members.into());
}

fn is_format_of(format: &str, name: &str) -> bool {
    let of_numbers = format.contains("int") || matches!(format, "float" | "double" | "decimal");
    match name {
        "number" | "integer" => of_numbers,
        "string" => !of_numbers,
        _ => false,
    }
}
