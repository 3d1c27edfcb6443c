//! The error of the stages after the model.

use std::fmt;

use crate::files::FilesError;

/// A mistake in this crate, not in a document: the files could not be generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum InternalError {
    /// The emitted tokens are not valid Rust.
    Syntax {
        /// The file.
        path: String,
        /// The error of `syn`.
        error: syn::Error,
    },
    /// A template is wrong.
    Template(minijinja::Error),
    /// Two files would have one path.
    Files(FilesError),
}

impl fmt::Display for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { path, error } => write!(f, "{path}: the emitted code is not Rust: {error}"),
            Self::Template(error) => write!(f, "{error:#}"),
            Self::Files(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for InternalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Syntax { error, .. } => Some(error),
            Self::Template(error) => Some(error),
            Self::Files(error) => Some(error),
        }
    }
}

impl From<minijinja::Error> for InternalError {
    fn from(error: minijinja::Error) -> Self {
        Self::Template(error)
    }
}

impl From<FilesError> for InternalError {
    fn from(error: FilesError) -> Self {
        Self::Files(error)
    }
}
