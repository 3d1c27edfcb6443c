//! Paths → operations, each with its parameters, as they stand in the document.

use indexmap::IndexMap;

use super::Lowering;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::model::Method;
use crate::source::{Pointer, Value};

/// An operation as it stands in the document.
pub(crate) struct RawOperation {
    pub(crate) at: Pointer,
    pub(crate) path: String,
    pub(crate) method: Method,
    pub(crate) operation: openapiv3::Operation,
    pub(crate) parameters: Vec<RawParameter>,
    /// Those in the path that stand for several segments.
    pub(crate) spanning: Vec<String>,
    /// The first of the servers that it, or its path, has of its own.
    pub(crate) server: Option<Pointer>,
}

/// A parameter as it stands in the document.
pub(crate) struct RawParameter {
    pub(crate) at: Pointer,
    pub(crate) parameter: openapiv3::Parameter,
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
        _ => return None,
    })
}

impl Lowering<'_> {
    /// Every operation under `paths`, in the document's order.
    pub(crate) fn raw_operations(&mut self) -> Vec<RawOperation> {
        let paths = self.top().child("paths");
        let mut operations = Vec::new();
        let mut ids: IndexMap<String, Pointer> = IndexMap::new();
        for path in self.spec.keys(&paths) {
            if path.starts_with("x-") {
                continue;
            }
            for mut raw in self.path_items(&paths.child(&path), &path) {
                if let Some(id) = &raw.operation.operation_id {
                    if let Some(first) = ids.get(id) {
                        let first = self.spec.origin(first);
                        self.diagnostics.push(Diagnostic::duplicate_operation_id(&raw.at, id, &first));
                        raw.operation.operation_id = None;
                    } else {
                        ids.insert(id.clone(), raw.at.clone());
                    }
                }
                operations.push(raw);
            }
        }
        operations
    }

    /// What a path has: the operations that its reference leads to, and those that stand beside the reference.
    fn path_items(&mut self, at: &Pointer, path: &str) -> Vec<RawOperation> {
        let own = self.path_item(at, path);
        match self.resolve(at) {
            Some(item) if item != *at => {
                let mut operations = self.path_item(&item, path);
                operations.retain(|other| own.iter().all(|raw| raw.method != other.method));
                operations.extend(own);
                operations
            }
            Some(_) | None => own,
        }
    }

    /// The operations that stand in a path item.
    pub(super) fn path_item(&mut self, item: &Pointer, path: &str) -> Vec<RawOperation> {
        let shared = self.raw_parameters(&item.child("parameters"));
        let mut operations = Vec::new();
        for key in self.spec.keys(item) {
            let Some(method) = method(&key) else { continue };
            let Some(at) = self.resolve(&item.child(&key)) else { continue };
            let operation = match self.spec.part::<openapiv3::Operation>(&at) {
                Ok(operation) => operation,
                Err(message) => {
                    self.broken_part(UnreadablePart::Operation, &at, &message);
                    openapiv3::Operation {
                        operation_id: self.spec.text(&at, "operationId"),
                        ..Default::default()
                    }
                }
            };
            let own = self.raw_parameters(&at.child("parameters"));
            let inherited =
                shared.iter().filter(|outer| !own.iter().any(|inner| same_parameter(inner, outer)));
            let mut parameters: Vec<RawParameter> = inherited
                .map(|outer| RawParameter { at: outer.at.clone(), parameter: outer.parameter.clone() })
                .collect();
            parameters.extend(own);
            let (path, spanning) = super::parameter::plain_template(path, &parameters);
            let server = [&at, item]
                .into_iter()
                .find_map(|at| self.spec.elements(&at.child("servers")).into_iter().next());
            operations.push(RawOperation { at, path, method, operation, parameters, spanning, server });
        }
        operations
    }

    fn raw_parameters(&mut self, list: &Pointer) -> Vec<RawParameter> {
        let mut parameters: Vec<RawParameter> = Vec::new();
        for element in self.spec.elements(list) {
            let Some(at) = self.resolve(&element) else { continue };
            match self.spec.part::<openapiv3::Parameter>(&at) {
                Ok(parameter) => {
                    let raw = RawParameter { at, parameter };
                    if parameters.iter().any(|known| same_parameter(known, &raw)) {
                        self.diagnostics.push(Diagnostic::duplicate_parameter(&element));
                    } else {
                        parameters.push(raw);
                    }
                }
                Err(message) => match self.rescued_parameter(&at) {
                    Some(parameter) => {
                        self.broken_part(UnreadablePart::ParameterStyle, &at, &message);
                        parameters.push(RawParameter { at, parameter });
                    }
                    None => self.broken_part(UnreadablePart::Parameter, &at, &message),
                },
            }
        }
        parameters
    }

    /// A parameter that says something wrong, without all that is not essential.
    fn rescued_parameter(&self, at: &Pointer) -> Option<openapiv3::Parameter> {
        let declared = self.spec.value(at)?.as_object()?;
        let essential = ["name", "in", "required", "description", "deprecated"];
        let mut kept: serde_json::Map<String, Value> = declared
            .iter()
            .filter(|(key, _)| essential.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !kept.get("required").is_some_and(Value::is_boolean) {
            kept.remove("required");
        }
        kept.insert("schema".to_owned(), serde_json::json!({"$ref": "#"}));
        serde_json::from_value(Value::Object(kept)).ok()
    }
}

fn same_parameter(a: &RawParameter, b: &RawParameter) -> bool {
    let (a, b) = (&a.parameter, &b.parameter);
    let (ours, theirs) = (&a.parameter_data_ref().name, &b.parameter_data_ref().name);
    let is_header = matches!(a, openapiv3::Parameter::Header { .. });
    std::mem::discriminant(a) == std::mem::discriminant(b)
        && (ours == theirs || is_header && ours.eq_ignore_ascii_case(theirs))
}
