//! The constraints of values: those of one schema, and those of a value where a schema is used.

use std::sync::Arc;

use openapiv3::{SchemaKind, Type};

use super::flat::{Additional, FlatSchema, JsonType};
use super::uses::SchemaUse;
use super::{SchemaGraph, SchemaId};
use crate::model::{Bound, Constraints, Count, Doc, Element};
use crate::source::{Pointer, Value};

/// The maximum nesting of lists and maps whose items have constraints.
const MAX_DEPTH: usize = 4;

/// The constraints of a schema's own keywords, if it has any.
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

impl FlatSchema {
    /// The constraints of its values, without those of their items.
    fn own_constraints(&self) -> Option<Arc<Constraints>> {
        let named = matches!(self.kind, Some(JsonType::String) | None);
        let format = self.format.as_ref().filter(|format| named && !is_type(format));
        let values = self.enumeration.iter();
        let values: Vec<Value> = match self.kind {
            Some(JsonType::Boolean) => values.cloned().collect(),
            // These are not an enum in Rust.
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

/// Whether the strings of a format have a type of their own, which keeps the format.
fn is_type(format: &str) -> bool {
    matches!(format, "date-time" | "date" | "uuid")
}

impl SchemaGraph {
    /// The documentation and the constraints of a value.
    pub(crate) fn doc(&self, found: &SchemaUse) -> Doc {
        Doc { constraints: self.use_constraints(found, 0), ..found.doc() }
    }

    /// The constraints of the value at `at`, if there is a schema.
    pub(crate) fn constraints_at(&self, at: &Pointer) -> Option<Arc<Constraints>> {
        self.use_constraints(self.schema_use(at)?, 0)
    }

    /// The constraints of the values of a schema.
    pub(crate) fn constraints(&self, id: SchemaId) -> Option<Arc<Constraints>> {
        self.schema_constraints(id, 0)
    }

    /// The constraints of a value in `depth` lists and maps.
    fn use_constraints(&self, found: &SchemaUse, depth: usize) -> Option<Arc<Constraints>> {
        let of_schema = self.schema_constraints(found.target, depth);
        found.way().iter().fold(of_schema, |all, schema| Constraints::both(all, schema.constraints.as_ref()))
    }

    /// The constraints of the values of a schema in `depth` lists and maps.
    fn schema_constraints(&self, id: SchemaId, depth: usize) -> Option<Arc<Constraints>> {
        let schema = &self[id].schema;
        let own = schema.own_constraints();
        let items = match (schema.kind, &schema.items, &schema.additional) {
            (Some(JsonType::Array), Some(items), _) => items,
            (Some(JsonType::Object) | None, _, Additional::Schema(values)) => values,
            _ => return own,
        };
        if !schema.any_of.is_empty() || !schema.properties.is_empty() || depth == MAX_DEPTH {
            return own;
        }
        let Some(element) = self.element(items, depth) else { return own };
        let more = Constraints { element: Some(Box::new(element)), ..Constraints::default() };
        Constraints::both(own, Some(&Arc::new(more)))
    }

    fn element(&self, items: &Pointer, depth: usize) -> Option<Element> {
        let found = self.schema_use(items)?;
        let constraints = self.use_constraints(found, depth + 1);
        let example = found.doc().example;
        (constraints.is_some() || example.is_some()).then_some(Element { example, constraints })
    }
}
