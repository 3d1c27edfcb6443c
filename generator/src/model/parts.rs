//! Bodies of several parts, in both directions.

use super::{Content, Delimiter, Doc, Headers, Media, Operation, StreamItem, Ty};
use crate::names::Ident;

/// The parts of a multipart body, or of a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The name of its type.
    pub name: Ident,
    /// Whether the parts have names, or positions.
    pub layout: Layout,
    /// Its content type, as written in the document.
    pub content_type: String,
    /// Its parts, in the document's order. Those without a name have a label instead of a name on the wire.
    pub parts: Vec<FormPart>,
    /// Any number of parts after those. Only by position.
    pub further: Option<Box<FormPart>>,
}

/// The identification of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Each part has a name.
    Named,
    /// The position identifies a part.
    Ordered,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormPart {
    /// The name of its argument, setter or field.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Its content.
    pub kind: PartKind,
    /// Its content type, if the document gives one.
    pub content_type: Option<String>,
    /// Its headers, if the document describes any.
    pub headers: Option<Headers>,
    /// The separator of a list that is one part.
    pub joined: Option<Delimiter>,
    /// Whether there is a part for each item of a list.
    pub many: bool,
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
    /// A value: a scalar is text, an object is JSON.
    Value(Ty),
    /// Any value, as JSON.
    Json(Ty),
    /// Bytes that appear in base64, and their type.
    Base64(Ty),
    /// Parts.
    Parts(Box<Form>),
}

impl Form {
    /// Whether it is a `multipart/form-data`, whose parts have neither headers nor parts.
    pub fn is_plain(&self) -> bool {
        let is_plain = |part: &FormPart| part.headers.is_none() && !matches!(part.kind, PartKind::Parts(_));
        self.is_form_data() && self.layout == Layout::Named && self.parts.iter().all(is_plain)
    }

    /// Whether it is a `multipart/form-data`.
    pub fn is_form_data(&self) -> bool {
        self.content_type.to_lowercase().starts_with("multipart/form-data")
    }

    /// All parts, also those of the list.
    pub fn all(&self) -> impl Iterator<Item = &FormPart> {
        self.parts.iter().chain(self.further.as_deref())
    }

    /// This form, and the forms in its parts at any depth, the outermost first.
    pub fn with_nested(&self) -> Vec<&Self> {
        let mut found = vec![self];
        found.extend(self.all().flat_map(FormPart::forms));
        found
    }

    /// The types inside it.
    pub(crate) fn tys(&self) -> Vec<&Ty> {
        self.all().flat_map(FormPart::tys).collect()
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        self.parts.iter_mut().chain(self.further.as_deref_mut()).flat_map(FormPart::tys_mut).collect()
    }
}

impl FormPart {
    /// The forms in it at any depth, the outermost first.
    pub fn forms(&self) -> Vec<&Form> {
        match &self.kind {
            PartKind::Parts(form) => form.with_nested(),
            PartKind::File | PartKind::Value(_) | PartKind::Json(_) | PartKind::Base64(_) => Vec::new(),
        }
    }

    /// This part, and the parts inside it at any depth.
    pub fn with_nested(&self) -> Vec<&Self> {
        let mut found = vec![self];
        found.extend(self.forms().into_iter().flat_map(Form::all));
        found
    }

    /// The types inside it.
    pub(crate) fn tys(&self) -> Vec<&Ty> {
        let mut tys = match &self.kind {
            PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => vec![ty],
            PartKind::Parts(form) => form.tys(),
            PartKind::File => Vec::new(),
        };
        tys.extend(self.headers.iter().flat_map(|headers| &headers.fields).map(|field| &field.ty));
        tys
    }

    /// Like [`Self::tys`], mutable.
    pub(crate) fn tys_mut(&mut self) -> Vec<&mut Ty> {
        let mut tys = match &mut self.kind {
            PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => vec![ty],
            PartKind::Parts(form) => form.tys_mut(),
            PartKind::File => Vec::new(),
        };
        let fields = self.headers.iter_mut().flat_map(|headers| &mut headers.fields);
        tys.extend(fields.map(|field| &mut field.ty));
        tys
    }
}

impl Media {
    /// The parts that the body begins with. Parts inside parts are not among them.
    fn parts(&self) -> (Option<&Form>, Option<&FormPart>) {
        match self {
            Self::Multipart(form) => (form.as_ref(), None),
            Self::Parts(part) => (None, Some(part)),
            Self::Json(_) | Self::Form { .. } | Self::Lines(_) | Self::Text(_) | Self::Bytes => (None, None),
        }
    }
}

impl Content {
    /// The forms in it, and the parts of streams.
    fn parts(&self) -> (Vec<&Form>, Option<&FormPart>) {
        match self {
            Self::Parts(form) => (vec![form], None),
            Self::Stream(stream) => (Vec::new(), stream.item.part()),
            Self::ByStatus(by) => (by.cases.iter().flat_map(|case| case.content.parts().0).collect(), None),
            Self::Empty | Self::Json(_) | Self::Text(_) | Self::Bytes => (Vec::new(), None),
        }
    }
}

impl StreamItem {
    /// The part of a multipart body.
    pub fn part(&self) -> Option<&FormPart> {
        match self {
            Self::Part(part) => Some(part),
            Self::Event(_) | Self::WholeEvent(_) | Self::Line(_) => None,
        }
    }
}

impl Operation {
    /// The forms that it can send, also those in parts.
    pub fn forms(&self) -> Vec<&Form> {
        let bodies: Vec<_> = self.bodies().map(|body| body.media.parts()).collect();
        all_forms(bodies.iter().filter_map(|(form, _)| *form), bodies.iter().filter_map(|(_, part)| *part))
    }

    /// The parts that it can send, also those in parts.
    pub fn sent_parts(&self) -> Vec<&FormPart> {
        let of_lists = self.bodies().filter_map(|body| body.media.parts().1);
        of_lists.chain(self.forms().into_iter().flat_map(Form::all)).collect()
    }

    /// The forms that it can receive, also those in parts.
    pub fn received_forms(&self) -> Vec<&Form> {
        let (forms, _) = self.success.content.parts();
        all_forms(forms.into_iter(), self.streamed_parts())
    }

    /// The parts that it can receive, also those in parts.
    pub fn received_parts(&self) -> Vec<&FormPart> {
        self.streamed_parts().chain(self.received_forms().into_iter().flat_map(Form::all)).collect()
    }

    /// The parts that it can receive in streams.
    fn streamed_parts(&self) -> impl Iterator<Item = &FormPart> {
        let beside = self.success.stream.as_ref().and_then(|stream| stream.item.part());
        self.success.content.parts().1.into_iter().chain(beside)
    }
}

fn all_forms<'a>(
    forms: impl Iterator<Item = &'a Form>,
    parts: impl Iterator<Item = &'a FormPart>,
) -> Vec<&'a Form> {
    forms.flat_map(Form::with_nested).chain(parts.flat_map(FormPart::forms)).collect()
}
