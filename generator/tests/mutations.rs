//! Every fixture with random changes. The generator does not panic or run for ever, emitted code is valid Rust, and no file is outside
//! the folder.
//!
//! `MUTATIONS=100000 cargo test -p oasmith-core --test mutations -- --nocapture` runs longer and prints its progress. The targets in
//! `generator/fuzz` do the same with coverage.

mod hostile;

use std::path::Path;
use std::time::Instant;

use oasmith_core::GeneratedFiles;
use serde_json::{Map, Value, json};

use hostile::{Dice, generate_from, mutate, mutate_text};

fn generate(document: &Value, reparse: bool) -> Option<GeneratedFiles> {
    generate_from(&document.to_string(), reparse)
}

fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths = Vec::new();
    for folder in [folder.join("ok"), folder.join("err")] {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")));
    }
    paths.sort();
    paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn changed_documents_do_not_panic() {
    let given = std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok());
    let from = std::env::var("MUTATIONS_FROM").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let texts = fixtures();
    let fixtures: Vec<Value> =
        texts.iter().filter_map(|text| serde_yaml::from_str(text).ok()).filter(Value::is_object).collect();
    for seed in from..from + given.unwrap_or(300_u64) {
        if given.is_some() && seed % 1000 == 0 {
            eprintln!("{seed}");
        }
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        if seed % 4 == 3 {
            let mut text = dice.one(&texts).clone();
            for _ in 0..=dice.below(4) {
                mutate_text(&mut dice, &mut text);
            }
            generate_from(&text, false);
            continue;
        }
        let mut document = dice.one(&fixtures).clone();
        for _ in 0..=dice.below(6) {
            mutate(&mut dice, &mut document);
        }
        if document.is_object() {
            let version = if seed % 2 == 0 { "3.0.3" } else { "3.1.0" };
            document
                .as_object_mut()
                .into_iter()
                .for_each(|map| drop(map.insert("openapi".to_owned(), version.into())));
        }
        if std::env::var_os("MUTATIONS_SHOW").is_some() {
            eprintln!("{seed}: {document}");
        }
        generate(&document, seed % 8 == 0);
    }
}

/// `depth` nested objects.
fn nested(depth: usize, key: &str, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| json!({ key: inner }))
}

fn document(schemas: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "Fixture", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

#[test]
fn hostile_documents_do_not_panic() {
    let name = "x".repeat(if cfg!(debug_assertions) { 100_000 } else { 1_000_000 });
    let values: Vec<String> = (0..10_000).map(|index| format!("value {index}")).collect();
    let alike: Vec<String> =
        (0..10_000).map(|index| format!("{index:b}").replace('0', ",").replace('1', ";")).collect();
    let cycle: Map<String, Value> = (0..300)
        .map(|index| {
            let next = json!({ "$ref": format!("#/components/schemas/S{}", (index + 1) % 300) });
            (format!("S{index}"), json!({ "allOf": [next], "properties": { "x": { "type": "string" } } }))
        })
        .collect();
    let chain: Map<String, Value> = (0..300)
        .map(|index| (format!("S{index}"), json!({ "$ref": format!("#/components/schemas/S{}", index + 1) })))
        .collect();
    for schemas in [
        json!({ "A": nested(40, "items", json!({ "type": "string" })) }),
        json!({ "A": nested(40, "additionalProperties", json!({ "type": "string" })) }),
        json!({ "A": nested(40, "not", json!({})) }),
        json!({ "A": { "type": "object", "properties": { name.as_str(): { "type": "string", "description": name } } }, name.as_str(): { "type": "object", "properties": {} } }),
        json!({ "長い名前".repeat(100): { "type": "object", "properties": {} } }),
        json!({ "A": { "enum": values }, "B": { "oneOf": (0..300).map(|index| json!({ "const": index })).collect::<Vec<_>>() } }),
        json!({ "A": { "enum": alike }, "B": { "enum": values }, "C": { "anyOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }] } }),
        Value::Object(cycle),
        Value::Object(chain),
        json!({ "A": { "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/A" }] } }),
        json!({ "A": { "properties": { "$ref": "#/components/schemas/A/properties" } } }),
    ] {
        generate(&document(&schemas), false);
    }
}

/// 20,000 schemas in a cycle. The time to find cycles is linear in the number of references.
#[test]
fn a_large_cycle_takes_linear_time() {
    let count = 20_000;
    let schema = |index: usize| {
        let next = json!({ "$ref": format!("#/components/schemas/S{}", (index + 1) % count) });
        (format!("S{index}"), json!({ "type": "object", "properties": { "next": next } }))
    };
    let schemas: Map<String, Value> = (0..count).map(schema).collect();
    let started = Instant::now();
    assert!(generate(&document(&Value::Object(schemas)), false).is_some());
    let seconds = started.elapsed().as_secs();
    assert!(seconds < 60, "{seconds} s");
}

/// Strings of a document cannot become code, a part of the manifest, a template or a path.
#[test]
fn strings_stay_strings() {
    let evil = "{{ mark }}{% include 'x' %}\"]\n[dependencies]\nevil = \"1\"\n*/ compile_error!(); /* ${x} {0} \u{202e}../../evil";
    let schema = json!({
        "title": evil, "description": evil, "type": "object", "default": { evil: evil }, "example": evil,
        "properties": { evil: { "type": "string", "enum": [evil, "../evil"], "description": evil, "default": evil, "pattern": evil } }
    });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": evil, "version": evil, "description": evil },
        "servers": [{ "url": format!("https://example.com/{evil}"), "description": evil }],
        "tags": [{ "name": evil, "description": evil }, { "name": "../../evil" }],
        "security": [{ evil: [] }],
        "paths": { format!("/{evil}/{{{evil}}}"): {
            "get": {
                "tags": [evil], "operationId": evil, "summary": evil, "description": evil,
                "parameters": [{ "name": evil, "in": "query", "description": evil, "schema": { "type": "string", "example": evil } },
                    { "name": evil, "in": "header", "schema": { "$ref": "#/components/schemas/A" } }],
                "responses": { "200": { "description": evil, "content": { evil: { "schema": schema } } }, "404": { "description": evil,
                    "content": { "application/json": { "schema": schema } } } }
            },
            "post": { "tags": ["../../evil"], "operationId": "../../evil", "requestBody": { "description": evil, "content": {
                "application/json": { "schema": schema } } }, "responses": {} }
        } },
        "webhooks": { evil: { "post": { "requestBody": { "content": { "application/json": { "schema": schema } } } } } },
        "components": { "schemas": { evil: schema, "A": { "type": "string", "enum": [evil] } },
            "securitySchemes": { evil: { "type": "apiKey", "in": "header", "name": evil, "description": evil } } }
    });
    let files = generate(&document, true).unwrap();
    let text = |wanted: &str| files.iter().find(|(path, _)| *path == wanted).unwrap().1.to_owned();
    assert!(text("README.md").contains("{{ mark }}{% include 'x' %}"), "{}", text("README.md"));
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    assert!(!manifest["dependencies"].as_table().unwrap().contains_key("evil"), "{manifest}");
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
        for line in text.lines().map(str::trim_start).filter(|line| line.contains("compile_error!")) {
            assert!(line.starts_with("//") || line.contains('"'), "{path}: {line}");
        }
    }
}
