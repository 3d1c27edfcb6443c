//! Checks that a request matches an operation of the document.
//!
//! Each parameter is decoded by its `style` and `explode`. The result has to be the value that was set, or, in a rustdoc example, a value that
//! the schema accepts.

mod body;
mod parameters;
mod query;
mod routes;
mod schemas;
mod security;
mod values;
mod xml;

use std::collections::HashMap;

use routes::{captures, routes};
use schemas::{kind, property, subschema};
use serde_json::Value;
use values::{Decoded, decoded_text, is_empty, same};

use crate::calls::{Call, Parameter, parameters};
use crate::document::Location;
use crate::schema::Schemas;
use crate::server::Request;

/// Judges requests.
pub struct Judge<'a> {
    schemas: &'a Schemas,
    routes: HashMap<Location, (String, String)>,
}

impl<'a> Judge<'a> {
    /// Creates a judge with the schemas of requests.
    pub fn new(schemas: &'a Schemas) -> Self {
        Self { schemas, routes: routes(schemas.document()) }
    }

    /// The faults of a request.
    pub fn violations(&self, call: &Call, request: &Request) -> Vec<String> {
        let document = self.schemas.document();
        let mut out = Vec::new();
        let Some(operation) = &call.operation else { return out };
        let Some((method, template)) = self.routes.get(operation) else {
            out.push("the document does not have this operation".to_owned());
            return out;
        };
        if request.method != method.to_uppercase() {
            out.push(format!("the method is {}, not {}", request.method, method.to_uppercase()));
        }
        let known = parameters(document, operation);
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = self.without_server(operation, path);
        let names: Vec<&str> =
            known.iter().filter(|known| known.location == "path").map(|known| known.name.as_str()).collect();
        match captures(template, path, &names) {
            Some(found) => {
                for parameter in known.iter().filter(|parameter| parameter.location == "path") {
                    let raw = found.get(&parameter.name).map(String::as_str);
                    let decoded = raw.map(|raw| self.path(call, parameter, raw));
                    match decoded {
                        Some(Ok(value)) => self.parameter(call, parameter, Some(value), &mut out),
                        Some(Err(why)) => out.push(format!("path parameter {}: {why}", parameter.name)),
                        // The parameter is in the query of the path template.
                        None if template
                            .split_once('?')
                            .is_some_and(|(_, query)| query.contains(&format!("{{{}}}", parameter.name))) => {
                        }
                        None => out.push(format!("path parameter {} is not in {template}", parameter.name)),
                    }
                }
            }
            None => out.push(format!("the path {path} does not match {template}")),
        }
        self.query(call, &known, query, template, &mut out);
        for parameter in known.iter().filter(|parameter| parameter.location == "header") {
            let value =
                request.header(&parameter.name).map(|raw| self.simple(call, parameter, raw, str::to_owned));
            self.parameter(call, parameter, value, &mut out);
        }
        let cookies: Vec<(&str, &str)> = request
            .headers
            .iter()
            .filter(|(name, _)| name == "cookie")
            .flat_map(|(_, value)| value.split("; "))
            .filter_map(|pair| pair.split_once('='))
            .collect();
        for parameter in known.iter().filter(|parameter| parameter.location == "cookie") {
            let value = cookies.iter().find(|(name, _)| *name == parameter.name);
            let value = value.map(|(_, raw)| self.simple(call, parameter, raw, decoded_text));
            self.parameter(call, parameter, value, &mut out);
        }
        self.body(call, operation, request, &mut out);
        self.security(operation, request, query, &cookies, &mut out);
        out
    }

    /// A path without the path of a server that only this operation has.
    fn without_server<'t>(&self, operation: &Location, path: &'t str) -> &'t str {
        let document = self.schemas.document();
        for around in [Some(operation.clone()), operation.parent()].into_iter().flatten() {
            let servers = document.value(&around.child("servers")).and_then(Value::as_array);
            for server in servers.into_iter().flatten() {
                let url = server.get("url").and_then(Value::as_str).unwrap_or_default();
                let own = url
                    .split_once("://")
                    .map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
                let own = format!("/{}", own.trim_matches('/'));
                if own != "/"
                    && let Some(rest) = path.strip_prefix(&own)
                {
                    return rest;
                }
            }
        }
        path
    }

    /// Compares a parameter with the value that was set, or with its schema.
    fn parameter(&self, call: &Call, parameter: &Parameter<'_>, found: Decoded, out: &mut Vec<String>) {
        let Parameter { location, name, .. } = parameter;
        let set = call.parameters.get(&(location.clone(), name.clone()));
        match (found, set) {
            (Some(found), Some(set)) => {
                if !same(set, &found) {
                    out.push(format!("{location} parameter {name}: it is {found}, and {set} was set"));
                }
            }
            (None, Some(set)) if !is_empty(set) => {
                out.push(format!("{location} parameter {name} is not sent"));
            }
            (None, _) => {
                let required =
                    parameter.value.get("required") == Some(&Value::Bool(true)) || location == "path";
                if required && set.is_none() {
                    out.push(format!("{location} parameter {name} is required, and not sent"));
                }
            }
            (Some(found), None) => {
                let Some(schema) = &parameter.schema else { return };
                let typed = self.typed(&found, schema);
                if !self.schemas.allows(schema, &typed) {
                    let why = self.schemas.violation(schema, &typed).unwrap_or_default();
                    out.push(format!("{location} parameter {name}: {why}"));
                }
            }
        }
    }

    /// `array`, `object` or `string` (any scalar): the type of the value that was set, else the type in the schema.
    fn kind(&self, call: &Call, parameter: &Parameter<'_>) -> &'static str {
        let set = call.parameters.get(&(parameter.location.clone(), parameter.name.clone()));
        match (set, &parameter.schema) {
            (Some(Value::Array(_)), _) => "array",
            (Some(Value::Object(_)), _) => "object",
            (Some(_), _) | (None, None) => "string",
            (None, Some(schema)) => kind(self.schemas, schema, 0).unwrap_or("string"),
        }
    }

    /// Converts a decoded value to the types of a schema.
    fn typed(&self, value: &Value, location: &Location) -> Value {
        match value {
            Value::String(text) => {
                let candidates = [Value::from(text.clone())]
                    .into_iter()
                    .chain(serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_string()));
                let mut candidates = candidates.collect::<Vec<_>>().into_iter();
                let last = serde_json::from_str(text).unwrap_or(Value::from(text.clone()));
                candidates.find(|value| self.schemas.allows(location, value)).unwrap_or(last)
            }
            Value::Array(elements) => {
                let items = subschema(self.schemas, location, "items", 0);
                let typed = elements.iter().map(|element| match &items {
                    Some(items) => self.typed(element, items),
                    None => element.clone(),
                });
                Value::Array(typed.collect())
            }
            Value::Object(entries) => {
                let typed = entries.iter().map(|(name, value)| {
                    let property = property(self.schemas, location, name, 0);
                    let value = match property {
                        Some(property) => {
                            let is_array = kind(self.schemas, &property, 0) == Some("array");
                            let value = if is_array && value.is_string() {
                                Value::Array(vec![value.clone()])
                            } else {
                                value.clone()
                            };
                            self.typed(&value, &property)
                        }
                        None => value.clone(),
                    };
                    (name.clone(), value)
                });
                Value::Object(typed.collect())
            }
            other => other.clone(),
        }
    }
}
