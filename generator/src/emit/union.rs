//! Unions: enums with one variant per alternative.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::describe::{self, Scope};
use super::doc;
use super::record::derived;
use super::ty::{Paths, ident};
use crate::model::{Dispatch, Outline, Shape, Ty, TypeDef, Union, UnionVariant};
use crate::source::Value;

/// The enum of a union. Its last variant holds values that match no alternative.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let unknown = ident(&union.unknown);
    let tagged = tag_of(union).filter(|_| union.variants.iter().any(|variant| variant.tag.is_some()));
    let derives = derived(def, tagged.is_none(), false);
    let untagged = tagged.is_none().then(|| quote!(#[serde(untagged)]));
    let paths = Paths::plain(api);
    let variants = union.variants.iter().map(|variant| {
        let doc =
            doc::paragraphs(api, doc::of(&variant.doc, &describe::value(api, &variant.ty, Scope::Types)));
        let name = ident(&variant.name);
        let ty = paths.ty(&variant.ty);
        let codec = api
            .codec(&variant.ty, false)
            .filter(|_| tagged.is_none())
            .map(|module| format!("{module}::serialize"))
            .map(|function| quote!(#[serde(serialize_with = #function)]));
        quote! { #doc #codec #name(#ty), }
    });
    let conversions = def.usage.input.then(|| conversions(api, def, union));
    let write = tagged.map(|property| write(&name, union, property));
    let read = def.usage.output.then(|| read(api, def, union));
    quote! {
        #doc
        #derives
        #untagged
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that matches no other variant, unchanged.
            #unknown(serde_json::Value),
        }

        impl #name {
            /// Whether the value matches no alternative.
            pub fn is_unknown(&self) -> bool { matches!(self, Self::#unknown(_)) }
        }
        #conversions
        #write
        #read
    }
}

/// Whether the code of a type uses `runtime::union`.
pub(super) fn uses_runtime(def: &TypeDef) -> bool {
    match &def.shape {
        Shape::Union(union) => def.usage.output || union.variants.iter().any(|variant| variant.tag.is_some()),
        Shape::Record(_) | Shape::Enum(_) | Shape::Newtype(_) | Shape::Alias(_) => false,
    }
}

fn tag_of(union: &Union) -> Option<&str> {
    match &union.dispatch {
        Dispatch::Tag { property, .. } => Some(property),
        Dispatch::Fit => None,
    }
}

/// An implementation of `Serialize` that adds the tag to the alternatives that lack it.
fn write(name: &proc_macro2::Ident, union: &Union, property: &str) -> TokenStream {
    let unknown = ident(&union.unknown);
    let arms = union.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let write = variant.tag.as_ref().map_or_else(
            || quote!(Serialize::serialize(value, serializer)),
            |tag| quote!(union::write(value, #property, #tag, serializer)),
        );
        quote!(Self::#name(value) => #write)
    });
    quote! {
        impl Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#arms,)*
                    Self::#unknown(value) => value.serialize(serializer),
                }
            }
        }
    }
}

fn read(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.name);
    let unknown = ident(&union.unknown);
    let (outlines, found) = match &union.dispatch {
        Dispatch::Tag { property, keys } => {
            let arms = union.variants.iter().enumerate().filter_map(|(index, variant)| {
                let keys = keys.iter().filter(|(_, of)| *of == index).map(|(key, _)| key);
                let (keys, read) = (tags(keys)?, read_tagged(api, variant));
                Some(quote!(#keys => #read))
            });
            let found = quote! {
                match union::tag(&value, #property) {
                    #(#arms,)*
                    _ => Ok(Self::#unknown(value)),
                }
            };
            (None, found)
        }
        Dispatch::Fit => {
            let outlines = union.variants.iter().map(|variant| outline(&variant.outline));
            let arms = union.variants.iter().enumerate().map(|(index, variant)| {
                let index = proc_macro2::Literal::usize_unsuffixed(index);
                let fit = fit(api, variant);
                quote!(#index => #fit)
            });
            let found = quote! {
                let found = union::ranked(&value, OUTLINES).into_iter().find_map(|index| match index {
                    #(#arms,)*
                    _ => None,
                });
                Ok(found.unwrap_or(Self::#unknown(value)))
            };
            (Some(quote!(const OUTLINES: &[union::Outline] = &[#(#outlines),*];)), found)
        }
    };
    // `__D` cannot clash with the name of a type: `names` issues none that begins with an underscore.
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                #outlines
                let value = serde_json::Value::deserialize(deserializer)?;
                #found
            }
        }
    }
}

/// A pattern of tag values. `None` if there are no usable values.
fn tags<'k>(keys: impl Iterator<Item = &'k Value>) -> Option<TokenStream> {
    let (mut texts, mut integers, mut booleans) = (Vec::new(), Vec::new(), Vec::new());
    for key in keys {
        match key {
            Value::String(text) => texts.push(text),
            Value::Number(number) => {
                integers.extend(number.as_i64().map(proc_macro2::Literal::i64_unsuffixed));
            }
            Value::Bool(value) => booleans.push(*value),
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    let texts = (!texts.is_empty()).then(|| quote!(union::Tag::Text(#(#texts)|*)));
    let integers = (!integers.is_empty()).then(|| quote!(union::Tag::Integer(#(#integers)|*)));
    let booleans = match booleans.as_slice() {
        [] => None,
        [only] => Some(quote!(union::Tag::Boolean(#only))),
        [..] => Some(quote!(union::Tag::Boolean(_))),
    };
    let patterns: Vec<_> = [texts, integers, booleans].into_iter().flatten().collect();
    (!patterns.is_empty()).then(|| quote!(#(#patterns)|*))
}

/// The expression that reads the alternative of a tag.
fn read_tagged(api: &Emitter<'_>, variant: &UnionVariant) -> TokenStream {
    let name = ident(&variant.name);
    let read = api.codec(&variant.ty, false).map(|module| path(&module)).map_or_else(
        || quote!(union::read(value)),
        |module| quote!(#module::deserialize(value).map_err(serde::de::Error::custom)),
    );
    quote!(#read.map(Self::#name))
}

/// The expression that tries to read an alternative.
fn fit(api: &Emitter<'_>, variant: &UnionVariant) -> TokenStream {
    let name = ident(&variant.name);
    if let Some(module) = api.codec(&variant.ty, false).map(|module| path(&module)) {
        return quote!(#module::deserialize(&value).ok().map(Self::#name));
    }
    if is_open(api, &variant.ty) {
        // An open type accepts any value, and a later alternative may know this one.
        let ty = Paths::plain(api).ty(&variant.ty);
        return quote!(union::fit::<#ty>(&value).filter(|value| !value.is_unknown()).map(Self::#name));
    }
    quote!(union::fit(&value).map(Self::#name))
}

/// Whether a type accepts unknown values.
fn is_open(api: &Emitter<'_>, ty: &Ty) -> bool {
    match ty {
        Ty::Named { id, .. } => match &api.type_def(*id).shape {
            Shape::Enum(_) | Shape::Union(_) => true,
            Shape::Alias(ty) => is_open(api, ty),
            Shape::Record(_) | Shape::Newtype(_) => false,
        },
        Ty::Scalar(_) | Ty::List(_) | Ty::Map(_) | Ty::Nullable(_) | Ty::JsonObject | Ty::AnyJson => false,
    }
}

fn outline(outline: &Outline) -> TokenStream {
    let outline = match outline {
        Outline::Any => quote!(Any),
        Outline::Boolean => quote!(Boolean),
        Outline::Integer => quote!(Integer),
        Outline::Number => quote!(Number),
        Outline::String => quote!(String),
        Outline::Text => quote!(Text),
        Outline::Array => quote!(Array),
        Outline::Object { required, known, fixed } => {
            let fixed = fixed.iter().map(|(name, text)| quote!((#name, #text)));
            quote!(Object { required: &[#(#required),*], known: &[#(#known),*], fixed: &[#(#fixed),*] })
        }
    };
    quote!(union::Outline::#outline)
}

/// The tokens of a module path.
fn path(module: &str) -> TokenStream {
    let parts = module.split("::").map(|part| quote::format_ident!("{part}"));
    quote!(#(#parts)::*)
}

/// An implementation of `From` for each alternative with a unique type.
fn conversions(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.name);
    let paths = Paths::plain(api);
    // Boxes are hidden from callers: the conversion takes the inner type.
    let tys: Vec<(Ty, bool)> = union
        .variants
        .iter()
        .map(|variant| match variant.ty {
            Ty::Named { id, boxed } => (Ty::Named { id, boxed: false }, boxed),
            ref other => (other.clone(), false),
        })
        .collect();
    let texts: Vec<String> = tys.iter().map(|(ty, _)| paths.ty(ty).to_string()).collect();
    let alone = |text: &String| texts.iter().filter(|other| *other == text).count() == 1;
    let variants = union.variants.iter().zip(&tys).zip(&texts).filter(|(_, text)| alone(text));
    let conversions = variants.map(|((variant, (ty, boxed)), _)| {
        let (variant, ty) = (ident(&variant.name), paths.ty(ty));
        let value = if *boxed { quote!(Box::new(value)) } else { quote!(value) };
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self { Self::#variant(#value) }
            }
        }
    });
    quote! { #(#conversions)* }
}
