//! The alternative of a union that an element has.

use super::literals;
use super::reading::{Conversion, attribute, is};
use super::tree::Element;
use super::{Alternative, Field, Node, Shape};

impl<'a> Conversion<'a> {
    /// The shape of the alternative that an element has.
    pub(super) fn alternative(
        &self,
        element: &'a Element,
        tag: Option<&str>,
        alternatives: &'static [Alternative],
        steps: usize,
    ) -> Option<&'static Shape> {
        let has_tag = |alternative: &&Alternative| {
            let Some(tag) = tag else { return false };
            let value = self.tag(element, tag, alternative.shape, steps);
            value.is_some_and(|value| alternative.keys.contains(&value))
        };
        if let Some(found) = alternatives.iter().find(has_tag) {
            return Some(found.shape);
        }
        let scored = alternatives.iter().filter_map(|alternative| {
            Some((self.score(element, alternative.shape, steps)?, alternative.shape))
        });
        // Of equal ones, the first.
        scored.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, shape)| shape)
    }

    /// The value of the property that distinguishes alternatives.
    fn tag(&self, element: &'a Element, tag: &str, shape: &'static Shape, steps: usize) -> Option<&'a str> {
        let steps = steps.checked_sub(1)?;
        match shape {
            Shape::Object(fields, _) => {
                let field = fields.iter().find(|field| field.property == tag)?;
                match &field.node {
                    Node::Attribute(name) => attribute(element, name).map(|found| found.value.trim()),
                    Node::Element(name) => {
                        self.children(element).find(|child| is(child, name)).map(|child| child.text.trim())
                    }
                    Node::Text | Node::Cdata => Some(element.text.trim()),
                    Node::Items(_) | Node::Inline => None,
                }
            }
            Shape::Union(_, alternatives) => {
                alternatives.iter().find_map(|alternative| self.tag(element, tag, alternative.shape, steps))
            }
            _ => None,
        }
    }

    /// The score of a shape for an element. `None` if it does not.
    fn score(&self, element: &'a Element, shape: &'static Shape, steps: usize) -> Option<i64> {
        let steps = steps.checked_sub(1)?;
        let text = element.text.trim();
        let is_leaf = element.children.is_empty();
        match shape {
            Shape::Any => Some(0),
            Shape::String | Shape::Token | Shape::Number | Shape::Boolean | Shape::Scalar => {
                is_leaf.then(|| literals::score(text, shape)).flatten()
            }
            Shape::Tuple(items) => self.has_items(element, items.iter().map(|(node, _)| node)).then_some(2),
            Shape::Choice(choices, ..) => self.has_items(element, choices.iter()).then_some(2),
            Shape::List(name, _) => {
                let own = self.children(element).filter(|child| is(child, name)).count();
                (own == element.children.len()).then(|| 2 * count(own))
            }
            Shape::Object(fields, _) => {
                let (groups, others) = self.groups(element, fields);
                let is_missing = |(field, group): (&Field, &Vec<&Element>)| {
                    field.required && matches!(field.node, Node::Element(_)) && group.is_empty()
                };
                if fields.iter().zip(&groups).any(is_missing) {
                    return None;
                }
                let attributes = fields.iter().filter(|field| match &field.node {
                    Node::Attribute(name) => attribute(element, name).is_some(),
                    Node::Element(_) | Node::Items(_) | Node::Text | Node::Cdata | Node::Inline => false,
                });
                let known: usize = groups.iter().map(Vec::len).sum();
                Some(2 * count(known + attributes.count()) - count(others.len()))
            }
            Shape::Union(_, alternatives) => {
                let scores = alternatives.iter();
                scores.filter_map(|alternative| self.score(element, alternative.shape, steps)).max()
            }
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 4)
}
