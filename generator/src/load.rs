//! Text → [`Spec`]: the document as an untyped tree, and each of its parts, on its own, as an `openapiv3` type.
//!
//! A part (a schema, a parameter, an operation…) is read without the parts inside it, so that one broken part is one located
//! diagnostic and not the end of the run, and so that every part is read once.

use std::path::Path;

use openapiv3::{Operation, Parameter, RequestBody, Response, Schema, SecurityScheme, Server};
use serde::de::DeserializeOwned;
use serde_json::{Map, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value};

/// An OpenAPI document, ready to be lowered.
#[derive(Debug)]
pub struct Spec {
    /// The text and the tree of every file.
    pub sources: Sources,
    /// The file that was asked for.
    pub root: FileId,
}

/// Reads the document at `path`.
///
/// # Errors
///
/// What is wrong with the file is in `diagnostics`, and `None` comes back.
pub fn load_file(path: &Path, sources: Sources, diagnostics: &mut Diagnostics) -> Result<Spec, Sources> {
    match std::fs::read(path) {
        Ok(bytes) => {
            if let Ok(text) = String::from_utf8(bytes) {
                load(path, text, sources, diagnostics)
            } else {
                diagnostics
                    .error("E0002", None, format!("{} is not UTF-8 text", path.display()))
                    .help("an OpenAPI document is a YAML or JSON file encoded in UTF-8");
                Err(sources)
            }
        }
        Err(error) => {
            diagnostics
                .error("E0001", None, format!("cannot read {}: {error}", path.display()))
                .help("check the path of the document");
            Err(sources)
        }
    }
}

/// Reads a document from its text.
///
/// # Errors
///
/// As [`load_file`].
pub fn load(
    path: &Path,
    text: String,
    mut sources: Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Spec, Sources> {
    let kept = text.clone();
    let root = match sources.add(path, text) {
        Ok(root) => root,
        Err(error) => {
            sources.attach(path, kept);
            diagnostics.push(Diagnostic::from(error));
            return Err(sources);
        }
    };
    if check_version(&sources, root, diagnostics) { Ok(Spec { sources, root }) } else { Err(sources) }
}

fn check_version(sources: &Sources, root: FileId, diagnostics: &mut Diagnostics) -> bool {
    let top = Pointer::root(root);
    let help = "this generator reads OpenAPI 3.0 and 3.1";
    let Some(document) = sources.root(root).as_object() else {
        diagnostics
            .error("E0101", Some(top), "the document is not an object")
            .help("an OpenAPI document starts with `openapi: 3.0.3`");
        return false;
    };
    match document
        .get("openapi")
        .map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned))
    {
        Some(version) if version.starts_with("3.0") => true,
        Some(version) if version.starts_with("3.") => {
            diagnostics
                .warning("W0101", Some(top.child("openapi")), format!("OpenAPI {version} is read as 3.0"))
                .help("what 3.1 added is not read yet");
            true
        }
        Some(version) => {
            diagnostics
                .error(
                    "E0101",
                    Some(top.child("openapi")),
                    format!("OpenAPI version {version} is not supported"),
                )
                .help(help);
            false
        }
        None if document.contains_key("swagger") => {
            diagnostics
                .error("E0101", Some(top.child("swagger")), "Swagger 2.0 documents are not supported")
                .help("convert the document to OpenAPI 3.0 first");
            false
        }
        None => {
            diagnostics.error("E0101", Some(top), "the document has no `openapi` version").help(help);
            false
        }
    }
}

/// A part of a document that is read on its own.
pub(crate) trait Part: DeserializeOwned {
    /// Where other parts stand in it (`*` is every key or index). They are left out when it is read.
    const CHILDREN: &'static [&'static [&'static str]];
    /// Members that are mandatory, and which documents leave out all the same.
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[];
}

impl Part for Schema {
    const CHILDREN: &'static [&'static [&'static str]] = &[
        &["properties", "*"],
        &["items"],
        &["allOf", "*"],
        &["oneOf", "*"],
        &["anyOf", "*"],
        &["not"],
        &["additionalProperties"],
    ];
}

impl Part for Parameter {
    const CHILDREN: &'static [&'static [&'static str]] =
        &[&["schema"], &["content", "*", "schema"], &["examples", "*"]];
}

impl Part for Operation {
    const CHILDREN: &'static [&'static [&'static str]] =
        &[&["parameters", "*"], &["requestBody"], &["responses", "*"], &["callbacks", "*"]];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("responses", "{}")];
}

impl Part for RequestBody {
    const CHILDREN: &'static [&'static [&'static str]] = &[
        &["content", "*", "schema"],
        &["content", "*", "examples", "*"],
        &["content", "*", "encoding", "*", "headers", "*"],
    ];
}

impl Part for Response {
    const CHILDREN: &'static [&'static [&'static str]] = &[
        &["headers", "*"],
        &["links", "*"],
        &["content", "*", "schema"],
        &["content", "*", "examples", "*"],
    ];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("description", "\"\"")];
}

impl Part for SecurityScheme {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
}

impl Part for Server {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
}

impl Part for openapiv3::Info {
    const CHILDREN: &'static [&'static [&'static str]] = &[];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[("title", "\"\""), ("version", "\"\"")];
}

impl Spec {
    /// The value at `at`, whatever it is.
    pub fn value(&self, at: &Pointer) -> Option<&Value> {
        self.sources.get(at)
    }

    /// A text at `key` below `at`.
    pub(crate) fn text(&self, at: &Pointer, key: &str) -> Option<String> {
        self.value(at)?.get(key)?.as_str().map(str::to_owned)
    }

    /// The keys of the map at `at`, in the document's order; nothing if it is no map.
    pub(crate) fn keys(&self, at: &Pointer) -> Vec<String> {
        self.value(at).and_then(Value::as_object).map(|map| map.keys().cloned().collect()).unwrap_or_default()
    }

    /// The elements of the list at `at`.
    pub(crate) fn elements(&self, at: &Pointer) -> Vec<Pointer> {
        let count = self.value(at).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(|index| at.index(index)).collect()
    }

    /// Reads the part at `at`, which is not a reference.
    pub(crate) fn part<T: Part>(&self, at: &Pointer) -> Result<T, String> {
        let value = self.value(at).ok_or_else(|| "it is not there".to_owned())?;
        let mut shallow = without_children(value, T::CHILDREN);
        if let Some(object) = shallow.as_object_mut() {
            for (key, text) in T::DEFAULTS {
                if !object.contains_key(*key) {
                    object.insert((*key).to_owned(), serde_json::from_str(text).unwrap_or_default());
                }
            }
        }
        T::deserialize(shallow).map_err(|error| error.to_string())
    }
}

/// A copy of `value` in which a reference stands for each object that one of the patterns matches.
fn without_children(value: &Value, patterns: &[&[&str]]) -> Value {
    if value.is_object() && patterns.iter().any(|pattern| pattern.is_empty()) {
        return json!({ "$ref": "#" });
    }
    let below = |key: Option<&str>| -> Vec<&[&str]> {
        patterns
            .iter()
            .filter_map(|pattern| {
                let (first, rest) = pattern.split_first()?;
                (*first == "*" || key == Some(*first)).then_some(rest)
            })
            .collect()
    };
    match value {
        Value::Object(map) => {
            let copy: Map<String, Value> = map
                .iter()
                .map(|(key, member)| (key.clone(), without_children(member, &below(Some(key)))))
                .collect();
            Value::Object(copy)
        }
        Value::Array(list) => {
            Value::Array(list.iter().map(|element| without_children(element, &below(None))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
