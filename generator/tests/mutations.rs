//! Broken documents by the hundred: every fixture, changed at random places. Whatever comes of it, nothing panics, nothing runs on
//! for ever, what is emitted is Rust, and no file is outside the folder.
//!
//! `MUTATIONS=100000 cargo test -p generator --test mutations -- --nocapture` runs longer, and says where it is.

use std::path::{Component, Path};
use std::time::{Duration, Instant};

use generator::{Config, Diagnostics, GeneratedFiles, Sources};
use serde_json::{Map, Value, json};

/// A small generator of numbers that are random enough, and the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Every pointer into `value`.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                pointers(member, &format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(list) => {
            for (index, member) in list.iter().enumerate() {
                pointers(member, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "*/ fn main() {}",
    "\"#; panic!(); //",
    "```\ncode",
    "{{ mark }}",
    "{% include 'x' %}",
    "../../etc/passwd",
    "/etc/passwd",
    "a\0b",
    "line\r\nline\u{2028}",
    "\u{202e}txt",
    "\\",
    "#[doc]",
    "r#type",
    "Self",
    "crate",
    "_",
    "🎉",
    "1st",
    "-1",
    "x/y\\z",
    "CON",
    "string",
    "object",
    "array",
    "null",
    "query",
    "path",
    "header",
    "2XX",
    "default",
    "application/json",
    "{id}",
    "/{a}{b}",
    "#",
    "#/",
    "other.yaml",
    "https://example.com/x",
    "9999999999999999999999",
    "\u{feff}",
];

const KEYS: &[&str] = &[
    "$ref",
    "type",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "items",
    "properties",
    "required",
    "enum",
    "const",
    "nullable",
    "format",
    "default",
    "additionalProperties",
    "discriminator",
    "prefixItems",
    "patternProperties",
    "if",
    "$dynamicRef",
    "content",
    "schema",
    "in",
    "style",
    "name",
    "parameters",
    "responses",
    "requestBody",
    "description",
    "example",
    "minimum",
    "maximum",
    "readOnly",
    "operationId",
    "tags",
];

/// Another value for what stands somewhere.
fn other(dice: &mut Dice, places: &[String], document: &Value) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => Value::Bool(dice.below(2) == 0),
        2 => dice
            .one(&[json!(0), json!(-1), json!(1e300), json!(u64::MAX), json!(0.5), json!(i64::MIN)])
            .clone(),
        3 | 4 => json!(dice.one(TEXTS)),
        5 => json!([]),
        6 => json!({}),
        7 | 8 => json!({ "$ref": format!("#{}", dice.one(places)) }),
        9 => json!({ *dice.one(KEYS): other(dice, places, document) }),
        10 => json!([other(dice, places, document), other(dice, places, document)]),
        11 => {
            json!({ "allOf": [{ "$ref": format!("#{}", dice.one(places)) }, other(dice, places, document)] })
        }
        12 => json!({ "type": [dice.one(TEXTS), "string", "null"] }),
        _ => document.pointer(dice.one(places).as_str()).cloned().unwrap_or_default(),
    }
}

fn mutate(dice: &mut Dice, document: &mut Value) {
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    let place = dice.one(&places[1.min(places.len() - 1)..]).clone();
    let new = other(dice, &places, document);
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let key = key.replace("~1", "/").replace("~0", "~");
    match (dice.below(5), document.pointer_mut(parent)) {
        (0, Some(Value::Object(map))) => drop(map.remove(&key)),
        (1, Some(Value::Object(map))) => {
            let value = map.remove(&key).unwrap_or_default();
            map.insert((*dice.one(TEXTS)).to_owned(), value);
        }
        (2, Some(Value::Object(map))) => drop(map.insert((*dice.one(KEYS)).to_owned(), new)),
        (3, Some(Value::Array(list))) => list.push(new),
        _ => {
            if let Some(value) = document.pointer_mut(&place) {
                *value = new;
            }
        }
    }
}

/// Generates a crate, if there is one to generate, and looks at what it is.
fn generate(document: &Value, reparse: bool) -> Option<GeneratedFiles> {
    generate_from(&document.to_string(), reparse)
}

fn generate_from(text: &str, reparse: bool) -> Option<GeneratedFiles> {
    let config = Config::default();
    let mut diagnostics = Diagnostics::new();
    let started = Instant::now();
    let loaded = generator::load(Path::new("x.json"), text.to_owned(), Sources::new(), &mut diagnostics);
    let files = match &loaded {
        Ok(spec) => {
            let api = generator::lower(spec, &config, &mut diagnostics);
            Some(generator::render(&api, &config).unwrap_or_else(|error| panic!("{error}\n{text}")))
        }
        Err(_) => None,
    };
    let sources = match &loaded {
        Ok(spec) => &spec.sources,
        Err(sources) => sources,
    };
    generator::diagnostic::render(&diagnostics, sources, false);
    for (path, text) in files.iter().flat_map(GeneratedFiles::iter) {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(name) if name.len() <= 255);
        assert!(Path::new(path).components().all(plain), "{path}");
        let emitted = path.strip_suffix(".rs").is_some_and(|path| !path.starts_with("src/runtime/"));
        if reparse && emitted {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        }
    }
    assert!(started.elapsed() < Duration::from_secs(30), "too long: {text}");
    files
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

/// Pieces of YAML, put between its lines and into them.
const PIECES: &[&str] = &[
    "\t",
    "  ",
    "- ",
    "? ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: *a",
    "!tag ",
    "|\n",
    ">-\n",
    "---\n",
    "%YAML 1.1\n",
    "#",
    "null",
    "~",
    "0x7fffffffffffffffff",
    ".nan",
    "1e999",
    "\u{0}",
    "\u{feff}",
    "\r",
    "$ref: '#'",
    "[[[[[[[[",
    "{a: {a: {a: {a: ",
];

fn mutate_text(dice: &mut Dice, text: &mut String) {
    let mut at = dice.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    match dice.below(4) {
        0 => text.truncate(at),
        1 => {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            text.replace_range(at..end, "");
        }
        _ => {
            let piece: &&str = dice.one(PIECES);
            text.insert_str(at, piece);
        }
    }
}

#[test]
fn changed_documents_are_survived() {
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

/// An object of `depth` objects, one in the other.
fn nested(depth: usize, key: &str, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| json!({ key: inner }))
}

fn document(schemas: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "Fixture", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

#[test]
fn hostile_documents_are_survived() {
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

/// Text of a document becomes neither code, nor a manifest, nor a template, nor a path.
#[test]
fn texts_stay_texts() {
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
