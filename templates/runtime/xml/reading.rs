//! Converts XML to JSON.

use std::{cell::RefCell, collections::HashMap};

use super::super::json::{JsonError, Reader, WriteJson, Writer};
use super::literals::scalar;
use super::tree::{Attribute, Element, Tree};
use super::{Body, Field, INSTANCE, MAX_STEPS, Name, Node, Rest, Shape};

/// The JSON of an XML document.
pub(super) struct Conversion<'a> {
    tree: &'a Tree<'a>,
    body: &'static Body,
    /// The offsets of values in the JSON, and of their elements in the XML, if an error has to be located.
    offsets: Option<RefCell<Vec<(usize, usize)>>>,
}

impl<'a> Conversion<'a> {
    pub(super) fn new(tree: &'a Tree<'a>, body: &'static Body) -> Self {
        Self { tree, body, offsets: None }
    }

    /// Like [`new`](Self::new), but keeps the offsets of all values.
    pub(super) fn located(tree: &'a Tree<'a>, body: &'static Body) -> Self {
        Self { tree, body, offsets: Some(RefCell::default()) }
    }

    /// Fails if the root element is not that of the body.
    pub(super) fn check_root(&self) -> Result<(), JsonError> {
        let root = self.tree.root();
        if self.body.root.is(&root.local, root.namespace.as_deref()) {
            return Ok(());
        }
        Err(Reader::invalid(self.tree.offset(root), self.body.root.local, "another root element"))
    }

    /// The property whose element is the root. The document does not name the root, so a server may send an element around it or not.
    fn only_property(&self, root: &'a Element) -> Option<&'static Field> {
        let Body { root: name, shape, bare } = self.body;
        let is_implied = name.any && name.local == root.local;
        let (true, Shape::Object([field], _)) = (*bare || (name.any && !is_implied), shape) else {
            return None;
        };
        let is_property = |element: &Element| matches!(&field.node, Node::Element(name) if is(element, name));
        (is_property(root) && !self.children(root).any(is_property)).then_some(field)
    }

    /// Returns the offset of the element whose JSON contains an offset.
    pub(super) fn offset_in_xml(&self, offset: usize) -> usize {
        let Some(offsets) = &self.offsets else { return 0 };
        let offsets = offsets.borrow();
        let after = offsets.partition_point(|(json, _)| *json <= offset);
        after.checked_sub(1).map_or(0, |index| offsets[index].1)
    }

    fn element(&self, index: usize) -> &'a Element {
        &self.tree.elements[index]
    }

    pub(super) fn children(&self, element: &'a Element) -> impl Iterator<Item = &'a Element> {
        element.children.iter().map(|index| self.element(*index))
    }

    /// Writes the value of an element.
    pub(super) fn value(&self, element: &'a Element, shape: &'static Shape, writer: &mut Writer) {
        if let Some(offsets) = &self.offsets {
            offsets.borrow_mut().push((writer.offset(), self.tree.offset(element)));
        }
        if element.is_nil() {
            writer.null();
        } else {
            self.content(element, shape, MAX_STEPS, writer);
        }
    }

    /// Writes the value of an element that is not null. `steps` limits the shapes that have the same element.
    fn content(&self, element: &'a Element, shape: &'static Shape, steps: usize, writer: &mut Writer) {
        let Some(steps) = steps.checked_sub(1) else { return writer.null() };
        match shape {
            Shape::Any if element.children.is_empty() && own_attributes(element).next().is_none() => {
                writer.string(&element.text);
            }
            Shape::Any => self.object(element, &[], &Rest::Values(&Shape::Any), steps, writer),
            Shape::Object(fields, rest) => self.object(element, fields, rest, steps, writer),
            Shape::List(name, items) => {
                let found = self.children(element).filter(|child| is(child, name));
                self.list(found, items, writer);
            }
            Shape::Tuple(items) => self.tuple(element, items, writer),
            Shape::Choice(choices, union, _) => self.choice(element, choices, union, writer),
            Shape::Union(tag, alternatives) => match self.alternative(element, *tag, alternatives, steps) {
                Some(shape) => self.content(element, shape, steps, writer),
                None => self.content(element, &Shape::Any, steps, writer),
            },
            Shape::String | Shape::Token | Shape::Number | Shape::Boolean | Shape::Scalar => {
                scalar(&element.text, shape, writer);
            }
        }
    }

    fn list(&self, items: impl Iterator<Item = &'a Element>, shape: &'static Shape, writer: &mut Writer) {
        writer.raw("[");
        for (index, item) in items.enumerate() {
            if index > 0 {
                writer.raw(",");
            }
            self.value(item, shape, writer);
        }
        writer.raw("]");
    }

    fn object(
        &self,
        element: &'a Element,
        fields: &'static [Field],
        rest: &Rest,
        steps: usize,
        writer: &mut Writer,
    ) {
        writer.raw("{");
        let mut entries = Entries { writer, is_later: false };
        let (groups, others) = self.groups(element, fields);
        for (field, group) in fields.iter().zip(groups) {
            self.field(element, field, &group, steps, &mut entries);
        }
        self.rest(element, fields, rest, &others, &mut entries);
        writer.raw("}");
    }

    /// The children of each field, and those of none.
    pub(super) fn groups(
        &self,
        element: &'a Element,
        fields: &'static [Field],
    ) -> (Vec<Vec<&'a Element>>, Vec<&'a Element>) {
        let mut groups = vec![Vec::new(); fields.len()];
        let mut others = Vec::new();
        let mut next = 0;
        for child in self.children(element) {
            // Most children follow the order of the fields, and the items of a list follow each other.
            let is_field = |field: &Field| match &field.node {
                Node::Element(name) | Node::Items(name) => is(child, name),
                Node::Attribute(_) | Node::Text | Node::Cdata | Node::Inline => false,
            };
            let (before, after) = fields.split_at(next);
            let found = after.iter().position(is_field).map(|index| next + index);
            match found.or_else(|| before.iter().position(is_field)) {
                Some(index) => {
                    next = index;
                    groups[index].push(child);
                }
                None => others.push(child),
            }
        }
        (groups, others)
    }

    fn field(
        &self,
        element: &'a Element,
        field: &'static Field,
        group: &[&'a Element],
        steps: usize,
        entries: &mut Entries<'_>,
    ) {
        match &field.node {
            Node::Element(_) => {
                if let Some(last) = group.last() {
                    self.value(last, field.shape, entries.key(field.property));
                }
            }
            Node::Items(_) => {
                if field.required || !group.is_empty() {
                    self.list(group.iter().copied(), field.shape, entries.key(field.property));
                }
            }
            Node::Attribute(name) => match attribute(element, name) {
                Some(found) => scalar(&found.value, field.shape, entries.key(field.property)),
                None if field.nullable => entries.key(field.property).null(),
                None => {}
            },
            Node::Text | Node::Cdata => {
                let text = own_text(element);
                if field.required || !text.is_empty() {
                    scalar(text, field.shape, entries.key(field.property));
                }
            }
            Node::Inline => {
                if field.required || self.has_any(element, field.shape, steps) {
                    self.content(element, field.shape, steps, entries.key(field.property));
                }
            }
        }
    }

    /// Returns whether an element has a part of an inline object.
    fn has_any(&self, element: &'a Element, shape: &'static Shape, steps: usize) -> bool {
        let Some(steps) = steps.checked_sub(1) else { return false };
        match shape {
            Shape::Object(fields, rest) => {
                let (groups, others) = self.groups(element, fields);
                let is_present = |field: &'static Field| match &field.node {
                    Node::Attribute(name) => attribute(element, name).is_some(),
                    Node::Text | Node::Cdata => !own_text(element).is_empty(),
                    Node::Inline => self.has_any(element, field.shape, steps),
                    Node::Element(_) | Node::Items(_) => false,
                };
                groups.iter().any(|group| !group.is_empty())
                    || fields.iter().any(is_present)
                    || (!matches!(rest, Rest::Ignored) && !others.is_empty())
            }
            Shape::List(name, _) => self.children(element).any(|child| is(child, name)),
            Shape::Tuple(items) => self.has_items(element, items.iter().map(|(node, _)| node)),
            Shape::Choice(choices, ..) => self.has_items(element, choices.iter()),
            Shape::Union(_, alternatives) => {
                alternatives.iter().any(|alternative| self.has_any(element, alternative.shape, steps))
            }
            Shape::Any => !element.children.is_empty(),
            Shape::String | Shape::Token | Shape::Number | Shape::Boolean | Shape::Scalar => {
                !own_text(element).is_empty()
            }
        }
    }

    /// Writes what no field describes.
    fn rest(
        &self,
        element: &'a Element,
        fields: &'static [Field],
        rest: &Rest,
        others: &[&'a Element],
        entries: &mut Entries<'_>,
    ) {
        let (shape, is_list) = match rest {
            Rest::Ignored => return,
            Rest::Values(shape) => (*shape, false),
            Rest::Lists(shape) => (*shape, true),
        };
        let is_any = matches!(shape, Shape::Any);
        if is_any && !is_list {
            rest_of_any(element, fields, entries);
        }
        let mut names: HashMap<&str, usize> = HashMap::new();
        let mut groups: Vec<Vec<&Element>> = Vec::new();
        for other in others.iter().filter(|other| !is_inline(other, fields)) {
            let index = *names.entry(&other.local).or_insert(groups.len());
            match groups.get_mut(index) {
                Some(group) => group.push(other),
                None => groups.push(vec![other]),
            }
        }
        for group in groups {
            let [.., last] = &group[..] else { continue };
            let writer = entries.key(&last.local);
            if is_list || (is_any && group.len() > 1) {
                self.list(group.iter().copied(), shape, writer);
            } else {
                self.value(last, shape, writer);
            }
        }
    }
}

impl WriteJson for Conversion<'_> {
    fn write(&self, writer: &mut Writer) {
        let root = self.tree.root();
        match self.only_property(root) {
            Some(field) => {
                writer.raw("{");
                self.value(root, field.shape, Entries { writer, is_later: false }.key(field.property));
                writer.raw("}");
            }
            None => self.value(root, self.body.shape, writer),
        }
    }
}

/// The entries of an object that is being written.
struct Entries<'w> {
    writer: &'w mut Writer,
    is_later: bool,
}

impl Entries<'_> {
    /// Writes a key.
    fn key(&mut self, key: &str) -> &mut Writer {
        if self.is_later {
            self.writer.raw(",");
        }
        self.is_later = true;
        self.writer.string(key);
        self.writer.raw(":");
        self.writer
    }
}

pub(super) fn is(element: &Element, name: &Name) -> bool {
    name.is(&element.local, element.namespace.as_deref())
}

pub(super) fn attribute<'e>(element: &'e Element, name: &Name) -> Option<&'e Attribute> {
    element.attributes.iter().find(|found| name.is(&found.local, found.namespace.as_deref()))
}

/// The attributes that belong to the value.
fn own_attributes(element: &Element) -> impl Iterator<Item = &Attribute> {
    element.attributes.iter().filter(|attribute| attribute.namespace.as_deref() != Some(INSTANCE))
}

/// The text of an element. Next to elements, white space only separates them.
fn own_text(element: &Element) -> &str {
    if element.children.is_empty() { &element.text } else { element.text.trim() }
}

/// Writes the attributes and the text that no field describes.
fn rest_of_any(element: &Element, fields: &'static [Field], entries: &mut Entries<'_>) {
    let is_described = |found: &Attribute| {
        any_node(fields, MAX_STEPS, &|node| match node {
            Node::Attribute(name) => name.is(&found.local, found.namespace.as_deref()),
            Node::Element(_) | Node::Items(_) | Node::Text | Node::Cdata | Node::Inline => false,
        })
    };
    for other in own_attributes(element).filter(|other| !is_described(other)) {
        entries.key(&format!("@{}", other.local)).string(&other.value);
    }
    let has_text = any_node(fields, MAX_STEPS, &|node| matches!(node, Node::Text | Node::Cdata));
    if !has_text && !element.text.trim().is_empty() {
        entries.key("#text").string(own_text(element));
    }
}

/// Returns whether an inline object of one of the fields has an element.
fn is_inline(element: &Element, fields: &'static [Field]) -> bool {
    any_node(fields, MAX_STEPS, &|node| match node {
        Node::Element(name) | Node::Items(name) => is(element, name),
        Node::Attribute(_) | Node::Text | Node::Cdata | Node::Inline => false,
    })
}

/// Returns whether a field, or a field of an inline object, has a node like this.
fn any_node(fields: &'static [Field], steps: usize, is_wanted: &dyn Fn(&Node) -> bool) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    fields.iter().any(|field| {
        is_wanted(&field.node)
            || match (&field.node, field.shape) {
                (Node::Inline, Shape::Object(inner, _)) => any_node(inner, steps, is_wanted),
                _ => false,
            }
    })
}
