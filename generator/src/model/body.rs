//! Request bodies.

use super::{Doc, Form, FormPart, Ty, XmlBodyId};
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
    /// Several parts. `None` for a `multipart/form-data` whose parts the document does not name.
    Multipart(Option<Form>),
    /// Any number of parts of one kind, by position.
    Parts(Box<FormPart>),
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

impl Media {
    /// The types inside it.
    pub fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Lines(ty) | Self::Text(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => form.iter().flat_map(Form::tys).collect(),
            Self::Parts(part) => part.tys(),
            Self::Bytes => Vec::new(),
        }
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Lines(ty) | Self::Text(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => form.iter_mut().flat_map(Form::tys_mut).collect(),
            Self::Parts(part) => part.tys_mut(),
            Self::Bytes => Vec::new(),
        }
    }
}
