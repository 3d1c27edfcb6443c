//! The constraints of a value that its Rust type does not express.

use std::sync::Arc;

use crate::source::Value;

/// The constraints of a value that its Rust type does not express. Examples satisfy them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Constraints {
    /// The `format` of a string.
    pub format: Option<String>,
    /// Regular expressions, each of which a string matches.
    pub patterns: Vec<String>,
    /// The number of characters of a string.
    pub length: Count,
    /// The least number.
    pub minimum: Option<Bound>,
    /// The greatest number.
    pub maximum: Option<Bound>,
    /// The number must be a multiple of this one.
    pub multiple_of: Option<f64>,
    /// The number of items of a list.
    pub items: Count,
    /// Whether all items of a list differ.
    pub unique: bool,
    /// The number of properties of an object.
    pub properties: Count,
    /// Sets of properties; an object has all properties of at least one set. Empty: none is required.
    pub one_set_of: Vec<Vec<String>>,
    /// The allowed values, if the type is not an enum of them. Empty: any.
    pub values: Vec<Value>,
    /// The elements of a list or map.
    pub element: Option<Box<Element>>,
}

/// The elements of a list or map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    /// An example of one.
    pub example: Option<Value>,
    /// The constraints of each.
    pub constraints: Option<Arc<Constraints>>,
}

/// The range of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// The least number.
    pub least: usize,
    /// The greatest number.
    pub most: Option<usize>,
}

/// A bound of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The bound.
    pub value: f64,
    /// Whether the bound itself is excluded.
    pub exclusive: bool,
}

impl Count {
    /// Whether the range contains `count`.
    pub(crate) fn allows(self, count: usize) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }

    fn and(self, other: Self) -> Self {
        let most = [self.most, other.most].into_iter().flatten().min();
        Self { least: self.least.max(other.least), most }
    }
}

impl Constraints {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The constraints of a value that satisfies both.
    #[must_use]
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.format = self.format.or_else(|| other.format.clone());
        for pattern in &other.patterns {
            if !self.patterns.contains(pattern) {
                self.patterns.push(pattern.clone());
            }
        }
        self.length = self.length.and(other.length);
        self.items = self.items.and(other.items);
        self.properties = self.properties.and(other.properties);
        self.unique |= other.unique;
        self.minimum = tighter(self.minimum, other.minimum, |ours, theirs| ours > theirs);
        self.maximum = tighter(self.maximum, other.maximum, |ours, theirs| ours < theirs);
        self.multiple_of = self.multiple_of.or(other.multiple_of);
        if self.one_set_of.is_empty() {
            self.one_set_of.clone_from(&other.one_set_of);
        }
        if self.values.is_empty() {
            self.values.clone_from(&other.values);
        }
        self.element = self.element.or_else(|| other.element.clone());
        self
    }

    /// The constraints of a value that satisfies both, if there are any.
    pub(crate) fn both(ours: Option<Arc<Self>>, theirs: Option<&Arc<Self>>) -> Option<Arc<Self>> {
        match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours != *theirs => Some(Arc::new((*ours).clone().and(theirs))),
            (ours, theirs) => ours.or_else(|| theirs.cloned()),
        }
    }
}

fn tighter(ours: Option<Bound>, theirs: Option<Bound>, is_tighter: fn(f64, f64) -> bool) -> Option<Bound> {
    let (Some(a), Some(b)) = (ours, theirs) else { return ours.or(theirs) };
    let a_counts = is_tighter(a.value, b.value) || (a.exclusive && !is_tighter(b.value, a.value));
    Some(if a_counts { a } else { b })
}
