//! Webhooks: the body type of each event, and signatures.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::describe::{self, Scope};
use super::doc;
use super::ty::{Paths, ident};
use super::{Emitter, FileItems};
use crate::markdown;
use crate::model::{Callback, Signing, Webhook, WebhookEvents, WebhookHeader, WebhookId, WebhookValue};

/// The items of `webhooks.rs`.
pub(super) fn file<'a>(api: &'a Emitter<'a>) -> FileItems<'a> {
    let items = api.webhooks.iter().map(|webhook| item(api, webhook));
    let mut uses = BTreeSet::new();
    for ty in api.webhooks.iter().filter_map(|webhook| webhook.ty.as_ref()) {
        ty.visit(&mut |_, _| {
            uses.insert("crate::types".to_owned());
        });
        if ty.has_number() {
            uses.insert("crate::runtime::Number".to_owned());
        }
    }
    let signing = api.signing.as_ref().map(|signing| signing_items(api, signing));
    if api.signing.is_some() {
        let names = [
            "runtime::Secret",
            "runtime::WebhookError",
            "runtime::Algorithm",
            "runtime::Canonical",
            "runtime::Check",
            "runtime::Encoding",
            "runtime::Webhooks",
        ];
        uses.extend(names.map(|name| format!("crate::{name}")));
    }
    let events = api.events.as_ref().map(|events| event(api, events));
    let headers = api.webhook_headers.iter().map(|header| header_item(api, header));
    let tokens = Box::new(items.chain(events).chain(headers).chain(signing));
    let about = if api.signing.is_some() {
        "Webhooks: the body of each event, and its signature."
    } else {
        "Webhooks: the body of each event."
    };
    let about = about.to_owned();
    FileItems { path: "webhooks.rs".to_owned(), about, uses, texts: &api.texts, tokens }
}

/// The functions that check and make signatures, and the enum of all events.
fn signing_items(api: &Emitter<'_>, signing: &Signing) -> TokenStream {
    let header = &signing.header;
    let encoding = if signing.base64 { quote!(Base64) } else { quote!(Hex) };
    let canonical = if signing.sorted { quote!(SortedJson) } else { quote!(Raw) };
    let parsed = if api.events.is_some() { quote!(WebhookEvent) } else { quote!(serde_json::Value) };
    let key = signing.key.as_ref().map(|key| {
        let text = format!(" The key is {}.", markdown::line(key));
        quote! {
            #[doc = ""]
            #[doc = #text]
        }
    });
    quote! {
        /// The header that carries the signature.
        pub const SIGNATURE_HEADER: &str = #header;

        static WEBHOOKS: Webhooks = Webhooks {
            header: SIGNATURE_HEADER,
            algorithm: Algorithm::HmacSha256,
            encoding: Encoding::#encoding,
            canonical: Canonical::#canonical,
        };

        /// Checks, in constant time, that `signature` is the signature of `body` with `key`. `body` is the exact body of the request.
        #key
        ///
        /// [`Verifier`] accepts several keys, and bodies of more than 1 MiB.
        ///
        /// # Errors
        ///
        /// If the signature is wrong, the key is empty, or the body is longer than 1 MiB.
        pub fn verify(signature: impl AsRef<[u8]>, body: impl AsRef<[u8]>, key: impl Into<Secret>) -> Result<(), WebhookError> {
            Verifier::new(key).verify(signature, body)
        }

        /// The signature of `body`, for tests of a receiver.
        pub fn sign(body: impl AsRef<[u8]>, key: impl Into<Secret>) -> String {
            WEBHOOKS.sign(body.as_ref(), &key.into())
        }

        /// Checks the signature as [`verify`] does, then reads the event.
        #key
        ///
        /// # Errors
        ///
        /// The errors of [`verify`], and if the body does not match the document.
        pub fn parse(
            signature: impl AsRef<[u8]>,
            body: impl AsRef<[u8]>,
            key: impl Into<Secret>,
        ) -> Result<#parsed, WebhookError> {
            Verifier::new(key).parse(signature, body)
        }

        /// Checks signatures with several keys, or of longer bodies than [`verify`] accepts.
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct Verifier {
            check: Check,
        }

        impl Verifier {
            /// A verifier with this key, for bodies of up to 1 MiB.
            pub fn new(key: impl Into<Secret>) -> Self {
                Self { check: Check::new(key.into()) }
            }

            /// Also accepts signatures with this key, such as the old one during a key rotation.
            pub fn or_key(mut self, key: impl Into<Secret>) -> Self {
                self.check.add_key(key.into());
                self
            }

            /// Sets the maximum length of a body in bytes. Default: 1 MiB. A longer body is rejected before the signature is computed.
            pub fn max_body_bytes(mut self, limit: usize) -> Self {
                self.check.set_max_body_bytes(limit);
                self
            }

            /// Checks, in constant time, that `signature` is the signature of `body` with one of the keys. `body` is the exact body
            /// of the request.
            ///
            /// # Errors
            ///
            /// If the signature is wrong, a key is empty, or the body is too long.
            pub fn verify(&self, signature: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Result<(), WebhookError> {
                WEBHOOKS.verify(signature.as_ref(), body.as_ref(), &self.check)
            }

            /// Checks the signature as [`verify`](Self::verify) does, then reads the event.
            ///
            /// # Errors
            ///
            /// The errors of [`verify`](Self::verify), and if the body does not match the document.
            pub fn parse(
                &self,
                signature: impl AsRef<[u8]>,
                body: impl AsRef<[u8]>,
            ) -> Result<#parsed, WebhookError> {
                WEBHOOKS.parse(signature.as_ref(), body.as_ref(), &self.check)
            }
        }
    }
}

/// The enum of all events. A property of the body determines the variant.
fn event(api: &Emitter<'_>, events: &WebhookEvents) -> TokenStream {
    let path = &events.path;
    let mut used: Vec<WebhookId> = events.values.iter().map(|value| value.webhook).collect();
    used.sort_unstable();
    used.dedup();
    let variants = used.iter().map(|&id| {
        let webhook = api.webhook(id);
        let mut text = doc::of(&webhook.doc, &described(api, webhook));
        let values = events.values.iter().filter(|value| value.webhook == id);
        let values: Vec<String> = values.map(|value| doc::code_text(&value.value)).collect();
        text.push(format!("{} is {}.", doc::code_text(&path.join(".")), values.join(" or ")));
        let (doc, name) = (doc::paragraphs(api, text), ident(&webhook.name));
        quote! { #doc #name(#name), }
    });
    let runtime = api.runtime();
    let arms = events.values.iter().map(|WebhookValue { value, webhook }| {
        let name = ident(&api.webhook(*webhook).name);
        quote! { Some(#value) => { #runtime::json::read_as(self, Self::#name, reader)?; } }
    });
    let about = format!(" An event that the API sent: {} identifies it.", doc::code_text(&path.join(".")));
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum WebhookEvent {
            #(#variants)*
            /// An event that this version of the crate does not know, unchanged.
            Unknown(serde_json::Value),
        }

        impl #runtime::json::ReadJson for WebhookEvent {
            fn blank() -> Self { Self::Unknown(serde_json::Value::Null) }

            fn read(&mut self, reader: &mut #runtime::json::Reader<'_>) -> Result<(), #runtime::json::JsonError> {
                let start = reader.mark();
                let mut body = serde_json::Value::Null;
                #runtime::json::ReadJson::read(&mut body, reader)?;
                let end = reader.mark();
                let event = [#(#path),*].iter().try_fold(&body, |value, key| value.get(key));
                reader.repeat_from(start);
                match event.and_then(serde_json::Value::as_str) {
                    #(#arms)*
                    _ => *self = Self::Unknown(body),
                }
                reader.return_to(end);
                Ok(())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for WebhookEvent {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #runtime::json::bridge::read(deserializer)
            }
        }
    }
}

/// The constant for a header.
fn header_item(api: &Emitter<'_>, header: &WebhookHeader) -> TokenStream {
    let wire = &header.wire;
    let doc = doc::paragraphs(api, doc::of(&header.doc, &format!("The header {}.", doc::code_text(wire))));
    let name = ident(&header.name);
    quote! { #doc pub const #name: &str = #wire; }
}

/// The documentation of an event without a description.
fn described(api: &Emitter<'_>, webhook: &Webhook) -> String {
    let body = match &webhook.ty {
        Some(ty) => describe::value(api, ty, Scope::Elsewhere),
        None => "It has no body.".to_owned(),
    };
    format!("The body of the event {}. {body}", doc::code_text(&webhook.wire))
}

/// The reason why the API sends a callback.
fn sent(callback: &Callback) -> String {
    let requests: Vec<String> = callback.requests.iter().map(|request| doc::code_text(request)).collect();
    let (url, requests) = (doc::code_text(&callback.url), requests.join(", "));
    format!("A callback: the API sends it to {url} after {requests}.")
}

fn item(api: &Emitter<'_>, webhook: &Webhook) -> TokenStream {
    let mut text = doc::of(&webhook.doc, &described(api, webhook));
    text.extend(webhook.callback.as_ref().map(sent));
    text.push(doc::source(&webhook.origin));
    let doc = doc::paragraphs(api, text);
    let name = ident(&webhook.name);
    let ty = webhook.ty.as_ref().map_or_else(|| quote!(()), |ty| Paths::qualified(api).ty(ty));
    quote! { #doc pub type #name = #ty; }
}
