//! `openapiv3::Schema` → [`FlatSchema`].

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::Map;

use super::constraints;
use super::flat::{Additional, Discriminator, FlatSchema, JsonType};
use crate::document::part;
use crate::source::{Pointer, Value};

/// Reads the schema `value` at `at`, which is not a reference. The error is the message of the parser.
pub(super) fn read(at: &Pointer, value: Option<&Value>) -> Result<Arc<FlatSchema>, String> {
    let value = match value {
        Some(Value::Bool(true)) => return Ok(Arc::default()),
        Some(value) => value,
        None => return Err("it does not exist".to_owned()),
    };
    let properties = value.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    part::read::<Schema>(value).map(|schema| Arc::new(flatten(schema, at, properties.cloned().collect())))
}

/// The flat form of a schema. `property_names` are the names of its properties, which are read on their own.
fn flatten(schema: Schema, at: &Pointer, property_names: Vec<String>) -> FlatSchema {
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
        }),
        value_names: extension(&data.extensions, &["x-enum-varnames", "x-enumNames", "x-enum-names"]),
        value_docs: extension(&data.extensions, &["x-enum-descriptions", "x-enumDescriptions"]),
        ..FlatSchema::default()
    };
    let each =
        |key: &str, count: usize| (0..count).map(|index| at.child(key).index(index)).collect::<Vec<_>>();
    match schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            flat.kind = Some(JsonType::String);
            flat.format = plain_format(&string.format);
            flat.enumeration = values(string.enumeration);
            flat.length_limits(["character", "characters"], string.min_length, string.max_length);
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
            flat.length_limits(["item", "items"], array.min_items, array.max_items);
            if array.unique_items {
                flat.limits.push("unique items".to_owned());
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            flat.kind = Some(JsonType::Object);
            flat.required = object.required.into_iter().collect();
            flat.additional = additional(object.additional_properties.as_ref(), at);
            flat.length_limits(["property", "properties"], object.min_properties, object.max_properties);
        }
        SchemaKind::AllOf { all_of } => flat.all_of = each("allOf", all_of.len()),
        SchemaKind::OneOf { one_of } => {
            flat.any_of = each("oneOf", one_of.len());
            flat.exclusive = true;
        }
        SchemaKind::AnyOf { any_of } => flat.any_of = each("anyOf", any_of.len()),
        SchemaKind::Not { .. } => flat.negated = true,
        SchemaKind::Any(any) => mixed(&mut flat, any, at),
    }
    if matches!(flat.kind, None | Some(JsonType::Object)) {
        flat.properties = properties(at, property_names);
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
fn mixed(flat: &mut FlatSchema, any: AnySchema, at: &Pointer) {
    let each =
        |key: &str, count: usize| (0..count).map(|index| at.child(key).index(index)).collect::<Vec<_>>();
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
    flat.all_of = each("allOf", any.all_of.len());
    flat.any_of =
        if any.one_of.is_empty() { each("anyOf", any.any_of.len()) } else { each("oneOf", any.one_of.len()) };
    flat.exclusive = !any.one_of.is_empty();
    flat.negated = any.not.is_some();
    flat.length_limits(["character", "characters"], any.min_length, any.max_length);
    flat.length_limits(["item", "items"], any.min_items, any.max_items);
    flat.bounds(
        any.minimum,
        any.exclusive_minimum.unwrap_or(false),
        any.maximum,
        any.exclusive_maximum.unwrap_or(false),
    );
}

impl FlatSchema {
    /// `nouns` are the singular and the plural of the counted things.
    fn length_limits(&mut self, nouns: [&str; 2], least: Option<usize>, most: Option<usize>) {
        let noun = |count| nouns[usize::from(count != 1)];
        match (least, most) {
            (Some(least), Some(most)) => self.limits.push(format!("{least} to {most} {}", noun(most))),
            (Some(least), None) if least > 0 => self.limits.push(format!("at least {least} {}", noun(least))),
            (None, Some(most)) => self.limits.push(format!("at most {most} {}", noun(most))),
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

fn properties(at: &Pointer, names: Vec<String>) -> IndexMap<String, Pointer, RandomState> {
    let base = at.child("properties");
    names
        .into_iter()
        .map(|name| {
            let location = base.child(&name);
            (name, location)
        })
        .collect()
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
