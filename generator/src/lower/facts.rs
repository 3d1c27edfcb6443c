//! One schema as plain facts: what an `openapiv3::Schema` says, in one flat form, `allOf` merged in.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;

use super::Lowering;
use crate::source::{Pointer, Value};

/// What a schema says. Other schemas appear as the places where they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The JSON type, if one is given.
    pub(crate) kind: Option<JsonType>,
    pub(crate) format: Option<String>,
    pub(crate) nullable: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) example: Option<Value>,
    pub(crate) default: Option<Value>,
    pub(crate) limits: Vec<String>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) properties: IndexMap<String, Pointer>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) additional: Additional,
    pub(crate) items: Option<Pointer>,
    pub(crate) all_of: Vec<Pointer>,
    /// `oneOf` or `anyOf`.
    pub(crate) any_of: Vec<Pointer>,
    pub(crate) discriminated: bool,
    pub(crate) negated: bool,
}

/// `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum JsonType {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
}

/// `additionalProperties`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Additional {
    /// Not mentioned: others may be there, and are not kept.
    #[default]
    Unsaid,
    /// `false`.
    Never,
    /// `true`: others are expected, of any type.
    Any,
    /// Others are expected, of this type.
    Schema(Pointer),
}

impl Facts {
    /// Whether nothing is said beyond annotations and where the alternatives stand.
    fn is_plain(&self) -> bool {
        self.kind.is_none()
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional == Additional::Unsaid
            && self.items.is_none()
            && !self.negated
    }

    /// The one schema that this one stands for, if it adds nothing but annotations to it.
    pub(crate) fn wrapped(&self) -> Option<&Pointer> {
        match (self.is_plain(), self.all_of.as_slice(), self.any_of.as_slice()) {
            (true, [only], []) | (true, [], [only]) => Some(only),
            _ => None,
        }
    }

    /// What an object's schema says, whether or not it says that it is one.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.kind, Some(JsonType::Object))
            || (self.kind.is_none() && (!self.properties.is_empty() || self.additional != Additional::Unsaid))
    }
}

impl Lowering<'_> {
    /// The facts of the schema at `at`, which is no reference. A schema that cannot be read says nothing, with a diagnostic.
    pub(crate) fn own_facts(&mut self, at: &Pointer) -> Rc<Facts> {
        if let Some(known) = self.own.get(at) {
            return Rc::clone(known);
        }
        let facts = match self.spec.value(at) {
            Some(Value::Bool(true)) => Facts::default(),
            _ => match self.spec.part::<Schema>(at) {
                Ok(schema) => facts_of(schema, at),
                Err(message) => {
                    self.broken_part("schema", at, &message, "it is read as a schema that allows any value");
                    Facts::default()
                }
            },
        };
        if facts.negated {
            self.diagnostics
                .warning("W0203", Some(at.child("not")), "`not` cannot be expressed in a Rust type")
                .help("the type is the widest one that the rest of the schema allows");
        }
        let facts = Rc::new(facts);
        self.own.insert(at.clone(), Rc::clone(&facts));
        facts
    }

    /// The facts of the schema at `at` with those of its `allOf` members merged in.
    pub(crate) fn facts(&mut self, at: &Pointer) -> Rc<Facts> {
        if let Some(known) = self.merged.get(at) {
            return Rc::clone(known);
        }
        let own = self.own_facts(at);
        let facts = if own.all_of.is_empty() {
            own
        } else if self.merging.contains(at) {
            self.diagnostics
                .warning("W0204", Some(at.clone()), "`allOf` contains itself")
                .help("the inner occurrence is left out");
            return Rc::new(Facts::default());
        } else {
            self.merging.push(at.clone());
            let mut merged = Facts { all_of: Vec::new(), ..(*own).clone() };
            for member in &own.all_of {
                if let Some(site) = self.site(member) {
                    let facts = self.facts(&site.target);
                    self.merge(&mut merged, &facts, member);
                }
            }
            self.merging.pop();
            Rc::new(merged)
        };
        self.merged.insert(at.clone(), Rc::clone(&facts));
        facts
    }

    fn merge(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        for (name, property) in &member.properties {
            into.properties.entry(name.clone()).or_insert_with(|| property.clone());
        }
        into.required.extend(member.required.iter().cloned());
        match (into.kind, member.kind) {
            (None, kind) => into.kind = kind,
            (Some(a), Some(b)) if a != b => {
                self.diagnostics
                    .warning(
                        "W0205",
                        Some(at.clone()),
                        "this member of `allOf` has another type than the ones before it",
                    )
                    .help("no value can satisfy both; the first type is taken");
            }
            _ => {}
        }
        into.format = into.format.take().or_else(|| member.format.clone());
        into.items = into.items.take().or_else(|| member.items.clone());
        into.minimum = into.minimum.or(member.minimum);
        into.maximum = into.maximum.or(member.maximum);
        into.description = into.description.take().or_else(|| member.description.clone());
        into.title = into.title.take().or_else(|| member.title.clone());
        into.example = into.example.take().or_else(|| member.example.clone());
        into.default = into.default.take().or_else(|| member.default.clone());
        if into.enumeration.is_empty() {
            into.enumeration.clone_from(&member.enumeration);
        } else if !member.enumeration.is_empty() {
            into.enumeration.retain(|value| member.enumeration.contains(value));
        }
        if into.additional == Additional::Unsaid {
            into.additional = member.additional.clone();
        }
        if into.any_of.is_empty() {
            into.any_of.clone_from(&member.any_of);
            into.discriminated |= member.discriminated;
        } else if !member.any_of.is_empty() {
            self.diagnostics
                .warning("W0206", Some(at.clone()), "two members of `allOf` have alternatives of their own")
                .help("only the alternatives of the first are modelled");
        }
    }
}

fn facts_of(schema: Schema, at: &Pointer) -> Facts {
    let data = schema.schema_data;
    let mut facts = Facts {
        nullable: data.nullable,
        read_only: data.read_only,
        write_only: data.write_only,
        deprecated: data.deprecated,
        title: data.title,
        description: data.description,
        example: data.example,
        default: data.default,
        discriminated: data.discriminator.is_some(),
        ..Facts::default()
    };
    let each =
        |key: &str, count: usize| (0..count).map(|index| at.child(key).index(index)).collect::<Vec<_>>();
    match schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            facts.kind = Some(JsonType::String);
            facts.format = plain_format(&string.format);
            facts.enumeration = values(string.enumeration);
            facts.length_limits("characters", string.min_length, string.max_length);
            if let Some(pattern) = string.pattern {
                facts.limits.push(format!("matches `{}`", pattern.replace('`', "'")));
            }
        }
        SchemaKind::Type(Type::Number(number)) => {
            facts.kind = Some(JsonType::Number);
            facts.format = plain_format(&number.format);
            facts.enumeration = values(number.enumeration);
            facts.bounds(number.minimum, number.exclusive_minimum, number.maximum, number.exclusive_maximum);
        }
        SchemaKind::Type(Type::Integer(integer)) => {
            facts.kind = Some(JsonType::Integer);
            facts.format = plain_format(&integer.format);
            facts.enumeration = values(integer.enumeration);
            #[allow(clippy::cast_precision_loss)]
            let float = |bound: Option<i64>| bound.map(|bound| bound as f64);
            facts.bounds(
                float(integer.minimum),
                integer.exclusive_minimum,
                float(integer.maximum),
                integer.exclusive_maximum,
            );
        }
        SchemaKind::Type(Type::Boolean(_)) => facts.kind = Some(JsonType::Boolean),
        SchemaKind::Type(Type::Array(array)) => {
            facts.kind = Some(JsonType::Array);
            facts.items = array.items.map(|_| at.child("items"));
            facts.length_limits("items", array.min_items, array.max_items);
            if array.unique_items {
                facts.limits.push("no two items alike".to_owned());
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            facts.kind = Some(JsonType::Object);
            facts.properties = properties(at, object.properties.into_keys());
            facts.required = object.required.into_iter().collect();
            facts.additional = additional(object.additional_properties.as_ref(), at);
            facts.length_limits("members", object.min_properties, object.max_properties);
        }
        SchemaKind::AllOf { all_of } => facts.all_of = each("allOf", all_of.len()),
        SchemaKind::OneOf { one_of } => facts.any_of = each("oneOf", one_of.len()),
        SchemaKind::AnyOf { any_of } => facts.any_of = each("anyOf", any_of.len()),
        SchemaKind::Not { .. } => facts.negated = true,
        SchemaKind::Any(any) => mixed(&mut facts, any, at),
    }
    facts.nullable |= facts.enumeration.contains(&Value::Null);
    facts.enumeration.retain(|value| !value.is_null());
    facts
}

/// A schema that says things of more than one kind.
fn mixed(facts: &mut Facts, any: AnySchema, at: &Pointer) {
    let each =
        |key: &str, count: usize| (0..count).map(|index| at.child(key).index(index)).collect::<Vec<_>>();
    facts.kind = any.typ.as_deref().and_then(|name| match name {
        "string" => Some(JsonType::String),
        "number" => Some(JsonType::Number),
        "integer" => Some(JsonType::Integer),
        "boolean" => Some(JsonType::Boolean),
        "array" => Some(JsonType::Array),
        "object" => Some(JsonType::Object),
        _ => None,
    });
    facts.format = any.format;
    facts.enumeration = any.enumeration;
    facts.properties = properties(at, any.properties.into_keys());
    facts.required = any.required.into_iter().collect();
    facts.additional = additional(any.additional_properties.as_ref(), at);
    facts.items = any.items.map(|_| at.child("items"));
    facts.all_of = each("allOf", any.all_of.len());
    facts.any_of =
        if any.one_of.is_empty() { each("anyOf", any.any_of.len()) } else { each("oneOf", any.one_of.len()) };
    facts.negated = any.not.is_some();
    facts.length_limits("characters", any.min_length, any.max_length);
    facts.length_limits("items", any.min_items, any.max_items);
    facts.bounds(
        any.minimum,
        any.exclusive_minimum.unwrap_or(false),
        any.maximum,
        any.exclusive_maximum.unwrap_or(false),
    );
}

impl Facts {
    fn length_limits(&mut self, what: &str, least: Option<usize>, most: Option<usize>) {
        match (least, most) {
            (Some(least), Some(most)) => self.limits.push(format!("{least} to {most} {what}")),
            (Some(least), None) if least > 0 => self.limits.push(format!("at least {least} {what}")),
            (None, Some(most)) => self.limits.push(format!("at most {most} {what}")),
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
    enumeration.into_iter().filter_map(|value| serde_json::to_value(value).ok()).collect()
}

fn properties(at: &Pointer, names: impl Iterator<Item = String>) -> IndexMap<String, Pointer> {
    let base = at.child("properties");
    names
        .map(|name| {
            let place = base.child(&name);
            (name, place)
        })
        .collect()
}

fn additional(additional: Option<&AdditionalProperties>, at: &Pointer) -> Additional {
    match additional {
        None => Additional::Unsaid,
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
