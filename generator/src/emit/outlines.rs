//! The table of the outlines by which values of unions find their alternatives.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::union::key_of;
use super::{Emitter, FileItems};
use crate::model::{Outline, OutlineFormat, OutlineId, OutlineProperty, OutlineRest};

/// The file with the table.
pub(super) fn file<'a>(api: &'a Emitter<'a>) -> FileItems<'a> {
    let outline = "crate::runtime::json::outline";
    let mut uses = BTreeSet::from([format!("{outline}::Outline")]);
    let of = |outline: &Outline| match outline {
        Outline::Object(..) => Some("Rest"),
        Outline::Format(_) => Some("Format"),
        Outline::Values(_) => Some("Key"),
        Outline::Any
        | Outline::Boolean
        | Outline::Integer
        | Outline::Number
        | Outline::Digits { .. }
        | Outline::String
        | Outline::Nullable(_)
        | Outline::Array(_)
        | Outline::Tuple(_)
        | Outline::OneOf(_) => None,
    };
    uses.extend(api.outlines.iter().filter_map(of).map(|name| format!("{outline}::{name}")));
    let about = "The shapes by which values of unions find their alternatives.".to_owned();
    let tokens = Box::new(std::iter::once(()).map(|()| table(api)));
    FileItems { path: "types/outlines.rs".to_owned(), about, uses, texts: &api.texts, tokens }
}

fn table(api: &Emitter<'_>) -> TokenStream {
    let outlines = api.outlines.iter().map(outline);
    quote! {
        /// Outlines refer to each other by their index.
        #[allow(dead_code, reason = "features can omit the unions")]
        pub(crate) static OUTLINES: &[Outline] = &[#(#outlines),*];
    }
}

fn outline(outline: &Outline) -> TokenStream {
    let outline = match outline {
        Outline::Any => quote!(Any),
        Outline::Boolean => quote!(Boolean),
        Outline::Integer => quote!(Integer),
        Outline::Number => quote!(Number),
        Outline::Digits { integer } => quote!(Digits { integer: #integer }),
        Outline::String => quote!(String),
        Outline::Format(format) => {
            let format = format_of(*format);
            quote!(Format(Format::#format))
        }
        Outline::Values(values) => {
            let values = values.iter().filter_map(key_of);
            quote!(Values(&[#(#values),*]))
        }
        Outline::Nullable(inner) => {
            let inner = index(*inner);
            quote!(Nullable(#inner))
        }
        Outline::Array(items) => {
            let items = index(*items);
            quote!(Array(#items))
        }
        Outline::Tuple(items) => {
            let items = items.iter().map(|id| index(*id));
            quote!(Tuple(&[#(#items),*]))
        }
        Outline::Object(properties, rest) => {
            let properties = properties.iter().map(|OutlineProperty { wire, required, value }| {
                let value = index(*value);
                quote!((#wire, #required, #value))
            });
            let rest = match rest {
                OutlineRest::Ignored => quote!(Ignored),
                OutlineRest::Closed => quote!(Closed),
                OutlineRest::Kept(values) => {
                    let values = index(*values);
                    quote!(Kept(#values))
                }
            };
            quote!(Object(&[#(#properties),*], Rest::#rest))
        }
        Outline::OneOf(outlines) => {
            let outlines = outlines.iter().map(|id| index(*id));
            quote!(OneOf(&[#(#outlines),*]))
        }
    };
    quote!(Outline::#outline)
}

fn index(OutlineId(id): OutlineId) -> Literal {
    Literal::usize_unsuffixed(id)
}

fn format_of(format: OutlineFormat) -> TokenStream {
    match format {
        OutlineFormat::Base64 => quote!(Base64),
        OutlineFormat::Date => quote!(Date),
        OutlineFormat::DateTime => quote!(DateTime),
        OutlineFormat::Email => quote!(Email),
        OutlineFormat::Ipv4 => quote!(Ipv4),
        OutlineFormat::Ipv6 => quote!(Ipv6),
        OutlineFormat::Uri => quote!(Uri),
        OutlineFormat::Uuid => quote!(Uuid),
    }
}
