//! Paths → operations, each with its parameters, body and responses, as declared in the document.

use openapiv3::{Parameter, ParameterData};

use super::body::{RawBody, read_body};
use super::path::{PathTemplate, plain_template};
use super::raw::RawParameter;
use super::raw_response::{BodyUse, RawResponse, read_responses};
use super::tags::{check_tags, other_tags};
use crate::collections::{HashMap, HashSet};
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::Spec;
use crate::lower::{Input, report_unreadable, warn_unused};
use crate::model::{Doc, Method};
use crate::source::{Pointer, Value};

/// An operation as declared in the document.
pub(crate) struct RawOperation {
    pub(crate) at: Pointer,
    /// Its location, as a string that no other operation has.
    pub(crate) origin: String,
    pub(super) path: String,
    pub(super) method: Method,
    pub(crate) operation: openapiv3::Operation,
    pub(super) parameters: Vec<RawParameter>,
    /// The variables of the path that match several segments.
    pub(super) spanning: Vec<String>,
    pub(super) body: Option<RawBody>,
    /// Its responses, in the document's order. Not read for webhooks.
    pub(super) responses: Vec<RawResponse>,
    /// The first server that the operation, or its path, declares.
    pub(crate) server: Option<Pointer>,
}

impl RawOperation {
    /// Its method and path.
    pub(crate) fn request(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path)
    }

    /// The keys by which the configuration can name it.
    pub(super) fn names(&self) -> Vec<String> {
        let keys = [self.request(), self.origin.clone()];
        self.operation.operation_id.iter().cloned().chain(keys).collect()
    }

    /// The names and the documentation of its headers.
    pub(crate) fn headers<'r>(&'r self, spec: &'r Spec) -> impl Iterator<Item = (&'r str, Doc)> {
        let described = self.parameters.iter().filter(|parameter| !parameter.is_ignored());
        described.filter_map(|parameter| Some((parameter.header_name()?, parameter.doc(spec))))
    }

    /// The location of the schema of its body.
    pub(crate) fn body_schema(&self, spec: &Spec) -> Option<Pointer> {
        self.body.as_ref()?.best_schema(spec)
    }

    /// Whether its body is XML.
    pub(crate) fn has_xml_body(&self, spec: &Spec) -> bool {
        self.body.as_ref().is_some_and(|body| body.is_xml(spec))
    }
}

/// Every operation under `paths`, in the document's order.
pub(crate) fn read(input: &Input<'_>) -> Vec<RawOperation> {
    let paths = input.section(&["paths"]);
    let mut operations = Vec::new();
    for path in input.spec.keys(&paths) {
        if !path.starts_with("x-") {
            operations.extend(path_items(input, &paths.child(&path), &path));
        }
    }
    remove_duplicate_ids(input, &mut operations);
    check_tags(input);
    let others = other_tags(input.spec);
    for raw in &mut operations {
        let tags = &mut raw.operation.tags;
        if tags.iter().any(|tag| !others.contains(tag)) {
            tags.retain(|tag| !others.contains(tag));
        }
    }
    for raw in &mut operations {
        raw.responses = read_responses(input, &raw.at, &raw.method);
    }
    use_xml(input, &mut operations);
    report_unused_names(input, &operations);
    operations
}

/// Of operations with the same operationId, the first keeps it.
fn remove_duplicate_ids(input: &Input<'_>, operations: &mut [RawOperation]) {
    let mut first: HashMap<String, String> = HashMap::default();
    for raw in operations {
        let Some(id) = &raw.operation.operation_id else { continue };
        if let Some(first) = first.get(id) {
            input.sink.report_once(if *first == raw.origin {
                Diagnostic::shared_operation_id(&raw.at, id)
            } else {
                Diagnostic::duplicate_operation_id(&raw.at, id, first)
            });
            raw.operation.operation_id = None;
        } else {
            first.insert(id.clone(), raw.origin.clone());
        }
    }
}

/// Selects the operations whose XML is used instead of JSON, and reports those in the configuration that do not exist.
fn use_xml(input: &Input<'_>, operations: &mut [RawOperation]) {
    let config = &input.config.xml;
    let mut known: HashSet<String> = HashSet::default();
    for raw in operations {
        let names = raw.names();
        let prefers_xml = config.prefer || names.iter().any(|name| config.operations.contains(name));
        known.extend(names);
        raw.body.iter_mut().for_each(|body| body.use_xml(input.spec, prefers_xml));
        raw.responses.iter_mut().for_each(|response| response.use_xml(input.spec, prefers_xml));
    }
    for (index, id) in config.operations.iter().enumerate().filter(|(_, id)| !known.contains(*id)) {
        let keys = ["xml", "operations", &index.to_string()];
        warn_unused(input.config, input.sink, &keys, Diagnostic::unused_operation_name(id));
    }
}

/// Reports names in the configuration for operations that do not exist.
fn report_unused_names(input: &Input<'_>, operations: &[RawOperation]) {
    let known: HashSet<String> = operations.iter().flat_map(RawOperation::names).collect();
    for id in input.config.naming.operations.keys().filter(|id| !known.contains(*id)) {
        let keys = ["naming", "operations", id];
        warn_unused(input.config, input.sink, &keys, Diagnostic::unused_operation_name(id));
    }
}

/// The operations of a path: those of its reference, and those next to the reference.
fn path_items(input: &Input<'_>, at: &Pointer, path: &str) -> Vec<RawOperation> {
    let own = path_item(input, at, path);
    match input.spec.follow(at, input.sink) {
        Some(item) if item != *at => {
            let mut operations = referenced_item(input, at, &item, path);
            operations.retain(|other| own.iter().all(|raw| raw.method != other.method));
            operations.extend(own);
            operations
        }
        Some(_) | None => own,
    }
}

/// The operations of a path item, without their responses.
pub(crate) fn path_item(input: &Input<'_>, item: &Pointer, path: &str) -> Vec<RawOperation> {
    referenced_item(input, item, item, path)
}

/// The operations of the path item that the one at `from` is or refers to.
fn referenced_item(input: &Input<'_>, from: &Pointer, item: &Pointer, path: &str) -> Vec<RawOperation> {
    let shared = read_parameters(input, &item.child("parameters"));
    let mut operations = Vec::new();
    for (method, at) in methods(input, item) {
        let Some(at) = input.spec.follow(&at, input.sink) else { continue };
        if !input.spec.value(&at).is_some_and(Value::is_object) {
            input.sink.report_once(Diagnostic::operation_not_an_object(&at));
            continue;
        }
        let mut operation = read_operation(input, &at);
        describe(&mut operation, input.spec, item, from);
        let own = read_parameters(input, &at.child("parameters"));
        let is_inherited = |outer: &&RawParameter| !own.iter().any(|inner| inner.is_same(outer));
        let mut parameters: Vec<RawParameter> = shared.iter().filter(is_inherited).cloned().collect();
        parameters.extend(own);
        check_query_string(input, &parameters);
        // Webhooks and callbacks have no path.
        let body_use = if path.is_empty() { BodyUse::Event } else { BodyUse::Request };
        let PathTemplate { path, spanning } = plain_template(path, &parameters);
        let server = [&at, item]
            .into_iter()
            .find_map(|at| input.spec.elements(&at.child("servers")).into_iter().next());
        operations.push(RawOperation {
            origin: input.spec.origin(&at),
            path,
            method,
            operation,
            parameters,
            spanning,
            body: read_body(input, &at, body_use),
            responses: Vec::new(),
            server,
            at,
        });
    }
    operations
}

/// Gives an operation without documentation that of its path item, or of the reference to it.
fn describe(operation: &mut openapiv3::Operation, spec: &Spec, item: &Pointer, from: &Pointer) {
    if operation.summary.is_some() || operation.description.is_some() {
        return;
    }
    let text = |key: &str| spec.text_of_reference(from, key).or_else(|| spec.text(item, key));
    (operation.summary, operation.description) = (text("summary"), text("description"));
}

/// The operations of a path item, by method.
fn methods(input: &Input<'_>, item: &Pointer) -> Vec<(Method, Pointer)> {
    let keys = input.spec.keys(item).into_iter();
    let mut found: Vec<_> = keys.filter_map(|key| Some((method(&key)?, item.child(&key)))).collect();
    let additional = item.child("additionalOperations");
    for name in input.spec.keys(&additional).into_iter().filter(|name| !name.starts_with("x-")) {
        let at = additional.child(&name);
        if let Some((_, own)) = found.iter().find(|(method, _)| method.as_str() == name) {
            input.sink.report_once(Diagnostic::method_of_another_field(&at, &name, own));
        } else if is_token(&name) {
            let standard = method(&name.to_ascii_lowercase()).filter(|method| method.as_str() == name);
            found.push((standard.unwrap_or_else(|| Method::Other(name.into())), at));
        } else {
            input.sink.report(Diagnostic::invalid_method(&at, &name));
        }
    }
    found
}

/// Whether HTTP allows a method of this name.
fn is_token(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

fn method(key: &str) -> Option<Method> {
    Some(match key {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        "query" => Method::Query,
        _ => return None,
    })
}

fn read_operation(input: &Input<'_>, at: &Pointer) -> openapiv3::Operation {
    input.spec.part(at).unwrap_or_else(|error| {
        report_unreadable(input.spec, input.sink, UnreadablePart::Operation, at, &error);
        openapiv3::Operation { operation_id: input.spec.text(at, "operationId"), ..Default::default() }
    })
}

fn read_parameters(input: &Input<'_>, list: &Pointer) -> Vec<RawParameter> {
    let mut parameters: Vec<RawParameter> = Vec::new();
    for element in input.spec.elements(list) {
        let Some(at) = input.spec.follow(&element, input.sink) else { continue };
        match input.spec.part::<Parameter>(&at) {
            Ok(mut parameter) => {
                if let Some(text) = input.spec.text_of_reference(&element, "description") {
                    data_mut(&mut parameter).description = Some(text);
                }
                let raw = RawParameter { at, parameter };
                if parameters.iter().any(|known| known.is_same(&raw)) {
                    input.sink.report(Diagnostic::duplicate_parameter(&element));
                } else {
                    parameters.push(raw);
                }
            }
            Err(error) => {
                let essential = essential_parameter(input, &at);
                let part = match &essential {
                    Some(_) => UnreadablePart::ParameterStyle,
                    None => UnreadablePart::Parameter,
                };
                report_unreadable(input.spec, input.sink, part, &at, &error);
                parameters.extend(essential.map(|parameter| RawParameter { at, parameter }));
            }
        }
    }
    parameters
}

/// Reports a parameter that is the whole query, if there are other parameters in the query, or if it has no content.
fn check_query_string(input: &Input<'_>, parameters: &[RawParameter]) {
    let is_whole = |raw: &&RawParameter| raw.is_query_string(input.spec);
    let Some(whole) = parameters.iter().find(is_whole) else { return };
    if input.spec.keys(&whole.at.child("content")).is_empty() {
        input.sink.report_once(Diagnostic::query_string_without_content(&whole.at));
    }
    let in_query =
        |raw: &&RawParameter| raw.at != whole.at && matches!(raw.parameter, Parameter::Query { .. });
    for other in parameters.iter().filter(in_query) {
        input.sink.report_once(Diagnostic::parameter_beside_query_string(&other.at, is_whole(&other)));
    }
}

fn data_mut(parameter: &mut Parameter) -> &mut ParameterData {
    match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    }
}

/// The essential properties of a parameter that cannot be read as a whole.
fn essential_parameter(input: &Input<'_>, at: &Pointer) -> Option<Parameter> {
    const ESSENTIAL: [&str; 5] = ["name", "in", "required", "description", "deprecated"];
    let declared = input.spec.value(at)?.as_object()?;
    let mut kept: serde_json::Map<String, Value> = declared
        .iter()
        .filter(|(key, _)| ESSENTIAL.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if !kept.get("required").is_some_and(Value::is_boolean) {
        kept.remove("required");
    }
    kept.insert("schema".to_owned(), serde_json::json!({"$ref": "#"}));
    serde_json::from_value(Value::Object(kept)).ok()
}
