//! What requests carry.

use super::{Doc, Ty};
use crate::names::Ident;

/// A request body in another media type than the preferred one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Method on the resource, where the body is required.
    pub method: Ident,
    /// The body.
    pub body: Body,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Its argument or setter.
    pub name: Ident,
    /// How it is written.
    pub media: Media,
    /// Its content type, as the document gives it.
    pub content_type: String,
    /// Whether a call must give it.
    pub required: bool,
    /// What it means.
    pub doc: Doc,
}

/// How a body is written, and of what type its value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Media {
    /// `application/json` and `+json`.
    Json(Ty),
    /// `application/x-www-form-urlencoded`.
    Form {
        /// Type of its value.
        ty: Ty,
        /// Members that are not written in form style.
        styles: Vec<(String, MemberStyle)>,
    },
    /// `multipart/form-data`; `None` where the document does not name the parts.
    Multipart(Option<Form>),
    /// Text of any kind.
    Text,
    /// Anything else.
    Bytes,
}

/// How a member of a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MemberStyle {
    Joined,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

/// A form of several parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its type.
    pub name: Ident,
    /// Its parts, in the document's order.
    pub parts: Vec<Part>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Argument or setter.
    pub name: Ident,
    /// Name on the wire.
    pub wire: String,
    /// What is in it.
    pub kind: PartKind,
    /// Its content type, where the document gives one.
    pub content_type: Option<String>,
    /// Whether a form must have it.
    pub required: bool,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

/// What is in a part of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file.
    File,
    /// Any number of files.
    Files,
    /// A value: text if it is a single one, JSON if it is an object, and a part for each element of a list.
    Value(Ty),
    /// A value as JSON, whatever it is.
    Json(Ty),
}

impl Media {
    /// The types of what is in it.
    pub fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Json(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                form.iter().flat_map(|form| &form.parts).filter_map(|part| part.kind.ty()).collect()
            }
            Self::Text | Self::Bytes => Vec::new(),
        }
    }

    /// As [`Self::tys`], to be changed.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Form { ty, .. } => vec![ty],
            Self::Multipart(form) => {
                let parts = form.iter_mut().flat_map(|form| &mut form.parts);
                parts.filter_map(|part| part.kind.ty_mut()).collect()
            }
            Self::Text | Self::Bytes => Vec::new(),
        }
    }
}

impl PartKind {
    fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Value(ty) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }

    fn ty_mut(&mut self) -> Option<&mut Ty> {
        match self {
            Self::Value(ty) | Self::Json(ty) => Some(ty),
            Self::File | Self::Files => None,
        }
    }
}
