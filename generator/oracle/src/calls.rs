//! Calls of operations as Rust: the example of the documentation, and one that sets everything.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value};

use crate::decoding::{Options, is_json};
use crate::document::{Document, Place};
use crate::instances::{Maker, Mode, Plan};
use crate::rust::Rust;
use crate::schema::Schemas;
use crate::subject::Subject;
use crate::surface::{Operation, Setter, Shape, Type};
use crate::variants::Variants;

/// What is put in for every credential.
pub const SECRET: &str = "s3cret";

/// A call.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The operation.
    pub operation: Option<Place>,
    /// The method, as it is written: `client.pets().list`.
    pub name: String,
    /// Whether it is the example of the documentation.
    pub is_example: bool,
    /// The code, with a `client` in scope.
    pub code: String,
    /// What is added to the client's builder.
    pub client: String,
    /// The values of parameters that are set, by where they are and what they are called.
    pub parameters: BTreeMap<(String, String), Value>,
    /// The body.
    pub body: Option<Value>,
    /// What could not be set, and why.
    pub left_out: Vec<String>,
}

/// A parameter of an operation in the document.
#[derive(Debug, Clone)]
pub(crate) struct Parameter<'a> {
    /// `path`, `query`, `header` or `cookie`.
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) value: &'a Value,
    /// The place of its schema.
    pub(crate) schema: Option<Place>,
    /// The media type of its content, if it has one.
    pub(crate) media: Option<String>,
}

/// The parameters of an operation: its own, and those of its path that it does not replace.
pub(crate) fn parameters<'a>(document: &'a Document, operation: &Place) -> Vec<Parameter<'a>> {
    let mut out: Vec<Parameter<'a>> = Vec::new();
    for around in [Some(operation.clone()), operation.parent()].into_iter().flatten() {
        let all = around.child("parameters");
        let count = document.value(&all).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let Some((place, value)) = document.resolved(&all.child(&index.to_string())) else { continue };
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let (Some(name), Some(location)) = (text("name"), text("in")) else { continue };
            let lower = name.to_ascii_lowercase();
            let ignored = ["accept", "content-type", "authorization"].contains(&lower.as_str());
            let known = |other: &Parameter<'_>| other.name == name && other.place == location;
            if location == "header" && ignored || out.iter().any(known) {
                continue;
            }
            let content =
                value.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
            let schema = match content {
                Some(media) => Some(place.child("content").child(media).child("schema")),
                None => value.get("schema").map(|_| place.child("schema")),
            };
            out.push(Parameter { place: location, name, value, schema, media: content.cloned() });
        }
    }
    out
}

/// The media types of the body of an operation, and the place of each.
pub(crate) fn bodies(document: &Document, operation: &Place) -> Vec<(String, Place)> {
    let Some((place, body)) = document.resolved(&operation.child("requestBody")) else { return Vec::new() };
    let content = place.child("content");
    let media = body.get("content").and_then(Value::as_object);
    media.into_iter().flatten().map(|(name, _)| (name.clone(), content.child(name))).collect()
}

/// Writes calls.
pub struct Writer<'a> {
    subject: &'a Subject,
    schemas: &'a Schemas,
    variants: Variants<'a>,
    maker: Maker<'a>,
}

impl<'a> Writer<'a> {
    /// Writes calls with values of these schemas.
    pub fn new(subject: &'a Subject, schemas: &'a Schemas, options: &Options) -> Self {
        Self {
            subject,
            schemas,
            variants: Variants::new(&subject.surface, schemas),
            maker: Maker::new(schemas, options.seed),
        }
    }

    /// Two calls of each operation.
    pub fn calls(&mut self, options: &Options) -> Vec<Call> {
        let mut out = Vec::new();
        let client = self.client();
        for operation in &self.subject.surface.operations {
            let Some(place) = self.subject.document.source(&operation.source) else { continue };
            // Operations that the document has under `webhooks` or `callbacks` are called by somebody else.
            let path = self.subject.surface.resource_path(&operation.resource);
            let Some(path) = path.filter(|_| options.wants(&[&operation.source, &operation.builder])) else {
                continue;
            };
            let name = format!("{path}.{}", operation.method);
            if let Some(example) = &operation.example {
                out.push(Call {
                    operation: Some(place.clone()),
                    name: name.clone(),
                    is_example: true,
                    code: example.clone(),
                    client: client.clone(),
                    ..Call::default()
                });
            }
            out.push(self.full(operation, &place, &name, &client));
        }
        out
    }

    /// Credentials, and values for all calls.
    fn client(&mut self) -> String {
        let mut out = String::new();
        for setter in self.subject.surface.credentials.clone() {
            if setter.code.contains("self . credential") || setter.code.contains("self . basic") {
                let values: Vec<String> = setter.arguments.iter().map(|_| format!("{SECRET:?}")).collect();
                if setter.name.ends_with("_provider") {
                    continue;
                }
                let _ = write!(out, ".{}({})", setter.name, values.join(", "));
            } else if setter.code.contains("self . global") {
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

    /// A value of a header that many operations take.
    fn global(&mut self, wire: &str) -> Option<Value> {
        let document = &self.subject.document;
        let operations: Vec<Place> = self
            .subject
            .surface
            .operations
            .iter()
            .filter_map(|operation| document.source(&operation.source))
            .collect();
        let parameter = operations
            .iter()
            .flat_map(|operation| parameters(document, operation))
            .find(|parameter| parameter.name == wire && parameter.place == "header")?;
        self.of_parameter(&parameter)
    }

    fn of_parameter(&mut self, parameter: &Parameter<'_>) -> Option<Value> {
        let schema = parameter.schema.as_ref()?;
        let fits = |value: &Value| match parameter.place.as_str() {
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
    fn full(&mut self, operation: &Operation, place: &Place, name: &str, client: &str) -> Call {
        let document = &self.subject.document;
        let known = parameters(document, place);
        let mut call = Call {
            operation: Some(place.clone()),
            name: name.to_owned(),
            client: client.to_owned(),
            ..Call::default()
        };
        let code = TokenStream::from_str(&operation.code).unwrap_or_default();
        let mut arguments = Vec::new();
        for (argument, ty) in &operation.arguments {
            match self.argument(&code, argument, ty, &known, place, &mut call) {
                Some(text) => arguments.push(text),
                None => {
                    call.left_out.push(format!("{argument}: {ty}"));
                    call.code.clear();
                    return call;
                }
            }
        }
        let mut text = format!("let _ = {name}({})", arguments.join(", "));
        let mut body_is_set = call.body.is_some();
        for setter in &operation.setters {
            let code = TokenStream::from_str(&setter.code).unwrap_or_default();
            let [(argument, ty)] = &setter.arguments[..] else { continue };
            let is_parameter = setter.code.contains("self . call . ");
            let is_body = setter.code.contains("self . call = ");
            if is_body && body_is_set || !is_parameter && !is_body {
                continue;
            }
            match self.argument(&code, argument, ty, &known, place, &mut call) {
                Some(value) => {
                    let _ = write!(text, ".{}({value})", setter.name);
                    body_is_set |= is_body;
                }
                None => call.left_out.push(format!("{}: {ty}", setter.name)),
            }
        }
        text.push_str(".send().await?;");
        call.code = text;
        call
    }

    /// An argument of a method, by what the method does with it.
    fn argument(
        &mut self,
        code: &TokenStream,
        argument: &str,
        ty: &Rust,
        known: &[Parameter<'_>],
        operation: &Place,
        call: &mut Call,
    ) -> Option<String> {
        let (method, wire) = usage(code, argument)?;
        let location =
            ["path", "query", "header", "cookie"].into_iter().find(|place| method.starts_with(place));
        let location = location.or((method == "global").then_some("header"));
        if let Some(location) = location {
            let wire = wire?;
            let parameter = known.iter().find(|known| known.place == location && known.name == wire);
            let Some(parameter) = parameter else {
                // It is in the path alone.
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
        operation: &Place,
        call: &mut Call,
    ) -> Option<String> {
        let bodies = bodies(&self.subject.document, operation);
        let wanted = |name: &str| match method {
            "json" => is_json(name) || name.contains('*'),
            "form" | "form_styled" => name.starts_with("application/x-www-form-urlencoded"),
            "multipart" => name.starts_with("multipart/"),
            _ => media.is_some_and(|media| media == name) || name.contains('*'),
        };
        let (_, place) = bodies.iter().find(|(name, _)| wanted(name))?;
        let schema = place.child("schema");
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

    /// A form of several parts.
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

    /// A value as an expression of a type.
    fn expression(&self, ty: &Rust, value: &Value, depth: usize) -> Option<String> {
        if depth > 24 {
            return None;
        }
        let json = |ty: &str| format!("serde_json::from_str::<{ty}>({:?})?", value.to_string());
        let parsed = |ty: &Rust| Some(format!("{:?}.parse::<{ty}>()?", value.as_str()?));
        Some(match ty {
            Rust::AsText => format!("{:?}", scalar_text(value)?),
            Rust::Into(inner) => match &**inner {
                Rust::Text => format!("{:?}", value.as_str()?),
                inner if is_upload(inner) => format!("{:?}", value.as_str()?),
                inner => self.expression(inner, value, depth + 1)?,
            },
            Rust::Text => format!("String::from({:?})", value.as_str()?),
            Rust::Bool => value.as_bool()?.to_string(),
            Rust::Integer(_) => value
                .as_i64()
                .map(|number| number.to_string())
                .or_else(|| Some(value.as_u64()?.to_string()))?,
            Rust::Float(_) => format!("{:?}", value.as_f64()?),
            // In a union, text that is none of these is another variant.
            Rust::Timestamp if !has_signs(value, &[(4, '-'), (7, '-'), (13, ':')]) => return None,
            Rust::Date if !has_signs(value, &[(4, '-'), (7, '-')]) => return None,
            Rust::Uuid if !has_signs(value, &[(8, '-'), (13, '-'), (18, '-'), (23, '-')]) => return None,
            Rust::Timestamp | Rust::Date | Rust::Uuid => parsed(ty)?,
            Rust::Bytes => format!("bytes::Bytes::from(vec!{:?})", base64(value.as_str()?)?),
            Rust::Boxed(inner) => format!("Box::new({})", self.expression(inner, value, depth + 1)?),
            Rust::Option(_) if value.is_null() => "None".to_owned(),
            Rust::Option(inner) => format!("Some({})", self.expression(inner, value, depth + 1)?),
            Rust::Nullable(_) if value.is_null() => "Nullable::Null".to_owned(),
            Rust::Nullable(inner) => {
                format!("Nullable::Value({})", self.expression(inner, value, depth + 1)?)
            }
            Rust::List(inner) | Rust::Many(inner) => {
                let concrete = match &**inner {
                    Rust::Into(inner) if !is_upload(inner) => inner,
                    _ => inner,
                };
                if value.as_array().is_some_and(Vec::is_empty) {
                    let concrete =
                        if matches!(**concrete, Rust::Into(_)) { &Rust::Text } else { &**concrete };
                    return Some(format!("Vec::<{concrete}>::new()"));
                }
                let elements: Vec<String> = value
                    .as_array()?
                    .iter()
                    .map(|element| self.expression(concrete, element, depth + 1))
                    .collect::<Option<_>>()?;
                format!("vec![{}]", elements.join(", "))
            }
            Rust::Map(inner) => {
                let entries: Vec<String> = value
                    .as_object()?
                    .iter()
                    .map(|(key, value)| {
                        Some(format!("({key:?}.to_owned(), {})", self.expression(inner, value, depth + 1)?))
                    })
                    .collect::<Option<_>>()?;
                format!("std::collections::BTreeMap::from([{}])", entries.join(", "))
            }
            Rust::Any => json("serde_json::Value"),
            Rust::Object if value.is_object() => json("serde_json::Map<String, serde_json::Value>"),
            Rust::Named(name) => self.named(self.subject.surface.types.get(name)?, value, depth)?,
            Rust::Object | Rust::Unit | Rust::Other(_) => return None,
        })
    }

    fn named(&self, ty: &Type, value: &Value, depth: usize) -> Option<String> {
        let name = &ty.name;
        match &ty.shape {
            Shape::Alias(inner) => self.expression(inner, value, depth + 1),
            Shape::Wrapper(inner) => {
                Some(format!("types::{name}({})", self.expression(inner, value, depth + 1)?))
            }
            Shape::Values(variants) => {
                let known = variants.iter().find(|(_, wire)| wire == value);
                Some(match known {
                    Some((variant, _)) => format!("types::{name}::{variant}"),
                    None if value.is_string() => format!("types::{name}::from({:?})", value.as_str()?),
                    None => format!("types::{name}::from({})", value.as_i64()?),
                })
            }
            Shape::Union(variants) => {
                let meant = self.variants.meant(ty, value);
                let order =
                    |variant: &str| meant.iter().position(|name| name == variant).unwrap_or(usize::MAX);
                let mut sorted: Vec<&(String, Rust)> = variants.iter().collect();
                sorted.sort_by_key(|(variant, _)| order(variant));
                sorted.into_iter().find_map(|(variant, inner)| {
                    Some(format!("types::{name}::{variant}({})", self.expression(inner, value, depth + 1)?))
                })
            }
            Shape::Record(fields) => {
                let members = value.as_object()?;
                let Some(constructor) = &ty.constructor else {
                    return ty
                        .reads
                        .then(|| format!("serde_json::from_str::<types::{name}>({:?})?", value.to_string()));
                };
                let wire = |field: &str| {
                    let field = field.trim_start_matches("r#");
                    fields.iter().find(|known| known.name == field).and_then(|known| known.wire.clone())
                };
                let mut arguments = Vec::new();
                for (argument, ty) in constructor {
                    let value = members.get(&wire(argument)?).unwrap_or(&Value::Null);
                    arguments.push(self.expression(ty, value, depth + 1)?);
                }
                let mut text = format!("types::{name}::new({})", arguments.join(", "));
                for Setter { name, arguments, .. } in &ty.setters {
                    if let [(_, key), (_, argument)] = &arguments[..]
                        && fields.iter().any(|field| field.wire.is_none() && field.name == *name)
                    {
                        let is_field =
                            |key: &str| fields.iter().any(|field| field.wire.as_deref() == Some(key));
                        for (member, value) in members.iter().filter(|(member, _)| !is_field(member)) {
                            let key = self.expression(key, &Value::from(member.clone()), depth + 1)?;
                            let _ = write!(
                                text,
                                ".{name}({key}, {})",
                                self.expression(argument, value, depth + 1)?
                            );
                        }
                        continue;
                    }
                    let [(_, argument)] = &arguments[..] else { continue };
                    let field = name.trim_start_matches("r#");
                    let Some(known) = fields.iter().find(|known| known.name == field) else { continue };
                    let value = match &known.wire {
                        Some(wire) => members.get(wire).cloned(),
                        None => {
                            let others = members.iter().filter(|(key, _)| {
                                fields.iter().all(|field| field.wire.as_ref() != Some(*key))
                            });
                            let others: Map<String, Value> =
                                others.map(|(key, value)| (key.clone(), value.clone())).collect();
                            (!others.is_empty()).then_some(Value::Object(others))
                        }
                    };
                    let Some(value) = value else { continue };
                    // Null of a member that can only be absent is not sent.
                    if value.is_null()
                        && !matches!(argument, Rust::Into(inner) if matches!(**inner, Rust::Nullable(_) | Rust::Any))
                    {
                        continue;
                    }
                    let _ = write!(text, ".{name}({})", self.expression(argument, &value, depth + 1)?);
                }
                Some(text)
            }
        }
    }
}

/// Whether a text has certain characters at certain places.
fn has_signs(value: &Value, signs: &[(usize, char)]) -> bool {
    let text = value.as_str().unwrap_or_default();
    signs.iter().all(|(index, sign)| text.chars().nth(*index) == Some(*sign))
}

/// Whether a type of the runtime is made of a text.
fn is_upload(ty: &Rust) -> bool {
    matches!(ty, Rust::Named(name) if matches!(name.as_str(), "Upload" | "FilePart" | "Secret"))
}

/// The method that takes an argument, and the first text beside it.
fn usage(tokens: &TokenStream, argument: &str) -> Option<(String, Option<String>)> {
    let mut before = String::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => before = ident.to_string(),
            TokenTree::Group(group) => {
                if let Some(deeper) = usage(&group.stream(), argument) {
                    let conversions = [
                        "as_ref",
                        "into",
                        "into_iter",
                        "map",
                        "collect",
                        "written",
                        "vec",
                        "new",
                        "Some",
                        "",
                    ];
                    let constructs = deeper.0.starts_with(|c: char| c.is_uppercase());
                    if !constructs && !conversions.contains(&deeper.0.as_str()) {
                        return Some(deeper);
                    }
                    return Some((before, first_text(&group.stream())));
                }
                if mentions(&group.stream(), argument) {
                    return Some((before, first_text(&group.stream())));
                }
            }
            _ => {}
        }
    }
    None
}

fn mentions(tokens: &TokenStream, argument: &str) -> bool {
    tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == argument))
}

fn first_text(tokens: &TokenStream) -> Option<String> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Literal(literal) => match syn::Lit::new(literal) {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

pub(crate) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn scalar_text(value: &Value) -> Option<String> {
    (!value.is_array() && !value.is_object() && !value.is_null()).then(|| text_of(value))
}

/// Whether all texts in a value can be in a header as they are.
fn visible(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '=' | '"' | '\\'))
        }
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(visible),
        Value::Object(members) => {
            !members.is_empty() && members.values().all(visible) && members.keys().all(|key| key.is_ascii())
        }
        _ => true,
    }
}

/// What Base64 stands for.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(out)
}
