//! Rewrites schemas from the vocabulary of OpenAPI 3.1 to that of 3.0.
//!
//! Documents of 3.0 use keywords of 3.1 too, so the version matters only where a keyword has two meanings.

mod conditions;
mod constants;
mod rest;
mod tuples;
mod types;

use serde_json::{Map, json};

use self::constants::{allows_everything, constant, null_alternative};
pub(crate) use self::constants::{allows_nothing, is_null};
use self::rest::{name_limits, patterns, unevaluated};
pub(crate) use self::tuples::MAX_TUPLE;
use self::types::int_or_string;
use super::Version;
use super::grammar::NodeKind;
use super::refs::Walker;
use super::unquoted::is_unquoted;
use crate::diagnostics::Diagnostic;
use crate::source::Value;

type Schema = Map<String, Value>;

/// Keywords that few schemas have. The others need only the steps of [`Walker::upgrade`] for other keywords.
const SELDOM: &[&str] = &[
    "contentEncoding",
    "contentMediaType",
    "dependencies",
    "dependentSchemas",
    "else",
    "examples",
    "if",
    "patternProperties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords that change the type of a reference. OpenAPI 3.0 ignores them next to `$ref`.
const STRUCTURE: &[&str] =
    &["properties", "required", "additionalProperties", "items", "enum", "allOf", "oneOf", "anyOf", "not"];

/// Keywords that apply next to a reference, although OpenAPI 3.0 ignores them.
const ANNOTATIONS: &[&str] =
    &["title", "description", "default", "example", "nullable", "readOnly", "writeOnly", "deprecated", "xml"];

impl Walker<'_, '_> {
    /// Rewrites one schema, but not the schemas inside it.
    pub(super) fn upgrade(&mut self, schema: &mut Schema) {
        if self.version() == Version::V20 {
            swagger(schema);
        }
        self.siblings_of_reference(schema);
        if schema.contains_key("$ref") {
            return;
        }
        let is_common = !schema.keys().any(|key| SELDOM.contains(&key.as_str()));
        absent_properties(schema);
        negation(schema);
        if !is_common {
            self.conditions(schema);
            unevaluated(schema);
        }
        let has_example = schema.contains_key("example");
        if !is_common {
            examples(schema);
        }
        self.repair(schema, NodeKind::Schema);
        self.tuple(schema);
        if !is_common {
            patterns(schema);
            name_limits(schema);
            content(schema);
        }
        self.bounds(schema);
        constant(schema);
        int_or_string(schema);
        self.types(schema);
        self.enumeration(schema);
        self.strings(schema, if has_example { &["example"] } else { &["examples", "0"] });
        for key in ["oneOf", "anyOf"] {
            self.constants(schema, key);
            null_alternative(schema, key);
        }
        self.discriminator(schema);
    }

    /// A reference next to other keywords → a schema in `allOf`.
    fn siblings_of_reference(&mut self, schema: &mut Schema) {
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
            (None, Some(Value::String(reference))) if self.leads_inside(&reference) => {
                // The schemas around the reference come before those that it names.
                let local = reference.rsplit_once('#').map(|(_, name)| format!("#{name}"));
                let local = local.filter(|local| !local.starts_with("#/") && self.leads_inside(local));
                drop(schema.insert("$ref".to_owned(), local.unwrap_or(reference).into()));
            }
            (None, Some(_)) => {
                self.report(Diagnostic::dynamic_reference(&self.here()));
            }
            (None, None) => {}
        }
        let Some(reference) = schema.get("$ref") else { return };
        if !reference.is_string() {
            self.report(Diagnostic::reference_not_a_string(&self.here()));
            schema.remove("$ref");
            return;
        }
        let outside = reference.as_str().filter(|reference| self.leads_outside(reference));
        if outside.is_some() && has_dynamic_anchors(schema) {
            self.report(Diagnostic::generic_schema_elsewhere(&self.here()));
        }
        let is_sibling = |key: &str| {
            !key.starts_with('$')
                && !key.starts_with("x-")
                && !matches!(key, "definitions" | "summary" | "externalDocs" | "examples")
        };
        let siblings: Vec<String> = schema.keys().filter(|key| is_sibling(key)).cloned().collect();
        if self.version() != Version::V31 {
            let structure = siblings.iter().find(|key| STRUCTURE.contains(&key.as_str()));
            if let Some(key) = structure {
                self.report(Diagnostic::ignored_next_to_reference(&self.here(), key));
            }
            let ignored = |key: &&String| !ANNOTATIONS.contains(&key.as_str());
            for key in siblings.iter().filter(ignored) {
                schema.remove(key.as_str());
            }
            if siblings.iter().all(|key| ignored(&key)) {
                return;
            }
        } else if siblings.is_empty() {
            return;
        }
        // The reference comes last, so that the others keep their locations.
        let mut branches = match schema.remove("allOf") {
            Some(Value::Array(others)) => others,
            other => other.into_iter().collect(),
        };
        branches.push(json!({ "$ref": schema.remove("$ref") }));
        schema.insert("allOf".to_owned(), branches.into());
    }

    /// Numeric exclusive bounds → `minimum` or `maximum`, and a flag. Integers that are written as floats → integers.
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
                Some(_) => self.report(Diagnostic::invalid_exclusive_bound(&self.here(), exclusive)),
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
            self.report(Diagnostic::bound_out_of_range(&self.here(), key));
            schema.remove(key);
        }
    }

    /// Values of a string enum that YAML reads as another type → strings.
    fn enumeration(&mut self, schema: &mut Schema) {
        let text = schema.get("type").is_some_and(|kind| kind == "string");
        let is_constant = schema.contains_key("const");
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        if values.is_empty() {
            schema.remove("enum");
            return self.report(Diagnostic::empty_enum(&self.here()));
        }
        let Some(first) = values.iter().find(|value| text && is_unquoted(value)).cloned() else { return };
        for (index, value) in values.iter_mut().enumerate() {
            let at = ["enum", &index.to_string()];
            // The only value of an enum may be a constant.
            let written = if is_constant { &["const"][..] } else { &at };
            self.unquote(value, &at, written);
        }
        self.report(Diagnostic::enum_value_not_a_string(&self.here(), &first));
    }

    /// Other values of a string that YAML reads as another type → strings. `example` is the location of the example in the text.
    fn strings(&mut self, schema: &mut Schema, example: &[&str]) {
        if schema.get("type").is_none_or(|kind| kind != "string") {
            return;
        }
        for (key, written) in [("const", &["const"][..]), ("default", &["default"]), ("example", example)] {
            if let Some(value) = schema.get_mut(key) {
                self.unquote(value, &[key], written);
            }
        }
    }

    /// In Swagger 2.0, a discriminator is only a name. A mapping refers to schemas.
    fn discriminator(&mut self, schema: &mut Schema) {
        let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") else { return };
        if !discriminator.get("propertyName").is_some_and(Value::is_string) {
            schema.remove("discriminator");
            return self.report(Diagnostic::discriminator_without_property(&self.here()));
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

/// Whether the target of a mapping is a reference, not the name of a schema.
fn is_reference(target: &str) -> bool {
    let is_file = |extension: &str| target.to_ascii_lowercase().ends_with(extension);
    target.contains(['#', '/']) || is_file(".yaml") || is_file(".yml") || is_file(".json")
}

/// One schema for several alternatives.
fn any_of(mut alternatives: Vec<Value>) -> Value {
    match alternatives.len() {
        0 => json!({}),
        1 => alternatives.swap_remove(0),
        _ => json!({ "anyOf": alternatives }),
    }
}

/// Keywords of Swagger 2.0 → keywords of OpenAPI 3.0.
fn swagger(schema: &mut Schema) {
    if let Some(Value::String(property)) = schema.get("discriminator") {
        let discriminator = json!({ "propertyName": property });
        schema.insert("discriminator".to_owned(), discriminator);
    }
    if let Some(nullable @ Value::Bool(_)) = schema.remove("x-nullable") {
        schema.entry("nullable").or_insert(nullable);
    }
    if schema.get("type").is_some_and(|kind| kind == "file") {
        schema.insert("type".to_owned(), "string".into());
        schema.insert("format".to_owned(), "binary".into());
    }
}

/// Whether a schema has targets for the dynamic references of another one.
fn has_dynamic_anchors(schema: &Schema) -> bool {
    let definitions = schema.get("$defs").and_then(Value::as_object).into_iter().flat_map(Map::values);
    schema.contains_key("$dynamicAnchor")
        || definitions.into_iter().any(|inner| inner.get("$dynamicAnchor").is_some())
}

/// Removes `not` where it excludes nothing, and from the default of a generic schema, which nothing uses.
fn negation(schema: &mut Schema) {
    let Some(not) = schema.get("not") else { return };
    if allows_nothing(not) || (schema.contains_key("$dynamicAnchor") && allows_everything(not)) {
        schema.remove("not");
    }
}

/// Removes properties that must be absent: those whose schema allows no value.
fn absent_properties(schema: &mut Schema) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.retain(|_, property| !allows_nothing(property));
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

/// The encoding of a string → its format.
fn content(schema: &mut Schema) {
    let encoding = schema.remove("contentEncoding");
    let media = schema.get("contentMediaType").cloned();
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
