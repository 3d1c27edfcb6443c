//! The fields in the published schemas of the specifications.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use indexmap::IndexMap;

use super::rows::Object;

/// A published schema: the versions that it describes, and its text.
const SCHEMAS: [(&str, &str); 4] = [
    ("2.0", include_str!("../../support/schemas/openapi-2.0.json")),
    ("3.0", include_str!("../../support/schemas/openapi-3.0.json")),
    ("3.1", include_str!("../../support/schemas/openapi-3.1.json")),
    ("3.2", include_str!("../../support/schemas/openapi-3.2.json")),
];

/// The published schemas of the keywords of schemas, for OpenAPI 3.1 and 3.2.
const VOCABULARIES: [(&[&str], &str); 10] = [
    (&["3.1"], include_str!("../../support/schemas/openapi-3.1-vocabulary.json")),
    (&["3.2"], include_str!("../../support/schemas/openapi-3.2-vocabulary.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/core.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/applicator.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/unevaluated.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/validation.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/meta-data.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/content.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/format-annotation.json")),
    (&["3.1", "3.2"], include_str!("../../support/schemas/json-schema/metaschema.json")),
];

/// A field of an object of the specification.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Field {
    version: &'static str,
    object: String,
    name: String,
}

impl Field {
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (self.version, &self.object, &self.name)
    }
}

/// The number of versions of OpenAPI 3.
pub(super) const VERSIONS_OF_3: usize = 3;

/// All fields of all objects in all versions.
pub(super) fn published(objects: &IndexMap<String, Object>) -> BTreeSet<Field> {
    let mut fields = BTreeSet::new();
    for (version, text) in SCHEMAS {
        let schema: Value = serde_json::from_str(text).unwrap_or_default();
        for (name, object) in objects {
            let names = object.definitions.get(version).into_iter().flatten();
            let found = names.flat_map(|definition| fields_of(&schema, definition));
            fields.extend(found.map(|field| Field { version, object: name.clone(), name: field }));
        }
    }
    for (versions, text) in VOCABULARIES {
        let schema: Value = serde_json::from_str(text).unwrap_or_default();
        let parts = [("schema", ""), ("discriminator", "discriminator"), ("xml", "xml")];
        for ((object, definition), version) in
            parts.iter().flat_map(|part| versions.iter().map(move |version| (part, version)))
        {
            let found = fields_of(&schema, definition);
            fields.extend(found.into_iter().map(|name| Field {
                version,
                object: (*object).to_owned(),
                name,
            }));
        }
    }
    fields
}

/// The fields that a definition of a schema lists. The definition without a name is the schema itself.
fn fields_of(schema: &Value, definition: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let at = match definition {
        "" => String::new(),
        path if path.starts_with('/') => path.to_owned(),
        name if schema.get("$defs").is_some() => format!("/$defs/{name}"),
        name => format!("/definitions/{name}"),
    };
    collect(schema, &at, &mut found);
    found
}

fn collect(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    let Some(definition) = schema.pointer(at) else { return };
    if let Some(properties) = definition.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    for (pattern, names) in PATTERNS {
        if definition.get("patternProperties").is_some_and(|patterns| patterns.get(pattern).is_some()) {
            found.extend(names.iter().map(|name| (*name).to_owned()));
        }
    }
    if let Some(target) =
        definition.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'))
    {
        collect(schema, target, found);
    }
    for key in ["if", "then", "else"] {
        collect(schema, &format!("{at}/{key}"), found);
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let count = definition.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).for_each(|index| collect(schema, &format!("{at}/{key}/{index}"), found));
    }
    let dependent = definition.get("dependentSchemas").and_then(Value::as_object);
    for key in dependent.into_iter().flat_map(Map::keys) {
        collect(schema, &format!("{at}/dependentSchemas/{key}"), found);
    }
}

/// The fields that a pattern stands for. Patterns of paths, statuses and extensions have no fields.
const PATTERNS: [(&str, &[&str]); 2] = [
    ("^\\$ref$", &["$ref"]),
    (
        "^(get|put|post|delete|options|head|patch|trace)$",
        &["get", "put", "post", "delete", "options", "head", "patch", "trace"],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::rows::{Object, Table};
    use super::published;

    #[test]
    fn every_definition_exists() {
        let objects = Table::read().unwrap().objects;
        let fields = published(&objects);
        for (name, Object { definitions, .. }) in objects {
            for version in definitions.keys() {
                let found =
                    fields.iter().any(|field| field.version == version.as_str() && field.object == name);
                assert!(found, "{name} has no fields in {version}");
            }
        }
    }
}
