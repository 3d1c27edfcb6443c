//! Parameters as declared in the document.

use openapiv3::Parameter;

use crate::document::Spec;
use crate::model::{Doc, Global};
use crate::source::Pointer;

/// Headers that are not parameters, according to the specification: the client sets them.
const IGNORED_HEADERS: &[&str] = &["accept", "authorization", "content-type"];

/// A parameter as declared in the document.
#[derive(Clone)]
pub(super) struct RawParameter {
    pub(super) at: Pointer,
    pub(super) parameter: Parameter,
}

impl RawParameter {
    /// Whether two parameters have the same location and name.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (&self.parameter, &other.parameter);
        let (ours, theirs) = (&a.parameter_data_ref().name, &b.parameter_data_ref().name);
        let is_header = matches!(a, Parameter::Header { .. });
        std::mem::discriminant(a) == std::mem::discriminant(b)
            && (ours == theirs || is_header && ours.eq_ignore_ascii_case(theirs))
    }

    /// The name of a header.
    pub(super) fn header_name(&self) -> Option<&str> {
        match &self.parameter {
            Parameter::Header { parameter_data, .. } => Some(&parameter_data.name),
            Parameter::Query { .. } | Parameter::Path { .. } | Parameter::Cookie { .. } => None,
        }
    }

    /// Whether the client sets the parameter in every request.
    pub(super) fn is_global(&self, global: &Global) -> bool {
        self.header_name() == Some(&global.wire)
    }

    /// Whether a call needs the parameter.
    pub(super) fn is_required(&self) -> bool {
        self.parameter.parameter_data_ref().required || matches!(self.parameter, Parameter::Path { .. })
    }

    /// Whether the specification says that this is not a parameter.
    pub(super) fn is_ignored(&self) -> bool {
        self.header_name().is_some_and(is_ignored_header)
    }

    /// Whether the parameter is the whole query.
    pub(super) fn is_query_string(&self, spec: &Spec) -> bool {
        spec.text(&self.at, "in").as_deref() == Some("querystring")
    }

    /// The documentation, without that of the schema.
    pub(super) fn doc(&self, spec: &Spec) -> Doc {
        let data = self.parameter.parameter_data_ref();
        let in_content = || spec.keys(&self.at.child("content")).into_iter().next();
        let of_content = || spec.example(&spec.media_type(&self.at.child("content"), &in_content()?));
        let example = spec.example(&self.at).or_else(of_content);
        Doc { description: data.description.clone(), example, ..Doc::default() }
    }
}

/// Whether a header is not a parameter, according to the specification.
pub(super) fn is_ignored_header(name: &str) -> bool {
    IGNORED_HEADERS.contains(&name.to_lowercase().as_str())
}
