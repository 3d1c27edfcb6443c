use std::path::PathBuf;

use serde_json::json;

use super::{Node, Roots, SchemaGraph};
use crate::config::Config;
use crate::config::Required;
use crate::diagnostics::{Code, Diagnostics, Sink};
use crate::document::{Input, Spec, load};
use crate::source::{Pointer, Sources, Value};

/// A document with schemas, and the graph of those that values of `Root` contain.
struct Case {
    spec: Spec,
    graph: SchemaGraph,
    diagnostics: Diagnostics,
}

impl Case {
    fn new(schemas: &Value) -> Self {
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "x", "version": "1" },
            "paths": {},
            "components": { "schemas": schemas },
        });
        let input = Input::Text(PathBuf::from("x.json"), document.to_string());
        let mut diagnostics = Diagnostics::new();
        let spec = load(&input, &Config::default(), Sources::new(), &mut diagnostics).unwrap();
        let sink = Sink::new();
        let roots = Roots { values: vec![at(&spec, "Root")], ..Roots::default() };
        let graph = SchemaGraph::build(&spec, &roots, Required::Documented, &sink);
        diagnostics.append(sink.into_diagnostics());
        Self { spec, graph, diagnostics }
    }

    fn node(&self, name: &str) -> &Node {
        self.graph.at(&at(&self.spec, name)).unwrap()
    }

    fn codes(&self) -> Vec<Code> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }
}

fn at(spec: &Spec, name: &str) -> Pointer {
    Pointer::root(spec.root).child("components").child("schemas").child(name)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn property_names(node: &Node) -> Vec<&str> {
    node.schema.properties.keys().map(String::as_str).collect()
}

#[test]
fn only_schemas_in_use_are_reported_and_once() {
    let case = Case::new(&json!({
        "Root": { "type": "object", "properties": { "a": reference("Used"), "b": reference("Used") } },
        "Used": { "type": "string", "not": { "type": "integer" } },
        "Unused": { "type": "string", "not": { "type": "integer" } },
    }));
    assert_eq!(case.codes(), [Code::W0203]);
    let unused = at(&case.spec, "Unused");
    assert!(case.graph.schema_use(&unused).is_none());
}

#[test]
fn all_of_is_merged() {
    let case = Case::new(&json!({
        "Root": { "allOf": [reference("Base"), { "type": "object", "properties": { "b": {} } }] },
        "Base": { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } },
    }));
    let root = case.node("Root");
    assert_eq!(property_names(root), ["a", "b"]);
    assert!(root.schema.required.contains("a") && root.schema.all_of.is_empty());
    assert_eq!(root.own.all_of.len(), 2);
    assert_eq!(root.name.as_deref(), Some("Root"));
}

#[test]
fn keywords_next_to_alternatives_are_in_each_of_them() {
    let alternative = |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let case = Case::new(&json!({
        "Root": {
            "type": "object",
            "properties": { "shared": { "type": "string" } },
            "oneOf": [alternative("a"), alternative("b")],
        },
    }));
    let root = case.node("Root");
    assert!(root.schema.properties.is_empty());
    let alternatives: Vec<&Node> =
        root.schema.any_of.iter().map(|alternative| case.graph.at(alternative).unwrap()).collect();
    let properties: Vec<Vec<&str>> = alternatives.iter().map(|node| property_names(node)).collect();
    assert_eq!(properties, [["a", "shared"], ["b", "shared"]]);
    for (index, alternative) in alternatives.iter().enumerate() {
        // Such a schema is not in the document. Users are shown the alternative.
        assert_eq!(alternative.location, at(&case.spec, "Root").child("oneOf").index(index));
        assert!(alternative.name.is_none() && case.spec.value(&alternative.at).is_none());
    }
}

#[test]
fn a_base_gets_the_schemas_derived_from_it_as_alternatives() {
    let case = Case::new(&json!({
        "Root": {
            "type": "object",
            "required": ["kind"],
            "properties": { "kind": { "type": "string" } },
            "discriminator": { "propertyName": "kind", "mapping": { "c": "Cat" } },
        },
        "Cat": { "allOf": [reference("Root"), { "type": "object", "properties": { "lives": {} } }] },
    }));
    let root = case.node("Root");
    assert_eq!(root.schema.any_of, [at(&case.spec, "Cat")]);
    let cat = case.graph.at(&at(&case.spec, "Cat")).unwrap();
    let tag = &cat.schema.properties["kind"];
    assert!(case.graph.is_tag(tag));
    assert_eq!(case.graph.at(tag).unwrap().schema.enumeration, ["c"]);
}

#[test]
fn a_difference_spreads_to_all_containing_schemas() {
    let case = Case::new(&json!({
        "Root": { "type": "array", "items": reference("Outer") },
        "Outer": { "type": "object", "properties": { "inner": reference("Inner"), "same": reference("Same") } },
        "Inner": {
            "type": "object",
            "properties": { "id": { "type": "string", "readOnly": true }, "outer": reference("Outer") },
        },
        "Same": { "type": "object", "properties": { "a": { "type": "string" } } },
    }));
    let differs = |name: &str| {
        let at = at(&case.spec, name);
        case.graph.nodes.iter().any(|node| node.at == at && node.differs)
    };
    assert_eq!(["Root", "Outer", "Inner", "Same"].map(differs), [true, true, true, false]);
}

/// An alternative that allows only null is no alternative, and the others keep their index.
#[test]
fn alternatives_keep_their_index() {
    for nothing in
        [json!({ "type": "null" }), json!({ "enum": [null] }), json!({ "const": null, "title": "x" })]
    {
        let case = Case::new(&json!({
            "Root": { "oneOf": [nothing, { "type": "integer" }, nothing, { "type": "object" }] },
        }));
        let node = case.node("Root");
        let indices: Vec<&str> =
            node.schema.any_of.iter().filter_map(|at| at.path().rsplit('/').next()).collect();
        assert_eq!(indices, ["1", "3"], "{nothing}");
        assert!(node.schema.nullable, "{nothing}");
    }
}

/// A part of `allOf` that repeats a property without changing its type adds its constraints.
#[test]
fn constraints_of_covered_properties_are_kept() {
    let base = json!({ "type": "object", "properties": { "name": reference("Name"), "size": { "type": "integer" } } });
    let narrow = json!({ "properties": {
        "name": { "type": "string", "maxLength": 9, "pattern": "^a" },
        "size": { "type": "integer", "minimum": 3 },
    } });
    for all_of in [json!([base, narrow]), json!([narrow, base])] {
        let case = Case::new(&json!({
            "Root": { "allOf": all_of },
            "Name": { "type": "string", "minLength": 2, "format": "slug" },
        }));
        let node = case.node("Root");
        let constraints = |name: &str| case.graph.constraints_at(&node.schema.properties[name]).unwrap();
        let name = constraints("name");
        assert_eq!((name.length.least, name.length.most), (2, Some(9)));
        assert_eq!(name.patterns, ["^a"]);
        assert_eq!(constraints("size").minimum.unwrap().value.to_string(), "3");
        let found = case.graph.schema_use(&node.schema.properties["name"]).unwrap();
        assert_eq!(found.doc().limits, ["at least 2 characters", "at most 9 characters", "matches `^a`"]);
        assert_eq!(case.codes(), []);
    }
}

#[test]
fn limits_are_in_plain_english() {
    let case = Case::new(&json!({
        "Root": { "type": "object", "minProperties": 1, "maxProperties": 3, "properties": {
            "a": { "type": "array", "items": {}, "minItems": 1, "uniqueItems": true },
            "b": { "type": "string", "maxLength": 1 },
        } },
    }));
    let node = case.node("Root");
    let limits = |name: &str| case.graph.schema_use(&node.schema.properties[name]).unwrap().doc().limits;
    assert_eq!(node.schema.limits, ["1 to 3 properties"]);
    assert_eq!(limits("a"), ["at least 1 item", "unique items"]);
    assert_eq!(limits("b"), ["at most 1 character"]);
}
