//! Requests for types: the direction of the values, and a hint for the name.

use crate::names::{Case, singular};
use crate::schema::Direction;

/// The maximum nesting of lists and maps. Each counts as several of the 128 levels that rustc supports.
pub(super) const MAX_NESTED: usize = 16;

/// A request for the type of a schema.
#[derive(Debug, Clone)]
pub(crate) struct TypeRequest {
    pub(crate) direction: Direction,
    /// The name for a schema that has none.
    pub(crate) hint: NameHint,
    /// The number of lists and maps around the value.
    pub(super) nested: usize,
}

impl TypeRequest {
    /// A request for a value that is not inside a list or map.
    pub(crate) fn new(direction: Direction, hint: NameHint) -> Self {
        Self { direction, hint, nested: 0 }
    }

    /// The same request with another name.
    pub(super) fn named(&self, hint: NameHint) -> Self {
        Self { hint, ..self.clone() }
    }

    /// The same request for a value that is not inside a list or map.
    pub(super) fn outermost(&self) -> Self {
        Self { nested: 0, ..self.clone() }
    }

    /// A request for the values inside a list or map. `None` if they are nested too deeply.
    pub(super) fn inside(&self) -> Option<Self> {
        (self.nested < MAX_NESTED).then(|| Self { nested: self.nested + 1, ..self.clone() })
    }
}

/// A name for an unnamed schema: the name of its container, and a part for the schema itself.
#[derive(Debug, Clone)]
pub(crate) struct NameHint {
    pub(super) base: String,
    pub(super) leaf: String,
}

impl NameHint {
    pub(crate) fn new(base: &str, leaf: &str) -> Self {
        Self { base: base.to_owned(), leaf: leaf.to_owned() }
    }

    /// A hint with `end` appended to the part for the schema.
    pub(crate) fn extended(&self, end: &str) -> Self {
        Self { base: self.base.clone(), leaf: format!("{} {end}", self.leaf) }
    }

    /// The name that the hint suggests.
    pub(super) fn candidate(&self) -> String {
        let leaf = if self.leaf.is_empty() { String::new() } else { Case::Variant.apply(&self.leaf) };
        let name = format!("{}{leaf}", self.base);
        Case::Type.apply(&name)
    }

    /// The hint for an item of a list.
    pub(super) fn item(&self) -> Self {
        match singular(&self.leaf).filter(|_| !self.base.is_empty()) {
            Some(leaf) => Self { base: self.base.clone(), leaf },
            None => self.extended("item"),
        }
    }

    /// The hint for a property or an alternative.
    pub(super) fn child(&self, name: &str) -> Self {
        Self { base: self.candidate(), leaf: name.to_owned() }
    }
}
