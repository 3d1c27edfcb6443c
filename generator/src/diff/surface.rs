//! The items that callers of the emitted crate can name. They are read from the emitted code, so they need no second description that
//! could be incomplete.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::emit::{COPIES, EXAMPLE, FileItems, Root, Texts, emit};
use crate::error::InternalError;
use crate::model::{Api, Operation, Resource};

/// The traits that macros of the runtime implement for a type.
const IMPLEMENTED: &[(&str, &[&str])] = &[
    (
        "string_enum",
        &[
            "From<&str>",
            "From<String>",
            "FromStr",
            "Display",
            "AsRef<str>",
            "ReadJson",
            "WriteJson",
            "Serialize",
            "Deserialize",
        ],
    ),
    ("integer_enum", &["From<i64>", "Display", "ReadJson", "WriteJson", "Serialize", "Deserialize"]),
    ("mixed_enum", &["From<serde_json::Value>", "ReadJson", "WriteJson", "Serialize", "Deserialize"]),
    ("argument", &[]),
    ("call_options", &[]),
];

/// The macros of the runtime that implement reading and writing: `record!(Name: read, write { … })`.
const CODECS: &[&str] = &["record", "tuple", "union", "newtype"];

/// The macro of the runtime that defines the `send` methods of a request.
const SEND: &str = "send_methods";

/// All items that callers can name, by path.
pub type Surface = BTreeMap<String, Item>;

/// An item that callers can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The declaration.
    pub declaration: Declaration,
    /// The path of its owner. The item exists only with its owner.
    pub within: Option<String>,
    /// The documentation.
    pub documentation: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The features that enable it: any one of them. If empty, it is always enabled.
    pub features: Vec<String>,
    /// The location in the document.
    pub origin: Option<String>,
}

/// The declaration of an item. Types are Rust code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// A struct. Its fields are separate items.
    Struct,
    /// An enum. Its variants are separate items.
    Enum,
    /// A type alias.
    Alias(String),
    /// A constant: its type and its value.
    Constant(String, String),
    /// A public field.
    Field(String),
    /// A variant, and the types of its fields.
    Variant(Vec<String>),
    /// A function or a method.
    Function(Function),
    /// A trait that a type implements.
    Trait(String),
}

/// A function or a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// `self` or `&self`, if it is a method.
    pub receiver: Option<String>,
    /// The names and types of the arguments.
    pub arguments: Vec<(String, String)>,
    /// The return type.
    pub returns: Option<String>,
    /// Whether it is `async`.
    pub is_async: bool,
}

impl Declaration {
    /// The declaration as Rust code. `path` is the path of the item.
    pub fn rust(&self, path: &str) -> String {
        let name = path.rsplit([':', '.']).next().unwrap_or(path);
        match self {
            Self::Struct => format!("struct {name}"),
            Self::Enum => format!("enum {name}"),
            Self::Alias(ty) => format!("type {name} = {ty}"),
            Self::Constant(ty, value) => format!("const {name}: {ty} = {value}"),
            Self::Field(ty) => format!("{name}: {ty}"),
            Self::Variant(types) if types.is_empty() => name.to_owned(),
            Self::Variant(types) => format!("{name}({})", types.join(", ")),
            Self::Function(function) => function.rust(name),
            Self::Trait(implemented) => format!("impl {implemented}"),
        }
    }
}

impl Function {
    fn rust(&self, name: &str) -> String {
        let arguments = self.arguments.iter().map(|(name, ty)| format!("{name}: {ty}"));
        let all: Vec<String> = self.receiver.iter().cloned().chain(arguments).collect();
        let keyword = if self.is_async { "async fn" } else { "fn" };
        let returns = self.returns.as_ref().map(|ty| format!(" -> {ty}")).unwrap_or_default();
        format!("{keyword} {name}({}){returns}", all.join(", "))
    }
}

/// Reads the surface of the crate that is emitted for `api`.
///
/// # Errors
///
/// If the emitted code is not valid Rust, which is a mistake in this crate.
pub fn surface(api: &Api) -> Result<Surface, InternalError> {
    let mut surface = Surface::new();
    for file in emit(api, &Root::default()).map(read) {
        surface.extend(file?);
    }
    attribute_setters(&mut surface);
    for resource in &api.resources {
        attribute_resource(resource, &mut surface);
    }
    for def in &api.types {
        if let Some(item) = surface.get_mut(&format!("types::{}", def.name)) {
            item.origin = Some(def.origin.clone());
            item.features = def.resources.iter().map(|id| api.resource(*id).feature.clone()).collect();
        }
    }
    for webhook in &api.webhooks {
        if let Some(item) = surface.get_mut(&format!("webhooks::{}", webhook.name)) {
            item.origin = Some(webhook.origin.clone());
        }
    }
    Ok(surface)
}

/// Makes each setter a part of its field.
fn attribute_setters(surface: &mut Surface) {
    let fields: Vec<(String, String)> = surface
        .iter()
        .filter(|(_, item)| matches!(item.declaration, Declaration::Field(_)))
        .filter_map(|(path, _)| {
            let (owner, field) = path.rsplit_once('.')?;
            Some((format!("{owner}::{field}"), path.clone()))
        })
        .collect();
    for (setter, field) in fields {
        if let Some(item) = surface.get_mut(&setter) {
            item.within = Some(field);
        }
    }
}

/// Sets the operation of each item of a resource.
fn attribute_resource(resource: &Resource, surface: &mut Surface) {
    let accessor = format!("Client::{}", resource.method);
    if let Some(item) = surface.get_mut(&accessor) {
        item.features = vec![resource.feature.clone()];
    }
    if let Some(item) = surface.get_mut(&format!("resources::{}", resource.name)) {
        item.within = Some(accessor);
    }
    for operation in &resource.operations {
        let method = method_path(resource, operation);
        if let Some(item) = surface.get_mut(&method) {
            item.origin = Some(operation.origin.clone());
        }
        for name in operation.type_names() {
            if let Some(item) = surface.get_mut(&format!("resources::{name}")) {
                item.within = Some(method.clone());
            }
        }
        for other in &operation.alternatives {
            if let Some(item) = surface.get_mut(&format!("resources::{}::{}", resource.name, other.method)) {
                item.within = Some(method.clone());
            }
        }
    }
}

/// The path of the method that returns the request builder of `operation`.
pub(super) fn method_path(resource: &Resource, operation: &Operation) -> String {
    format!("resources::{}::{}", resource.name, operation.name)
}

/// The items of one file.
fn read(items: FileItems<'_>) -> Result<Surface, InternalError> {
    let FileItems { path, tokens, texts, .. } = items;
    let module = match path.split(['/', '.']).next() {
        Some("client") | None => String::new(),
        Some(module) => format!("{module}::"),
    };
    let mut reader = SurfaceReader { module, texts, surface: Surface::new() };
    for tokens in tokens {
        let file = syn::parse2::<syn::File>(tokens)
            .map_err(|error| InternalError::Syntax { path: path.clone(), error })?;
        file.items.into_iter().for_each(|item| reader.item(item));
    }
    Ok(reader.surface)
}

struct SurfaceReader<'a> {
    /// The prefix of the paths of its items.
    module: String,
    /// The documentation, which is not among the tokens.
    texts: &'a Texts,
    surface: Surface,
}

impl SurfaceReader<'_> {
    fn item(&mut self, item: syn::Item) {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let path = format!("{}{}", self.module, item.ident);
                self.declare(path.clone(), Declaration::Struct, None, &item.attrs);
                self.derives(&path, &item.attrs);
                for (index, field) in
                    item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis))
                {
                    let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                    let declaration = Declaration::Field(spell(&field.ty));
                    self.declare(format!("{path}.{name}"), declaration, Some(&path), &field.attrs);
                }
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let path = format!("{}{}", self.module, item.ident);
                self.declare(path.clone(), Declaration::Enum, None, &item.attrs);
                self.derives(&path, &item.attrs);
                for variant in &item.variants {
                    let declaration =
                        Declaration::Variant(variant.fields.iter().map(|field| spell(&field.ty)).collect());
                    self.declare(
                        format!("{path}::{}", variant.ident),
                        declaration,
                        Some(&path),
                        &variant.attrs,
                    );
                }
            }
            syn::Item::Type(item) if is_public(&item.vis) => {
                let declaration = Declaration::Alias(spell(&item.ty));
                self.declare(format!("{}{}", self.module, item.ident), declaration, None, &item.attrs);
            }
            syn::Item::Const(item) if is_public(&item.vis) => {
                let declaration = Declaration::Constant(spell(&item.ty), spell(&item.expr));
                self.declare(format!("{}{}", self.module, item.ident), declaration, None, &item.attrs);
            }
            syn::Item::Fn(item) if is_public(&item.vis) => {
                let declaration = Declaration::Function(function(&item.sig));
                self.declare(format!("{}{}", self.module, item.sig.ident), declaration, None, &item.attrs);
            }
            syn::Item::Impl(item) => self.implementation(item),
            syn::Item::Macro(item) => self.invocation(&item.mac),
            _ => {}
        }
    }

    fn declare(
        &mut self,
        path: String,
        declaration: Declaration,
        within: Option<&str>,
        attributes: &[syn::Attribute],
    ) {
        let item = Item {
            declaration,
            within: within.map(str::to_owned),
            documentation: self.documentation(attributes),
            deprecated: attributes.iter().any(|attribute| attribute.path().is_ident("deprecated")),
            features: Vec::new(),
            origin: None,
        };
        self.surface.insert(path, item);
    }

    fn derives(&mut self, path: &str, attributes: &[syn::Attribute]) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            if let syn::Meta::List(list) = &attribute.meta {
                for name in list.tokens.to_string().split(',').map(str::trim).filter(|name| !name.is_empty())
                {
                    self.implements(path, name);
                }
            }
        }
    }

    fn implements(&mut self, path: &str, implemented: &str) {
        let declaration = Declaration::Trait(implemented.to_owned());
        self.declare(format!("{path}: {implemented}"), declaration, Some(path), &[]);
    }

    fn implementation(&mut self, item: syn::ItemImpl) {
        let path = format!("{}{}", self.module, spell(&item.self_ty));
        if let Some((implemented, _)) = &item.trait_ {
            let implemented = spell(&implemented.segments.last());
            // The name of a lifetime does not matter to callers.
            let implemented = implemented.strip_suffix("<'de>").unwrap_or(&implemented).to_owned();
            self.implements(&path, &implemented);
            return;
        }
        for inner in item.items {
            if let syn::ImplItem::Fn(method) = inner
                && is_public(&method.vis)
            {
                let declaration = Declaration::Function(function(&method.sig));
                let within = (!self.module.is_empty()).then_some(path.as_str());
                self.declare(format!("{path}::{}", method.sig.ident), declaration, within, &method.attrs);
            }
        }
    }

    /// Adds the items that a macro of the runtime defines for a type.
    fn invocation(&mut self, invoked: &syn::Macro) {
        let Some(name) = invoked.path.segments.last().map(|segment| segment.ident.to_string()) else {
            return;
        };
        let tokens = spell(&invoked.tokens);
        // The first argument is the type. The values of an enum follow; callers cannot see them.
        let end = tokens.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tokens.len());
        let (of, rest) = tokens.split_at(end);
        let rest = rest.trim_start_matches(", ");
        let path = format!("{}{of}", self.module);
        if name == SEND {
            // The last argument is internal to the runtime.
            let body = rest.rsplit_once(", ").map_or(rest, |(body, _)| body);
            let function = Function {
                receiver: Some("self".to_owned()),
                arguments: Vec::new(),
                returns: Some(format!("Result<{body}, Error>")),
                is_async: true,
            };
            self.declare(format!("{path}::send"), Declaration::Function(function), Some(&path), &[]);
            return;
        }
        if CODECS.contains(&name.as_str()) {
            let directions = rest.trim_start_matches([':', ' ']).split(", ");
            for direction in directions.map(|word| word.split(' ').next().unwrap_or_default()) {
                match direction {
                    "read" => ["ReadJson", "Deserialize"],
                    "write" => ["WriteJson", "Serialize"],
                    _ => break,
                }
                .iter()
                .for_each(|implemented| self.implements(&path, implemented));
            }
            return;
        }
        match IMPLEMENTED.iter().find(|(known, _)| *known == name) {
            Some((_, traits)) => traits.iter().for_each(|implemented| self.implements(&path, implemented)),
            None => self.implements(&path, &format!("{name}!")),
        }
    }
}

impl SurfaceReader<'_> {
    /// The documentation in `#[doc = …]` attributes and in `Texts`, without the example, which follows from the types.
    fn documentation(&self, attributes: &[syn::Attribute]) -> String {
        let mut text = String::new();
        let texts = self.texts.all();
        for attribute in attributes {
            let name = attribute.path().get_ident().map(ToString::to_string).unwrap_or_default();
            if let Some(aside) = crate::emit::text_number(&name).and_then(|number| texts.get(number)) {
                let example = aside.lines().position(|line| line == EXAMPLE);
                for line in aside.lines().take(example.unwrap_or(usize::MAX)) {
                    // Callers do not care about the number of schemas.
                    text.extend([&line.replacen(COPIES, "", usize::from(line.starts_with("<small>"))), "\n"]);
                }
            } else if name == "doc"
                && let syn::Meta::NameValue(meta) = &attribute.meta
                && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) = &meta.value
            {
                text.push_str(&line.value());
                text.push('\n');
            }
        }
        text
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn function(signature: &syn::Signature) -> Function {
    let mut receiver = None;
    let mut arguments = Vec::new();
    for input in &signature.inputs {
        match input {
            syn::FnArg::Receiver(own) => {
                receiver = Some(match &own.kind {
                    syn::ReceiverKind::Reference(..) => "&self".to_owned(),
                    syn::ReceiverKind::Value => "self".to_owned(),
                    _ => spell(own),
                });
            }
            syn::FnArg::Typed(argument) => arguments.push((spell(&argument.pat), spell(&argument.ty))),
        }
    }
    let returns = match &signature.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => Some(spell(ty)),
    };
    Function { receiver, arguments, returns, is_async: signature.asyncness.is_some() }
}

/// Tokens in the usual spacing of Rust code. Paths begin below the root of the crate.
pub(super) fn spell(of: &impl ToTokens) -> String {
    let tokens: TokenStream = of.to_token_stream();
    let mut text = tokens.to_string();
    for (loose, tight) in [
        (" ::", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" ;", ";"),
    ] {
        text = text.replace(loose, tight);
    }
    text.replace("crate::", "")
}

#[cfg(test)]
mod tests;
