//! Resources, their operations, and the parameters of these.

use std::sync::Arc;

use super::{
    Alternative, Body, Content, Doc, ErrorResponse, GlobalId, Pagination, Payload, PropertyStyle,
    ResponseLink, Server, Ty,
};
use crate::names::Ident;
use crate::source::Value;

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// The type of the handle, such as `Tickets`.
    pub name: Ident,
    /// The method on the client, such as `tickets`.
    pub method: Ident,
    /// The module and the file, in ASCII.
    pub module: Ident,
    /// The feature of the package that enables it.
    pub feature: String,
    /// Its documentation.
    pub doc: Doc,
    /// Its operations, in the document's order.
    pub operations: Vec<Operation>,
}

impl Resource {
    /// The names of the types in its file.
    pub fn type_names(&self) -> impl Iterator<Item = &Ident> {
        std::iter::once(&self.name).chain(self.operations.iter().flat_map(Operation::type_names))
    }
}

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The `operationId`, or a name derived from method and path.
    pub id: String,
    /// The method on the resource.
    pub name: Ident,
    /// The name of the request builder.
    pub builder: Ident,
    /// The static that describes it to the runtime.
    pub constant: Ident,
    /// The static that describes its pages, if it has pages.
    pub pages_constant: Ident,
    /// The HTTP method.
    pub method: Method,
    /// The path, with its variables in braces.
    pub path: String,
    /// The base URL, with its variables in braces, if it differs from the base URL of the API.
    pub server: Option<String>,
    /// Further servers that the operation declares.
    pub other_servers: Vec<Server>,
    /// The parameters, without those that are set on the client.
    pub parameters: Vec<Parameter>,
    /// The parameters that are set on the client.
    pub globals: Vec<GlobalUse>,
    /// The request body.
    pub body: Option<Body>,
    /// The request body in other media types.
    pub alternatives: Vec<Alternative>,
    /// The successful response.
    pub success: Payload,
    /// The documented failures.
    pub errors: Vec<ErrorResponse>,
    /// The operations that can follow.
    pub links: Vec<ResponseLink>,
    /// Alternatives, each a set of schemes (names on the wire). Empty: no credential is needed.
    pub security: Vec<Vec<String>>,
    /// The pagination, if the response is a page.
    pub pagination: Option<Pagination>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
    /// Its location in the document.
    pub origin: String,
}

/// A parameter of an operation that is set on the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalUse {
    /// The parameter.
    pub global: GlobalId,
    /// Whether the operation requires it.
    pub required: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
    /// A method of `additionalOperations`.
    Other(Arc<str>),
}

impl Method {
    /// Whether the method has no constant in the crate `http`.
    pub fn is_extension(&self) -> bool {
        matches!(self, Self::Query | Self::Other(_))
    }

    /// The method, as in a request.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name of its argument or setter.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its location and its serialization.
    pub location: ParameterLocation,
    /// Whether the value is serialized as JSON (`content: application/json`).
    pub json: bool,
    /// Whether reserved characters are not encoded (`allowReserved`). Only in the path, the query, and cookies.
    pub reserved: bool,
    /// The type of its value.
    pub ty: Ty,
    /// The only value that it can have. The caller does not set it.
    pub constant: Option<Value>,
    /// Whether a call needs it.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
}

impl Parameter {
    /// Whether callers have to set it.
    pub fn is_argument(&self) -> bool {
        self.required && self.constant.is_none()
    }
}

/// The location and the serialization of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterLocation {
    /// The path.
    Path(PathStyle),
    /// The query.
    Query(QueryStyle),
    /// The whole query.
    QueryString(QueryString),
    /// A header.
    Header(HeaderStyle),
    /// A cookie.
    Cookie {
        /// Whether each item is a separate cookie.
        explode: bool,
        /// Whether the value is percent-encoded: the style `form`, not `cookie`.
        encoded: bool,
    },
}

/// The serialization of a parameter that is the whole query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryString {
    /// Each property is a parameter, as in a form. The properties listed here have another style.
    Form(Vec<(String, PropertyStyle)>),
    /// One string, percent-encoded.
    Text,
}

/// The serialization of a path parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PathStyle {
    Simple {
        explode: bool,
    },
    Label {
        explode: bool,
    },
    Matrix {
        explode: bool,
    },
    /// Several segments: slashes are not encoded.
    Segments,
    /// A list, as in Swagger 2.0.
    Delimited(Delimiter),
}

/// The serialization of a header parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderStyle {
    /// A list is separated by commas.
    Simple {
        /// Whether the properties of an object are written as `key=value`.
        explode: bool,
    },
    /// A list, as in Swagger 2.0.
    Delimited(Delimiter),
}

/// The separator of the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Delimiter {
    Comma,
    Space,
    Tab,
    Pipe,
}

impl Delimiter {
    /// The separator, not encoded.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Space => " ",
            Self::Tab => "\t",
            Self::Pipe => "|",
        }
    }
}

/// The serialization of a query parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum QueryStyle {
    Form { explode: bool },
    SpaceDelimited,
    PipeDelimited,
    TabDelimited,
    DeepObject,
}

impl Operation {
    /// The request body in every media type, the preferred one first.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.body.iter().chain(self.alternatives.iter().map(|alternative| &alternative.body))
    }

    /// Whether the value of a body appears in XML.
    pub fn has_xml(&self) -> bool {
        let by_status = match &self.success.content {
            Content::ByStatus(by) => by.cases.iter().any(|case| case.xml.is_some()),
            Content::Empty
            | Content::Json(_)
            | Content::Text(_)
            | Content::Bytes
            | Content::Parts(_)
            | Content::Stream(_) => false,
        };
        by_status
            || self.success.xml.is_some()
            || self.bodies().any(|body| body.xml.is_some())
            || self.errors.iter().any(|error| error.xml.is_some())
    }

    /// The names of its own types.
    pub fn type_names(&self) -> impl Iterator<Item = &Ident> {
        let by_status = match &self.success.content {
            Content::ByStatus(by) => Some(&by.name),
            Content::Empty
            | Content::Json(_)
            | Content::Text(_)
            | Content::Bytes
            | Content::Parts(_)
            | Content::Stream(_) => None,
        };
        let headers = self.success.headers.as_ref().map(|headers| &headers.name);
        let forms = self.forms().into_iter().chain(self.received_forms()).map(|form| &form.name);
        let parts = self.sent_parts().into_iter().chain(self.received_parts());
        let of_parts = parts.filter_map(|part| Some(&part.headers.as_ref()?.name));
        std::iter::once(&self.builder).chain(forms).chain(of_parts).chain(by_status).chain(headers)
    }
}
