//! Events that the API sends to its users, and their signatures.

use super::operations::{RawOperation, operation_doc, path_item};
use super::types::{self, NameHint, TypeArena, TypeRequest};
use super::{Ctx, Input, warn_unused};
use crate::collections::{HashMap, HashSet};
use crate::config::{CanonicalForm, SignatureEncoding, Webhooks as SigningConfig};
use crate::diagnostics::Diagnostic;
use crate::document::Spec;
use crate::model::{SignedEvent, Signing, Webhook, WebhookId};
use crate::names::{Case, Scope};
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

/// An event as declared in the document.
pub(super) struct RawEvent {
    /// The name of the webhook or the callback.
    name: String,
    pub(super) operation: RawOperation,
}

/// Reads the events of a document: `webhooks` (OpenAPI 3.1), `x-webhooks`, and the callbacks of operations.
pub(super) fn read(input: &Input<'_>, raw: &[RawOperation]) -> Vec<RawEvent> {
    let mut events = Vec::new();
    for section in ["webhooks", "x-webhooks"] {
        let section = input.section(&[section]);
        for name in input.spec.keys(&section) {
            add_item(input, &name, &section.child(&name), &mut events);
        }
    }
    // Several operations may share a callback.
    let mut seen = HashSet::default();
    for operation in raw {
        let callbacks = operation.at.child("callbacks");
        for name in input.spec.keys(&callbacks) {
            let Some(callback) = input.spec.follow(&callbacks.child(&name), input.sink) else { continue };
            if seen.insert(callback.clone()) {
                for address in input.spec.keys(&callback).iter().filter(|key| !key.starts_with("x-")) {
                    add_item(input, &name, &callback.child(address), &mut events);
                }
            }
        }
    }
    events
}

/// Adds the operations of the path item at `at`.
fn add_item(input: &Input<'_>, name: &str, at: &Pointer, events: &mut Vec<RawEvent>) {
    let Some(item) = input.spec.follow(at, input.sink) else { return };
    let operations = path_item(input, &item, "").into_iter();
    events.extend(operations.map(|operation| RawEvent { name: name.to_owned(), operation }));
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
    for (RawEvent { name: wire, operation }, name) in events.iter().zip(names) {
        let request =
            TypeRequest::new(Direction::Output, NameHint::new(&[name.to_string()].into(), "webhook"));
        let schema = operation.body_schema(ctx.spec);
        let ty = schema.map(|at| types::value(ctx, arena, &at, &request).ty);
        let (doc, origin) = (operation_doc(operation), operation.origin.clone());
        webhooks.push(Webhook { wire: wire.clone(), name, ty, doc, origin });
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
        event: config.event.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect(),
        events: signed_events(input, config, webhooks),
    })
}

/// The names of events in the configuration.
fn signed_events(input: &Input<'_>, config: &SigningConfig, webhooks: &[Webhook]) -> Vec<SignedEvent> {
    let mut ids: HashMap<&str, WebhookId> = HashMap::default();
    for (index, webhook) in webhooks.iter().enumerate() {
        ids.entry(&webhook.wire).or_insert(WebhookId(index));
    }
    let mut events = Vec::new();
    for (event, name) in &config.events {
        if let Some(webhook) = ids.get(name.as_str()) {
            events.push(SignedEvent { name: event.clone(), webhook: *webhook });
        } else {
            let keys = ["webhooks", "events", event];
            warn_unused(input.config, input.sink, &keys, Diagnostic::unknown_webhook(name));
        }
    }
    events
}
