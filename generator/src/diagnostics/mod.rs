//! What there is to say about a document: collected, sorted, and rendered with the source line. Nothing is
//! printed here.

mod code;
mod constructors;
mod page;
mod printable;
mod render;
mod sink;

use std::collections::HashSet;
use std::path::PathBuf;

pub use code::{Code, UnknownCode};
pub(crate) use constructors::{ForbiddenFile, UnreadablePart, UpdateError};
pub use page::{Example, Page};
pub(crate) use printable::is_bidirectional;
pub use printable::{is_active, printable, printable_line};
pub use render::{MAX_SHOWN, pluralize, render, to_json};
pub use sink::Sink;

use crate::source::{Location, Pointer, Sources};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The document is broken. What can be made without the broken part is made nevertheless; whether it is delivered is for the
    /// caller to say.
    Error,
    /// Something is generated, but not all that the document says.
    Warning,
}

impl Severity {
    /// In lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a text that is not addressed by pointers: the file, and where in it.
pub type Position = Box<(PathBuf, Location)>;

/// One thing to say about one place.
///
/// The constructors, one for each message, are in the submodules of `constructors`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// Where in a document.
    pub at: Option<Pointer>,
    /// Where in a text that has no pointers, as it could not be read.
    pub position: Option<Position>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a location and help, as severe as its code.
    fn new(code: Code, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self { severity, code, message: message.into(), at: None, position: None, help: None }
    }

    /// Sets the location in a document.
    #[must_use]
    fn at(self, pointer: &Pointer) -> Self {
        Self { at: Some(pointer.clone()), ..self }
    }

    /// Sets the position in another text.
    #[must_use]
    pub(crate) fn in_file(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    /// Sets the help.
    #[must_use]
    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The diagnostics of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing to say.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.items.push(diagnostic.into());
    }

    /// Whether something is broken.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Adds all of another collection.
    pub fn append(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// By file, then by place in the text, then by code and message. What has no place comes first.
    pub fn sort(&mut self, sources: &Sources) {
        let places = render::places(self, sources);
        let mut sorted: Vec<_> = places.into_iter().zip(std::mem::take(&mut self.items)).collect();
        sorted.sort_by(|(left_place, left), (right_place, right)| {
            let left = (left_place.order(), left.code, &left.message, &left.at);
            left.cmp(&(right_place.order(), right.code, &right.message, &right.at))
        });
        self.items = sorted.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    }

    /// Keeps the first of those that are equal.
    pub fn deduplicate(&mut self) {
        let mut seen = HashSet::new();
        self.items.retain(|diagnostic| seen.insert(diagnostic.clone()));
    }

    /// Keeps those for which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// For `--keep-going`: every error becomes a warning, and keeps its code.
    pub fn demote_errors(&mut self) {
        for diagnostic in &mut self.items {
            diagnostic.severity = Severity::Warning;
        }
    }

    /// For `--strict`: every warning becomes an error, and keeps its code.
    pub fn promote_warnings(&mut self) {
        for diagnostic in &mut self.items {
            diagnostic.severity = Severity::Error;
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.items.extend(diagnostics);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self { items: diagnostics.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests;
