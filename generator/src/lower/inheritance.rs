//! Schemas with a discriminator that others are derived from by `allOf`: a value of one is a value of what is derived from it, and so
//! they become what they would be if they listed that as their alternatives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{Facts, JsonType, Known};
use super::merge::SYNTHETIC;
use super::tag::value_called;
use super::{HashMap, Lowering};
use crate::source::{Pointer, Value};

/// Which schemas are derived from which.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// Those that are derived from a schema, at any distance, where it has a discriminator.
    descendants: HashMap<Pointer, BTreeSet<Pointer>>,
    /// The members that tell what a value is, and what each may say for a schema.
    tags: HashMap<Pointer, BTreeMap<String, BTreeSet<String>>>,
    /// From a tag that says one thing to the member as the base declares it.
    declared: HashMap<Pointer, Pointer>,
}

impl Family {
    /// Whether the alternatives of the schema at `base` are those that are derived from it.
    pub(super) fn is_base(&self, base: &Pointer) -> bool {
        self.descendants.contains_key(base)
    }

    /// Whether the schema at `derived` is made of the one at `base`, whose alternative it may be.
    pub(super) fn is_derived(&self, derived: &Pointer, base: &Pointer) -> bool {
        self.descendants.get(base).is_some_and(|descendants| descendants.contains(derived))
    }

    /// Whether a member is a tag that says one thing.
    pub(super) fn is_tag(&self, member: &Pointer) -> bool {
        self.declared.contains_key(member)
    }

    /// A member of a schema for those that are derived from it: what the tag says is another thing for each of them.
    pub(super) fn inherited<'p>(&'p self, member: &'p Pointer) -> &'p Pointer {
        self.declared.get(member).unwrap_or(member)
    }
}

impl Lowering<'_> {
    /// Lists the alternatives of every schema that has a discriminator and leaves it to others to be derived from it.
    pub(super) fn list_descendants(&mut self) {
        let mut bases: Vec<(Pointer, Arc<Facts>)> = Vec::new();
        for (at, known) in &self.schemas {
            let tagged = known.own().filter(|facts| facts.discriminator.is_some());
            bases.extend(tagged.map(|facts| (at.clone(), Arc::clone(facts))));
        }
        if bases.is_empty() {
            return;
        }
        bases.sort_by(|(a, _), (b, _)| a.cmp(b));
        let children = self.children();
        for (base, _) in bases.iter().filter(|(_, facts)| facts.any_of.is_empty()) {
            let descendants = descendants(base, &children);
            if !descendants.is_empty() {
                self.family.descendants.insert(base.clone(), descendants);
            }
        }
        for (base, facts) in bases {
            if !facts.any_of.is_empty() {
                let listed: Vec<Pointer> =
                    facts.any_of.iter().filter_map(|at| self.references.get(at)).cloned().collect();
                self.keep_tags(&base, &facts, &listed);
                continue;
            }
            let any_of = self.alternatives_of(&base, &facts);
            self.keep_tags(&base, &facts, &any_of);
            if let Some(known) = self.schemas.get_mut(&base).filter(|_| !any_of.is_empty()) {
                known.own = Ok(Arc::new(Facts { any_of, ..(*facts).clone() }));
            }
        }
    }

    /// The named schemas that are derived from a schema, each by one step.
    fn children(&self) -> BTreeMap<Pointer, BTreeSet<Pointer>> {
        let mut children: BTreeMap<Pointer, BTreeSet<Pointer>> = BTreeMap::new();
        for (at, known) in &self.schemas {
            let derived = known.own().filter(|facts| !facts.all_of.is_empty() && self.says_more(facts));
            let Some(facts) = derived.filter(|_| self.is_named(at)) else { continue };
            for base in facts.all_of.iter().filter_map(|member| self.references.get(member)) {
                children.entry(base.clone()).or_default().insert(at.clone());
            }
        }
        children
    }

    /// Whether a schema is not only another one with annotations.
    fn says_more(&self, facts: &Facts) -> bool {
        let own = |place: &Pointer| self.schemas.get(place).and_then(Known::own);
        let shapes =
            facts.all_of.iter().filter(|place| own(place).is_none_or(|facts| !facts.is_annotation()));
        !facts.is_plain() || shapes.count() > 1
    }

    /// Whether a schema has a name of its own, not that of the response or the like that it is all of.
    fn is_named(&self, at: &Pointer) -> bool {
        let is_part = at.path().starts_with("/components/") && !at.path().starts_with("/components/schemas/");
        !is_part && self.component_name(at).is_some()
    }

    /// What a value of `base` may be: what the mapping says, and every other schema that is derived from it, under its name.
    fn alternatives_of(&mut self, base: &Pointer, facts: &Facts) -> Vec<Pointer> {
        let mapping = facts.discriminator.iter().flat_map(|discriminator| &discriminator.mapping);
        let mapped = mapping.filter_map(|(_, value)| self.mapped(base, value));
        let mut alternatives: Vec<Pointer> = Vec::new();
        for at in mapped {
            if !alternatives.contains(&at) {
                alternatives.push(at);
            }
        }
        if let Some(descendants) = self.family.descendants.get(base) {
            // One that is a base of others lists them itself.
            let others =
                descendants.iter().filter(|at| !alternatives.contains(at) && !self.family.is_base(at));
            let others: Vec<Pointer> = others.cloned().collect();
            alternatives.extend(others);
        }
        if alternatives.iter().all(|at| at == base) {
            return Vec::new();
        }
        if let Some(itself) = alternatives.iter_mut().find(|at| *at == base) {
            *itself = self.itself(base, facts);
        }
        alternatives
    }

    /// Remembers what the tag of `base` says for each alternative: a key of the mapping, or of the values that the base lists for it
    /// the one that is called like the alternative.
    fn keep_tags(&mut self, base: &Pointer, facts: &Facts, alternatives: &[Pointer]) {
        let Some(discriminator) = &facts.discriminator else { return };
        let property = &discriminator.property;
        let mapping = discriminator.mapping.iter();
        let mapped: Vec<(&String, Option<Pointer>)> =
            mapping.map(|(key, value)| (key, self.mapped(base, value))).collect();
        for at in alternatives {
            let schema = self.place_of(at);
            let own = mapped.iter().filter(|(_, place)| place.as_ref() == Some(schema));
            let mut keys: BTreeSet<String> = own.map(|(key, _)| (*key).clone()).collect();
            if keys.is_empty() {
                keys.extend(self.listed_value(facts, property, schema));
            }
            self.family.tags.entry(at.clone()).or_default().entry(property.clone()).or_default().extend(keys);
        }
    }

    /// The value of a member, of those that `base` lists for it, that is called like the schema at `derived`.
    fn listed_value(&self, base: &Facts, member: &str, derived: &Pointer) -> Option<String> {
        let place = base.properties.get(member)?;
        let values = &self.schemas.get(self.references.get(place).unwrap_or(place))?.own()?.enumeration;
        value_called(values, &self.component_name(derived)?)?.as_str().map(str::to_owned)
    }

    /// `facts` of the schema at `at`, in which each tag says what it says for this schema, if that is one thing, and nothing else.
    pub(super) fn tagged(&mut self, at: &Pointer, facts: Arc<Facts>) -> Arc<Facts> {
        let Some(tags) = self.family.tags.get(at).cloned() else { return facts };
        let mut tagged = Arc::clone(&facts);
        for (property, keys) in tags {
            let mut keys = keys.into_iter();
            let (Some(key), None) = (keys.next(), keys.next()) else { continue };
            let Some(declared) = facts.properties.get(&property) else { continue };
            if let Some(tag) = self.tag_of(at, declared, &property, &key) {
                self.family.declared.insert(tag.clone(), declared.clone());
                Arc::make_mut(&mut tagged).properties.insert(property, tag);
            }
        }
        tagged
    }

    /// The member at `declared` as one that says `key`; `None` if it cannot, or says nothing else anyway.
    fn tag_of(&mut self, at: &Pointer, declared: &Pointer, property: &str, key: &str) -> Option<Pointer> {
        let site = self.site(declared)?;
        let facts = self.merged(&site.target);
        let values = &facts.enumeration;
        let is_open = values.is_empty() || (values.len() > 1 && values.contains(&Value::from(key)));
        if facts.kind != Some(JsonType::String) || facts.format.is_some() || !is_open {
            return None;
        }
        let said = Facts { limits: Vec::new(), ..facts.annotations() };
        let said = Facts { kind: facts.kind, enumeration: vec![Value::from(key)], ..said };
        let place = self.place_of(at).child("properties").child(property);
        Some(self.synthetic(at, &format!("{TAG} {property}"), &place, said))
    }

    /// The schema that a mapping in `base` leads to, by its name or by a reference.
    fn mapped(&self, base: &Pointer, value: &str) -> Option<Pointer> {
        let named = Pointer::root(base.file()).child("components").child("schemas").child(value);
        let is_name = self.spec.value(&named).is_some();
        let at = if is_name { named } else { self.spec.target(base, value).ok()? };
        self.spec.value(&at)?;
        self.spec.resolve(&at).ok()
    }

    /// The schema at `base` as one of its own alternatives: as it stands, without the others.
    fn itself(&mut self, base: &Pointer, facts: &Facts) -> Pointer {
        self.synthetic(base, ITSELF, base, Facts { discriminator: None, ..facts.clone() })
    }
}

/// What the schema is called that a base is as its own alternative.
const ITSELF: &str = "itself";

/// What the schema of a tag is called that says one thing.
const TAG: &str = "tag";

/// Whether the schema at `at` is one that is its own alternative.
pub(super) fn is_itself(at: &Pointer) -> bool {
    at.last_key().is_some_and(|key| key.strip_prefix(SYNTHETIC) == Some(ITSELF))
}

/// All that is derived from `base`, step by step.
fn descendants(base: &Pointer, children: &BTreeMap<Pointer, BTreeSet<Pointer>>) -> BTreeSet<Pointer> {
    let mut descendants = BTreeSet::new();
    let mut open = vec![base];
    while let Some(at) = open.pop() {
        for child in children.get(at).into_iter().flatten() {
            if child != base && descendants.insert(child.clone()) {
                open.push(child);
            }
        }
    }
    descendants
}
