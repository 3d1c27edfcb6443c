//! Open enums: sets of known values that may grow.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::Emitter;
use super::doc;
use super::ty::ident;
use crate::model::{Enum, Repr, TypeDef, Variant};
use crate::source::Value;

/// The enum of a set of values. Its last variant holds unknown values.
pub(super) fn item(api: &Emitter<'_>, def: &TypeDef, values: &Enum) -> TokenStream {
    let doc = doc::type_doc(api, def);
    let name = ident(&def.name);
    let unknown = ident(&values.unknown);
    let variants: Vec<_> = values.variants.iter().map(|variant| ident(&variant.name)).collect();
    let docs = values.variants.iter().map(|variant| variant_doc(api, variant));
    let marks =
        (0..values.variants.len()).map(|index| (values.default == Some(index)).then(|| quote!(#[default])));
    let default = values.default.map(|_| quote!(Default,));
    let (copy, keeps) = match values.repr {
        Repr::String => (None, quote!(String)),
        Repr::Integer => (Some(quote!(Copy,)), quote!(i64)),
        Repr::Mixed => (None, quote!(serde_json::Value)),
    };
    let wires = values.variants.iter().map(|variant| literal(&variant.wire, false));
    let runtime = api.runtime();
    let behaviour = match values.repr {
        Repr::String => quote!(#runtime::string_enum!(#name { #(#wires => #variants),* });),
        Repr::Integer => quote!(#runtime::integer_enum!(#name { #(#wires => #variants),* });),
        Repr::Mixed => mixed(api, &name, values),
    };
    let conversions = def.usage.input.then(|| {
        let kind = match values.repr {
            Repr::String => quote!(strings),
            Repr::Integer => quote!(integers),
            Repr::Mixed => quote!(from serde_json::Value),
        };
        quote!(#runtime::argument!(#name: #kind);)
    });
    let key = api.map_keys.contains(&def.name).then(|| quote!(#runtime::json::map_key!(#name);));
    quote! {
        #doc
        #[derive(Debug, Clone, #copy PartialEq, Hash, #default)]
        #[non_exhaustive]
        pub enum #name {
            #( #docs #marks #variants, )*
            /// A value that this version of the crate does not know, unchanged.
            #unknown(#keeps),
        }

        impl Eq for #name {}

        #behaviour
        #key
        #conversions
    }
}

/// The documentation of a variant: its description, and its value on the wire.
fn variant_doc(api: &Emitter<'_>, variant: &Variant) -> TokenStream {
    let wire = variant.wire.as_str().map_or_else(|| variant.wire.to_string(), str::to_owned);
    let wire = doc::code_text(&wire);
    match &variant.description {
        Some(description) => {
            doc::paragraphs(api, [doc::description(description), format!("On the wire: {wire}.")])
        }
        None => doc::line(api, format!("The value {wire}.")),
    }
}

fn mixed(api: &Emitter<'_>, name: &Ident, values: &Enum) -> TokenStream {
    let runtime = api.runtime();
    let variants = values.variants.iter().map(|variant| ident(&variant.name));
    let variants: &Vec<_> = &variants.collect();
    let wires = values.variants.iter().map(|variant| literal(&variant.wire, true));
    let unknown = ident(&values.unknown);
    quote! {
        impl #name {
            /// The value on the wire.
            pub fn value(&self) -> serde_json::Value {
                match self {
                    #( Self::#variants => serde_json::Value::from(#wires), )*
                    Self::#unknown(value) => value.clone(),
                }
            }

            /// Whether this version of the crate does not know the value.
            pub fn is_unknown(&self) -> bool { matches!(self, Self::#unknown(_)) }

            fn known(value: &serde_json::Value) -> Option<Self> {
                [#(Self::#variants),*].into_iter().find(|known| #runtime::enums::same(&known.value(), value))
            }
        }

        #runtime::mixed_enum!(#name);
    }
}

/// A value as a literal. If `suffixed`, integers have a type suffix, because the context does not determine their type.
fn literal(value: &Value, suffixed: bool) -> TokenStream {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => quote!(()),
        Value::Bool(value) => quote!(#value),
        Value::String(value) => quote!(#value),
        Value::Number(number) => {
            let number = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) if suffixed => Literal::i64_suffixed(number),
                (Some(number), _) => Literal::i64_unsuffixed(number),
                (None, Some(number)) => Literal::u64_suffixed(number),
                (None, None) => {
                    Literal::f64_suffixed(number.as_f64().filter(|number| number.is_finite()).unwrap_or(0.0))
                }
            };
            quote!(#number)
        }
    }
}
