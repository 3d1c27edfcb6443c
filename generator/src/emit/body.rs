//! Request bodies: arguments, setters and multipart forms.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use super::doc;
use super::ty::{Paths, allowed, ident, initializer, local};
use super::xml;
use crate::model::{Body, Form, FormPart, Media, Operation, PartKind, PropertyStyle, Scalar, Ty};

/// The runtime items that the bodies of an operation use.
pub(super) fn uses(api: &Emitter<'_>, operation: &Operation) -> Vec<&'static str> {
    let mut uses = Vec::new();
    for body in operation.bodies() {
        let is_converted = match &body.media {
            Media::Text(ty) => Paths::qualified(api).converts(ty),
            Media::Lines(_) => true,
            Media::Json(_) | Media::Form { .. } | Media::Multipart(_) | Media::Bytes => false,
        };
        if !body.required || is_converted {
            uses.push("crate::runtime::IntoArgument");
        }
        if takes_null(body) {
            uses.push("crate::runtime::Nullable");
        }
        match &body.media {
            Media::Json(_) | Media::Text(_) => {}
            Media::Form { styles, .. } if styles.is_empty() => {}
            Media::Form { .. } => uses.push("crate::runtime::Style"),
            Media::Lines(_) => uses.push("crate::runtime::JsonLines"),
            Media::Bytes => uses.push("crate::runtime::Upload"),
            Media::Multipart(form) => {
                uses.push("crate::runtime::Multipart");
                let files = |part: &FormPart| matches!(part.kind, PartKind::File | PartKind::Files);
                let takes = |part: &FormPart| part_takes_argument(api, part);
                if form.iter().flat_map(|form| &form.parts).any(takes) {
                    uses.push("crate::runtime::IntoArgument");
                }
                if form.iter().flat_map(|form| &form.parts).any(files) {
                    uses.push("crate::runtime::FilePart");
                }
            }
        }
    }
    uses
}

/// Whether the argument for a part is an `IntoArgument`.
fn part_takes_argument(api: &Emitter<'_>, part: &FormPart) -> bool {
    !part.required
        || match &part.kind {
            PartKind::File | PartKind::Files => true,
            PartKind::Value(Ty::Scalar(Scalar::String)) => false,
            PartKind::Value(ty) | PartKind::Joined(ty, _) | PartKind::Json(ty) => {
                Paths::qualified(api).converts(ty)
            }
        }
}

/// The argument of a method that takes a body.
pub(super) fn argument(api: &Emitter<'_>, body: &Body) -> TokenStream {
    let name = ident(&body.name);
    match &body.media {
        Media::Json(ty) | Media::Form { ty, .. } => {
            let ty = Paths::qualified(api).ty(ty);
            quote!(#name: #ty)
        }
        Media::Multipart(Some(form)) => {
            let form = ident(&form.name);
            quote!(#name: #form)
        }
        Media::Multipart(None) => quote!(#name: Multipart),
        Media::Text(ty) => {
            let (ty, _) = Paths::qualified(api).argument(ty, &name);
            quote!(#name: #ty)
        }
        Media::Lines(ty) => {
            let ty = Paths::qualified(api).ty(ty);
            quote!(#name: impl IntoArgument<JsonLines<#ty>>)
        }
        Media::Bytes => quote!(#name: impl Into<Upload>),
    }
}

/// The method call that adds a required body to a `Call`.
pub(super) fn call(api: &Emitter<'_>, body: &Body) -> TokenStream {
    let name = ident(&body.name);
    match &body.media {
        Media::Text(ty) => call_with(api, body, &Paths::qualified(api).argument(ty, &name).1),
        Media::Lines(_) => call_with(api, body, &quote!(#name.into_argument())),
        Media::Json(_) | Media::Form { .. } | Media::Multipart(_) | Media::Bytes => {
            call_with(api, body, &quote!(#name))
        }
    }
}

/// The method call that adds a body to a `Call`. `value` is the value of a body of text or lines.
fn call_with(api: &Emitter<'_>, body: &Body, value: &TokenStream) -> TokenStream {
    let (name, content_type) = (ident(&body.name), &body.content_type);
    let wild = content_type.contains('*');
    if let Some(xml) = body.xml {
        let xml = xml::reference(api, xml);
        return quote!(.xml(&#name, #xml, #content_type));
    }
    match &body.media {
        Media::Json(_) if content_type == "application/json" || wild => quote!(.json(&#name)),
        Media::Json(_) => quote!(.json_as(&#name, #content_type)),
        Media::Form { styles, .. } if styles.is_empty() => quote!(.form(&#name)),
        Media::Form { styles, .. } => {
            let styles = property_styles(styles);
            quote!(.form_styled(&#name, #styles))
        }
        Media::Multipart(Some(_)) => quote!(.multipart(#name.parts)),
        Media::Multipart(None) => quote!(.multipart(#name)),
        Media::Text(ty) => {
            let content_type = if wild { "text/plain" } else { content_type };
            if *ty == Ty::Scalar(Scalar::String) {
                quote!(.text(#value, #content_type))
            } else {
                quote!(.text_of(&#value, #content_type))
            }
        }
        Media::Lines(_) => quote!(.json_lines(#value, #content_type)),
        Media::Bytes if wild => quote!(.upload(#name, "application/octet-stream")),
        Media::Bytes => quote!(.upload(#name, #content_type)),
    }
}

/// The styles of properties of a form, as a slice.
pub(super) fn property_styles(styles: &[(String, PropertyStyle)]) -> TokenStream {
    let styles = styles.iter().map(|(property, style)| {
        let style = property_style(*style);
        quote!((#property, Style::#style))
    });
    quote!(&[#(#styles),*])
}

fn property_style(style: PropertyStyle) -> TokenStream {
    match style {
        PropertyStyle::Joined => quote!(Form { explode: false }),
        PropertyStyle::SpaceDelimited => quote!(SpaceDelimited),
        PropertyStyle::PipeDelimited => quote!(PipeDelimited),
        PropertyStyle::TabDelimited => quote!(TabDelimited),
        PropertyStyle::DeepObject => quote!(DeepObject),
        PropertyStyle::Json => quote!(Json),
    }
}

/// The setter of an optional body.
pub(super) fn setter(api: &Emitter<'_>, body: &Body) -> TokenStream {
    let fallback = format!("Sets the request body, of type {}.", doc::code_text(&body.content_type));
    let doc = doc::paragraphs(api, doc::of(&body.doc, &fallback));
    let name = ident(&body.name);
    let call = call_with(api, body, &quote!(#name));
    let argument = match &body.media {
        Media::Json(Ty::Nullable(ty)) | Media::Form { ty: Ty::Nullable(ty), .. } => {
            Paths::qualified(api).optional_argument(ty, true)
        }
        Media::Json(ty) | Media::Form { ty, .. } | Media::Text(ty) => {
            Paths::qualified(api).optional_argument(ty, false)
        }
        Media::Multipart(Some(form)) => {
            let form = ident(&form.name);
            quote!(impl IntoArgument<Option<#form>>)
        }
        Media::Multipart(None) => quote!(impl IntoArgument<Option<Multipart>>),
        Media::Lines(ty) => {
            let ty = Paths::qualified(api).ty(ty);
            quote!(impl IntoArgument<Option<JsonLines<#ty>>>)
        }
        Media::Bytes => quote!(impl IntoArgument<Option<Upload>>),
    };
    quote! {
        #doc
        pub fn #name(mut self, #name: #argument) -> Self {
            if let Some(#name) = #name.into_argument() { self.call = self.call #call; }
            self
        }
    }
}

/// Whether the setter of an optional body takes a `Nullable`.
fn takes_null(body: &Body) -> bool {
    !body.required
        && matches!(&body.media, Media::Json(Ty::Nullable(_)) | Media::Form { ty: Ty::Nullable(_), .. })
}

/// A multipart form: a constructor with the required parts, and a setter for each optional one.
/// `method` is a link to the method that takes it.
pub(super) fn form(api: &Emitter<'_>, method: &str, form: &Form) -> TokenStream {
    let (name, runtime) = (ident(&form.name), api.runtime());
    let doc = doc::line(api, format!("The form that {method} sends."));
    let (required, optional): (Vec<&FormPart>, Vec<&FormPart>) =
        form.parts.iter().partition(|part| part.required);
    let arguments = required.iter().map(|part| part_argument(api, part));
    let sets = required.iter().map(|part| part_call(part, &part_value(api, part)));
    let mutable = (!required.is_empty()).then(|| quote!(mut));
    let many = allowed(required.iter().map(|part| &part.name), false);
    let setters = optional.iter().map(|part| part_setter(api, part));
    let local = local("parts", required.iter().map(|part| &part.name));
    let field = initializer("parts", &local);
    let (default, about) = if required.is_empty() {
        (quote!(, Default), " An empty form.")
    } else {
        (quote!(), " A form with the required parts.")
    };
    quote! {
        #doc
        #[derive(Debug, Clone #default)]
        pub struct #name { parts: Multipart }

        impl #name {
            #[doc = #about]
            #many
            pub fn new(#(#arguments),*) -> Self {
                let #mutable #local = Multipart::new();
                #(#local.#sets;)*
                Self { #field }
            }
            #(#setters)*
        }

        #runtime::argument!(#name);
    }
}

fn part_argument(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let name = ident(&part.name);
    match &part.kind {
        PartKind::File => quote!(#name: impl IntoArgument<FilePart>),
        PartKind::Files => quote!(#name: impl IntoArgument<Vec<FilePart>>),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(#name: impl AsRef<str>),
        PartKind::Value(ty) | PartKind::Joined(ty, _) | PartKind::Json(ty) => {
            let (ty, _) = Paths::qualified(api).argument(ty, &name);
            quote!(#name: #ty)
        }
    }
}

/// The method call that adds a part with a value to the form.
fn part_call(part: &FormPart, value: &TokenStream) -> TokenStream {
    let wire = &part.wire;
    let content_type = part.content_type.as_ref();
    let content_type = content_type.map_or_else(|| quote!(None), |content_type| quote!(Some(#content_type)));
    match &part.kind {
        PartKind::File => quote!(set_files(#wire, [#value], #content_type)),
        PartKind::Files => quote!(set_files(#wire, #value, #content_type)),
        PartKind::Value(_) => quote!(set(#wire, #value, #content_type)),
        PartKind::Joined(_, delimiter) => {
            let delimiter = delimiter.as_str();
            quote!(set_joined(#wire, #value, #delimiter, #content_type))
        }
        PartKind::Json(_) => quote!(set_json(#wire, #value, #content_type)),
    }
}

/// The value of a required part.
fn part_value(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let name = ident(&part.name);
    match &part.kind {
        PartKind::File | PartKind::Files => quote!(#name.into_argument()),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(#name.as_ref()),
        PartKind::Value(ty) | PartKind::Joined(ty, _) | PartKind::Json(ty) => value(api, ty, &name),
    }
}

/// A reference to the value of a required argument of type `ty`.
pub(super) fn value(api: &Emitter<'_>, ty: &Ty, name: &Ident) -> TokenStream {
    let (_, value) = Paths::qualified(api).argument(ty, name);
    quote!(&#value)
}

fn part_setter(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let doc = doc::paragraphs(
        api,
        doc::of(&part.doc, &format!("Sets the part {} of the form.", doc::code_text(&part.wire))),
    );
    let deprecated = doc::deprecated(part.deprecated);
    let name = ident(&part.name);
    let (argument, value) = match &part.kind {
        PartKind::File => (quote!(impl IntoArgument<Option<FilePart>>), quote!(#name)),
        PartKind::Files => (quote!(impl IntoArgument<Option<Vec<FilePart>>>), quote!(#name)),
        PartKind::Value(ty) | PartKind::Joined(ty, _) | PartKind::Json(ty) => {
            (Paths::qualified(api).optional_argument(ty, false), quote!(&#name))
        }
    };
    let call = part_call(part, &value);
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            if let Some(#name) = #name.into_argument() { self.parts.#call; }
            self
        }
    }
}
