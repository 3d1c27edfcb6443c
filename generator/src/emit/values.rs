//! Enums of strings.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::ty::ident;
use crate::model::{Enum, TypeDef};

/// An enum that keeps values it does not know.
pub(super) fn item(def: &TypeDef, values: &Enum) -> TokenStream {
    let doc = doc::type_doc(def);
    let name = ident(&def.name);
    let unknown = ident(&values.unknown);
    let variants: Vec<_> = values.variants.iter().map(|variant| ident(&variant.name)).collect();
    let wires: Vec<&str> = values.variants.iter().map(|variant| variant.wire.as_str()).collect();
    let docs = wires.iter().map(|wire| format!(" {}", doc::code_text(wire)));
    let marks =
        (0..values.variants.len()).map(|index| (values.default == Some(index)).then(|| quote!(#[default])));
    let default = values.default.map(|_| quote!(Default,));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash, #default)]
        #[non_exhaustive]
        pub enum #name {
            #( #[doc = #docs] #marks #variants, )*
            /// A value that this version of the crate does not know, as it came.
            #unknown(String),
        }

        impl #name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self { #( Self::#variants => #wires, )* Self::#unknown(value) => value }
            }

            fn known(value: &str) -> Option<Self> {
                Some(match value { #( #wires => Self::#variants, )* _ => return None })
            }
        }

        crate::runtime::string_enum!(#name);
    }
}
