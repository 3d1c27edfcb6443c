//! Requests for types: the direction of the values, and a hint for the name.

use super::hint::NameHint;
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
        Self { hint, direction: self.direction, nested: self.nested }
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
