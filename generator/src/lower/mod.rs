//! [`Spec`] → [`Api`]: the last stage that knows OpenAPI.
//!
//! Parts of the document are read first: operations, parameters, bodies, responses. Then the graph of the schemas that they use is built.
//! Types are created from it on demand. All of them are named at the end, so that no name depends on the order of the document.

mod info;
mod operations;
mod renames;
mod security;
mod servers;
mod timestamps;
mod types;
mod webhooks;

use self::operations::{RawOperation, Shared};
use self::renames::Renames;
pub(crate) use self::renames::Table;
use self::types::TypeArena;
use crate::collections::HashMap;
use crate::config::{Config, UnusedTypes};
use crate::diagnostics::{Diagnostic, Diagnostics, Sink, UnreadablePart};
use crate::document::Spec;
use crate::model::{Api, FractionDigits};
use crate::names::{Case, Scope};
use crate::schema::SchemaGraph;
use crate::source::Pointer;

/// Lowers a document.
pub fn lower(spec: &Spec, config: &Config, diagnostics: &mut Diagnostics) -> Api {
    let sink = Sink::new();
    let renames = Renames::new(&config.naming);
    let input = Input { spec, config, sink: &sink, renames: &renames };
    let api = lower_document(&input);
    renames.report_unused(&input);
    diagnostics.append(sink.into_diagnostics());
    api
}

fn lower_document(input: &Input<'_>) -> Api {
    let info = info::info(input);
    let package = info::package(input.config, &info);
    // Setters of the client builder share one scope.
    let mut setters = Scope::new(Case::Value, operations::CLIENT_BUILDER_METHODS);
    let raw = operations::read(input);
    let requirements = raw.iter().filter_map(|raw| Some((&raw.at, raw.operation.security.as_deref()?)));
    let schemes = security::schemes(input, &package.env_prefix, &mut setters, requirements);
    security::check_default_security(input);
    let globals = operations::globals(input, &raw, &package.env_prefix, &mut setters);
    let servers = servers::servers(input, &raw, &mut setters);
    let events = webhooks::read(input, &raw);

    let keeps_unused =
        input.config.unused_types == UnusedTypes::Keep || (raw.is_empty() && events.is_empty());
    let mut roots = operations::roots(input.spec, &raw, &globals);
    roots.values.extend(webhooks::roots(input.spec, &events));
    if keeps_unused {
        roots.values.extend(types::components(input.spec).map(|component| component.at));
    }
    let graph = SchemaGraph::build(input.spec, &roots, input.config.reading.required, input.sink);
    let Input { spec, config, sink, renames } = *input;
    let ctx = Ctx { spec, config, sink, renames, graph: &graph };

    let mut arena = TypeArena::default();
    let shared = Shared {
        globals: &globals,
        schemes: &schemes,
        servers: &servers.own,
        further_servers: &servers.further,
    };
    let mut resources = operations::resources(&ctx, &mut arena, &raw, &shared);
    let mut webhooks = webhooks::webhooks(&ctx, &mut arena, &events);
    types::complete(&ctx, &mut arena);
    if keeps_unused {
        types::add_unused_components(&ctx, &mut arena);
    }
    let relaxed_types = arena.relaxed(&graph);
    let xml = arena.take_xml();
    let origins = origins(raw.iter().chain(events.iter().map(|event| &event.operation)));
    let (mut types, outlines) = types::finish(&ctx, arena, &mut resources, &mut webhooks, &origins);
    let type_modules = types::type_modules(&mut types, &resources);
    operations::paginate(input, &types, &mut resources, &origins);
    let signing = webhooks::signing(input, &webhooks);
    let webhook_headers = webhooks::headers(input.spec, &events, signing.as_ref());
    let events = webhooks::events(&ctx, &events, &webhooks);
    let security = security::default_security(input.spec, &schemes);
    // The graph is large. Another thread frees its memory.
    rayon::spawn(move || drop(graph));
    let mut api = Api {
        info,
        package,
        servers: servers.api,
        variables: servers.variables,
        schemes,
        security,
        globals,
        rate_limit_reset: input
            .config
            .client
            .rate_limit_reset
            .iter()
            .map(|name| name.to_lowercase())
            .collect(),
        types,
        relaxed_types,
        type_modules,
        outlines,
        xml,
        resources,
        webhooks,
        webhook_headers,
        events,
        signing,
        timestamps: FractionDigits::at_least(0),
    };
    api.timestamps = timestamps::digits(input, &api, &origins);
    api
}

/// The input of every step.
pub(crate) struct Input<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) config: &'a Config,
    pub(crate) sink: &'a Sink,
    pub(crate) renames: &'a Renames<'a>,
}

impl Input<'_> {
    /// The location of a section of the document.
    fn section(&self, keys: &[&str]) -> Pointer {
        section(self.spec, keys)
    }
}

/// The input of steps that need the schemas.
pub(crate) struct Ctx<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) config: &'a Config,
    pub(crate) sink: &'a Sink,
    pub(crate) renames: &'a Renames<'a>,
    pub(crate) graph: &'a SchemaGraph,
}

impl Ctx<'_> {
    /// The name for the part of the document at `at` that is called `wire`: `wire` itself, or the name of the configuration.
    fn renamed(&self, table: Table, at: &Pointer, wire: &str) -> String {
        self.renames.name(table, self.spec, Some(at), wire)
    }
}

/// The location of a section of the document.
fn section(spec: &Spec, keys: &[&str]) -> Pointer {
    keys.iter().fold(Pointer::root(spec.root), |at, key| at.child(key))
}

/// Reports a part of the document that cannot be read.
fn report_unreadable(spec: &Spec, sink: &Sink, part: UnreadablePart, at: &Pointer, error: &str) {
    sink.report(Diagnostic::unreadable_part(part, at, spec.value(at), error));
}

/// Reports an entry of the configuration without effect; `keys` lead to it.
fn warn_unused(config: &Config, sink: &Sink, keys: &[&str], diagnostic: Diagnostic) {
    sink.report(diagnostic.in_file(config.position(keys)));
}

/// The operations of a document, by [`RawOperation::origin`].
type Origins<'r> = HashMap<&'r str, &'r RawOperation>;

fn origins<'r>(raw: impl Iterator<Item = &'r RawOperation>) -> Origins<'r> {
    raw.map(|raw| (raw.origin.as_str(), raw)).collect()
}

#[cfg(test)]
mod tests {
    use super::operations::{BUILDER_METHODS, CLIENT_BUILDER_METHODS, CLIENT_METHODS};
    use crate::templates::RUNTIME;

    /// The methods of a type of the runtime.
    fn methods(of: &str) -> Vec<String> {
        let files = RUNTIME.iter().filter_map(|(_, text)| syn::parse_file(text).ok());
        let blocks = files.flat_map(|file| file.items).filter_map(|item| match item {
            syn::Item::Impl(block) if block.trait_.is_none() => Some(block),
            _ => None,
        });
        let own =
            blocks.filter(|block| matches!(&*block.self_ty, syn::Type::Path(path) if path.path.is_ident(of)));
        own.flat_map(|block| block.items)
            .filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn names_of_the_runtime_are_not_issued() {
        for (of, reserved) in
            [("Client", CLIENT_METHODS.to_vec()), ("ClientBuilder", CLIENT_BUILDER_METHODS.to_vec())]
        {
            let methods = methods(of);
            assert!(!methods.is_empty(), "{of} has methods");
            for method in methods {
                assert!(reserved.contains(&method.as_str()), "`{of}::{method}` is not reserved");
            }
        }
    }

    /// Macros add these setters to every request builder.
    #[test]
    fn names_of_call_options_are_reserved() {
        let (_, text) = RUNTIME.iter().find(|(name, _)| *name == "call/macros.rs").unwrap();
        let names = text.split(" fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
        let names: Vec<&str> = names.filter(|name| !name.starts_with('$')).collect();
        assert!(names.contains(&"connect_timeout"), "{names:?}");
        for name in names {
            assert!(BUILDER_METHODS.contains(&name), "`{name}` is not reserved");
        }
    }
}
