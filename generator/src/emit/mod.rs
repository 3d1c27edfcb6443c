//! [`Api`] → items: what each file of the crate contains, as tokens.
//!
//! Every decision is in the model already: nothing here names a thing or looks at OpenAPI.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use crate::model::{Api, Resource, Shape, Ty, TypeDef};

mod body;
mod client;
mod doc;
mod example;
mod pages;
mod record;
mod resource;
mod response;
mod ty;
mod union;
mod values;
mod webhook;

pub(crate) use doc::markdown;

/// The items of one file, before they are formatted.
#[derive(Debug, Clone)]
pub struct Items {
    /// Path below `src/`.
    pub path: String,
    /// What the file is about, for its `//!` documentation.
    pub about: String,
    /// The paths that its items use.
    pub uses: BTreeSet<String>,
    /// The items.
    pub tokens: TokenStream,
}

/// The formatted text of something that [`emit`] made in parallel.
pub type Formatted<T> = Vec<T>;

/// A file that can be made independently of all others.
#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Client,
    Webhooks,
    Resource(&'a Resource),
    Types(Option<&'a Resource>),
}

/// Emits every file that depends on the model's shape, and hands each to `finish` (tokens cannot leave the thread that made them).
pub fn emit<T: Send>(api: &Api, finish: impl Fn(Items) -> T + Sync) -> Formatted<T> {
    let mut parts = vec![Part::Client];
    if !api.webhooks.is_empty() {
        parts.push(Part::Webhooks);
    }
    parts.extend(api.resources.iter().map(Part::Resource));
    parts.extend(type_modules(api).into_iter().map(Part::Types));
    parts.into_par_iter().map(|part| finish(items(api, part))).collect()
}

fn items(api: &Api, part: Part<'_>) -> Items {
    match part {
        Part::Client => client::file(api),
        Part::Webhooks => webhook::file(api),
        Part::Resource(resource) => resource::file(api, resource),
        Part::Types(owner) => types_file(api, owner),
    }
}

/// The resources that have types of their own, and `None` for the types that several share.
pub(crate) fn type_modules(api: &Api) -> Vec<Option<&Resource>> {
    let mut modules: Vec<Option<&Resource>> = Vec::new();
    for (index, resource) in api.resources.iter().enumerate() {
        if api.types.iter().any(|def| owner(def) == Some(index)) {
            modules.push(Some(resource));
        }
    }
    if api.types.iter().any(|def| owner(def).is_none()) {
        modules.push(None);
    }
    modules
}

/// The one resource that reaches a type.
fn owner(def: &TypeDef) -> Option<usize> {
    let mut resources = def.resources.iter();
    match (resources.next(), resources.next()) {
        (Some(only), None) => Some(*only),
        _ => None,
    }
}

fn types_file(api: &Api, resource: Option<&Resource>) -> Items {
    let index =
        resource.and_then(|resource| api.resources.iter().position(|other| other.module == resource.module));
    let defs: Vec<&TypeDef> = api.types.iter().filter(|def| owner(def) == index).collect();
    let mut uses = BTreeSet::new();
    let mut tokens = TokenStream::new();
    for def in &defs {
        let gate = if index.is_none() { gate(api, def) } else { None };
        tokens.extend(match gate {
            Some(gate) => behind(&gate, type_item(api, def)),
            None => type_item(api, def),
        });
        for ty in def.shape.tys() {
            ty.visit(&mut |id, _| {
                let used = api.type_def(id);
                if owner(used) != index {
                    uses.insert(format!("super::{}", used.name));
                }
            });
        }
    }
    let derives =
        |def: &&TypeDef| matches!(def.shape, Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_));
    if defs.iter().any(derives) {
        uses.insert("serde::Serialize".to_owned());
        if defs.iter().any(|def| derives(def) && def.usage.output) {
            uses.insert("serde::Deserialize".to_owned());
        }
    }
    if defs.iter().any(|def| union::uses_runtime(def)) {
        uses.insert("crate::runtime::union".to_owned());
    }
    if defs.iter().any(|def| def.usage.input && record::uses_nullable(def)) {
        uses.insert("crate::runtime::Nullable".to_owned());
    }
    let (path, about) = match resource {
        Some(resource) => {
            (format!("types/{}.rs", resource.module), format!("Types that only `{}` uses.", resource.module))
        }
        None => ("types/shared.rs".to_owned(), "Types that several resources share.".to_owned()),
    };
    Items { path, about, uses, tokens }
}

/// The condition under which a shared type is there; none if it always is.
fn gate(api: &Api, def: &TypeDef) -> Option<TokenStream> {
    if def.resources.is_empty() {
        return None;
    }
    let features = def.resources.iter().map(|index| &api.resources[*index].feature);
    Some(quote!(#[cfg(any(#(feature = #features),*))]))
}

/// Puts every item under a condition. Items that are not Rust are left for the formatter to tell.
fn behind(gate: &TokenStream, items: TokenStream) -> TokenStream {
    match syn::parse2::<syn::File>(items.clone()) {
        Ok(file) => file.items.iter().map(|item| quote! { #gate #item }).collect(),
        Err(_) => items,
    }
}

fn type_item(api: &Api, def: &TypeDef) -> TokenStream {
    match &def.shape {
        Shape::Record(record) => record::item(api, def, record),
        Shape::Enum(values) => values::item(def, values),
        Shape::Union(union) => union::item(api, def, union),
        Shape::Newtype(ty) => record::newtype(api, def, ty),
        Shape::Alias(alias) => alias_item(api, def, alias),
    }
}

fn alias_item(api: &Api, def: &TypeDef, alias: &Ty) -> TokenStream {
    let doc = doc::type_doc(def);
    let name = ty::ident(&def.name);
    let alias = ty::Paths::plain(api).ty(alias);
    quote! { #doc pub type #name = #alias; }
}
