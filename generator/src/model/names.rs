//! Every name of the emitted API, with its location in the document.

use std::fmt::{self, Arguments, Write as _};

use super::{Api, Content, Form, Headers, Operation, Parameter, ParameterLocation, Resource, Shape, TypeDef};
use crate::names::Ident;

/// A name of the emitted API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The path of the item in the emitted code, as in `client.tickets().list().limit`.
    pub path: String,
    /// What the document calls it, and its kind there: ``query parameter `limit` ``.
    pub source: String,
}

impl Api {
    /// Every name of the emitted API, sorted by path. A change of the document or of the configuration that renames nothing changes
    /// nothing here.
    pub fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        let add = &mut |path: Arguments<'_>, source: Arguments<'_>| {
            names.push(Name { path: path.to_string(), source: source.to_string() });
        };
        self.visit_names(&mut Names(add));
        names.sort();
        names
    }

    /// Whether a name has letters beyond ASCII.
    pub(crate) fn has_names_beyond_ascii(&self) -> bool {
        let mut ascii = Ascii(true);
        let add = &mut |path: Arguments<'_>, _: Arguments<'_>| {
            // Writing to it cannot fail.
            let _ = ascii.write_fmt(path);
        };
        self.visit_names(&mut Names(add));
        !ascii.0
    }

    fn visit_names(&self, names: &mut Names<'_>) {
        names.client(self);
        self.resources.iter().for_each(|resource| names.resource(resource));
        self.types.iter().for_each(|def| names.def(def));
        for webhook in &self.webhooks {
            names.add(format_args!("webhooks::{}", webhook.name), "webhook", &webhook.wire);
        }
        for header in &self.webhook_headers {
            names.add(format_args!("webhooks::{}", header.name), "header", &header.wire);
        }
    }
}

/// Whether everything that is written is ASCII.
struct Ascii(bool);

impl fmt::Write for Ascii {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 &= text.is_ascii();
        Ok(())
    }
}

/// Takes the path and the source of each name.
struct Names<'a>(&'a mut dyn FnMut(Arguments<'_>, Arguments<'_>));

impl Names<'_> {
    fn add(&mut self, path: impl fmt::Display, kind: &str, wire: &str) {
        (self.0)(format_args!("{path}"), format_args!("{kind} {wire:?}"));
    }

    fn client(&mut self, api: &Api) {
        let setter = |setter: &Ident| format!("ClientBuilder::{setter}");
        for scheme in &api.schemes {
            self.add(setter(&scheme.setter), "security scheme", &scheme.wire);
            self.add(setter(&scheme.provider_setter), "security scheme", &scheme.wire);
        }
        for global in &api.globals {
            self.add(setter(&global.setter), "header", &global.wire);
            self.add(format_args!("Client::{}", global.scoped), "header", &global.wire);
        }
        for variable in &api.variables {
            self.add(setter(&variable.setter), "server variable", &variable.wire);
        }
    }

    fn resource(&mut self, resource: &Resource) {
        let method = format!("client.{}()", resource.method);
        self.add(format_args!("resources::{}", resource.name), "resource", resource.method.as_str());
        self.add(&method, "feature", &resource.feature);
        for operation in &resource.operations {
            self.operation(&method, operation);
        }
    }

    fn operation(&mut self, resource: &str, operation: &Operation) {
        let path = format!("{resource}.{}()", operation.name);
        let request = format!("{} {}", operation.method.as_str(), operation.path);
        self.add(&path, "operation", &request);
        self.add(format_args!("resources::{}", operation.builder), "operation", &request);
        for other in &operation.alternatives {
            self.add(format_args!("{resource}.{}()", other.method), &request, &other.body.content_type);
        }
        for parameter in &operation.parameters {
            self.add(format_args!("{path}.{}", parameter.name), location(parameter), &parameter.wire);
        }
        for body in operation.bodies() {
            self.add(format_args!("{path}.{}", body.name), "body", &body.content_type);
        }
        for form in operation.forms() {
            self.form(form, "form", &request);
        }
        for form in operation.received_forms() {
            self.form(form, "parts", &request);
        }
        let parts = operation.sent_parts().into_iter().chain(operation.received_parts());
        for headers in parts.filter_map(|part| part.headers.as_ref()) {
            self.headers(headers, "part", &request);
        }
        if let Some(headers) = &operation.success.headers {
            self.headers(headers, "response headers", &request);
        }
        if let Content::ByStatus(by) = &operation.success.content {
            let of = format!("resources::{}", by.name);
            self.add(&of, "response", &request);
            for case in &by.cases {
                self.add(format_args!("{of}::{}", case.variant), "status", &format!("{:?}", case.status));
            }
        }
    }

    fn headers(&mut self, headers: &Headers, kind: &str, request: &str) {
        let of = format!("resources::{}", headers.name);
        self.add(&of, kind, request);
        for field in &headers.fields {
            self.add(format_args!("{of}.{}", field.name), "header", &field.wire);
        }
    }

    fn form(&mut self, form: &Form, kind: &str, request: &str) {
        let of = format!("resources::{}", form.name);
        self.add(&of, kind, request);
        for part in form.all() {
            self.add(format_args!("{of}.{}", part.name), "part", &part.wire);
        }
    }

    fn def(&mut self, def: &TypeDef) {
        let of = format!("types::{}", def.name);
        self.add(&of, "schema", &def.origin);
        match &def.shape {
            Shape::Record(record) => {
                for field in &record.fields {
                    self.add(format_args!("{of}.{}", field.name), "property", &field.wire);
                }
                if let Some(extra) = &record.extra {
                    self.add(format_args!("{of}.{}", extra.name), "properties", "*");
                }
            }
            Shape::Enum(values) => {
                for variant in &values.variants {
                    let path = format_args!("{of}::{}", variant.name);
                    (self.0)(path, format_args!("value {}", variant.wire));
                }
            }
            Shape::Union(union) => {
                for (index, variant) in union.variants.iter().enumerate() {
                    self.add(format_args!("{of}::{}", variant.name), "alternative", &index.to_string());
                }
            }
            Shape::Newtype(_) | Shape::Alias(_) => {}
        }
    }
}

fn location(parameter: &Parameter) -> &'static str {
    match &parameter.location {
        ParameterLocation::Path(_) => "path parameter",
        ParameterLocation::Query(_) => "query parameter",
        ParameterLocation::QueryString(_) => "query",
        ParameterLocation::Header(_) => "header parameter",
        ParameterLocation::Cookie { .. } => "cookie parameter",
    }
}
