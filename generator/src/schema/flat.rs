//! One schema in flat form: its keywords, with references to other schemas in place of the schemas inside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::xml::Xml;
use crate::collections::HashSet;
use crate::model::{Constraints, Link};
use crate::source::{Pointer, Value};

/// The keywords of a schema. Other schemas appear as their locations.
#[derive(Debug, Clone, Default)]
pub(crate) struct FlatSchema {
    /// The JSON type, if one is given.
    pub(crate) kind: Option<JsonType>,
    pub(crate) format: Option<String>,
    /// Whether a number may also be a string of its digits.
    pub(crate) digits: bool,
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
    /// The constraints as text, such as `at least 1`.
    pub(crate) limits: Vec<String>,
    /// More documentation elsewhere.
    pub(crate) link: Option<Link>,
    /// The XML of a value.
    pub(crate) xml: Option<Arc<Xml>>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    /// The constraints of values, for examples.
    pub(crate) constraints: Option<Arc<Constraints>>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) properties: IndexMap<String, Pointer, RandomState>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) additional: Additional,
    /// The schema of the names of properties.
    pub(crate) property_names: Option<Pointer>,
    pub(crate) items: Option<Pointer>,
    /// The schemas of the items of an array of fixed length, or nothing.
    pub(crate) prefix_items: Vec<Pointer>,
    /// The schema of the JSON in a string (`contentSchema`).
    pub(crate) content: Option<Pointer>,
    pub(crate) all_of: Vec<Pointer>,
    /// `oneOf` or `anyOf`.
    pub(crate) any_of: Vec<Pointer>,
    /// Whether the alternatives are `oneOf`.
    pub(crate) exclusive: bool,
    pub(crate) discriminator: Option<Discriminator>,
    /// `anyOf` next to `oneOf`.
    pub(crate) second_any_of: Vec<Pointer>,
    /// The schemas that apply under a condition: `then`, `else` and `dependentSchemas`.
    pub(crate) conditional: Vec<Pointer>,
    /// The properties that only conditions declare, with their schemas.
    pub(crate) conditional_properties: BTreeMap<String, Vec<Pointer>>,
    /// `unevaluatedProperties`, if something is combined with it.
    pub(crate) unevaluated: Additional,
    /// Whether the schema has `not`.
    pub(crate) negated: bool,
    /// The names of the values of the enum (`x-enum-varnames`), or nothing.
    pub(crate) value_names: Vec<String>,
    /// The descriptions of the values of the enum (`x-enum-descriptions`), or nothing.
    pub(crate) value_docs: Vec<String>,
}

/// The property that distinguishes alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// Values of the property, each with the reference or the name of its schema.
    pub(crate) mapping: Vec<(String, String)>,
    /// The reference or the name of the schema of all other values (`defaultMapping`).
    pub(crate) default: Option<String>,
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
    /// Not mentioned: other properties are allowed, and are not kept.
    #[default]
    Unspecified,
    /// `false`.
    Never,
    /// `true`: other properties are expected, of any type.
    Any,
    /// Other properties are expected, of this type.
    Schema(Pointer),
}

impl FlatSchema {
    /// Whether the schema has only annotations, `allOf` and alternatives.
    pub(crate) fn is_plain(&self) -> bool {
        self.kind.is_none() && self.is_plain_but_type()
    }

    /// Whether the schema has only annotations, `allOf`, alternatives and `type`.
    fn is_plain_but_type(&self) -> bool {
        self.has_at_most_type_and_required() && self.required.is_empty() && !self.negated
    }

    /// Whether the only keyword about the shape of a value is `required`.
    pub(crate) fn has_at_most_required(&self) -> bool {
        self.kind.is_none() && self.has_at_most_type_and_required()
    }

    fn has_at_most_type_and_required(&self) -> bool {
        self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.additional == Additional::Unspecified
            && self.items.is_none()
            && self.content.is_none()
            && self.prefix_items.is_empty()
            && self.second_any_of.is_empty()
            && self.conditional.is_empty()
            && self.unevaluated == Additional::Unspecified
    }

    /// Whether there is nothing to merge into the schema.
    pub(crate) fn is_merged(&self) -> bool {
        self.all_of.is_empty()
            && self.second_any_of.is_empty()
            && self.conditional.is_empty()
            && self.unevaluated == Additional::Unspecified
    }

    /// Whether the values are listed strings.
    pub(crate) fn is_string_enum(&self) -> bool {
        self.kind == Some(JsonType::String) && !self.enumeration.is_empty()
    }

    /// Whether every string is a value, and nothing else.
    pub(crate) fn is_any_string(&self) -> bool {
        self.kind == Some(JsonType::String)
            && self.enumeration.is_empty()
            && self.format.is_none()
            && self.all_of.is_empty()
            && self.any_of.is_empty()
    }

    /// Whether the schema has only annotations.
    pub(crate) fn is_annotation(&self) -> bool {
        self.is_plain() && self.all_of.is_empty() && self.any_of.is_empty()
    }

    /// Whether the schema allows every value.
    pub(crate) fn is_free(&self) -> bool {
        self.is_annotation() && !self.negated && !self.only_null
    }

    /// The annotations alone.
    pub(crate) fn annotations(&self) -> Self {
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
            link: self.link.clone(),
            xml: self.xml.clone(),
            constraints: self.constraints.clone(),
            ..Self::default()
        }
    }

    /// Whether every value of this schema is a value of `other`, judged by their own keywords: then `other` adds nothing.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        (other.kind.is_none() || other.kind == self.kind)
            && (other.format.is_none() || other.format == self.format)
            && (other.items.is_none() || other.items == self.items)
            && (other.prefix_items.is_empty() || other.prefix_items == self.prefix_items)
            && (other.content.is_none() || other.content == self.content)
            && other.properties.keys().all(|name| self.properties.contains_key(name))
            && other.required.is_subset(&self.required)
            && other.any_of.is_empty()
            && (other.enumeration.is_empty() || self.is_listed_in(&other.enumeration))
            && matches!(other.additional, Additional::Unspecified | Additional::Never)
    }

    /// Like [`covers`](Self::covers), if `other` may also allow any other properties.
    pub(crate) fn refines(&self, other: &Self) -> bool {
        self.covers(other)
            || (other.additional == Additional::Any
                && self.is_object()
                && self.covers(&Self { additional: Additional::Unspecified, ..other.clone() }))
    }

    /// Whether the schema is an enum whose values are all among `values`.
    fn is_listed_in(&self, values: &[Value]) -> bool {
        let values: HashSet<&Value> = values.iter().collect();
        !self.enumeration.is_empty() && self.enumeration.iter().all(|value| values.contains(value))
    }

    /// Whether a value can have both the type of this schema and `kind`. An absent type allows all.
    pub(crate) fn may_be(&self, kind: Option<JsonType>) -> bool {
        match (self.kind, kind) {
            (None, _)
            | (_, None)
            | (Some(JsonType::Number | JsonType::Integer), Some(JsonType::Number | JsonType::Integer)) => {
                true
            }
            (Some(ours), Some(theirs)) => ours == theirs,
        }
    }

    /// The schema that this one wraps, if it adds only annotations.
    pub(crate) fn wrapped(&self) -> Option<&Pointer> {
        match (self.is_plain(), self.all_of.as_slice(), self.any_of.as_slice()) {
            (true, [only], []) | (true, [], [only]) => Some(only),
            _ => None,
        }
    }

    /// The schema that this one wraps, if it adds only annotations and a type, and the type.
    pub(crate) fn wrapped_with_type(&self) -> Option<(&Pointer, JsonType)> {
        match (self.is_plain_but_type(), self.all_of.as_slice(), self.any_of.as_slice()) {
            (true, [only], []) | (true, [], [only]) => Some((only, self.kind?)),
            _ => None,
        }
    }

    /// Whether the values are objects, with or without `type: object`.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.kind, Some(JsonType::Object))
            || (self.kind.is_none()
                && (!self.properties.is_empty() || self.additional != Additional::Unspecified))
    }

    /// Whether values are objects, lists, or one of several types.
    pub(crate) fn is_composite(&self) -> bool {
        self.is_object() || self.kind == Some(JsonType::Array) || !self.any_of.is_empty()
    }

    /// The location of the schema of additional properties, if there is one.
    pub(crate) fn values(&self) -> Option<&Pointer> {
        match &self.additional {
            Additional::Schema(values) => Some(values),
            Additional::Unspecified | Additional::Never | Additional::Any => None,
        }
    }

    /// The locations of the schemas that a value of this schema contains or is an alternative of.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Pointer> {
        self.properties
            .values()
            .chain(&self.any_of)
            .chain(&self.items)
            .chain(&self.prefix_items)
            .chain(&self.property_names)
            .chain(self.values())
    }
}
