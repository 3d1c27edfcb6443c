//! Request bodies of several parts: forms, and parts with headers.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Emitter;
use super::ty::{Paths, allowed, ident, initializer, local};
use super::{body, doc};
use crate::model::{Form, FormPart, HeaderField, Headers, Layout, PartKind, Scalar, Ty};

/// The runtime items that a part uses.
pub(super) fn uses(api: &Emitter<'_>, part: &FormPart) -> Vec<&'static str> {
    let mut uses = Vec::new();
    let converts = |ty: &Ty| Paths::qualified(api).converts(ty);
    let takes_argument = !part.required
        || part.many
        || match &part.kind {
            PartKind::File => true,
            PartKind::Value(Ty::Scalar(Scalar::String)) if part.headers.is_none() => false,
            PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => converts(ty),
            PartKind::Parts(form) => form.further.is_some(),
        };
    let in_headers = part.headers.iter().flat_map(|headers| &headers.fields);
    if takes_argument || part.headers.is_some() || in_headers.into_iter().any(|field| converts(&field.ty)) {
        uses.push("crate::runtime::IntoArgument");
    }
    if part.kind == PartKind::File {
        uses.push("crate::runtime::FilePart");
    }
    uses
}

/// The type of one part, as callers pass it.
fn one_ty(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    match (&part.headers, &part.kind) {
        (Some(headers), _) => {
            let name = ident(&headers.name);
            quote!(#name)
        }
        (None, PartKind::File) => quote!(FilePart),
        (None, PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty)) => {
            Paths::qualified(api).unboxed(ty).0
        }
        (None, PartKind::Parts(form)) => {
            let name = ident(&form.name);
            quote!(#name)
        }
    }
}

/// The type of any number of parts.
pub(super) fn list_ty(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let one = one_ty(api, part);
    quote!(BodyParts<#one>)
}

/// The encoded part with the value `part`.
pub(super) fn encode(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    match &part.headers {
        Some(_) => quote!(part.part),
        None => encoded(api, part, &quote!(part)),
    }
}

/// The encoded part with a value, without its headers.
fn encoded(api: &Emitter<'_>, part: &FormPart, value: &TokenStream) -> TokenStream {
    let runtime = api.runtime();
    let content_type = content_type(part);
    match &part.kind {
        PartKind::File => quote!(#runtime::PartData::file(#value, #content_type)),
        PartKind::Value(_) => quote!(#runtime::PartData::value(&#value, #content_type)),
        PartKind::Json(_) => quote!(#runtime::PartData::json(&#value, #content_type)),
        PartKind::Base64(_) => quote!(#runtime::PartData::base64(&#value, #content_type)),
        PartKind::Parts(form) => {
            let media = &form.content_type;
            quote!(#value.parts.into_part(#media))
        }
    }
}

fn content_type(part: &FormPart) -> TokenStream {
    let content_type = part.content_type.as_ref();
    content_type.map_or_else(|| quote!(None), |content_type| quote!(Some(#content_type)))
}

/// The location of a part in a form.
fn slot(api: &Emitter<'_>, form: &Form, index: usize, part: &FormPart) -> TokenStream {
    let (runtime, index) = (api.runtime(), Literal::usize_unsuffixed(index));
    match form.layout {
        Layout::Named => {
            let wire = &part.wire;
            quote!(#runtime::Slot::named(#index, #wire))
        }
        Layout::Ordered => quote!(#runtime::Slot::at(#index)),
    }
}

/// A form: a constructor with the required parts, and a setter for each optional one.
/// `method` is a link to the method that takes it.
pub(super) fn form(api: &Emitter<'_>, method: &str, form: &Form) -> TokenStream {
    let (name, runtime) = (ident(&form.name), api.runtime());
    let what = if form.is_form_data() { "form" } else { "parts" };
    let doc = doc::line(api, format!("The {what} that {method} sends."));
    let parts = || form.parts.iter().enumerate();
    let required = || parts().filter(|(_, part)| part.required);
    let arguments = required().map(|(_, part)| argument(api, part));
    let sets = required().map(|(index, part)| call(api, form, index, part, &value(api, part)));
    let mutable = required().next().is_some().then(|| quote!(mut));
    let many = allowed(required().map(|(_, part)| &part.name), false);
    let setters =
        parts().filter(|(_, part)| !part.required).map(|(index, part)| setter(api, form, index, part));
    let further = form.further.as_ref().map(|part| further(api, form, part));
    let local = local("parts", required().map(|(_, part)| &part.name));
    let field = initializer("parts", &local);
    let (default, about) = match (required().next(), form.is_form_data()) {
        (None, true) => (quote!(, Default), " An empty form."),
        (None, false) => (quote!(, Default), " No parts."),
        (Some(_), true) => (quote!(), " A form with the required parts."),
        (Some(_), false) => (quote!(), " The required parts."),
    };
    let held = if form.is_plain() { quote!(Multipart) } else { quote!(#runtime::Parts) };
    quote! {
        #doc
        #[derive(Debug, Clone #default)]
        pub struct #name { parts: #held }

        impl #name {
            #[doc = #about]
            #many
            pub fn new(#(#arguments),*) -> Self {
                let #mutable #local = #held::new();
                #(#local.#sets;)*
                Self { #field }
            }
            #(#setters)*
            #further
        }

        #runtime::argument!(#name);
    }
}

fn argument(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let name = ident(&part.name);
    let one = one_ty(api, part);
    match (&part.headers, &part.kind) {
        _ if part.many => quote!(#name: impl IntoArgument<Vec<#one>>),
        (Some(_), _) => quote!(#name: #one),
        (None, _) => content_argument(api, part, &name),
    }
}

/// The argument for the content of one part.
fn content_argument(api: &Emitter<'_>, part: &FormPart, name: &proc_macro2::Ident) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(#name: impl IntoArgument<FilePart>),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(#name: impl AsRef<str>),
        PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => {
            let (ty, _) = Paths::qualified(api).argument(ty, name);
            quote!(#name: #ty)
        }
        PartKind::Parts(form) => {
            let form = ident(&form.name);
            quote!(#name: #form)
        }
    }
}

/// The value of a required part.
fn value(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let name = ident(&part.name);
    match &part.headers {
        _ if part.many => quote!(#name.into_argument()),
        Some(_) => quote!(#name),
        None => content_value(api, part, &name),
    }
}

/// The value of the argument for the content of one part.
fn content_value(api: &Emitter<'_>, part: &FormPart, name: &proc_macro2::Ident) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(#name.into_argument()),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(#name.as_ref()),
        PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty) => {
            Paths::qualified(api).argument(ty, name).1
        }
        PartKind::Parts(_) => quote!(#name),
    }
}

/// The method call that adds a part with a value to the form.
fn call(api: &Emitter<'_>, form: &Form, index: usize, part: &FormPart, value: &TokenStream) -> TokenStream {
    let (wire, content_type) = (&part.wire, content_type(part));
    if form.is_plain() {
        let by_reference = match &part.kind {
            // The value is a reference.
            PartKind::Value(Ty::Scalar(Scalar::String)) if part.required => quote!(#value),
            _ => quote!(&#value),
        };
        return match &part.kind {
            PartKind::File if part.many => quote!(set_files(#wire, #value, #content_type)),
            PartKind::File => quote!(set_files(#wire, [#value], #content_type)),
            PartKind::Json(_) => quote!(set_json(#wire, #by_reference, #content_type)),
            PartKind::Value(_) | PartKind::Base64(_) | PartKind::Parts(_) => {
                if let Some(delimiter) = part.joined {
                    let delimiter = delimiter.as_str();
                    quote!(set_joined(#wire, #by_reference, #delimiter, #content_type))
                } else {
                    quote!(set(#wire, #by_reference, #content_type))
                }
            }
        };
    }
    let (slot, runtime, encode) = (slot(api, form, index, part), api.runtime(), encode(api, part));
    let splits = form.layout == Layout::Named && part.headers.is_none();
    let parts = match &part.kind {
        _ if part.many => quote!(#value.into_iter().map(|part| #encode)),
        PartKind::Value(_) if splits => quote!(#runtime::PartData::values(&#value, #content_type)),
        _ if part.headers.is_some() => quote!([#value.part]),
        _ => {
            let encoded = encoded(api, part, value);
            quote!([#encoded])
        }
    };
    quote!(set(#slot, #parts))
}

fn setter(api: &Emitter<'_>, form: &Form, index: usize, part: &FormPart) -> TokenStream {
    let what = if form.is_form_data() { "the form" } else { "the body" };
    let fallback = format!("Sets the part {} of {what}.", doc::code_text(&part.wire));
    let doc = doc::paragraphs(api, doc::of(&part.doc, &fallback));
    let deprecated = doc::deprecated(part.deprecated);
    let (name, one) = (ident(&part.name), one_ty(api, part));
    let argument = match (&part.headers, &part.kind) {
        _ if part.many => quote!(impl IntoArgument<Option<Vec<#one>>>),
        (None, PartKind::Value(ty) | PartKind::Json(ty) | PartKind::Base64(ty)) => {
            Paths::qualified(api).optional_argument(ty, false)
        }
        (Some(_), _) | (None, PartKind::File | PartKind::Parts(_)) => quote!(impl IntoArgument<Option<#one>>),
    };
    let call = call(api, form, index, part, &quote!(#name));
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            if let Some(#name) = #name.into_argument() { self.parts.#call; }
            self
        }
    }
}

/// The setter of the parts after those with a position.
fn further(api: &Emitter<'_>, form: &Form, part: &FormPart) -> TokenStream {
    let about = if form.parts.is_empty() { "Sets the parts." } else { "Sets the parts after the others." };
    let doc = doc::paragraphs(api, doc::of(&part.doc, about));
    let (name, list, encode) = (ident(&part.name), list_ty(api, part), encode(api, part));
    let before = Literal::usize_unsuffixed(form.parts.len());
    quote! {
        #doc
        pub fn #name(mut self, #name: impl IntoArgument<#list>) -> Self {
            self.parts.set_further(#before, #name.into_argument(), |part| #encode);
            self
        }
    }
}

/// The struct of a part with headers.
pub(super) fn with_headers(api: &Emitter<'_>, method: &str, part: &FormPart) -> Option<TokenStream> {
    let headers = part.headers.as_ref()?;
    let (name, runtime) = (ident(&headers.name), api.runtime());
    let about = format!("The part {} that {method} sends, with its headers.", doc::code_text(&part.wire));
    let doc = doc::paragraphs(api, doc::of(&part.doc, &about));
    let content = format_ident!("content");
    let argument = content_argument(api, part, &content);
    let value = encoded(api, part, &content_value(api, part, &content));
    let (required, optional): (Vec<&HeaderField>, Vec<&HeaderField>) =
        headers.fields.iter().partition(|field| field.required);
    let arguments = required.iter().map(|field| {
        let name = ident(&field.name);
        let (ty, _) = Paths::qualified(api).argument(&field.ty, &name);
        quote!(#name: #ty)
    });
    let sets = required.iter().map(|field| {
        let value = body::value(api, &field.ty, &ident(&field.name));
        header_call(field, &value)
    });
    let setters = optional.iter().map(|field| header_setter(api, field));
    let many = allowed(required.iter().map(|field| &field.name), true);
    let about = required_headers(headers);
    let conversions = conversions(api, part, headers);
    Some(quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct #name { part: #runtime::PartData }

        impl #name {
            #[doc = #about]
            #many
            pub fn new(#argument, #(#arguments),*) -> Self {
                Self { part: #value #(.#sets)* }
            }
            #(#setters)*
        }

        #conversions
    })
}

/// The conversions into a part with headers. Without required headers, its content converts.
fn conversions(api: &Emitter<'_>, part: &FormPart, headers: &Headers) -> TokenStream {
    let (name, runtime) = (ident(&headers.name), api.runtime());
    let content = match &part.kind {
        _ if headers.fields.iter().any(|field| field.required) => None,
        PartKind::Value(Ty::Scalar(Scalar::String)) => {
            return quote!(#runtime::argument!(#name: one string););
        }
        PartKind::File => Some(quote!(FilePart)),
        PartKind::Parts(form) => {
            let form = ident(&form.name);
            Some(quote!(#form))
        }
        PartKind::Value(ty @ Ty::Named { .. }) | PartKind::Json(ty @ Ty::Named { .. }) => {
            Some(Paths::qualified(api).unboxed(ty).0)
        }
        PartKind::Value(_) | PartKind::Json(_) | PartKind::Base64(_) => None,
    };
    let Some(content) = content else { return quote!(#runtime::argument!(#name);) };
    quote! {
        impl From<#content> for #name {
            #[inline]
            fn from(content: #content) -> Self { Self::new(content) }
        }

        #runtime::argument!(#name: from #content);
    }
}

fn required_headers(headers: &Headers) -> &'static str {
    if headers.fields.iter().any(|field| field.required) {
        " A part with its content and the required headers."
    } else {
        " A part with its content."
    }
}

fn header_call(field: &HeaderField, value: &TokenStream) -> TokenStream {
    let (wire, explode) = (&field.wire, field.explode);
    quote!(header(#wire, #value, #explode))
}

fn header_setter(api: &Emitter<'_>, field: &HeaderField) -> TokenStream {
    let fallback = format!("Sets the header {}. `None` leaves it out.", doc::code_text(&field.wire));
    let doc = doc::paragraphs(api, doc::of(&field.doc, &fallback));
    let deprecated = doc::deprecated(field.deprecated);
    let name = ident(&field.name);
    let argument = Paths::qualified(api).optional_argument(&field.ty, false);
    let call = header_call(field, &quote!(&#name.into_argument()));
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            self.part = self.part.#call;
            self
        }
    }
}
