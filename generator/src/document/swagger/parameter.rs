//! Parameters and headers: their keywords move to a schema, and the format of a collection becomes a style.

use super::super::grammar::NodeKind;
use super::super::unknown::{self, Unknown};
use super::{Converter, Object, Place};
use crate::diagnostics::Diagnostic;
use crate::source::{Value, push_escaped, unescape};

/// A parameter of a path item or operation.
#[derive(Debug)]
pub(super) struct Found {
    /// The reference or the parameter, as in the list.
    pub(super) listed: Value,
    /// The parameter, after its reference.
    pub(super) parameter: Object,
    /// The location of the item in the text.
    pub(super) item: String,
    /// The location of the parameter in the text.
    pub(super) source: String,
}

impl Found {
    fn key(&self) -> (Option<&Value>, Option<&Value>) {
        (self.parameter.get("in"), self.parameter.get("name"))
    }

    /// Whether both are the same parameter of an operation. An operation has one body.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_body = |found: &Self| found.key().0.and_then(Value::as_str) == Some("body");
        self.key() == other.key() || is_body(self) && is_body(other)
    }
}

/// Whether a parameter is the body, or a part of it.
pub(super) fn is_of_body(parameter: &Object) -> bool {
    matches!(parameter.get("in").and_then(Value::as_str), Some("body" | "formData"))
}

/// The keywords of a parameter that belong to its schema.
const KEYWORDS: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "x-enum-varnames",
];

/// The schema of a parameter, header or part of a form.
pub(super) fn schema(parameter: &Object) -> Value {
    let keywords = KEYWORDS.iter().filter_map(|key| Some(((*key).to_owned(), parameter.get(*key)?.clone())));
    Value::Object(keywords.collect())
}

/// The style of a collection, and whether it is exploded. `None` if there is no such style.
pub(super) fn style(format: &str, location: &str) -> Option<(&'static str, bool)> {
    match (format, location) {
        ("multi", "query" | "formData") => Some(("form", true)),
        ("ssv", "query" | "formData") => Some(("spaceDelimited", false)),
        ("pipes", "query" | "formData") => Some(("pipeDelimited", false)),
        ("csv", "query" | "formData") => Some(("form", false)),
        ("csv", _) => Some(("simple", false)),
        _ => None,
    }
}

/// The format of a collection; `csv` if a list has none.
pub(super) fn collection_format(parameter: &Object) -> Option<&str> {
    let is_list = parameter.get("type").is_some_and(|kind| kind == "array");
    is_list.then(|| parameter.get("collectionFormat").and_then(Value::as_str).unwrap_or("csv"))
}

impl Converter<'_> {
    /// Reports unknown fields of an object that the conversion replaces.
    pub(super) fn unknown_fields(&mut self, object: &Object, kind: NodeKind, place: &Place) {
        for Unknown { path, key, meant } in unknown::fields_of(object, kind) {
            self.report(place, |at| {
                let at = path.iter().fold(at.clone(), |at, key| at.child(key));
                Diagnostic::unknown_field(&at, &key, meant)
            });
        }
    }

    /// The parameters of a list. References are followed.
    pub(super) fn found(&self, list: Option<&Value>, place: &Place) -> Vec<Found> {
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let parameter = |(index, listed): (usize, &Value)| {
            let item = place.child(&index.to_string()).from;
            let mut source = item.clone();
            let name = listed.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|name| name.strip_prefix("#/components/parameters/"));
            let target = name.and_then(|name| {
                let name = unescape(name);
                let found = self.swagger.get("parameters")?.get(&*name)?.as_object()?;
                "/parameters".clone_into(&mut source);
                push_escaped(&mut source, &name);
                Some(found)
            });
            let parameter = target.or(listed.as_object())?.clone();
            Some(Found { listed: listed.clone(), parameter, item, source })
        };
        list.enumerate().filter_map(parameter).collect()
    }

    /// The list of parameters without those of the body.
    pub(super) fn parameters(&mut self, found: &[Found], list: &Place) -> Vec<Value> {
        let mut parameters = Vec::new();
        for found in found.iter().filter(|found| !is_of_body(&found.parameter)) {
            let index = parameters.len().to_string();
            let place = Place { to: list.child(&index).to, from: found.item.clone() };
            self.moved(&place);
            let is_reference = found.listed.get("$ref").is_some();
            parameters.push(if is_reference {
                found.listed.clone()
            } else {
                self.parameter(&found.parameter, &place)
            });
        }
        parameters
    }

    /// A parameter that is not of the body.
    pub(super) fn parameter(&mut self, parameter: &Object, place: &Place) -> Value {
        if parameter.contains_key("$ref") {
            return Value::Object(parameter.clone());
        }
        let mut out: Object = parameter
            .iter()
            .filter(|(key, _)| !KEYWORDS.contains(&key.as_str()) && *key != "collectionFormat")
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Some(example) = out.remove("x-example") {
            out.insert("example".to_owned(), example);
        }
        self.moved(&place.at("schema", &[]));
        out.insert("schema".to_owned(), schema(parameter));
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or("header");
        if let Some(format) = collection_format(parameter) {
            match style(format, location) {
                Some((style, explode)) => {
                    out.insert("style".to_owned(), style.into());
                    out.insert("explode".to_owned(), explode.into());
                }
                None => self.report(&place.child("collectionFormat"), |at| {
                    Diagnostic::unsupported_collection_format(at, format)
                }),
            }
        }
        out.into()
    }

    /// The headers of a response.
    pub(super) fn headers(&mut self, headers: &Object, place: &Place) -> Value {
        let converted = headers.iter().map(|(name, header)| {
            let header = match header {
                Value::Object(header) => self.parameter(header, &place.child(name)),
                other => other.clone(),
            };
            (name.clone(), header)
        });
        Value::Object(converted.collect())
    }
}
