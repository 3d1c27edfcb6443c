//! One schema as plain facts: what an `openapiv3::Schema` says, in one flat form, `allOf` merged in.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;

use super::Lowering;
use crate::source::{Pointer, Value};

/// `allOf`s that may be in each other.
const MAX_MERGED: usize = 64;

/// What the last key of a schema that is not written down begins with.
const SYNTHETIC: char = '\u{1}';

/// How many such schemas there may be, and how many of them in each other.
const MAX_SYNTHETIC: usize = 50_000;
const MAX_SYNTHETIC_DEPTH: usize = 4;

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
    pub(crate) discriminator: Option<Discriminator>,
    pub(crate) negated: bool,
    /// What the values of the enum are called, where the document says so (`x-enum-varnames`).
    pub(crate) value_names: Vec<String>,
    /// What they mean, where the document says so.
    pub(crate) value_docs: Vec<String>,
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
    fn is_plain(&self) -> bool {
        self.says_nothing_but_required() && self.required.is_empty() && !self.negated
    }

    /// Whether nothing is said of a value's shape but which members it has to have.
    fn says_nothing_but_required(&self) -> bool {
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
    fn annotations(&self) -> Self {
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
            ..Self::default()
        }
    }

    /// Whether every value of `self` is one of `other` as far as their own words go, so that `other` adds nothing.
    fn covers(&self, other: &Self) -> bool {
        (other.kind.is_none() || other.kind == self.kind)
            && (other.format.is_none() || other.format == self.format)
            && (other.items.is_none() || other.items == self.items)
            && other.properties.keys().all(|name| self.properties.contains_key(name))
            && other.required.is_subset(&self.required)
            && other.any_of.is_empty()
            && (other.enumeration.is_empty()
                || (!self.enumeration.is_empty()
                    && self.enumeration.iter().all(|value| other.enumeration.contains(value))))
            && matches!(other.additional, Additional::Unsaid | Additional::Never)
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
                Ok(schema) => facts_of(schema, at, self.spec.keys(&at.child("properties"))),
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
    pub(crate) fn merged(&mut self, at: &Pointer) -> Rc<Facts> {
        if let Some(known) = self.merged.get(at) {
            return Rc::clone(known);
        }
        let own = self.own_facts(at);
        let facts = if own.all_of.is_empty() {
            own
        } else if self.merging.contains(at) || self.merging.len() > MAX_MERGED {
            self.diagnostics
                .warning("W0204", Some(at.clone()), "`allOf` contains itself, or is nested too deep")
                .help("the inner occurrence is left out");
            return Rc::new(Facts { all_of: Vec::new(), ..(*own).clone() });
        } else {
            self.merging.push(at.clone());
            let mut merged = Facts { all_of: Vec::new(), ..(*own).clone() };
            for member in &own.all_of {
                if let Some(site) = self.site(member) {
                    let facts = self.merged(&site.target);
                    self.merge(&mut merged, &facts, member);
                }
            }
            self.merging.pop();
            Rc::new(merged)
        };
        self.merged.insert(at.clone(), Rc::clone(&facts));
        facts
    }

    /// As [`Self::merged`], with what is said beside alternatives carried into each of them: afterwards a schema either has
    /// alternatives or says something itself.
    pub(crate) fn facts(&mut self, at: &Pointer) -> Rc<Facts> {
        if let Some(known) = self.distributed.get(at) {
            return Rc::clone(known);
        }
        let merged = self.merged(at);
        let facts = if merged.any_of.is_empty() {
            merged
        } else {
            let facts = if merged.is_plain() { (*merged).clone() } else { self.distribute(at, &merged) };
            Rc::new(self.united(facts))
        };
        self.distributed.insert(at.clone(), Rc::clone(&facts));
        facts
    }

    fn distribute(&mut self, at: &Pointer, merged: &Facts) -> Facts {
        let base = Facts { any_of: Vec::new(), discriminator: None, ..merged.clone() };
        let says_shape = merged.any_of.iter().any(|place| {
            self.site(place).is_some_and(|site| {
                let facts = self.merged(&site.target);
                !facts.says_nothing_but_required() || !facts.any_of.is_empty()
            })
        });
        // Alternatives that only require this member or that one say nothing that a type could.
        if !says_shape {
            return base;
        }
        // An object whose alternatives are objects: the alternatives say it all.
        if base.properties.is_empty()
            && base.required.is_empty()
            && base.kind == Some(JsonType::Object)
            && base.additional == Additional::Unsaid
            && self.all_objects(&merged.any_of)
        {
            return Facts { kind: None, ..merged.clone() };
        }
        if !self.may_make(at) {
            self.diagnostics
                .warning(
                    "W0207",
                    Some(self.place_of(at).clone()),
                    "these alternatives contain what they are alternatives of",
                )
                .help("only what is said beside them is modelled");
            return base;
        }
        let base = Facts { title: None, ..base };
        let shared = self.synthetic(at, "base", at, base.clone());
        let mut any_of = Vec::new();
        for (index, place) in merged.any_of.iter().enumerate() {
            let own = self.site(place).map(|site| self.merged(&site.target));
            // What is derived from a base says already what the base says.
            any_of.push(if own.is_some_and(|own| own.covers(&base)) {
                place.clone()
            } else {
                let facts = Facts { all_of: vec![place.clone(), shared.clone()], ..Facts::default() };
                self.synthetic(at, &format!("alternative {index}"), place, facts)
            });
        }
        Facts { any_of, discriminator: merged.discriminator.clone(), ..merged.annotations() }
    }

    fn all_objects(&mut self, places: &[Pointer]) -> bool {
        places.iter().all(|place| {
            self.site(place).is_some_and(|site| {
                let facts = self.merged(&site.target);
                facts.is_object() || !facts.any_of.is_empty()
            })
        })
    }

    /// Whether there may be another schema that the document does not write down. Those that contain themselves would have no end.
    fn may_make(&self, at: &Pointer) -> bool {
        let depth = at.keys().filter(|key| key.starts_with(SYNTHETIC)).count();
        depth < MAX_SYNTHETIC_DEPTH && self.synthetic.len() < MAX_SYNTHETIC
    }

    /// A schema that the document does not write down: `facts`, said in the context of `at` about what stands at `place`.
    fn synthetic(&mut self, at: &Pointer, role: &str, place: &Pointer, facts: Facts) -> Pointer {
        let here = at.child(&format!("{SYNTHETIC}{role}"));
        self.own.entry(here.clone()).or_insert_with(|| Rc::new(facts));
        self.synthetic.insert(here.clone(), place.clone());
        here
    }

    /// Where a schema stands in the document, also one that is not written down there.
    pub(crate) fn place_of<'p>(&'p self, at: &'p Pointer) -> &'p Pointer {
        let mut here = at;
        while let Some(place) = self.synthetic.get(here) {
            here = place;
        }
        here
    }

    fn merge(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        for (name, property) in &member.properties {
            let both = match into.properties.get(name) {
                Some(known) if known != property => self.both(&known.clone(), property),
                Some(known) => known.clone(),
                None => property.clone(),
            };
            into.properties.insert(name.clone(), both);
        }
        into.required.extend(member.required.iter().cloned());
        into.kind = match (into.kind, member.kind) {
            (None, kind) | (kind, None) => kind,
            (Some(JsonType::Number), Some(JsonType::Integer))
            | (Some(JsonType::Integer), Some(JsonType::Number)) => Some(JsonType::Integer),
            (Some(ours), Some(theirs)) => {
                if ours != theirs {
                    self.diagnostics
                        .warning(
                            "W0205",
                            Some(self.place_of(at).clone()),
                            "this member of `allOf` has another type than the ones before it",
                        )
                        .help("no value can satisfy both; the first type is taken");
                }
                Some(ours)
            }
        };
        into.format = into.format.take().or_else(|| member.format.clone());
        into.items = match (into.items.take(), &member.items) {
            (Some(ours), Some(theirs)) if ours != *theirs => Some(self.both(&ours, theirs)),
            (ours, theirs) => ours.or_else(|| theirs.clone()),
        };
        into.minimum = into.minimum.or(member.minimum);
        into.maximum = into.maximum.or(member.maximum);
        into.description = into.description.take().or_else(|| member.description.clone());
        into.title = into.title.take().or_else(|| member.title.clone());
        into.example = into.example.take().or_else(|| member.example.clone());
        into.default = into.default.take().or_else(|| member.default.clone());
        into.limits.extend(
            member.limits.iter().filter(|limit| !into.limits.contains(limit)).cloned().collect::<Vec<_>>(),
        );
        self.merge_values(into, member, at);
        if into.additional == Additional::Unsaid {
            into.additional = member.additional.clone();
        }
        self.merge_alternatives(into, member, at);
    }

    fn merge_values(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        if into.enumeration.is_empty() {
            into.enumeration.clone_from(&member.enumeration);
            into.value_names.clone_from(&member.value_names);
            into.value_docs.clone_from(&member.value_docs);
        } else if !member.enumeration.is_empty() {
            let common: Vec<Value> =
                into.enumeration.iter().filter(|value| member.enumeration.contains(value)).cloned().collect();
            if common.is_empty() {
                self.diagnostics
                    .warning(
                        "W0212",
                        Some(self.place_of(at).clone()),
                        "this member of `allOf` allows none of the values that the ones before it allow",
                    )
                    .help("no value can satisfy both; the values of the first are taken");
            } else if common.len() < into.enumeration.len() {
                into.enumeration = common;
                into.value_names.clear();
                into.value_docs.clear();
            }
        }
    }

    fn merge_alternatives(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        // A base that lists what is derived from it: what is derived is not the base's other alternatives.
        let is_base = member
            .any_of
            .iter()
            .any(|place| self.spec.resolve(place).is_ok_and(|target| self.merging.contains(&target)));
        if member.any_of.is_empty() || is_base {
            return;
        }
        if into.any_of.is_empty() {
            into.any_of.clone_from(&member.any_of);
            into.discriminator.clone_from(&member.discriminator);
        } else if into.any_of != member.any_of {
            self.diagnostics
                .warning(
                    "W0206",
                    Some(self.place_of(at).clone()),
                    "two members of `allOf` have alternatives of their own",
                )
                .help("only the alternatives of the first are modelled");
        }
    }

    /// A schema that says what both say.
    fn both(&mut self, ours: &Pointer, theirs: &Pointer) -> Pointer {
        let (Some(our_site), Some(their_site)) = (self.site(ours), self.site(theirs)) else {
            return ours.clone();
        };
        if our_site.target == their_site.target || !self.may_make(ours) {
            return ours.clone();
        }
        let role = format!("and {} {}", theirs.file().index(), theirs.path());
        let own = (self.own_facts(&our_site.target), self.own_facts(&their_site.target));
        if own.0.is_annotation() {
            let facts = Facts { all_of: vec![theirs.clone()], ..self.own_facts(ours).annotations() };
            return self.synthetic(ours, &role, theirs, facts);
        }
        if own.1.is_annotation() {
            let facts = Facts { all_of: vec![ours.clone()], ..self.own_facts(theirs).annotations() };
            return self.synthetic(ours, &role, ours, facts);
        }
        if self.merging.contains(&our_site.target) || self.merging.contains(&their_site.target) {
            return ours.clone();
        }
        let (our_facts, their_facts) = (self.merged(&our_site.target), self.merged(&their_site.target));
        if our_facts.covers(&their_facts) {
            ours.clone()
        } else if their_facts.covers(&our_facts) {
            theirs.clone()
        } else {
            let facts = Facts { all_of: vec![ours.clone(), theirs.clone()], ..Facts::default() };
            self.synthetic(ours, &role, ours, facts)
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
    if matches!(facts.kind, None | Some(JsonType::Object)) {
        facts.properties = properties(at, members);
    }
    facts.nullable |= facts.enumeration.contains(&Value::Null);
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

fn properties(at: &Pointer, names: Vec<String>) -> IndexMap<String, Pointer> {
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
