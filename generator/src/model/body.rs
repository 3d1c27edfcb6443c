//! Request bodies.

use super::{Delimiter, Doc, Ty, XmlBodyId};
use crate::names::Ident;

/// A request body in a media type other than the preferred one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The method on the resource, if the body is required.
    pub method: Ident,
    /// The body.
    pub body: Body,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The name of its argument or setter.
    pub name: Ident,
    /// Its serialization.
    pub media: Media,
    /// Its content type, as written in the document.
    pub content_type: String,
    /// The XML of its value. `None` if it is not XML, or XML as text.
    pub xml: Option<XmlBodyId>,
    /// Whether a call needs it.
    pub required: bool,
    /// Its documentation.
    pub doc: Doc,
}

/// The serialization of a body, and the type of its value.
#[derive(Debug, Clone, PartialEq)]
pub enum Media {
    /// `application/json` and `+json`, and the XML of a type.
    Json(Ty),
    /// `application/x-www-form-urlencoded`.
    Form {
        /// The type of its value.
        ty: Ty,
        /// Properties that are not serialized in form style.
        styles: Vec<(String, PropertyStyle)>,
    },
    /// `multipart/form-data`. `None` if the document does not name the parts.
    Multipart(Option<Form>),
    /// JSON values, one per line or record. The type is that of a value.
    Lines(Ty),
    /// Any text: a string, or the text of another scalar.
    Text(Ty),
    /// Any other media type.
    Bytes,
}

/// The serialization of a property of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PropertyStyle {
    Joined,
    SpaceDelimited,
    PipeDelimited,
    TabDelimited,
    DeepObject,
    Json,
}

/// A form of several parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The name of its type.
    pub name: Ident,
    /// Its parts, in the document's order.
    pub parts: Vec<FormPart>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormPart {
    /// The name of its argument or setter.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its content.
    pub kind: PartKind,
    /// Its content type, if the document gives one.
    pub content_type: Option<String>,
    /// Whether a form needs it.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
}

/// The content of a part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// A value: a scalar is text, an object is JSON, and a list is a part for each item.
    Value(Ty),
    /// A list in one part.
    Joined(Ty, Delimiter),
    /// Any value, as JSON.
    Json(Ty),
}

impl Media {
    /// The types inside it.
    pub fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Lines(ty) | Self::Text(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                form.iter().flat_map(|form| &form.parts).filter_map(|part| part.kind.ty()).collect()
            }
            Self::Bytes => Vec::new(),
        }
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Lines(ty) | Self::Text(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                let parts = form.iter_mut().flat_map(|form| &mut form.parts);
                parts.filter_map(|part| part.kind.ty_mut()).collect()
            }
            Self::Bytes => Vec::new(),
        }
    }
}

impl PartKind {
    fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Value(ty) | Self::Joined(ty, _) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }

    fn ty_mut(&mut self) -> Option<&mut Ty> {
        match self {
            Self::Value(ty) | Self::Joined(ty, _) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }
}
