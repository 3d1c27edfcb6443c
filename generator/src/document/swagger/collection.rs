//! The formats of collections, as styles.
//!
//! OpenAPI 3 does not have some of them, so the converted document has styles of its own.

use super::{Converter, Object, Place};
use crate::diagnostics::Diagnostic;
use crate::source::Value;

/// A list of a path, a header or a part of a multipart form, separated by spaces.
pub(crate) const SSV: &str = "ssv";
/// The same, separated by tabs.
pub(crate) const TSV: &str = "tsv";
/// The same, separated by pipes.
pub(crate) const PIPES: &str = "pipes";
/// A list of the query or a URL-encoded form, separated by tabs.
pub(crate) const TAB_DELIMITED: &str = "tabDelimited";
/// A list in one part of a multipart form, separated by commas.
pub(crate) const CSV: &str = "csv";

/// The location of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    Query,
    Path,
    Header,
    /// A form that is URL-encoded.
    Form,
    /// A form of several parts.
    Multipart,
    /// A header of a response.
    ResponseHeader,
}

impl Location {
    /// The location of a parameter that is not of the body, or of a header of a response.
    pub(super) fn of(parameter: &Object) -> Self {
        match parameter.get("in").and_then(Value::as_str) {
            Some("query") => Self::Query,
            Some("path") => Self::Path,
            Some(_) => Self::Header,
            None => Self::ResponseHeader,
        }
    }
}

impl Converter<'_> {
    /// The style of a list, and whether it is exploded. `None` if the parameter is not a list. A format that the location does not
    /// allow is reported, and the list is separated by commas.
    pub(super) fn collection(
        &mut self,
        parameter: &Object,
        location: Location,
        place: &Place,
    ) -> Option<(&'static str, bool)> {
        let format = format(parameter)?;
        let items = parameter.get("items");
        if items.and_then(|items| items.get("type")).is_some_and(|kind| kind == "array") {
            self.report(&place.child("items"), Diagnostic::nested_collection);
        }
        style(format, location).or_else(|| {
            self.report(&place.child("collectionFormat"), |at| {
                Diagnostic::unsupported_collection_format(at, format)
            });
            style("csv", location)
        })
    }
}

/// The style of a collection, and whether it is exploded. `None` if the location does not allow the format.
fn style(format: &str, location: Location) -> Option<(&'static str, bool)> {
    use Location::{Form, Header, Multipart, Path, Query, ResponseHeader};
    Some(match (format, location) {
        ("multi", Query | Form | Multipart) => ("form", true),
        ("csv", Query | Form) => ("form", false),
        ("csv", Multipart) => (CSV, false),
        ("csv", Path | Header | ResponseHeader) => ("simple", false),
        ("ssv", Query | Form) => ("spaceDelimited", false),
        ("pipes", Query | Form) => ("pipeDelimited", false),
        ("tsv", Query | Form) => (TAB_DELIMITED, false),
        ("ssv", Path | Header | Multipart) => (SSV, false),
        ("pipes", Path | Header | Multipart) => (PIPES, false),
        ("tsv", Path | Header | Multipart) => (TSV, false),
        _ => return None,
    })
}

/// The format of a collection; `csv` if a list has none.
fn format(parameter: &Object) -> Option<&str> {
    let is_list = parameter.get("type").is_some_and(|kind| kind == "array");
    is_list.then(|| parameter.get("collectionFormat").and_then(Value::as_str).unwrap_or("csv"))
}
