//! The kinds of objects in a document, and the kind of object at each of their keys.

use super::positions::FURTHER;

/// The kind of an object, which follows from its location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NodeKind {
    Document,
    Components,
    PathItem,
    Operation,
    Callback,
    /// Headers are described like parameters.
    Parameter,
    RequestBody,
    Response,
    /// `content`: a media type, or a reference to one.
    Media,
    Encoding,
    Schema,
    /// `additionalProperties`: a schema or a boolean.
    AdditionalProperties,
    SecurityScheme,
    /// Its keys are names of schemes, or references to them.
    SecurityRequirement,
    Server,
    Example,
    Link,
    /// Only its strings matter.
    Plain,
    /// A string, or a reference to one.
    String,
}

/// The children at a key of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Child {
    /// An object.
    One(NodeKind),
    /// A map or a list of objects.
    Each(NodeKind),
    /// A map of objects, in which keys that begin with `x-` are extensions.
    Entries(NodeKind),
}

impl NodeKind {
    #[allow(clippy::match_same_arms, reason = "a line for each kind of object")]
    /// The kind of the value at `key`. `None` if the generator does not visit it.
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
                | Self::String,
                "description",
            ) => return None,
            (_, "description") => One(Self::String),
            (Self::Document, "paths" | "webhooks" | "x-webhooks") => Entries(Self::PathItem),
            (Self::Document | Self::Operation, "security") => Each(Self::SecurityRequirement),
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
            (Self::Components, "mediaTypes") => Each(Self::Media),
            (
                Self::PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query",
            ) => One(Self::Operation),
            (Self::PathItem, "additionalOperations") => Each(Self::Operation),
            (Self::PathItem | Self::Operation, "parameters") => Each(Self::Parameter),
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => Entries(Self::Response),
            (Self::Operation, "callbacks") => Each(Self::Callback),
            (Self::Callback, key) if !key.starts_with("x-") => One(Self::PathItem),
            (Self::Parameter | Self::RequestBody | Self::Response, "content") => Each(Self::Media),
            (Self::Parameter | Self::Media, "schema") | (Self::Media, "itemSchema") => One(Self::Schema),
            (Self::Parameter | Self::Media, "examples") => Each(Self::Example),
            (Self::Media | Self::Encoding, "encoding" | "prefixEncoding") => Each(Self::Encoding),
            (Self::Media | Self::Encoding, "itemEncoding") => One(Self::Encoding),
            (Self::Encoding | Self::Response, "headers") => Each(Self::Parameter),
            (Self::Response, "links") => Each(Self::Link),
            _ => return None,
        })
    }
}

fn schema_child(key: &str) -> Option<Child> {
    Some(match key {
        "properties" | "$defs" | "definitions" | "allOf" | "oneOf" | "anyOf" | "prefixItems"
        | "dependentSchemas" => Child::Each(NodeKind::Schema),
        "items" | "contentSchema" | "propertyNames" | "then" | "else" | "unevaluatedProperties" | FURTHER => {
            Child::One(NodeKind::Schema)
        }
        "additionalProperties" => Child::One(NodeKind::AdditionalProperties),
        "description" => Child::One(NodeKind::String),
        _ => return None,
    })
}
