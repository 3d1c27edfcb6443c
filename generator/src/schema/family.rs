//! Bases with a discriminator, and the schemas derived from them.

use std::collections::{BTreeMap, BTreeSet};

use crate::collections::HashMap;
use crate::source::Pointer;

/// The derivation of schemas from bases.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// The schemas derived from a base, at any distance.
    pub(super) descendants: HashMap<Pointer, BTreeSet<Pointer>>,
    /// For each alternative of a schema with a discriminator: the values that the properties of discriminators may have.
    pub(super) tags: HashMap<Pointer, BTreeMap<String, BTreeSet<String>>>,
    /// From each tag to the property as the base declares it: another one if the tag has one value because of the discriminator.
    pub(super) declared: HashMap<Pointer, Pointer>,
}

impl Family {
    /// Whether the alternatives of the schema at `base` are the schemas derived from it.
    pub(super) fn is_base(&self, base: &Pointer) -> bool {
        self.descendants.contains_key(base)
    }

    /// Whether the schema at `derived` is derived from the one at `base`, whose alternative it may be.
    pub(super) fn is_derived(&self, derived: &Pointer, base: &Pointer) -> bool {
        self.descendants.get(base).is_some_and(|descendants| descendants.contains(derived))
    }

    /// A property as derived schemas inherit it: the value of a tag is different in each of them.
    pub(super) fn inherited<'p>(&'p self, property: &'p Pointer) -> &'p Pointer {
        self.declared.get(property).unwrap_or(property)
    }
}
