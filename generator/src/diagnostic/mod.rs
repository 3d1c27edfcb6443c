//! What there is to say about a document: collected, sorted, and rendered with the source line. Nothing is
//! printed here.

mod codes;
mod printable;
mod render;

use std::collections::HashSet;
use std::path::PathBuf;

pub use codes::{CODES, Code};
pub(crate) use codes::{DUPLICATE_KEY, INVALID_CONFIG, UNREADABLE_FILE, UNREADABLE_TEXT};
pub(crate) use printable::is_bidirectional;
pub use printable::{is_active, printable, printable_line};
pub use render::{counted, render, to_json};

use crate::config::Config;
use crate::load::Spec;
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

/// One thing to say about one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// One of [`CODES`].
    pub code: &'static str,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// Where in a document.
    pub at: Option<Pointer>,
    /// Where in a text that has no pointers, as it could not be read.
    pub position: Option<Box<(PathBuf, Location)>>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self { severity, code, message, at: None, position: None, help: None }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, pointer: &Pointer) -> Self {
        self.at = Some(pointer.clone());
        self
    }

    /// Says what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
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

    /// Adds one, and gives it back for what else there is to say about it.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) -> &mut Diagnostic {
        let index = self.items.len();
        self.items.push(diagnostic.into());
        &mut self.items[index]
    }

    /// Adds an error at a pointer, given as `&pointer`, as `pointer` or as `None`.
    pub fn error(
        &mut self,
        code: &'static str,
        at: impl Into<Option<Pointer>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic { at: at.into(), ..Diagnostic::error(code, message) })
    }

    /// Adds a warning at a pointer, given as `&pointer`, as `pointer` or as `None`.
    pub fn warning(
        &mut self,
        code: &'static str,
        at: impl Into<Option<Pointer>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Diagnostic { at: at.into(), ..Diagnostic::warning(code, message) })
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

    /// Takes out the warnings that the settings allow, and tells which entries of theirs allow nothing.
    pub fn allow(&mut self, config: &Config, spec: &Spec) {
        let allowed = &config.allow;
        let mut used = vec![false; allowed.len()];
        self.items.retain(|diagnostic| {
            let at = diagnostic.at.as_ref().map(|at| spec.origin(at));
            let entry = allowed.iter().position(|allow| {
                diagnostic.severity == Severity::Warning
                    && allow.code.eq_ignore_ascii_case(diagnostic.code)
                    && allow
                        .at
                        .as_deref()
                        .is_none_or(|above| at.as_deref().is_some_and(|at| is_within(at, above)))
            });
            if let Some(entry) = entry {
                used[entry] = true;
            }
            entry.is_none()
        });
        for (index, allow) in allowed.iter().enumerate().filter(|(index, _)| !used[*index]) {
            let place = allow.at.as_ref().map(|at| format!(" at or below `{at}`")).unwrap_or_default();
            let unused = self.warning("W0001", None, format!("there is no warning {}{place}", allow.code));
            unused.position = config.position(&["allow", &index.to_string(), "code"]);
            unused.help("remove the entry: what it allowed is mended, or moved");
        }
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

/// Whether `at` is `above`, or is somewhere below it.
fn is_within(at: &str, above: &str) -> bool {
    at.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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
