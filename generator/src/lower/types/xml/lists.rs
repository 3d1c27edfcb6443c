//! The items of lists.

use super::{Appearance, Builder, Items};
use crate::model::{XmlName, XmlPart, XmlShape, XmlValue};
use crate::schema::{FlatSchema, XmlNode};
use crate::source::Pointer;

impl<'g> Builder<'_, 'g> {
    /// The shape of a list. `implied` is the name of items without one.
    pub(super) fn list(&mut self, flat: &'g FlatSchema, implied: &Items) -> XmlShape {
        if !flat.prefix_items.is_empty() {
            return XmlShape::Tuple(flat.prefix_items.iter().map(|at| self.item(at, implied)).collect());
        }
        if let Some(choice) = self.choice(flat, implied) {
            return choice;
        }
        let (name, value) = self.items(flat.items.as_ref(), implied);
        XmlShape::List(name, value)
    }

    /// Whether the items of a list are different nodes.
    pub(super) fn is_varied(&self, flat: &'g FlatSchema) -> bool {
        let items = || flat.items.as_ref().and_then(|at| self.appearance(at));
        !flat.prefix_items.is_empty() || items().is_some_and(|items| self.is_choice_of_nodes(&items))
    }

    /// The element of an item of a list, and its value.
    pub(super) fn items(&mut self, at: Option<&Pointer>, implied: &Items) -> (XmlName, XmlValue) {
        let appearance = at.and_then(|at| Some((at, self.appearance(at)?)));
        let Some((at, Appearance { found, xml, .. })) = appearance else {
            let (local, any) = match implied {
                Items::Named(name) => (name.clone(), false),
                Items::Nameless => ("item".to_owned(), true),
            };
            return (XmlName { local, any, ..XmlName::default() }, XmlValue::Any);
        };
        let name = match implied {
            Items::Named(implied) => self.name(at, &xml, implied, false),
            Items::Nameless => {
                let any = xml.name.is_none();
                let implied = self.component(at).unwrap_or_else(|| "item".to_owned());
                XmlName { any, ..self.name(at, &xml, &implied, false) }
            }
        };
        let value = self.value(found.target, Items::Named(name.local.clone()), None);
        (name, value)
    }

    /// The part that has an item of a tuple, and its value.
    fn item(&mut self, at: &Pointer, implied: &Items) -> (XmlPart, XmlValue) {
        match self.appearance(at) {
            Some(appearance) if is_text(&appearance) => {
                let part = self.part(at, &appearance, implied);
                (part, self.value(appearance.found.target, Items::Nameless, None))
            }
            _ => {
                let (name, value) = self.items(Some(at), implied);
                (XmlPart::Element(name), value)
            }
        }
    }

    /// The part that has an item of a list.
    fn part(&mut self, at: &Pointer, appearance: &Appearance<'g>, implied: &Items) -> XmlPart {
        match appearance.xml.node {
            Some(XmlNode::Cdata) if is_text(appearance) => XmlPart::Cdata,
            Some(_) if is_text(appearance) => XmlPart::Text,
            _ => XmlPart::Element(self.items(Some(at), implied).0),
        }
    }

    /// Whether items are alternatives of which each has its own node, or text.
    fn is_choice_of_nodes(&self, items: &Appearance<'g>) -> bool {
        let has_node = |appearance: &Appearance<'g>| appearance.xml.name.is_some() || is_text(appearance);
        is_text(items)
            || (!items.schema.any_of.is_empty()
                && items.xml.name.is_none()
                && items.xml.node != Some(XmlNode::Element)
                && self
                    .alternatives(items.found.target)
                    .1
                    .iter()
                    .any(|alternative| has_node(&Appearance::of(self.ctx, alternative.found))))
    }

    /// A list whose items are alternatives of different nodes.
    fn choice(&mut self, flat: &'g FlatSchema, implied: &Items) -> Option<XmlShape> {
        let at = flat.items.as_ref()?;
        let items = self.appearance(at).filter(|items| self.is_choice_of_nodes(items))?;
        let union = self.shapes.table.reserve();
        if is_text(&items) {
            let part = self.part(at, &items, implied);
            let value = self.value(items.found.target, Items::Nameless, None);
            let alternatives = vec![(Vec::new(), value)];
            self.shapes.table.set(union, XmlShape::Union { tag: None, alternatives });
            return Some(XmlShape::Choice { parts: vec![part], union, null: 0 });
        }
        let (tag, all) = self.alternatives(items.found.target);
        let looks: Vec<_> = all.iter().map(|one| Appearance::of(self.ctx, one.found)).collect();
        let null = looks.iter().position(Appearance::is_nullable).unwrap_or_default();
        let parts = all.iter().zip(&looks).map(|(one, look)| self.part(one.at, look, implied)).collect();
        let shape = self.union_of(tag, all, implied);
        self.shapes.table.set(union, shape);
        Some(XmlShape::Choice { parts, union, null })
    }
}

/// Whether an item is text.
fn is_text(appearance: &Appearance<'_>) -> bool {
    matches!(appearance.xml.node, Some(XmlNode::Text | XmlNode::Cdata)) && appearance.is_scalar()
}
