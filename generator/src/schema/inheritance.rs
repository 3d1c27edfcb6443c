//! The second pass: schemas with a discriminator from which others are derived by `allOf`. A value of such a base is a value of one of
//! the derived schemas, so the base gets them as its alternatives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexSet;

use super::builder::{Builder, SYNTHETIC};
use super::flat::{Discriminator, FlatSchema, JsonType};
use super::names::schema_name;
use crate::collections::HashMap;
use crate::names::Case;
use crate::source::{Pointer, Value};

/// Role of the synthetic schema that is a base as its own alternative.
const ITSELF: &str = "itself";

/// Role of the synthetic schema of a tag with one value.
const TAG: &str = "tag";

/// Adds the alternatives of every schema that has a discriminator and does not list them.
pub(super) fn list_alternatives(builder: &mut Builder<'_>) {
    let mut bases: Vec<(Pointer, Arc<FlatSchema>)> = Vec::new();
    for draft in &builder.drafts {
        let tagged = draft.readable().filter(|own| own.discriminator.is_some());
        bases.extend(tagged.map(|own| (draft.at.clone(), Arc::clone(own))));
    }
    if bases.is_empty() {
        return;
    }
    bases.sort_by(|(a, _), (b, _)| a.cmp(b));
    let children = builder.children();
    for (base, _) in bases.iter().filter(|(_, own)| own.any_of.is_empty()) {
        let descendants = descendants(base, &children);
        if !descendants.is_empty() {
            builder.family.descendants.insert(base.clone(), descendants);
        }
    }
    for (base, own) in bases {
        let Some(discriminator) = &own.discriminator else { continue };
        let mapped = builder.mapped(&base, discriminator);
        if !own.any_of.is_empty() {
            let listed: Vec<Pointer> =
                own.any_of.iter().map(|at| builder.references.get(at).unwrap_or(at)).cloned().collect();
            builder.keep_tags(&own, discriminator, &mapped, &listed);
            continue;
        }
        let any_of = builder.alternatives_of(&base, &own, &mapped);
        builder.keep_tags(&own, discriminator, &mapped, &any_of);
        if !any_of.is_empty() {
            let id = builder.id(&base);
            builder.draft_mut(id).own = Ok(Arc::new(FlatSchema { any_of, ..(*own).clone() }));
        }
    }
}

/// The schemas of a discriminator's mapping, each with its values.
type Mapped = Vec<(String, Pointer)>;

impl Builder<'_> {
    /// The named schemas that are derived from each schema directly.
    fn children(&self) -> BTreeMap<Pointer, BTreeSet<Pointer>> {
        let mut children: BTreeMap<Pointer, BTreeSet<Pointer>> = BTreeMap::new();
        for draft in &self.drafts {
            let derived = draft.readable().filter(|own| !own.all_of.is_empty() && self.adds_to_base(own));
            let Some(own) = derived.filter(|_| self.is_named(&draft.at)) else { continue };
            for base in own.all_of.iter().filter_map(|part| self.references.get(part)) {
                children.entry(base.clone()).or_default().insert(draft.at.clone());
            }
        }
        children
    }

    /// Whether a schema is more than another one with annotations.
    fn adds_to_base(&self, own: &FlatSchema) -> bool {
        let part = |at: &Pointer| self.readable(at);
        let shapes = own.all_of.iter().filter(|at| part(at).is_none_or(|own| !own.is_annotation()));
        !own.is_plain() || shapes.count() > 1
    }

    fn readable(&self, at: &Pointer) -> Option<&Arc<FlatSchema>> {
        self.draft(*self.ids.get(at)?).readable()
    }

    /// Whether a schema has its own name, not the name of the response or parameter that contains it.
    fn is_named(&self, at: &Pointer) -> bool {
        let is_part = at.path().starts_with("/components/") && !at.path().starts_with("/components/schemas/");
        !is_part && schema_name(self.spec, at).is_some()
    }

    /// The alternatives of `base`: the schemas of its mapping, then every other schema that is derived from it, sorted by location.
    fn alternatives_of(&mut self, base: &Pointer, own: &FlatSchema, mapped: &Mapped) -> Vec<Pointer> {
        let mut alternatives: IndexSet<Pointer> = mapped.iter().map(|(_, at)| at.clone()).collect();
        if let Some(descendants) = self.family.descendants.get(base) {
            // A descendant that is a base itself lists its own descendants.
            alternatives.extend(descendants.iter().filter(|at| !self.family.is_base(at)).cloned());
        }
        if alternatives.iter().all(|at| at == base) {
            return Vec::new();
        }
        let mut alternatives: Vec<Pointer> = alternatives.into_iter().collect();
        if let Some(itself) = alternatives.iter_mut().find(|at| *at == base) {
            *itself = self.itself(base, own);
        }
        alternatives
    }

    /// Keeps the values of the tag of `base` for each alternative: those of the mapping, or else the value in the enum of the tag that
    /// has the name of the alternative.
    fn keep_tags(
        &mut self,
        base: &FlatSchema,
        discriminator: &Discriminator,
        mapped: &Mapped,
        alternatives: &[Pointer],
    ) {
        let same: Vec<(&Pointer, &Pointer)> = alternatives.iter().map(|at| (at, at)).collect();
        self.keep_tags_as(base, discriminator, mapped, &same);
    }

    /// Keeps the values of the tag of the alternatives of `merged`, whose keywords next to them are distributed: each of `alternatives`
    /// is a schema that a pass created, and the schema in the document that it contains.
    pub(super) fn keep_tags_of(
        &mut self,
        at: &Pointer,
        merged: &FlatSchema,
        discriminator: &Discriminator,
        alternatives: &[(Pointer, Pointer)],
    ) {
        let mapped = self.mapped(at, discriminator);
        let alternatives: Vec<(&Pointer, &Pointer)> = alternatives.iter().map(|(at, of)| (at, of)).collect();
        self.keep_tags_as(merged, discriminator, &mapped, &alternatives);
    }

    fn keep_tags_as(
        &mut self,
        base: &FlatSchema,
        discriminator: &Discriminator,
        mapped: &Mapped,
        alternatives: &[(&Pointer, &Pointer)],
    ) {
        let property = &discriminator.property;
        let mut keys_of: HashMap<&Pointer, BTreeSet<String>> = HashMap::default();
        for (key, at) in mapped {
            keys_of.entry(at).or_default().insert(key.clone());
        }
        let mut listed = None;
        for &(at, of) in alternatives {
            let schema = self.location(of).clone();
            let mut keys = keys_of.get(&schema).cloned().unwrap_or_default();
            if keys.is_empty() {
                let listed = listed.get_or_insert_with(|| self.listed_values(base, property));
                let name = self.name(&schema).map(|name| Case::Type.apply(&name));
                keys.extend(name.and_then(|name| listed.get(&name)).cloned());
            }
            self.family.tags.entry(at.clone()).or_default().entry(property.clone()).or_default().extend(keys);
        }
    }

    /// The strings in the enum of a property of `base`, by the type name derived from each.
    fn listed_values(&self, base: &FlatSchema, property: &str) -> HashMap<String, String> {
        let at = base.properties.get(property);
        let schema = at.and_then(|at| self.readable(self.references.get(at).unwrap_or(at)));
        let mut listed = HashMap::default();
        for value in schema.iter().flat_map(|schema| &schema.enumeration).filter_map(Value::as_str) {
            listed.entry(Case::Type.apply(value)).or_insert_with(|| value.to_owned());
        }
        listed
    }

    /// `schema`, merged from the schema at `at`, with a tag of one value for each discriminator that has one value for this schema.
    pub(super) fn tagged(&mut self, at: &Pointer, schema: Arc<FlatSchema>) -> Arc<FlatSchema> {
        let Some(tags) = self.family.tags.get(at).cloned() else { return schema };
        let mut tagged = Arc::clone(&schema);
        for (property, keys) in tags {
            let Some(declared) = schema.properties.get(&property) else { continue };
            let mut keys = keys.into_iter();
            let tag = match (keys.next(), keys.next()) {
                (Some(key), None) => self.tag_of(at, declared, &property, &key),
                _ => None,
            };
            if let Some(tag) = tag {
                self.family.declared.insert(tag.clone(), declared.clone());
                Arc::make_mut(&mut tagged).properties.insert(property, tag);
            } else {
                self.family.declared.entry(declared.clone()).or_insert_with(|| declared.clone());
            }
        }
        tagged
    }

    /// The property at `declared` as a tag with the value `key`. `None` if it cannot have this value, or has no other anyway.
    fn tag_of(&mut self, at: &Pointer, declared: &Pointer, property: &str, key: &str) -> Option<Pointer> {
        let target = self.target(declared)?;
        let schema = self.merged(target);
        let values = &schema.enumeration;
        let is_open = values.is_empty() || (values.len() > 1 && values.contains(&Value::from(key)));
        if schema.kind != Some(JsonType::String) || schema.format.is_some() || !is_open {
            return None;
        }
        let annotations = FlatSchema { limits: Vec::new(), ..schema.annotations() };
        let tag = FlatSchema { kind: schema.kind, enumeration: vec![Value::from(key)], ..annotations };
        let origin = self.location(at).child("properties").child(property);
        Some(self.synthetic(at, &format!("{TAG} {property}"), &origin, tag))
    }

    /// The values of the mapping in `base`, and the schema that each means, in the order of the mapping.
    fn mapped(&self, base: &Pointer, discriminator: &Discriminator) -> Mapped {
        let mapping = discriminator.mapping.iter();
        mapping.filter_map(|(key, value)| Some((key.clone(), self.mapped_schema(base, value)?))).collect()
    }

    /// The schema that a value in a mapping names or refers to.
    fn mapped_schema(&self, base: &Pointer, value: &str) -> Option<Pointer> {
        let named = Pointer::root(base.file()).child("components").child("schemas").child(value);
        let is_name = self.spec.value(&named).is_some();
        let at = if is_name { named } else { self.spec.target(base, value).ok()? };
        self.spec.value(&at)?;
        self.spec.resolve(&at).ok()
    }

    /// The schema at `base` as one of its own alternatives: without the others.
    fn itself(&mut self, base: &Pointer, own: &FlatSchema) -> Pointer {
        self.synthetic(base, ITSELF, base, FlatSchema { discriminator: None, ..own.clone() })
    }
}

/// Whether the schema at `at` is a base as its own alternative.
pub(super) fn is_itself(at: &Pointer) -> bool {
    at.last_key().is_some_and(|key| key.strip_prefix(SYNTHETIC) == Some(ITSELF))
}

/// The schemas derived from `base`, at any distance.
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
