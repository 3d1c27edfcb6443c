//! Lists whose items are different nodes: elements with names of their own, and text.

use super::super::json::{Reader, Writer};
use super::literals::scalar;
use super::reading::{Conversion, is};
use super::tree::Element;
use super::writing::{Output, Written, best, unreadable};
use super::{MAX_STEPS, Node, Shape};

/// A node inside an element.
#[derive(Clone, Copy)]
enum Child<'a> {
    Element(&'a Element),
    Text(&'a str),
}

impl Child<'_> {
    fn is(self, node: &Node) -> bool {
        match (self, node) {
            (Child::Element(element), Node::Element(name)) => is(element, name),
            (Child::Text(_), Node::Text | Node::Cdata) => true,
            (Child::Element(_) | Child::Text(_), _) => false,
        }
    }
}

impl<'a> Conversion<'a> {
    /// The elements in an element, and the text between them without white space that only separates them.
    fn nodes(&self, element: &'a Element) -> Vec<Child<'a>> {
        let mut nodes = Vec::new();
        let mut start = 0;
        let mut add_text = |nodes: &mut Vec<_>, end: usize| {
            let text = element.text.get(start..end).unwrap_or_default();
            nodes.extend((!text.trim().is_empty()).then_some(Child::Text(text)));
            start = end;
        };
        for child in self.children(element) {
            add_text(&mut nodes, child.position);
            nodes.push(Child::Element(child));
        }
        add_text(&mut nodes, element.text.len());
        nodes
    }

    /// Returns whether an element has an item of a list whose items are different nodes.
    pub(super) fn has_items<'n>(
        &self,
        element: &'a Element,
        mut items: impl Iterator<Item = &'n Node>,
    ) -> bool {
        let nodes = self.nodes(element);
        items.any(|item| nodes.iter().any(|node| node.is(item)))
    }

    /// Writes a list whose items have their own nodes, in their order. An item that is missing is null, or empty text.
    pub(super) fn tuple(
        &self,
        element: &'a Element,
        items: &'static [(Node, &'static Shape)],
        writer: &mut Writer,
    ) {
        let nodes = self.nodes(element);
        let mut next = 0;
        writer.raw("[");
        for (index, (node, shape)) in items.iter().enumerate() {
            if index > 0 {
                writer.raw(",");
            }
            let rest = &nodes[next..];
            // Text ends before the next element of the list.
            let is_later = |child: &Child<'_>| {
                matches!(child, Child::Element(_)) && items[index..].iter().any(|(node, _)| child.is(node))
            };
            let end = match node {
                Node::Text | Node::Cdata => rest.iter().position(is_later).unwrap_or(rest.len()),
                _ => rest.len(),
            };
            let found = rest[..end].iter().position(|child| child.is(node));
            match found.map(|found| (found, rest[found])) {
                Some((found, child)) => {
                    next += found + 1;
                    self.child(child, shape, writer);
                }
                None if matches!(node, Node::Text | Node::Cdata) => scalar("", shape, writer),
                None => writer.null(),
            }
        }
        writer.raw("]");
    }

    /// Writes a list whose items are of one of several nodes.
    pub(super) fn choice(
        &self,
        element: &'a Element,
        choices: &'static [Node],
        union: &'static Shape,
        writer: &mut Writer,
    ) {
        let Shape::Union(_, alternatives) = union else { return writer.raw("[]") };
        let mut is_later = false;
        writer.raw("[");
        for child in self.nodes(element) {
            let mut matching = choices.iter().enumerate().filter(|(_, node)| child.is(node));
            let Some((index, _)) = matching.next() else { continue };
            let shape = match alternatives.get(index) {
                Some(only) if matching.next().is_none() => only.shape,
                _ => union,
            };
            if is_later {
                writer.raw(",");
            }
            is_later = true;
            self.child(child, shape, writer);
        }
        writer.raw("]");
    }

    fn child(&self, child: Child<'a>, shape: &'static Shape, writer: &mut Writer) {
        match child {
            Child::Element(element) => self.value(element, shape, writer),
            Child::Text(text) => scalar(text, shape, writer),
        }
    }
}

impl Output {
    /// Writes the items of a list at their nodes.
    pub(super) fn tuple(&mut self, json: &str, items: &'static [(Node, &'static Shape)]) -> Written {
        let mut items = items.iter();
        self.each(json, |output, item| match items.next() {
            Some((node, shape)) => output.node(node, item, shape),
            None => Err("a list is longer than XML allows".to_owned()),
        })
    }

    /// Writes each item of a list at the node of its alternative.
    pub(super) fn choice(
        &mut self,
        json: &str,
        choices: &'static [Node],
        union: &'static Shape,
        null: usize,
    ) -> Written {
        let Shape::Union(tag, alternatives) = union else { return Ok(()) };
        self.each(json, |output, item| {
            let index = if item == "null" { Some(null) } else { best(item, *tag, alternatives, MAX_STEPS) };
            match index.and_then(|index| Some((choices.get(index)?, alternatives.get(index)?))) {
                Some((node, alternative)) => output.node(node, item, alternative.shape),
                None => Err("an item of a list is none of the elements that the API describes".to_owned()),
            }
        })
    }

    fn each(&mut self, json: &str, mut write: impl FnMut(&mut Self, &str) -> Written) -> Written {
        let mut reader = Reader::new(json, None);
        let mut entries = reader.array().map_err(unreadable)?;
        while reader.has_item(&mut entries).map_err(unreadable)? {
            let item = reader.raw().map_err(unreadable)?;
            write(self, item)?;
        }
        Ok(())
    }

    fn node(&mut self, node: &Node, json: &str, shape: &'static Shape) -> Written {
        match node {
            Node::Element(name) => self.element(&(*name).into(), json, shape),
            Node::Cdata => self.cdata(json),
            Node::Text | Node::Attribute(_) | Node::Items(_) | Node::Inline => self.text(json),
        }
    }
}
