//! Copies of schemas rename nothing.

use std::collections::BTreeSet;

use oasmith_core::{Config, Generator};
use serde_json::{Map, Value, json};

/// The names of the types of a document.
fn types(document: &Value) -> BTreeSet<String> {
    let config = Config::parse("oasmith.toml".as_ref(), "unused_types = \"keep\"").unwrap();
    let outcome = Generator::from_text("x.json", document.to_string()).config(config).run().unwrap();
    let files = outcome.files.unwrap();
    let lines =
        files.iter().filter(|(path, _)| path.starts_with("src/types/")).flat_map(|(_, code)| code.lines());
    let name = |line: &str| {
        let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
        Some(rest.split([' ', '(', ';', '<']).next()?.to_owned())
    };
    lines.filter_map(name).collect()
}

/// The schemas without a name that are properties of components: the name of the property, and the schema. Schemas with two forms are
/// omitted: the copy adds another form.
fn inline(document: &Value) -> Vec<(String, Value)> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let properties =
        schemas.into_iter().flat_map(Map::values).filter_map(|schema| schema["properties"].as_object());
    let is_named = |schema: &Value| schema.get("properties").is_some() || schema.get("enum").is_some();
    let all = properties.flatten().map(|(name, schema)| (name.clone(), schema.clone()));
    let has_forms = |schema: &Value| ["Only\":", "null"].iter().any(|word| schema.to_string().contains(word));
    all.filter(|(_, schema)| is_named(schema) && !has_forms(schema)).collect()
}

/// A map with another entry at a position.
fn with(map: &Map<String, Value>, at: usize, key: &str, value: &Value) -> Map<String, Value> {
    let mut entries: Vec<(String, Value)> = map.clone().into_iter().collect();
    entries.insert(at.min(entries.len()), (key.to_owned(), value.clone()));
    entries.into_iter().collect()
}

/// Adds a copy of each schema without a name to each document of the fixtures, as a property of a new component: at the start, in the middle
/// and at the end, where the name of the component is the first one and the last one of the alphabet. All types keep their names. The name
/// of the component is long, because the shorter one of two owners with one copy each gives a type its name.
#[test]
fn copies_rename_nothing() {
    let mut shared = 0;
    insta::glob!("fixtures/ok/*.yaml", |path| {
        let document: Value = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let copies = inline(&document);
        if copies.is_empty() {
            return;
        }
        let before = types(&document);
        let schemas = document["components"]["schemas"].as_object().unwrap().clone();
        for (name, schema) in copies {
            let component = json!({"type": "object", "properties": {name.as_str(): schema}});
            for (key, at) in [
                ("Aardvarkaardvarkaardvark", 0),
                ("Zebrazebrazebrazebrazebra", schemas.len() / 2),
                ("Aardvarkaardvarkaardvark", schemas.len()),
            ] {
                let mut changed = document.clone();
                changed["components"]["schemas"] = with(&schemas, at, key, &component).into();
                let after = types(&changed);
                let gone: Vec<&String> = before.difference(&after).collect();
                assert!(gone.is_empty(), "{}: {gone:?}, copy of `{name}` at {at}", path.display());
                shared += usize::from(after.len() == before.len() + 1);
            }
        }
    });
    assert!(shared > 30, "{shared}");
}
