//! The member that tells alternatives apart: a discriminator, or one whose values differ.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Lowering;
use super::facts::{Discriminator, Facts};
use super::union::{Alternative, MAX_NESTING};
use crate::diagnostics::Diagnostic;
use crate::names::Case;
use crate::source::{Pointer, Value};

impl Lowering<'_> {
    /// The member that tells the alternatives apart, if there is one; what it says goes into their `keys`.
    pub(super) fn tag(&mut self, facts: &Facts, alternatives: &mut [Alternative]) -> Option<String> {
        let discriminator =
            facts.discriminator.clone().or_else(|| self.inherited_discriminator(alternatives));
        if let Some(discriminator) = &discriminator {
            for alternative in &mut *alternatives {
                alternative.keys = self.keys(discriminator, alternative);
            }
            self.settle_shared_keys(alternatives);
            let without = alternatives.iter().find(|alternative| alternative.keys.is_empty());
            match without.map(|alternative| alternative.place.clone()) {
                None => {
                    keep_first_of_equal_keys(alternatives);
                    return Some(discriminator.property.clone());
                }
                Some(place) => {
                    let at = self.place_of(&place);
                    self.diagnostics.push(Diagnostic::alternative_without_discriminator_value(at));
                }
            }
        }
        self.inferred_tag(alternatives)
    }

    /// The discriminator of a schema that all alternatives are derived from.
    fn inherited_discriminator(&mut self, alternatives: &[Alternative]) -> Option<Discriminator> {
        let (first, rest) = alternatives.split_first()?;
        let mut shared = self.discriminating_bases(&first.site.target);
        for alternative in rest {
            if shared.is_empty() {
                return None;
            }
            let own = self.discriminating_bases(&alternative.site.target);
            shared.retain(|base| own.contains(base));
        }
        let base = shared.first().filter(|_| !rest.is_empty())?;
        self.own_facts(base).discriminator.clone()
    }

    /// The schemas with a discriminator that a schema is derived from, the nearest first.
    fn discriminating_bases(&mut self, target: &Pointer) -> Vec<Pointer> {
        let mut line = vec![target.clone()];
        let mut looked_at = 0;
        while let Some(derived) = line.get(looked_at).cloned() {
            looked_at += 1;
            for member in &self.own_facts(&derived).all_of {
                if let Some(site) = self.site(member).filter(|site| !line.contains(&site.target)) {
                    line.push(site.target);
                }
            }
        }
        line.remove(0);
        line.retain(|base| self.own_facts(base).discriminator.is_some());
        line
    }

    /// What the tag says for an alternative: by the mapping, or as its own schema has it, or else its name.
    fn keys(&mut self, discriminator: &Discriminator, alternative: &Alternative) -> Vec<Value> {
        let place = self.place_of(&alternative.place).clone();
        let reference = self.spec.reference(&place).map(str::to_owned);
        let target = self.spec.resolve(&place).unwrap_or(place);
        let name = self.component_name(&target);
        let means = |value: &str| {
            reference.as_deref() == Some(value)
                || name.as_deref().is_some_and(|name| last_part(value) == name)
        };
        let mapped = discriminator.mapping.iter().filter(|(_, value)| means(value));
        let mapped: Vec<Value> = mapped.map(|(key, _)| Value::from(key.as_str())).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let own = self.constants_of(&alternative.facts, &discriminator.property, 0);
        if own.is_empty() { name.into_iter().map(Value::from).collect() } else { own }
    }

    /// Several alternatives may have all values of the tag from a base of theirs: then each has the one that is called like it.
    fn settle_shared_keys(&self, alternatives: &mut [Alternative]) {
        let mut counts: HashMap<Value, usize> = HashMap::new();
        for key in alternatives.iter().flat_map(|alternative| &alternative.keys) {
            *counts.entry(key.clone()).or_default() += 1;
        }
        for alternative in alternatives {
            let shared = alternative.keys.iter().filter(|key| counts[*key] > 1).count();
            let name = self.component_name(self.place_of(&alternative.site.target));
            let Some(name) = name.filter(|_| shared > 1) else { continue };
            match value_called(&alternative.keys, &name).cloned() {
                Some(key) => alternative.keys = vec![key],
                None => alternative.keys.retain(|key| counts[key] == 1),
            }
            if alternative.keys.is_empty() {
                alternative.keys.push(Value::from(name));
            }
        }
    }

    /// As [`Self::constants`], also for alternatives that have alternatives of their own.
    fn constants_of(&mut self, facts: &Facts, property: &str, depth: usize) -> Vec<Value> {
        if facts.any_of.is_empty() || depth == MAX_NESTING {
            return self.constants(facts, property);
        }
        let mut all = Vec::new();
        for place in &facts.any_of {
            let Some(site) = self.site(place) else { continue };
            let inner = self.facts(&site.target);
            let own = self.constants_of(&inner, property, depth + 1);
            if own.is_empty() {
                return Vec::new();
            }
            all.extend(own);
        }
        all
    }

    /// The single values that a member of a record can have, where the document lists them.
    pub(super) fn constants(&mut self, facts: &Facts, property: &str) -> Vec<Value> {
        let Some(site) = facts.properties.get(property).and_then(|place| self.site(place)) else {
            return Vec::new();
        };
        let member = self.facts(&site.target);
        let single = |value: &Value| value.is_string() || value.is_i64() || value.is_boolean();
        if member.enumeration.iter().all(single) { member.enumeration.clone() } else { Vec::new() }
    }

    /// A required member that has other values in every alternative.
    fn inferred_tag(&mut self, alternatives: &mut [Alternative]) -> Option<String> {
        let [first, rest @ ..] = &*alternatives else { return None };
        if rest.is_empty() || !alternatives.iter().all(|alternative| alternative.facts.is_object()) {
            return None;
        }
        let candidates: Vec<String> = first
            .facts
            .required
            .iter()
            .filter(|name| first.facts.properties.contains_key(*name))
            .cloned()
            .collect();
        'candidates: for property in candidates {
            let mut seen = HashSet::new();
            let mut keys = Vec::new();
            for alternative in &*alternatives {
                let facts = Arc::clone(&alternative.facts);
                let own = self.constants(&facts, &property);
                let distinct = own.iter().all(|value| seen.insert(value.clone()));
                if own.is_empty() || !distinct || !facts.required.contains(&property) {
                    continue 'candidates;
                }
                keys.push(own);
            }
            for (alternative, keys) in alternatives.iter_mut().zip(keys) {
                alternative.keys = keys;
            }
            return Some(property);
        }
        alternatives.iter_mut().for_each(|alternative| alternative.keys.clear());
        None
    }
}

/// The text among `values` that is called like a schema.
pub(super) fn value_called<'v>(values: &'v [Value], name: &str) -> Option<&'v Value> {
    let name = Case::Type.apply(name);
    values.iter().find(|value| value.as_str().is_some_and(|text| Case::Type.apply(text) == name))
}

/// A key that means several alternatives means the first.
fn keep_first_of_equal_keys(alternatives: &mut [Alternative]) {
    let mut seen = HashSet::new();
    for alternative in alternatives {
        alternative.keys.retain(|key| seen.insert(key.clone()));
    }
}

/// The name at the end of a reference: `Cat` in `#/components/schemas/Cat`, `./Cat.yaml` and `Cat`.
fn last_part(reference: &str) -> &str {
    let last = reference.rsplit(['/', '#']).next().unwrap_or(reference);
    [".yaml", ".yml", ".json"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last)
}
