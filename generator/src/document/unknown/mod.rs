//! Finds fields that no version of the specification has.

pub mod fields;

use serde_json::Map;

use self::fields::{
    COMPONENTS, CONTACT, DISCRIMINATOR, DOCUMENT, ENCODING, EXAMPLE, EXTERNAL_DOCUMENTATION, Fields, HEADER,
    INFO, LICENSE, LINK, MEDIA_TYPE, OAUTH_FLOW, OAUTH_FLOWS, OPERATION, PARAMETER, PATH_ITEM, REQUEST_BODY,
    RESPONSE, SCHEMA, SECURITY_SCHEME, SERVER, SERVER_VARIABLE, SWAGGER_BODY_PARAMETER, SWAGGER_DOCUMENT,
    SWAGGER_FORM_PARAMETER, SWAGGER_HEADER, SWAGGER_OPERATION, SWAGGER_PARAMETER, SWAGGER_PATH_ITEM,
    SWAGGER_RESPONSE, SWAGGER_SCHEMA, SWAGGER_SECURITY_SCHEME, TAG, XML,
};
use super::grammar::NodeKind;
use crate::source::Value;

/// An object whose fields are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    /// An object that is visited on its own.
    Node(NodeKind),
    Info,
    Contact,
    License,
    Tag,
    ExternalDocumentation,
    ServerVariable,
    Flows,
    Flow,
    Discriminator,
    Xml,
}

impl Object {
    /// The fields of the object in all versions. Empty if any key is allowed.
    fn fields(self) -> &'static [Fields] {
        match self {
            Self::Node(kind) => of_node(kind),
            Self::Info => &[INFO],
            Self::Contact => &[CONTACT],
            Self::License => &[LICENSE],
            Self::Tag => &[TAG],
            Self::ExternalDocumentation => &[EXTERNAL_DOCUMENTATION],
            Self::ServerVariable => &[SERVER_VARIABLE],
            Self::Flows => &[OAUTH_FLOWS],
            Self::Flow => &[OAUTH_FLOW],
            Self::Discriminator => &[DISCRIMINATOR],
            Self::Xml => &[XML],
        }
    }

    /// The object at `key`, or the objects in the map or list at `key`, if they are not visited on their own.
    fn child(self, key: &str) -> Option<(Self, bool)> {
        Some(match (self, key) {
            (Self::Node(NodeKind::Document), "info") => (Self::Info, false),
            (Self::Node(NodeKind::Document), "tags") => (Self::Tag, true),
            (
                Self::Node(NodeKind::Document | NodeKind::Operation | NodeKind::Schema) | Self::Tag,
                "externalDocs",
            ) => (Self::ExternalDocumentation, false),
            (Self::Node(NodeKind::Server), "variables") => (Self::ServerVariable, true),
            (Self::Node(NodeKind::SecurityScheme), "flows") => (Self::Flows, false),
            (Self::Node(NodeKind::Schema), "discriminator") => (Self::Discriminator, false),
            (Self::Node(NodeKind::Schema), "xml") => (Self::Xml, false),
            (Self::Info, "contact") => (Self::Contact, false),
            (Self::Info, "license") => (Self::License, false),
            (Self::Flows, key) if OAUTH_FLOWS.contains(&key) => (Self::Flow, false),
            _ => return None,
        })
    }
}

fn of_node(kind: NodeKind) -> &'static [Fields] {
    match kind {
        NodeKind::Document => &[DOCUMENT, SWAGGER_DOCUMENT],
        NodeKind::Components => &[COMPONENTS],
        NodeKind::PathItem => &[PATH_ITEM, SWAGGER_PATH_ITEM],
        NodeKind::Operation => &[OPERATION, SWAGGER_OPERATION],
        NodeKind::Parameter => &[
            PARAMETER,
            HEADER,
            SWAGGER_PARAMETER,
            SWAGGER_BODY_PARAMETER,
            SWAGGER_FORM_PARAMETER,
            SWAGGER_HEADER,
        ],
        NodeKind::RequestBody => &[REQUEST_BODY],
        NodeKind::Response => &[RESPONSE, SWAGGER_RESPONSE],
        NodeKind::Media => &[MEDIA_TYPE],
        NodeKind::Encoding => &[ENCODING],
        NodeKind::Schema | NodeKind::AdditionalProperties => &[SCHEMA, SWAGGER_SCHEMA],
        NodeKind::SecurityScheme => &[SECURITY_SCHEME, SWAGGER_SECURITY_SCHEME],
        NodeKind::Server => &[SERVER],
        NodeKind::Example => &[EXAMPLE],
        NodeKind::Link => &[LINK],
        // The keys of a callback are expressions, those of a requirement are names.
        NodeKind::Callback | NodeKind::SecurityRequirement | NodeKind::Plain | NodeKind::String => &[],
    }
}

/// A field that no version of the specification has.
pub(super) struct Unknown {
    /// The keys that lead to the object from the visited one.
    pub(super) path: Vec<String>,
    pub(super) key: String,
    /// The field that the name is a misspelling of.
    pub(super) meant: Option<&'static str>,
}

/// The unknown fields of an object, and of the objects in it that are not visited on their own.
pub(super) fn fields_of(object: &Map<String, Value>, kind: NodeKind) -> Vec<Unknown> {
    let mut search = Search { path: Vec::new(), found: Vec::new() };
    search.fields(object, Object::Node(kind));
    search.found
}

struct Search {
    path: Vec<String>,
    found: Vec<Unknown>,
}

impl Search {
    fn object(&mut self, value: &Value, object: Object) {
        if let Value::Object(map) = value {
            self.fields(map, object);
        }
    }

    fn fields(&mut self, map: &Map<String, Value>, object: Object) {
        let fields = object.fields();
        if fields.is_empty() {
            return;
        }
        for (key, child) in map {
            if !is_known(fields, key) {
                let meant = meant(key, fields);
                self.found.push(Unknown { path: self.path.clone(), key: key.clone(), meant });
                continue;
            }
            if let Some((object, several)) = object.child(key) {
                self.path.push(key.clone());
                if several {
                    self.each(child, object);
                } else {
                    self.object(child, object);
                }
                self.path.pop();
            }
        }
    }

    fn each(&mut self, value: &Value, object: Object) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
            Value::Array(list) => {
                list.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        for (key, child) in children {
            self.path.push(key);
            self.object(child, object);
            self.path.pop();
        }
    }
}

/// Whether an object may have a field.
fn is_known(fields: &[Fields], key: &str) -> bool {
    // References are followed everywhere.
    key.starts_with("x-") || key == "$ref" || fields.iter().any(|fields| fields.binary_search(&key).is_ok())
}

/// The shortest name that may be a misspelling of another one with other letters.
const SHORTEST: usize = 5;

/// The least similarity of a misspelling, by the share of letters that both names have in the same order.
const SIMILARITY: f32 = 0.8;

/// The known field that `key` is a misspelling of.
fn meant(key: &str, fields: &[Fields]) -> Option<&'static str> {
    let known = || fields.iter().flat_map(|fields| fields.iter().copied());
    let letters = |name: &str| {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let sorted = |name: &str| {
        let mut letters = letters(name);
        letters.sort_unstable();
        letters
    };
    let given = letters(key);
    if given.is_empty() || key.len() > 64 {
        return None;
    }
    let same = known().find(|name| letters(name) == given);
    let swapped = || {
        known().find(|name| {
            name.len() == key.len()
                && name.as_bytes().first() == key.as_bytes().first()
                && sorted(name) == sorted(key)
        })
    };
    let similar = || {
        let long: Vec<&str> =
            known().filter(|name| name.len() >= SHORTEST && key.len() >= SHORTEST).collect();
        let close = similar::get_close_matches(key, &long, 1, SIMILARITY);
        close.first().copied().and_then(|close| known().find(|name| *name == close))
    };
    same.or_else(swapped).or_else(similar)
}

#[cfg(test)]
mod tests {
    use super::fields::{ALL, OPERATION, PARAMETER, SCHEMA};
    use super::meant;

    #[test]
    fn lists_are_sorted() {
        for (object, fields) in ALL {
            assert!(fields.is_sorted_by(|one, other| one < other), "{object}");
        }
    }

    #[test]
    fn misspellings_are_recognized() {
        for (given, expected) in [
            ("requried", "required"),
            ("desciption", "description"),
            ("descripton", "description"),
            ("Type", "type"),
            ("tpye", "type"),
            ("read-only", "readOnly"),
            ("additionalproperties", "additionalProperties"),
            ("additonalProperties", "additionalProperties"),
            ("oneof", "oneOf"),
            ("maxlength", "maxLength"),
        ] {
            assert_eq!(meant(given, &[SCHEMA]), Some(expected), "{given}");
        }
        assert_eq!(meant("paramters", &[OPERATION]), Some("parameters"));
        assert_eq!(meant("operationID", &[OPERATION]), Some("operationId"));
        for given in ["note", "names", "", "é", "---", "optional", "reference", "min", "examples_of_use"] {
            assert_eq!(meant(given, &[SCHEMA]), None, "{given}");
        }
        assert_eq!(meant("enum_descriptions", &[PARAMETER]), None);
        assert_eq!(meant(&"description".repeat(100), &[SCHEMA]), None);
    }
}
