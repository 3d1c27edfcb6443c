//! Changes of the tree, with the locations of the values in texts.

use serde_json::Map;

use super::action::Key;
use crate::diagnostics::UpdateError;
use crate::source::{Origins, Pointer, Sources, Value};

/// The maximum nesting of a document: the limit of the parser.
pub(super) const MAX_DEPTH: usize = 127;

/// The number of values that overlays may still add. Actions that copy can double a document each.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Budget {
    fn take(&mut self, value: &Value) -> Result<(), UpdateError> {
        let left = self.0.checked_sub(count(value));
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or(UpdateError::TooLarge)
    }

    /// Whether nothing can be added any more.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// The value of an update.
pub(super) struct Given {
    value: Value,
    /// Its location: in the overlay, or in the tree before the action.
    at: Pointer,
    /// The locations in texts before the action, if the value is copied.
    origins: Option<Origins>,
}

impl Given {
    /// A value that the overlay contains.
    pub(super) fn update(value: Value, at: Pointer) -> Self {
        Self { value, at, origins: None }
    }

    /// A value of the document.
    pub(super) fn copy(value: Value, at: Pointer, sources: &Sources) -> Self {
        Self { value, at, origins: Some(sources.origins().clone()) }
    }

    /// Records that the value at `to` came from `from`, which is at or below the location of this value.
    fn place(&self, sources: &mut Sources, to: &Pointer, from: Pointer) {
        match &self.origins {
            None => sources.origins_mut().put(to, from),
            Some(before) => sources.origins_mut().copy(to, before, &from),
        }
    }
}

/// Updates the value at `at`.
pub(super) fn update(
    sources: &mut Sources,
    tree: &mut Value,
    at: &Pointer,
    given: &Given,
    budget: &mut Budget,
) -> Result<(), UpdateError> {
    if at.keys().count() + depth(&given.value) > MAX_DEPTH {
        return Err(UpdateError::TooDeep);
    }
    budget.take(&given.value)?;
    let from = given.at.clone();
    match (tree.pointer_mut(at.path()), &given.value) {
        (Some(Value::Object(object)), Value::Object(update)) => {
            merge_objects(sources, object, at, update, &from, given);
        }
        (Some(Value::Array(list)), Value::Array(update)) => append(sources, list, at, update, &from, given),
        (Some(Value::Array(list)), item) => {
            given.place(sources, &at.index(list.len()), from);
            list.push(item.clone());
        }
        (Some(Value::Object(_)), _) => return Err(UpdateError::NotAnObject),
        (Some(_), Value::Object(_) | Value::Array(_)) => return Err(UpdateError::Scalar),
        (Some(scalar), update) => {
            given.place(sources, at, from);
            *scalar = update.clone();
        }
        (None, _) => {}
    }
    Ok(())
}

/// Removes the value at `at`, whose last key is `last`.
pub(super) fn remove(
    sources: &mut Sources,
    tree: &mut Value,
    at: &Pointer,
    last: Option<&Key>,
) -> Result<(), UpdateError> {
    let (Some(parent), Some(last)) = (at.parent(), last) else {
        return Err(UpdateError::WholeDocument);
    };
    match (tree.pointer_mut(parent.path()), last) {
        (Some(Value::Object(object)), Key::Name(name)) => {
            object.shift_remove(name);
            sources.origins_mut().forget(at);
        }
        (Some(Value::Array(list)), Key::Index(index)) if *index < list.len() => {
            sources.origins_mut().close_gap(&parent, *index, list.len());
            list.remove(*index);
        }
        _ => {}
    }
    Ok(())
}

/// Merges values that are both objects or both lists; otherwise the update replaces the value.
fn merge_objects(
    sources: &mut Sources,
    object: &mut Map<String, Value>,
    at: &Pointer,
    update: &Map<String, Value>,
    from: &Pointer,
    given: &Given,
) {
    for (key, theirs) in update {
        let (at, from) = (at.child(key), from.child(key));
        match (object.get_mut(key), theirs) {
            (Some(Value::Object(ours)), Value::Object(theirs)) => {
                merge_objects(sources, ours, &at, theirs, &from, given);
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) => {
                append(sources, ours, &at, theirs, &from, given);
            }
            _ => {
                given.place(sources, &at, from);
                object.insert(key.clone(), theirs.clone());
            }
        }
    }
}

fn append(
    sources: &mut Sources,
    list: &mut Vec<Value>,
    at: &Pointer,
    update: &[Value],
    from: &Pointer,
    given: &Given,
) {
    for (index, item) in update.iter().enumerate() {
        given.place(sources, &at.index(list.len()), from.index(index));
        list.push(item.clone());
    }
}

/// The number of levels of a value, including itself.
pub(super) fn depth(value: &Value) -> usize {
    let inside = match value {
        Value::Object(object) => object.values().map(depth).max(),
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    1 + inside.unwrap_or(0)
}

/// The number of values in a value, including itself.
fn count(value: &Value) -> usize {
    let inside: usize = match value {
        Value::Object(object) => object.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    1 + inside
}
