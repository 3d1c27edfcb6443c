//! Alternatives of a union under construction.

use crate::model::UnionVariant;
use crate::schema::{FlatSchema, SchemaId, SchemaUse};
use crate::source::{Pointer, Value};

/// The maximum nesting of alternatives that are flattened.
pub(super) const MAX_NESTING: usize = 8;

/// One alternative, before it has a type.
#[derive(Clone)]
pub(super) struct Alternative<'g> {
    pub(super) at: &'g Pointer,
    pub(super) found: &'g SchemaUse,
    pub(super) schema: &'g FlatSchema,
    /// The values of the tag, if there is one.
    pub(super) keys: Vec<Value>,
}

/// A variant without a name.
pub(super) struct Draft {
    pub(super) variant: UnionVariant,
    pub(super) label: String,
    pub(super) target: SchemaId,
    pub(super) keys: Vec<Value>,
}
