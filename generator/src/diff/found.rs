//! Changes of behaviour while they are found.

use std::fmt::Display;

use super::{Action, Change, Effect, Impact};

/// The changes that were found, and the location of the next one.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) path: String,
    locations: (Option<String>, Option<String>),
    pub(super) found: Vec<Change>,
}

impl Changes {
    pub(super) fn at(&mut self, path: impl Into<String>, old: &str, new: &str) {
        self.path = path.into();
        self.locations = (Some(old.to_owned()), Some(new.to_owned()));
    }

    pub(super) fn at_client(&mut self, path: &str) {
        path.clone_into(&mut self.path);
        self.locations = (None, None);
    }

    /// A difference that callers cannot notice, such as a name on the wire.
    pub(super) fn wire(&mut self, what: &str, before: impl Display, after: impl Display) {
        self.differ(Impact::Patch, what, before, after);
    }

    pub(super) fn differ(&mut self, impact: Impact, what: &str, before: impl Display, after: impl Display) {
        let (before, after) = (format!("{before}"), format!("{after}"));
        if before != after {
            self.push(impact, Some(before), Some(after), what);
        }
    }

    pub(super) fn push(&mut self, impact: Impact, before: Option<String>, after: Option<String>, note: &str) {
        self.found.push(Change {
            impact,
            effect: Effect::Behaviour,
            action: Action::Changed,
            path: self.path.clone(),
            before,
            after,
            note: Some(note.to_owned()),
            old: self.locations.0.clone(),
            new: self.locations.1.clone(),
        });
    }
}
