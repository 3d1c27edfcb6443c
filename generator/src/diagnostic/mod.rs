//! What there is to say about a document: collected, sorted, and rendered with the source line. Nothing is
//! printed here.

mod render;

use std::collections::HashSet;
use std::path::PathBuf;

pub use render::{render, to_json};

use crate::source::{Location, Pointer, Sources};

pub(crate) const UNREADABLE_FILE: &str = "E0001";
pub(crate) const UNREADABLE_TEXT: &str = "E0002";
pub(crate) const DUPLICATE_KEY: &str = "E0003";
pub(crate) const INVALID_CONFIG: &str = "E0004";

/// A diagnostic code and what there is to know about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `E` or `W` and four digits. Stays the same from release to release.
    pub code: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it means and what to do about it.
    pub explanation: &'static str,
}

/// Every code in use, sorted.
pub static CODES: &[Code] = &[
    Code {
        code: UNREADABLE_FILE,
        title: "a file cannot be read",
        explanation: "The file does not exist, may not be read, or is not UTF-8. Paths are relative to the file that names them.",
    },
    Code {
        code: UNREADABLE_TEXT,
        title: "a file is neither YAML nor JSON",
        explanation: "The text breaks the rules of its format, so nothing of it can be used. A file holds exactly one document, which is nested less \
                      than 128 levels deep.",
    },
    Code {
        code: DUPLICATE_KEY,
        title: "a key is given twice",
        explanation: "One of the two would be lost. Tools disagree on which one, so neither is taken.",
    },
    Code {
        code: INVALID_CONFIG,
        title: "codegen.toml has an unknown key or an invalid value",
        explanation: "Keys are never ignored, so that a misspelt one is not mistaken for a setting.",
    },
    Code {
        code: "E0101",
        title: "the document is no OpenAPI document of a version that is read",
        explanation: "The first member of a document is `openapi`, with a version that begins with 3. Swagger 2.0 has to be converted.",
    },
    Code {
        code: "E0102",
        title: "a reference leads nowhere",
        explanation: "What the reference names is not there, or is not of the kind that belongs where the reference stands. It is taken as any value, or left out.",
    },
    Code {
        code: "E0103",
        title: "something is defined by nothing but itself",
        explanation: "A chain of `$ref` and `allOf` has to end at something that says what it is. It is taken as any value, or left out.",
    },
    Code {
        code: "E0104",
        title: "two operations have one operationId",
        explanation: "The second one is named after its method and path instead.",
    },
    Code {
        code: "W0101",
        title: "the document is of a later version",
        explanation: "It is read as OpenAPI 3.1; what a later version added is not read.",
    },
    Code {
        code: "W0102",
        title: "a reference leads to the network",
        explanation: "Nothing is ever fetched. What stands there is taken as any value: keep a copy beside the document, and refer to that.",
    },
    Code {
        code: "W0103",
        title: "a member is of the wrong kind",
        explanation: "Where it is plain what was meant, that is what is read; where it is not, the member is left out. The rest of the object counts.",
    },
    Code {
        code: "W0250",
        title: "a reference depends on who follows it",
        explanation: "`$dynamicRef` and `$recursiveRef` are followed to a schema around them that names itself so. Where there is none, the value is of any type.",
    },
    Code {
        code: "W0251",
        title: "what stands beside a reference is ignored",
        explanation: "OpenAPI 3.0 says so. Annotations are meant all the same, and are read; put the reference and what else is said into an `allOf` to have the rest count, or make it a document of 3.1.",
    },
    Code {
        code: "W0252",
        title: "a condition cannot be expressed in a Rust type",
        explanation: "The type is the widest one that the rest of the schema allows.",
    },
    Code {
        code: "W0253",
        title: "items differ by position",
        explanation: "Each item may be of any of their types.",
    },
    Code { code: "W0254", title: "a bound is beyond 64 bits", explanation: "It is left out." },
    Code {
        code: "W0255",
        title: "there is no such type",
        explanation: "Where another spelling is usual, the type that is meant is taken; else the value is of any type.",
    },
    Code {
        code: "W0256",
        title: "a value of an enum is no text, although its type is",
        explanation: "YAML reads `1` and `true` as something else than texts. They are taken as texts: put them in quotes.",
    },
    Code {
        code: "W0308",
        title: "a style does not belong to this place",
        explanation: "Each place of a parameter has styles of its own. The usual one is taken.",
    },
];

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
