//! Follows references and wrappers, and collects their annotations.

use std::sync::Arc;

use super::SchemaId;
use super::builder::Builder;
use super::flat::FlatSchema;
use super::uses::SchemaUse;
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::source::Pointer;

/// The number of wrappers that are followed before the search for cycles.
const FEW_WRAPPERS: usize = 8;

/// The maximum length of a chain of wrappers: every use of a chain costs its whole length.
const MAX_WRAPPERS: usize = 1_000;

impl Builder<'_> {
    /// The schema that is used at `at`. `None`, with a diagnostic, if there is none.
    pub(super) fn target(&mut self, at: &Pointer) -> Option<SchemaId> {
        self.schema_use(at).map(|found| found.target)
    }

    /// The use of a schema at `at`. `None`, with a diagnostic, if a reference leads nowhere.
    pub(super) fn schema_use(&mut self, at: &Pointer) -> Option<&SchemaUse> {
        if !self.uses.contains_key(at) {
            let found = self.find_use(at);
            self.uses.insert(at.clone(), found);
        }
        self.uses.get(at)?.as_ref()
    }

    fn find_use(&mut self, at: &Pointer) -> Option<SchemaUse> {
        let mut here = self.follow(at)?;
        let mut found = SchemaUse::of(here);
        let mut seen = HashSet::default();
        for wrappers in 0..MAX_WRAPPERS {
            if wrappers > FEW_WRAPPERS && !seen.insert(here) {
                self.sink.report(Diagnostic::schema_cycle(at));
                return None;
            }
            let own = self.own(here);
            found.add(Arc::clone(&own));
            found.target = here;
            let Some(inner) = self.inner(here, &own, &mut found) else {
                found.nullable |= self.implies_null(here, &own);
                return Some(found);
            };
            here = self.follow(&inner)?;
        }
        self.sink.report(Diagnostic::schema_chain_too_long(at, MAX_WRAPPERS));
        None
    }

    /// The schema that `own` wraps, if it adds only annotations. They are added to `found`.
    fn inner(&mut self, here: SchemaId, own: &FlatSchema, found: &mut SchemaUse) -> Option<Pointer> {
        if let Some(inner) = own.wrapped() {
            return Some(inner.clone());
        }
        if let Some((inner, kind)) = own.wrapped_with_type()
            && (own.nullable || self.name(&self.draft(here).at).is_none())
            && self.peek(inner).is_some_and(|target| self.own(target).kind == Some(kind))
        {
            return Some(inner.clone());
        }
        if let Some(inner) = self.only_alternative(here, own, found) {
            return Some(inner);
        }
        if own.all_of.len() < 2 || !own.is_plain() || !own.any_of.is_empty() {
            return None;
        }
        let mut shapes = Vec::new();
        let mut annotations = Vec::new();
        for part in &own.all_of {
            let own = self.peek(part).map(|target| self.own(target))?;
            if own.is_annotation() {
                annotations.push(own);
            } else {
                shapes.push(part);
            }
        }
        let [only] = shapes[..] else { return None };
        annotations.into_iter().for_each(|own| found.add(own));
        Some(only.clone())
    }

    /// The only alternative of `own` with a type of its own: the others allow null alone, or, next to a named enum of strings, any string,
    /// because enums keep unknown values.
    fn only_alternative(
        &mut self,
        here: SchemaId,
        own: &FlatSchema,
        found: &mut SchemaUse,
    ) -> Option<Pointer> {
        if own.any_of.len() < 2 || !own.is_plain() || !own.all_of.is_empty() || own.discriminator.is_some() {
            return None;
        }
        let mut types = Vec::new();
        for at in &own.any_of {
            let target = self.peek(at)?;
            types.push((at, target, self.own(target)));
        }
        let all = types.len();
        types.retain(|(_, _, own)| !(own.only_null && own.all_of.is_empty() && own.any_of.is_empty()));
        let has_null = types.len() < all;
        if let [(one, first, a), (other, second, b)] =
            types[..].iter().map(|(at, target, own)| (*at, *target, own)).collect::<Vec<_>>()[..]
            && self.name(&self.draft(here).at).is_none()
        {
            let is_named = |this: &Self, id: SchemaId| this.name(&this.draft(id).at).is_some();
            let inner = if a.is_string_enum() && b.is_any_string() && is_named(self, first) {
                one
            } else if b.is_string_enum() && a.is_any_string() && is_named(self, second) {
                other
            } else {
                return None;
            };
            found.nullable |= has_null || a.nullable || b.nullable;
            return Some(inner.clone());
        }
        let [(only, ..)] = types[..] else { return None };
        found.nullable |= has_null;
        has_null.then(|| only.clone())
    }

    /// Whether null is one of several alternatives, or allowed by every part of `allOf`.
    fn implies_null(&mut self, id: SchemaId, own: &FlatSchema) -> bool {
        if let Some(known) = self.draft(id).implies_null {
            return known;
        }
        let mut is_nullable = |at: &Pointer| self.peek(at).is_some_and(|target| self.own(target).nullable);
        let implies = own.any_of.iter().any(&mut is_nullable)
            || (!own.all_of.is_empty() && own.all_of.iter().all(&mut is_nullable));
        self.draft_mut(id).implies_null = Some(implies);
        implies
    }
}
