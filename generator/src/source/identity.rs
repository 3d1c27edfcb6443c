//! Names of schemas: `$id`, which makes a schema a separate document, and `$anchor`.

use std::collections::{BTreeMap, HashMap, HashSet};

use fluent_uri::{Iri, IriRef};

use super::Value;
use super::pointer::push_escaped;

/// The URI of a file that does not declare one.
const NOWHERE: &str = "file:///";

/// Keys whose values are never schemas.
pub(crate) const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// Keys whose values are maps with arbitrary names.
pub(crate) const NAMED: &[&str] =
    &["$defs", "definitions", "dependentSchemas", "patternProperties", "properties", "schemas"];

/// The names in one file.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// The URIs of the file and of the documents inside it, by location.
    documents: BTreeMap<String, Iri<String>>,
    /// The locations, by URI.
    locations: HashMap<String, String>,
    /// The locations of anchors, by the location of their document and their name.
    anchors: HashMap<(String, String), String>,
    /// The locations of all documents inside the file.
    inside: HashSet<String>,
}

impl Identities {
    /// The names in a file. Empty if it has none.
    pub(super) fn of(text: &str, root: &Value) -> Option<Self> {
        if !["$id", "$anchor", "$dynamicAnchor", "$self"].iter().any(|key| text.contains(key)) {
            return None;
        }
        let mut identities = Self::default();
        let nowhere = Iri::parse(NOWHERE).ok()?.to_owned();
        // OpenAPI 3.2: the URI of the document.
        let own = root.get("$self").and_then(Value::as_str).and_then(|own| IriRef::parse(own).ok());
        let own = own.and_then(|own| own.resolve_against(&nowhere).ok());
        identities.enter(String::new(), own.unwrap_or(nowhere));
        identities.collect(root, &mut String::new(), "", false);
        Some(identities)
    }

    fn enter(&mut self, location: String, address: Iri<String>) {
        self.locations.entry(address.as_str().to_owned()).or_insert_with(|| location.clone());
        self.documents.insert(location, address);
    }

    /// Collects the names in `value`, at `path` in the document at `document`.
    fn collect(&mut self, value: &Value, path: &mut String, document: &str, named: bool) {
        let mut document = document.to_owned();
        if !named && let Some(id) = value.get("$id").and_then(Value::as_str) {
            let id = id.strip_suffix('#').unwrap_or(id);
            match id.strip_prefix('#') {
                Some(name) => drop(self.anchors.insert((document.clone(), name.to_owned()), path.clone())),
                None => {
                    if let Some(address) = self.resolved(&document, id) {
                        document.clone_from(path);
                        self.enter(path.clone(), address);
                    }
                }
            }
        }
        if !document.is_empty() {
            self.inside.insert(path.clone());
        }
        for key in ["$anchor", "$dynamicAnchor"].iter().filter(|_| !named) {
            if let Some(name) = value.get(*key).and_then(Value::as_str) {
                self.anchors.insert((document.clone(), name.to_owned()), path.clone());
            }
        }
        let mut inside = |this: &mut Self, key: &str, child: &Value, named: bool| {
            let length = path.len();
            push_escaped(path, key);
            this.collect(child, path, &document, named);
            path.truncate(length);
        };
        match value {
            Value::Object(map) => {
                for (key, child) in map.iter().filter(|(key, _)| named || !VALUES.contains(&key.as_str())) {
                    inside(self, key, child, !named && NAMED.contains(&key.as_str()));
                }
            }
            Value::Array(list) => {
                for (index, child) in list.iter().enumerate() {
                    inside(self, &index.to_string(), child, false);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn resolved(&self, document: &str, address: &str) -> Option<Iri<String>> {
        IriRef::parse(address).ok()?.resolve_against(self.documents.get(document)?).ok()
    }

    /// The URI that the file declares for itself (`$self`).
    pub(super) fn own(&self) -> Option<&Iri<String>> {
        self.documents.get("").filter(|own| own.as_str() != NOWHERE)
    }

    /// The target of the reference at `from`, if it is a name in this file, or in a document inside the file.
    pub(super) fn location(&self, from: &str, address: &str, fragment: &str) -> Option<String> {
        let around = self.around(from);
        let document = match address {
            "" => around,
            address => self.locations.get(self.resolved(around, address)?.as_str())?,
        };
        if fragment.is_empty() {
            return Some(document.to_owned());
        }
        if fragment.starts_with('/') {
            // Many documents give schemas a URI, but write references relative to the top of the file.
            let inside = format!("{document}{fragment}");
            return Some(if self.inside.contains(&inside) { inside } else { fragment.to_owned() });
        }
        self.anchors.get(&(document.to_owned(), fragment.to_owned())).cloned()
    }

    /// The document around a location.
    fn around(&self, path: &str) -> &str {
        let mut here = path;
        loop {
            if let Some((document, _)) = self.documents.get_key_value(here) {
                return document;
            }
            match here.rfind('/') {
                Some(end) => here = &here[..end],
                None => return "",
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_locations() {
        let root = serde_json::json!({
            "a": { "$id": "https://example.com/a/b", "$defs": { "c": { "$anchor": "c" } } },
            "d": { "$id": "d", "properties": { "$id": { "$anchor": "e" } } },
            "f": { "example": { "$id": "https://example.com/g", "$anchor": "g" } },
            "h": { "$id": "#h" },
        });
        let identities = Identities::of("\"$id\"", &root).expect("names");
        let check = |from: &str, reference: &str, expected: Option<&str>| {
            let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
            assert_eq!(
                identities.location(from, address, fragment).as_deref(),
                expected,
                "{reference} in {from}"
            );
        };
        check("/f", "https://example.com/a/b", Some("/a"));
        check("/f", "https://example.com/a/b#c", Some("/a/$defs/c"));
        check("/f", "https://example.com/a/b#nobody", None);
        check("/f", "https://example.com/g", None);
        check("/f", "d", Some("/d"));
        check("/f", "#g", None);
        check("/f", "#h", Some("/h"));
        check("/a/$defs/c", "#", Some("/a"));
        check("/a/$defs/c", "#/$defs/c", Some("/a/$defs/c"));
        check("/a", "d", None);
        check("/d", "#e", Some("/d/properties/$id"));
        // Relative to the top of the file, although the reference is in another document.
        check("/a", "#/f", Some("/f"));
    }

    #[test]
    fn a_file_without_names_has_none() {
        assert!(Identities::of("{}", &serde_json::json!({})).is_none());
    }
}
