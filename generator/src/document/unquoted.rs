//! Strings without quotes that YAML reads as numbers or booleans. They become the strings that are written: `2.10`, not `2.1`.

use super::refs::Walker;
use crate::source::{Pointer, Sources, Value};

/// A string that was read as another scalar.
pub(super) struct Unquoted {
    /// Its location in the tree.
    at: Pointer,
    /// Its location in the text.
    written: Pointer,
    /// The value that was read.
    value: Value,
}

/// Whether a value can be a string without quotes.
pub(super) fn is_unquoted(value: &Value) -> bool {
    value.is_number() || value.is_boolean()
}

impl Walker<'_, '_> {
    /// Remembers a scalar below the visited value, which is a string now, so that it gets the spelling of the text.
    pub(super) fn unquoted(&mut self, at: &[&str], written: &[&str], value: Value) {
        let below = |keys: &[&str]| keys.iter().fold(self.here(), |at, key| at.child(key));
        let (at, written) = (below(at), below(written));
        self.remember(Unquoted { at, written, value });
    }

    /// Replaces a number or a boolean by a string.
    pub(super) fn unquote(&mut self, value: &mut Value, at: &[&str], written: &[&str]) {
        if is_unquoted(value) {
            let text = Value::from(value.to_string());
            self.unquoted(at, written, std::mem::replace(value, text));
        }
    }
}

/// Replaces the strings by those that are written.
pub(super) fn restore(sources: &mut Sources, unquoted: &[Unquoted]) {
    if unquoted.is_empty() {
        return;
    }
    let scalars: Vec<(&Pointer, &Value)> =
        unquoted.iter().map(|found| (&found.written, &found.value)).collect();
    let texts = sources.written(&scalars);
    for (found, text) in unquoted.iter().zip(texts) {
        if let Some(text) = text {
            sources.set(&found.at, text.into());
        }
    }
}
