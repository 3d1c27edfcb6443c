//! What can be asked of the API: resources, their operations, and what these are told.

use super::{Alternative, Body, Content, Doc, ErrorResponse, Form, GlobalId, Media, Payload, Ty};
use crate::names::Ident;
use crate::source::Value;

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Type of the handle, as `Tickets`.
    pub name: Ident,
    /// Method on the client, module and file, as `tickets`.
    pub module: Ident,
    /// The feature of the package that brings it.
    pub feature: String,
    /// What it is.
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
    /// `operationId`, or a name made of method and path.
    pub id: String,
    /// Method on the resource.
    pub name: Ident,
    /// The type of the request builder.
    pub builder: Ident,
    /// The static that describes it to the runtime.
    pub constant: Ident,
    /// The static that describes its pages, if it has some.
    pub pages_constant: Ident,
    /// HTTP method.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// Base URL, with its variables in braces, where it is not that of the API.
    pub server: Option<String>,
    /// Parameters, without those that the client holds.
    pub parameters: Vec<Parameter>,
    /// The parameters that the client holds.
    pub globals: Vec<GlobalUse>,
    /// Request body.
    pub body: Option<Body>,
    /// The same in other media types.
    pub alternatives: Vec<Alternative>,
    /// What success brings.
    pub success: Payload,
    /// What each documented failure brings.
    pub errors: Vec<ErrorResponse>,
    /// Alternatives of sets of schemes (names on the wire). Empty: no credential is needed.
    pub security: Vec<Vec<String>>,
    /// How its pages follow one another, if its response is a page.
    pub pagination: Option<Pagination>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it does.
    pub doc: Doc,
    /// Where it stands in the document.
    pub origin: String,
}

/// A parameter of an operation that the client holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GlobalUse {
    /// The parameter.
    pub global: GlobalId,
    /// Whether the operation requires it.
    pub required: bool,
}

/// How pages follow one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// The query parameter that says which page is wanted.
    pub parameter: String,
    /// What it is set to.
    pub kind: PageKind,
    /// The way from the response to its items; empty if the response is the list.
    pub items: Vec<Step>,
    /// The type of an item.
    pub item: Ty,
}

/// What the parameter that asks for a page is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum PageKind {
    /// To what the page before gives.
    Cursor {
        /// The way from the response to it.
        next: Vec<Step>,
        /// Whether it is text.
        text: bool,
    },
    /// To the number of the page.
    Page {
        /// The number of the first.
        first: u64,
        /// The query parameter for the size of a page.
        limit: Option<String>,
    },
    /// To how many items to pass over.
    Offset {
        /// The query parameter for the size of a page.
        limit: Option<String>,
    },
}

/// A step into a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// Whether it may be absent.
    pub optional: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
}

impl Method {
    /// The method as it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Argument or setter.
    pub name: Ident,
    /// Name on the wire.
    pub wire: String,
    /// Where it goes, and how.
    pub place: Place,
    /// Whether the value is written as JSON text (`content: application/json`).
    pub json: bool,
    /// Whether reserved characters stay as they are (`allowReserved`). Only in the query.
    pub reserved: bool,
    /// Type of its value.
    pub ty: Ty,
    /// The only value that it can have, which callers need not give.
    pub constant: Option<Value>,
    /// Whether a call must give it.
    pub required: bool,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

impl Parameter {
    /// Whether callers have to give it.
    pub fn is_argument(&self) -> bool {
        self.required && self.constant.is_none()
    }
}

/// Where a parameter goes, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path(PathStyle),
    /// Into the query.
    Query(QueryStyle),
    /// Into a header.
    Header {
        /// Whether the members of an object are written `key=value`.
        explode: bool,
    },
    /// Into a cookie.
    Cookie {
        /// Whether every element is a cookie of its own.
        explode: bool,
    },
}

/// How a path parameter is written.
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
    /// Several segments: slashes stay.
    Segments,
}

/// How a query parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum QueryStyle {
    Form { explode: bool },
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Operation {
    /// The request body in every media type, the preferred one first.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.body.iter().chain(self.alternatives.iter().map(|alternative| &alternative.body))
    }

    /// The form of several parts that it sends, if it does.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.bodies().filter_map(|body| match &body.media {
            Media::Multipart(form) => form.as_ref(),
            Media::Json(_) | Media::Form { .. } | Media::Text | Media::Bytes => None,
        })
    }

    /// The names of the types that are its own.
    pub fn type_names(&self) -> impl Iterator<Item = &Ident> {
        let by_status = match &self.success.content {
            Content::ByStatus(by) => Some(&by.name),
            Content::Empty | Content::Json(_) | Content::Text | Content::Bytes | Content::Stream(_) => None,
        };
        let headers = self.success.headers.as_ref().map(|headers| &headers.name);
        std::iter::once(&self.builder)
            .chain(self.forms().map(|form| &form.name))
            .chain(by_status)
            .chain(headers)
    }
}
