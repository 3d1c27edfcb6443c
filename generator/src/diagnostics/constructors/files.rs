//! Files that cannot be read.

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic};
use crate::source::{ParseError, ParseErrorKind, Pointer};

/// The reason why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForbiddenFile {
    /// It is outside the folders that may be read.
    Outside,
    /// It is not a regular file: it may not end, or reading it may have an effect.
    Irregular,
}

impl Diagnostic {
    /// The document itself cannot be read.
    pub(crate) fn unreadable_document(path: &Path, error: &str) -> Self {
        let is_url = path.to_str().is_some_and(|path| path.contains("://"));
        Self::unreadable_file(path, error).help(if is_url {
            "nothing is fetched from the network: download the document, and pass the file, or `-` for stdin"
        } else {
            "check the path of the document; it must be a YAML or JSON file encoded in UTF-8"
        })
    }

    /// An overlay cannot be read.
    pub(crate) fn unreadable_overlay(path: &Path, error: &str) -> Self {
        Self::unreadable_file(path, error)
            .help("check the path of the overlay; it must be a YAML or JSON file encoded in UTF-8")
    }

    /// The configuration cannot be read.
    pub(crate) fn unreadable_config(path: &Path, error: &str) -> Self {
        Self::unreadable_file(path, error).help("check the path of the configuration file")
    }

    /// A file that the reference at `at` names cannot be read.
    pub(crate) fn unreadable_reference(at: &Pointer, path: &Path, error: &str) -> Self {
        Self::unreadable_file(path, error).at(&at.child("$ref")).help(
            "the part is ignored, or allows any value; a reference is relative to the file that contains it",
        )
    }

    /// A file that the reference at `at` names, written as `written`, may not be read.
    pub(crate) fn forbidden_file(at: &Pointer, written: &str, why: ForbiddenFile) -> Self {
        let why = match why {
            ForbiddenFile::Outside => "is outside the folders that may be read",
            ForbiddenFile::Irregular => "is not a regular file",
        };
        Self::new(Code::E0009, format!("`{written}` {why}")).at(&at.child("$ref")).help(
            "a document may only refer to files in its own folder; `--allow-dir DIR`, or `allow_dirs` in the \
             configuration, allows another folder",
        )
    }

    fn unreadable_file(path: &Path, error: &str) -> Self {
        Self::new(Code::E0001, format!("cannot read {}: {error}", path.display()))
    }
}

impl From<ParseError> for Diagnostic {
    fn from(error: ParseError) -> Self {
        let diagnostic = match &error.kind {
            ParseErrorKind::Json(message) => Self::unparsable(format!("not JSON: {message}")),
            ParseErrorKind::Yaml(message) => Self::unparsable(format!("not YAML: {message}")),
            ParseErrorKind::Tab(message) => Self::unparsable(format!("not YAML: {message}"))
                .help("indent YAML with spaces, not with tabs"),
            ParseErrorKind::Unquoted(message) => Self::unparsable(format!("not YAML: {message}"))
                .help("put a string that contains `: ` in quotes"),
            ParseErrorKind::Brackets => Self::unparsable("not YAML: brackets are nested too deeply"),
            ParseErrorKind::Aliases => {
                Self::unparsable("the aliases of this document expand to too many values")
            }
            ParseErrorKind::Empty => Self::unparsable("the file is empty"),
            ParseErrorKind::SecondDocument => {
                Self::unparsable("a second YAML document begins here, but a file must contain only one")
                    .help("move it to a separate file, or remove the `---` line")
            }
            ParseErrorKind::DuplicateKey { key, object, first_line } => {
                Self::duplicate_key(key, object, *first_line)
            }
        };
        diagnostic.in_file(Some(Box::new((error.path, error.location))))
    }
}

impl Diagnostic {
    /// A text that is neither YAML nor JSON.
    fn unparsable(message: impl Into<String>) -> Self {
        Self::new(Code::E0002, message)
    }

    /// A key that an object has twice.
    fn duplicate_key(key: &str, object: &str, first_line: Option<usize>) -> Self {
        let duplicate = Self::new(Code::E0003, format!("duplicate key `{key}` in `{object}`"));
        let help = |line| format!("the first is on line {line}; remove or rename one of them");
        Self { help: first_line.map(help), ..duplicate }
    }
}
