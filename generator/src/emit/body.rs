//! Request bodies: arguments, setters and multipart forms.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::doc;
use super::ty::{Paths, allowed, ident, initializer, local};
use crate::model::{Body, Form, FormPart, Media, Operation, PartKind, PropertyStyle, Scalar, Ty};

/// The runtime items that the bodies of an operation use.
pub(super) fn uses(operation: &Operation) -> Vec<&'static str> {
    let mut uses = Vec::new();
    for body in operation.bodies() {
        match &body.media {
            Media::Json(_) | Media::Text => {}
            Media::Form { styles, .. } if styles.is_empty() => {}
            Media::Form { .. } => uses.push("crate::runtime::Style"),
            Media::Bytes => uses.push("crate::runtime::Upload"),
            Media::Multipart(form) => {
                uses.push("crate::runtime::Multipart");
                let files = |part: &FormPart| matches!(part.kind, PartKind::File | PartKind::Files);
                if form.iter().flat_map(|form| &form.parts).any(files) {
                    uses.push("crate::runtime::FilePart");
                }
            }
        }
    }
    uses
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
        Media::Text => quote!(#name: impl Into<String>),
        Media::Bytes => quote!(#name: impl Into<Upload>),
    }
}

/// The method call that adds a body to a `Call`.
pub(super) fn call(body: &Body) -> TokenStream {
    let (name, content_type) = (ident(&body.name), &body.content_type);
    let wild = content_type.contains('*');
    match &body.media {
        Media::Json(_) if content_type == "application/json" || wild => quote!(.json(&#name)),
        Media::Json(_) => quote!(.json_as(&#name, #content_type)),
        Media::Form { styles, .. } if styles.is_empty() => quote!(.form(&#name)),
        Media::Form { styles, .. } => {
            let styles = styles.iter().map(|(property, style)| {
                let style = property_style(*style);
                quote!((#property, Style::#style))
            });
            quote!(.form_styled(&#name, &[#(#styles),*]))
        }
        Media::Multipart(Some(_)) => quote!(.multipart(#name.parts)),
        Media::Multipart(None) => quote!(.multipart(#name)),
        Media::Text if wild => quote!(.text(#name, "text/plain")),
        Media::Text => quote!(.text(#name, #content_type)),
        Media::Bytes if wild => quote!(.upload(#name, "application/octet-stream")),
        Media::Bytes => quote!(.upload(#name, #content_type)),
    }
}

fn property_style(style: PropertyStyle) -> TokenStream {
    match style {
        PropertyStyle::Joined => quote!(Form { explode: false }),
        PropertyStyle::SpaceDelimited => quote!(SpaceDelimited),
        PropertyStyle::PipeDelimited => quote!(PipeDelimited),
        PropertyStyle::DeepObject => quote!(DeepObject),
        PropertyStyle::Json => quote!(Json),
    }
}

/// The setter of an optional body.
pub(super) fn setter(api: &Emitter<'_>, body: &Body) -> TokenStream {
    let fallback = format!("Sets the request body, of type {}.", doc::code_text(&body.content_type));
    let doc = doc::paragraphs(api, doc::of(&body.doc, &fallback));
    let (name, argument, call) = (ident(&body.name), argument(api, body), call(body));
    quote! {
        #doc
        pub fn #name(mut self, #argument) -> Self { self.call = self.call #call; self }
    }
}

/// A multipart form: a constructor with the required parts, and a setter for each optional one.
/// `method` is a link to the method that takes it.
pub(super) fn form(api: &Emitter<'_>, method: &str, form: &Form) -> TokenStream {
    let name = ident(&form.name);
    let doc = doc::line(api, format!("The form that {method} sends."));
    let (required, optional): (Vec<&FormPart>, Vec<&FormPart>) =
        form.parts.iter().partition(|part| part.required);
    let arguments = required.iter().map(|part| part_argument(api, part));
    let sets = required.iter().map(|part| part_call(api, part));
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
    }
}

fn part_argument(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let name = ident(&part.name);
    match &part.kind {
        PartKind::File => quote!(#name: impl Into<FilePart>),
        PartKind::Files => quote!(#name: impl IntoIterator<Item = impl Into<FilePart>>),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(#name: impl AsRef<str>),
        PartKind::Value(ty) | PartKind::Json(ty) => {
            let (ty, _) = Paths::qualified(api).argument(ty, &name);
            quote!(#name: #ty)
        }
    }
}

/// The method call that adds a part to the form.
fn part_call(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let (name, wire) = (ident(&part.name), &part.wire);
    let content_type = part.content_type.as_ref();
    let content_type = content_type.map_or_else(|| quote!(None), |content_type| quote!(Some(#content_type)));
    match &part.kind {
        PartKind::File => quote!(set_files(#wire, [#name], #content_type)),
        PartKind::Files => quote!(set_files(#wire, #name, #content_type)),
        PartKind::Value(Ty::Scalar(Scalar::String)) => quote!(set(#wire, #name.as_ref(), #content_type)),
        PartKind::Value(ty) => {
            let value = reference(api, ty, part);
            quote!(set(#wire, #value, #content_type))
        }
        PartKind::Json(ty) => {
            let value = reference(api, ty, part);
            quote!(set_json(#wire, #value, #content_type))
        }
    }
}

/// A reference to the value of an argument.
fn reference(api: &Emitter<'_>, ty: &Ty, part: &FormPart) -> TokenStream {
    value(api, ty, &ident(&part.name))
}

/// A reference to the value of an argument of type `ty`, in the form that is written.
pub(super) fn value(api: &Emitter<'_>, ty: &Ty, name: &proc_macro2::Ident) -> TokenStream {
    let paths = Paths::qualified(api);
    let whole = paths.ty(ty);
    if let Some(list) = paths.collected(ty, name) {
        quote!(&#list)
    } else if paths.converts(ty) {
        quote!(&Into::<#whole>::into(#name))
    } else {
        quote!(&#name)
    }
}

fn part_setter(api: &Emitter<'_>, part: &FormPart) -> TokenStream {
    let doc = doc::paragraphs(
        api,
        doc::of(&part.doc, &format!("Sets the part {} of the form.", doc::code_text(&part.wire))),
    );
    let deprecated = doc::deprecated(part.deprecated);
    let (name, argument, call) = (ident(&part.name), part_argument(api, part), part_call(api, part));
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #argument) -> Self { self.parts.#call; self }
    }
}
