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
        Self::unreadable_file(path, error)
            .help("check the path of the document; it must be a YAML or JSON file encoded in UTF-8")
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

/// Text that cannot be parsed, or that has a duplicate key.
impl From<ParseError> for Diagnostic {
    fn from(error: ParseError) -> Self {
        let code = match error.kind {
            ParseErrorKind::Syntax => Code::E0002,
            ParseErrorKind::DuplicateKey => Code::E0003,
        };
        Self { help: error.help, ..Self::new(code, error.message) }
            .in_file(Some(Box::new((error.path, error.location))))
    }
}
