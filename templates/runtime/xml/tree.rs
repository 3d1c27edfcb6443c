//! XML as a tree of elements.

use std::{collections::BTreeSet, rc::Rc};

use quick_xml::{
    NsReader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
    name::{QName, ResolveResult},
};

use super::super::json::{JsonError, JsonFailure};
use super::encoding::Decoded;
use super::{INSTANCE, MAX_DEPTH, is_allowed};

/// The values that an element counts as, because it takes more memory than a value in JSON.
const ELEMENT: u64 = 4;

/// A document.
pub(super) struct Tree<'x> {
    /// The elements, in the order of their start tags.
    pub(super) elements: Vec<Element>,
    decoded: Decoded<'x>,
}

/// An element.
pub(super) struct Element {
    /// The name without its prefix.
    pub(super) local: String,
    pub(super) namespace: Option<Rc<str>>,
    /// The offset of the start tag in the text of the document.
    offset: usize,
    /// The position of the element in the text of its parent.
    pub(super) position: usize,
    /// The attributes, without declarations of namespaces.
    pub(super) attributes: Vec<Attribute>,
    /// The text that is directly inside it.
    pub(super) text: String,
    /// The positions in `text` before the first and after the last CDATA section.
    cdata: Option<(usize, usize)>,
    pub(super) children: Vec<usize>,
}

/// An attribute.
pub(super) struct Attribute {
    pub(super) local: String,
    pub(super) namespace: Option<Rc<str>>,
    pub(super) value: String,
}

impl Element {
    /// Returns whether `xsi:nil` marks the value as null.
    pub(super) fn is_nil(&self) -> bool {
        let mut attributes = self.attributes.iter();
        attributes.any(|attribute| {
            attribute.local == "nil"
                && attribute.namespace.as_deref() == Some(INSTANCE)
                && matches!(attribute.value.trim(), "true" | "1")
        })
    }

    /// Removes the white space around CDATA sections.
    fn close(&mut self) {
        // Next to elements, white space only separates them.
        if !self.children.is_empty() {
            return;
        }
        if let Some((start, end)) = self.cdata {
            if self.text[end..].trim().is_empty() {
                self.text.truncate(end);
            }
            if self.text[..start].trim().is_empty() {
                self.text.drain(..start);
            }
        }
    }
}

/// A document that is being read.
struct Parser<'x> {
    reader: NsReader<&'x [u8]>,
    elements: Vec<Element>,
    /// The elements that are open, the innermost last.
    open: Vec<usize>,
    namespaces: BTreeSet<Rc<str>>,
    /// The number of values that are still allowed.
    left: u64,
}

impl<'x> Tree<'x> {
    /// Parses a document with at most `max` values.
    pub(super) fn parse(xml: &'x [u8], max: Option<u64>) -> Result<Self, JsonError> {
        let decoded = Decoded::of(xml)?;
        let mut reader = NsReader::from_str(&decoded.text);
        reader.config_mut().expand_empty_elements = true;
        let left = max.unwrap_or(u64::MAX);
        let mut parser =
            Parser { reader, elements: Vec::new(), open: Vec::new(), namespaces: BTreeSet::new(), left };
        match parser.read_all() {
            Ok(()) => Ok(Self { elements: parser.elements, decoded }),
            Err(error) => {
                let offset = decoded.offset_in_document(error.offset());
                Err(parser.in_path(error).moved(offset))
            }
        }
    }

    /// The offset of an element in the document.
    pub(super) fn offset(&self, element: &Element) -> usize {
        self.decoded.offset_in_document(element.offset)
    }

    /// The root element.
    pub(super) fn root(&self) -> &Element {
        // A document without elements is an error.
        &self.elements[0]
    }
}

#[cold]
pub(super) fn failure(offset: usize, message: &'static str) -> JsonError {
    JsonError::new(offset, JsonFailure::Syntax(message))
}

/// The offset of a position of the reader.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

impl<'x> Parser<'x> {
    fn read_all(&mut self) -> Result<(), JsonError> {
        loop {
            let at = offset(self.reader.buffer_position());
            let event = self.reader.read_event().map_err(|error| self.misread(&error))?;
            match event {
                Event::Start(start) | Event::Empty(start) => self.start(&start, at)?,
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.xml10_content(), at)?,
                Event::CData(text) => self.cdata(&text.xml10_content(), at)?,
                Event::GeneralRef(reference) => self.reference(&reference, at)?,
                Event::DocType(_) => return Err(failure(at, "a document type definition is not allowed")),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if !self.open.is_empty() => return Err(failure(at, "unexpected end of the XML")),
                Event::Eof if self.elements.is_empty() => return Err(failure(at, "expected an element")),
                Event::Eof => return Ok(()),
            }
        }
    }

    /// The error of the XML parser.
    #[cold]
    fn misread(&self, error: &quick_xml::Error) -> JsonError {
        use quick_xml::{Error, errors::IllFormedError};
        let message = match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
                "the end tag does not match the start tag"
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => "an end tag without a start tag",
            Error::IllFormed(IllFormedError::UnclosedReference) => "expected `;` after a reference",
            Error::IllFormed(_) => "the XML is not well-formed",
            Error::Syntax(_) => "unexpected end of the XML",
            Error::InvalidAttr(_) => "an invalid attribute",
            Error::Escape(_) => "an invalid reference",
            Error::Namespace(_) => "an invalid declaration of a namespace",
            Error::Io(_) | Error::Encoding(_) => "the XML cannot be read",
        };
        failure(offset(self.reader.error_position()), message)
    }

    fn count(&mut self, values: u64, at: usize) -> Result<(), JsonError> {
        match self.left.checked_sub(values) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(JsonError::new(at, JsonFailure::TooManyValues)),
        }
    }

    fn start(&mut self, start: &BytesStart<'x>, at: usize) -> Result<(), JsonError> {
        if self.open.len() == MAX_DEPTH {
            return Err(JsonError::new(at, JsonFailure::TooDeep));
        }
        if self.open.is_empty() && !self.elements.is_empty() {
            return Err(failure(at, "a second root element"));
        }
        self.count(ELEMENT, at)?;
        let (namespace, local) = self.resolved(start.name(), true, at)?;
        let local = local.to_owned();
        let attributes = self.attributes(start, at)?;
        let index = self.elements.len();
        let mut position = 0;
        if let Some(parent) = self.open.last() {
            let parent = &mut self.elements[*parent];
            parent.children.push(index);
            position = parent.text.len();
        }
        self.open.push(index);
        let (text, cdata, children) = (String::new(), None, Vec::new());
        self.elements.push(Element {
            local,
            namespace,
            offset: at,
            position,
            attributes,
            text,
            cdata,
            children,
        });
        Ok(())
    }

    fn attributes(&mut self, start: &BytesStart<'x>, at: usize) -> Result<Vec<Attribute>, JsonError> {
        let mut attributes = Vec::new();
        let mut seen = BTreeSet::new();
        // The check of the parser takes quadratic time.
        for attribute in start.attributes().with_checks(false) {
            let Ok(attribute) = attribute else { return Err(failure(at, "an invalid attribute")) };
            self.count(1, at)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let Ok(value) = value else { return Err(failure(at, "an invalid reference in an attribute")) };
            let is_declaration = attribute.key.as_namespace_binding().is_some();
            let (namespace, local) = if is_declaration {
                (None, attribute.key.0)
            } else {
                self.resolved(attribute.key, false, at)?
            };
            if !seen.insert((namespace.clone(), local.to_owned())) {
                return Err(failure(at, "a duplicate attribute"));
            }
            if !value.chars().all(is_allowed) {
                return Err(failure(at, "a character that XML does not allow"));
            }
            if !is_declaration {
                attributes.push(Attribute { local: local.to_owned(), namespace, value: value.into_owned() });
            }
        }
        Ok(attributes)
    }

    /// The namespace and the local name of a name.
    fn resolved<'n>(
        &mut self,
        name: QName<'n>,
        is_element: bool,
        at: usize,
    ) -> Result<(Option<Rc<str>>, &'n str), JsonError> {
        let resolver = self.reader.resolver();
        let (found, local) =
            if is_element { resolver.resolve_element(name) } else { resolver.resolve_attribute(name) };
        let local = local.into_inner();
        if local.is_empty() {
            return Err(failure(at, "an invalid name"));
        }
        let namespace = match found {
            ResolveResult::Unbound => None,
            // Servers forget to declare it.
            ResolveResult::Unknown(prefix) if prefix == "xsi" => Some(INSTANCE.to_owned()),
            ResolveResult::Unknown(_) => return Err(failure(at, "a prefix without a namespace")),
            ResolveResult::Bound(namespace) if namespace.0.is_empty() => None,
            ResolveResult::Bound(namespace) => Some(namespace.0.to_owned()),
        };
        Ok((namespace.map(|namespace| self.shared(&namespace)), local))
    }

    /// One copy of a namespace for all names.
    fn shared(&mut self, namespace: &str) -> Rc<str> {
        let known = self.namespaces.get(namespace).map(Rc::clone);
        known.unwrap_or_else(|| {
            let new: Rc<str> = namespace.into();
            self.namespaces.insert(Rc::clone(&new));
            new
        })
    }

    fn end(&mut self) {
        if let Some(index) = self.open.pop() {
            self.elements[index].close();
        }
    }

    /// Adds text to the innermost element.
    fn text(&mut self, text: &str, at: usize) -> Result<(), JsonError> {
        if !text.chars().all(is_allowed) {
            return Err(failure(at, "a character that XML does not allow"));
        }
        match self.open.last() {
            Some(index) => self.elements[*index].text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(failure(at, "text outside of the root element")),
        }
        Ok(())
    }

    fn cdata(&mut self, text: &str, at: usize) -> Result<(), JsonError> {
        let Some(&index) = self.open.last() else {
            return Err(failure(at, "text outside of the root element"));
        };
        let start = self.elements[index].text.len();
        self.text(text, at)?;
        let element = &mut self.elements[index];
        element.cdata = Some((element.cdata.map_or(start, |(first, _)| first), element.text.len()));
        Ok(())
    }

    /// Adds the character of a reference. No other entities than the predefined ones exist, because there is no document type.
    fn reference(&mut self, reference: &BytesRef<'_>, at: usize) -> Result<(), JsonError> {
        let Ok(character) = reference.resolve_char_ref() else {
            return Err(failure(at, "an invalid character reference"));
        };
        let mut buffer = [0; 4];
        let text = match character {
            Some(character) => character.encode_utf8(&mut buffer),
            None => match resolve_xml_entity(reference) {
                Some(text) => text,
                None => return Err(failure(at, "an entity that is not predefined")),
            },
        };
        self.text(text, at)
    }

    /// Adds the path of the element that was read last.
    #[cold]
    fn in_path(&self, error: JsonError) -> JsonError {
        let names = self.open.iter().rev().map(|index| self.elements[*index].local.clone());
        error.within(names)
    }
}
