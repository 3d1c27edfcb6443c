//! What stands where: the kinds of objects that a document consists of, and which kind its members are.

/// What an object of a document is, which follows from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NodeKind {
    Document,
    Components,
    PathItem,
    Operation,
    Callback,
    /// Headers are described as parameters are.
    Parameter,
    RequestBody,
    Response,
    Media,
    Encoding,
    Schema,
    /// `additionalProperties`: a schema, or whether there are any.
    Rest,
    SecurityScheme,
    Server,
    Example,
    Link,
    /// Has texts and nothing else that matters.
    Plain,
    /// A text, which may be a reference to one.
    Text,
}

/// What the member of an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Child {
    /// One of a kind.
    One(NodeKind),
    /// A map or a list of them.
    Each(NodeKind),
    /// A map in which keys that begin with `x-` are extensions.
    Entries(NodeKind),
}

impl NodeKind {
    #[allow(clippy::match_same_arms, reason = "a line for each kind of object")]
    /// What stands at `key` of an object of this kind. `None`: nothing that is looked at.
    pub(super) fn child(self, key: &str) -> Option<Child> {
        use Child::{Each, Entries, One};
        Some(match (self, key) {
            (Self::Schema, _) => return schema_child(key),
            (
                Self::Document
                | Self::Components
                | Self::Callback
                | Self::Encoding
                | Self::Example
                | Self::Text,
                "description",
            ) => return None,
            (_, "description") => One(Self::Text),
            (Self::Document, "paths" | "webhooks" | "x-webhooks") => Entries(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),
            (Self::Document, "info") => One(Self::Plain),
            (Self::Document, "tags") => Each(Self::Plain),
            (Self::Document | Self::PathItem | Self::Operation, "servers") => Each(Self::Server),
            (Self::Components, "schemas") => Each(Self::Schema),
            (Self::Components, "responses") => Each(Self::Response),
            (Self::Components, "parameters" | "headers") => Each(Self::Parameter),
            (Self::Components, "requestBodies") => Each(Self::RequestBody),
            (Self::Components, "securitySchemes") => Each(Self::SecurityScheme),
            (Self::Components, "pathItems") => Each(Self::PathItem),
            (Self::Components, "callbacks") => Each(Self::Callback),
            (Self::Components, "examples") => Each(Self::Example),
            (Self::Components, "links") => Each(Self::Link),
            (Self::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
                One(Self::Operation)
            }
            (Self::PathItem | Self::Operation, "parameters") => Each(Self::Parameter),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => Entries(Self::Response),
            (Self::Operation, "callbacks") => Each(Self::Callback),
            (Self::Callback, key) if !key.starts_with("x-") => One(Self::PathItem),
            (Self::Parameter | Self::RequestBody | Self::Response, "content") => Each(Self::Media),
            (Self::Parameter | Self::Media, "schema") => One(Self::Schema),
            (Self::Parameter | Self::Media, "examples") => Each(Self::Example),
            (Self::Media, "encoding") => Each(Self::Encoding),
            (Self::Encoding | Self::Response, "headers") => Each(Self::Parameter),
            (Self::Response, "links") => Each(Self::Link),
            _ => return None,
        })
    }
}

fn schema_child(key: &str) -> Option<Child> {
    Some(match key {
        "properties" | "$defs" | "definitions" | "allOf" | "oneOf" | "anyOf" => Child::Each(NodeKind::Schema),
        "items" => Child::One(NodeKind::Schema),
        "additionalProperties" => Child::One(NodeKind::Rest),
        "description" => Child::One(NodeKind::Text),
        _ => return None,
    })
}
