//! [`Spec`] → [`Api`]: the last stage that sees OpenAPI.
//!
//! Types are lowered on demand, from the operations down. A type has no name until the end: then all names are issued at once, so
//! that none depends on the order of the document.

use std::collections::BTreeSet;

use self::direction::{Direction, Graph};
use self::facts::Known;
use crate::config::{Config, LONGEST_PACKAGE_NAME, is_package_name};
use crate::diagnostics::{Diagnostic, Diagnostics, UnreadablePart};
use crate::document::Spec;
use crate::model::{Api, Info, Package, TypeId};
use crate::names::{Case, Scope};
use crate::source::{Pointer, Value};

mod body;
mod constraints;
mod cycles;
mod depth;
mod direction;
mod facts;
mod finish;
mod inheritance;
mod media;
mod merge;
mod multipart;
mod operation;
mod pagination;
mod parameter;
mod path;
mod response;
mod schema;
mod security;
mod server;
mod site;
mod tag;
mod union;
mod webhook;

/// Lowers a document.
pub fn lower(spec: &Spec, config: &Config, diagnostics: &mut Diagnostics) -> Api {
    let (schemas, references) = facts::read_ahead(spec);
    let mut lowering = Lowering {
        spec,
        config,
        diagnostics,
        schemas,
        references,
        synthetic: HashMap::default(),
        merging: Vec::new(),
        family: inheritance::Family::default(),
        graph: Graph::default(),
        drafts: Vec::new(),
        pending: Vec::new(),
        forms: HashMap::default(),
        page_extensions: HashMap::default(),
        operations_at: HashMap::default(),
        nested: 0,
        own_servers: HashMap::default(),
        links: BTreeSet::new(),
    };
    let api = lowering.api();
    // There is much of this, and nobody has to wait until it is gone.
    let Lowering { schemas, references, forms, graph, .. } = lowering;
    rayon::spawn(move || drop((schemas, references, forms, graph)));
    api
}

/// Places are hashed a great deal.
type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;

struct Lowering<'a> {
    spec: &'a Spec,
    config: &'a Config,
    diagnostics: &'a mut Diagnostics,
    /// What is known of each schema that is no reference.
    schemas: HashMap<Pointer, Known>,
    /// Where references lead that stand in the place of a schema.
    references: HashMap<Pointer, Pointer>,
    /// Schemas that the document does not write down, and what each is about.
    synthetic: HashMap<Pointer, Pointer>,
    merging: Vec<Pointer>,
    family: inheritance::Family,
    graph: Graph,
    /// Types that have no name yet.
    drafts: Vec<schema::Draft>,
    /// Those among them that have no shape yet.
    pending: Vec<schema::Pending>,
    /// The type of a schema in one direction (`None`: the same in both).
    forms: HashMap<(Pointer, Option<Direction>), TypeId>,
    /// `x-speakeasy-pagination`, by the place of the operation.
    page_extensions: HashMap<String, Value>,
    /// The places of operations and webhooks, by their origin.
    operations_at: HashMap<String, Pointer>,
    /// How many lists and maps are around the schema that is lowered.
    nested: usize,
    /// The URLs of servers that operations have of their own.
    own_servers: HashMap<Pointer, String>,
    /// The links of responses.
    links: BTreeSet<Pointer>,
}

impl Lowering<'_> {
    fn api(&mut self) -> Api {
        self.list_descendants();
        let info = self.info();
        let package = self.package(&info);
        // Setters of the client builder share one scope.
        let mut setters = Scope::new(
            Case::Value,
            &[operation::BUILDER_METHODS, parameter::CLIENT_BUILDER_METHODS].concat(),
        );
        let schemes = self.schemes(&package.env_prefix, &mut setters);
        let raw = self.raw_operations();
        let globals = self.globals(&raw, &package.env_prefix, &mut setters);
        let (servers, variables) = self.servers(&mut setters, &raw);
        let security = self.default_security(&schemes);
        let rate_limit_reset =
            self.config.client.rate_limit_reset.iter().map(|name| name.to_lowercase()).collect();
        self.idle_operations(&raw);
        let callbacks = self.callbacks(&raw);
        let resources = self.resources(raw, &globals, &schemes);
        let webhooks = self.webhooks(callbacks);
        self.idle_links();
        self.shapes();
        self.unused_components();
        let (mut types, mut resources, webhooks) = self.finish(resources, webhooks);
        let type_modules = finish::type_modules(&mut types, &resources);
        self.paginate(&types, &mut resources);
        let signing = self.signing(&webhooks);
        Api {
            info,
            package,
            servers,
            variables,
            schemes,
            security,
            globals,
            rate_limit_reset,
            types,
            type_modules,
            resources,
            webhooks,
            signing,
        }
    }

    /// Tells names that the settings have for operations which are not there.
    fn idle_operations(&mut self, raw: &[path::RawOperation]) {
        let known: HashSet<&str> =
            raw.iter().filter_map(|raw| raw.operation.operation_id.as_deref()).collect();
        for id in self.config.naming.operations.keys().filter(|id| !known.contains(id.as_str())) {
            self.idle(&["naming", "operations", id], Diagnostic::unused_operation_name(id));
        }
    }

    /// Tells once that links are of no use, at the first of them.
    fn idle_links(&mut self) {
        let Some(first) = self.links.first() else { return };
        self.diagnostics.push(Diagnostic::ignored_links(first, self.links.len() - 1));
    }

    /// Tells that an entry of the settings, to which `keys` lead, does nothing.
    fn idle(&mut self, keys: &[&str], diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.in_file(self.config.position(keys)));
    }

    fn top(&self) -> Pointer {
        Pointer::root(self.spec.root)
    }

    fn info(&mut self) -> Info {
        let at = self.top().child("info");
        match self.spec.part::<openapiv3::Info>(&at) {
            Ok(info) => Info { title: info.title, version: info.version, description: info.description },
            Err(message) => {
                self.broken_part(UnreadablePart::Info, &at, &message);
                Info { title: "API".to_owned(), ..Info::default() }
            }
        }
    }

    fn package(&self, info: &Info) -> Package {
        let configured = &self.config.package;
        let name = configured.name.clone().unwrap_or_else(|| package_name(&info.title));
        let env_prefix = self.config.client.env_prefix.clone().unwrap_or_else(|| Case::Constant.apply(&name));
        Package { name, version: configured.version.clone(), env_prefix }
    }
}

/// A package name made of a title: lower case, words joined by `-`.
fn package_name(title: &str) -> String {
    let words = Case::Value.apply(title);
    let words: Vec<String> = words
        .split('_')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let name: String = words.join("-").chars().take(LONGEST_PACKAGE_NAME).collect();
    match name.trim_end_matches('-') {
        "" | "unnamed" => "api-client".to_owned(),
        name if is_package_name(name) => name.to_owned(),
        taken => format!("{taken}-client"),
    }
}

#[cfg(test)]
mod tests {
    use super::operation::{BUILDER_METHODS, CLIENT_METHODS};
    use super::parameter::CLIENT_BUILDER_METHODS;
    use crate::templates::RUNTIME;

    /// The methods that the runtime gives to a type.
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
    fn no_name_is_issued_that_the_runtime_has() {
        for (of, reserved) in [
            ("Client", CLIENT_METHODS.to_vec()),
            ("ClientBuilder", [BUILDER_METHODS, CLIENT_BUILDER_METHODS].concat()),
        ] {
            let methods = methods(of);
            assert!(!methods.is_empty(), "{of} has methods");
            for method in methods {
                assert!(reserved.contains(&method.as_str()), "`{of}::{method}` is not reserved");
            }
        }
    }

    /// What macros give to every request builder.
    #[test]
    fn no_setter_has_the_name_of_an_option() {
        let (_, text) = RUNTIME.iter().find(|(name, _)| *name == "call/macros.rs").unwrap();
        let names = text.split(" fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next());
        let names: Vec<&str> = names.filter(|name| !name.starts_with('$')).collect();
        assert!(names.contains(&"connect_timeout"), "{names:?}");
        for name in names {
            assert!(BUILDER_METHODS.contains(&name), "`{name}` is not reserved");
        }
    }
}
