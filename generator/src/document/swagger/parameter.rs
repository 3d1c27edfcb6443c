//! Parameters and headers: their keywords move to a schema, and the format of a collection becomes a style.

use super::super::grammar::NodeKind;
use super::super::unknown::{self, Unknown};
use super::collection::Location;
use super::{Converter, Object, Place};
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::source::{Pointer, Value};

/// A parameter of a path item or operation.
#[derive(Debug)]
pub(super) struct Found {
    /// The reference or the parameter, as in the list.
    pub(super) listed: Object,
    /// The parameter, after its reference.
    pub(super) parameter: Object,
    /// The location of the item in the text.
    pub(super) item: Pointer,
    /// The location of the parameter in the text.
    pub(super) source: Pointer,
    /// The location that the item has for references.
    pub(super) written: String,
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
    let mut schema = Value::Object(keywords.collect());
    let mut items = schema.get_mut("items");
    while let Some(Value::Object(inner)) = items {
        inner.remove("collectionFormat");
        items = inner.get_mut("items");
    }
    schema
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
    pub(super) fn found(&mut self, list: Option<&Value>, place: &Place) -> Vec<Found> {
        if let Some(other) = list.filter(|list| !list.is_array()) {
            self.wrong_type(place, "parameters", other, "a list", false);
        }
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let parameter = |(index, listed): (usize, &Value)| {
            let item = place.from.index(index);
            let Some(listed) = listed.as_object() else {
                self.report_ignored(place, item, |at| {
                    let part = UnreadablePart::Parameter;
                    Diagnostic::unreadable_part(part, at, Some(listed), "it is not an object")
                });
                return None;
            };
            let (source, parameter) =
                self.resolve(&item, listed).unwrap_or_else(|| (item.clone(), listed.clone()));
            let written = format!("{}/{index}", place.written);
            Some(Found { listed: listed.clone(), parameter, item, source, written })
        };
        list.enumerate().filter_map(parameter).collect()
    }

    /// Whether a shared parameter is the body, or a part of it.
    pub(super) fn is_of_body(&mut self, name: &str, parameter: &Object) -> bool {
        let at = Pointer::new(self.file, "/parameters").child(name);
        self.resolve(&at, parameter).is_some_and(|(_, parameter)| is_of_body(&parameter))
    }

    /// A shared parameter. One of another file becomes part of this document.
    pub(super) fn shared_parameter(&mut self, parameter: &Object, place: &Place) -> Value {
        match self.resolve(&place.from, parameter) {
            Some((source, _)) if self.is_shared(&source, "parameters") && source != place.from => {
                Value::Object(parameter.clone())
            }
            Some((source, parameter)) => self.parameter(&parameter, &place.with_source(source)),
            None => Value::Object(parameter.clone()),
        }
    }

    /// The list of parameters without those of the body.
    pub(super) fn parameters(&mut self, found: &[Found], list: &Place) -> Vec<Value> {
        let mut parameters = Vec::new();
        for found in found.iter().filter(|found| !is_of_body(&found.parameter)) {
            let index = parameters.len().to_string();
            let (from, written) = (found.item.clone(), found.written.clone());
            let place = Place { to: list.child(&index).to, from, written };
            self.moved_target(&place);
            let is_kept = found.parameter.contains_key("$ref") || self.is_shared(&found.source, "parameters");
            parameters.push(if is_kept {
                self.reference(&found.listed, found.item.file(), &found.source)
            } else {
                self.parameter(&found.parameter, &place.with_source(found.source.clone()))
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
        self.moved(place);
        self.moved(&place.at("schema", &[]));
        if parameter.contains_key("items") {
            self.moved_target(&place.at("schema", &[]).child("items"));
        }
        let mut schema = schema(parameter);
        if schema.get("type").is_some_and(|kind| kind == "file") {
            self.report(place, |at| Diagnostic::unknown_type(at, "file", Some("string")));
            schema["type"] = "string".into();
        }
        out.insert("schema".to_owned(), schema);
        if let Some((style, explode)) = self.collection(parameter, Location::of(parameter), place) {
            out.insert("style".to_owned(), style.into());
            out.insert("explode".to_owned(), explode.into());
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
