//! The third pass: `allOf`, merged keyword by keyword.

use std::sync::Arc;

use super::SchemaId;
use super::builder::Builder;
use super::flat::{Additional, FlatSchema, JsonType};
use super::read::read;
use super::xml::Xml;
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::model::Constraints;
use crate::source::{Pointer, Value};

/// The maximum nesting of `allOf`.
const MAX_MERGED: usize = 64;

impl Builder<'_> {
    /// The schema with the parts of its `allOf` merged into it.
    pub(super) fn merged(&mut self, id: SchemaId) -> Arc<FlatSchema> {
        if let Some(merged) = &self.draft(id).merged {
            return Arc::clone(merged);
        }
        let own = self.own(id);
        let merged = if own.is_merged() {
            own
        } else if self.merging.contains(&id) || self.merging.len() > MAX_MERGED {
            self.sink.report(Diagnostic::recursive_all_of(&self.draft(id).at));
            return Arc::new(FlatSchema { all_of: Vec::new(), ..(*own).clone() });
        } else {
            self.merging.push(id);
            let mut merged = FlatSchema { all_of: Vec::new(), ..(*own).clone() };
            for part in &own.all_of {
                if let Some(target) = self.target(part) {
                    let schema = self.merged(target);
                    self.merge(&mut merged, &schema, target, part);
                }
            }
            self.merge_second_any_of(&mut merged, &own, id);
            self.merge_conditions(&mut merged, &own.conditional);
            self.merging.pop();
            if merged.additional == Additional::Unspecified {
                merged.additional = own.unevaluated.clone();
            }
            Arc::new(merged)
        };
        let at = self.draft(id).at.clone();
        let merged = self.tagged(&at, merged);
        self.draft_mut(id).merged = Some(Arc::clone(&merged));
        merged
    }

    /// Merges `part`, which is the schema `target` used at `at`.
    fn merge(&mut self, into: &mut FlatSchema, part: &FlatSchema, target: SchemaId, at: &Pointer) {
        for (name, property) in &part.properties {
            let property = &self.family.inherited(property).clone();
            match part.conditional_properties.get(name) {
                Some(alternatives) => self.merge_conditional(into, name, property, alternatives),
                None => self.merge_property(into, name, property),
            }
        }
        into.required.extend(part.required.iter().cloned());
        into.kind = match (into.kind, part.kind) {
            (None, kind) | (kind, None) => kind,
            (Some(JsonType::Number), Some(JsonType::Integer))
            | (Some(JsonType::Integer), Some(JsonType::Number)) => Some(JsonType::Integer),
            (Some(ours), Some(theirs)) => {
                if ours != theirs {
                    self.sink.report(Diagnostic::conflicting_types(self.location(at)));
                }
                Some(ours)
            }
        };
        into.format = into.format.take().or_else(|| part.format.clone());
        into.items = match (into.items.take(), &part.items) {
            (Some(ours), Some(theirs)) if ours != *theirs => Some(self.both(&ours, theirs)),
            (ours, theirs) => ours.or_else(|| theirs.clone()),
        };
        into.property_names = into.property_names.take().or_else(|| part.property_names.clone());
        if into.prefix_items.is_empty() {
            into.prefix_items.clone_from(&part.prefix_items);
        }
        into.content = into.content.take().or_else(|| part.content.clone());
        into.minimum = into.minimum.or(part.minimum);
        into.digits |= part.digits;
        into.maximum = into.maximum.or(part.maximum);
        into.constraints = Constraints::both(into.constraints.take(), part.constraints.as_ref());
        into.description = into.description.take().or_else(|| part.description.clone());
        into.title = into.title.take().or_else(|| part.title.clone());
        into.example = into.example.take().or_else(|| part.example.clone());
        into.default = into.default.take().or_else(|| part.default.clone());
        into.link = into.link.take().or_else(|| part.link.clone());
        self.merge_xml(into, part, target);
        into.limits.extend(
            part.limits.iter().filter(|limit| !into.limits.contains(limit)).cloned().collect::<Vec<_>>(),
        );
        self.merge_values(into, part, at);
        if into.additional == Additional::Unspecified {
            into.additional = part.additional.clone();
        }
        self.merge_alternatives(into, part, target, at);
    }

    /// A schema does not have the name of the component that it is derived from.
    fn merge_xml(&self, into: &mut FlatSchema, part: &FlatSchema, target: SchemaId) {
        let Some(xml) = &part.xml else { return };
        let mut both = into.xml.take().map(|own| (*own).clone()).unwrap_or_default();
        let is_component = self.name(&self.draft(target).at).is_some();
        both.add(&Xml { name: xml.name.clone().filter(|_| !is_component), ..(**xml).clone() });
        into.xml = Some(Arc::new(both));
    }

    fn merge_values(&mut self, into: &mut FlatSchema, part: &FlatSchema, at: &Pointer) {
        if into.enumeration.is_empty() {
            into.enumeration.clone_from(&part.enumeration);
            into.value_names.clone_from(&part.value_names);
            into.value_docs.clone_from(&part.value_docs);
        } else if !part.enumeration.is_empty() {
            let theirs: HashSet<&Value> = part.enumeration.iter().collect();
            let common: Vec<Value> =
                into.enumeration.iter().filter(|value| theirs.contains(value)).cloned().collect();
            let all = || into.enumeration.iter().chain(&part.enumeration);
            if common.is_empty() && all().all(Value::is_boolean) {
                // The type of both values is the same.
                into.enumeration.clear();
            } else if common.is_empty() {
                self.sink.report(Diagnostic::conflicting_enums(self.location(at)));
            } else if common.len() < into.enumeration.len() {
                into.enumeration = common;
                into.value_names.clear();
                into.value_docs.clear();
            }
        }
    }

    fn merge_alternatives(
        &mut self,
        into: &mut FlatSchema,
        part: &FlatSchema,
        target: SchemaId,
        at: &Pointer,
    ) {
        if part.any_of.is_empty() || self.is_base(target, part, at) {
            return;
        }
        if !self.intersect(into, part) {
            self.sink.report(Diagnostic::conflicting_alternatives(self.location(at)));
        }
    }

    /// Merges the alternatives of two schemas. False if only those of the first are kept.
    pub(super) fn intersect(&mut self, into: &mut FlatSchema, part: &FlatSchema) -> bool {
        if into.any_of.is_empty() {
            into.any_of.clone_from(&part.any_of);
            into.discriminator.clone_from(&part.discriminator);
            into.exclusive = part.exclusive;
        } else if let Some(common) = self.common_alternatives(&into.any_of, &part.any_of) {
            if common == part.any_of {
                into.discriminator.clone_from(&part.discriminator);
                into.exclusive = part.exclusive;
            } else if common != into.any_of {
                into.discriminator = None;
            }
            into.any_of = common;
        } else {
            // The properties of the other alternatives are kept without a type.
            if into.additional == Additional::Unspecified
                && self.all_objects(&into.any_of)
                && self.all_objects(&part.any_of)
            {
                into.additional = Additional::Any;
            }
            return false;
        }
        true
    }

    /// The alternatives of the values that both lists allow: of each pair, the more specific one. `None` if neither of some pair is.
    fn common_alternatives(&mut self, ours: &[Pointer], theirs: &[Pointer]) -> Option<Vec<Pointer>> {
        if ours == theirs {
            return Some(ours.to_vec());
        }
        let mut common: Vec<Pointer> = Vec::new();
        for our in ours {
            for their in theirs {
                let more_specific = match self.overlap(our, their)? {
                    Overlap::Nothing => continue,
                    Overlap::Ours => our,
                    Overlap::Theirs => their,
                };
                if !common.contains(more_specific) {
                    common.push(more_specific.clone());
                }
            }
        }
        // In the order of the list that all of them are from.
        if common.iter().all(|at| theirs.contains(at)) {
            common.sort_by_key(|at| theirs.iter().position(|their| their == at));
        }
        (!common.is_empty()).then_some(common)
    }

    /// The values that two alternatives have in common. `None` if they are not those of one of them.
    fn overlap(&mut self, ours: &Pointer, theirs: &Pointer) -> Option<Overlap> {
        let (our_target, their_target) = (self.target(ours)?, self.target(theirs)?);
        if our_target == their_target {
            return Some(Overlap::Ours);
        }
        if self.merging.contains(&our_target) || self.merging.contains(&their_target) {
            return None;
        }
        let (ours, theirs) = (self.merged(our_target), self.merged(their_target));
        if !ours.may_be(theirs.kind) || self.have_different_constants(&ours, &theirs) {
            Some(Overlap::Nothing)
        } else if ours.refines(&theirs) {
            Some(Overlap::Ours)
        } else if theirs.refines(&ours) {
            Some(Overlap::Theirs)
        } else {
            None
        }
    }

    /// Whether a property that both schemas require has no value in common.
    fn have_different_constants(&mut self, ours: &FlatSchema, theirs: &FlatSchema) -> bool {
        let mut shared = ours.required.intersection(&theirs.required);
        shared.any(|name| {
            let (Some(our), Some(their)) = (ours.properties.get(name), theirs.properties.get(name)) else {
                return false;
            };
            let values = |builder: &mut Self, at| {
                let target = builder.target(at)?;
                Some(builder.own(target).enumeration.clone()).filter(|values| !values.is_empty())
            };
            let (Some(our), Some(their)) = (values(self, our), values(self, their)) else { return false };
            !our.iter().any(|value| their.contains(value))
        })
    }

    /// Whether the alternatives of `part`, which is the schema `target` used at `at`, are derived from it: a schema that is derived
    /// from a base does not inherit the other alternatives of the base.
    fn is_base(&mut self, target: SchemaId, part: &FlatSchema, at: &Pointer) -> bool {
        if self.peek(at).is_some_and(|base| self.family.is_base(&self.draft(base).at)) {
            return true;
        }
        let alternatives = self.alternatives(target, part);
        self.merging.iter().any(|id| alternatives.contains(id))
    }

    /// The targets of the alternatives of `part`, which is the schema `target`.
    fn alternatives(&mut self, target: SchemaId, part: &FlatSchema) -> Arc<HashSet<SchemaId>> {
        if let Some(known) = &self.draft(target).alternatives {
            return Arc::clone(known);
        }
        let alternatives: HashSet<SchemaId> = part.any_of.iter().filter_map(|at| self.peek(at)).collect();
        let alternatives = Arc::new(alternatives);
        let draft = self.draft_mut(target);
        // Within a cycle, `part` is only a part of the merged schema.
        if draft.merged.is_some() {
            draft.alternatives = Some(Arc::clone(&alternatives));
        }
        alternatives
    }

    /// Whether every value that one of the schemas allows is an object.
    pub(super) fn all_objects(&mut self, schemas: &[Pointer]) -> bool {
        schemas.iter().all(|at| {
            self.target(at).is_some_and(|target| {
                let schema = self.merged(target);
                schema.is_object() || !schema.any_of.is_empty()
            })
        })
    }

    /// A schema of the values that both schemas allow.
    pub(super) fn both(&mut self, ours: &Pointer, theirs: &Pointer) -> Pointer {
        let (Some(our_target), Some(their_target)) = (self.target(ours), self.target(theirs)) else {
            return ours.clone();
        };
        if !self.may_make(ours) {
            return ours.clone();
        }
        let role = format!("and {} {}", theirs.file().index(), theirs.path());
        if our_target == their_target {
            return self.narrowed(ours, theirs, ours, &role);
        }
        if self.own(our_target).is_annotation() {
            let all_of = vec![theirs.clone()];
            let schema = FlatSchema { all_of, ..self.own_at(ours).annotations() };
            return self.synthetic(ours, &role, theirs, schema);
        }
        if self.own(their_target).is_annotation() {
            let all_of = vec![ours.clone()];
            let schema = FlatSchema { all_of, ..self.own_at(theirs).annotations() };
            return self.synthetic(ours, &role, ours, schema);
        }
        if self.merging.contains(&our_target) || self.merging.contains(&their_target) {
            return ours.clone();
        }
        let (our_schema, their_schema) = (self.merged(our_target), self.merged(their_target));
        if our_schema.covers(&their_schema) || self.is_alternative(&our_schema, &their_schema) {
            self.narrowed(ours, theirs, ours, &role)
        } else if their_schema.covers(&our_schema) || self.is_alternative(&their_schema, &our_schema) {
            self.narrowed(theirs, ours, ours, &role)
        } else {
            let schema = FlatSchema { all_of: vec![ours.clone(), theirs.clone()], ..FlatSchema::default() };
            let origin = if self.is_inside_merged(theirs) { theirs } else { ours };
            self.synthetic(ours, &role, origin, schema)
        }
    }

    /// The schema at `kept`, with the constraints of the one at `other`, which adds nothing else to it.
    fn narrowed(&mut self, kept: &Pointer, other: &Pointer, at: &Pointer, role: &str) -> Pointer {
        let (known, mut limits) = self.constraints_at(kept);
        let (more, more_limits) = self.constraints_at(other);
        if Constraints::both(known.clone(), more.as_ref()) == known {
            return kept.clone();
        }
        limits.extend(more_limits.into_iter().filter(|limit| !limits.contains(limit)).collect::<Vec<_>>());
        let schema =
            FlatSchema { all_of: vec![kept.clone()], constraints: more, limits, ..FlatSchema::default() };
        self.synthetic(at, role, kept, schema)
    }

    /// The constraints of a value at a location, without those of its items, and the same in words.
    fn constraints_at(&mut self, at: &Pointer) -> (Option<Arc<Constraints>>, Vec<String>) {
        let Some(found) = self.schema_use(at).cloned() else { return (None, Vec::new()) };
        let merged = self.draft(found.target).merged.clone();
        let all = found.way().iter().chain(&merged);
        let constraints =
            all.clone().fold(None, |known, schema| Constraints::both(known, schema.constraints.as_ref()));
        let limits = all.map(|schema| &schema.limits).find(|limits| !limits.is_empty());
        (constraints, limits.cloned().unwrap_or_default())
    }

    /// The keywords at a location, including those next to a reference.
    fn own_at(&mut self, at: &Pointer) -> Arc<FlatSchema> {
        match self.ids.get(at) {
            Some(id) => self.own(*id),
            None => read(at, self.spec.value(at)).unwrap_or_default(),
        }
    }

    /// Whether a location is inside the schema that is being merged, not inside one that it is derived from.
    fn is_inside_merged(&self, at: &Pointer) -> bool {
        self.merging.last().is_some_and(|id| {
            let merged = &self.draft(*id).at;
            merged.file() == at.file()
                && at.path().strip_prefix(merged.path()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Whether every value of `schema` is a value of one of the alternatives of `union`, which has nothing else.
    fn is_alternative(&mut self, schema: &FlatSchema, union: &FlatSchema) -> bool {
        let covers = |builder: &mut Self, at| {
            builder.target(at).is_some_and(|target| schema.covers(&builder.merged(target)))
        };
        union.is_plain() && union.any_of.iter().any(|at| covers(self, at))
    }
}

/// The values that two alternatives have in common.
enum Overlap {
    /// None.
    Nothing,
    /// All values of ours.
    Ours,
    /// All values of theirs.
    Theirs,
}
