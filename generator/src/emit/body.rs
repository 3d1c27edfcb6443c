//! Request bodies: arguments and setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use super::ty::{Paths, ident};
use super::{doc, parts, xml};
use crate::model::{Body, Form, Media, Operation, PropertyStyle, Scalar, Ty};

/// The runtime items that the bodies of an operation use.
pub(super) fn uses(api: &Emitter<'_>, operation: &Operation) -> Vec<&'static str> {
    let mut uses = Vec::new();
    for body in operation.bodies() {
        let is_converted = match &body.media {
            Media::Text(ty) => Paths::qualified(api).converts(ty),
            Media::Lines(_) | Media::Parts(_) => true,
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
                if form.as_ref().is_none_or(Form::is_plain) {
                    uses.push("crate::runtime::Multipart");
                }
            }
            Media::Parts(_) => uses.push("crate::runtime::BodyParts"),
        }
    }
    if operation.forms().iter().any(|form| form.further.is_some()) {
        uses.push("crate::runtime::BodyParts");
    }
    for part in operation.sent_parts() {
        uses.extend(parts::uses(api, part));
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
        Media::Parts(part) => {
            let list = parts::list_ty(api, part);
            quote!(#name: impl IntoArgument<#list>)
        }
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
        Media::Lines(_) | Media::Parts(_) => call_with(api, body, &quote!(#name.into_argument())),
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
        Media::Multipart(Some(form)) if !form.is_plain() => quote!(.parts(#name.parts, #content_type)),
        Media::Multipart(Some(_)) => quote!(.multipart(#name.parts)),
        Media::Parts(part) => {
            let encode = parts::encode(api, part);
            quote!(.body_parts(#value, |part| #encode, #content_type))
        }
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
        Media::Parts(part) => {
            let list = parts::list_ty(api, part);
            quote!(impl IntoArgument<Option<#list>>)
        }
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

/// A reference to the value of a required argument of type `ty`.
pub(super) fn value(api: &Emitter<'_>, ty: &Ty, name: &Ident) -> TokenStream {
    let (_, value) = Paths::qualified(api).argument(ty, name);
    quote!(&#value)
}
