//! The `xml` object of a schema.

use std::sync::Arc;

use crate::source::Value;

/// The `xml` object of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Xml {
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) node: Option<XmlNode>,
    /// Whether `wrapped` is false, and not only absent.
    pub(crate) is_unwrapped: bool,
}

/// `nodeType`, and the fields that it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XmlNode {
    Element,
    Attribute,
    Text,
    Cdata,
    None,
}

impl Xml {
    /// The `xml` object of a schema, if there is one.
    pub(super) fn of(schema: &Value) -> Option<Arc<Self>> {
        let xml = schema.get("xml")?.as_object()?;
        let text = |key: &str| xml.get(key).and_then(Value::as_str).map(str::to_owned);
        let is_set = |key: &str| xml.get(key).and_then(Value::as_bool) == Some(true);
        let node = match xml.get("nodeType").and_then(Value::as_str) {
            Some("element") => Some(XmlNode::Element),
            Some("attribute") => Some(XmlNode::Attribute),
            Some("text") => Some(XmlNode::Text),
            Some("cdata") => Some(XmlNode::Cdata),
            Some("none") => Some(XmlNode::None),
            _ if is_set("attribute") => Some(XmlNode::Attribute),
            _ if is_set("x-ms-text") => Some(XmlNode::Text),
            _ if is_set("wrapped") => Some(XmlNode::Element),
            _ => None,
        };
        let namespace = text("namespace").filter(|namespace| !namespace.is_empty());
        let is_unwrapped = xml.get("wrapped").and_then(Value::as_bool) == Some(false);
        Some(Arc::new(Self { name: text("name"), namespace, prefix: text("prefix"), node, is_unwrapped }))
    }

    /// Adds what another object says and this one does not.
    pub(crate) fn add(&mut self, other: &Self) {
        self.name = self.name.take().or_else(|| other.name.clone());
        self.namespace = self.namespace.take().or_else(|| other.namespace.clone());
        self.prefix = self.prefix.take().or_else(|| other.prefix.clone());
        self.node = self.node.or(other.node);
        self.is_unwrapped |= other.is_unwrapped;
    }
}
