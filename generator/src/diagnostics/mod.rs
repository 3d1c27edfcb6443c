//! Problems in documents and configurations: collected, sorted, and rendered with their source lines.

mod code;
mod constructors;
mod gravity;
mod group;
mod page;
mod printable;
mod render;
mod sink;

use std::collections::HashSet;
use std::path::PathBuf;

pub use code::{Code, UnknownCode};
pub(crate) use constructors::{
    ForbiddenFile, ItemProblem, TagProblem, UnreadablePart, UpdateError, XmlProblem,
};
pub use gravity::Gravity;
pub use page::{Example, Page};
pub(crate) use printable::is_bidirectional;
pub use printable::{is_active, printable, printable_line};
pub use render::{Presentation, WARN_LIMIT, pluralize, render, to_json};
pub use sink::Sink;

use crate::source::{Location, Pointer, Sources};

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The document is broken. The rest is still generated; the caller decides whether to write the output.
    Error,
    /// The generated code covers only part of the document.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A position in a text without pointers: the file, and the location in it.
pub type Position = Box<(PathBuf, Location)>;

/// A problem at one location.
///
/// The constructors, one for each message, are in the submodules of `constructors`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The code.
    pub code: Code,
    /// The message, in lower case and without a full stop.
    pub message: String,
    /// The location in a document.
    pub at: Option<Pointer>,
    /// The position in a text without pointers: a configuration, or a file that cannot be read.
    pub position: Option<Position>,
    /// The fix, or what the generator does instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without location and help. The code determines the severity.
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
    /// No diagnostics.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.items.push(diagnostic.into());
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// The number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The number of diagnostics.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// Adds all diagnostics of another collection.
    pub fn append(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// Sorts by gravity, file, location in the text, code, message and help. Of equal gravity, diagnostics without a location come first. Of
    /// those that differ only in the location in the tree, not in the text, the first is kept.
    pub fn sort(&mut self, sources: &Sources) {
        let located = render::located_all(self, sources);
        let mut sorted: Vec<_> = located.into_iter().zip(std::mem::take(&mut self.items)).collect();
        sorted.sort_by(|(left_located, left), (right_located, right)| {
            let (graver, less) = (left.code.gravity(), right.code.gravity());
            let left = (graver, left_located.order(), left.code, &left.message, &left.at, &left.help);
            left.cmp(&(less, right_located.order(), right.code, &right.message, &right.at, &right.help))
        });
        let mut seen = HashSet::new();
        sorted.retain(|(_, diagnostic)| {
            let at = diagnostic.at.as_ref().map(|at| sources.origin(at));
            seen.insert(Diagnostic { at, ..diagnostic.clone() })
        });
        self.items = sorted.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    }

    /// Keeps the first of equal diagnostics.
    pub fn deduplicate(&mut self) {
        let mut seen = HashSet::new();
        self.items.retain(|diagnostic| seen.insert(diagnostic.clone()));
    }

    /// Keeps the diagnostics for which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// For `--keep-going`: turns errors into warnings. They keep their codes.
    pub fn demote_errors(&mut self) {
        for diagnostic in &mut self.items {
            diagnostic.severity = Severity::Warning;
        }
    }

    /// For `--strict`: turns warnings into errors. They keep their codes.
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
