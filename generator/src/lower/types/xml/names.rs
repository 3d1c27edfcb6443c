//! Names of elements and attributes.

use super::Builder;
use crate::diagnostics::XmlProblem;
use crate::model::XmlName;
use crate::schema::Xml;
use crate::source::Pointer;

/// The namespace of the attributes of XML Schema, which have the prefix `xsi` in most documents.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Builder<'_, '_> {
    /// The name of an element or attribute.
    pub(super) fn name(&mut self, at: &Pointer, xml: &Xml, implied: &str, is_attribute: bool) -> XmlName {
        let name = xml.name.as_deref().unwrap_or(implied);
        let (own, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        let mut prefix = xml.prefix.as_deref().or(own).unwrap_or_default().to_owned();
        let mut namespace = xml.namespace.clone().unwrap_or_default();
        if prefix == "xsi" && namespace.is_empty() {
            INSTANCE.clone_into(&mut namespace);
        }
        if !prefix.is_empty() && !is_name(&prefix) {
            self.report(at, XmlProblem::Name);
            prefix.clear();
        }
        if !prefix.is_empty() && namespace.is_empty() && prefix != "xml" {
            self.report(at, XmlProblem::Prefix);
        }
        if is_attribute && prefix.is_empty() && !namespace.is_empty() {
            prefix = self.prefix(&namespace);
        }
        if !is_name(local) {
            self.report(at, XmlProblem::Name);
        }
        XmlName { local: local.to_owned(), prefix, namespace, any: false }
    }

    /// A prefix for a namespace: an attribute without a prefix has none.
    fn prefix(&mut self, namespace: &str) -> String {
        let namespaces = &mut self.shapes.namespaces;
        let index = namespaces.iter().position(|known| known == namespace).unwrap_or_else(|| {
            namespaces.push(namespace.to_owned());
            namespaces.len() - 1
        });
        format!("ns{}", index + 1)
    }
}

/// Whether XML allows a name without a prefix.
fn is_name(name: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(is_start)
        && name.chars().all(|c| is_start(c) || c.is_numeric() || "-.\u{B7}".contains(c))
}
