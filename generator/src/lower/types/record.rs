//! Objects with properties.

use super::hint::Owners;
use super::{Ctx, NameHint, Table, TypeArena, TypeRequest, element, value};
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::document::MAX_TUPLE;
use crate::model::{Doc, Extra, Field, Presence, Record, Scalar, Shape, Ty};
use crate::names::{Case, Ident, Scope};
use crate::schema::{Additional, Direction, FlatSchema, Node, SchemaId};
use crate::source::Pointer;

/// A field without a name.
struct Property {
    wire: String,
    /// Its name before conversion.
    label: String,
    ty: Ty,
    presence: Presence,
    tag: bool,
    deprecated: bool,
    doc: Doc,
}

impl Property {
    fn undocumented(wire: &str, ty: Ty, presence: Presence) -> Self {
        let (wire, label) = (wire.to_owned(), wire.to_owned());
        Self { wire, label, ty, presence, tag: false, deprecated: false, doc: Doc::default() }
    }

    fn named(self, name: Ident) -> Field {
        let Self { wire, label: _, ty, presence, tag, deprecated, doc } = self;
        Field { name, wire, ty, presence, tag, constant: None, deprecated, doc }
    }
}

/// The shape of an object with properties.
pub(super) fn shape(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, request: &TypeRequest) -> Shape {
    let node = &ctx.graph[id];
    let schema = &node.schema;
    if !schema.prefix_items.is_empty() {
        return array(ctx, arena, schema, request);
    }
    let mut properties = declared(ctx, arena, schema, request);
    for name in schema.required.iter().filter(|name| !schema.properties.contains_key(*name)) {
        properties.push(undeclared(ctx, arena, node, name, request));
    }
    let extra = match &schema.additional {
        Additional::Any => Some(Ty::AnyJson),
        Additional::Schema(values) => {
            let request = request.named(request.hint.child("extra value"));
            Some(element(ctx, arena, values, &request))
        }
        // Derived schemas have properties of their own.
        Additional::Unspecified if schema.discriminator.is_some() => Some(Ty::AnyJson),
        Additional::Unspecified | Additional::Never => None,
    };
    let mut scope = Scope::new(Case::Value, &["from_json", "new", "to_json"]);
    let names = scope.issue_all(properties.iter().map(|property| property.label.as_str()));
    let fields = properties.into_iter().zip(names).map(|(property, name)| property.named(name)).collect();
    let extra = extra.map(|ty| Extra { name: scope.issue("extra"), ty });
    Shape::Record(Record { fields, extra, is_array: false })
}

/// The shape of an array whose items have their own types.
fn array(ctx: &Ctx<'_>, arena: &mut TypeArena, schema: &FlatSchema, request: &TypeRequest) -> Shape {
    let labels = item_labels(ctx, schema);
    let mut scope = Scope::new(Case::Value, &["from_json", "new", "to_json"]);
    let names = scope.issue_all(labels.iter().map(String::as_str));
    let fields = schema.prefix_items.iter().zip(labels).zip(names).map(|((at, wire), name)| {
        let typed = value(ctx, arena, at, &request.named(request.hint.child(&wire)));
        let presence = if typed.is_nullable() { Presence::Nullable } else { Presence::Required };
        let deprecated = typed.found.is_some_and(|found| found.deprecated);
        let doc = typed.doc(ctx);
        Property { label: wire.clone(), wire, ty: typed.ty, presence, tag: false, deprecated, doc }
            .named(name)
    });
    Shape::Record(Record { fields: fields.collect(), extra: None, is_array: true })
}

/// The names of the items of an array: their titles if all are different, or else their positions.
fn item_labels(ctx: &Ctx<'_>, schema: &FlatSchema) -> Vec<String> {
    let title = |at: &Pointer| ctx.graph.at(at)?.schema.title.clone();
    let titles: Option<Vec<String>> = schema.prefix_items.iter().map(title).collect();
    let titles = titles.filter(|titles| {
        let names: HashSet<String> = titles.iter().map(|title| Case::Value.apply(title)).collect();
        names.len() == titles.len()
    });
    titles.unwrap_or_else(|| {
        POSITIONS.iter().take(schema.prefix_items.len()).map(|name| (*name).to_owned()).collect()
    })
}

/// The names of the items of an array by their positions.
const POSITIONS: [&str; MAX_TUPLE] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// The properties that exist in the direction of the request.
fn declared(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    schema: &FlatSchema,
    request: &TypeRequest,
) -> Vec<Property> {
    let mut bases = Bases::new(ctx, request);
    let mut properties = Vec::new();
    let is_hidden = |at: &Pointer| {
        ctx.graph.schema_use(at).is_some_and(|found| match request.direction {
            Direction::Input => found.read_only,
            Direction::Output => found.write_only,
        })
    };
    let is_placeholder = |at: &Pointer| {
        schema.additional == Additional::Any && ctx.renames.is_placeholder(ctx.spec, ctx.graph.location(at))
    };
    let properties_of = schema.properties.iter().filter(|(_, at)| !is_hidden(at) && !is_placeholder(at));
    for (wire, at) in properties_of {
        let hint = NameHint::property(bases.of(at), wire);
        let typed = value(ctx, arena, at, &request.named(hint));
        let presence = match (schema.required.contains(wire), typed.is_nullable(), request.direction) {
            (true, false, Direction::Output) if ctx.graph.is_relaxed(typed.found) => Presence::Optional,
            (true, false, _) => Presence::Required,
            (true, true, _) => Presence::Nullable,
            (false, true, Direction::Input) => Presence::OptionalNullable,
            (false, _, _) => Presence::Optional,
        };
        let doc = typed.doc(ctx);
        check_default(ctx, at, &typed.ty, &doc);
        properties.push(Property {
            wire: wire.clone(),
            label: ctx.renamed(Table::Fields, ctx.graph.location(at), wire),
            presence,
            tag: ctx.graph.is_tag(at),
            deprecated: typed.found.is_some_and(|found| found.deprecated),
            doc,
            ty: typed.ty,
        });
    }
    properties
}

/// The prefixes for the types of properties: the type that declares the property, so that the type of an inherited property has a single
/// name.
struct Bases<'a> {
    ctx: &'a Ctx<'a>,
    /// For properties of a schema without a name.
    own: Owners,
    /// The schema of the property before, and its base.
    last: Option<(Pointer, Owners)>,
}

impl<'a> Bases<'a> {
    fn new(ctx: &'a Ctx<'a>, request: &TypeRequest) -> Self {
        Self { ctx, own: request.hint.owners_inside(), last: None }
    }

    fn of(&mut self, property: &Pointer) -> &Owners {
        let Some(schema) = declaring(self.ctx, property) else { return &self.own };
        if self.last.as_ref().is_none_or(|(known, _)| *known != schema) {
            let owner = self.ctx.graph.name(self.ctx.spec, &schema);
            let base =
                owner.map_or_else(|| self.own.clone(), |owner| NameHint::of_schema(&owner).owners_inside());
            self.last = Some((schema, base));
        }
        self.last.as_ref().map_or(&self.own, |(_, base)| base)
    }
}

/// The names of the component that declares a property, itself or in a part of its `allOf`.
pub(crate) fn owner(ctx: &Ctx<'_>, property: &Pointer) -> Option<Owners> {
    let name = ctx.graph.name(ctx.spec, &declaring(ctx, property)?)?;
    Some(NameHint::of_schema(&name).owners_inside())
}

/// The schema that declares a property, itself or in a part of its `allOf`.
fn declaring(ctx: &Ctx<'_>, property: &Pointer) -> Option<Pointer> {
    let mut here = ctx.graph.location(property).parent()?.parent()?;
    while let Some(list) = here.parent().filter(|list| list.last_key().as_deref() == Some("allOf")) {
        here = list.parent()?;
    }
    Some(here)
}

/// A property that is required but not declared: servers may omit it, and callers have to be able to send it.
fn undeclared(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    node: &Node,
    name: &str,
    request: &TypeRequest,
) -> Property {
    if let Additional::Schema(values) = &node.schema.additional {
        let ty = element(ctx, arena, values, &request.named(request.hint.child(name)));
        let is_optional = request.direction == Direction::Output && ctx.graph.is_relaxed(None);
        let presence = if is_optional { Presence::Optional } else { Presence::Required };
        return Property::undocumented(name, ty, presence);
    }
    ctx.sink.report(Diagnostic::undeclared_required_property(&node.location, name));
    let presence = match request.direction {
        Direction::Input => Presence::Required,
        Direction::Output => Presence::Optional,
    };
    Property::undocumented(name, Ty::AnyJson, presence)
}

/// Reports a default that is not a value of its type. It is only a warning: the server applies defaults.
fn check_default(ctx: &Ctx<'_>, at: &Pointer, ty: &Ty, doc: &Doc) {
    let Some(default) = &doc.default else { return };
    let fits = match ty {
        Ty::Scalar(Scalar::Bool) => default.is_boolean(),
        Ty::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64) => {
            default.is_i64()
                || default.is_u64()
                || default.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        Ty::Scalar(Scalar::F64 | Scalar::Number(_)) => default.is_number(),
        Ty::Scalar(_) => default.is_string(),
        Ty::List(_) => default.is_array(),
        Ty::Map(..) | Ty::JsonObject => default.is_object(),
        Ty::Named { .. } | Ty::Nullable(_) | Ty::AnyJson => true,
    };
    if !fits && !default.is_null() {
        ctx.sink.report(Diagnostic::invalid_default(ctx.graph.location(at)));
    }
}
