//! Operations → resources and their methods.

use indexmap::IndexMap;

use super::body::OperationNames;
use super::path::{RawOperation, RawParameter};
use super::{HashMap, Lowering};
use crate::config::ResourceBy;
use crate::model::{Doc, Global, Operation, Resource, Scheme};
use crate::names::{Case, Ident, Scope};

/// Methods that every request builder has, or will have.
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "call",
    "clone",
    "connect_timeout",
    "idle_timeout",
    "into_future",
    "items",
    "limits",
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
    "allows_insecure_http",
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
    "limits",
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

impl Lowering<'_> {
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
        let responses = self.responses(raw);
        let success = self.success(&responses, &builder, &mut names);
        let errors = self.errors(&responses, &builder);
        if let Some(security) = &raw.operation.security {
            self.check_security(&raw.at, security, schemes);
        }
        self.operations_at.insert(self.spec.origin(&raw.at), raw.at.clone());
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
}

/// Features that every package has.
const FEATURES: &[&str] = &[
    "blocking",
    "charset",
    "client",
    "default",
    "native-tls",
    "rustls",
    "stream",
    "test-util",
    "tracing",
    "webhooks",
];

/// The name of a resource's feature.
fn feature(module: &str) -> String {
    let name = module.replace('_', "-");
    if FEATURES.contains(&name.as_str()) || !name.is_ascii() {
        format!("resource-{}", name.replace(|c: char| !c.is_ascii(), "x"))
    } else {
        name
    }
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
