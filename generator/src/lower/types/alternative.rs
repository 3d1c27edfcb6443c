//! Alternatives of a union under construction.

use super::Ctx;
use crate::collections::HashSet;
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
    /// Whether values without a tag, or with another tag, are of this alternative.
    pub(super) is_default: bool,
}

/// A variant without a name.
pub(super) struct Draft {
    pub(super) variant: UnionVariant,
    pub(super) label: String,
    /// The location of its alternative.
    pub(super) at: Pointer,
    pub(super) target: SchemaId,
    pub(super) keys: Vec<Value>,
    /// Whether values without a tag, or with another tag, are of this alternative.
    pub(super) is_default: bool,
}

/// All alternatives. The alternatives of an alternative without a name and without a discriminator belong to the union itself.
pub(super) fn alternatives<'g>(ctx: &Ctx<'g>, schema: &'g FlatSchema) -> Vec<Alternative<'g>> {
    let mut found = Vec::new();
    collect(ctx, schema, &mut found, &mut HashSet::default(), 0);
    found
}

fn collect<'g>(
    ctx: &Ctx<'g>,
    schema: &'g FlatSchema,
    into: &mut Vec<Alternative<'g>>,
    seen: &mut HashSet<SchemaId>,
    depth: usize,
) {
    for at in &schema.any_of {
        let Some(found) = ctx.graph.schema_use(at) else { continue };
        let node = &ctx.graph[found.target];
        let schema = &*node.schema;
        let is_nested = !schema.any_of.is_empty() && schema.discriminator.is_none() && node.name.is_none();
        if is_nested && depth < MAX_NESTING {
            collect(ctx, schema, into, seen, depth + 1);
        } else if seen.insert(found.target) {
            into.push(Alternative { at, found, schema, keys: Vec::new(), is_default: false });
        }
    }
}

/// The location of the schema that an alternative is or refers to.
pub(super) fn target(ctx: &Ctx<'_>, alternative: &Alternative<'_>) -> Pointer {
    let location = ctx.graph.location(alternative.at);
    ctx.spec.resolve(location).unwrap_or_else(|_| location.clone())
}

/// The values that a property can have, if they are listed, and are strings, integers or booleans.
pub(super) fn constants<'g>(ctx: &Ctx<'g>, schema: &FlatSchema, property: &str) -> &'g [Value] {
    let node = schema.properties.get(property).and_then(|at| ctx.graph.at(at));
    let values = node.map_or(&[][..], |node| &node.schema.enumeration);
    let is_single = |value: &Value| value.is_string() || value.is_i64() || value.is_boolean();
    if values.iter().all(is_single) { values } else { &[] }
}
