//! What the API sends to its users, and how it is signed.

use super::direction::Direction;
use super::path::RawOperation;
use super::schema::Hint;
use super::{HashSet, Lowering};
use crate::config::{CanonicalForm, SignatureEncoding};
use crate::diagnostics::Diagnostic;
use crate::model::{Doc, Signing, Webhook};
use crate::names::{Case, Scope};

/// What the file of webhooks uses or defines.
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

impl Lowering<'_> {
    /// What operations make the API send to an address that they are told: under the name of the callback.
    pub(crate) fn callbacks(&mut self, raw: &[RawOperation]) -> Vec<(String, RawOperation)> {
        let mut found = Vec::new();
        let mut seen = HashSet::default();
        for operation in raw {
            let callbacks = operation.at.child("callbacks");
            for name in self.spec.keys(&callbacks) {
                let Some(callback) = self.resolve(&callbacks.child(&name)) else { continue };
                // Several operations may share one.
                if !seen.insert(callback.clone()) {
                    continue;
                }
                for address in self.spec.keys(&callback).into_iter().filter(|key| !key.starts_with("x-")) {
                    let Some(item) = self.resolve(&callback.child(&address)) else { continue };
                    found.extend(self.path_item(&item, "").into_iter().map(|raw| (name.clone(), raw)));
                }
            }
        }
        found
    }

    /// What the API sends to its users: `x-webhooks`, `webhooks` as 3.1 has them, and callbacks.
    pub(crate) fn webhooks(&mut self, callbacks: Vec<(String, RawOperation)>) -> Vec<Webhook> {
        let mut found = Vec::new();
        for section in ["webhooks", "x-webhooks"] {
            let section = self.top().child(section);
            for name in self.spec.keys(&section) {
                let Some(item) = self.resolve(&section.child(&name)) else { continue };
                found.extend(self.path_item(&item, "").into_iter().map(|raw| (name.clone(), raw)));
            }
        }
        found.extend(callbacks);
        let names =
            Scope::new(Case::Type, WEBHOOK_TYPES).issue_all(found.iter().map(|(name, _)| name.as_str()));
        found
            .into_iter()
            .zip(names)
            .map(|((wire, raw), name)| {
                let ty = self
                    .json_body(&raw)
                    .map(|at| self.ty_at(&at, Direction::Output, &Hint::new(name.as_str(), "webhook")).0);
                self.operations_at.insert(self.spec.origin(&raw.at), raw.at.clone());
                let doc = Doc {
                    summary: raw.operation.summary,
                    description: raw.operation.description,
                    ..Doc::default()
                };
                Webhook { wire, name, ty, doc, origin: self.spec.origin(&raw.at) }
            })
            .collect()
    }

    /// How webhooks are signed, as the configuration says.
    pub(crate) fn signing(&mut self, webhooks: &[Webhook]) -> Option<Signing> {
        let config = self.config.webhooks.as_ref()?;
        if webhooks.is_empty() {
            self.idle(&["webhooks"], Diagnostic::unused_webhooks());
            return None;
        }
        let mut events = Vec::new();
        for (event, name) in &config.events {
            if let Some(index) = webhooks.iter().position(|webhook| webhook.wire == *name) {
                events.push((event.clone(), index));
            } else {
                let position = self.config.position(&["webhooks", "events", event]);
                self.diagnostics.push(Diagnostic::unknown_webhook(name).in_file(position));
            }
        }
        Some(Signing {
            header: config.signature_header.to_lowercase(),
            base64: config.encoding == SignatureEncoding::Base64,
            sorted: config.canonical == CanonicalForm::SortedJson,
            event: config.event.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect(),
            events,
        })
    }
}
