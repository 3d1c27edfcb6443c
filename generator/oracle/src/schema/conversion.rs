//! Converts OpenAPI schemas to JSON Schema.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::discriminator::{Derived, bases};
use super::{Purpose, reference};
use crate::document::{Document, Location};

/// The kind of node, which decides how it is converted.
#[derive(Clone, Copy, PartialEq)]
enum NodeKind {
    /// A part of the document that is not a schema.
    Other,
    /// Like `Other`, but the keys are names that the author chose.
    Named,
    Schema,
    SchemaMap,
    SchemaList,
    /// Data such as an example, which is not converted.
    Data,
}

pub(super) struct Conversion<'a> {
    pub(super) document: &'a Document,
    pub(super) purpose: Purpose,
    old: bool,
    /// Locations that are converted as schemas because a schema refers to them.
    referred: HashSet<Location>,
    seen: HashSet<Location>,
    targets: HashSet<Location>,
    pub(super) bases: HashMap<Location, (String, Vec<Derived>)>,
    patterns: HashMap<String, bool>,
}

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

impl<'a> Conversion<'a> {
    pub(super) fn new(document: &'a Document, purpose: Purpose) -> Self {
        Self {
            document,
            purpose,
            old: document.is_old(),
            referred: HashSet::new(),
            seen: HashSet::new(),
            targets: HashSet::new(),
            bases: bases(document),
            patterns: HashMap::new(),
        }
    }

    pub(super) fn trees(mut self) -> Vec<Value> {
        loop {
            self.seen.clear();
            self.targets.clear();
            let roots: Vec<(Location, &Value)> = self
                .document
                .files
                .iter()
                .enumerate()
                .map(|(file, content)| (Location { file, pointer: String::new() }, &content.value))
                .collect();
            let trees = roots
                .into_iter()
                .map(|(location, value)| self.part(value, &location, NodeKind::Other))
                .collect();
            let missing: Vec<Location> = self.targets.difference(&self.seen).cloned().collect();
            let before = self.referred.len();
            self.referred.extend(missing);
            if self.referred.len() == before {
                return trees;
            }
        }
    }

    fn part(&mut self, value: &Value, location: &Location, kind: NodeKind) -> Value {
        let kind = if kind != NodeKind::Schema && self.referred.contains(location) {
            NodeKind::Schema
        } else {
            kind
        };
        match (value, kind) {
            (value, NodeKind::Schema) => self.schema(value, location),
            (Value::Object(entries), NodeKind::SchemaMap)
                if entries.get("$ref").is_some_and(Value::is_string) =>
            {
                let reference = entries["$ref"].as_str().unwrap_or_default();
                let target = self.document.target(location.file, reference);
                match target.and_then(|target| Some((self.document.value(&target)?, target))) {
                    Some((value, target)) if target != *location => self.part(value, &target, kind),
                    _ => Value::Object(Map::new()),
                }
            }
            (Value::Object(entries), kind) => {
                let converted = entries.iter().map(|(key, value)| {
                    let below = below(kind, key, location);
                    (key.clone(), self.part(value, &location.child(key), below))
                });
                Value::Object(converted.collect())
            }
            (Value::Array(elements), kind) => {
                let below = match kind {
                    NodeKind::SchemaList => NodeKind::Schema,
                    NodeKind::Named => NodeKind::Other,
                    kind => kind,
                };
                let converted = elements
                    .iter()
                    .enumerate()
                    .map(|(index, element)| self.part(element, &location.child(&index.to_string()), below));
                Value::Array(converted.collect())
            }
            (value, _) => value.clone(),
        }
    }

    fn schema(&mut self, value: &Value, location: &Location) -> Value {
        self.seen.insert(location.clone());
        let Value::Object(entries) = value else {
            return if value.is_boolean() { value.clone() } else { json!({}) };
        };
        let mut out = Map::new();
        let recursive = entries.get("$recursiveRef").and_then(|_| self.recursive_anchor(location));
        let text = entries.get("$ref").or_else(|| entries.get("$dynamicRef")).and_then(Value::as_str);
        if text.is_some() || recursive.is_some() {
            let target = text.and_then(|text| self.document.target_at(location, text)).or(recursive);
            // The document itself is not a schema.
            if let Some(target) = target.filter(|target| target.file > 0 || !target.pointer.is_empty()) {
                self.targets.insert(target.clone());
                out.insert("$ref".to_owned(), Value::String(reference(&target)));
            }
            if self.old {
                return Value::Object(out);
            }
        }
        for (key, value) in entries {
            let kind = match key.as_str() {
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                    NodeKind::SchemaMap
                }
                "items" if value.is_array() => NodeKind::SchemaList,
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedProperties"
                | "unevaluatedItems" => NodeKind::Schema,
                "allOf" | "oneOf" | "anyOf" | "prefixItems" => NodeKind::SchemaList,
                "$ref" | "$dynamicRef" | "$recursiveRef" | "$recursiveAnchor" | "$id" | "$anchor"
                | "$dynamicAnchor" | "$schema" | "id" | "dependencies" | "contentSchema" => continue,
                _ => NodeKind::Data,
            };
            if kind == NodeKind::Data && !is_readable(key, value) {
                continue;
            }
            if kind == NodeKind::SchemaList && value.as_array().is_none_or(Vec::is_empty) {
                continue;
            }
            out.insert(key.clone(), self.part(value, &location.child(key), kind));
        }
        self.repair(&mut out);
        self.numbers(&mut out);
        self.direction(&mut out, entries, location);
        self.alternatives(&mut out, entries, location);
        self.base(&mut out, location);
        Value::Object(out)
    }

    /// The schema around a `$recursiveRef` that allows recursion.
    fn recursive_anchor(&self, location: &Location) -> Option<Location> {
        let is_anchor = |location: &Location| {
            let schema = self.document.value(location);
            schema.is_some_and(|schema| schema.get("$recursiveAnchor") == Some(&Value::Bool(true)))
        };
        std::iter::successors(Some(location.clone()), Location::parent).find(is_anchor)
    }

    /// Rules 2 to 5.
    fn repair(&mut self, out: &mut Map<String, Value>) {
        for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if let Some(Value::Bool(exclusive)) = out.get(flag) {
                let exclusive = *exclusive;
                out.shift_remove(flag);
                if exclusive && let Some(limit) = out.shift_remove(bound) {
                    out.insert(flag.to_owned(), limit);
                }
            }
        }
        let mut types: Vec<String> = match out.get("type") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => many.iter().filter_map(|ty| ty.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        types.retain(|ty| TYPES.contains(&ty.as_str()));
        if types.iter().any(|ty| ty == "string") && types.iter().all(|ty| ty == "string" || ty == "null") {
            let as_string = |value: &mut Value| {
                if value.is_number() || value.is_boolean() {
                    *value = Value::String(value.to_string());
                }
            };
            if let Some(Value::Array(values)) = out.get_mut("enum") {
                values.iter_mut().for_each(as_string);
            }
            if let Some(value) = out.get_mut("const") {
                as_string(value);
            }
        }
        if !types.is_empty() && out.get("nullable") == Some(&Value::Bool(true)) {
            types.push("null".to_owned());
        }
        types.sort();
        types.dedup();
        out.shift_remove("type");
        if !types.is_empty() {
            out.insert("type".to_owned(), json!(types));
        }
        if let Some(Value::Array(_)) = out.get("items")
            && let Some(items) = out.shift_remove("items")
        {
            out.insert("prefixItems".to_owned(), items);
        }
        if out.get("contentEncoding").is_some_and(|encoding| encoding == "base64") {
            out.entry("format").or_insert_with(|| json!("byte"));
        }
        if let Some(Value::String(pattern)) = out.get("pattern") {
            let pattern = pattern.clone();
            let known = self
                .patterns
                .entry(pattern.clone())
                .or_insert_with(|| jsonschema::options().build(&json!({"pattern": pattern})).is_ok());
            if !*known {
                out.shift_remove("pattern");
            }
        }
    }

    /// Rule 6, and the enums of rule 10.
    fn numbers(&mut self, out: &mut Map<String, Value>) {
        let types: Vec<&str> = out
            .get("type")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if types.contains(&"integer") && !types.contains(&"number") {
            let unsigned = out.get("minimum").and_then(Value::as_f64).is_some_and(|minimum| minimum >= 0.0);
            let (least, most) = match out.get("format").and_then(Value::as_str) {
                Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
                Some("uint8") => (json!(0), json!(u8::MAX)),
                Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
                Some("uint16") => (json!(0), json!(u16::MAX)),
                Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
                Some("uint32") => (json!(0), json!(u32::MAX)),
                Some("uint64") => (json!(0), json!(u64::MAX)),
                _ if unsigned => (json!(0), json!(i64::MAX)),
                _ => (json!(i64::MIN), json!(i64::MAX)),
            };
            let bounds = json!({"minimum": least, "maximum": most});
            if let Value::Array(all) = out.entry("allOf").or_insert_with(|| json!([])) {
                all.push(bounds);
            }
        }
        if self.purpose == Purpose::Open {
            let texts = |value: &Value| match value {
                Value::Array(values) => values.iter().any(Value::is_string),
                value => value.is_string(),
            };
            for key in ["enum", "const"] {
                if out.get(key).is_some_and(texts) {
                    out.shift_remove(key);
                    out.entry("type").or_insert_with(|| json!(["string"]));
                }
            }
        }
    }

    /// Rule 7.
    fn direction(&self, out: &mut Map<String, Value>, entries: &Map<String, Value>, location: &Location) {
        let flag = if self.purpose == Purpose::Write { "readOnly" } else { "writeOnly" };
        let properties = location.child("properties");
        let has = |value: &Value| value.get(flag) == Some(&Value::Bool(true));
        let gone: Vec<String> = entries
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(name, value)| {
                has(value)
                    || self.document.resolved(&properties.child(name)).is_some_and(|(_, value)| has(value))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if let Some(Value::Object(properties)) = out.get_mut("properties") {
            properties.retain(|name, _| !gone.contains(name));
        }
        if let Some(Value::Array(required)) = out.get_mut("required") {
            required.retain(|name| name.as_str().is_some_and(|name| gone.iter().all(|gone| gone != name)));
            required.dedup();
        }
    }
}

fn below(kind: NodeKind, key: &str, location: &Location) -> NodeKind {
    match kind {
        NodeKind::Data => NodeKind::Data,
        NodeKind::SchemaMap => NodeKind::Schema,
        NodeKind::Schema | NodeKind::SchemaList => kind,
        NodeKind::Named => NodeKind::Other,
        NodeKind::Other => match key {
            "schema" | "itemSchema" => NodeKind::Schema,
            "schemas" if location.pointer == "/components" => NodeKind::SchemaMap,
            "paths" | "webhooks" | "responses" | "content" | "headers" | "callbacks" | "parameters"
            | "requestBodies" | "pathItems" | "encoding" => NodeKind::Named,
            "example" | "examples" | "default" | "value" => NodeKind::Data,
            _ => NodeKind::Other,
        },
    }
}

/// Whether JSON Schema allows this value of a keyword.
fn is_readable(key: &str, value: &Value) -> bool {
    match key {
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.as_u64().is_some()
        }
        "minimum" | "maximum" => value.is_number(),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number() || value.is_boolean(),
        "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
        "required" => value.is_array(),
        "enum" => value.as_array().is_some_and(|values| !values.is_empty()),
        "pattern" | "format" => value.is_string(),
        "uniqueItems" => value.is_boolean(),
        _ => true,
    }
}
