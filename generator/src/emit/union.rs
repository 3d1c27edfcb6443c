//! Unions: enums with one variant per alternative.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Emitter;
use super::describe::{self, Scope};
use super::doc;
use super::record::{derived, directions, eq};
use super::ty::{Paths, ident};
use crate::model::{Dispatch, OutlineId, Scalar, TagFallback, Ty, TypeDef, Union, UnionVariant};
use crate::source::Value;

/// The enum of a union. Its last variant holds values that match no alternative.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let unknown = ident(&union.unknown);
    let (derives, eq) = (derived(def), eq(def));
    let paths = Paths::plain(api);
    let variants = union.variants.iter().map(|variant| {
        let doc =
            doc::paragraphs(api, doc::of(&variant.doc, &describe::value(api, &variant.ty, Scope::Types)));
        let name = ident(&variant.name);
        let ty = variant_ty(api, paths, variant);
        quote! { #doc #name(#ty), }
    });
    let conversions = def.usage.input.then(|| conversions(api, def, union));
    let readers = readers(api, def, union);
    let codec = codec(api, def, union);
    quote! {
        #doc
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that matches no other variant, unchanged.
            #unknown(serde_json::Value),
        }

        #eq

        impl #name {
            /// Whether the value matches no alternative.
            pub fn is_unknown(&self) -> bool { matches!(self, Self::#unknown(_)) }
            #readers
        }
        #conversions
        #codec
    }
}

/// The type of a variant's value.
fn variant_ty(api: &Emitter<'_>, paths: Paths<'_>, variant: &UnionVariant) -> TokenStream {
    let ty = paths.ty(&variant.ty);
    let runtime = api.runtime();
    if variant.others { quote!(#runtime::AnyOf<#ty>) } else { ty }
}

/// A method for each alternative, if several can describe one value.
fn readers(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let (runtime, paths) = (api.runtime(), Paths::plain(api));
    let readers = union.variants.iter().filter_map(|variant| {
        let name = ident(variant.reader.as_ref().filter(|_| def.usage.output)?);
        let ty = match &variant.ty {
            Ty::Named { id, .. } => paths.ty(&Ty::Named { id: *id, boxed: false }),
            other => paths.ty(other),
        };
        let doc = doc::line(
            api,
            format!("The value as [`Self::{}`], if it fits that alternative, too.", variant.name),
        );
        Some(quote! {
            #doc
            pub fn #name(&self) -> Option<#ty> { #runtime::union::converted(self) }
        })
    });
    quote!(#(#readers)*)
}

/// The macro call that implements reading and writing.
fn codec(api: &Emitter<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let (runtime, name, directions) = (api.runtime(), ident(&def.name), directions(def));
    let outlines = union.variants.iter().filter_map(|variant| {
        let OutlineId(id) = variant.outline?;
        Some(Literal::usize_unsuffixed(id))
    });
    let outlines = quote!(super::outlines::OUTLINES, &[#(#outlines),*]);
    let (dispatch, property) = match &union.dispatch {
        Dispatch::Tag { property, keys, fallback } => {
            let keys = keys.iter().filter_map(|(key, index)| {
                let (key, index) = (key_of(key)?, Literal::usize_unsuffixed(*index));
                Some(quote!((#key, #index)))
            });
            let tag = quote!(#property, &[#(#keys),*]);
            let dispatch = match fallback {
                TagFallback::Never => quote!(Tag(#tag)),
                TagFallback::Absent => quote!(OptionalTag(#tag, #outlines)),
                TagFallback::Unknown => quote!(TagOrFit(#tag, #outlines)),
                TagFallback::Default(index) => {
                    let index = Literal::usize_unsuffixed(*index);
                    quote!(TagOrDefault(#tag, #index))
                }
            };
            (dispatch, Some(property))
        }
        Dispatch::Fit => (quote!(Fit(#outlines)), None),
    };
    let variants = union.variants.iter().enumerate().map(|(index, variant)| {
        let (index, name) = (Literal::usize_unsuffixed(index), ident(&variant.name));
        let tag = variant.tag.as_ref().zip(property).map(|(tag, property)| quote!(= (#property, #tag)));
        let others = variant.others.then(|| quote!(+ others));
        quote!(#index => #name #others #tag,)
    });
    let by = def.usage.output.then(|| quote!(by #dispatch));
    quote! { #runtime::union::union!(#name: #directions #by { #(#variants)* }); }
}

/// A value of a tag, or in an outline.
pub(super) fn key_of(key: &Value) -> Option<TokenStream> {
    match key {
        Value::String(text) => Some(quote!(Key::Text(#text))),
        Value::Number(number) => {
            let integer = Literal::i64_unsuffixed(number.as_i64()?);
            Some(quote!(Key::Integer(#integer)))
        }
        Value::Bool(value) => Some(quote!(Key::Boolean(#value))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
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
    let mut sources = Vec::new();
    let conversions: Vec<TokenStream> = variants
        .map(|((variant, (ty, boxed)), _)| {
            let value = if *boxed { quote!(Box::new(value)) } else { quote!(value) };
            let value = if variant.others { quote!(#value.into()) } else { value };
            let variant = ident(&variant.name);
            let conversion = |ty: TokenStream, value: TokenStream| {
                quote! {
                    impl From<#ty> for #name {
                        #[inline]
                        fn from(value: #ty) -> Self { Self::#variant(#value) }
                    }
                }
            };
            let inner = inner_number(ty).filter(|inner| !texts.contains(&paths.ty(inner).to_string()));
            let of_inner = inner.as_ref().map(|inner| conversion(paths.ty(inner), quote!(value.into())));
            let conversion = conversion(paths.ty(ty), value);
            sources.push(ty.clone());
            sources.extend(inner);
            quote!(#conversion #of_inner)
        })
        .collect();
    let arguments = arguments(api, &name, &sources);
    quote! { #(#conversions)* #arguments }
}

/// The macro call that implements the conversions of arguments into a type, from types with a `From`.
pub(super) fn arguments<'t>(
    api: &Emitter<'_>,
    name: &Ident,
    sources: impl IntoIterator<Item = &'t Ty>,
) -> TokenStream {
    let (runtime, paths) = (api.runtime(), Paths::plain(api));
    let (mut plain, mut lists) = (Vec::new(), Vec::new());
    for ty in sources {
        match paths.resolved(ty) {
            Ty::List(_) => lists.push(paths.ty(ty)),
            // `None` leaves a value out.
            Ty::Nullable(_) => {}
            Ty::Scalar(_) | Ty::Named { .. } | Ty::Map(..) | Ty::JsonObject | Ty::AnyJson => {
                plain.push(paths.ty(ty));
            }
        }
    }
    let lists = (!lists.is_empty()).then(|| quote!(; lists #(#lists),*));
    quote!(#runtime::argument!(#name: from #(#plain),* #lists);)
}

/// The type that a number usually has.
fn inner_number(ty: &Ty) -> Option<Ty> {
    match ty {
        Ty::Scalar(Scalar::Number(number)) => Some(Ty::Scalar(number.scalar())),
        Ty::Scalar(_)
        | Ty::Named { .. }
        | Ty::List(_)
        | Ty::Map(..)
        | Ty::Nullable(_)
        | Ty::JsonObject
        | Ty::AnyJson => None,
    }
}
