//! Several schemas in one: `allOf`, what stands beside alternatives, and members that are described twice.

use std::sync::Arc;

use super::facts::{Additional, Facts, JsonType, Known};
use super::{HashSet, Lowering};
use crate::diagnostics::Diagnostic;
use crate::model::Constraints;
use crate::source::{Pointer, Value};

/// `allOf`s that may be in each other.
const MAX_MERGED: usize = 64;

/// What the last key of a schema that is not written down begins with.
pub(super) const SYNTHETIC: char = '\u{1}';

/// How many such schemas there may be, and how many of them in each other.
const MAX_SYNTHETIC: usize = 50_000;
const MAX_SYNTHETIC_DEPTH: usize = 4;

impl Lowering<'_> {
    /// The facts of the schema at `at` with those of its `allOf` members merged in.
    pub(crate) fn merged(&mut self, at: &Pointer) -> Arc<Facts> {
        if let Some(Known { merged: Some(facts), .. }) = self.schemas.get(at) {
            return Arc::clone(facts);
        }
        let own = self.own_facts(at);
        let facts = if own.all_of.is_empty() {
            own
        } else if self.merging.contains(at) || self.merging.len() > MAX_MERGED {
            self.diagnostics.push(Diagnostic::recursive_all_of(at));
            return Arc::new(Facts { all_of: Vec::new(), ..(*own).clone() });
        } else {
            self.merging.push(at.clone());
            let mut merged = Facts { all_of: Vec::new(), ..(*own).clone() };
            for member in &own.all_of {
                if let Some(site) = self.site(member) {
                    let facts = self.merged(&site.target);
                    self.merge(&mut merged, &facts, member);
                }
            }
            self.merging.pop();
            Arc::new(merged)
        };
        let facts = self.tagged(at, facts);
        if let Some(known) = self.schemas.get_mut(at) {
            known.merged = Some(Arc::clone(&facts));
        }
        facts
    }

    /// As [`Self::merged`], with what is said beside alternatives carried into each of them: afterwards a schema either has
    /// alternatives or says something itself.
    pub(crate) fn facts(&mut self, at: &Pointer) -> Arc<Facts> {
        if let Some(Known { distributed: Some(facts), .. }) = self.schemas.get(at) {
            return Arc::clone(facts);
        }
        let merged = self.merged(at);
        let facts = if merged.any_of.is_empty() {
            merged
        } else {
            let facts = if merged.is_plain() { (*merged).clone() } else { self.distribute(at, &merged) };
            Arc::new(self.united(facts))
        };
        if let Some(known) = self.schemas.get_mut(at) {
            known.distributed = Some(Arc::clone(&facts));
        }
        facts
    }

    fn distribute(&mut self, at: &Pointer, merged: &Facts) -> Facts {
        let base = Facts { any_of: Vec::new(), discriminator: None, ..merged.clone() };
        let says_shape = merged.any_of.iter().any(|place| {
            self.site(place).is_some_and(|site| {
                let facts = self.merged(&site.target);
                !facts.says_nothing_but_required() || !facts.any_of.is_empty()
            })
        });
        // Alternatives that only require this member or that one say nothing that a type could.
        if !says_shape {
            let sets = self.required_sets(&merged.any_of);
            let constraints = Constraints::both(base.constraints.clone(), sets.as_ref());
            return Facts { constraints, ..base };
        }
        // An object whose alternatives are objects: the alternatives say it all.
        if base.properties.is_empty()
            && base.required.is_empty()
            && base.kind == Some(JsonType::Object)
            && base.additional == Additional::Unsaid
            && self.all_objects(&merged.any_of)
        {
            return Facts { kind: None, ..merged.clone() };
        }
        if !self.may_make(at) {
            self.diagnostics.push(Diagnostic::recursive_alternatives(self.place_of(at)));
            return base;
        }
        let base = Facts { title: None, ..base };
        let shared = self.synthetic(at, "base", at, base.clone());
        let alternatives: Vec<(&Pointer, Option<Arc<Facts>>)> = merged
            .any_of
            .iter()
            .map(|place| (place, self.site(place).map(|site| self.merged(&site.target))))
            .collect();
        // An alternative of another type than what is said beside it is none, unless all are.
        let can_be = |own: &Option<Arc<Facts>>| own.as_ref().is_none_or(|own| base.may_be(own.kind));
        let none_can = !alternatives.iter().any(|(_, own)| can_be(own));
        let mut any_of = Vec::new();
        for (index, (place, own)) in alternatives.into_iter().enumerate() {
            if !none_can && !can_be(&own) {
                continue;
            }
            // What is derived from a base says already what the base says.
            let is_derived = self.family.is_derived(place, at);
            any_of.push(if is_derived || own.is_some_and(|own| own.covers(&base)) {
                place.clone()
            } else {
                let facts = Facts { all_of: vec![place.clone(), shared.clone()], ..Facts::default() };
                self.synthetic(at, &format!("alternative {index}"), place, facts)
            });
        }
        Facts {
            any_of,
            discriminator: merged.discriminator.clone(),
            exclusive: merged.exclusive,
            ..merged.annotations()
        }
    }

    fn all_objects(&mut self, places: &[Pointer]) -> bool {
        places.iter().all(|place| {
            self.site(place).is_some_and(|site| {
                let facts = self.merged(&site.target);
                facts.is_object() || !facts.any_of.is_empty()
            })
        })
    }

    /// Whether there may be another schema that the document does not write down. Those that contain themselves would have no end.
    fn may_make(&self, at: &Pointer) -> bool {
        let depth = at.keys().filter(|key| key.starts_with(SYNTHETIC)).count();
        depth < MAX_SYNTHETIC_DEPTH && self.synthetic.len() < MAX_SYNTHETIC
    }

    /// A schema that the document does not write down: `facts`, said in the context of `at` about what stands at `place`.
    pub(super) fn synthetic(&mut self, at: &Pointer, role: &str, place: &Pointer, facts: Facts) -> Pointer {
        let here = at.child(&format!("{SYNTHETIC}{role}"));
        self.schemas.entry(here.clone()).or_insert_with(|| Known::new(Ok(Arc::new(facts))));
        self.synthetic.insert(here.clone(), place.clone());
        here
    }

    /// Where a schema stands in the document, also one that is not written down there.
    pub(crate) fn place_of<'p>(&'p self, at: &'p Pointer) -> &'p Pointer {
        let mut here = at;
        while let Some(place) = self.synthetic.get(here) {
            here = place;
        }
        here
    }

    fn merge(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        for (name, property) in &member.properties {
            let property = &self.family.inherited(property).clone();
            let both = match into.properties.get(name) {
                Some(known) if known != property => self.both(&known.clone(), property),
                Some(known) => known.clone(),
                None => property.clone(),
            };
            into.properties.insert(name.clone(), both);
        }
        into.required.extend(member.required.iter().cloned());
        into.kind = match (into.kind, member.kind) {
            (None, kind) | (kind, None) => kind,
            (Some(JsonType::Number), Some(JsonType::Integer))
            | (Some(JsonType::Integer), Some(JsonType::Number)) => Some(JsonType::Integer),
            (Some(ours), Some(theirs)) => {
                if ours != theirs {
                    self.diagnostics.push(Diagnostic::conflicting_types(self.place_of(at)));
                }
                Some(ours)
            }
        };
        into.format = into.format.take().or_else(|| member.format.clone());
        into.items = match (into.items.take(), &member.items) {
            (Some(ours), Some(theirs)) if ours != *theirs => Some(self.both(&ours, theirs)),
            (ours, theirs) => ours.or_else(|| theirs.clone()),
        };
        into.minimum = into.minimum.or(member.minimum);
        into.maximum = into.maximum.or(member.maximum);
        into.constraints = Constraints::both(into.constraints.take(), member.constraints.as_ref());
        into.description = into.description.take().or_else(|| member.description.clone());
        into.title = into.title.take().or_else(|| member.title.clone());
        into.example = into.example.take().or_else(|| member.example.clone());
        into.default = into.default.take().or_else(|| member.default.clone());
        into.limits.extend(
            member.limits.iter().filter(|limit| !into.limits.contains(limit)).cloned().collect::<Vec<_>>(),
        );
        self.merge_values(into, member, at);
        if into.additional == Additional::Unsaid {
            into.additional = member.additional.clone();
        }
        self.merge_alternatives(into, member, at);
    }

    fn merge_values(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        if into.enumeration.is_empty() {
            into.enumeration.clone_from(&member.enumeration);
            into.value_names.clone_from(&member.value_names);
            into.value_docs.clone_from(&member.value_docs);
        } else if !member.enumeration.is_empty() {
            let theirs: HashSet<&Value> = member.enumeration.iter().collect();
            let common: Vec<Value> =
                into.enumeration.iter().filter(|value| theirs.contains(value)).cloned().collect();
            let all = || into.enumeration.iter().chain(&member.enumeration);
            if common.is_empty() && all().all(Value::is_boolean) {
                // Either of the two: nothing is lost in a type.
                into.enumeration.clear();
            } else if common.is_empty() {
                self.diagnostics.push(Diagnostic::conflicting_enums(self.place_of(at)));
            } else if common.len() < into.enumeration.len() {
                into.enumeration = common;
                into.value_names.clear();
                into.value_docs.clear();
            }
        }
    }

    fn merge_alternatives(&mut self, into: &mut Facts, member: &Facts, at: &Pointer) {
        // A base that lists what is derived from it: what is derived is not the base's other alternatives.
        let is_base = member
            .any_of
            .iter()
            .any(|place| self.spec.resolve(place).is_ok_and(|target| self.merging.contains(&target)));
        let is_family = || self.spec.resolve(at).is_ok_and(|base| self.family.is_base(&base));
        if member.any_of.is_empty() || is_base || is_family() {
            return;
        }
        if into.any_of.is_empty() {
            into.any_of.clone_from(&member.any_of);
            into.discriminator.clone_from(&member.discriminator);
            into.exclusive = member.exclusive;
        } else if into.any_of != member.any_of {
            // What the others would have said of an object is kept, without a type.
            if into.additional == Additional::Unsaid
                && self.all_objects(&into.any_of)
                && self.all_objects(&member.any_of)
            {
                into.additional = Additional::Any;
            }
            self.diagnostics.push(Diagnostic::conflicting_alternatives(self.place_of(at)));
        }
    }

    /// A schema that says what both say.
    fn both(&mut self, ours: &Pointer, theirs: &Pointer) -> Pointer {
        let (Some(our_site), Some(their_site)) = (self.site(ours), self.site(theirs)) else {
            return ours.clone();
        };
        if our_site.target == their_site.target || !self.may_make(ours) {
            return ours.clone();
        }
        let role = format!("and {} {}", theirs.file().index(), theirs.path());
        let own = (self.own_facts(&our_site.target), self.own_facts(&their_site.target));
        if own.0.is_annotation() {
            let facts = Facts { all_of: vec![theirs.clone()], ..self.own_facts(ours).annotations() };
            return self.synthetic(ours, &role, theirs, facts);
        }
        if own.1.is_annotation() {
            let facts = Facts { all_of: vec![ours.clone()], ..self.own_facts(theirs).annotations() };
            return self.synthetic(ours, &role, ours, facts);
        }
        if self.merging.contains(&our_site.target) || self.merging.contains(&their_site.target) {
            return ours.clone();
        }
        let (our_facts, their_facts) = (self.merged(&our_site.target), self.merged(&their_site.target));
        if our_facts.covers(&their_facts) || self.is_one_of(&our_facts, &their_facts) {
            ours.clone()
        } else if their_facts.covers(&our_facts) || self.is_one_of(&their_facts, &our_facts) {
            theirs.clone()
        } else {
            let facts = Facts { all_of: vec![ours.clone(), theirs.clone()], ..Facts::default() };
            let place = if self.is_merged_here(theirs) { theirs } else { ours };
            self.synthetic(ours, &role, place, facts)
        }
    }

    /// Whether a place is within the schema that is being merged, not in one that it is derived from.
    fn is_merged_here(&self, place: &Pointer) -> bool {
        self.merging.last().is_some_and(|at| {
            at.file() == place.file()
                && place.path().strip_prefix(at.path()).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Whether every value of `facts` is one of the alternatives that are all that `union` says.
    fn is_one_of(&mut self, facts: &Facts, union: &Facts) -> bool {
        union.is_plain()
            && union
                .any_of
                .iter()
                .any(|place| self.site(place).is_some_and(|site| facts.covers(&self.merged(&site.target))))
    }
}
