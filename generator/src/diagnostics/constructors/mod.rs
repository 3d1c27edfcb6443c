//! One constructor for each message. It holds the code, the message and the help; callers pass typed parameters.
//!
//! `at` is the location of the part that the message is about; a constructor adds the property that it names.

mod config;
mod document;
mod files;
mod operation;
mod overlay;
mod reference;
mod schema;

pub(crate) use document::UnreadablePart;
pub(crate) use files::ForbiddenFile;
pub(crate) use operation::{ItemProblem, TagProblem, XmlProblem};
pub(crate) use overlay::UpdateError;

/// Help that lists the valid names.
fn expected_names(names: &[&str]) -> String {
    format!("expected one of `{}`", names.join("`, `"))
}

/// A suggestion of the known name that is most similar to `given`, if one is similar enough.
fn did_you_mean(given: &str, known: &[&str]) -> Option<String> {
    let close = similar::get_close_matches(given, known, 1, 0.6);
    close.first().map(|close| format!("did you mean `{close}`?"))
}
