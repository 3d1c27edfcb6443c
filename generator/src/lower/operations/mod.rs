//! Operations → resources and their methods.

mod body;
mod content;
mod examples;
mod globals;
mod headers;
mod links;
mod media;
mod multipart;
mod naming;
mod pages;
mod parameters;
mod parts;
mod path;
mod raw;
mod raw_response;
mod read;
mod reserved;
mod response;
mod tags;

pub(crate) use self::globals::globals;
pub(crate) use self::pages::paginate;
pub(crate) use self::path::variables;
pub(crate) use self::read::{RawOperation, path_item, read};
#[cfg(test)]
pub(crate) use self::reserved::BUILDER_METHODS;
pub(crate) use self::reserved::{CLIENT_BUILDER_METHODS, CLIENT_METHODS};

use std::fmt;

use indexmap::IndexMap;

use self::body::{Bodies, bodies};
use self::naming::{
    Tags, beside_xml, builder_name, feature, method_and_path, method_names, resource_names, resource_of,
};
use self::parameters::{parameter_schema, parameters};
use self::raw::RawParameter;
use self::reserved::RUNTIME_TYPES;
use self::response::{errors, success};
use super::Ctx;
use super::security::{check_security, security};
use super::types::{Owners, TypeArena};
use crate::collections::HashMap;
use crate::document::Spec;
use crate::model::{Doc, Global, GlobalId, GlobalUse, Link, Operation, Resource, Scheme, Server};
use crate::names::{Case, Ident, Scope};
use crate::schema::Roots;
use crate::source::Pointer;

/// Data that all operations share.
pub(crate) struct Shared<'a> {
    /// The parameters that are set on the client.
    pub(crate) globals: &'a [Global],
    pub(crate) schemes: &'a [Scheme],
    /// The URLs of servers that operations declare, by location.
    pub(crate) servers: &'a HashMap<Pointer, String>,
    /// The servers after them.
    pub(crate) further_servers: &'a HashMap<Pointer, Vec<Server>>,
}

/// The scopes around an operation.
struct OperationNames<'a> {
    /// Arguments and setters of the request builder.
    setters: &'a mut Scope,
    /// Methods of the resource.
    methods: &'a mut Scope,
    /// Types in the files of resources.
    types: &'a mut Scope,
}

/// The schemas that operations use.
pub(crate) fn roots(spec: &Spec, raw: &[RawOperation], globals: &[Global]) -> Roots {
    let mut roots = Roots::default();
    for operation in raw {
        for parameter in locals(operation, globals).into_iter().filter(|parameter| !parameter.is_ignored()) {
            let schema = parameter_schema(spec, parameter).at;
            roots.values.extend(spec.value(&schema).is_some().then_some(schema));
        }
        if let Some(body) = &operation.body {
            body.add_roots(spec, &mut roots);
        }
        response::add_roots(spec, &operation.responses, &mut roots);
    }
    roots
}

/// The parameters that are not set on the client.
fn locals<'r>(raw: &'r RawOperation, globals: &[Global]) -> Vec<&'r RawParameter> {
    let is_local = |parameter: &&RawParameter| !globals.iter().any(|global| parameter.is_global(global));
    raw.parameters.iter().filter(is_local).collect()
}

/// Operations grouped by resource.
pub(crate) fn resources(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: &[RawOperation],
    shared: &Shared<'_>,
) -> Vec<Resource> {
    let tags = Tags::read(ctx.spec);
    let groups = groups(ctx, raw, &tags);
    let docs = tags.docs();
    let scoped: Vec<&str> = shared.globals.iter().map(|global| global.scoped.as_str()).collect();
    let wanted = resource_names(ctx, &groups.keys().map(String::as_str).collect::<Vec<_>>());
    let names = || wanted.iter().map(String::as_str);
    let methods =
        Scope::new(Case::Value, &[CLIENT_METHODS, &scoped].concat()).issue_all_as(names(), "resource");
    // A module may not have the name of the module around it.
    let modules = Scope::new(Case::Module, &["resources"]).issue_all(names());
    let mut types = Scope::new(Case::Type, RUNTIME_TYPES);
    let handles = types.issue_all_as(names(), "resource");
    let mut resources = Vec::new();
    let names = methods.into_iter().zip(modules).zip(handles).zip(&wanted);
    for ((tag, raw), (((method, module), name), wanted)) in groups.into_iter().zip(names) {
        let operations = operations(ctx, arena, &tag, wanted, &raw, shared, &mut types);
        let feature = feature(module.as_str());
        let doc = docs.get(tag.as_str()).map(|doc| (*doc).clone()).unwrap_or_default();
        resources.push(Resource { name, method, module, feature, doc, operations });
    }
    links::add(ctx, raw, &mut resources);
    if resources.iter().flat_map(|resource| &resource.operations).any(Operation::has_xml) {
        resources.iter_mut().for_each(|resource| resource.feature = beside_xml(&resource.feature));
    }
    resources
}

/// The operations of each resource, in the order in which resources first appear.
fn groups<'r>(
    ctx: &Ctx<'_>,
    raw: &'r [RawOperation],
    tags: &Tags,
) -> IndexMap<String, Vec<&'r RawOperation>> {
    let resources: Vec<String> = raw.iter().map(|operation| resource_of(ctx.config, operation)).collect();
    let spellings = tags.spellings(&resources);
    let mut groups: IndexMap<String, Vec<&RawOperation>> = IndexMap::new();
    for (resource, operation) in resources.iter().zip(raw) {
        let resource = spellings.get(&resource.to_lowercase()).unwrap_or(resource);
        groups.entry(resource.clone()).or_default().push(operation);
    }
    groups
}

/// The request builder of an operation.
struct Builder {
    name: Ident,
    /// The names of the resource and of the builder.
    owners: Owners,
}

impl Builder {
    fn new(resource: &str, name: Ident) -> Self {
        Self { owners: [Case::Type.apply(resource), name.to_string()].into(), name }
    }
}

impl fmt::Display for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// The names of an operation.
struct Names {
    method: Ident,
    builder: Builder,
    constant: Ident,
    pages_constant: Ident,
}

fn operations(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    tag: &str,
    resource: &str,
    raw: &[&RawOperation],
    shared: &Shared<'_>,
    types: &mut Scope,
) -> Vec<Operation> {
    let (methods, mut method_scope) = method_names(ctx.config, tag, raw);
    let mut constants = Scope::new(Case::Constant, &[]);
    let of_operations = constants.issue_all(methods.iter().map(Ident::as_str));
    let of_pages: Vec<String> = methods.iter().map(|method| format!("{method} pages")).collect();
    let of_pages = constants.issue_all(of_pages.iter().map(String::as_str));
    let builders: Vec<String> =
        methods.iter().map(|method| builder_name(resource, method.as_str())).collect();
    let builders = types.issue_all_as(builders.iter().map(String::as_str), "request");
    let constants = of_operations.into_iter().zip(of_pages);
    let builders = builders.into_iter().map(|name| Builder::new(resource, name));
    let names = methods.into_iter().zip(builders).zip(constants).map(
        |((method, builder), (constant, pages_constant))| Names { method, builder, constant, pages_constant },
    );
    raw.iter()
        .zip(names)
        .map(|(raw, names)| operation(ctx, arena, raw, names, shared, &mut method_scope, types))
        .collect()
}

fn operation(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: &RawOperation,
    own: Names,
    shared: &Shared<'_>,
    methods: &mut Scope,
    types: &mut Scope,
) -> Operation {
    let Names { method, builder, constant, pages_constant } = own;
    let setters: Vec<&str> = shared.globals.iter().map(|global| global.setter.as_str()).collect();
    let locals = locals(raw, shared.globals);
    let (parameters, mut scope) = parameters(ctx, arena, raw, &locals, &setters, &builder.owners);
    let mut names = OperationNames { setters: &mut scope, methods, types };
    let Bodies { preferred, alternatives } =
        bodies(ctx, arena, raw.body.as_ref(), &method, &builder, &mut names);
    let success = success(ctx, arena, &raw.responses, &builder, &mut names);
    let errors = errors(ctx, arena, &raw.responses, &builder);
    if let Some(security) = &raw.operation.security {
        check_security(ctx, &raw.at, security);
    }
    Operation {
        id: raw.operation.operation_id.clone().unwrap_or_else(|| method_and_path(raw)),
        name: method,
        builder: builder.name,
        constant,
        pages_constant,
        method: raw.method.clone(),
        path: raw.path.clone(),
        server: raw.server.as_ref().and_then(|at| shared.servers.get(at)).cloned(),
        other_servers: raw
            .server
            .as_ref()
            .and_then(|at| shared.further_servers.get(at))
            .cloned()
            .unwrap_or_default(),
        parameters,
        globals: used_globals(raw, shared.globals),
        body: preferred,
        alternatives,
        success,
        errors,
        links: Vec::new(),
        security: security(ctx.spec, &raw.at, &raw.operation, shared.schemes),
        pagination: None,
        deprecated: raw.operation.deprecated,
        doc: operation_doc(ctx.spec, raw),
        origin: raw.origin.clone(),
    }
}

/// The parameters of an operation that are set on the client.
fn used_globals(raw: &RawOperation, globals: &[Global]) -> Vec<GlobalUse> {
    let used = |(index, global)| {
        let header = raw.parameters.iter().find(|parameter| parameter.is_global(global))?;
        let required = header.parameter.parameter_data_ref().required;
        Some(GlobalUse { global: GlobalId(index), required })
    };
    globals.iter().enumerate().filter_map(used).collect()
}

/// The documentation of an operation.
pub(crate) fn operation_doc(spec: &Spec, raw: &RawOperation) -> Doc {
    Doc {
        link: spec.value(&raw.at).and_then(Link::of),
        summary: raw.operation.summary.clone(),
        description: raw.operation.description.clone(),
        ..Doc::default()
    }
}
