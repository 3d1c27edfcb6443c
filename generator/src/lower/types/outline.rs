//! Untagged alternatives: the outline that matches a value to its alternative.

use super::Ctx;
use super::alternative::Draft;
use super::tag::constants;
use crate::model::{Outline, Scalar};
use crate::schema::{FlatSchema, JsonType, scalar};
use crate::source::Value;

/// Sets the outlines of alternatives. If only one of them is an object, its properties are not needed to recognize it.
pub(super) fn outlines(ctx: &Ctx<'_>, drafts: &mut [Draft<'_>]) {
    let may_be_object = |schema: &FlatSchema| {
        schema.is_object()
            || matches!(schema.kind, None | Some(JsonType::Object))
            || !schema.any_of.is_empty()
    };
    let several = drafts.iter().filter(|draft| may_be_object(draft.schema)).count() > 1;
    for draft in drafts {
        draft.variant.outline = outline(ctx, draft.schema, several);
    }
}

/// The outline of one alternative. Properties are listed only where they distinguish objects.
fn outline(ctx: &Ctx<'_>, schema: &FlatSchema, with_properties: bool) -> Outline {
    if !schema.any_of.is_empty() {
        return Outline::Any;
    }
    match schema.kind {
        _ if schema.is_object() && !with_properties => {
            Outline::Object { required: Vec::new(), known: Vec::new(), fixed: Vec::new() }
        }
        _ if schema.is_object() => Outline::Object {
            required: always_present(ctx, schema),
            known: schema.properties.keys().cloned().collect(),
            fixed: fixed(ctx, schema),
        },
        Some(JsonType::Boolean) => Outline::Boolean,
        Some(JsonType::Integer) => Outline::Integer,
        Some(JsonType::Number) => Outline::Number,
        Some(JsonType::String) if schema.enumeration.is_empty() && scalar(schema) == Some(Scalar::String) => {
            Outline::Text
        }
        Some(JsonType::String) => Outline::String,
        Some(JsonType::Array) => Outline::Array,
        Some(JsonType::Object) | None => Outline::Any,
    }
}

/// The properties that are required in both directions.
fn always_present(ctx: &Ctx<'_>, schema: &FlatSchema) -> Vec<String> {
    let is_present = |name: &&String| {
        let found = schema.properties.get(*name).and_then(|at| ctx.graph.schema_use(at));
        found.is_some_and(|found| !found.read_only && !found.write_only)
    };
    schema.required.iter().filter(is_present).cloned().collect()
}

/// The properties that have one string as their only value.
fn fixed(ctx: &Ctx<'_>, schema: &FlatSchema) -> Vec<(String, String)> {
    let only = |name: &String| match constants(ctx, schema, name) {
        [Value::String(only)] => Some((name.clone(), only.clone())),
        _ => None,
    };
    schema.properties.keys().filter_map(only).collect()
}
