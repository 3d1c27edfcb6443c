//! Events that the API sends to its users, and their signatures.

mod events;

use std::ops::Range;

pub(super) use self::events::events;

use super::operations::{RawOperation, operation_doc, path_item};
use super::types::{self, NameHint, TypeArena, TypeRequest};
use super::{Ctx, Input, warn_unused};
use crate::collections::{HashMap, HashSet};
use crate::config::{CanonicalForm, SignatureEncoding};
use crate::diagnostics::{Diagnostic, XmlProblem};
use crate::document::Spec;
use crate::model::{Callback, Doc, Signing, Webhook, WebhookHeader};
use crate::names::{Case, Ident, Scope};
use crate::schema::Direction;
use crate::source::Pointer;

/// Types that the file of webhooks uses or defines.
const WEBHOOK_TYPES: &[&str] = &[
    "Algorithm",
    "Canonical",
    "Check",
    "Encoding",
    "Secret",
    "Unknown",
    "Verifier",
    "WebhookError",
    "WebhookEvent",
    "Webhooks",
];

/// Constants and statics in the file of webhooks.
const WEBHOOK_CONSTANTS: &[&str] = &["SIGNATURE_HEADER", "WEBHOOKS"];

/// An event as declared in the document.
pub(super) struct RawEvent {
    /// The name of the webhook or the callback.
    name: String,
    /// The requests that ask for it, if it is a callback.
    callback: Option<Callback>,
    pub(super) operation: RawOperation,
}

/// Reads the events of a document: `webhooks` (OpenAPI 3.1), `x-webhooks`, and the callbacks of operations.
pub(super) fn read(input: &Input<'_>, raw: &[RawOperation]) -> Vec<RawEvent> {
    let mut events = Vec::new();
    for section in ["webhooks", "x-webhooks"] {
        let section = input.section(&[section]);
        for name in input.spec.keys(&section) {
            events.extend(item(input, &name, &section.child(&name), None));
        }
    }
    // Several operations may share a callback.
    let mut seen: HashMap<Pointer, Range<usize>> = HashMap::default();
    for operation in raw {
        let callbacks = operation.at.child("callbacks");
        for name in input.spec.keys(&callbacks) {
            let Some(callback) = input.spec.follow(&callbacks.child(&name), input.sink) else { continue };
            if let Some(known) = seen.get(&callback) {
                let known = events.get_mut(known.clone()).into_iter().flatten();
                let known = known.filter_map(|event| event.callback.as_mut());
                known.for_each(|callback| callback.requests.push(operation.request()));
                continue;
            }
            let first = events.len();
            for url in input.spec.keys(&callback).into_iter().filter(|key| !key.starts_with("x-")) {
                let at = callback.child(&url);
                let callback = Callback { url, requests: vec![operation.request()] };
                events.extend(item(input, &name, &at, Some(&callback)));
            }
            seen.insert(callback, first..events.len());
        }
    }
    events
}

/// The events of the path item at `at`.
fn item(input: &Input<'_>, name: &str, at: &Pointer, callback: Option<&Callback>) -> Vec<RawEvent> {
    let Some(item) = input.spec.follow(at, input.sink) else { return Vec::new() };
    let event = |operation| RawEvent { name: name.to_owned(), callback: callback.cloned(), operation };
    path_item(input, &item, "").into_iter().map(event).collect()
}

/// The schemas that events use.
pub(super) fn roots(spec: &Spec, events: &[RawEvent]) -> Vec<Pointer> {
    events.iter().filter_map(|event| event.operation.body_schema(spec)).collect()
}

/// The events, with their types.
pub(super) fn webhooks(ctx: &Ctx<'_>, arena: &mut TypeArena, events: &[RawEvent]) -> Vec<Webhook> {
    let names = events.iter().map(|event| event.name.as_str());
    let names = Scope::new(Case::Type, WEBHOOK_TYPES).issue_all_as(names, "event");
    let mut webhooks = Vec::new();
    for (RawEvent { name: wire, callback, operation }, name) in events.iter().zip(names) {
        let request =
            TypeRequest::new(Direction::Output, NameHint::new(&[name.to_string()].into(), "webhook"));
        let schema = operation.body_schema(ctx.spec);
        if let Some(at) = schema.as_ref().filter(|_| operation.has_xml_body(ctx.spec)) {
            ctx.sink.report(Diagnostic::undescribed_xml(at, XmlProblem::Event));
        }
        let ty = schema.map(|at| types::value(ctx, arena, &at, &request).ty);
        let (doc, origin) = (operation_doc(ctx.spec, operation), operation.origin.clone());
        webhooks.push(Webhook { wire: wire.clone(), name, ty, callback: callback.clone(), doc, origin });
    }
    webhooks
}

/// The signatures of webhooks, according to the configuration.
pub(super) fn signing(input: &Input<'_>, webhooks: &[Webhook]) -> Option<Signing> {
    let config = input.config.webhooks.as_ref()?;
    if webhooks.is_empty() {
        warn_unused(input.config, input.sink, &["webhooks"], Diagnostic::unused_webhooks());
        return None;
    }
    Some(Signing {
        header: config.signature_header.to_lowercase(),
        base64: config.encoding == SignatureEncoding::Base64,
        sorted: config.canonical == CanonicalForm::SortedJson,
        key: config.key.clone(),
    })
}

/// The headers that the document describes, without that of the signature.
pub(super) fn headers(spec: &Spec, events: &[RawEvent], signing: Option<&Signing>) -> Vec<WebhookHeader> {
    let signature = signing.map(|signing| signing.header.as_str());
    let mut seen: HashSet<String> = signature.iter().map(|header| (*header).to_owned()).collect();
    let described = events.iter().flat_map(|event| event.operation.headers(spec));
    let described: Vec<(&str, Doc)> =
        described.filter(|(wire, _)| seen.insert(wire.to_lowercase())).collect();
    let labels: Vec<String> = described.iter().map(|(wire, _)| header_label(wire, signature)).collect();
    let names = Scope::new(Case::Constant, WEBHOOK_CONSTANTS).issue_all(labels.iter().map(String::as_str));
    let header =
        |((wire, doc), name): ((&str, Doc), Ident)| WebhookHeader { wire: wire.to_lowercase(), name, doc };
    described.into_iter().zip(names).map(header).collect()
}

/// The label of a header, without the prefix that it shares with that of the signature: `event type header` for `x-shop-event-type`.
fn header_label(wire: &str, signature: Option<&str>) -> String {
    let wire = wire.to_lowercase();
    let prefix = signature.and_then(|header| Some(&header[..=header.rfind('-')?])).unwrap_or_default();
    let rest = wire.strip_prefix(prefix).unwrap_or(&wire);
    format!("{} header", rest.strip_prefix("x-").filter(|rest| !rest.is_empty()).unwrap_or(rest))
}
