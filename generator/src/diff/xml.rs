//! The elements and attributes of bodies in XML.

use std::collections::BTreeSet;

use super::found::Changes;
use crate::model::{
    Api, Content, ErrorResponse, Operation, XmlBodyId, XmlField, XmlName, XmlPart, XmlShape, XmlShapeId,
    XmlTable, XmlValue,
};

/// The comparison of the XML of two APIs.
pub(super) struct Comparison<'a> {
    old: &'a XmlTable,
    new: &'a XmlTable,
    /// The pairs of values that were compared. Each pair is reported for the first operation that has it.
    seen: BTreeSet<(usize, usize)>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        Self { old: &old.xml, new: &new.xml, seen: BTreeSet::new() }
    }

    /// Compares the bodies of an operation.
    pub(super) fn operation(&mut self, old: &Operation, new: &Operation, changes: &mut Changes) {
        for before in old.bodies() {
            let after = new.bodies().find(|after| after.name == before.name);
            self.bodies("the request", before.xml, after.and_then(|after| after.xml), changes);
        }
        self.bodies("the response", old.success.xml, new.success.xml, changes);
        if let (Content::ByStatus(old), Content::ByStatus(new)) = (&old.success.content, &new.success.content)
        {
            for before in &old.cases {
                let after = new.cases.iter().find(|after| after.status == before.status);
                self.bodies("the response", before.xml, after.and_then(|after| after.xml), changes);
            }
        }
        for before in &old.errors {
            let is_same =
                |after: &&ErrorResponse| after.status == before.status && after.media == before.media;
            let after = new.errors.iter().find(is_same);
            self.bodies("the error", before.xml, after.and_then(|after| after.xml), changes);
        }
    }

    fn bodies(&mut self, of: &str, old: Option<XmlBodyId>, new: Option<XmlBodyId>, changes: &mut Changes) {
        let (Some(XmlBodyId(old)), Some(XmlBodyId(new))) = (old, new) else { return };
        let (old, new) = (&self.old.bodies[old], &self.new.bodies[new]);
        if old.bare == new.bare {
            changes.wire(&format!("the root element of {of}"), name(&old.root), name(&new.root));
        } else {
            let root = |bare: bool, root| if bare { "that of the property".to_owned() } else { name(root) };
            let note = format!("the root element of {of}");
            changes.wire(&note, root(old.bare, &old.root), root(new.bare, &new.root));
        }
        self.values("", old.value, new.value, changes);
    }

    /// Compares the values of a property.
    fn values(&mut self, path: &str, old: XmlValue, new: XmlValue, changes: &mut Changes) {
        let (XmlValue::Shape(XmlShapeId(old)), XmlValue::Shape(XmlShapeId(new))) = (old, new) else { return };
        if !self.seen.insert((old, new)) {
            return;
        }
        match (&self.old.shapes[old], &self.new.shapes[new]) {
            (XmlShape::List(before, old), XmlShape::List(after, new)) => {
                changes.wire(&note("the element", &items(path)), name(before), name(after));
                self.values(&items(path), *old, *new, changes);
            }
            (XmlShape::Object(old, _), XmlShape::Object(new, _)) => self.fields(path, old, new, changes),
            (XmlShape::Tuple(old), XmlShape::Tuple(new)) => {
                for ((index, (before, old)), (after, new)) in old.iter().enumerate().zip(new) {
                    let path = format!("{path}[{index}]");
                    changes.wire(&note("the XML", &path), part(before), part(after));
                    self.values(&path, *old, *new, changes);
                }
            }
            (
                XmlShape::Choice { parts: before, union: old, .. },
                XmlShape::Choice { parts: after, union: new, .. },
            ) => {
                let parts = |all: &[XmlPart]| all.iter().map(part).collect::<Vec<_>>().join(", ");
                changes.wire(&note("the XML", &items(path)), parts(before), parts(after));
                self.values(&items(path), XmlValue::Shape(*old), XmlValue::Shape(*new), changes);
            }
            (XmlShape::Union { alternatives: old, .. }, XmlShape::Union { alternatives: new, .. }) => {
                for ((_, old), (_, new)) in old.iter().zip(new) {
                    self.values(path, *old, *new, changes);
                }
            }
            // The types differ, which the surface shows.
            (
                XmlShape::List(..)
                | XmlShape::Object(..)
                | XmlShape::Tuple(_)
                | XmlShape::Choice { .. }
                | XmlShape::Union { .. },
                _,
            ) => {}
        }
    }

    fn fields(&mut self, path: &str, old: &[XmlField], new: &[XmlField], changes: &mut Changes) {
        for before in old {
            if let Some(after) = new.iter().find(|after| after.property == before.property) {
                let path = if path.is_empty() {
                    before.property.clone()
                } else {
                    format!("{path}.{}", before.property)
                };
                changes.wire(&note("the XML", &path), part(&before.node), part(&after.node));
                self.values(&path, before.value, after.value, changes);
            }
        }
    }
}

fn note(what: &str, path: &str) -> String {
    format!("{what} of `{path}`")
}

fn items(path: &str) -> String {
    format!("{path}[]")
}

/// The part of an element that has a value.
fn part(part: &XmlPart) -> String {
    match part {
        XmlPart::Element(element) => format!("the element {}", name(element)),
        XmlPart::Attribute(attribute) => format!("the attribute {}", name(attribute)),
        XmlPart::Items(element) => format!("an element {} for each item", name(element)),
        XmlPart::Text => "text".to_owned(),
        XmlPart::Cdata => "CDATA".to_owned(),
        XmlPart::Inline => "no element of its own".to_owned(),
    }
}

fn name(XmlName { local, prefix, namespace, any }: &XmlName) -> String {
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
    let namespace = if namespace.is_empty() { String::new() } else { format!(" in `{namespace}`") };
    format!("`{prefix}{local}`{namespace}{}", if *any { ", or any other" } else { "" })
}
