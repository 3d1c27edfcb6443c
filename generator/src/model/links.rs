//! Links from a response to other operations.

use crate::source::Value;

/// An operation that can follow a response.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseLink {
    /// Its name.
    pub name: String,
    /// The status of the response, as the document has it: `200`, `4XX` or `default`.
    pub status: String,
    /// Its description, as Markdown.
    pub description: Option<String>,
    /// The operation that it leads to.
    pub target: LinkTarget,
    /// The parameters of that operation, by name, and the value of each.
    pub parameters: Vec<(String, LinkValue)>,
    /// The body of the request.
    pub body: Option<LinkValue>,
    /// The URL of the server, if it is another one.
    pub server: Option<String>,
}

/// The operation that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// An operation of the API, by its location in the document.
    Operation(String),
    /// Another operation, as the document names it.
    Other(String),
    /// No operation.
    None,
}

/// The source of a value that a link passes on.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkValue {
    /// A value of the document, or an expression that contains text.
    Constant(Value),
    /// The URL of the first request.
    Url,
    /// The method of the first request.
    Method,
    /// The status of the response.
    Status,
    /// A parameter of the first request.
    RequestParameter(String),
    /// The body of the first request, or the value at a JSON pointer in it.
    RequestBody(String),
    /// A header of the response.
    ResponseHeader(String),
    /// The body of the response, or the value at a JSON pointer in it.
    ResponseBody(String),
}
