//! Types under construction: without names, and at first without shapes.

use super::Ctx;
use super::hint::Owners;
use super::outline::Outlines;
use super::request::TypeRequest;
use super::xml::Shapes;
use crate::collections::HashMap;
use crate::diagnostics::Diagnostic;
use crate::model::{Doc, Shape, Ty, TypeId, Usage, XmlBodyId, XmlTable};
use crate::schema::{Direction, SchemaGraph, SchemaId};
use crate::source::Pointer;

/// The types that were requested so far. A [`TypeId`] is an index into them until they are sorted.
#[derive(Default)]
pub(crate) struct TypeArena {
    drafts: Vec<Draft>,
    /// The types without a shape.
    pending: Vec<Pending>,
    ids: HashMap<Form, TypeId>,
    /// The outlines of the unions among them.
    pub(super) outlines: Outlines,
    /// The XML of bodies.
    pub(super) xml: Shapes,
    /// Unions with alternatives whose values are read as another one. Only those that are read are reported.
    pub(super) ambiguities: Vec<(TypeId, Diagnostic)>,
}

/// A schema in one direction. `None`: it is the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Form {
    pub(super) schema: SchemaId,
    pub(super) direction: Option<Direction>,
}

/// A type without a name.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The sources of its Rust name, the shortest first.
    pub(super) names: Owners,
    /// The role of a schema without a name. `None`: no other schema shares its type.
    pub(super) role: Option<String>,
    /// The name that the document gives it.
    pub(super) component: Option<String>,
    /// The direction of its form, if the schema has two.
    pub(super) direction: Option<Direction>,
    pub(super) shape: Shape,
    pub(super) usage: Usage,
    pub(super) doc: Doc,
    pub(super) deprecated: bool,
    pub(super) origin: String,
    /// The locations of the other schemas that share the type, sorted.
    pub(super) copies: Vec<String>,
    pub(super) at: Pointer,
}

/// A type without a shape, and the input for its shape.
pub(super) struct Pending {
    pub(super) id: TypeId,
    pub(super) schema: SchemaId,
    pub(super) kind: ShapeKind,
    pub(super) request: TypeRequest,
}

/// The kinds of named types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeKind {
    Record,
    Enum,
    Union,
    /// A list or map that contains itself.
    Newtype,
}

impl TypeArena {
    /// The type of a form. The first time, `draft` describes it, and its shape becomes pending.
    pub(super) fn define(
        &mut self,
        form: Form,
        kind: ShapeKind,
        request: &TypeRequest,
        draft: impl FnOnce() -> Draft,
    ) -> Ty {
        let id = *self.ids.entry(form).or_insert_with(|| {
            let id = TypeId(self.drafts.len());
            self.drafts.push(draft());
            self.pending.push(Pending { id, schema: form.schema, kind, request: request.outermost() });
            id
        });
        Ty::Named { id, boxed: false }
    }

    /// Whether a schema has a type, in any direction.
    pub(super) fn has_type(&self, schema: SchemaId) -> bool {
        [None, Some(Direction::Input), Some(Direction::Output)]
            .into_iter()
            .any(|direction| self.ids.contains_key(&Form { schema, direction }))
    }

    /// The number of schemas with a form for each direction only because required properties are optional when they are read.
    pub(crate) fn relaxed(&self, graph: &SchemaGraph) -> usize {
        let is_sent = |schema| self.ids.contains_key(&Form { schema, direction: Some(Direction::Input) });
        let read = self.ids.keys().filter(|form| form.direction == Some(Direction::Output));
        read.filter(|form| graph[form.schema].is_relaxed && is_sent(form.schema)).count()
    }

    /// Takes the next type without a shape.
    pub(super) fn next_pending(&mut self) -> Option<Pending> {
        self.pending.pop()
    }

    /// Sets the shape of a type.
    pub(super) fn set_shape(&mut self, id: TypeId, shape: Shape) {
        self.drafts[id.0].shape = shape;
    }

    /// The form that is read, for each form that is sent.
    pub(super) fn pairs(&self) -> HashMap<TypeId, TypeId> {
        let sent = self.ids.iter().filter(|(form, _)| form.direction == Some(Direction::Input));
        let pair = |(form, id): (&Form, &TypeId)| {
            Some((*id, *self.ids.get(&Form { direction: Some(Direction::Output), ..*form })?))
        };
        sent.filter_map(pair).collect()
    }

    /// The XML of a body, whose schema is at `at`.
    pub(crate) fn xml(&mut self, ctx: &Ctx<'_>, at: &Pointer, direction: Direction) -> XmlBodyId {
        self.xml.body(ctx, at, direction)
    }

    /// The XML of all bodies. It is taken out.
    pub(crate) fn take_xml(&mut self) -> XmlTable {
        std::mem::take(&mut self.xml).into_table()
    }

    /// All types, in the order of their ids, the outlines, and the ambiguities.
    pub(super) fn into_parts(self) -> (Vec<Draft>, Outlines, Vec<(TypeId, Diagnostic)>) {
        (self.drafts, self.outlines, self.ambiguities)
    }
}
