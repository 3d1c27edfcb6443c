//! Keywords that apply under a condition, and `anyOf` next to `oneOf`.

use super::SchemaId;
use super::builder::Builder;
use super::flat::FlatSchema;
use crate::diagnostics::Diagnostic;
use crate::model::Constraints;
use crate::source::Pointer;

impl Builder<'_> {
    /// Adds a property that applies in any case. Conditions do not change it.
    pub(super) fn merge_property(&mut self, into: &mut FlatSchema, name: &str, property: &Pointer) {
        let is_conditional = into.conditional_properties.remove(name).is_some();
        let both = match into.properties.get(name) {
            Some(known) if !is_conditional && known != property => self.both(&known.clone(), property),
            Some(_) | None => property.clone(),
        };
        into.properties.insert(name.to_owned(), both);
    }

    /// Adds the properties that schemas under a condition declare. A schema that contains itself in this way adds nothing.
    pub(super) fn merge_conditions(&mut self, into: &mut FlatSchema, conditional: &[Pointer]) {
        for branch in conditional {
            let Some(target) = self.target(branch).filter(|target| !self.merging.contains(target)) else {
                continue;
            };
            let schema = self.merged(target);
            for (name, property) in &schema.properties {
                let own = [property.clone()];
                let alternatives = schema.conditional_properties.get(name).map_or(&own[..], Vec::as_slice);
                self.merge_conditional(into, name, property, alternatives);
            }
        }
    }

    /// Adds a property that only conditions declare: it has one of several schemas. A property that applies in any case stays as it is.
    pub(super) fn merge_conditional(
        &mut self,
        into: &mut FlatSchema,
        name: &str,
        property: &Pointer,
        alternatives: &[Pointer],
    ) {
        let Some(known) = into.conditional_properties.get(name) else {
            if !into.properties.contains_key(name) {
                into.properties.insert(name.to_owned(), property.clone());
                into.conditional_properties.insert(name.to_owned(), alternatives.to_vec());
            }
            return;
        };
        let mut all = known.clone();
        for alternative in alternatives {
            if !all.iter().any(|known| self.is_same(known, alternative)) {
                all.push(alternative.clone());
            }
        }
        if let (true, [first, ..]) = (all.len() > known.len(), all.as_slice())
            && self.may_make(first)
        {
            let others = all.iter().skip(1).map(|at| format!("{} {}", at.file().index(), at.path()));
            let role = format!("or {}", others.collect::<Vec<_>>().join(" "));
            let schema = FlatSchema { any_of: all.clone(), ..FlatSchema::default() };
            let either = self.synthetic(first, &role, first, schema);
            into.properties.insert(name.to_owned(), either);
            into.conditional_properties.insert(name.to_owned(), all);
        }
    }

    /// Whether two schemas are written in the same way, or are one.
    fn is_same(&mut self, ours: &Pointer, theirs: &Pointer) -> bool {
        let target = self.target(ours);
        (target.is_some() && target == self.target(theirs))
            || (self.spec.value(ours).is_some() && self.spec.value(ours) == self.spec.value(theirs))
    }

    /// Merges `anyOf` next to `oneOf`. Alternatives that only require properties are constraints.
    pub(super) fn merge_second_any_of(&mut self, into: &mut FlatSchema, own: &FlatSchema, id: SchemaId) {
        if own.second_any_of.is_empty() {
            return;
        }
        if !self.may_have_shapes(&own.second_any_of) {
            let sets = self.required_sets(&own.second_any_of);
            into.constraints = Constraints::both(into.constraints.take(), sets.as_ref());
            return;
        }
        if !self.may_have_shapes(&into.any_of) {
            let sets = self.required_sets(&into.any_of);
            into.constraints = Constraints::both(into.constraints.take(), sets.as_ref());
            into.any_of.clone_from(&own.second_any_of);
            into.exclusive = false;
            return;
        }
        let part = FlatSchema { any_of: own.second_any_of.clone(), ..FlatSchema::default() };
        if !self.intersect(into, &part) {
            self.sink.report(Diagnostic::second_any_of(&self.draft(id).at));
        }
    }

    /// Whether any of the alternatives may do more than require properties.
    fn may_have_shapes(&mut self, any_of: &[Pointer]) -> bool {
        any_of.iter().any(|at| {
            self.target(at).is_some_and(|target| {
                let own = self.own(target);
                !own.has_at_most_required() || !own.all_of.is_empty() || !own.any_of.is_empty()
            })
        })
    }
}
