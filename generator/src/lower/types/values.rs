//! Enums.

use super::{Ctx, ShapeKind, Table, TypeArena, TypeRequest, Value, define};
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::model::{Enum, Repr, Scalar, Shape, Ty, Variant};
use crate::names::{Case, Scope};
use crate::schema::{Node, SchemaId};

/// The type of a schema with an enum.
pub(super) fn ty(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, request: &TypeRequest) -> Ty {
    let node = &ctx.graph[id];
    let values = &node.schema.enumeration;
    if values.iter().all(Value::is_boolean) {
        return Ty::Scalar(Scalar::Bool);
    }
    // An enum has no variants for objects and lists.
    if values.iter().any(|value| value.is_object() || value.is_array()) {
        ctx.sink.report(Diagnostic::enum_of_objects(&node.location));
        return Ty::AnyJson;
    }
    define(ctx, arena, id, ShapeKind::Enum, request)
}

/// A variant without a name.
struct Known<'a> {
    wire: &'a Value,
    /// Its name in the document.
    name: String,
    description: Option<String>,
}

/// The shape of a schema with an enum.
pub(super) fn shape(ctx: &Ctx<'_>, node: &Node) -> Shape {
    let schema = &node.schema;
    let repr = if schema.enumeration.iter().all(Value::is_string) {
        Repr::String
    } else if schema.enumeration.iter().all(Value::is_i64) {
        Repr::Integer
    } else {
        Repr::Mixed
    };
    let values = distinct(ctx, node);
    let names = Scope::new(Case::Variant, &["Unknown"])
        .issue_all_as(values.iter().map(|known| known.name.as_str()), "value");
    let default = schema.default.as_ref();
    let default = default.and_then(|default| values.iter().position(|known| known.wire == default));
    // A single value is the only choice.
    let default = default.or((values.len() == 1).then_some(0));
    let variants = values
        .into_iter()
        .zip(names)
        .map(|(known, name)| Variant { name, wire: known.wire.clone(), description: known.description })
        .collect();
    Shape::Enum(Enum { repr, variants, default, unknown: Scope::new(Case::Variant, &[]).issue("Unknown") })
}

/// The values of an enum, each once.
fn distinct<'g>(ctx: &Ctx<'_>, node: &'g Node) -> Vec<Known<'g>> {
    let schema = &node.schema;
    let mut seen = HashSet::default();
    let mut values = Vec::new();
    for (index, wire) in schema.enumeration.iter().enumerate() {
        if seen.insert(wire) {
            let given = |list: &[String]| list.get(index).filter(|text| !text.is_empty()).cloned();
            let plain = || wire.as_str().map_or_else(|| wire.to_string(), str::to_owned);
            let name = given(&schema.value_names).unwrap_or_else(plain);
            let name = ctx.renamed(Table::Values, &node.location.child("enum").index(index), &name);
            values.push(Known { wire, name, description: given(&schema.value_docs) });
        }
    }
    values
}
