//! All schemas of a document as one graph.
//!
//! [`SchemaGraph::build`] runs the passes in order. Afterwards the graph does not change: every schema in it has its keywords, its
//! location, its name, and a flag that is set if it differs between requests and responses.

mod builder;
mod conditions;
mod constraints;
mod declared;
mod digits;
mod direction;
mod distribute;
mod events;
mod family;
mod flat;
mod follow;
mod inheritance;
mod limits;
mod merge;
mod names;
mod read;
mod scalar;
mod uses;
mod xml;

use std::ops::Index;
use std::sync::Arc;

pub(crate) use self::direction::Direction;
pub(crate) use self::flat::{Additional, Discriminator, FlatSchema, JsonType};
pub(crate) use self::scalar::scalar;
pub(crate) use self::uses::SchemaUse;
pub(crate) use self::xml::{Xml, XmlNode};

use self::builder::{Builder, location};
use self::direction::Difference;
use self::names::schema_name;
use crate::collections::HashMap;
use crate::config::Required;
use crate::diagnostics::Sink;
use crate::document::Spec;
use crate::source::Pointer;

/// The number of a schema in a [`SchemaGraph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SchemaId(usize);

/// A schema in a [`SchemaGraph`].
#[derive(Debug)]
pub(crate) struct Node {
    /// Its location. A schema that a pass created has one that is not in the document.
    pub(crate) at: Pointer,
    /// Its location in the document. For a schema that a pass created, the location to show instead.
    pub(crate) location: Pointer,
    /// The name that the document gives it.
    pub(crate) name: Option<String>,
    /// Its own keywords, with `allOf` as written.
    pub(crate) own: Arc<FlatSchema>,
    /// All its keywords: `allOf` is merged, and it has alternatives or a shape of its own, not both.
    pub(crate) schema: Arc<FlatSchema>,
    /// Whether it differs between requests and responses.
    pub(crate) differs: bool,
    /// Whether it differs only because required properties are optional when they are read.
    pub(crate) is_relaxed: bool,
    /// Whether it is a base with a discriminator, as one of its own alternatives.
    pub(crate) is_itself: bool,
}

/// The locations where values are described.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    /// Schemas whose values become types.
    pub(crate) values: Vec<Pointer>,
    /// Schemas that only determine whether a body is a file.
    pub(crate) bodies: Vec<Pointer>,
    /// Schemas of server-sent events. They are in `values`, too.
    pub(crate) events: Vec<Pointer>,
}

/// The schemas of a document that values at the [`Roots`] use, directly or not.
#[derive(Debug)]
pub(crate) struct SchemaGraph {
    nodes: Vec<Node>,
    uses: HashMap<Pointer, Option<SchemaUse>>,
    synthetic: HashMap<Pointer, Pointer>,
    /// The properties that are tags, and their declarations.
    tags: HashMap<Pointer, Pointer>,
    required: Required,
}

impl SchemaGraph {
    /// Runs the passes, and freezes the graph.
    pub(crate) fn build(spec: &Spec, roots: &Roots, required: Required, sink: &Sink) -> Self {
        let mut builder = declared::read_all(spec, sink);
        inheritance::list_alternatives(&mut builder);
        builder.walk(&roots.values, Builder::merged);
        builder.decode_events(&roots.events);
        let used = builder.walk(&roots.values, Builder::distributed);
        builder.view(&roots.bodies, Builder::distributed);
        let differing = direction::differing(&mut builder, &used, required);
        Self::freeze(builder, required, &differing)
    }

    fn freeze(builder: Builder<'_>, required: Required, differing: &[Difference]) -> Self {
        let Builder { spec, drafts, uses, synthetic, family, .. } = builder;
        let node = |(draft, difference): (builder::Draft, &Difference)| {
            let own = draft.own.unwrap_or_default();
            let is_synthetic = synthetic.contains_key(&draft.at);
            let name = if draft.is_used && !is_synthetic { schema_name(spec, &draft.at) } else { None };
            Node {
                location: location(&synthetic, &draft.at).clone(),
                name,
                schema: draft.distributed.or(draft.merged).unwrap_or_else(|| Arc::clone(&own)),
                own,
                differs: *difference != Difference::None,
                is_relaxed: *difference == Difference::Relaxed,
                is_itself: is_synthetic && inheritance::is_itself(&draft.at),
                at: draft.at,
            }
        };
        let nodes = drafts.into_iter().zip(differing).map(node).collect();
        Self { nodes, uses, synthetic, tags: family.declared, required }
    }

    /// Whether a required property with this use may be absent when it is read.
    pub(crate) fn is_relaxed(&self, found: Option<&SchemaUse>) -> bool {
        direction::is_relaxed(self.required, found)
    }

    /// The schema that is used at `at`, with the annotations on the way to it. `None` if there is none, which was reported.
    pub(crate) fn schema_use(&self, at: &Pointer) -> Option<&SchemaUse> {
        self.uses.get(at)?.as_ref()
    }

    /// The schema of the values at `at`.
    pub(crate) fn at(&self, at: &Pointer) -> Option<&Node> {
        self.schema_use(at).map(|found| &self[found.target])
    }

    /// The location in the document of `at`, which may be in a schema that a pass created.
    pub(crate) fn location<'p>(&'p self, at: &'p Pointer) -> &'p Pointer {
        location(&self.synthetic, at)
    }

    /// The name of the schema at `at`, used or not.
    pub(crate) fn name(&self, spec: &Spec, at: &Pointer) -> Option<String> {
        if self.synthetic.contains_key(at) { None } else { schema_name(spec, at) }
    }

    /// Whether the property at `at` is a tag: its value determines the alternative of a union.
    pub(crate) fn is_tag(&self, at: &Pointer) -> bool {
        self.tags.contains_key(at)
    }

    /// The schema of the tag at `at`, without the value that it has for an alternative.
    pub(crate) fn declared_tag(&self, at: &Pointer) -> Option<&Node> {
        self.at(self.tags.get(at)?)
    }
}

impl Index<SchemaId> for SchemaGraph {
    type Output = Node;

    fn index(&self, id: SchemaId) -> &Node {
        &self.nodes[id.0]
    }
}

#[cfg(test)]
mod tests;
