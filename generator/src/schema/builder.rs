//! The graph under construction.

use std::sync::Arc;

use super::SchemaId;
use super::family::Family;
use super::flat::FlatSchema;
use super::names::schema_name;
use super::read::read;
use super::uses::SchemaUse;
use crate::collections::{HashMap, HashSet};
use crate::diagnostics::{Diagnostic, Sink, UnreadablePart};
use crate::document::{Spec, allows_nothing};
use crate::source::Pointer;

/// First character of the last key in the location of a synthetic schema: one that a pass created.
pub(super) const SYNTHETIC: char = '\u{1}';

/// The maximum number of synthetic schemas, and their maximum nesting.
const MAX_SYNTHETIC: usize = 50_000;
const MAX_SYNTHETIC_DEPTH: usize = 4;

/// All schemas, with the results of the passes so far.
pub(super) struct Builder<'a> {
    pub(super) spec: &'a Spec,
    pub(super) sink: &'a Sink,
    pub(super) drafts: Vec<Draft>,
    pub(super) ids: HashMap<Pointer, SchemaId>,
    /// The targets of the references between schemas.
    pub(super) references: HashMap<Pointer, Pointer>,
    /// The uses of schemas that were followed. `None`: the reference leads nowhere.
    pub(super) uses: HashMap<Pointer, Option<SchemaUse>>,
    /// The origins of synthetic schemas.
    pub(super) synthetic: HashMap<Pointer, Pointer>,
    pub(super) family: Family,
    /// The schemas whose `allOf` is being merged, the outermost first.
    pub(super) merging: Vec<SchemaId>,
}

/// A schema, with the results of the passes so far.
pub(super) struct Draft {
    pub(super) at: Pointer,
    /// Its own keywords, or the reason why it cannot be read.
    pub(super) own: Result<Arc<FlatSchema>, String>,
    /// Whether it is used. Problems are reported only for schemas that are used.
    pub(super) is_used: bool,
    /// Whether `allOf` or the alternatives allow null.
    pub(super) implies_null: Option<bool>,
    /// With `allOf` merged.
    pub(super) merged: Option<Arc<FlatSchema>>,
    /// The targets of its alternatives, after `allOf` was merged.
    pub(super) alternatives: Option<Arc<HashSet<SchemaId>>>,
    /// With its alternatives distributed.
    pub(super) distributed: Option<Arc<FlatSchema>>,
}

impl Draft {
    pub(super) fn new(at: Pointer, own: Result<Arc<FlatSchema>, String>) -> Self {
        Self {
            at,
            own,
            is_used: false,
            implies_null: None,
            merged: None,
            alternatives: None,
            distributed: None,
        }
    }

    /// Its own keywords, if it can be read.
    pub(super) fn readable(&self) -> Option<&Arc<FlatSchema>> {
        self.own.as_ref().ok()
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        spec: &'a Spec,
        sink: &'a Sink,
        drafts: Vec<Draft>,
        references: HashMap<Pointer, Pointer>,
    ) -> Self {
        let ids =
            drafts.iter().enumerate().map(|(index, draft)| (draft.at.clone(), SchemaId(index))).collect();
        Self {
            spec,
            sink,
            drafts,
            ids,
            references,
            uses: HashMap::default(),
            synthetic: HashMap::default(),
            family: Family::default(),
            merging: Vec::new(),
        }
    }

    pub(super) fn draft(&self, id: SchemaId) -> &Draft {
        &self.drafts[id.0]
    }

    pub(super) fn draft_mut(&mut self, id: SchemaId) -> &mut Draft {
        &mut self.drafts[id.0]
    }

    /// The own keywords of a schema that is used. One that cannot be read has none, with a diagnostic.
    pub(super) fn own(&mut self, id: SchemaId) -> Arc<FlatSchema> {
        let draft = &mut self.drafts[id.0];
        let is_used = std::mem::replace(&mut draft.is_used, true);
        if let Err(message) = &draft.own {
            let value = self.spec.value(&draft.at);
            self.sink.report(Diagnostic::unreadable_part(UnreadablePart::Schema, &draft.at, value, message));
            draft.own = Ok(Arc::default());
        }
        let own = draft.own.as_ref().map(Arc::clone).unwrap_or_default();
        if !is_used && own.negated {
            let never = self.spec.value(&draft.at).is_some_and(allows_nothing);
            self.sink.report(if never {
                Diagnostic::no_value(&draft.at)
            } else {
                Diagnostic::unsupported_not(&draft.at)
            });
        }
        own
    }

    /// The id of the schema at `at`, which is not a reference. A schema at an unexpected location is read now.
    pub(super) fn id(&mut self, at: &Pointer) -> SchemaId {
        if let Some(id) = self.ids.get(at) {
            return *id;
        }
        let own = read(at, self.spec.value(at));
        self.add(at.clone(), own)
    }

    fn add(&mut self, at: Pointer, own: Result<Arc<FlatSchema>, String>) -> SchemaId {
        let id = SchemaId(self.drafts.len());
        self.ids.insert(at.clone(), id);
        self.drafts.push(Draft::new(at, own));
        id
    }

    /// The schema to which `at` leads. `None`, with a diagnostic, if a reference leads nowhere.
    pub(super) fn follow(&mut self, at: &Pointer) -> Option<SchemaId> {
        // A schema that was read is not a reference.
        if let Some(id) = self.ids.get(at) {
            return Some(*id);
        }
        let target = match self.references.get(at) {
            Some(target) => target.clone(),
            None => self.spec.follow(at, self.sink)?,
        };
        Some(self.id(&target))
    }

    /// Like [`Self::follow`], without a diagnostic.
    pub(super) fn peek(&mut self, at: &Pointer) -> Option<SchemaId> {
        if let Some(id) = self.ids.get(at) {
            return Some(*id);
        }
        let target = match self.references.get(at) {
            Some(target) => target.clone(),
            None => self.spec.resolve(at).ok()?,
        };
        Some(self.id(&target))
    }

    /// Whether another synthetic schema may be created. Without a limit, synthetic schemas that contain themselves would never end.
    pub(super) fn may_make(&self, at: &Pointer) -> bool {
        let depth = at.keys().filter(|key| key.starts_with(SYNTHETIC)).count();
        depth < MAX_SYNTHETIC_DEPTH && self.synthetic.len() < MAX_SYNTHETIC
    }

    /// Creates a synthetic schema for the use at `at`. Its origin is the location shown to the user.
    pub(super) fn synthetic(
        &mut self,
        at: &Pointer,
        role: &str,
        origin: &Pointer,
        schema: FlatSchema,
    ) -> Pointer {
        let here = at.child(&format!("{SYNTHETIC}{role}"));
        if !self.ids.contains_key(&here) {
            self.add(here.clone(), Ok(Arc::new(schema)));
        }
        self.synthetic.insert(here.clone(), origin.clone());
        here
    }

    /// The name of the schema at `at`. Synthetic schemas have none.
    pub(super) fn name(&self, at: &Pointer) -> Option<String> {
        if self.synthetic.contains_key(at) { None } else { schema_name(self.spec, at) }
    }

    /// The location in the document of the schema at `at`, which may be synthetic.
    pub(super) fn location<'p>(&'p self, at: &'p Pointer) -> &'p Pointer {
        location(&self.synthetic, at)
    }

    /// Calls `view` for the schemas at `roots`.
    pub(super) fn view(&mut self, roots: &[Pointer], view: impl Fn(&mut Self, SchemaId) -> Arc<FlatSchema>) {
        for root in roots {
            if let Some(id) = self.target(root) {
                view(self, id);
            }
        }
    }

    /// Calls `view` for every schema that values at `roots` contain, and returns these schemas. The walk continues in the schemas inside
    /// the result of `view`.
    pub(super) fn walk(
        &mut self,
        roots: &[Pointer],
        view: impl Fn(&mut Self, SchemaId) -> Arc<FlatSchema>,
    ) -> Vec<SchemaId> {
        let mut seen = HashSet::default();
        let mut order = Vec::new();
        for root in roots {
            let mut open: Vec<SchemaId> = self.target(root).into_iter().collect();
            while let Some(id) = open.pop() {
                if seen.insert(id) {
                    order.push(id);
                    let schema = view(self, id);
                    open.extend(schema.children().filter_map(|child| self.target(child)));
                }
            }
        }
        order
    }
}

/// The location in the document of the schema at `at`, given the origins of synthetic schemas.
pub(super) fn location<'p>(synthetic: &'p HashMap<Pointer, Pointer>, at: &'p Pointer) -> &'p Pointer {
    let mut here = at;
    while let Some(origin) = synthetic.get(here) {
        here = origin;
    }
    here
}
