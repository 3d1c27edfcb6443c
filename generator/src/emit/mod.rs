//! [`Api`] → items: the contents of each file of the crate, as tokens.
//!
//! The model contains all decisions. No code here chooses names or reads OpenAPI.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use crate::collections::HashSet;
use crate::model::{Api, ModuleId, Resource, Shape, Ty, TypeDef, TypeModule};

use crate::names::Ident;

mod body;
mod client;
mod convert;
mod describe;
mod doc;
mod errors;
mod example;
mod links;
mod outlines;
mod pages;
mod parameter;
mod parts;
mod received;
mod record;
mod resource;
mod response;
mod root;
mod ty;
mod union;
mod values;
mod webhook;
mod xml;

pub use doc::Texts;
pub(crate) use doc::{COPIES, EXAMPLE, text_number};
pub(crate) use pages::in_words as pages_in_words;
pub use root::Root;

/// The items of one file, or of a unit of a large one, before formatting.
pub struct FileItems<'a> {
    /// Path below `src/`.
    pub path: String,
    /// The subject of the file, for its `//!` documentation.
    pub about: String,
    /// The paths that the items use.
    pub uses: BTreeSet<String>,
    /// The documentation of the items, which is not among their tokens.
    pub texts: &'a Texts,
    /// The tokens, a few items at a time. The iterator makes them on demand, because tokens take much memory.
    pub tokens: Box<dyn Iterator<Item = TokenStream> + 'a>,
}

/// The model to emit, and the store for the documentation of the items.
struct Emitter<'a> {
    api: &'a Api,
    /// The names of the enums whose values are keys of maps.
    map_keys: &'a HashSet<Ident>,
    root: &'a Root,
    texts: Texts,
}

impl Emitter<'_> {
    /// The path of the runtime.
    fn runtime(&self) -> TokenStream {
        let root = self.root.tokens();
        quote!(#root::runtime)
    }

    /// The full path of `below`, which is relative to the root of the emitted code.
    fn path(&self, below: &str) -> String {
        format!("{}::{below}", self.root.text())
    }
}

impl Deref for Emitter<'_> {
    type Target = Api;

    fn deref(&self) -> &Api {
        self.api
    }
}

/// A file, or a section of a large one. Each can be emitted independently.
#[derive(Debug)]
enum Unit<'a> {
    Client,
    Webhooks,
    Resource(&'a Resource),
    /// Types of one module.
    Types(ModuleId, Vec<&'a TypeDef>),
    /// The outlines of unions.
    Outlines,
    /// The XML of bodies.
    Xml,
}

/// The maximum number of types in a unit. A small number spreads the work over all cores and keeps memory use low.
const TYPES_TOGETHER: usize = 32;

/// The items of every file that depends on the API.
///
/// Tokens cannot leave their thread and take many times the memory of their text. So this type only lists the units of the crate, and
/// [`map`](Self::map) makes the tokens of one unit at a time. `Debug` prints all of them.
pub struct Items<'a> {
    api: &'a Api,
    root: &'a Root,
    map_keys: HashSet<Ident>,
    units: Vec<Unit<'a>>,
}

/// Lists the items of the crate or module that `api` describes. `root` is the module that will contain them.
pub fn emit<'a>(api: &'a Api, root: &'a Root) -> Items<'a> {
    let mut units = vec![Unit::Client];
    if !api.webhooks.is_empty() {
        units.push(Unit::Webhooks);
    }
    units.extend(api.resources.iter().map(Unit::Resource));
    let mut modules: Vec<Vec<&TypeDef>> = vec![Vec::new(); api.type_modules.len()];
    for def in &api.types {
        modules[def.module.0].push(def);
    }
    for (module, defs) in modules.iter().enumerate() {
        units.extend(defs.chunks(TYPES_TOGETHER).map(|defs| Unit::Types(ModuleId(module), defs.to_vec())));
    }
    if !api.outlines.is_empty() {
        units.push(Unit::Outlines);
    }
    if !api.xml.bodies.is_empty() {
        units.push(Unit::Xml);
    }
    let map_keys = api.leaves().map_keys.into_iter().map(|id| api.type_def(id).name.clone()).collect();
    Items { api, root, map_keys, units }
}

impl Items<'_> {
    /// Calls `finish` with the items of each unit, in parallel. The results are in the order of the units; those of one file are
    /// next to each other.
    pub fn map<T: Send>(&self, finish: impl Fn(FileItems<'_>) -> T + Sync) -> Vec<T> {
        self.units.par_iter().map(|unit| self.open(unit, &finish)).collect()
    }

    fn open<T>(&self, unit: &Unit<'_>, finish: impl Fn(FileItems<'_>) -> T) -> T {
        let emitter =
            Emitter { api: self.api, map_keys: &self.map_keys, root: self.root, texts: Texts::default() };
        finish(items(&emitter, unit))
    }
}

/// The tokens of each unit, by its path.
impl fmt::Debug for Items<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tokens =
            |items: FileItems<'_>| (items.path, items.tokens.map(|tokens| tokens.to_string()).collect());
        let units = self.units.iter().map(|unit| -> (String, Vec<String>) { self.open(unit, tokens) });
        f.debug_map().entries(units).finish()
    }
}

/// A type as users of the crate write it.
pub(crate) fn type_path(api: &Api, ty: &Ty) -> TokenStream {
    ty::Paths::qualified(api).ty(ty)
}

fn items<'a>(api: &'a Emitter<'a>, unit: &'a Unit<'a>) -> FileItems<'a> {
    let mut items = match unit {
        Unit::Client => client::file(api),
        Unit::Webhooks => webhook::file(api),
        Unit::Resource(resource) => resource::file(api, resource),
        Unit::Types(module, defs) => types_file(api, *module, defs),
        Unit::Outlines => outlines::file(api),
        Unit::Xml => xml::file(api),
    };
    items.uses = items.uses.into_iter().map(|path| api.root.rebase(path)).collect();
    items
}

fn types_file<'a>(api: &'a Emitter<'a>, module: ModuleId, defs: &'a [&'a TypeDef]) -> FileItems<'a> {
    let TypeModule { name, resources } = api.type_module(module);
    let mut uses = BTreeSet::new();
    for def in defs {
        for ty in def.shape.tys() {
            ty.visit(&mut |id, _| {
                let used = api.type_def(id);
                if used.module != module {
                    uses.insert(format!("super::{}", used.name));
                }
            });
        }
    }
    if defs.iter().any(|def| def.usage.input && record::uses_nullable(def)) {
        uses.insert("crate::runtime::Nullable".to_owned());
    }
    if defs.iter().any(|def| def.usage.input && record::uses_argument(api, def)) {
        uses.insert("crate::runtime::IntoArgument".to_owned());
    }
    if defs.iter().flat_map(|def| def.shape.tys()).any(Ty::has_number) {
        uses.insert("crate::runtime::Number".to_owned());
    }
    let sharers: Vec<String> = resources.iter().map(|id| format!("`{}`", api.resource(*id).module)).collect();
    let about = match sharers.as_slice() {
        [] => "Types that are always included.".to_owned(),
        [only] => format!("Types that only {only} uses."),
        [all @ .., last] => format!("Types that {} and {last} share.", all.join(", ")),
    };
    let tokens = Box::new(defs.iter().map(|def| type_item(api, def)));
    FileItems { path: format!("types/{name}.rs"), about, uses, texts: &api.texts, tokens }
}

fn type_item(api: &Emitter<'_>, def: &TypeDef) -> TokenStream {
    let mut item = match &def.shape {
        Shape::Record(record) => record::item(api, def, record),
        Shape::Enum(values) => values::item(api, def, values),
        Shape::Union(union) => union::item(api, def, union),
        Shape::Newtype(ty) => record::newtype(api, def, ty),
        Shape::Alias(alias) => alias_item(api, def, alias),
    };
    item.extend(convert::item(api, def));
    item
}

fn alias_item(api: &Emitter<'_>, def: &TypeDef, alias: &Ty) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ty::ident(&def.name);
    let alias = ty::Paths::plain(api).ty(alias);
    quote! { #doc pub type #name = #alias; }
}
