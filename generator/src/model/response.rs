//! What the server answers.

use super::{Doc, Ty};
use crate::names::Ident;

/// What a successful response brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// What is in it.
    pub content: Content,
    /// The `Accept` header, empty when there is no body.
    pub accept: String,
    /// The items that it can bring instead, one after the other.
    pub stream: Option<ItemStream>,
    /// Media types that it can be of instead.
    pub others: Vec<String>,
    /// Its headers, where the document names some.
    pub headers: Option<Headers>,
    /// The documented statuses, as `200`.
    pub statuses: Vec<String>,
    /// What it means.
    pub doc: Doc,
}

/// What is in a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A JSON value.
    Json(Ty),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Items, one after the other.
    Stream(ItemStream),
    /// What the status says.
    ByStatus(ByStatus),
}

/// Items that come one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStream {
    /// How they are written.
    pub kind: StreamKind,
    /// The type of each.
    pub ty: Ty,
    /// The `Accept` header that asks for them.
    pub accept: String,
}

/// How items are written that come one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    /// Server-sent events, of which the type says what their data are.
    Events,
    /// Server-sent events, of which the type says what they are as a whole: their name and data are members.
    WholeEvents,
    /// JSON, a value on each line.
    Lines,
}

/// Content that depends on the status.
#[derive(Debug, Clone, PartialEq)]
pub struct ByStatus {
    /// The type that tells them apart.
    pub name: Ident,
    /// Each status and what it brings, in the order in which they are looked at.
    pub cases: Vec<StatusCase>,
    /// The variant for every other status.
    pub unknown: Ident,
}

/// What a status brings.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusCase {
    /// When it applies.
    pub status: Status,
    /// Its variant.
    pub variant: Ident,
    /// What is in it: nothing, JSON, text or bytes.
    pub content: Content,
    /// What it means.
    pub doc: Doc,
}

/// Headers of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Headers {
    /// The type that holds them.
    pub name: Ident,
    /// Each of them.
    pub fields: Vec<HeaderField>,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderField {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Type of its value.
    pub ty: Ty,
    /// What it means.
    pub doc: Doc,
}

impl Payload {
    /// The types of everything in it.
    pub fn tys(&self) -> Vec<&Ty> {
        let mut tys = self.content.tys();
        tys.extend(self.stream.iter().map(|stream| &stream.ty));
        tys.extend(self.headers.iter().flat_map(|headers| &headers.fields).map(|field| &field.ty));
        tys
    }

    /// As [`Self::tys`], to be changed.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        let mut tys = self.content.tys_mut();
        tys.extend(self.stream.iter_mut().map(|stream| &mut stream.ty));
        let fields = self.headers.iter_mut().flat_map(|headers| &mut headers.fields);
        tys.extend(fields.map(|field| &mut field.ty));
        tys
    }
}

impl Content {
    fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Stream(ItemStream { ty, .. }) => vec![ty],
            Self::ByStatus(by) => by.cases.iter().flat_map(|case| case.content.tys()).collect(),
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
        }
    }

    fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Stream(ItemStream { ty, .. }) => vec![ty],
            Self::ByStatus(by) => by.cases.iter_mut().flat_map(|case| case.content.tys_mut()).collect(),
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
        }
    }

    /// The content as JSON, if it is.
    pub fn json(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Stream(_) | Self::ByStatus(_) => None,
        }
    }
}

/// A documented failure.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorResponse {
    /// When it applies.
    pub status: Status,
    /// The JSON body, where there is one.
    pub body: Option<Ty>,
    /// What it means.
    pub doc: Doc,
}

/// A status or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One.
    Code(u16),
    /// A hundred of them, as `4XX`.
    Range(u8),
    /// Every other.
    Default,
}
