//! Rewrites a document of Swagger 2.0 to OpenAPI 3.0. Positions in the original text are kept: each moved value has the location that it
//! came from.
//!
//! Schemas are rewritten by `upgrade`, wherever they are.

mod body;
mod parameter;
mod security;

use std::collections::HashSet;

use serde_json::{Map, json};

use super::grammar::NodeKind;
use super::resolve::percent_decoded;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value, push_escaped, unescape};

type Object = Map<String, Value>;

/// The sections of a document that become components: their keys in Swagger, and in OpenAPI 3.
const SECTIONS: [(&str, &str); 3] =
    [("definitions", "schemas"), ("parameters", "parameters"), ("responses", "responses")];

/// The methods of a path item.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Rewrites the document in `root`.
pub(super) fn convert(sources: &mut Sources, root: FileId, diagnostics: &mut Diagnostics) {
    let mut document = sources.take_root(root);
    let known: Known = SECTIONS.map(|(old, new)| {
        let names = document.get(old).and_then(Value::as_object).into_iter().flat_map(Map::keys);
        (old, new, names.cloned().collect())
    });
    relocate_references(&mut document, &known, false);
    let Value::Object(swagger) = document else {
        sources.replace_root(root, document);
        return;
    };
    let mut converter = Converter { swagger: &swagger, file: root, moved: Vec::new(), diagnostics };
    let converted = converter.document();
    let moved = converter.moved;
    sources.replace_root(root, Value::Object(converted));
    let moved = moved.into_iter().map(|(to, from)| (Pointer::new(root, to), Pointer::new(root, from)));
    sources.origins_mut().relocate(moved.collect());
}

/// A location in the document, and the location that its value came from.
#[derive(Debug, Clone)]
struct Place {
    to: String,
    from: String,
}

impl Place {
    fn new(to: &str, from: &str) -> Self {
        Self { to: to.to_owned(), from: from.to_owned() }
    }

    /// The value at `key` of both locations.
    fn child(&self, key: &str) -> Self {
        self.at(key, &[key])
    }

    /// The value at `key`, which came from `from` below the other location.
    fn at(&self, key: &str, from: &[&str]) -> Self {
        let mut place = self.clone();
        push_escaped(&mut place.to, key);
        from.iter().for_each(|key| push_escaped(&mut place.from, key));
        place
    }
}

struct Converter<'a> {
    swagger: &'a Object,
    file: FileId,
    /// The new location of each moved value, and the old one.
    moved: Vec<(String, String)>,
    diagnostics: &'a mut Diagnostics,
}

impl Converter<'_> {
    fn report(&mut self, place: &Place, diagnostic: impl FnOnce(&Pointer) -> Diagnostic) {
        self.moved(place);
        let at = Pointer::new(self.file, place.to.as_str());
        self.diagnostics.push(diagnostic(&at));
    }

    fn moved(&mut self, place: &Place) {
        self.moved.push((place.to.clone(), place.from.clone()));
    }

    fn document(&mut self) -> Object {
        let swagger = self.swagger;
        self.unknown_fields(swagger, NodeKind::Document, &Place::new("", ""));
        let mut out = Object::new();
        out.insert("openapi".to_owned(), "3.0.3".into());
        self.moved(&Place::new("/openapi", "/swagger"));
        for (key, value) in swagger {
            if matches!(key.as_str(), "info" | "tags" | "externalDocs" | "security") || key.starts_with("x-")
            {
                out.insert(key.clone(), value.clone());
            }
        }
        let servers = servers(swagger, swagger.get("schemes"));
        if !servers.is_empty() {
            let from = if swagger.contains_key("host") { "/host" } else { "/basePath" };
            self.moved(&Place::new("/servers", from));
            out.insert("servers".to_owned(), servers.into());
        }
        let components = self.components();
        out.insert("components".to_owned(), components.into());
        if let Some(Value::Object(paths)) = swagger.get("paths") {
            let place = Place::new("/paths", "/paths");
            let converted = paths.iter().map(|(path, item)| {
                let item = if path.starts_with("x-") {
                    item.clone()
                } else {
                    self.path_item(item, &place.child(path))
                };
                (path.clone(), item)
            });
            out.insert("paths".to_owned(), Value::Object(converted.collect()));
        } else {
            out.insert("paths".to_owned(), json!({}));
        }
        out
    }

    fn components(&mut self) -> Object {
        let swagger = self.swagger;
        let mut components = Object::new();
        for (old, new) in SECTIONS {
            let Some(Value::Object(section)) = swagger.get(old) else { continue };
            let place = Place::new(&format!("/components/{new}"), &format!("/{old}"));
            self.moved(&place);
            let mut converted = Object::new();
            for (name, value) in section {
                let place = place.child(name);
                let value = match (old, value) {
                    ("parameters", Value::Object(parameter)) if parameter::is_of_body(parameter) => continue,
                    ("parameters", Value::Object(parameter)) => self.parameter(parameter, &place),
                    ("responses", Value::Object(response)) => {
                        let produces = media_types(swagger.get("produces"));
                        self.response(response, &produces, &place)
                    }
                    (_, value) => value.clone(),
                };
                converted.insert(name.clone(), value);
            }
            components.insert(new.to_owned(), converted.into());
        }
        if let Some(Value::Object(schemes)) = swagger.get("securityDefinitions") {
            self.moved(&Place::new("/components/securitySchemes", "/securityDefinitions"));
            let schemes: Object =
                schemes.iter().map(|(name, scheme)| (name.clone(), security::scheme(scheme))).collect();
            components.insert("securitySchemes".to_owned(), schemes.into());
        }
        components
    }

    fn path_item(&mut self, item: &Value, place: &Place) -> Value {
        let Value::Object(item) = item else { return item.clone() };
        let shared = self.found(item.get("parameters"), &place.child("parameters"));
        let mut out = Object::new();
        for (key, value) in item {
            match value {
                Value::Object(operation) if METHODS.contains(&key.as_str()) => {
                    let operation = self.operation(operation, &shared, &place.child(key));
                    out.insert(key.clone(), operation.into());
                }
                _ if key == "parameters" => {}
                _ => drop(out.insert(key.clone(), value.clone())),
            }
        }
        let parameters = self.parameters(&shared, &place.child("parameters"));
        if !parameters.is_empty() {
            out.insert("parameters".to_owned(), parameters.into());
        }
        out.into()
    }

    fn operation(&mut self, operation: &Object, shared: &[parameter::Found], place: &Place) -> Object {
        let swagger = self.swagger;
        let own = |key: &str| operation.get(key).or_else(|| swagger.get(key));
        let (consumes, produces) = (media_types(own("consumes")), media_types(own("produces")));
        let mut out: Object = operation
            .iter()
            .filter(|(key, _)| {
                !matches!(key.as_str(), "consumes" | "produces" | "schemes" | "parameters" | "responses")
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let servers = operation.get("schemes").map(|schemes| self::servers(swagger, Some(schemes)));
        if let Some(servers) = servers.filter(|servers| !servers.is_empty()) {
            self.moved(&place.at("servers", &["schemes"]));
            out.insert("servers".to_owned(), servers.into());
        }
        let found = self.found(operation.get("parameters"), &place.child("parameters"));
        let parameters = self.parameters(&found, &place.child("parameters"));
        if !parameters.is_empty() {
            out.insert("parameters".to_owned(), parameters.into());
        }
        let is_replaced = |outer: &&parameter::Found| found.iter().all(|inner| !inner.is_same(outer));
        let all: Vec<&parameter::Found> = shared.iter().filter(is_replaced).chain(&found).collect();
        if let Some(body) = self.body(&all, &consumes, &place.child("requestBody")) {
            out.insert("requestBody".to_owned(), body);
        }
        let mut responses = Object::new();
        let place = place.child("responses");
        for (status, response) in operation.get("responses").and_then(Value::as_object).into_iter().flatten()
        {
            let place = place.child(status);
            let response = match response {
                Value::Object(response) if status.starts_with("x-") => Value::Object(response.clone()),
                Value::Object(response) => self.referenced_response(response, operation, &produces, &place),
                other => other.clone(),
            };
            responses.insert(status.clone(), response);
        }
        out.insert("responses".to_owned(), responses.into());
        out
    }
}

/// The servers for a list of schemes, HTTPS first. Without a host, the path alone.
fn servers(swagger: &Object, schemes: Option<&Value>) -> Vec<Value> {
    let text = |key: &str| swagger.get(key).and_then(Value::as_str).unwrap_or_default();
    let (host, path) = (text("host"), text("basePath").trim_end_matches('/'));
    if host.is_empty() {
        return if path.is_empty() { Vec::new() } else { vec![json!({ "url": path })] };
    }
    let mut schemes: Vec<&str> = schemes
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|scheme| matches!(*scheme, "http" | "https"))
        .collect();
    if schemes.is_empty() {
        schemes.push("https");
    }
    schemes.sort_by_key(|scheme| *scheme != "https");
    schemes.truncate(1);
    schemes.into_iter().map(|scheme| json!({ "url": format!("{scheme}://{host}{path}") })).collect()
}

/// A list of media types.
fn media_types(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The old and the new key of each section, and the names in it.
type Known = [(&'static str, &'static str, HashSet<String>); SECTIONS.len()];

/// Keys whose values are maps with names as keys.
const NAMED: [&str; 6] = ["properties", "definitions", "parameters", "responses", "paths", "headers"];

/// Rewrites references to sections that become components. Values of examples, defaults and enums are no references.
/// `named`: the keys of the value are names.
fn relocate_references(value: &mut Value, known: &Known, named: bool) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                match (key.as_str(), child) {
                    ("$ref", Value::String(reference)) if !named => {
                        if let Some(relocated) = relocated(reference, known) {
                            *reference = relocated;
                        }
                    }
                    ("example" | "examples" | "x-example" | "x-examples" | "default" | "enum", _)
                        if !named => {}
                    (_, child) => relocate_references(child, known, !named && NAMED.contains(&key.as_str())),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|child| relocate_references(child, known, false)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The new form of a reference to a section.
fn relocated(reference: &str, known: &Known) -> Option<String> {
    let (section, path) = reference.strip_prefix("#/")?.split_once('/')?;
    let (_, new, names) = known.iter().find(|(old, ..)| *old == section)?;
    let name = percent_decoded(path.split('/').next().unwrap_or(path));
    names.contains(&*unescape(&name)).then(|| format!("#/components/{new}/{path}"))
}
