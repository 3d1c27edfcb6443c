//! `openapiv3::Schema` → [`FlatSchema`].

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::Map;

use super::constraints;
use super::digits;
use super::flat::{Additional, Discriminator, FlatSchema, JsonType};
use super::limits;
use super::xml::Xml;
use crate::document::{allows_nothing, is_null, part};
use crate::model::Link;
use crate::source::{Pointer, Value};

/// Reads the schema `value` at `at`, which is not a reference. The error is the message of the parser.
pub(super) fn read(at: &Pointer, value: Option<&Value>) -> Result<Arc<FlatSchema>, String> {
    let value = match value {
        Some(Value::Bool(true)) => return Ok(Arc::default()),
        Some(value) => value,
        None => return Err("it does not exist".to_owned()),
    };
    part::read::<Schema>(value).map(|schema| Arc::new(flatten(schema, at, value)))
}

/// The flat form of a schema. `value` has the schemas inside it, which are read on their own.
fn flatten(schema: Schema, at: &Pointer, value: &Value) -> FlatSchema {
    let data = schema.schema_data;
    let mut flat = FlatSchema {
        nullable: data.nullable,
        read_only: data.read_only,
        write_only: data.write_only,
        deprecated: data.deprecated,
        title: data.title,
        description: data.description,
        example: data.example,
        default: data.default,
        constraints: constraints::of(&schema.schema_kind),
        discriminator: data.discriminator.map(|discriminator| Discriminator {
            property: discriminator.property_name,
            mapping: discriminator.mapping.into_iter().collect(),
            default: value
                .pointer("/discriminator/defaultMapping")
                .and_then(Value::as_str)
                .map(str::to_owned),
        }),
        value_names: extension(&data.extensions, &["x-enum-varnames", "x-enumNames", "x-enum-names"]),
        value_docs: extension(&data.extensions, &["x-enum-descriptions", "x-enumDescriptions"]),
        ..FlatSchema::default()
    };
    let each = |key: &str| elements(at, value, key, data.nullable);
    match schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            flat.kind = Some(JsonType::String);
            flat.format = plain_format(&string.format);
            flat.enumeration = values(string.enumeration);
            flat.length_limits(CHARACTERS, string.min_length, string.max_length);
            if let Some(pattern) = string.pattern {
                flat.limits.push(format!("matches {}", crate::markdown::code(&pattern)));
            }
        }
        SchemaKind::Type(Type::Number(number)) => {
            flat.kind = Some(JsonType::Number);
            flat.format = plain_format(&number.format);
            flat.enumeration = values(number.enumeration);
            flat.bounds(number.minimum, number.exclusive_minimum, number.maximum, number.exclusive_maximum);
        }
        SchemaKind::Type(Type::Integer(integer)) => {
            flat.kind = Some(JsonType::Integer);
            flat.format = plain_format(&integer.format);
            flat.enumeration = values(integer.enumeration);
            #[allow(clippy::cast_precision_loss)]
            let float = |bound: Option<i64>| bound.map(|bound| bound as f64);
            flat.bounds(
                float(integer.minimum),
                integer.exclusive_minimum,
                float(integer.maximum),
                integer.exclusive_maximum,
            );
        }
        SchemaKind::Type(Type::Boolean(boolean)) => {
            flat.kind = Some(JsonType::Boolean);
            flat.enumeration = values(boolean.enumeration);
        }
        SchemaKind::Type(Type::Array(array)) => {
            flat.kind = Some(JsonType::Array);
            flat.items = array.items.map(|_| at.child("items"));
            // An array of parts that is used as JSON, too, has both.
            flat.prefix_items = if flat.items.is_some() { Vec::new() } else { each("prefixItems") };
            if flat.prefix_items.is_empty() {
                flat.length_limits(ITEMS, array.min_items, array.max_items);
            }
            if array.unique_items {
                flat.limits.push("unique items".to_owned());
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            flat.kind = Some(JsonType::Object);
            flat.required = object.required.into_iter().collect();
            flat.additional = additional(object.additional_properties.as_ref(), at);
            flat.length_limits(PROPERTIES, object.min_properties, object.max_properties);
        }
        SchemaKind::AllOf { .. } => flat.all_of = each("allOf"),
        SchemaKind::OneOf { .. } => {
            flat.any_of = each("oneOf");
            flat.exclusive = true;
        }
        SchemaKind::AnyOf { .. } => flat.any_of = each("anyOf"),
        SchemaKind::Not { .. } => flat.negated = true,
        SchemaKind::Any(any) => mixed(&mut flat, any, at, each),
    }
    if flat.exclusive {
        flat.second_any_of = each("anyOf");
    }
    flat.conditional = conditional(at, value);
    if let Some(rest) = value.get("unevaluatedProperties").filter(|rest| rest.is_object()) {
        let at = at.child("unevaluatedProperties");
        let is_free = rest.as_object().is_some_and(Map::is_empty);
        flat.unevaluated = if is_free { Additional::Any } else { Additional::Schema(at) };
    }
    flat.content = content(at, value);
    flat.property_names =
        value.get("propertyNames").filter(|names| names.is_object()).map(|_| at.child("propertyNames"));
    flat.limits.extend(limits::of(value));
    flat.link = Link::of(value);
    flat.xml = Xml::of(value);
    digits::infer(&mut flat);
    if matches!(flat.kind, None | Some(JsonType::Object)) {
        flat.properties = properties(at, value);
    }
    flat.nullable |= flat.enumeration.contains(&Value::Null);
    flat.only_null = !flat.enumeration.is_empty() && flat.enumeration.iter().all(Value::is_null);
    flat.enumeration.retain(|value| !value.is_null());
    for list in [&mut flat.value_names, &mut flat.value_docs] {
        if list.len() != flat.enumeration.len() {
            list.clear();
        }
    }
    flat
}

/// The strings of an extension that has several names.
fn extension(extensions: &IndexMap<String, Value>, names: &[&str]) -> Vec<String> {
    let list = names.iter().find_map(|name| extensions.get(*name)?.as_array());
    list.into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// A schema with keywords of more than one type.
fn mixed(flat: &mut FlatSchema, any: AnySchema, at: &Pointer, each: impl Fn(&str) -> Vec<Pointer>) {
    flat.kind = any.typ.as_deref().and_then(|name| match name {
        "string" => Some(JsonType::String),
        "number" => Some(JsonType::Number),
        "integer" => Some(JsonType::Integer),
        "boolean" => Some(JsonType::Boolean),
        "array" => Some(JsonType::Array),
        "object" => Some(JsonType::Object),
        _ => None,
    });
    flat.format = any.format;
    flat.enumeration = any.enumeration;
    flat.required = any.required.into_iter().collect();
    flat.additional = additional(any.additional_properties.as_ref(), at);
    flat.items = any.items.map(|_| at.child("items"));
    flat.all_of = each("allOf");
    flat.any_of = each(if any.one_of.is_empty() { "anyOf" } else { "oneOf" });
    flat.exclusive = !any.one_of.is_empty();
    flat.negated = any.not.is_some();
    flat.length_limits(CHARACTERS, any.min_length, any.max_length);
    flat.length_limits(ITEMS, any.min_items, any.max_items);
    flat.bounds(
        any.minimum,
        any.exclusive_minimum.unwrap_or(false),
        any.maximum,
        any.exclusive_maximum.unwrap_or(false),
    );
}

/// Names of the things that a limit counts: of one, and of several.
const CHARACTERS: (&str, &str) = ("character", "characters");
const ITEMS: (&str, &str) = ("item", "items");
const PROPERTIES: (&str, &str) = ("property", "properties");

impl FlatSchema {
    fn length_limits(&mut self, (one, many): (&str, &str), least: Option<usize>, most: Option<usize>) {
        let name = |count: usize| if count == 1 { one } else { many };
        match (least, most) {
            (Some(least), Some(most)) => self.limits.push(format!("{least} to {most} {}", name(most))),
            (Some(least), None) if least > 0 => self.limits.push(format!("at least {least} {}", name(least))),
            (None, Some(most)) => self.limits.push(format!("at most {most} {}", name(most))),
            _ => {}
        }
    }

    fn bounds(&mut self, minimum: Option<f64>, above: bool, maximum: Option<f64>, below: bool) {
        (self.minimum, self.maximum) = (minimum, maximum);
        if let Some(minimum) = minimum {
            self.limits.push(format!("{} {minimum}", if above { "more than" } else { "at least" }));
        }
        if let Some(maximum) = maximum {
            self.limits.push(format!("{} {maximum}", if below { "less than" } else { "at most" }));
        }
    }
}

fn values<T: Serialize>(enumeration: Vec<T>) -> Vec<Value> {
    enumeration.into_iter().filter_map(|value| serde_json::to_value(value).ok()).map(integral).collect()
}

/// `1` for `1.0`.
fn integral(value: Value) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.as_f64().filter(|number| value.is_f64() && number.fract() == 0.0 && number.abs() < EXACT) {
        #[allow(clippy::cast_possible_truncation)]
        Some(number) => Value::from(number as i64),
        None => value,
    }
}

/// The locations of the schemas in the list `key`. Alternatives that allow nothing are omitted, unless all do, and those of a nullable
/// schema that allow only null.
fn elements(at: &Pointer, value: &Value, key: &str, nullable: bool) -> Vec<Pointer> {
    let list = value.get(key).and_then(Value::as_array).into_iter().flatten();
    let all_absent = list.clone().all(allows_nothing);
    let is_omitted = |schema: &Value| match key {
        "oneOf" | "anyOf" => (nullable && is_null(schema)) || (!all_absent && allows_nothing(schema)),
        _ => false,
    };
    let kept = list.enumerate().filter(|(_, schema)| !is_omitted(schema));
    kept.map(|(index, _)| at.child(key).index(index)).collect()
}

/// The locations of the schemas that apply under a condition and may declare properties.
fn conditional(at: &Pointer, value: &Value) -> Vec<Pointer> {
    let declares = |schema: &Value| {
        ["properties", "$ref", "allOf", "then", "else", "dependentSchemas"]
            .iter()
            .any(|key| schema.get(*key).is_some())
    };
    let branches = ["then", "else"].iter().filter(|key| value.get(**key).is_some_and(declares));
    let branches = branches.map(|key| at.child(key));
    let dependent = value.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten();
    let dependent = dependent.filter(|(_, schema)| declares(schema));
    branches.chain(dependent.map(|(name, _)| at.child("dependentSchemas").child(name))).collect()
}

fn properties(at: &Pointer, value: &Value) -> IndexMap<String, Pointer, RandomState> {
    let base = at.child("properties");
    let names = value.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    names.map(|name| (name.clone(), base.child(name))).collect()
}

/// The location of the schema of JSON in a string.
fn content(at: &Pointer, value: &Value) -> Option<Pointer> {
    let media = value.get("contentMediaType").and_then(Value::as_str);
    let is_json = media.is_none_or(|media| media.ends_with("json"));
    (is_json && value.get("contentSchema").is_some_and(Value::is_object)).then(|| at.child("contentSchema"))
}

fn additional(additional: Option<&AdditionalProperties>, at: &Pointer) -> Additional {
    match additional {
        None => Additional::Unspecified,
        Some(AdditionalProperties::Any(false)) => Additional::Never,
        Some(AdditionalProperties::Any(true)) => Additional::Any,
        Some(AdditionalProperties::Schema(_)) => Additional::Schema(at.child("additionalProperties")),
    }
}

fn plain_format<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(item) => serde_json::to_value(item).ok()?.as_str().map(str::to_owned),
        VariantOrUnknownOrEmpty::Unknown(text) => Some(text.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
