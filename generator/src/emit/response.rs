//! The methods of a request builder that send, and the response types that belong to one operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Emitter;
use super::ty::{Paths, ident};
use super::{doc, received, xml};
use crate::model::{
    ByStatus, Content, Headers, ItemStream, Operation, Scalar, Status, StatusCase, StreamItem, Ty,
};

/// The runtime items that the responses of an operation use.
pub(super) fn uses(operation: &Operation) -> Vec<&'static str> {
    let mut uses = Vec::new();
    match &operation.success.content {
        Content::Bytes => uses.push("crate::runtime::ByteStream"),
        Content::Stream(stream) => uses.push(stream_use(stream)),
        Content::ByStatus(_) => {
            uses.extend(["crate::runtime::ByStatus", "crate::runtime::Misread", "crate::runtime::Received"]);
        }
        Content::Empty | Content::Json(_) | Content::Text(_) | Content::Parts(_) => {}
    }
    uses.extend(operation.success.stream.as_ref().map(stream_use));
    if !operation.received_forms().is_empty() {
        uses.push("crate::runtime::ReceivedPart");
    }
    if !operation.success.others.is_empty() {
        uses.extend(["crate::runtime::Error", "crate::runtime::Response"]);
    }
    uses
}

fn stream_use(stream: &ItemStream) -> &'static str {
    match &stream.item {
        StreamItem::Event(_) | StreamItem::WholeEvent(_) => "crate::runtime::EventStream",
        StreamItem::Line(_) => "crate::runtime::LineStream",
        StreamItem::Part(_) => "crate::runtime::PartStream",
    }
}

/// The `send` methods.
pub(super) fn methods(api: &Emitter<'_>, operation: &Operation) -> TokenStream {
    let name = ident(&operation.builder);
    let (body, send) = match &operation.success.content {
        Content::Empty => (quote!(()), quote!(send_empty)),
        Content::Text(Ty::Scalar(Scalar::String)) => (quote!(String), quote!(send_text)),
        Content::Text(ty) => (Paths::qualified(api).ty(ty), quote!(send_text_of)),
        Content::Bytes => (quote!(bytes::Bytes), quote!(send_bytes)),
        Content::Json(ty) => {
            let send =
                if operation.success.may_be_empty { quote!(send_json_if_any) } else { quote!(send_json) };
            (Paths::qualified(api).ty(ty), send)
        }
        Content::Parts(form) => {
            let name = ident(&form.name);
            (quote!(#name), quote!(send_parts))
        }
        Content::Stream(stream) => stream_body(api, stream),
        Content::ByStatus(by) => {
            let name = ident(&by.name);
            (quote!(#name), quote!(send_by_status))
        }
    };
    let runtime = api.runtime();
    quote! { #runtime::send_methods!(#name, #body, #send); }
}

/// The type of a stream, and the method of `Call` that returns it.
fn stream_body(api: &Emitter<'_>, stream: &ItemStream) -> (TokenStream, TokenStream) {
    let (ty, stream, send) = match &stream.item {
        StreamItem::Event(ty @ Ty::Scalar(Scalar::String)) => {
            (ty, quote!(EventStream), quote!(send_text_events))
        }
        StreamItem::Event(ty) => (ty, quote!(EventStream), quote!(send_events)),
        StreamItem::WholeEvent(ty) => (ty, quote!(EventStream), quote!(send_whole_events)),
        StreamItem::Line(ty) => (ty, quote!(LineStream), quote!(send_lines)),
        StreamItem::Part(part) => return received::stream(api, part),
    };
    let ty = Paths::qualified(api).ty(ty);
    (quote!(#stream<#ty>), send)
}

/// The methods that send and return the response as a stream.
pub(super) fn stream_methods(api: &Emitter<'_>, operation: &Operation) -> TokenStream {
    let runtime = api.runtime();
    let name = ident(&operation.builder);
    let bytes = (operation.success.content == Content::Bytes).then(|| {
        quote! { #runtime::stream_methods!(bytes, #name, ByteStream, send_stream, ""); }
    });
    let stream = operation.success.stream.as_ref().map(|stream| {
        let (body, send) = stream_body(api, stream);
        let accept = &stream.accept;
        let kind = match &stream.item {
            StreamItem::Event(_) | StreamItem::WholeEvent(_) => quote!(events),
            StreamItem::Line(_) => quote!(lines),
            StreamItem::Part(_) => quote!(parts),
        };
        quote! { #runtime::stream_methods!(#kind, #name, #body, #send, #accept); }
    });
    quote!(#bytes #stream)
}

/// The method that requests another media type.
pub(super) fn other_method(api: &Emitter<'_>, operation: &Operation) -> Option<TokenStream> {
    let others = &operation.success.others;
    if others.is_empty() {
        return None;
    }
    let others: Vec<String> = others.iter().map(|other| doc::code_text(other)).collect();
    let about = format!(
        "Sends the request with another `Accept` header, and returns the response with its raw body. The document also describes {}.",
        others.join(", ")
    );
    let errors = ["# Errors", "See the method that created this request."].map(str::to_owned);
    let doc = doc::paragraphs(api, [about].into_iter().chain(errors));
    Some(quote! {
        #doc
        pub async fn send_as(self, media_type: impl AsRef<str>) -> Result<Response<bytes::Bytes>, Error> {
            self.call.accept(media_type.as_ref()).send_bytes().await
        }
    })
}

/// The types that belong to the operation. `method` is a link to the method that creates its request.
pub(super) fn types(api: &Emitter<'_>, method: &str, operation: &Operation) -> TokenStream {
    let by_status = match &operation.success.content {
        Content::ByStatus(by) => Some(by_status(api, method, by)),
        Content::Empty
        | Content::Text(_)
        | Content::Bytes
        | Content::Json(_)
        | Content::Parts(_)
        | Content::Stream(_) => None,
    };
    let headers = operation.success.headers.as_ref().map(|headers| {
        headers_of(api, &format!("a successful response to {method}"), "response.headers()", headers)
    });
    let parts = received::types(api, method, operation);
    quote!(#by_status #headers #parts)
}

/// The enum of the bodies of successful responses, by status.
fn by_status(api: &Emitter<'_>, method: &str, by: &ByStatus) -> TokenStream {
    let name = ident(&by.name);
    let doc = doc::line(api, format!("A successful response to {method}, by status."));
    let variants = by.cases.iter().map(|case| variant(api, case));
    let arms = by.cases.iter().map(|case| arm(api, case));
    let unknown = ident(&by.unknown);
    let is_whole = by.cases.iter().any(|case| match case.status {
        Status::Code(_) => false,
        Status::Range(_) | Status::Default => true,
    });
    let (other, other_arm) = if is_whole {
        (quote!(), quote!())
    } else {
        (
            quote! {
                /// A response with an undocumented status, with its raw body.
                #unknown(bytes::Bytes),
            },
            quote!(_ => Self::#unknown(received.read_bytes()?),),
        )
    };
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* #other }

        impl ByStatus for #name {
            #[inline]
            fn read(received: &Received) -> Result<Self, Misread> {
                Ok(match received.status.as_u16() { #(#arms)* #other_arm })
            }
        }
    }
}

fn variant(api: &Emitter<'_>, case: &StatusCase) -> TokenStream {
    let status = match case.status {
        Status::Code(code) => format!("Status {code}."),
        Status::Range(first) => format!("Any other status from {first}00 to {first}99."),
        Status::Default => "Any other status.".to_owned(),
    };
    let doc = doc::paragraphs(api, doc::of(&case.doc, &status));
    let name = ident(&case.variant);
    let content = match &case.content {
        Content::Json(ty) | Content::Text(ty) => {
            let ty = Paths::qualified(api).ty(ty);
            quote!((#ty))
        }
        Content::Bytes => quote!((bytes::Bytes)),
        Content::Parts(form) => {
            let name = ident(&form.name);
            quote!((#name))
        }
        Content::Empty | Content::Stream(_) | Content::ByStatus(_) => quote!(),
    };
    quote! { #doc #name #content, }
}

fn arm(api: &Emitter<'_>, case: &StatusCase) -> TokenStream {
    let name = ident(&case.variant);
    let status = match case.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        // Only successful responses are read here.
        Status::Range(_) | Status::Default => quote!(_),
    };
    let value = match &case.content {
        Content::Json(_) => {
            let of_xml = case.xml.map(|xml| xml::reference(api, xml));
            of_xml.map_or_else(|| quote!((received.read()?)), |xml| quote!((received.read_xml(#xml)?)))
        }
        Content::Text(Ty::Scalar(Scalar::String)) => quote!((received.read_text()?)),
        Content::Text(_) => quote!((received.read_text_of()?)),
        Content::Bytes => quote!((received.read_bytes()?)),
        Content::Parts(_) => quote!((received.read_parts()?)),
        Content::Empty | Content::Stream(_) | Content::ByStatus(_) => {
            return quote! {
                #status => {
                    received.read_empty()?;
                    Self::#name
                }
            };
        }
    };
    quote!(#status => Self::#name #value,)
}

/// The struct of the headers of `of`, a response or a part. `example` is an expression for them.
pub(super) fn headers_of(api: &Emitter<'_>, of: &str, example: &str, headers: &Headers) -> TokenStream {
    let name = ident(&headers.name);
    let doc = doc::paragraphs(
        api,
        [
            format!("The headers of {of}. Create it with `{name}::from({example})`."),
            "Missing and invalid headers are `None`.".to_owned(),
        ],
    );
    let fields = headers.fields.iter().map(|field| {
        let doc = doc::paragraphs(
            api,
            doc::of(&field.doc, &format!("The header {}.", doc::code_text(&field.wire))),
        );
        let (name, ty) = (ident(&field.name), Paths::qualified(api).ty(&field.ty));
        let deprecated = doc::deprecated(field.deprecated);
        quote! { #doc #deprecated pub #name: Option<#ty>, }
    });
    let runtime = api.runtime();
    let reads = headers.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        quote!(#name: #runtime::typed_header(headers, #wire),)
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        impl From<&http::HeaderMap> for #name {
            #[inline]
            fn from(headers: &http::HeaderMap) -> Self { Self { #(#reads)* } }
        }
    }
}
