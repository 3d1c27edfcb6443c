//! The XML of values.

use super::{XmlBodyId, XmlShapeId};

/// The XML of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlBody {
    /// The root element.
    pub root: XmlName,
    /// The value.
    pub value: XmlValue,
    /// Whether the element of the only property is the root.
    pub bare: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct XmlName {
    /// The name without its prefix.
    pub local: String,
    /// The prefix that is written; empty without one.
    pub prefix: String,
    /// The namespace; empty if any is accepted.
    pub namespace: String,
    /// Whether other names are accepted when it is read, because the document does not give it.
    pub any: bool,
}

/// The form of a value in an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum XmlValue {
    /// Any value.
    Any,
    /// A string, as it is written.
    String,
    /// A string without white space around it.
    Token,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A number, a boolean, or else a string.
    Scalar,
    /// A value with parts.
    Shape(XmlShapeId),
}

/// A value with parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlShape {
    /// A list: the element of an item, and its value.
    List(XmlName, XmlValue),
    /// A list with an element or text for each item, in their order.
    Tuple(Vec<(XmlPart, XmlValue)>),
    /// A list whose items are alternatives of a union.
    Choice {
        /// The part of each alternative.
        parts: Vec<XmlPart>,
        /// The union.
        union: XmlShapeId,
        /// The position of the alternative that null has.
        null: usize,
    },
    /// An object.
    Object(Vec<XmlField>, XmlRest),
    /// One of several values.
    Union {
        /// The property that distinguishes the alternatives.
        tag: Option<String>,
        /// The values of the property, and the alternative.
        alternatives: Vec<(Vec<String>, XmlValue)>,
    },
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlField {
    /// Its name in JSON.
    pub property: String,
    /// The part of the element that has its value.
    pub node: XmlPart,
    /// Whether it is present although nothing in the element shows it.
    pub required: bool,
    /// Whether it is null if its attribute is missing.
    pub nullable: bool,
    /// Its value; for [`XmlPart::Items`], that of an item.
    pub value: XmlValue,
}

/// The part of an element that has the value of a property or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlPart {
    /// A child.
    Element(XmlName),
    /// An attribute.
    Attribute(XmlName),
    /// A child for each item of a list.
    Items(XmlName),
    /// The text.
    Text,
    /// The text, written as CDATA.
    Cdata,
    /// The element itself.
    Inline,
}

/// The children that no property describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XmlRest {
    /// They are ignored.
    Ignored,
    /// Properties with these values.
    Values(XmlValue),
    /// Properties with lists of these values.
    Lists(XmlValue),
}

/// The XML of an API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct XmlTable {
    /// The bodies.
    pub bodies: Vec<XmlBody>,
    /// The values with parts. They can refer to each other.
    pub shapes: Vec<XmlShape>,
}

impl XmlTable {
    /// Adds a body.
    pub(crate) fn add(&mut self, body: XmlBody) -> XmlBodyId {
        let known = self.bodies.iter().position(|known| *known == body);
        XmlBodyId(known.unwrap_or_else(|| {
            self.bodies.push(body);
            self.bodies.len() - 1
        }))
    }

    /// Adds a value whose parts are not known yet.
    pub(crate) fn reserve(&mut self) -> XmlShapeId {
        self.shapes.push(XmlShape::Object(Vec::new(), XmlRest::Ignored));
        XmlShapeId(self.shapes.len() - 1)
    }

    /// Sets the parts of a value.
    pub(crate) fn set(&mut self, id: XmlShapeId, shape: XmlShape) {
        self.shapes[id.0] = shape;
    }
}
