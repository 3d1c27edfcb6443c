//! The XML of values. The tables are emitted, and can refer to each other.

use std::fmt;

/// The XML of a body.
pub(crate) struct Body {
    /// The name of the root element.
    pub(crate) root: Name,
    pub(crate) shape: &'static Shape,
    /// Whether the element of the only property is the root.
    pub(crate) bare: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) local: &'static str,
    /// The prefix that is written; empty without one.
    pub(crate) prefix: &'static str,
    /// The namespace; empty if any namespace is accepted.
    pub(crate) namespace: &'static str,
    /// Whether any name is accepted, because the document does not give it.
    pub(crate) any: bool,
}

/// The form of a value in an element.
pub(crate) enum Shape {
    /// Any value: children are properties, `@name` is an attribute, and `#text` the text next to them.
    Any,
    /// A string: the text as it is.
    String,
    /// A string without white space around it, such as a date.
    Token,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A number, a boolean, or else a string.
    Scalar,
    /// A list, with an element for each item.
    List(Name, &'static Shape),
    /// A list with a node for each item, in their order.
    Tuple(&'static [(Node, &'static Self)]),
    /// A list whose items are alternatives of a union, each with the node of its alternative. Null has that at a position.
    Choice(&'static [Node], &'static Self, usize),
    /// An object.
    Object(&'static [Field], Rest),
    /// One of several shapes, distinguished by the value of a property, or else by their elements.
    Union(Option<&'static str>, &'static [Alternative]),
}

/// A property of an object.
pub(crate) struct Field {
    pub(crate) property: &'static str,
    pub(crate) node: Node,
    /// Whether an empty list, object or text is present.
    pub(crate) required: bool,
    /// Whether an attribute that is missing is null.
    pub(crate) nullable: bool,
    pub(crate) shape: &'static Shape,
}

/// The part of an element that holds a property.
pub(crate) enum Node {
    Element(Name),
    Attribute(Name),
    /// Any number of elements, one for each item of the list.
    Items(Name),
    /// The text of the element.
    Text,
    /// The text of the element, written as CDATA.
    Cdata,
    /// The element itself: the properties of the object are those of the object around it.
    Inline,
}

/// The elements that no field describes.
pub(crate) enum Rest {
    Ignored,
    /// Properties with values of a shape.
    Values(&'static Shape),
    /// Properties with lists: each element is an item.
    Lists(&'static Shape),
}

/// An alternative of a union.
pub(crate) struct Alternative {
    /// The values of the property that distinguishes alternatives.
    pub(crate) keys: &'static [&'static str],
    pub(crate) shape: &'static Shape,
}

impl Body {
    /// The shape of XML that the document does not describe.
    pub(crate) const ANY: &'static Self = &Self::new(Name::ANY, &Shape::Any);

    pub(crate) const fn new(root: Name, shape: &'static Shape) -> Self {
        Self { root, shape, bare: false }
    }

    /// An object whose only property is the root element.
    pub(crate) const fn bare(shape: &'static Shape) -> Self {
        Self { root: Name::any("root"), shape, bare: true }
    }
}

impl Name {
    const ANY: Self = Self::any("");

    /// A name in any namespace.
    pub(crate) const fn of(local: &'static str) -> Self {
        Self { local, prefix: "", namespace: "", any: false }
    }

    /// A name that the document does not give. Every other one is accepted, too.
    pub(crate) const fn any(local: &'static str) -> Self {
        Self { local, prefix: "", namespace: "", any: true }
    }

    /// Sets the namespace.
    pub(crate) const fn namespace(self, namespace: &'static str) -> Self {
        Self { namespace, ..self }
    }

    /// Sets the prefix.
    pub(crate) const fn prefix(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// Returns whether a name in XML is this one.
    pub(super) fn is(&self, local: &str, namespace: Option<&str>) -> bool {
        self.any
            || (self.local == local
                && (self.namespace.is_empty() || namespace.is_some_and(|found| found == self.namespace)))
    }
}

impl Field {
    const fn new(property: &'static str, node: Node, shape: &'static Shape) -> Self {
        Self { property, node, required: false, nullable: false, shape }
    }

    pub(crate) const fn element(property: &'static str, name: Name, shape: &'static Shape) -> Self {
        Self::new(property, Node::Element(name), shape)
    }

    pub(crate) const fn attribute(property: &'static str, name: Name, shape: &'static Shape) -> Self {
        Self::new(property, Node::Attribute(name), shape)
    }

    pub(crate) const fn items(property: &'static str, name: Name, shape: &'static Shape) -> Self {
        Self::new(property, Node::Items(name), shape)
    }

    pub(crate) const fn text(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Text, shape)
    }

    pub(crate) const fn cdata(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Cdata, shape)
    }

    pub(crate) const fn inline(property: &'static str, shape: &'static Shape) -> Self {
        Self::new(property, Node::Inline, shape)
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// Bodies are equal if they are the same table.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Body {}

/// Shows only the root, because shapes can contain themselves.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("root", &self.root).finish_non_exhaustive()
    }
}
