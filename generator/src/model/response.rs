//! Responses.

use super::{Doc, Form, FormPart, Ty, XmlBodyId};
use crate::names::Ident;

/// A successful response.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// Its body.
    pub content: Content,
    /// The XML of its body, unless the body depends on the status. `None` if it is not XML, or XML as text.
    pub xml: Option<XmlBodyId>,
    /// Whether one of the documented responses has no body, although its content is JSON.
    pub may_be_empty: bool,
    /// The `Accept` header. Empty if there is no body.
    pub accept: String,
    /// The stream of items that can be requested instead.
    pub stream: Option<ItemStream>,
    /// Other media types that can be requested.
    pub others: Vec<String>,
    /// Its headers, if the document names any.
    pub headers: Option<Headers>,
    /// The documented statuses, such as `200`.
    pub statuses: Vec<String>,
    /// Its documentation.
    pub doc: Doc,
}

/// The body of a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A JSON value, or the XML of a type.
    Json(Ty),
    /// Text: a string, or the text of another scalar.
    Text(Ty),
    /// Bytes.
    Bytes,
    /// Several parts.
    Parts(Box<Form>),
    /// A stream of items.
    Stream(ItemStream),
    /// A body that depends on the status.
    ByStatus(ByStatus),
}

/// A stream of items.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStream {
    /// An item, and its serialization.
    pub item: StreamItem,
    /// The `Accept` header that requests the stream.
    pub accept: String,
}

/// An item of a stream, and its serialization.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamItem {
    /// A server-sent event with data of a type.
    Event(Ty),
    /// A server-sent event of a type: its name and its data are properties.
    WholeEvent(Ty),
    /// JSON of a type, one value per line.
    Line(Ty),
    /// A part of a multipart body.
    Part(Box<FormPart>),
}

impl StreamItem {
    /// The types inside it.
    pub(crate) fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Event(ty) | Self::WholeEvent(ty) | Self::Line(ty) => vec![ty],
            Self::Part(part) => part.tys(),
        }
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Event(ty) | Self::WholeEvent(ty) | Self::Line(ty) => vec![ty],
            Self::Part(part) => part.tys_mut(),
        }
    }
}

/// A body that depends on the status.
#[derive(Debug, Clone, PartialEq)]
pub struct ByStatus {
    /// The name of its type.
    pub name: Ident,
    /// The cases, in the order in which they are tried.
    pub cases: Vec<StatusCase>,
    /// The variant for all other statuses.
    pub unknown: Ident,
}

/// The body for a status.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusCase {
    /// The status.
    pub status: Status,
    /// Its variant.
    pub variant: Ident,
    /// Its body: nothing, JSON, text or bytes.
    pub content: Content,
    /// The XML of its body.
    pub xml: Option<XmlBodyId>,
    /// Its documentation.
    pub doc: Doc,
}

/// Headers of a response, or of a part of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Headers {
    /// The name of their type.
    pub name: Ident,
    /// The headers.
    pub fields: Vec<HeaderField>,
}

/// A header of a response, or of a part of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderField {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// The type of its value.
    pub ty: Ty,
    /// Whether the properties of an object are written as `key=value`.
    pub explode: bool,
    /// Whether a part needs it.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
}

impl Payload {
    /// The types inside it.
    pub fn tys(&self) -> Vec<&Ty> {
        let mut tys = self.content.tys();
        tys.extend(self.stream.iter().flat_map(|stream| stream.item.tys()));
        tys.extend(self.headers.iter().flat_map(|headers| &headers.fields).map(|field| &field.ty));
        tys
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        let mut tys = self.content.tys_mut();
        tys.extend(self.stream.iter_mut().flat_map(|stream| stream.item.tys_mut()));
        let fields = self.headers.iter_mut().flat_map(|headers| &mut headers.fields);
        tys.extend(fields.map(|field| &mut field.ty));
        tys
    }
}

impl Content {
    fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Text(ty) => vec![ty],
            Self::Parts(form) => form.tys(),
            Self::Stream(stream) => stream.item.tys(),
            Self::ByStatus(by) => by.cases.iter().flat_map(|case| case.content.tys()).collect(),
            Self::Empty | Self::Bytes => Vec::new(),
        }
    }

    fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Text(ty) => vec![ty],
            Self::Parts(form) => form.tys_mut(),
            Self::Stream(stream) => stream.item.tys_mut(),
            Self::ByStatus(by) => by.cases.iter_mut().flat_map(|case| case.content.tys_mut()).collect(),
            Self::Empty | Self::Bytes => Vec::new(),
        }
    }

    /// The type of the body, if it is JSON.
    pub fn json(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Empty
            | Self::Text(_)
            | Self::Bytes
            | Self::Parts(_)
            | Self::Stream(_)
            | Self::ByStatus(_) => None,
        }
    }
}

/// A documented failure.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorResponse {
    /// The status.
    pub status: Status,
    /// The media type of the body, without parameters; empty if any or none is documented. A status can have several.
    pub media: String,
    /// The type of the body, if it is JSON or XML.
    pub body: Option<Ty>,
    /// The XML of the body.
    pub xml: Option<XmlBodyId>,
    /// Its documentation.
    pub doc: Doc,
}

/// One status or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred statuses, such as `4XX`.
    Range(u8),
    /// All other statuses.
    Default,
}
