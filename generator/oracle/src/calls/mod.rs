//! Calls of operations as Rust code: the rustdoc example, and a call that sets everything.

mod expression;
mod parameters;
mod usage;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use parameters::visible;
pub(crate) use parameters::{Parameter, base64, bodies, parameters, text_of};
use proc_macro2::TokenStream;
use serde_json::Value;
use usage::usage;

use crate::decoding::{Options, is_json};
use crate::document::Location;
use crate::instances::{Maker, Mode, Plan};
use crate::rust::Rust;
use crate::schema::Schemas;
use crate::subject::Subject;
use crate::surface::Operation;
use crate::variants::Variants;

/// The value of every credential.
pub const SECRET: &str = "s3cret";

/// A call.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The operation.
    pub operation: Option<Location>,
    /// The method as Rust code: `client.pets().list`.
    pub name: String,
    /// Whether it is the rustdoc example.
    pub is_example: bool,
    /// The code, with a `client` in scope. For a rustdoc example it is the whole example, else an expression for the request builder.
    pub code: String,
    /// The calls that are appended to the client's builder.
    pub client: String,
    /// The values of the parameters that are set, by location (`query`, `path`…) and name.
    pub parameters: BTreeMap<(String, String), Value>,
    /// The body.
    pub body: Option<Value>,
    /// Arguments and setters that could not be used.
    pub left_out: Vec<String>,
}

/// Writes calls as Rust code.
pub struct Writer<'a> {
    subject: &'a Subject,
    schemas: &'a Schemas,
    variants: Variants<'a>,
    maker: Maker<'a>,
}

impl<'a> Writer<'a> {
    /// Creates a writer that uses values of these schemas.
    pub fn new(subject: &'a Subject, schemas: &'a Schemas, options: &Options) -> Self {
        Self {
            subject,
            schemas,
            variants: Variants::new(&subject.surface, schemas),
            maker: Maker::new(schemas, options.seed),
        }
    }

    /// Two calls for each operation.
    pub fn calls(&mut self, options: &Options) -> Vec<Call> {
        let mut out = Vec::new();
        let client = self.client();
        for operation in &self.subject.surface.operations {
            let Some(location) = self.subject.document.source(&operation.source) else { continue };
            // Operations under `webhooks` or `callbacks` are received, not sent.
            let path = self.subject.surface.resource_path(&operation.resource);
            let Some(path) = path.filter(|_| options.wants(&[&operation.source, &operation.builder])) else {
                continue;
            };
            let name = format!("{path}.{}", operation.method);
            if let Some(example) = &operation.example {
                out.push(Call {
                    operation: Some(location.clone()),
                    name: name.clone(),
                    is_example: true,
                    code: example.clone(),
                    client: client.clone(),
                    ..Call::default()
                });
            }
            out.push(self.full(operation, &location, &name, &client));
        }
        out
    }

    /// Builder calls that set credentials and global headers.
    fn client(&mut self) -> String {
        let mut out = String::new();
        for setter in self.subject.surface.credentials.clone() {
            if setter.code.contains("self . settings . credential")
                || setter.code.contains("self . settings . basic")
            {
                let values: Vec<String> = setter.arguments.iter().map(|_| format!("{SECRET:?}")).collect();
                if setter.name.ends_with("_provider") {
                    continue;
                }
                let _ = write!(out, ".{}({})", setter.name, values.join(", "));
            } else if setter.code.contains("self . settings . global") {
                let value = setter.wire.as_ref().and_then(|wire| self.global(wire));
                let value = value.unwrap_or_else(|| Value::from("abc"));
                if let [(_, ty)] = &setter.arguments[..]
                    && let Some(value) = self.expression(ty, &value, 0)
                {
                    let _ = write!(out, ".{}({value})", setter.name);
                }
            }
        }
        out
    }

    /// A value for a header that many operations share.
    fn global(&mut self, wire: &str) -> Option<Value> {
        let document = &self.subject.document;
        let operations: Vec<Location> = self
            .subject
            .surface
            .operations
            .iter()
            .filter_map(|operation| document.source(&operation.source))
            .collect();
        let parameter = operations
            .iter()
            .flat_map(|operation| parameters(document, operation))
            .find(|parameter| parameter.name == wire && parameter.location == "header")?;
        self.of_parameter(&parameter)
    }

    fn of_parameter(&mut self, parameter: &Parameter<'_>) -> Option<Value> {
        let schema = parameter.schema.as_ref()?;
        let fits = |value: &Value| match parameter.location.as_str() {
            "path" => {
                !text_of(value).is_empty() && value != "." && !value.as_array().is_some_and(Vec::is_empty)
            }
            "header" | "cookie" => visible(value),
            _ => true,
        };
        for round in 0..24 {
            let mode = if round < 8 { Mode::Most } else { Mode::Random };
            if let Ok(value) = self.maker.make(schema, &Plan::new(mode))
                && self.schemas.allows(schema, &value)
                && fits(&value)
                && !value.is_null()
            {
                return Some(value);
            }
        }
        None
    }

    /// A call with every argument and every setter.
    fn full(&mut self, operation: &Operation, location: &Location, name: &str, client: &str) -> Call {
        let document = &self.subject.document;
        let known = parameters(document, location);
        let mut call = Call {
            operation: Some(location.clone()),
            name: name.to_owned(),
            client: client.to_owned(),
            ..Call::default()
        };
        let code = TokenStream::from_str(&operation.code).unwrap_or_default();
        let mut arguments = Vec::new();
        for (argument, ty) in &operation.arguments {
            match self.argument(&code, argument, ty, &known, location, &mut call) {
                Some(text) => arguments.push(text),
                None => {
                    call.left_out.push(format!("{argument}: {ty}"));
                    call.code.clear();
                    return call;
                }
            }
        }
        let mut text = format!("{name}({})", arguments.join(", "));
        let mut body_is_set = call.body.is_some();
        for setter in &operation.setters {
            let code = TokenStream::from_str(&setter.code).unwrap_or_default();
            let [(argument, ty)] = &setter.arguments[..] else { continue };
            let is_parameter = setter.code.contains("self . call . ");
            let is_body = setter.code.contains("self . call = ");
            if is_body && body_is_set || !is_parameter && !is_body {
                continue;
            }
            match self.argument(&code, argument, ty, &known, location, &mut call) {
                Some(value) => {
                    let _ = write!(text, ".{}({value})", setter.name);
                    body_is_set |= is_body;
                }
                None => call.left_out.push(format!("{}: {ty}", setter.name)),
            }
        }
        call.code = text;
        call
    }

    /// An argument as Rust code. The body of the method shows which parameter it sets.
    fn argument(
        &mut self,
        code: &TokenStream,
        argument: &str,
        ty: &Rust,
        known: &[Parameter<'_>],
        operation: &Location,
        call: &mut Call,
    ) -> Option<String> {
        let (method, wire) = usage(code, argument)?;
        let location =
            ["path", "query", "header", "cookie"].into_iter().find(|location| method.starts_with(location));
        let location = location.or((method == "global").then_some("header"));
        if let Some(location) = location {
            let wire = wire?;
            let parameter = known.iter().find(|known| known.location == location && known.name == wire);
            let Some(parameter) = parameter else {
                // Only the path template names it.
                return if location == "path" { self.expression(ty, &Value::from("abc"), 0) } else { None };
            };
            for _ in 0..4 {
                let value = self.of_parameter(parameter)?;
                if let Some(text) = self.expression(ty, &value, 0) {
                    call.parameters.insert((location.to_owned(), wire), value);
                    return Some(text);
                }
            }
            return None;
        }
        self.body(&method, ty, wire.as_deref(), operation, call)
    }

    fn body(
        &mut self,
        method: &str,
        ty: &Rust,
        media: Option<&str>,
        operation: &Location,
        call: &mut Call,
    ) -> Option<String> {
        let bodies = bodies(&self.subject.document, operation);
        let wanted = |name: &str| match method {
            "json" => is_json(name) || name.contains('*'),
            "form" | "form_styled" => name.starts_with("application/x-www-form-urlencoded"),
            "multipart" => name.starts_with("multipart/"),
            _ => media.is_some_and(|media| media == name) || name.contains('*'),
        };
        let (_, location) = bodies.iter().find(|(name, _)| wanted(name))?;
        let schema = location.child("schema");
        match method {
            "text" | "upload" | "bytes" => {
                call.body = Some(Value::from("some text"));
                return Some("\"some text\"".to_owned());
            }
            "multipart" if !matches!(ty, Rust::Named(name) if self.subject.surface.forms.contains_key(name)) =>
            {
                return Some("Multipart::new().file(\"file\", \"some text\")".to_owned());
            }
            _ => {}
        }
        for round in 0..12 {
            let mode = if round < 6 { Mode::Most } else { Mode::Random };
            let Ok(value) = self.maker.make(&schema, &Plan::new(mode)) else { continue };
            if !self.schemas.allows(&schema, &value) || value.to_string().len() > 20_000 {
                continue;
            }
            let text = match ty {
                Rust::Named(name) if method == "multipart" => self.form(name, &value),
                ty => self.expression(ty, &value, 0),
            };
            if let Some(text) = text {
                call.body = Some(value);
                return Some(text);
            }
        }
        None
    }

    /// A multipart form.
    fn form(&mut self, name: &str, value: &Value) -> Option<String> {
        let form = self.subject.surface.forms.get(name)?.clone();
        let constructor = form.constructor?;
        let code = TokenStream::from_str(&constructor.code).unwrap_or_default();
        let mut arguments = Vec::new();
        for (argument, ty) in &constructor.arguments {
            let (_, wire) = usage(&code, argument)?;
            arguments.push(self.expression(ty, value.get(wire?)?, 0)?);
        }
        let mut text = format!("resources::{name}::new({})", arguments.join(", "));
        for setter in &form.setters {
            let value = setter.wire.as_ref().and_then(|wire| value.get(wire));
            if let (Some(value), [(_, ty)]) = (value, &setter.arguments[..])
                && let Some(value) = self.expression(ty, value, 0)
            {
                let _ = write!(text, ".{}({value})", setter.name);
            }
        }
        Some(text)
    }
}
