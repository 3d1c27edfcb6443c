//! Repairs properties of the wrong type. A property is converted if its meaning is clear; otherwise it is removed, so that the rest of
//! its object can still be read.

use serde_json::{Map, Number};

use super::grammar::NodeKind;
use super::refs::Walker;
use super::unquoted::is_unquoted;
use super::{CSV, PIPES, SSV, TAB_DELIMITED, TSV, Version};
use crate::diagnostics::Diagnostic;
use crate::source::Value;

const QUERY_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Styles that only converted documents have.
const CONVERTED_STYLES: &[&str] = &[SSV, TSV, PIPES, TAB_DELIMITED, CSV];

/// The type that a property must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    String,
    Boolean,
    /// A non-negative integer.
    Count,
    Number,
    Object,
    /// A list of objects.
    List,
    /// A list of any values.
    AnyList,
    Strings,
    /// A list of objects whose values are lists of strings.
    Requirements,
}

impl Expected {
    fn of(kind: NodeKind, key: &str) -> Option<Self> {
        Some(match (kind, key) {
            (NodeKind::Schema, _) => return Self::of_schema(key),
            (
                NodeKind::Example
                | NodeKind::Link
                | NodeKind::String
                | NodeKind::Components
                | NodeKind::Callback,
                _,
            ) => return None,
            (
                _,
                "description" | "summary" | "operationId" | "title" | "version" | "name" | "in" | "url"
                | "style" | "type" | "scheme" | "bearerFormat" | "openIdConnectUrl" | "contentType",
            ) => Self::String,
            (_, "deprecated" | "explode" | "allowReserved" | "allowEmptyValue" | "required") => Self::Boolean,
            (NodeKind::Operation, "tags") => Self::Strings,
            (NodeKind::Operation | NodeKind::Document, "security") => Self::Requirements,
            (_, "content" | "headers" | "examples" | "links" | "encoding" | "callbacks" | "variables") => {
                Self::Object
            }
            (_, "parameters" | "servers") => Self::List,
            _ => return None,
        })
    }

    fn of_schema(key: &str) -> Option<Self> {
        Some(match key {
            "title" | "description" | "format" | "pattern" | "contentEncoding" | "contentMediaType" => {
                Self::String
            }
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => Self::Boolean,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                Self::Count
            }
            "minimum" | "maximum" | "multipleOf" => Self::Number,
            "properties" | "patternProperties" | "discriminator" => Self::Object,
            "allOf" | "oneOf" | "anyOf" | "prefixItems" => Self::List,
            "enum" => Self::AnyList,
            "required" => Self::Strings,
            _ => return None,
        })
    }

    fn accepts(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Count => value.is_u64(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::List | Self::AnyList => value.is_array(),
            Self::Strings => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
            Self::Requirements => {
                let texts = |value: &Value| Self::Strings.accepts(value);
                let requirement =
                    |value: &Value| value.as_object().is_some_and(|map| map.values().all(texts));
                value.as_array().is_some_and(|list| list.iter().all(requirement))
            }
        }
    }

    /// The converted value, if the meaning is clear.
    fn convert(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::String, Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
            (Self::Boolean, Value::String(text)) => text.parse().ok().map(Value::Bool),
            (Self::Count, Value::Number(number)) => as_integer(number).map(Value::from),
            (Self::Count, Value::String(text)) => text.parse::<u64>().ok().map(Value::from),
            (Self::Number, Value::String(text)) => text
                .parse::<i64>()
                .map(Value::from)
                .ok()
                .or_else(|| text.parse::<f64>().ok().map(Value::from)),
            (Self::List, Value::Object(_))
            | (Self::AnyList, Value::String(_) | Value::Number(_) | Value::Bool(_))
            | (Self::Strings, Value::String(_)) => Some(Value::Array(vec![value.clone()])),
            (Self::Strings, Value::Array(list)) => {
                let texts = list.iter().filter_map(|text| match text {
                    Value::String(_) => Some(text.clone()),
                    other => Self::String.convert(other),
                });
                Some(Value::Array(texts.collect()))
            }
            (Self::Requirements, Value::Object(_)) => {
                Some(Value::Array(vec![value.clone()])).filter(|list| self.accepts(list))
            }
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Boolean => "`true` or `false`",
            Self::Count => "a non-negative integer",
            Self::Number => "a number",
            Self::Object => "an object",
            Self::List | Self::AnyList => "a list",
            Self::Strings => "a list of strings",
            Self::Requirements => "a list of security requirements",
        }
    }
}

/// A non-negative integer that is written as a float, such as `5.0`.
fn as_integer(number: &Number) -> Option<u64> {
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && (0.0..=9e15).contains(float))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an integer in range")]
    Some(float as u64)
}

impl Walker<'_, '_> {
    /// Repairs the properties of one object.
    pub(super) fn repair(&mut self, map: &mut Map<String, Value>, kind: NodeKind) {
        let wrong: Vec<(String, Expected)> = map
            .iter()
            .filter_map(|(key, value)| Some((key, value, Expected::of(kind, key)?)))
            .filter(|(_, value, expected)| !expected.accepts(value))
            // A string can be a reference to one.
            .filter(|(key, value, _)| !(*key == "description" && value.get("$ref").is_some()))
            .map(|(key, _, expected)| (key.clone(), expected))
            .collect();
        for (key, expected) in wrong {
            let found = map.remove(&key).unwrap_or_default();
            // A key without a value is the same as no key.
            if found.is_null() {
                continue;
            }
            let converted = expected.convert(&found);
            self.report(Diagnostic::wrong_type(&self.here(), &key, expected.name(), converted.is_some()));
            if let Some(converted) = converted {
                self.unquoted_strings(&key, &found, &converted);
                map.insert(key, converted);
            }
        }
        match kind {
            NodeKind::Parameter => self.repair_parameter(map),
            NodeKind::SecurityScheme => repair_scheme(map),
            NodeKind::Server => self.repair_server(map),
            NodeKind::RequestBody => drop(map.entry("content").or_insert_with(|| Map::new().into())),
            NodeKind::Encoding => self.repair_style(map, QUERY_STYLES),
            _ => {}
        }
    }

    /// Remembers which strings of the property at `key`, or of its list, were read as another scalar.
    fn unquoted_strings(&mut self, key: &str, found: &Value, converted: &Value) {
        match (found, converted) {
            (_, Value::String(_)) if is_unquoted(found) => self.unquoted(&[key], &[key], found.clone()),
            (Value::Array(found), Value::Array(converted)) if found.len() == converted.len() => {
                for (index, value) in found.iter().enumerate().filter(|(_, value)| is_unquoted(value)) {
                    let at = [key, &index.to_string()];
                    self.unquoted(&at, &at, value.clone());
                }
            }
            _ => {}
        }
    }

    /// Server variables are strings, but YAML reads some of them as numbers.
    fn repair_server(&mut self, map: &mut Map<String, Value>) {
        let Some(Value::Object(variables)) = map.get_mut("variables") else { return };
        variables.retain(|_, variable| variable.is_object());
        for (name, variable) in variables {
            let Some(variable) = variable.as_object_mut() else { continue };
            if let Some(Value::Array(values)) = variable.get_mut("enum") {
                for (index, value) in values.iter_mut().enumerate() {
                    let at = ["variables", name, "enum", &index.to_string()];
                    self.unquote(value, &at, &at);
                }
            }
            if let Some(default) = variable.get_mut("default") {
                let at = ["variables", name, "default"];
                self.unquote(default, &at, &at);
            }
            repair_variable(variable);
        }
    }

    fn repair_parameter(&mut self, map: &mut Map<String, Value>) {
        if let Some(Value::String(location)) = map.get_mut("in") {
            location.make_ascii_lowercase();
        }
        let styles: &[&str] = match map.get("in").and_then(Value::as_str) {
            Some("path") => &["simple", "label", "matrix"],
            Some("query") => QUERY_STYLES,
            Some("cookie") => &["form", "cookie"],
            _ => &["simple"],
        };
        self.repair_style(map, styles);
        let kind = map.get("schema").and_then(|schema| schema.get("type"));
        if kind.is_some_and(|kind| kind == "string")
            && let Some(example) = map.get_mut("example")
        {
            self.unquote(example, &["example"], &["example"]);
        }
        match (map.contains_key("schema"), map.get("content").and_then(Value::as_object)) {
            (true, Some(_)) => drop(map.remove("content")),
            (false, Some(content)) if !content.is_empty() => {}
            (true, None) => {}
            (false, _) => {
                map.remove("content");
                let schema = self.schema_of_parameter(map);
                map.insert("schema".to_owned(), schema);
            }
        }
    }

    /// The schema of a parameter that declares its type outside the schema, as in Swagger 2.0. Default: a string.
    fn schema_of_parameter(&mut self, map: &mut Map<String, Value>) -> Value {
        const KEYWORDS: &[&str] =
            &["type", "format", "items", "enum", "default", "minimum", "maximum", "pattern"];
        let mut schema: Map<String, Value> =
            KEYWORDS.iter().filter_map(|key| Some(((*key).to_owned(), map.remove(*key)?))).collect();
        if schema.contains_key("type") {
            self.report(Diagnostic::type_outside_of_schema(&self.here()));
        } else {
            schema.insert("type".to_owned(), "string".into());
        }
        Value::Object(schema)
    }

    fn repair_style(&mut self, map: &mut Map<String, Value>, styles: &[&str]) {
        let is_converted = self.version() == Version::V20;
        let known =
            |style: &str| styles.contains(&style) || is_converted && CONVERTED_STYLES.contains(&style);
        if let Some(style) = map.get("style").and_then(Value::as_str).filter(|style| !known(style)) {
            self.report(Diagnostic::impossible_style(&self.here(), style, styles));
            map.remove("style");
        }
    }
}

/// Corrects how the credential is sent.
fn repair_scheme(map: &mut Map<String, Value>) {
    const TYPES: &[&str] = &["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    if let Some(Value::String(name)) = map.get_mut("type")
        && let Some(known) = TYPES.iter().find(|known| known.eq_ignore_ascii_case(name))
    {
        *name = (*known).to_owned();
    }
    if let Some(Value::String(location)) = map.get_mut("in") {
        location.make_ascii_lowercase();
    }
    if map.get("type").is_some_and(|kind| kind == "openIdConnect") {
        map.entry("openIdConnectUrl").or_insert_with(|| "".into());
    }
}

/// Keeps only strings in a server variable.
fn repair_variable(variable: &mut Map<String, Value>) {
    if let Some(values) = variable.remove("enum").and_then(|values| Expected::Strings.convert(&values)) {
        variable.insert("enum".to_owned(), values);
    }
    let default = variable.remove("default").filter(Value::is_string);
    let first = || variable.get("enum").and_then(|values| values.get(0)).cloned();
    let default = default.or_else(first).unwrap_or_else(|| "".into());
    variable.insert("default".to_owned(), default);
    if variable.get("description").is_some_and(|text| !text.is_string()) {
        variable.remove("description");
    }
}
