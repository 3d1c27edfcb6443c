//! One of several types.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::record::derives;
use super::ty::{Paths, codec, ident};
use crate::model::{Api, TypeDef, Union};

/// A union that keeps values which none of its alternatives can read.
pub(super) fn item(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let doc = doc::type_doc(def);
    let name = ident(&def.name);
    let unknown = ident(&union.unknown);
    let derives = derives(def);
    let paths = Paths::plain(api);
    let variants = union.variants.iter().map(|variant| {
        let doc = doc::paragraphs(doc::of(&variant.doc, &format!("`{}`.", variant.name)));
        let name = ident(&variant.name);
        let ty = paths.ty(&variant.ty);
        let codec = codec(&variant.ty, false).map(|module| quote!(#[serde(with = #module)]));
        quote! { #doc #codec #name(#ty), }
    });
    let conversions = def.usage.input.then(|| conversions(api, def, union));
    quote! {
        #doc
        #derives
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that none of the others can read, as it came.
            #unknown(serde_json::Value),
        }
        #conversions
    }
}

/// `From` for each alternative whose type no other has.
fn conversions(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.name);
    let paths = Paths::plain(api);
    let tys: Vec<String> = union.variants.iter().map(|variant| paths.ty(&variant.ty).to_string()).collect();
    let conversions =
        union.variants.iter().zip(&tys).filter(|(_, ty)| tys.iter().filter(|other| other == ty).count() == 1);
    let conversions = conversions.map(|(variant, _)| {
        let (variant, ty) = (ident(&variant.name), paths.ty(&variant.ty));
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self { Self::#variant(value) }
            }
        }
    });
    quote! { #(#conversions)* }
}
