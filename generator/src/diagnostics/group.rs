//! Equal diagnostics at several locations, as one group.

use std::collections::HashMap;

use super::{Code, Diagnostic, Severity};

/// Diagnostics with the same cause: only their locations differ.
pub(super) struct Group<'d, L> {
    pub(super) first: &'d Diagnostic,
    /// The location of each diagnostic, in their order.
    pub(super) locations: Vec<(&'d Diagnostic, L)>,
}

/// The groups in the order of their first diagnostics.
pub(super) fn groups<'d, L>(diagnostics: impl Iterator<Item = (&'d Diagnostic, L)>) -> Vec<Group<'d, L>> {
    type Cause<'d> = (Severity, Code, &'d str, Option<&'d str>);
    let mut groups: Vec<Group<'d, L>> = Vec::new();
    let mut known: HashMap<Cause<'_>, usize> = HashMap::new();
    for (diagnostic, location) in diagnostics {
        let Diagnostic { severity, code, message, help, .. } = diagnostic;
        let index = *known.entry((*severity, *code, message, help.as_deref())).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.locations.push((diagnostic, location)),
            None => groups.push(Group { first: diagnostic, locations: vec![(diagnostic, location)] }),
        }
    }
    groups
}
