//! Whether a request is what an operation of the document asks for.
//!
//! The document is read as it is written. What a parameter looks like on the wire is decoded by its `style` and `explode`; it is either the
//! value that was set, or one that the schema allows.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::{Map, Value};

use crate::calls::{Call, Parameter, SECRET, base64, bodies, parameters, text_of};
use crate::decoding::is_json;
use crate::differences;
use crate::document::{Document, Place};
use crate::schema::Schemas;
use crate::server::Request;

/// Judges requests.
pub struct Judge<'a> {
    schemas: &'a Schemas,
    routes: HashMap<Place, (String, String)>,
}

/// What a request has of one parameter, decoded. Scalars are texts.
type Decoded = Option<Value>;

impl<'a> Judge<'a> {
    /// Judges by these schemas, which are those of what is sent.
    pub fn new(schemas: &'a Schemas) -> Self {
        Self { schemas, routes: routes(schemas.document()) }
    }

    /// What is wrong with a request.
    pub fn objections(&self, call: &Call, request: &Request) -> Vec<String> {
        let document = self.schemas.document();
        let mut out = Vec::new();
        let Some(operation) = &call.operation else { return out };
        let Some((method, template)) = self.routes.get(operation) else {
            out.push("the document has no such operation".to_owned());
            return out;
        };
        if request.method != method.to_uppercase() {
            out.push(format!("the method is {}, not {}", request.method, method.to_uppercase()));
        }
        let known = parameters(document, operation);
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = self.without_server(operation, path);
        let names: Vec<&str> =
            known.iter().filter(|known| known.place == "path").map(|known| known.name.as_str()).collect();
        match captures(template, path, &names) {
            Some(found) => {
                for parameter in known.iter().filter(|parameter| parameter.place == "path") {
                    let raw = found.get(&parameter.name).map(String::as_str);
                    let decoded = raw.map(|raw| self.path(parameter, raw));
                    match decoded {
                        Some(Ok(value)) => self.parameter(call, parameter, Some(value), &mut out),
                        Some(Err(why)) => out.push(format!("path parameter {}: {why}", parameter.name)),
                        // It is in the query of a path that has one.
                        None if template
                            .split_once('?')
                            .is_some_and(|(_, query)| query.contains(&format!("{{{}}}", parameter.name))) => {
                        }
                        None => out.push(format!("path parameter {} is not in {template}", parameter.name)),
                    }
                }
            }
            None => out.push(format!("the path {path} is not of {template}")),
        }
        self.query(call, &known, query, template, &mut out);
        for parameter in known.iter().filter(|parameter| parameter.place == "header") {
            let value = request.header(&parameter.name).map(|raw| self.simple(parameter, raw, str::to_owned));
            self.parameter(call, parameter, value, &mut out);
        }
        let cookies: Vec<(&str, &str)> = request
            .headers
            .iter()
            .filter(|(name, _)| name == "cookie")
            .flat_map(|(_, value)| value.split("; "))
            .filter_map(|pair| pair.split_once('='))
            .collect();
        for parameter in known.iter().filter(|parameter| parameter.place == "cookie") {
            let value = cookies.iter().find(|(name, _)| *name == parameter.name);
            let value = value.map(|(_, raw)| self.simple(parameter, raw, decoded_text));
            self.parameter(call, parameter, value, &mut out);
        }
        self.body(call, operation, request, &mut out);
        self.security(operation, request, query, &cookies, &mut out);
        out
    }

    /// A path without that of a server that only this operation has.
    fn without_server<'t>(&self, operation: &Place, path: &'t str) -> &'t str {
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

    /// Compares a parameter with what was set, or with its schema.
    fn parameter(&self, call: &Call, parameter: &Parameter<'_>, found: Decoded, out: &mut Vec<String>) {
        let Parameter { place, name, .. } = parameter;
        let set = call.parameters.get(&(place.clone(), name.clone()));
        match (found, set) {
            (Some(found), Some(set)) => {
                if !same(set, &found) {
                    out.push(format!("{place} parameter {name}: it is {found}, and {set} was set"));
                }
            }
            (None, Some(set)) if !is_empty(set) => out.push(format!("{place} parameter {name} is not sent")),
            (None, _) => {
                let required = parameter.value.get("required") == Some(&Value::Bool(true)) || place == "path";
                if required && set.is_none() {
                    out.push(format!("{place} parameter {name} is required, and not sent"));
                }
            }
            (Some(found), None) => {
                let Some(schema) = &parameter.schema else { return };
                let typed = self.typed(&found, schema);
                if !self.schemas.allows(schema, &typed) {
                    let why = self.schemas.objection(schema, &typed).unwrap_or_default();
                    out.push(format!("{place} parameter {name}: {why}"));
                }
            }
        }
    }

    fn path(&self, parameter: &Parameter<'_>, raw: &str) -> Result<Value, String> {
        let style = parameter.value.get("style").and_then(Value::as_str).unwrap_or("simple");
        let explode = parameter.value.get("explode") == Some(&Value::Bool(true));
        let kind = self.kind(parameter);
        Ok(match style {
            "label" => {
                let rest = raw.strip_prefix('.').ok_or_else(|| format!("{raw} does not begin with a dot"))?;
                let separator = if explode || kind == "string" { '.' } else { ',' };
                pieces(rest, separator, &kind, explode, decoded_text)
            }
            "matrix" => {
                let rest =
                    raw.strip_prefix(';').ok_or_else(|| format!("{raw} does not begin with a semicolon"))?;
                match (kind.as_str(), explode) {
                    ("object", true) => pairs(rest.split(';')),
                    ("array", true) => {
                        let values = rest.split(';').map(|piece| {
                            piece
                                .split_once('=')
                                .map_or(Value::Null, |(_, value)| Value::from(decoded_text(value)))
                        });
                        Value::Array(values.collect())
                    }
                    _ => {
                        let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
                        if decoded_text(name) != parameter.name {
                            return Err(format!("{raw} does not name the parameter"));
                        }
                        pieces(value, ',', &kind, false, decoded_text)
                    }
                }
            }
            _ => self.simple(parameter, raw, decoded_text),
        })
    }

    /// What is written in the style `simple`, which is also that of headers; and of cookies that are not exploded.
    fn simple(&self, parameter: &Parameter<'_>, raw: &str, decode: fn(&str) -> String) -> Value {
        if parameter.media.as_deref().is_some_and(is_json) {
            return serde_json::from_str(&decode(raw)).unwrap_or(Value::Null);
        }
        let explode = parameter.value.get("explode") == Some(&Value::Bool(true));
        pieces(raw, ',', &self.kind(parameter), explode, decode)
    }

    fn query(
        &self,
        call: &Call,
        known: &[Parameter<'_>],
        query: &str,
        template: &str,
        out: &mut Vec<String>,
    ) {
        let mut pairs: Vec<(String, &str, bool)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded_query(name), value, false)
            })
            .collect();
        let (mut open, mut seen) = (Vec::new(), false);
        for parameter in
            known.iter().filter(|parameter| parameter.place == "query" || parameter.place == "querystring")
        {
            let kind = self.kind(parameter);
            let style = parameter.value.get("style").and_then(Value::as_str).unwrap_or("form");
            let explode = parameter.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
            if parameter.place == "querystring" {
                seen = true;
                continue;
            }
            if kind == "object" && style == "form" && explode && parameter.media.is_none() {
                open.push(parameter);
                continue;
            }
            let value = if style == "deepObject" {
                deep(&parameter.name, &mut pairs)
            } else {
                let own: Vec<&str> = pairs
                    .iter_mut()
                    .filter(|(name, ..)| *name == parameter.name)
                    .map(|(_, value, taken)| {
                        *taken = true;
                        *value
                    })
                    .collect();
                match (&own[..], kind.as_str()) {
                    ([], _) => None,
                    ([one], _) if parameter.media.as_deref().is_some_and(is_json) => {
                        Some(serde_json::from_str(&decoded_query(one)).unwrap_or(Value::Null))
                    }
                    (many, "array") if explode => {
                        Some(Value::Array(many.iter().map(|one| Value::from(decoded_query(one))).collect()))
                    }
                    ([one], _) => {
                        let one = match style {
                            "spaceDelimited" => one.replace("%20", "\u{1}").replace('+', "\u{1}"),
                            "pipeDelimited" => one.replace("%7C", "\u{1}").replace('|', "\u{1}"),
                            _ => one.replace(',', "\u{1}"),
                        };
                        let one = if kind == "string" { own[0] } else { &one };
                        Some(pieces(one, '\u{1}', &kind, false, decoded_query))
                    }
                    (many, _) => {
                        out.push(format!("query parameter {} is sent {} times", parameter.name, many.len()));
                        continue;
                    }
                }
            };
            self.parameter(call, parameter, value, out);
        }
        // The members of objects are parameters by themselves.
        if let [parameter] = open[..] {
            let mut members: Map<String, Value> = Map::new();
            for (name, value, taken) in &mut pairs {
                if *taken {
                    continue;
                }
                *taken = true;
                let value = Value::from(decoded_query(value));
                match members.get_mut(name) {
                    Some(Value::Array(values)) => values.push(value),
                    Some(first) => *first = Value::Array(vec![first.clone(), value]),
                    None => {
                        members.insert(name.clone(), value);
                    }
                }
            }
            let found = (!members.is_empty()).then_some(Value::Object(members));
            self.parameter(call, parameter, found, out);
        } else if !open.is_empty() {
            seen = true;
        }
        let of_template = template.split_once('?').map_or("", |(_, query)| query);
        let credentials = self.query_credentials();
        for (name, _, taken) in &pairs {
            if !taken && !seen && !of_template.contains(name.as_str()) && !credentials.contains(name) {
                out.push(format!("query parameter {name} is not in the document"));
            }
        }
    }

    /// Names of query parameters that are credentials.
    fn query_credentials(&self) -> Vec<String> {
        let document = self.schemas.document();
        let schemes = document.root().pointer("/components/securitySchemes").and_then(Value::as_object);
        let names = schemes.into_iter().flatten().filter_map(|(name, _)| {
            let place = Place { file: 0, pointer: "/components/securitySchemes".to_owned() }.child(name);
            let (_, scheme) = document.resolved(&place)?;
            (scheme.get("in")? == "query").then(|| scheme.get("name")?.as_str().map(str::to_owned))?
        });
        names.collect()
    }

    /// `array`, `object` or `string` (any scalar): what the schema of a parameter describes.
    fn kind(&self, parameter: &Parameter<'_>) -> String {
        let Some(schema) = &parameter.schema else { return "string".to_owned() };
        kind(self.schemas, schema, 0).unwrap_or("string").to_owned()
    }

    /// A decoded value in the types of a schema.
    fn typed(&self, value: &Value, place: &Place) -> Value {
        match value {
            Value::String(text) => {
                let candidates = [Value::from(text.clone())]
                    .into_iter()
                    .chain(serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_string()));
                let mut candidates = candidates.collect::<Vec<_>>().into_iter();
                let last = serde_json::from_str(text).unwrap_or(Value::from(text.clone()));
                candidates.find(|value| self.schemas.allows(place, value)).unwrap_or(last)
            }
            Value::Array(elements) => {
                let items = member(self.schemas, place, "items", 0);
                let typed = elements.iter().map(|element| match &items {
                    Some(items) => self.typed(element, items),
                    None => element.clone(),
                });
                Value::Array(typed.collect())
            }
            Value::Object(members) => {
                let typed = members.iter().map(|(name, value)| {
                    let property = property(self.schemas, place, name, 0);
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

    fn body(&self, call: &Call, operation: &Place, request: &Request, out: &mut Vec<String>) {
        let document = self.schemas.document();
        let declared = bodies(document, operation);
        let media = request.header("content-type").unwrap_or_default();
        let required = document
            .resolved(&operation.child("requestBody"))
            .is_some_and(|(_, body)| body.get("required") == Some(&Value::Bool(true)));
        if media.is_empty() {
            if !request.body.is_empty() {
                out.push("a body is sent without a content type".to_owned());
            } else if required || call.body.is_some() {
                out.push("no body is sent".to_owned());
            }
            return;
        }
        let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let sent = essence(media);
        let matches = |wanted: &str| {
            let wanted = essence(wanted);
            wanted == sent
                || wanted == "*/*"
                || wanted.strip_suffix("/*").is_some_and(|group| sent.starts_with(&format!("{group}/")))
        };
        let Some((_, place)) = declared.iter().find(|(wanted, _)| matches(wanted)) else {
            if !declared.is_empty() || !request.body.is_empty() {
                out.push(format!("the content type {sent} is not in the document"));
            }
            return;
        };
        let schema = place.child("schema");
        let has_schema = self.schemas.at(&schema).is_some();
        if is_json(&sent) {
            let Ok(value) = serde_json::from_slice::<Value>(&request.body) else {
                out.push("the body is no JSON".to_owned());
                return;
            };
            match &call.body {
                Some(set) => {
                    let named = all_names(set);
                    for difference in differences::compare(set, &value, &named) {
                        let path = difference.path.replace(|c: char| c.is_ascii_digit(), "…");
                        out.push(format!(
                            "body{path} {}: {} became {}",
                            difference.how, difference.before, difference.after
                        ));
                    }
                }
                None if has_schema => {
                    if let Some(why) = self.schemas.objection(&schema, &value) {
                        out.push(format!("body: {why}"));
                    }
                }
                None => {}
            }
        } else if sent == "application/x-www-form-urlencoded" {
            let text = String::from_utf8_lossy(&request.body).into_owned();
            self.form(call, &text, place, out);
        } else if sent.starts_with("multipart/") {
            self.multipart(call, media, &request.body, &schema, out);
        } else if let Some(set) = &call.body
            && request.body != text_of(set).into_bytes()
        {
            out.push("the body is not the one that was set".to_owned());
        }
    }

    /// A body of `application/x-www-form-urlencoded`.
    fn form(&self, call: &Call, text: &str, media: &Place, out: &mut Vec<String>) {
        let schema = media.child("schema");
        let encodings = self.schemas.document().value(&media.child("encoding")).cloned().unwrap_or_default();
        let mut pairs: Vec<(String, &str, bool)> = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded_query(name), value, false)
            })
            .collect();
        let mut found = Map::new();
        let set = call.body.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        let deep_names: Vec<String> = encodings
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, encoding)| encoding.get("style").is_some_and(|style| style == "deepObject"))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &deep_names {
            if let Some(value) = deep(name, &mut pairs) {
                found.insert(name.clone(), value);
            }
        }
        for (name, value, _) in pairs.iter().filter(|(.., taken)| !taken) {
            let encoding = encodings.get(name);
            let style = encoding.and_then(|encoding| encoding.get("style")?.as_str());
            let explode = encoding
                .and_then(|encoding| encoding.get("explode")?.as_bool())
                .unwrap_or(style.is_none_or(|style| style == "form"));
            let property = property(self.schemas, &schema, name, 0);
            let kind = property.and_then(|place| kind(self.schemas, &place, 0)).unwrap_or("any");
            let json =
                encoding.and_then(|encoding| encoding.get("contentType")?.as_str()).is_some_and(is_json);
            let text = decoded_query(value);
            let value = if json || kind == "object" {
                serde_json::from_str(&text).unwrap_or(Value::from(text))
            } else if kind == "array" && !explode {
                let separated = match style {
                    Some("spaceDelimited") => value.replace("%20", "\u{1}").replace('+', "\u{1}"),
                    Some("pipeDelimited") => value.replace("%7C", "\u{1}").replace('|', "\u{1}"),
                    _ => value.replace(',', "\u{1}"),
                };
                pieces(&separated, '\u{1}', "array", false, decoded_query)
            } else if kind == "array" {
                Value::Array(vec![Value::from(text)])
            } else {
                Value::from(text)
            };
            match (found.get_mut(name), value) {
                (Some(Value::Array(values)), Value::Array(more)) => values.extend(more),
                // Whatever is allowed may be a list.
                (Some(first), value) if kind == "any" => *first = Value::Array(vec![first.take(), value]),
                (Some(_), _) => out.push(format!("the form has {name} more than once")),
                (None, value) => {
                    found.insert(name.clone(), value);
                }
            }
        }
        let found = Value::Object(found);
        if call.body.is_some() {
            for (name, value) in &set {
                match found.get(name) {
                    Some(found) if same(value, found) => {}
                    None if is_empty(value) => {}
                    Some(found) => out.push(format!("form {name}: it is {found}, and {value} was set")),
                    None => out.push(format!("form {name} is not sent")),
                }
            }
        } else {
            let typed = self.typed(&found, &schema);
            if let Some(why) = self.schemas.objection(&schema, &typed) {
                out.push(format!("form: {why}"));
            }
        }
    }

    fn multipart(&self, call: &Call, media: &str, body: &[u8], schema: &Place, out: &mut Vec<String>) {
        let boundary = media.split("boundary=").nth(1).map(|rest| rest.trim_matches('"'));
        let Some(boundary) = boundary else {
            out.push("the content type has no boundary".to_owned());
            return;
        };
        let text = String::from_utf8_lossy(body).into_owned();
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for part in text.split(&format!("--{boundary}")).skip(1) {
            let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
            let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
            let content = content.strip_suffix("\r\n").unwrap_or(content);
            parts.entry(name.unwrap_or_default().to_owned()).or_default().push(content.to_owned());
        }
        match &call.body {
            Some(set) => {
                for (name, value) in set.as_object().into_iter().flatten() {
                    let texts = parts.get(name).cloned().unwrap_or_default();
                    let json = |text: &String| serde_json::from_str::<Value>(text).ok();
                    let is_same = match (value, &texts[..]) {
                        (value, []) => is_empty(value),
                        (value, [one]) => {
                            same(value, &Value::from(one.clone()))
                                || json(one).is_some_and(|found| same(value, &found))
                                || value.as_array().is_some_and(|all| {
                                    all.len() == 1 && same(&all[0], &Value::from(one.clone()))
                                })
                        }
                        (Value::Array(values), texts) => {
                            values.len() == texts.len()
                                && values.iter().zip(texts).all(|(value, text)| {
                                    text_of(value) == *text
                                        || json(text).is_some_and(|found| same(value, &found))
                                })
                        }
                        _ => false,
                    };
                    if !is_same {
                        out.push(format!("part {name}: it is {texts:?}, and {value} was set"));
                    }
                }
            }
            None => {
                let required =
                    self.schemas.at(schema).and_then(|(_, schema)| schema.get("required")?.as_array());
                for name in required.into_iter().flatten().filter_map(Value::as_str) {
                    if !parts.contains_key(name) {
                        out.push(format!("part {name} is required, and not sent"));
                    }
                }
            }
        }
    }

    fn security(
        &self,
        operation: &Place,
        request: &Request,
        query: &str,
        cookies: &[(&str, &str)],
        out: &mut Vec<String>,
    ) {
        let document = self.schemas.document();
        let own = document.value(operation).and_then(|operation| operation.get("security"));
        let Some(Value::Array(alternatives)) = own.or_else(|| document.root().get("security")) else {
            return;
        };
        let has = |name: &str| {
            let place = Place { file: 0, pointer: "/components/securitySchemes".to_owned() }.child(name);
            let Some((_, scheme)) = document.resolved(&place) else { return true };
            let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            let authorization = request.header("authorization").unwrap_or_default();
            match text("type") {
                "http" if text("scheme").eq_ignore_ascii_case("basic") => {
                    let encoded = authorization.strip_prefix("Basic ").and_then(base64);
                    encoded.is_some_and(|bytes| bytes == format!("{SECRET}:{SECRET}").into_bytes())
                }
                "http" if text("scheme").eq_ignore_ascii_case("bearer") => {
                    authorization == format!("Bearer {SECRET}")
                }
                "oauth2" | "openIdConnect" => authorization == format!("Bearer {SECRET}"),
                "apiKey" => {
                    let name = text("name");
                    match text("in") {
                        "header" => request.header(name).is_some_and(|value| value.ends_with(SECRET)),
                        "query" => query.split('&').any(|pair| {
                            pair.split_once('=')
                                .is_some_and(|(key, value)| decoded_query(key) == name && value == SECRET)
                        }),
                        _ => cookies.iter().any(|(key, value)| *key == name && *value == SECRET),
                    }
                }
                // A scheme that HTTP clients cannot put into a header by themselves.
                _ => true,
            }
        };
        let satisfied = alternatives.iter().any(|alternative| {
            alternative.as_object().is_some_and(|schemes| schemes.keys().all(|name| has(name)))
        });
        if !alternatives.is_empty() && !satisfied {
            out.push("no credential that the operation asks for is sent".to_owned());
        }
        if alternatives.is_empty() && request.header("authorization").is_some() {
            out.push("a credential is sent to an operation that wants none".to_owned());
        }
    }
}

/// The method and the path of every operation, by the place where it is.
fn routes(document: &Document) -> HashMap<Place, (String, String)> {
    const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
    let mut out = HashMap::new();
    let paths = Place { file: 0, pointer: "/paths".to_owned() };
    for path in document.value(&paths).and_then(Value::as_object).into_iter().flatten().map(|(path, _)| path)
    {
        let own = paths.child(path);
        let items = [Some(own.clone()), document.resolved(&own).map(|(place, _)| place)];
        for item in items.into_iter().flatten() {
            let Some(members) = document.value(&item).and_then(Value::as_object) else { continue };
            for method in members.keys().filter(|key| METHODS.contains(&key.as_str())) {
                let places = [
                    Some(item.child(method)),
                    document.resolved(&item.child(method)).map(|(place, _)| place),
                ];
                for place in places.into_iter().flatten() {
                    out.entry(place).or_insert_with(|| (method.clone(), path.clone()));
                }
            }
            let more = item.child("additionalOperations");
            for method in document
                .value(&more)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(method, _)| method)
            {
                out.entry(more.child(method)).or_insert_with(|| (method.clone(), path.clone()));
            }
        }
    }
    out
}

/// The values of the parameters in a path, as they are written there.
fn captures(template: &str, path: &str, parameters: &[&str]) -> Option<BTreeMap<String, String>> {
    let template = template.split(['?', '#']).next().unwrap_or_default();
    // Some write `:name` for `{name}`.
    let segments = template.split('/').map(|segment| match segment.strip_prefix(':') {
        Some(name) if parameters.contains(&name) => format!("{{{name}}}"),
        _ => segment.to_owned(),
    });
    let template = segments.collect::<Vec<_>>().join("/");
    let (mut pattern, mut names) = (String::from("^"), Vec::new());
    let mut rest = template.as_str();
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}')? + start;
        pattern.push_str(&literal(&rest[..start]));
        let name = &rest[start + 1..end];
        // Some write a pattern or a sign after the name.
        let many = name.contains(['*', '+', ':', '=']);
        let name = name.trim_start_matches(['.', ';', '/', '?', '+', '#']);
        names.push(name.split(['*', '+', ':', '?', '=']).next().unwrap_or_default().to_owned());
        pattern.push_str(if many { "(.*)" } else { "([^/]*?)" });
        rest = &rest[end + 1..];
    }
    pattern.push_str(&literal(rest));
    pattern.push('$');
    let found = Regex::new(&pattern).ok()?.captures(path)?;
    let value =
        |index: usize| found.get(index + 1).map(|found| found.as_str().to_owned()).unwrap_or_default();
    Some(names.into_iter().enumerate().map(|(index, name)| (name, value(index))).collect())
}

/// A pattern for a text of a template: each character as it is, or percent-encoded.
fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let mut bytes = [0; 4];
        let encoded: String = c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect();
        if c.is_ascii_alphanumeric() || c == '/' {
            out.push(c);
        } else {
            let _ = write!(out, "(?:{}|(?i:{encoded}))", regex::escape(&c.to_string()));
        }
    }
    out
}

fn decoded_text(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn decoded_query(text: &str) -> String {
    decoded_text(&text.replace('+', " "))
}

/// A value of several pieces, separated by a character.
fn pieces(raw: &str, separator: char, kind: &str, explode: bool, decode: fn(&str) -> String) -> Value {
    match kind {
        "array" => Value::Array(raw.split(separator).map(|piece| Value::from(decode(piece))).collect()),
        "object" if explode => {
            let members = raw.split(separator).filter_map(|pair| pair.split_once('='));
            Value::Object(members.map(|(name, value)| (decode(name), Value::from(decode(value)))).collect())
        }
        "object" => {
            let all: Vec<&str> = raw.split(separator).collect();
            let members = all.chunks(2).filter(|pair| pair.len() == 2);
            Value::Object(members.map(|pair| (decode(pair[0]), Value::from(decode(pair[1])))).collect())
        }
        _ => Value::from(decode(raw)),
    }
}

fn pairs<'t>(pairs: impl Iterator<Item = &'t str>) -> Value {
    let members = pairs.filter_map(|pair| pair.split_once('='));
    Value::Object(
        members.map(|(name, value)| (decoded_text(name), Value::from(decoded_text(value)))).collect(),
    )
}

/// An object that is written as `name[member]=value`, at any depth.
fn deep(name: &str, pairs: &mut [(String, &str, bool)]) -> Decoded {
    let mut root = Value::Object(Map::new());
    let mut any = false;
    for (key, value, taken) in pairs.iter_mut() {
        let Some(rest) = key.strip_prefix(name).filter(|rest| rest.starts_with('[')) else { continue };
        *taken = true;
        any = true;
        let mut at = &mut root;
        for token in rest.trim_start_matches('[').trim_end_matches(']').split("][") {
            if token.is_empty() {
                continue;
            }
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(members) = at else { break };
            at = members.entry(token.to_owned()).or_insert(Value::Null);
        }
        let value = Value::from(decoded_query(value));
        match at {
            Value::Array(values) => values.push(value),
            Value::Null => *at = value,
            Value::String(_) => *at = Value::Array(vec![at.take(), value]),
            _ => {}
        }
    }
    any.then_some(root)
}

/// Whether what was decoded is what was set. Texts have no types; objects may be lists with numbers for names.
fn same(set: &Value, found: &Value) -> bool {
    match (set, found) {
        (Value::Object(set), Value::Object(found)) => {
            set.iter().all(|(name, value)| match found.get(name) {
                Some(found) => same(value, found),
                None => is_empty(value),
            }) && found.keys().all(|name| set.contains_key(name))
        }
        (Value::Array(set), Value::Array(found)) => {
            set.len() == found.len() && set.iter().zip(found).all(|(set, found)| same(set, found))
        }
        (Value::Array(set), Value::Object(found)) => {
            set.len() == found.len()
                && set
                    .iter()
                    .enumerate()
                    .all(|(index, set)| found.get(&index.to_string()).is_some_and(|found| same(set, found)))
        }
        (Value::Array(set), found) => {
            set.len() == 1 && same(&set[0], found) || set.is_empty() && text_of(found).is_empty()
        }
        (Value::Null, found) => matches!(text_of(found).as_str(), "" | "null"),
        (Value::Number(set), found) => match found {
            Value::Number(found) => set.as_f64() == found.as_f64(),
            found => text_of(found).parse::<f64>().ok() == set.as_f64(),
        },
        (set, found) => {
            text_of(set) == text_of(found)
                || differences::compare(
                    &Value::from(text_of(set)),
                    &Value::from(text_of(found)),
                    &std::collections::HashSet::new(),
                )
                .is_empty()
        }
    }
}

/// Whether there is nothing to send of a value.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        _ => false,
    }
}

fn all_names(value: &Value) -> std::collections::HashSet<String> {
    let mut out = std::collections::HashSet::new();
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if name != "oracleUnknown" {
                    out.insert(name.clone());
                }
                out.extend(all_names(value));
            }
        }
        Value::Array(elements) => out.extend(elements.iter().flat_map(all_names)),
        _ => {}
    }
    out
}

/// The JSON type of a schema, references and `allOf` followed.
fn kind(schemas: &Schemas, place: &Place, depth: usize) -> Option<&'static str> {
    let (here, schema) = schemas.at(place)?;
    if depth > 8 {
        return None;
    }
    let types = schema.get("type").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for ty in types {
        match ty {
            "array" => return Some("array"),
            "object" => return Some("object"),
            "null" => {}
            _ => return Some("string"),
        }
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return kind(schemas, &target, depth + 1);
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        let found =
            (0..count).find_map(|index| kind(schemas, &here.child(key).child(&index.to_string()), depth + 1));
        if found.is_some() {
            return found;
        }
    }
    schema.get("properties").map(|_| "object")
}

/// The place of the schema of a keyword, references and `allOf` followed.
fn member(schemas: &Schemas, place: &Place, key: &str, depth: usize) -> Option<Place> {
    let (here, schema) = schemas.at(place)?;
    if depth > 8 {
        return None;
    }
    if schema.get(key).is_some_and(Value::is_object) {
        return Some(here.child(key));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return member(schemas, &target, key, depth + 1);
    }
    ["allOf", "oneOf", "anyOf"].into_iter().find_map(|list| {
        let count = schema.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count)
            .find_map(|index| member(schemas, &here.child(list).child(&index.to_string()), key, depth + 1))
    })
}

fn property(schemas: &Schemas, place: &Place, name: &str, depth: usize) -> Option<Place> {
    let (here, schema) = schemas.at(place)?;
    if depth > 8 {
        return None;
    }
    if schema.get("properties").and_then(|properties| properties.get(name)).is_some() {
        return Some(here.child("properties").child(name));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|text| schemas.target(text)) {
        return property(schemas, &target, name, depth + 1);
    }
    ["allOf", "oneOf", "anyOf"].into_iter().find_map(|list| {
        let count = schema.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count)
            .find_map(|index| property(schemas, &here.child(list).child(&index.to_string()), name, depth + 1))
    })
}
