//! One schema as plain facts: what an `openapiv3::Schema` says, in one flat form.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use rayon::iter::Either;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Map;

use super::{HashMap, HashSet, Lowering, constraints};
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::{Spec, part};
use crate::model::Constraints;
use crate::source::{Pointer, Value};

/// What a schema says. Other schemas appear as the places where they stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The JSON type, if one is given.
    pub(crate) kind: Option<JsonType>,
    pub(crate) format: Option<String>,
    pub(crate) nullable: bool,
    /// Whether null is the only value.
    pub(crate) only_null: bool,
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
    pub(crate) constraints: Option<Arc<Constraints>>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) properties: IndexMap<String, Pointer, RandomState>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) additional: Additional,
    pub(crate) items: Option<Pointer>,
    pub(crate) all_of: Vec<Pointer>,
    /// `oneOf` or `anyOf`.
    pub(crate) any_of: Vec<Pointer>,
    /// Whether those are `oneOf`.
    pub(crate) exclusive: bool,
    pub(crate) discriminator: Option<Discriminator>,
    pub(crate) negated: bool,
    /// What the values of the enum are called, where the document says so (`x-enum-varnames`).
    pub(crate) value_names: Vec<String>,
    /// What they mean, where the document says so.
    pub(crate) value_docs: Vec<String>,
}

/// What is known of a schema, by and by.
#[derive(Debug)]
pub(crate) struct Known {
    /// What it says by itself, or why it cannot be read.
    pub(super) own: Result<Arc<Facts>, String>,
    /// Whether what is wrong with it was told.
    told: bool,
    /// What it says with its `allOf` members.
    pub(super) merged: Option<Arc<Facts>>,
    /// The same, with what is said beside alternatives carried into them.
    pub(super) distributed: Option<Arc<Facts>>,
}

impl Known {
    pub(super) fn new(own: Result<Arc<Facts>, String>) -> Self {
        Self { own, told: false, merged: None, distributed: None }
    }

    /// What it says by itself, if it can be read.
    pub(super) fn own(&self) -> Option<&Arc<Facts>> {
        self.own.as_ref().ok()
    }
}

/// The member that tells alternatives apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// Values of the member, and the reference or name of the schema that each stands for.
    pub(crate) mapping: Vec<(String, String)>,
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
    pub(super) fn is_plain(&self) -> bool {
        self.says_nothing_but_required() && self.required.is_empty() && !self.negated
    }

    /// Whether nothing is said of a value's shape but which members it has to have.
    pub(super) fn says_nothing_but_required(&self) -> bool {
        self.kind.is_none()
            && self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.additional == Additional::Unsaid
            && self.items.is_none()
    }

    /// Whether this only annotates what stands elsewhere.
    pub(crate) fn is_annotation(&self) -> bool {
        self.is_plain() && self.all_of.is_empty() && self.any_of.is_empty()
    }

    /// The annotations alone.
    pub(super) fn annotations(&self) -> Self {
        Self {
            nullable: self.nullable,
            read_only: self.read_only,
            write_only: self.write_only,
            deprecated: self.deprecated,
            title: self.title.clone(),
            description: self.description.clone(),
            example: self.example.clone(),
            default: self.default.clone(),
            limits: self.limits.clone(),
            constraints: self.constraints.clone(),
            ..Self::default()
        }
    }

    /// Whether every value of `self` is one of `other` as far as their own words go, so that `other` adds nothing.
    pub(super) fn covers(&self, other: &Self) -> bool {
        (other.kind.is_none() || other.kind == self.kind)
            && (other.format.is_none() || other.format == self.format)
            && (other.items.is_none() || other.items == self.items)
            && other.properties.keys().all(|name| self.properties.contains_key(name))
            && other.required.is_subset(&self.required)
            && other.any_of.is_empty()
            && (other.enumeration.is_empty() || self.is_listed_in(&other.enumeration))
            && matches!(other.additional, Additional::Unsaid | Additional::Never)
    }

    /// Whether all values are known, and each is one of `values`.
    fn is_listed_in(&self, values: &[Value]) -> bool {
        let values: HashSet<&Value> = values.iter().collect();
        !self.enumeration.is_empty() && self.enumeration.iter().all(|value| values.contains(value))
    }

    /// Whether a value may be of this type and of `kind`, where both say which.
    pub(super) fn may_be(&self, kind: Option<JsonType>) -> bool {
        match (self.kind, kind) {
            (None, _)
            | (_, None)
            | (Some(JsonType::Number | JsonType::Integer), Some(JsonType::Number | JsonType::Integer)) => {
                true
            }
            (Some(ours), Some(theirs)) => ours == theirs,
        }
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
    pub(crate) fn own_facts(&mut self, at: &Pointer) -> Arc<Facts> {
        let known = match self.schemas.get_mut(at) {
            Some(known) => known,
            None => {
                self.schemas.entry(at.clone()).or_insert_with(|| Known::new(read(at, self.spec.value(at))))
            }
        };
        let first = !std::mem::replace(&mut known.told, true);
        let facts = match &mut known.own {
            Ok(facts) => Arc::clone(facts),
            Err(message) => {
                let message = std::mem::take(message);
                let nothing = Arc::default();
                known.own = Ok(Arc::clone(&nothing));
                self.broken_part(UnreadablePart::Schema, at, &message);
                nothing
            }
        };
        if first && facts.negated {
            self.diagnostics.push(Diagnostic::unsupported_not(at));
        }
        facts
    }
}

/// What the schema `value` says, which stands at `at` and is no reference.
fn read(at: &Pointer, value: Option<&Value>) -> Result<Arc<Facts>, String> {
    let value = match value {
        Some(Value::Bool(true)) => return Ok(Arc::default()),
        Some(value) => value,
        None => return Err("it is not there".to_owned()),
    };
    let members = value.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    part::read::<Schema>(value).map(|schema| Arc::new(facts_of(schema, at, members.cloned().collect())))
}

/// Reads all schemas of the document at once, on every core, and where the references lead that stand in the place of one. What
/// nothing asks for later was read in vain, and is not told of.
pub(super) fn read_ahead(spec: &Spec) -> (HashMap<Pointer, Known>, HashMap<Pointer, Pointer>) {
    let mut found = Vec::new();
    for file in spec.sources.files() {
        schemas(&Pointer::root(file), spec.sources.root(file), false, &mut found);
    }
    let known = found.into_par_iter().partition_map(|(at, value)| match value.get("$ref") {
        None => {
            let own = read(&at, Some(value));
            Either::Left((at, Known::new(own)))
        }
        Some(_) => Either::Right(spec.resolve(&at).ok().map(|target| (at, target))),
    });
    let (schemas, references): (Vec<_>, Vec<_>) = known;
    (schemas.into_iter().collect(), references.into_iter().flatten().collect())
}

/// Every schema in `value`: what stands where a schema has to, inside one or in another part.
fn schemas<'v>(at: &Pointer, value: &'v Value, is_schema: bool, found: &mut Vec<(Pointer, &'v Value)>) {
    const ONE: [&str; 3] = ["items", "additionalProperties", "not"];
    const EACH: [&str; 4] = ["properties", "allOf", "oneOf", "anyOf"];
    let each = |at: &Pointer, value: &'v Value, are_schemas: bool, found: &mut Vec<(Pointer, &'v Value)>| {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(key, inner)| schemas(&at.child(key), inner, are_schemas, found));
            }
            Value::Array(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(index, inner)| schemas(&at.index(index), inner, are_schemas, found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    };
    let Value::Object(map) = value else {
        if !is_schema {
            each(at, value, false, found);
        }
        return;
    };
    if is_schema {
        found.push((at.clone(), value));
        for (key, inner) in map {
            if ONE.contains(&key.as_str()) {
                schemas(&at.child(key), inner, true, found);
            } else if EACH.contains(&key.as_str()) {
                each(&at.child(key), inner, true, found);
            }
        }
        return;
    }
    for (key, inner) in map {
        match key.as_str() {
            "schema" => schemas(&at.child(key), inner, true, found),
            "schemas" => each(&at.child(key), inner, true, found),
            "example" | "examples" => {}
            _ => schemas(&at.child(key), inner, false, found),
        }
    }
}

/// `members` are the names of its properties: what they are is read elsewhere.
fn facts_of(schema: Schema, at: &Pointer, members: Vec<String>) -> Facts {
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
        constraints: constraints::of(&schema.schema_kind),
        discriminator: data.discriminator.map(|discriminator| Discriminator {
            property: discriminator.property_name,
            mapping: discriminator.mapping.into_iter().collect(),
        }),
        value_names: extension(&data.extensions, &["x-enum-varnames", "x-enumNames", "x-enum-names"]),
        value_docs: extension(&data.extensions, &["x-enum-descriptions", "x-enumDescriptions"]),
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
                facts.limits.push(format!("matches {}", crate::markdown::code(&pattern)));
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
        SchemaKind::Type(Type::Boolean(boolean)) => {
            facts.kind = Some(JsonType::Boolean);
            facts.enumeration = values(boolean.enumeration);
        }
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
            facts.required = object.required.into_iter().collect();
            facts.additional = additional(object.additional_properties.as_ref(), at);
            facts.length_limits("members", object.min_properties, object.max_properties);
        }
        SchemaKind::AllOf { all_of } => facts.all_of = each("allOf", all_of.len()),
        SchemaKind::OneOf { one_of } => {
            facts.any_of = each("oneOf", one_of.len());
            facts.exclusive = true;
        }
        SchemaKind::AnyOf { any_of } => facts.any_of = each("anyOf", any_of.len()),
        SchemaKind::Not { .. } => facts.negated = true,
        SchemaKind::Any(any) => mixed(&mut facts, any, at),
    }
    if matches!(facts.kind, None | Some(JsonType::Object)) {
        facts.properties = properties(at, members);
    }
    facts.nullable |= facts.enumeration.contains(&Value::Null);
    facts.only_null = !facts.enumeration.is_empty() && facts.enumeration.iter().all(Value::is_null);
    facts.enumeration.retain(|value| !value.is_null());
    for list in [&mut facts.value_names, &mut facts.value_docs] {
        if list.len() != facts.enumeration.len() {
            list.clear();
        }
    }
    facts
}

/// The texts of a list that goes by several names.
fn extension(extensions: &IndexMap<String, Value>, names: &[&str]) -> Vec<String> {
    let list = names.iter().find_map(|name| extensions.get(*name)?.as_array());
    list.into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
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
    facts.required = any.required.into_iter().collect();
    facts.additional = additional(any.additional_properties.as_ref(), at);
    facts.items = any.items.map(|_| at.child("items"));
    facts.all_of = each("allOf", any.all_of.len());
    facts.any_of =
        if any.one_of.is_empty() { each("anyOf", any.any_of.len()) } else { each("oneOf", any.one_of.len()) };
    facts.exclusive = !any.one_of.is_empty();
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
    enumeration.into_iter().filter_map(|value| serde_json::to_value(value).ok()).map(whole).collect()
}

/// `1` for `1.0`: the same number, in its usual spelling.
fn whole(value: Value) -> Value {
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
