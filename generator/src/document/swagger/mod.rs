//! Rewrites a document of Swagger 2.0 to OpenAPI 3.0. Positions in the original text are kept: each moved value has the location that it
//! came from.
//!
//! Schemas are rewritten by `upgrade`, wherever they are.

mod body;
mod collection;
mod parameter;
mod reference;
mod root;
mod security;

pub(crate) use collection::{CSV, PIPES, SSV, TAB_DELIMITED, TSV};
use serde_json::{Map, json};

use super::grammar::NodeKind;
use super::refs::ReadReference;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{FileId, Pointer, Sources, Value, push_escaped};

use self::reference::{Files, Targets};

type Object = Map<String, Value>;

/// The sections of a document that become components: their keys in Swagger, and in OpenAPI 3.
const SECTIONS: [(&str, &str); 3] =
    [("definitions", "schemas"), ("parameters", "parameters"), ("responses", "responses")];

/// The key of shared parameters of bodies, which are only there because references may lead to their schemas.
const BODIES: &str = "x-parameters";

/// The methods of a path item.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Rewrites the document in `root`. Parts of other files become parts of it, except schemas.
pub(super) fn convert(
    sources: &mut Sources,
    root: FileId,
    read: ReadReference<'_>,
    diagnostics: &mut Diagnostics,
) {
    let document = sources.take_root(root);
    let Some(swagger) = document.as_object() else {
        sources.replace_root(root, document);
        return;
    };
    let mut converter = Converter {
        document: &document,
        swagger,
        file: root,
        files: Files::new(sources, read),
        moved: Vec::new(),
        targets: Targets::default(),
        consumes: Vec::new(),
        produces: Vec::new(),
        diagnostics,
    };
    let converted = converter.document();
    let (moved, targets) = (converter.moved, converter.targets);
    sources.replace_root(root, Value::Object(converted));
    let moved = moved.into_iter().map(|(to, from)| (Pointer::new(root, to), from));
    sources.origins_mut().relocate(moved.collect());
    sources.relocate(root, targets.0);
}

/// A location in the converted document.
#[derive(Debug, Clone)]
struct Place {
    to: String,
    /// The location that its value came from, after references.
    from: Pointer,
    /// The location in this document that its value has for references.
    written: String,
}

impl Place {
    /// The value at `key` of both locations.
    fn child(&self, key: &str) -> Self {
        self.at(key, &[key])
    }

    /// The value at `key`, which came from `from` below the other location.
    fn at(&self, key: &str, from: &[&str]) -> Self {
        let mut place = self.clone();
        push_escaped(&mut place.to, key);
        for key in from {
            place.from = place.from.child(key);
            push_escaped(&mut place.written, key);
        }
        place
    }

    /// The same location with a value from `source`.
    fn with_source(&self, source: Pointer) -> Self {
        Self { from: source, ..self.clone() }
    }
}

struct Converter<'a> {
    /// The document, and the same as an object.
    document: &'a Value,
    swagger: &'a Object,
    file: FileId,
    files: Files<'a>,
    /// The new location of each moved value, and the old one.
    moved: Vec<(String, Pointer)>,
    targets: Targets,
    /// The media types of operations that do not have their own.
    consumes: Vec<String>,
    produces: Vec<String>,
    diagnostics: &'a mut Diagnostics,
}

impl Converter<'_> {
    fn report(&mut self, place: &Place, diagnostic: impl FnOnce(&Pointer) -> Diagnostic) {
        self.moved(place);
        let at = Pointer::new(self.file, place.to.as_str());
        self.diagnostics.push(diagnostic(&at));
    }

    /// Reports a value at `source` that the converted document does not have. It would be at or below `near`.
    fn report_ignored(
        &mut self,
        near: &Place,
        source: Pointer,
        diagnostic: impl FnOnce(&Pointer) -> Diagnostic,
    ) {
        let place = near.at(source.path(), &[]).with_source(source);
        self.report(&place, diagnostic);
    }

    /// Reports the value of the property `key` at `place`, which must be another one. Null is the same as no value.
    fn wrong_type(&mut self, place: &Place, key: &str, value: &Value, expected: &str, is_read: bool) {
        if !value.is_null() {
            self.report(place, |at| {
                Diagnostic::wrong_type(&at.parent().unwrap_or_else(|| at.clone()), key, expected, is_read)
            });
        }
    }

    fn moved(&mut self, place: &Place) {
        self.moved.push((place.to.clone(), place.from.clone()));
    }

    /// Remembers that a value moved, and that references to it are to follow it.
    fn moved_target(&mut self, place: &Place) {
        self.moved(place);
        self.targets.add(&place.to, &place.written);
    }

    /// The location `to`, whose value came from `from` in this document.
    fn place(&self, to: &str, from: &str) -> Place {
        Place { to: to.to_owned(), from: Pointer::new(self.file, from), written: from.to_owned() }
    }

    fn document(&mut self) -> Object {
        let swagger = self.swagger;
        self.unknown_fields(swagger, NodeKind::Document, &self.place("", ""));
        let mut out = Object::new();
        out.insert("openapi".to_owned(), "3.0.3".into());
        self.moved(&self.place("/openapi", "/swagger"));
        for (key, value) in swagger {
            if matches!(key.as_str(), "info" | "tags" | "externalDocs" | "security") || key.starts_with("x-")
            {
                out.insert(key.clone(), value.clone());
            }
        }
        let top = self.place("", "");
        self.consumes = self.strings(swagger, "consumes", &top).unwrap_or_default();
        self.produces = self.strings(swagger, "produces", &top).unwrap_or_default();
        let schemes = self.strings(swagger, "schemes", &top);
        self.check_sections(&top);
        if let Some(server) = self.server(schemes.as_deref(), "/schemes") {
            let from = if swagger.contains_key("host") { "/host" } else { "/basePath" };
            self.moved(&self.place("/servers", from));
            out.insert("servers".to_owned(), json!([server]));
        }
        let components = self.components();
        out.insert("components".to_owned(), components.into());
        if let Some(Value::Object(paths)) = swagger.get("paths") {
            let place = self.place("/paths", "/paths");
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
            let place = self.place(&format!("/components/{new}"), &format!("/{old}"));
            self.moved(&place);
            if old == "definitions" {
                self.moved_target(&place);
            }
            let (mut converted, mut bodies) = (Object::new(), Object::new());
            for (name, value) in section {
                let place = place.child(name);
                let value = match (old, value) {
                    ("parameters", Value::Object(parameter)) if self.is_of_body(name, parameter) => {
                        let place = self.place(&format!("/components/{BODIES}"), "/parameters").child(name);
                        self.moved_target(&place);
                        bodies.insert(name.clone(), value.clone());
                        continue;
                    }
                    ("parameters", Value::Object(parameter)) => {
                        self.moved_target(&place);
                        self.shared_parameter(parameter, &place)
                    }
                    ("responses", Value::Object(response)) => {
                        self.moved_target(&place);
                        let produces = self.produces.clone();
                        self.shared_response(response, &produces, &place)
                    }
                    (_, value) => value.clone(),
                };
                converted.insert(name.clone(), value);
            }
            components.insert(new.to_owned(), converted.into());
            if !bodies.is_empty() {
                components.insert(BODIES.to_owned(), bodies.into());
            }
        }
        if let Some(Value::Object(schemes)) = swagger.get("securityDefinitions") {
            let place = self.place("/components/securitySchemes", "/securityDefinitions");
            self.moved(&place);
            let mut converted = Object::new();
            for (name, scheme) in schemes {
                let place = place.child(name);
                let (scheme, flow) = security::scheme(scheme);
                if let Some(flow) = flow {
                    self.moved(&place.at("flows", &[]));
                    let place = place.at("flows", &[]);
                    self.moved(&place.at(&flow, &["flow"]));
                    for key in security::OF_FLOW {
                        self.moved(&Place { to: place.at(&flow, &[]).at(key, &[]).to, ..place.child(key) });
                    }
                }
                converted.insert(name.clone(), scheme);
            }
            components.insert("securitySchemes".to_owned(), converted.into());
        }
        components
    }

    /// The path item that is to be converted, and its location. One of another file, or of an extension, becomes part of `paths`.
    fn referenced_item(&mut self, item: &Object, place: &Place) -> (Object, Place) {
        if item.contains_key("$ref")
            && let Some((source, mut target)) = self.resolve(&place.from, item)
            && !self.is_shared(&source, "paths")
        {
            let others = item.iter().filter(|(key, _)| *key != "$ref");
            for (key, value) in others {
                target.entry(key.clone()).or_insert_with(|| value.clone());
            }
            let place = place.with_source(source);
            self.moved(&place);
            return (target, place);
        }
        (item.clone(), place.clone())
    }

    fn path_item(&mut self, item: &Value, place: &Place) -> Value {
        let Value::Object(item) = item else { return item.clone() };
        let (item, place) = &self.referenced_item(item, place);
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
        let consumes = self.strings(operation, "consumes", place).unwrap_or_else(|| self.consumes.clone());
        let produces = self.strings(operation, "produces", place).unwrap_or_else(|| self.produces.clone());
        let mut out: Object = operation
            .iter()
            .filter(|(key, _)| {
                !matches!(key.as_str(), "consumes" | "produces" | "schemes" | "parameters" | "responses")
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Some(schemes) = self.strings(operation, "schemes", place)
            && let Some(server) = self.server(Some(&schemes), place.child("schemes").from.path())
        {
            self.moved(&place.at("servers", &["schemes"]));
            out.insert("servers".to_owned(), json!([server]));
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
        if let Some(other) = operation.get("responses").filter(|responses| !responses.is_object()) {
            self.wrong_type(&place, "responses", other, "an object", false);
        }
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
