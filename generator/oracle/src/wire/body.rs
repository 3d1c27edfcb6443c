//! Bodies.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Judge;
use super::schemas::{kind, property};
use super::values::{decoded_query, deep, is_empty, same, split_values};
use super::xml;
use crate::calls::{Call, bodies, text_of};
use crate::decoding::{essence, is_json, is_number_in_digits};
use crate::differences::{self, Difference};
use crate::document::Location;
use crate::server::Request;

impl Judge<'_> {
    pub(super) fn body(&self, call: &Call, operation: &Location, request: &Request, out: &mut Vec<String>) {
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
        let sent = essence(media);
        let matches = |wanted: &str| {
            let wanted = essence(wanted);
            wanted == sent
                || wanted == "*/*"
                || wanted.strip_suffix("/*").is_some_and(|group| sent.starts_with(&format!("{group}/")))
        };
        let Some((_, location)) = declared.iter().find(|(wanted, _)| matches(wanted)) else {
            if !declared.is_empty() || !request.body.is_empty() {
                out.push(format!("the content type {sent} is not in the document"));
            }
            return;
        };
        let schema = location.child("schema");
        let has_schema = self.schemas.at(&schema).is_some();
        if is_json(&sent) {
            let Ok(value) = serde_json::from_slice::<Value>(&request.body) else {
                out.push("the body is not JSON".to_owned());
                return;
            };
            match &call.body {
                Some(set) => {
                    let named = all_names(set);
                    let is_number =
                        |difference: &Difference| is_number_in_digits(self.schemas, &schema, difference);
                    let differences = differences::compare(set, &value, &named);
                    for difference in differences.into_iter().filter(|difference| !is_number(difference)) {
                        let path = difference.path.replace(|c: char| c.is_ascii_digit(), "…");
                        out.push(format!(
                            "body{path} {}: {} became {}",
                            difference.how, difference.before, difference.after
                        ));
                    }
                }
                None if has_schema => {
                    if let Some(why) = self.schemas.violation(&schema, &value) {
                        out.push(format!("body: {why}"));
                    }
                }
                None => {}
            }
        } else if sent == "application/x-www-form-urlencoded" {
            let text = String::from_utf8_lossy(&request.body).into_owned();
            self.form(call, &text, location, out);
        } else if sent.starts_with("multipart/") {
            self.multipart(call, media, &request.body, &schema, out);
        } else if sent.ends_with("xml")
            && let Some(set) = call.body.as_ref().filter(|set| !set.is_string())
        {
            out.extend(xml::difference(set, &request.body));
        } else if let Some(set) = &call.body
            && request.body != text_of(set).into_bytes()
        {
            out.push("the body differs from the one that was set".to_owned());
        }
    }

    /// A body of `application/x-www-form-urlencoded`.
    fn form(&self, call: &Call, text: &str, media: &Location, out: &mut Vec<String>) {
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
            let kind = property.and_then(|location| kind(self.schemas, &location, 0)).unwrap_or("any");
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
                split_values(&separated, '\u{1}', "array", false, decoded_query)
            } else if kind == "array" {
                Value::Array(vec![Value::from(text)])
            } else {
                Value::from(text)
            };
            match (found.get_mut(name), value) {
                (Some(Value::Array(values)), Value::Array(more)) => values.extend(more),
                // A property of any type may be a list.
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
            if let Some(why) = self.schemas.violation(&schema, &typed) {
                out.push(format!("form: {why}"));
            }
        }
    }

    fn multipart(&self, call: &Call, media: &str, body: &[u8], schema: &Location, out: &mut Vec<String>) {
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
}

fn all_names(value: &Value) -> std::collections::HashSet<String> {
    let mut out = std::collections::HashSet::new();
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
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
