//! The constraints of values: those of one schema, and those of a value where a schema is used.

use std::sync::Arc;

use openapiv3::{SchemaKind, Type};

use super::Lowering;
use super::facts::{Additional, Facts, JsonType};
use super::site::Site;
use crate::model::{Bound, Constraints, Count, Doc, Element};
use crate::source::{Pointer, Value};

/// Deepest nesting of lists and maps whose elements have constraints.
const MAX_DEPTH: usize = 4;

/// The constraints of one schema by itself, if it has any.
pub(super) fn of(kind: &SchemaKind) -> Option<Arc<Constraints>> {
    let constraints = match kind {
        SchemaKind::Type(Type::String(string)) => Constraints {
            patterns: string.pattern.iter().cloned().collect(),
            length: count(string.min_length, string.max_length),
            ..Constraints::default()
        },
        SchemaKind::Type(Type::Number(number)) => Constraints {
            minimum: bound(number.minimum, number.exclusive_minimum),
            maximum: bound(number.maximum, number.exclusive_maximum),
            multiple_of: number.multiple_of,
            ..Constraints::default()
        },
        SchemaKind::Type(Type::Integer(integer)) => Constraints {
            minimum: bound(float(integer.minimum), integer.exclusive_minimum),
            maximum: bound(float(integer.maximum), integer.exclusive_maximum),
            multiple_of: float(integer.multiple_of),
            ..Constraints::default()
        },
        SchemaKind::Type(Type::Array(array)) => Constraints {
            items: count(array.min_items, array.max_items),
            unique: array.unique_items,
            ..Constraints::default()
        },
        SchemaKind::Type(Type::Object(object)) => Constraints {
            properties: count(object.min_properties, object.max_properties),
            ..Constraints::default()
        },
        SchemaKind::Any(any) => Constraints {
            patterns: any.pattern.iter().cloned().collect(),
            length: count(any.min_length, any.max_length),
            minimum: bound(any.minimum, any.exclusive_minimum.unwrap_or(false)),
            maximum: bound(any.maximum, any.exclusive_maximum.unwrap_or(false)),
            multiple_of: any.multiple_of,
            items: count(any.min_items, any.max_items),
            unique: any.unique_items.unwrap_or(false),
            properties: count(any.min_properties, any.max_properties),
            ..Constraints::default()
        },
        SchemaKind::Type(Type::Boolean(_))
        | SchemaKind::AllOf { .. }
        | SchemaKind::OneOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => return None,
    };
    (!constraints.is_empty()).then(|| Arc::new(constraints))
}

fn count(least: Option<usize>, most: Option<usize>) -> Count {
    Count { least: least.unwrap_or(0), most }
}

fn bound(value: Option<f64>, exclusive: bool) -> Option<Bound> {
    value.map(|value| Bound { value, exclusive })
}

#[allow(clippy::cast_precision_loss)]
fn float(bound: Option<i64>) -> Option<f64> {
    bound.map(|bound| bound as f64)
}

impl Facts {
    /// The constraints of its values, without those of their elements.
    fn own_constraints(&self) -> Option<Arc<Constraints>> {
        let named = matches!(self.kind, Some(JsonType::String) | None);
        let format = self.format.as_ref().filter(|format| named && !is_type(format));
        let values = self.enumeration.iter();
        let values: Vec<Value> = match self.kind {
            Some(JsonType::Boolean) => values.cloned().collect(),
            // An enum of these is none in Rust.
            _ if self.enumeration.iter().any(|value| value.is_object() || value.is_array()) => {
                values.cloned().collect()
            }
            _ => Vec::new(),
        };
        if format.is_none() && values.is_empty() {
            return self.constraints.clone();
        }
        let more = Constraints { format: format.cloned(), values, ..Constraints::default() };
        Constraints::both(self.constraints.clone(), Some(&Arc::new(more)))
    }
}

/// Whether the strings of a format have a type of their own, which is all that there is to keep.
fn is_type(format: &str) -> bool {
    matches!(format, "date-time" | "date" | "uuid")
}

impl Lowering<'_> {
    /// The documentation and the constraints of the value at a site.
    pub(crate) fn doc(&mut self, site: &Site) -> Doc {
        Doc { constraints: self.constraints(site, 0), ..site.doc() }
    }

    /// The constraints of the value at a place where a schema may be.
    pub(super) fn constraints_at(&mut self, schema: &Pointer) -> Option<Arc<Constraints>> {
        self.spec.value(schema)?;
        let site = self.site(schema)?;
        self.constraints(&site, 0)
    }

    /// The constraints of the value at a site, in `depth` lists and maps.
    fn constraints(&mut self, site: &Site, depth: usize) -> Option<Arc<Constraints>> {
        let mut all = self.target_constraints(&site.target, depth);
        for said in site.said() {
            all = Constraints::both(all, said.constraints.as_ref());
        }
        all
    }

    /// The constraints of the values of one schema, in `depth` lists and maps.
    pub(super) fn target_constraints(&mut self, target: &Pointer, depth: usize) -> Option<Arc<Constraints>> {
        let facts = self.facts(target);
        let all = facts.own_constraints();
        let elements = match (facts.kind, &facts.items, &facts.additional) {
            (Some(JsonType::Array), Some(items), _) => items,
            (Some(JsonType::Object) | None, _, Additional::Schema(values)) => values,
            _ => return all,
        };
        if !facts.any_of.is_empty() || !facts.properties.is_empty() || depth == MAX_DEPTH {
            return all;
        }
        let Some(element) = self.element_of(elements, depth) else { return all };
        let more = Constraints { element: Some(Box::new(element)), ..Constraints::default() };
        Constraints::both(all, Some(&Arc::new(more)))
    }

    fn element_of(&mut self, elements: &Pointer, depth: usize) -> Option<Element> {
        let site = self.site(elements)?;
        let constraints = self.constraints(&site, depth + 1);
        let example = site.doc().example;
        (constraints.is_some() || example.is_some()).then_some(Element { example, constraints })
    }

    /// Alternatives that only require properties: an object has those of one of them.
    pub(super) fn required_sets(&mut self, alternatives: &[Pointer]) -> Option<Arc<Constraints>> {
        let mut one_set_of = Vec::new();
        for place in alternatives {
            let site = self.site(place)?;
            let required = &self.merged(&site.target).required;
            one_set_of.push(required.iter().cloned().collect());
        }
        Some(Arc::new(Constraints { one_set_of, ..Constraints::default() }))
    }
}
