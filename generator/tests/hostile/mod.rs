//! Random changes of documents, and the checks for each result. The mutation tests and the fuzz targets share this module.

use std::path::{Component, Path};
use std::time::{Duration, Instant};

use oasmith_core::{GeneratedFiles, Generator};
use serde_json::{Value, json};

/// A small deterministic generator of random numbers.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    pub(crate) fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Every pointer into `value`.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                pointers(child, &format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(list) => {
            for (index, child) in list.iter().enumerate() {
                pointers(child, &format!("{here}/{index}"), found);
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

/// A replacement for a value.
fn other(dice: &mut Dice, locations: &[String], document: &Value) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => Value::Bool(dice.below(2) == 0),
        2 => dice
            .one(&[json!(0), json!(-1), json!(1e300), json!(u64::MAX), json!(0.5), json!(i64::MIN)])
            .clone(),
        3 | 4 => json!(dice.one(TEXTS)),
        5 => json!([]),
        6 => json!({}),
        7 | 8 => json!({ "$ref": format!("#{}", dice.one(locations)) }),
        9 => json!({ *dice.one(KEYS): other(dice, locations, document) }),
        10 => json!([other(dice, locations, document), other(dice, locations, document)]),
        11 => {
            json!({ "allOf": [{ "$ref": format!("#{}", dice.one(locations)) }, other(dice, locations, document)] })
        }
        12 => json!({ "type": [dice.one(TEXTS), "string", "null"] }),
        _ => document.pointer(dice.one(locations).as_str()).cloned().unwrap_or_default(),
    }
}

pub(crate) fn mutate(dice: &mut Dice, document: &mut Value) {
    let mut locations = Vec::new();
    pointers(document, "", &mut locations);
    let location = dice.one(&locations[1.min(locations.len() - 1)..]).clone();
    let new = other(dice, &locations, document);
    let (parent, key) = location.rsplit_once('/').unwrap_or_default();
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
            if let Some(value) = document.pointer_mut(&location) {
                *value = new;
            }
        }
    }
}

/// Fragments of YAML to insert between lines and into them.
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

pub(crate) fn mutate_text(dice: &mut Dice, text: &mut String) {
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

/// Generates a crate from a document, if it can be read, and checks every file.
pub(crate) fn generate_from(text: &str, reparse: bool) -> Option<GeneratedFiles> {
    let started = Instant::now();
    let generator = Generator::from_text("x.json", text).keep_going(true);
    let outcome = generator.run().unwrap_or_else(|error| panic!("{error}\n{text}"));
    outcome.report(false);
    let files = outcome.files;
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
