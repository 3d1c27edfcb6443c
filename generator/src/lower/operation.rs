//! Paths → resources and their operations.

use indexmap::IndexMap;

use super::body::OperationNames;
use super::direction::Direction;
use super::schema::Hint;
use super::{HashMap, HashSet, Lowering};
use crate::config::{CanonicalForm, ResourceBy, SignatureEncoding};
use crate::diagnostic::Diagnostic;
use crate::model::{Doc, Global, Method, Operation, Resource, Scheme, Signing, Webhook};
use crate::names::{Case, Ident, Scope};
use crate::source::{Pointer, Value};

/// Methods that every request builder has, or will have.
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "call",
    "clone",
    "into_future",
    "items",
    "new",
    "no_timeout",
    "pages",
    "retry",
    "send",
    "send_blocking",
    "send_as",
    "send_blocking_with_metadata",
    "send_events",
    "send_events_blocking",
    "send_events_with_metadata",
    "send_lines",
    "send_lines_blocking",
    "send_lines_with_metadata",
    "send_stream",
    "send_stream_blocking",
    "send_stream_with_metadata",
    "send_with_metadata",
    "timeout",
    "with_header",
    "with_query",
];

/// Methods that every client has, or will have.
pub(crate) const CLIENT_METHODS: &[&str] = &[
    "api",
    "attempts",
    "blocking",
    "budget",
    "builder",
    "clone",
    "credentials",
    "failure",
    "from_parts",
    "from_env",
    "global",
    "headers",
    "middleware",
    "http",
    "missing_global",
    "new",
    "request",
    "resolve_server",
    "retry",
    "scoped",
    "timeouts",
    "transport",
    "url",
    "user_agent",
];

/// What a resource's file uses of the runtime.
const RUNTIME_TYPES: &[&str] = &[
    "ByStatus",
    "ByteStream",
    "Call",
    "Client",
    "Error",
    "ErrorCase",
    "EventStream",
    "Extent",
    "FilePart",
    "Items",
    "JsonText",
    "LineStream",
    "Method",
    "Multipart",
    "Operation",
    "Pages",
    "Paging",
    "PathStyle",
    "Misread",
    "Received",
    "Response",
    "Style",
    "Upload",
    "Use",
];

/// What the file of webhooks uses or defines.
const WEBHOOK_TYPES: &[&str] =
    &["Algorithm", "Canonical", "Encoding", "Secret", "WebhookError", "WebhookEvent", "Webhooks"];

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
                        let message =
                            format!("`{id}` is already the operationId of {}", self.spec.origin(first));
                        self.diagnostics
                            .error("E0104", Some(raw.at.child("operationId")), message)
                            .help("every operation needs an operationId of its own; this one is named after its method and path");
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

    fn path_item(&mut self, item: &Pointer, path: &str) -> Vec<RawOperation> {
        let shared = self.raw_parameters(&item.child("parameters"));
        let mut operations = Vec::new();
        for key in self.spec.keys(item) {
            let Some(method) = method(&key) else { continue };
            let Some(at) = self.resolve(&item.child(&key)) else { continue };
            let operation = match self.spec.part::<openapiv3::Operation>(&at) {
                Ok(operation) => operation,
                Err(message) => {
                    self.broken_part(
                        "operation",
                        &at,
                        &message,
                        "only what stands under `parameters`, `requestBody` and `responses` is used",
                    );
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
                        self.diagnostics
                            .warning("W0303", Some(element), "this parameter is declared twice")
                            .help("the first declaration is taken");
                    } else {
                        parameters.push(raw);
                    }
                }
                Err(message) => match self.rescued_parameter(&at) {
                    Some(parameter) => {
                        self.broken_part(
                            "parameter",
                            &at,
                            &message,
                            "it is written in the default style of its place",
                        );
                        parameters.push(RawParameter { at, parameter });
                    }
                    None => self.broken_part("parameter", &at, &message, "it is left out"),
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

    /// Operations grouped by the first tag, or by the path.
    pub(crate) fn resources(
        &mut self,
        raw: Vec<RawOperation>,
        globals: &[Global],
        schemes: &[Scheme],
    ) -> Vec<Resource> {
        let mut groups: IndexMap<String, Vec<RawOperation>> = IndexMap::new();
        let tags: Vec<String> = raw.iter().map(|operation| self.resource_of(operation)).collect();
        let spellings = self.spellings(&tags);
        for (tag, operation) in tags.iter().zip(raw) {
            let tag = spellings.get(&tag.to_lowercase()).unwrap_or(tag);
            groups.entry(tag.clone()).or_default().push(operation);
        }
        let scoped: Vec<&str> = globals.iter().map(|global| global.scoped.as_str()).collect();
        let modules = Scope::new(Case::Module, &[CLIENT_METHODS, &scoped, &["resources"]].concat())
            .issue_all(groups.keys().map(String::as_str));
        let mut types = Scope::new(Case::Type, RUNTIME_TYPES);
        let names = types.issue_all(groups.keys().map(String::as_str));
        let mut resources = Vec::new();
        for (((tag, operations), module), name) in groups.into_iter().zip(modules).zip(names) {
            let doc = Doc { description: self.tag_description(&tag), ..Doc::default() };
            let operations = self.operations(&tag, operations, globals, schemes, &mut types);
            let feature = feature(module.as_str());
            resources.push(Resource { name, module, feature, doc, operations });
        }
        resources
    }

    /// How each tag is written, of those that only differ in case: as the document lists it, else what comes first by spelling.
    fn spellings(&self, tags: &[String]) -> HashMap<String, String> {
        let listed = self.spec.elements(&self.top().child("tags"));
        let listed: Vec<String> = listed.iter().filter_map(|at| self.spec.text(at, "name")).collect();
        let mut sorted: Vec<&String> = tags.iter().collect();
        sorted.sort();
        let mut spellings = HashMap::default();
        for tag in listed.iter().filter(|tag| tags.contains(tag)).chain(sorted) {
            spellings.entry(tag.to_lowercase()).or_insert_with(|| tag.clone());
        }
        spellings
    }

    fn resource_of(&self, raw: &RawOperation) -> String {
        let by_tag = raw.operation.tags.first().filter(|_| self.config.naming.resource == ResourceBy::Tag);
        by_tag.cloned().unwrap_or_else(|| {
            let version = |segment: &str| {
                segment.len() < 4 && segment.starts_with('v') && segment[1..].parse::<u8>().is_ok()
            };
            let path = raw.path.split(['?', '#']).next().unwrap_or_default();
            path.split('/')
                .find(|segment| {
                    !segment.is_empty() && !segment.contains('{') && !version(segment) && *segment != "api"
                })
                .unwrap_or("root")
                .to_owned()
        })
    }

    fn tag_description(&self, tag: &str) -> Option<String> {
        self.spec
            .elements(&self.top().child("tags"))
            .iter()
            .find(|at| self.spec.text(at, "name").as_deref() == Some(tag))
            .and_then(|at| self.spec.text(at, "description"))
    }

    fn operations(
        &mut self,
        tag: &str,
        raw: Vec<RawOperation>,
        globals: &[Global],
        schemes: &[Scheme],
        types: &mut Scope,
    ) -> Vec<Operation> {
        let (names, mut methods) = self.method_names(tag, &raw);
        let mut constants = Scope::new(Case::Constant, &[]);
        let of_operations = constants.issue_all(names.iter().map(Ident::as_str));
        let of_pages: Vec<String> = names.iter().map(|name| format!("{name} pages")).collect();
        let of_pages = constants.issue_all(of_pages.iter().map(String::as_str));
        let builders: Vec<String> = names.iter().map(|name| builder_name(tag, name.as_str())).collect();
        let builders = types.issue_all(builders.iter().map(String::as_str));
        raw.into_iter()
            .zip(names)
            .zip(of_operations.into_iter().zip(of_pages))
            .zip(builders)
            .map(|(((raw, name), constants), builder)| {
                self.operation(&raw, (name, builder), constants, globals, schemes, (&mut methods, types))
            })
            .collect()
    }

    fn operation(
        &mut self,
        raw: &RawOperation,
        (name, builder): (Ident, Ident),
        (constant, pages_constant): (Ident, Ident),
        globals: &[Global],
        schemes: &[Scheme],
        (methods, types): (&mut Scope, &mut Scope),
    ) -> Operation {
        let used_globals = globals
            .iter()
            .enumerate()
            .filter_map(|(index, global)| {
                let header = raw.parameters.iter().find(|parameter| is_global(parameter, global))?;
                Some((index, header.parameter.parameter_data_ref().required))
            })
            .collect();
        let locals: Vec<&RawParameter> = raw
            .parameters
            .iter()
            .filter(|parameter| !globals.iter().any(|global| is_global(parameter, global)))
            .collect();
        let setters: Vec<&str> = globals.iter().map(|global| global.setter.as_str()).collect();
        let (parameters, mut scope) = self.parameters(raw, &locals, &setters, builder.as_str());
        let mut names = OperationNames { setters: &mut scope, methods, types };
        let (body, alternatives) = self.bodies(raw, &name, &builder, &mut names);
        let success = self.success(raw, &builder, &mut names);
        let errors = self.errors(raw, &builder);
        if let Some(security) = &raw.operation.security {
            self.check_security(&raw.at, security, schemes);
        }
        if let Some(extension) = raw.operation.extensions.get("x-speakeasy-pagination") {
            self.page_extensions.insert(self.spec.origin(&raw.at), extension.clone());
        }
        Operation {
            pages_constant,
            pagination: None,
            id: raw.operation.operation_id.clone().unwrap_or_else(|| method_and_path(raw)),
            name,
            builder,
            constant,
            method: raw.method,
            path: raw.path.clone(),
            server: raw.server.as_ref().and_then(|at| self.own_servers.get(at)).cloned(),
            parameters,
            globals: used_globals,
            body,
            alternatives,
            success,
            errors,
            security: self.security(raw, schemes),
            deprecated: raw.operation.deprecated,
            doc: Doc {
                summary: raw.operation.summary.clone(),
                description: raw.operation.description.clone(),
                ..Doc::default()
            },
            origin: self.spec.origin(&raw.at),
        }
    }

    /// The methods of one resource, and the scope that others get their names from.
    fn method_names(&self, tag: &str, raw: &[RawOperation]) -> (Vec<Ident>, Scope) {
        let wanted: Vec<String> = raw.iter().map(|operation| self.method_name(tag, operation)).collect();
        // Of several that would be the same, each keeps its whole name.
        let wanted: Vec<String> = wanted
            .iter()
            .zip(raw)
            .map(|(name, operation)| {
                let alone = wanted.iter().filter(|other| *other == name).count() == 1;
                if alone {
                    name.clone()
                } else {
                    operation.operation.operation_id.clone().unwrap_or_else(|| method_and_path(operation))
                }
            })
            .collect();
        let mut scope = Scope::new(Case::Value, &["new", "clone"]);
        let names = scope.issue_all(wanted.iter().map(String::as_str));
        (names, scope)
    }

    fn method_name(&self, tag: &str, raw: &RawOperation) -> String {
        let naming = &self.config.naming;
        let Some(id) = &raw.operation.operation_id else { return method_and_path(raw) };
        if let Some(name) = naming.operations.get(id) {
            return name.clone();
        }
        let words = Case::Value.apply(without_path(id, raw));
        let words: Vec<&str> = words.split('_').collect();
        let by_suffix = words.split_last().and_then(|(last, front)| {
            let (_, method) = naming.methods.iter().find(|(suffix, _)| suffix.to_lowercase() == *last)?;
            ends_with_resource(front, tag).then(|| method.clone())
        });
        by_suffix.unwrap_or_else(|| without_resource(&words, tag))
    }

    /// What operations make the API send to an address that they are told: under the name of the callback.
    pub(crate) fn callbacks(&mut self, raw: &[RawOperation]) -> Vec<(String, RawOperation)> {
        let mut found = Vec::new();
        let mut seen = HashSet::default();
        for operation in raw {
            let callbacks = operation.at.child("callbacks");
            for name in self.spec.keys(&callbacks) {
                let Some(callback) = self.resolve(&callbacks.child(&name)) else { continue };
                // Several operations may share one.
                if !seen.insert(callback.clone()) {
                    continue;
                }
                for address in self.spec.keys(&callback).into_iter().filter(|key| !key.starts_with("x-")) {
                    let Some(item) = self.resolve(&callback.child(&address)) else { continue };
                    found.extend(self.path_item(&item, "").into_iter().map(|raw| (name.clone(), raw)));
                }
            }
        }
        found
    }

    /// What the API sends to its users: `x-webhooks`, `webhooks` as 3.1 has them, and callbacks.
    pub(crate) fn webhooks(&mut self, callbacks: Vec<(String, RawOperation)>) -> Vec<Webhook> {
        let mut found = Vec::new();
        for section in ["webhooks", "x-webhooks"] {
            let section = self.top().child(section);
            for name in self.spec.keys(&section) {
                let Some(item) = self.resolve(&section.child(&name)) else { continue };
                found.extend(self.path_item(&item, "").into_iter().map(|raw| (name.clone(), raw)));
            }
        }
        found.extend(callbacks);
        let names =
            Scope::new(Case::Type, WEBHOOK_TYPES).issue_all(found.iter().map(|(name, _)| name.as_str()));
        found
            .into_iter()
            .zip(names)
            .map(|((wire, raw), name)| {
                let ty = self
                    .json_body(&raw)
                    .map(|at| self.ty_at(&at, Direction::Output, &Hint::new(name.as_str(), "webhook")).0);
                let doc = Doc {
                    summary: raw.operation.summary,
                    description: raw.operation.description,
                    ..Doc::default()
                };
                Webhook { wire, name, ty, doc, origin: self.spec.origin(&raw.at) }
            })
            .collect()
    }
}

/// Features that every package has.
const FEATURES: &[&str] =
    &["blocking", "client", "default", "native-tls", "rustls", "stream", "test-util", "tracing", "webhooks"];

/// The name of a resource's feature.
fn feature(module: &str) -> String {
    let name = module.replace('_', "-");
    if FEATURES.contains(&name.as_str()) || !name.is_ascii() {
        format!("resource-{}", name.replace(|c: char| !c.is_ascii(), "x"))
    } else {
        name
    }
}

impl Lowering<'_> {
    /// How webhooks are signed, as the configuration says.
    pub(crate) fn signing(&mut self, webhooks: &[Webhook]) -> Option<Signing> {
        let config = self.config.webhooks.as_ref().filter(|_| !webhooks.is_empty())?;
        let mut events = Vec::new();
        for (event, name) in &config.events {
            if let Some(index) = webhooks.iter().position(|webhook| webhook.wire == *name) {
                events.push((event.clone(), index));
            } else {
                let position = self.config.position(&["webhooks", "events", event]);
                let message = format!("the document has no webhook `{name}`");
                self.diagnostics
                    .push(Diagnostic { position, ..Diagnostic::warning("W0307", message) })
                    .help("correct the name, or remove the entry");
            }
        }
        Some(Signing {
            header: config.signature_header.to_lowercase(),
            base64: config.encoding == SignatureEncoding::Base64,
            sorted: config.canonical == CanonicalForm::SortedJson,
            event: config.event.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect(),
            events,
        })
    }
}

fn same_parameter(a: &RawParameter, b: &RawParameter) -> bool {
    let (a, b) = (&a.parameter, &b.parameter);
    let (ours, theirs) = (&a.parameter_data_ref().name, &b.parameter_data_ref().name);
    let is_header = matches!(a, openapiv3::Parameter::Header { .. });
    std::mem::discriminant(a) == std::mem::discriminant(b)
        && (ours == theirs || is_header && ours.eq_ignore_ascii_case(theirs))
}

fn is_global(parameter: &RawParameter, global: &Global) -> bool {
    matches!(&parameter.parameter, openapiv3::Parameter::Header { parameter_data, .. } if parameter_data.name == global.wire)
}

/// An operationId without path and method, where it is made of a function's name and both, as `FastAPI` does.
fn without_path<'id>(id: &'id str, raw: &RawOperation) -> &'id str {
    let path: String = raw.path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let end = format!("{path}_{}", raw.method.as_str().to_lowercase());
    id.strip_suffix(&end).filter(|name| !name.trim_matches('_').is_empty()).unwrap_or(id)
}

/// A name for an operation that has none.
fn method_and_path(raw: &RawOperation) -> String {
    format!("{} {}", raw.method.as_str().to_lowercase(), raw.path.replace(['{', '}'], ""))
}

/// The request builder of method `name`: `TicketsList`; a method that names its resource is enough by itself.
fn builder_name(tag: &str, name: &str) -> String {
    let resource = Case::Value.apply(tag);
    let named = resource.split('_').all(|word| name.split('_').any(|part| same_word(part, word)));
    if named { Case::Type.apply(name) } else { Case::Type.apply(&format!("{tag} {name}")) }
}

fn same_word(a: &str, b: &str) -> bool {
    let stem = |word: &str| crate::names::singular(word).unwrap_or_else(|| word.to_owned());
    a == b || stem(a) == stem(b)
}

fn resource_words(tag: &str) -> Vec<String> {
    Case::Value.apply(tag).split('_').map(str::to_owned).collect()
}

/// Whether `words` end in those of the resource, as `collection_ticket_comments` does for `Comments`.
fn ends_with_resource(words: &[&str], tag: &str) -> bool {
    let resource = resource_words(tag);
    words.len() >= resource.len()
        && words[words.len() - resource.len()..].iter().zip(&resource).all(|(a, b)| same_word(a, b))
}

/// `list_pets` without `pets`.
fn without_resource(words: &[&str], tag: &str) -> String {
    let resource = resource_words(tag);
    let matches = |start: usize| {
        words[start..start + resource.len()].iter().zip(&resource).all(|(a, b)| same_word(a, b))
    };
    let found = (0..=words.len().saturating_sub(resource.len()))
        .find(|&start| words.len() >= resource.len() && matches(start));
    match found {
        Some(start) => {
            let others = [&words[..start], &words[start + resource.len()..]].concat();
            // A number alone says nothing.
            let says = others.iter().any(|word| word.contains(|c: char| !c.is_ascii_digit()));
            if says { others.join("_") } else { words.join("_") }
        }
        None => words.join("_"),
    }
}
