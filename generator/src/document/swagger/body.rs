//! Bodies: the body parameter, forms, and the schemas of responses.

use serde_json::json;

use super::super::grammar::NodeKind;
use super::collection::Location;
use super::parameter::{Found, schema};
use super::{Converter, Object, Place};
use crate::diagnostics::Diagnostic;
use crate::source::Value;

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Converter<'_> {
    /// The request body of an operation with these parameters.
    pub(super) fn body(
        &mut self,
        parameters: &[&Found],
        consumes: &[String],
        place: &Place,
    ) -> Option<Value> {
        let of = |location: &'static str| {
            parameters
                .iter()
                .copied()
                .filter(move |found| found.parameter.get("in").and_then(Value::as_str) == Some(location))
        };
        let mut bodies = of("body");
        let body = bodies.next();
        let parts: Vec<&Found> = of("formData").collect();
        if let Some(body) = body {
            let ignored: Vec<&Found> = bodies.chain(parts).collect();
            for other in ignored {
                self.report_ignored(place, other.item.clone(), Diagnostic::second_body);
            }
            return Some(self.whole_body(body, consumes, place));
        }
        (!parts.is_empty()).then(|| self.form(&parts, consumes, place))
    }

    /// The body parameter.
    fn whole_body(&mut self, body: &Found, consumes: &[String], place: &Place) -> Value {
        let place = Place { to: place.to.clone(), from: body.source.clone(), written: body.written.clone() };
        self.moved_target(&place);
        self.unknown_fields(&body.parameter, NodeKind::Parameter, &place);
        let mut out = Object::new();
        for key in ["description", "required"] {
            out.extend(body.parameter.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        let schema = self.schema_of(&body.parameter, &place).unwrap_or_else(|| json!({}));
        let types = if consumes.is_empty() { vec![JSON.to_owned()] } else { consumes.to_vec() };
        let mut content = Object::new();
        for media_type in types {
            let entry = place.at("content", &[]).at(&media_type, &[]);
            self.moved_target(&entry.at("schema", &["schema"]));
            content.insert(media_type, json!({ "schema": schema }));
        }
        out.insert("content".to_owned(), content.into());
        out.into()
    }

    /// A form of several parameters.
    fn form(&mut self, parts: &[&Found], consumes: &[String], place: &Place) -> Value {
        let has_file =
            parts.iter().any(|part| part.parameter.get("type").and_then(Value::as_str) == Some("file"));
        let is_form = |media_type: &&String| {
            media_type.starts_with(MULTIPART) || media_type.starts_with(FORM) && !has_file
        };
        let mut types: Vec<String> = consumes.iter().filter(is_form).cloned().collect();
        if types.is_empty() {
            types.push(if has_file { MULTIPART } else { FORM }.to_owned());
        }
        let mut content = Object::new();
        for media_type in types {
            let is_multipart = media_type.starts_with(MULTIPART);
            let location = if is_multipart { Location::Multipart } else { Location::Form };
            let entry = place.at("content", &[]).at(&media_type, &[]);
            let (mut properties, mut required, mut encoding) = (Object::new(), Vec::new(), Object::new());
            for part in parts {
                let Some(name) = part.parameter.get("name").and_then(Value::as_str) else { continue };
                let at = entry.at("schema", &[]).at("properties", &[]).at(name, &[]);
                let at = at.with_source(part.source.clone());
                self.moved(&at);
                self.unknown_fields(&part.parameter, NodeKind::Parameter, &at);
                let mut property = schema(&part.parameter);
                if let (Some(property), Some(text)) =
                    (property.as_object_mut(), part.parameter.get("description"))
                {
                    property.insert("description".to_owned(), text.clone());
                }
                properties.insert(name.to_owned(), property);
                if part.parameter.get("required") == Some(&Value::Bool(true)) {
                    required.push(Value::from(name));
                }
                if let Some((style, explode)) = self.collection(&part.parameter, location, &at)
                    && (style, explode) != ("form", true)
                {
                    encoding.insert(name.to_owned(), json!({ "style": style, "explode": explode }));
                }
            }
            let schema = json!({ "type": "object", "properties": properties, "required": required });
            content.insert(media_type, json!({ "schema": schema, "encoding": encoding }));
        }
        let is_required = parts.iter().any(|part| part.parameter.get("required") == Some(&Value::Bool(true)));
        json!({ "content": content, "required": is_required })
    }

    /// A response of an operation. A shared one with other media types than those of the document is copied. One without a schema is a
    /// file if the operation itself says that it produces one.
    pub(super) fn referenced_response(
        &mut self,
        response: &Object,
        operation: &Object,
        produces: &[String],
        place: &Place,
    ) -> Value {
        if !response.contains_key("$ref") {
            let is_file = place.to.ends_with("/200")
                && operation.contains_key("produces")
                && !response.contains_key("schema")
                && !produces.is_empty()
                && produces.iter().all(|name| is_binary(name));
            if is_file {
                let mut file = response.clone();
                file.insert("schema".to_owned(), json!({ "type": "file" }));
                return self.response(&file, produces, place);
            }
            return self.response(response, produces, place);
        }
        match self.resolve(&place.from, response) {
            Some((source, _))
                if self.is_shared(&source, "responses") && !operation.contains_key("produces") =>
            {
                self.reference(response, place.from.file(), &source)
            }
            Some((source, response)) => {
                let place = place.with_source(source);
                self.moved(&place);
                self.response(&response, produces, &place)
            }
            None => Value::Object(response.clone()),
        }
    }

    /// A shared response. One of another file becomes part of this document.
    pub(super) fn shared_response(&mut self, response: &Object, produces: &[String], place: &Place) -> Value {
        match self.resolve(&place.from, response) {
            Some((source, _)) if self.is_shared(&source, "responses") && source != place.from => {
                Value::Object(response.clone())
            }
            Some((source, response)) => {
                let place = place.with_source(source);
                self.moved(&place);
                self.response(&response, produces, &place)
            }
            None => Value::Object(response.clone()),
        }
    }

    pub(super) fn response(&mut self, response: &Object, produces: &[String], place: &Place) -> Value {
        let mut out: Object = response
            .iter()
            .filter(|(key, _)| !matches!(key.as_str(), "schema" | "examples" | "headers"))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if let Some(Value::Object(headers)) = response.get("headers") {
            let headers = self.headers(headers, &place.child("headers"));
            out.insert("headers".to_owned(), headers);
        }
        let Some(schema) = self.schema_of(response, place) else { return out.into() };
        let is_file = schema.get("type").and_then(Value::as_str) == Some("file");
        let default = if is_file { BYTES } else { JSON };
        let types = if produces.is_empty() { vec![default.to_owned()] } else { produces.to_vec() };
        let mut content = Object::new();
        for media_type in types {
            let entry = place.at("content", &[]).at(&media_type, &[]);
            self.moved_target(&entry.at("schema", &["schema"]));
            let mut media = Object::new();
            media.insert("schema".to_owned(), schema.clone());
            if let Some(example) = response.get("examples").and_then(|examples| examples.get(&media_type)) {
                self.moved(&entry.at("example", &["examples", &media_type]));
                media.insert("example".to_owned(), example.clone());
            }
            content.insert(media_type, media.into());
        }
        out.insert("content".to_owned(), content.into());
        out.into()
    }
}

/// Whether values of a media type are neither text nor data that a schema describes.
fn is_binary(media_type: &str) -> bool {
    const OTHERS: [&str; 7] = ["json", "xml", "text", "form", "yaml", "multipart", "*"];
    OTHERS.iter().all(|other| !media_type.to_ascii_lowercase().contains(other))
}
