//! Schemas → types. A type is created when an operation uses it, once for each of its forms.

mod alternative;
mod arena;
mod convert;
mod cycles;
mod depth;
mod derive;
mod endless;
mod facts;
mod finish;
mod hint;
mod labels;
mod modules;
mod names;
mod outline;
mod rank;
mod reach;
mod record;
mod refine;
mod request;
mod same;
mod share;
mod tag;
mod union;
mod values;
mod xml;

pub(crate) use self::arena::TypeArena;
pub(crate) use self::finish::finish;
pub(crate) use self::hint::{NameHint, Owners};
pub(crate) use self::modules::type_modules;
pub(crate) use self::record::owner;
pub(crate) use self::request::TypeRequest;

use self::arena::{Draft, Form, Pending, ShapeKind};
use self::request::MAX_NESTED;
use super::{Ctx, Table, section};
use crate::diagnostics::Diagnostic;
use crate::document::Spec;
use crate::model::{Doc, MapKey, Shape, Ty, Usage};
use crate::schema::{Additional, Direction, FlatSchema, JsonType, Node, SchemaId, SchemaUse, scalar};
use crate::source::{Pointer, Value};

/// The type of a value, and the use of its schema, if it has one.
pub(crate) struct Typed<'g> {
    pub(crate) ty: Ty,
    pub(crate) found: Option<&'g SchemaUse>,
}

impl Typed<'_> {
    /// Whether null is allowed in addition to the values of the type.
    pub(crate) fn is_nullable(&self) -> bool {
        self.ty != Ty::AnyJson && self.found.is_some_and(|found| found.nullable)
    }

    /// The documentation of the value.
    pub(crate) fn doc(&self, ctx: &Ctx<'_>) -> Doc {
        self.found.map(|found| ctx.graph.doc(found)).unwrap_or_default()
    }
}

/// The type of the value at `at`.
pub(crate) fn value<'g>(
    ctx: &Ctx<'g>,
    arena: &mut TypeArena,
    at: &Pointer,
    request: &TypeRequest,
) -> Typed<'g> {
    match ctx.graph.schema_use(at) {
        Some(found) => Typed { ty: used(ctx, arena, found.target, request), found: Some(found) },
        None => Typed { ty: Ty::AnyJson, found: None },
    }
}

/// Like [`value`], for a value inside another one: null is part of the type.
fn element(ctx: &Ctx<'_>, arena: &mut TypeArena, at: &Pointer, request: &TypeRequest) -> Ty {
    let value = value(ctx, arena, at, request);
    if value.is_nullable() { Ty::Nullable(Box::new(value.ty)) } else { value.ty }
}

/// The type of a schema.
fn used(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, request: &TypeRequest) -> Ty {
    let node = &ctx.graph[id];
    let schema = &node.schema;
    let renamed = node.name.as_ref().map(|name| request.named(NameHint::of_schema(name)));
    let request = renamed.as_ref().unwrap_or(request);
    if !schema.any_of.is_empty() {
        return define(ctx, arena, id, ShapeKind::Union, request);
    }
    match schema.kind {
        _ if !schema.enumeration.is_empty() => values::ty(ctx, arena, id, request),
        _ if schema.is_object() && !schema.properties.is_empty() => {
            define(ctx, arena, id, ShapeKind::Record, request)
        }
        _ if schema.is_object() => match &schema.additional {
            Additional::Schema(_) => container(ctx, arena, id, request),
            Additional::Unspecified | Additional::Any | Additional::Never => Ty::JsonObject,
        },
        Some(JsonType::Array) if !schema.prefix_items.is_empty() => {
            define(ctx, arena, id, ShapeKind::Record, request)
        }
        Some(JsonType::Array) => container(ctx, arena, id, request),
        Some(JsonType::Object) | None => Ty::AnyJson,
        Some(JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean) => {
            scalar(schema).map_or(Ty::AnyJson, Ty::Scalar)
        }
    }
}

/// The named type of a schema.
fn define(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, kind: ShapeKind, request: &TypeRequest) -> Ty {
    let node = &ctx.graph[id];
    let direction = node.differs.then_some(request.direction);
    arena.define(Form { schema: id, direction }, kind, request, || Draft {
        names: request.hint.names(),
        role: request.hint.role(),
        component: node.name.clone(),
        direction,
        shape: Shape::Alias(Ty::AnyJson),
        usage: Usage {
            input: direction == Some(Direction::Input),
            output: direction == Some(Direction::Output),
        },
        doc: Doc { constraints: ctx.graph.constraints(id), ..type_doc(&node.schema) },
        deprecated: node.schema.deprecated,
        origin: ctx.spec.origin(&node.location),
        copies: Vec::new(),
        at: node.location.clone(),
    })
}

/// A list or a map. One that contains itself needs a name.
fn container(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, request: &TypeRequest) -> Ty {
    if holds_itself(ctx, id) {
        return define(ctx, arena, id, ShapeKind::Newtype, request);
    }
    container_ty(ctx, arena, &ctx.graph[id], request)
}

fn container_ty(ctx: &Ctx<'_>, arena: &mut TypeArena, node: &Node, request: &TypeRequest) -> Ty {
    let Some(inside) = request.inside() else {
        ctx.sink.report(Diagnostic::containers_too_deep(&node.location, MAX_NESTED));
        return Ty::AnyJson;
    };
    let schema = &node.schema;
    if let Some(JsonType::Array) = schema.kind {
        let request = inside.named(request.hint.item());
        let items = schema.items.as_ref().map(|items| element(ctx, arena, items, &request));
        return Ty::List(Box::new(items.unwrap_or(Ty::AnyJson)));
    }
    let Additional::Schema(values) = &schema.additional else { return Ty::JsonObject };
    let key = key(ctx, arena, schema, &inside.named(request.hint.extended("key")));
    let request = inside.named(request.hint.extended("value"));
    Ty::Map(key, Box::new(element(ctx, arena, values, &request)))
}

/// The type of the keys of a map: an enum if the names of its properties are listed.
fn key(ctx: &Ctx<'_>, arena: &mut TypeArena, map: &FlatSchema, request: &TypeRequest) -> MapKey {
    let names = map.property_names.as_ref();
    let found = names.and_then(|at| ctx.graph.schema_use(at));
    let is_enum = |found: &&SchemaUse| {
        let schema = &ctx.graph[found.target].schema;
        !schema.enumeration.is_empty()
            && schema.enumeration.iter().all(Value::is_string)
            && schema.any_of.is_empty()
    };
    match found.filter(is_enum).map(|found| used(ctx, arena, found.target, request)) {
        Some(Ty::Named { id, .. }) => MapKey::Enum(id),
        _ => MapKey::String,
    }
}

/// Whether a list or map contains itself with only lists and maps between.
fn holds_itself(ctx: &Ctx<'_>, id: SchemaId) -> bool {
    const MAX_DEPTH: usize = 64;
    let mut here = id;
    for _ in 0..MAX_DEPTH {
        let schema = &ctx.graph[here].schema;
        let inner = match (&schema.kind, &schema.items, &schema.additional) {
            _ if !schema.any_of.is_empty() || !schema.properties.is_empty() => return false,
            (Some(JsonType::Array), Some(items), _) => items,
            (Some(JsonType::Object) | None, _, Additional::Schema(values)) => values,
            _ => return false,
        };
        let Some(found) = ctx.graph.schema_use(inner) else { return false };
        if found.target == id {
            return true;
        }
        here = found.target;
    }
    true
}

/// Creates the shapes of all requested types, and of the types that these request. It is a loop instead of a recursion, because a long
/// chain of types could overflow the stack.
pub(crate) fn complete(ctx: &Ctx<'_>, arena: &mut TypeArena) {
    while let Some(Pending { id, schema, kind, request }) = arena.next_pending() {
        let shape = match kind {
            ShapeKind::Record => record::shape(ctx, arena, schema, &request),
            ShapeKind::Enum => values::shape(ctx, &ctx.graph[schema]),
            ShapeKind::Union => union::shape(ctx, arena, id, schema, &request),
            ShapeKind::Newtype => Shape::Newtype(container_ty(ctx, arena, &ctx.graph[schema], &request)),
        };
        arena.set_shape(id, shape);
    }
}

/// A schema among the document's components.
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) at: Pointer,
}

/// The schemas among the document's components.
pub(crate) fn components(spec: &Spec) -> impl Iterator<Item = Component> {
    let schemas = section(spec, &["components", "schemas"]);
    spec.keys(&schemas).into_iter().map(move |name| Component { at: schemas.child(&name), name })
}

/// Creates types for the components that no operation uses.
pub(crate) fn add_unused_components(ctx: &Ctx<'_>, arena: &mut TypeArena) {
    for Component { name, at } in components(ctx.spec) {
        let Some(found) = ctx.graph.schema_use(&at) else { continue };
        if !arena.has_type(found.target) {
            used(ctx, arena, found.target, &TypeRequest::new(Direction::Output, NameHint::of_schema(&name)));
            complete(ctx, arena);
        }
    }
}

/// The documentation of a type.
fn type_doc(schema: &FlatSchema) -> Doc {
    Doc {
        summary: schema.title.clone(),
        description: schema.description.clone(),
        default: schema.default.clone(),
        example: schema.example.clone(),
        limits: schema.limits.clone(),
        constraints: None,
        link: schema.link.clone(),
    }
}
