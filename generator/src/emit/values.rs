//! Enums: sets of values that may grow.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use super::ty::ident;
use crate::model::{Enum, Repr, TypeDef, Variant};
use crate::source::Value;

/// An enum that keeps values it does not know.
pub(super) fn item(def: &TypeDef, values: &Enum) -> TokenStream {
    let doc = doc::type_doc(def);
    let name = ident(&def.name);
    let unknown = ident(&values.unknown);
    let variants: Vec<_> = values.variants.iter().map(|variant| ident(&variant.name)).collect();
    let docs = values.variants.iter().map(variant_doc);
    let marks =
        (0..values.variants.len()).map(|index| (values.default == Some(index)).then(|| quote!(#[default])));
    let default = values.default.map(|_| quote!(Default,));
    let (copy, keeps) = match values.repr {
        Repr::String => (None, quote!(String)),
        Repr::Integer => (Some(quote!(Copy,)), quote!(i64)),
        Repr::Mixed => (None, quote!(serde_json::Value)),
    };
    let functions = match values.repr {
        Repr::String => string_functions(values),
        Repr::Integer => integer_functions(values),
        Repr::Mixed => mixed_functions(values),
    };
    let conversions = match values.repr {
        Repr::String => quote!(string_enum),
        Repr::Integer => quote!(integer_enum),
        Repr::Mixed => quote!(mixed_enum),
    };
    quote! {
        #doc
        #[derive(Debug, Clone, #copy PartialEq, Eq, Hash, #default)]
        #[non_exhaustive]
        pub enum #name {
            #( #docs #marks #variants, )*
            /// A value that this version of the crate does not know, as it came.
            #unknown(#keeps),
        }

        impl #name {
            #functions

            /// Whether this version of the crate does not know the value.
            pub fn is_unknown(&self) -> bool { matches!(self, Self::#unknown(_)) }
        }

        crate::runtime::#conversions!(#name);
    }
}

/// What a value means, and what it is on the wire.
fn variant_doc(variant: &Variant) -> TokenStream {
    let wire = variant.wire.as_str().map_or_else(|| variant.wire.to_string(), str::to_owned);
    let wire = doc::code_text(&wire);
    match &variant.description {
        Some(description) => doc::paragraphs([doc::markdown(description), format!("On the wire: {wire}.")]),
        None => doc::paragraphs([wire]),
    }
}

fn string_functions(values: &Enum) -> TokenStream {
    let variants = values.variants.iter().map(|variant| ident(&variant.name));
    let variants: &Vec<_> = &variants.collect();
    let wires: &Vec<&str> = &values.variants.iter().filter_map(|variant| variant.wire.as_str()).collect();
    let unknown = ident(&values.unknown);
    quote! {
        /// The value on the wire.
        pub fn as_str(&self) -> &str {
            match self { #( Self::#variants => #wires, )* Self::#unknown(value) => value }
        }

        fn known(value: &str) -> Option<Self> {
            Some(match value { #( #wires => Self::#variants, )* _ => return None })
        }
    }
}

fn integer_functions(values: &Enum) -> TokenStream {
    let variants = values.variants.iter().map(|variant| ident(&variant.name));
    let variants: &Vec<_> = &variants.collect();
    let wires = values.variants.iter().filter_map(|variant| variant.wire.as_i64());
    let wires: &Vec<Literal> = &wires.map(Literal::i64_unsuffixed).collect();
    let unknown = ident(&values.unknown);
    quote! {
        /// The value on the wire.
        pub fn value(self) -> i64 {
            match self { #( Self::#variants => #wires, )* Self::#unknown(value) => value }
        }

        fn known(value: i64) -> Option<Self> {
            Some(match value { #( #wires => Self::#variants, )* _ => return None })
        }
    }
}

fn mixed_functions(values: &Enum) -> TokenStream {
    let variants = values.variants.iter().map(|variant| ident(&variant.name));
    let variants: &Vec<_> = &variants.collect();
    let wires = values.variants.iter().map(|variant| json(&variant.wire));
    let unknown = ident(&values.unknown);
    quote! {
        /// The value on the wire.
        pub fn to_json(&self) -> serde_json::Value {
            match self { #( Self::#variants => #wires, )* Self::#unknown(value) => value.clone() }
        }

        fn known(value: &serde_json::Value) -> Option<Self> {
            [#(Self::#variants),*].into_iter().find(|known| crate::runtime::enums::same(&known.to_json(), value))
        }
    }
}

/// A single value.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => quote!(serde_json::Value::Null),
        Value::Bool(value) => quote!(serde_json::Value::from(#value)),
        Value::String(value) => quote!(serde_json::Value::from(#value)),
        Value::Number(number) => {
            let number = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Literal::i64_suffixed(number),
                (None, Some(number)) => Literal::u64_suffixed(number),
                (None, None) => {
                    Literal::f64_suffixed(number.as_f64().filter(|number| number.is_finite()).unwrap_or(0.0))
                }
            };
            quote!(serde_json::Value::from(#number))
        }
    }
}
