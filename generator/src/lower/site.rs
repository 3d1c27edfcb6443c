//! The place where a schema is used: references and wrappers that only annotate are followed, and what they say is gathered.

use std::collections::HashSet;
use std::sync::Arc;

use super::Lowering;
use super::facts::Facts;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::Unresolved;
use crate::model::Doc;
use crate::source::Pointer;

/// Wrappers that are followed before a ring of them is looked for.
const FEW_WRAPPERS: usize = 8;

/// Longest chain of wrappers that is followed: each place that it is entered at costs its whole length.
const MAX_WRAPPERS: usize = 1_000;

/// A schema and what the way to it says about its use. The outermost word counts.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The schema that says what the value looks like.
    pub(crate) target: Pointer,
    pub(crate) nullable: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    /// What is said on the way, the outermost first.
    said: Vec<Arc<Facts>>,
}

impl Site {
    /// What is said of the value, without its constraints.
    pub(crate) fn doc(&self) -> Doc {
        let said = || self.said.iter();
        Doc {
            summary: said().find_map(|facts| facts.title.clone()),
            description: said().find_map(|facts| facts.description.clone()),
            default: said().find_map(|facts| facts.default.clone()),
            example: said().find_map(|facts| facts.example.clone()),
            limits: said()
                .map(|facts| &facts.limits)
                .find(|limits| !limits.is_empty())
                .cloned()
                .unwrap_or_default(),
            constraints: None,
        }
    }

    /// What is said on the way, the outermost first.
    pub(super) fn said(&self) -> &[Arc<Facts>] {
        &self.said
    }

    fn say(&mut self, facts: Arc<Facts>) {
        self.nullable |= facts.nullable;
        self.read_only |= facts.read_only;
        self.write_only |= facts.write_only;
        self.deprecated |= facts.deprecated;
        self.said.push(facts);
    }
}

impl Lowering<'_> {
    /// The site at `at`. `None`, with a diagnostic, when a reference leads nowhere.
    pub(crate) fn site(&mut self, at: &Pointer) -> Option<Site> {
        let mut here = self.resolve(at)?;
        let mut site = Site {
            target: here.clone(),
            nullable: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            said: Vec::new(),
        };
        let mut seen = HashSet::new();
        for wrappers in 0..MAX_WRAPPERS {
            if wrappers > FEW_WRAPPERS && !seen.insert(here.clone()) {
                self.diagnostics.push(Diagnostic::schema_cycle(at));
                return None;
            }
            let facts = self.own_facts(&here);
            site.say(Arc::clone(&facts));
            site.target = here;
            let Some(inner) = self.inner(&facts, &mut site) else {
                site.nullable |= self.implies_null(&facts);
                return Some(site);
            };
            here = self.resolve(&inner)?;
        }
        self.diagnostics.push(Diagnostic::schema_chain_too_long(at, MAX_WRAPPERS));
        None
    }

    /// The one schema that `facts` stands for, if it adds nothing but annotations to it.
    fn inner(&mut self, facts: &Facts, site: &mut Site) -> Option<Pointer> {
        if let Some(inner) = facts.wrapped() {
            return Some(inner.clone());
        }
        if facts.all_of.len() < 2 || !facts.is_plain() || !facts.any_of.is_empty() {
            return None;
        }
        let mut shapes = Vec::new();
        let mut annotations = Vec::new();
        for member in &facts.all_of {
            let own = self.spec.resolve(member).ok().map(|target| self.own_facts(&target))?;
            if own.is_annotation() {
                annotations.push(own);
            } else {
                shapes.push(member);
            }
        }
        let [only] = shapes[..] else { return None };
        annotations.into_iter().for_each(|own| site.say(own));
        Some(only.clone())
    }

    /// Whether null is one of several alternatives, or allowed by every member of `allOf`.
    fn implies_null(&mut self, facts: &Facts) -> bool {
        let mut nullable =
            |place: &Pointer| self.spec.resolve(place).is_ok_and(|target| self.own_facts(&target).nullable);
        facts.any_of.iter().any(&mut nullable)
            || (!facts.all_of.is_empty() && facts.all_of.iter().all(&mut nullable))
    }

    /// Follows references. `None`, with a diagnostic, when one leads nowhere.
    pub(crate) fn resolve(&mut self, at: &Pointer) -> Option<Pointer> {
        // What was read as a schema is no reference.
        if self.schemas.contains_key(at) {
            return Some(at.clone());
        }
        if let Some(target) = self.references.get(at) {
            return Some(target.clone());
        }
        self.diagnostics.push(match self.spec.resolve(at) {
            Ok(target) => return Some(target),
            Err(Unresolved::Dangling { reference, at }) => Diagnostic::dangling_reference(&at, &reference),
            Err(Unresolved::Cycle { at }) => Diagnostic::reference_cycle(&at),
            Err(Unresolved::Network { reference, at }) => Diagnostic::network_reference(&at, &reference),
            Err(Unresolved::Unread) => return None,
        });
        None
    }

    /// A part that cannot be read.
    pub(crate) fn broken_part(&mut self, part: UnreadablePart, at: &Pointer, message: &str) {
        self.diagnostics.push(Diagnostic::unreadable_part(part, at, self.spec.value(at), message));
    }
}
