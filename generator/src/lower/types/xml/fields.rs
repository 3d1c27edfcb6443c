//! The properties of objects.

use super::{Appearance, Builder, Items, is_list};
use crate::diagnostics::XmlProblem;
use crate::model::{XmlField, XmlName, XmlPart, XmlValue};
use crate::schema::{Additional, FlatSchema, SchemaId, Xml, XmlNode};
use crate::source::Pointer;

/// The maximum nesting of objects that are not elements of their own.
const MAX_INLINE: usize = 8;

impl<'g> Builder<'_, 'g> {
    pub(super) fn fields(&mut self, flat: &'g FlatSchema) -> Vec<XmlField> {
        let ctx = self.ctx;
        let mut fields = Vec::new();
        for (wire, at) in &flat.properties {
            let is_placeholder = flat.additional == Additional::Any
                && ctx.renames.is_placeholder(ctx.spec, ctx.graph.location(at));
            if !is_placeholder {
                let required = flat.required.contains(wire);
                let (node, value) = self.field(wire, at);
                let nullable = matches!(node, XmlPart::Attribute(_))
                    && self.appearance(at).is_some_and(|appearance| appearance.is_nullable());
                fields.push(XmlField { property: wire.clone(), node, required, nullable, value });
            }
        }
        for wire in flat.required.iter().filter(|wire| !flat.properties.contains_key(*wire)) {
            let value = match flat.values().and_then(|at| self.appearance(at)) {
                Some(values) => self.value(values.found.target, Items::Named(wire.clone()), None),
                None => XmlValue::Any,
            };
            let node = XmlPart::Element(XmlName { local: wire.clone(), ..XmlName::default() });
            fields.push(XmlField { property: wire.clone(), node, required: true, nullable: false, value });
        }
        fields
    }

    /// The part of an element that has a property, and its value.
    fn field(&mut self, wire: &str, at: &Pointer) -> (XmlPart, XmlValue) {
        let Some(appearance) = self.appearance(at) else {
            let name = self.name(at, &Xml::default(), wire, false);
            return (XmlPart::Element(name), XmlValue::Any);
        };
        let is_scalar = appearance.is_scalar();
        let Appearance { found, schema, xml } = appearance;
        let target = found.target;
        let node = match xml.node {
            Some(XmlNode::Attribute | XmlNode::Text | XmlNode::Cdata)
                if !is_scalar && !self.is_choice(target) =>
            {
                self.report(at, XmlProblem::NotText);
                None
            }
            Some(XmlNode::None) if !is_list(schema) && !is_scalar && !self.is_inline(schema, target) => {
                self.report(at, XmlProblem::Inline);
                None
            }
            node => node,
        };
        match node {
            Some(XmlNode::Attribute) => {
                let name = self.name(at, &xml, wire, true);
                (XmlPart::Attribute(name), self.value(target, Items::Nameless, None))
            }
            Some(XmlNode::Text) => (XmlPart::Text, self.value(target, Items::Nameless, None)),
            Some(XmlNode::Cdata) => (XmlPart::Cdata, self.value(target, Items::Nameless, None)),
            Some(XmlNode::None) if is_scalar => (XmlPart::Text, self.value(target, Items::Nameless, None)),
            None | Some(XmlNode::None) if is_list(schema) && self.is_varied(schema) => {
                (XmlPart::Inline, self.value(target, Items::Named(wire.to_owned()), None))
            }
            None | Some(XmlNode::None) if is_list(schema) => {
                // A name has no other meaning here.
                let implied = xml.name.filter(|_| xml.is_unwrapped).unwrap_or_else(|| wire.to_owned());
                let (name, value) = self.items(schema.items.as_ref(), &Items::Named(implied));
                (XmlPart::Items(name), value)
            }
            Some(XmlNode::None) => (XmlPart::Inline, self.value(target, Items::Nameless, None)),
            None | Some(XmlNode::Element) => {
                let name = self.name(at, &xml, wire, false);
                let items = Items::Named(name.local.clone());
                (XmlPart::Element(name), self.value(target, items, None))
            }
        }
    }

    /// Whether a schema has only alternatives that are text.
    fn is_choice(&self, schema: SchemaId) -> bool {
        let flat = &self.ctx.graph[schema].schema;
        let is_text = |at: &Pointer| {
            self.ctx.graph.at(at).is_some_and(|node| {
                node.schema.any_of.is_empty() && !node.schema.is_object() && !is_list(&node.schema)
            })
        };
        !flat.any_of.is_empty() && flat.any_of.iter().all(is_text)
    }

    /// Whether an object can be without an element of its own.
    fn is_inline(&self, schema: &FlatSchema, target: SchemaId) -> bool {
        let is_closed = !schema.any_of.is_empty()
            || (!schema.properties.is_empty()
                && schema.discriminator.is_none()
                && matches!(schema.additional, Additional::Unspecified | Additional::Never));
        is_closed && !self.holds_itself(target)
    }

    /// Whether an object that is not an element of its own contains itself.
    fn holds_itself(&self, schema: SchemaId) -> bool {
        let mut level = vec![schema];
        for _ in 0..MAX_INLINE {
            let properties = level.iter().flat_map(|id| self.ctx.graph[*id].schema.properties.values());
            let inside = properties.filter_map(|at| self.appearance(at));
            let inside = inside.filter(|inner| inner.xml.node == Some(XmlNode::None));
            let mut next: Vec<SchemaId> = inside.map(|inner| inner.found.target).collect();
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return false;
            }
            level = next;
        }
        true
    }
}
