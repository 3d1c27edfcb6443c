//! Responses of several parts.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Emitter;
use super::doc;
use super::response::headers_of;
use super::ty::{Paths, ident};
use crate::model::{Form, FormPart, Layout, Operation, PartKind, Ty};

/// The types of the parts of responses. `method` is a link to the method that creates the request.
pub(super) fn types(api: &Emitter<'_>, method: &str, operation: &Operation) -> TokenStream {
    let forms = operation.received_forms().into_iter().map(|form| form_item(api, method, form));
    let headers = operation.received_parts().into_iter().filter_map(|part| {
        let headers = part.headers.as_ref()?;
        let of = format!("the part {} of the response to {method}", doc::code_text(&part.wire));
        Some(headers_of(api, &of, "part.headers()", headers))
    });
    quote!(#(#forms)* #(#headers)*)
}

/// The stream of parts of one kind, and the method of `Call` that returns it.
pub(super) fn stream(api: &Emitter<'_>, part: &FormPart) -> (TokenStream, TokenStream) {
    let ty = content_ty(api, part);
    let send = match &part.kind {
        PartKind::File => quote!(send_byte_parts),
        PartKind::Value(_) => quote!(send_value_parts),
        PartKind::Json(_) => quote!(send_json_parts),
        PartKind::Base64(_) => quote!(send_base64_parts),
        PartKind::Parts(_) => quote!(send_nested_parts),
    };
    (quote!(PartStream<#ty>), send)
}

/// The type of the content of a part. Of a list with a part for each item, it is the type of an item.
fn content_ty(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(bytes::Bytes),
        PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => Paths::qualified(api).ty(ty),
        PartKind::Parts(form) => {
            let name = ident(&form.name);
            quote!(#name)
        }
    }
}

/// The struct of the parts of a response.
fn form_item(api: &Emitter<'_>, method: &str, form: &Form) -> TokenStream {
    let (name, runtime) = (ident(&form.name), api.runtime());
    let doc = doc::line(api, format!("The parts of the response to {method}."));
    let fields = form.parts.iter().map(|part| field(api, form.layout, part));
    let further = form.further.as_ref().map(|part| {
        let field = Field { is_list: true, ..Field::of(form.layout, part) };
        field_item(api, part, &field)
    });
    let reads = form.parts.iter().enumerate().map(|(index, part)| {
        let field = Field::of(form.layout, part);
        let method = match (form.layout, &field) {
            (_, Field { is_list: true, .. }) => quote!(all),
            (Layout::Named, Field { is_optional: true, .. }) => quote!(optional),
            (Layout::Named, _) => quote!(required),
            (Layout::Ordered, Field { is_optional: true, .. }) => quote!(at_if_any),
            (Layout::Ordered, _) => quote!(at),
        };
        read(api, part, &method, index)
    });
    let reads_further = form.further.as_ref().map(|part| read(api, part, &quote!(further), form.parts.len()));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #further }

        impl #runtime::FromParts for #name {
            #[inline]
            fn read(parts: &#runtime::ReceivedParts<'_>) -> Result<Self, #runtime::Misread> {
                Ok(Self { #(#reads)* #reads_further })
            }
        }
    }
}

/// The type of a field.
struct Field<'p> {
    is_list: bool,
    is_optional: bool,
    item: Option<&'p Ty>,
}

impl<'p> Field<'p> {
    fn of(layout: Layout, part: &'p FormPart) -> Self {
        let item = match &part.kind {
            // Each item is a part.
            PartKind::Value(Ty::List(item)) if layout == Layout::Named => Some(&**item),
            _ => None,
        };
        Self { is_list: part.many || item.is_some(), is_optional: !part.required, item }
    }
}

fn field(api: &Emitter<'_>, layout: Layout, part: &FormPart) -> TokenStream {
    field_item(api, part, &Field::of(layout, part))
}

fn field_item(api: &Emitter<'_>, part: &FormPart, field: &Field<'_>) -> TokenStream {
    let fallback = format!("The part {}.", doc::code_text(&part.wire));
    let doc = doc::paragraphs(api, doc::of(&part.doc, &fallback));
    let deprecated = doc::deprecated(part.deprecated);
    let name = ident(&part.name);
    let content = field.item.map_or_else(|| content_ty(api, part), |item| Paths::qualified(api).ty(item));
    let one = quote!(ReceivedPart<#content>);
    let ty = match (field.is_list, field.is_optional) {
        (true, _) => quote!(Vec<#one>),
        (false, true) => quote!(Option<#one>),
        (false, false) => one,
    };
    quote! { #doc #deprecated pub #name: #ty, }
}

fn read(api: &Emitter<'_>, part: &FormPart, method: &TokenStream, index: usize) -> TokenStream {
    let (name, wire, runtime) = (ident(&part.name), &part.wire, api.runtime());
    let index = Literal::usize_unsuffixed(index);
    let read = match &part.kind {
        PartKind::File => quote!(read_bytes),
        PartKind::Value(_) => quote!(read_value),
        PartKind::Json(_) => quote!(read_json),
        PartKind::Base64(_) => quote!(read_base64),
        PartKind::Parts(_) => quote!(read_parts),
    };
    quote!(#name: parts.#method((#index, #wire), #runtime::#read)?,)
}
