//! Webhooks in the README.

use serde::Serialize;

use crate::markdown;
use crate::model::{Api, WebhookId};

/// Webhooks, for the README.
#[derive(Debug, Serialize)]
pub(super) struct Context {
    /// The variants of the enum of events that the example shows.
    variants: Vec<String>,
    /// The property that identifies an event, as Markdown.
    property: Option<String>,
    /// The header with the signature, its encoding, and the key.
    header: String,
    base64: bool,
    sorted: bool,
    key: Option<String>,
    /// The constants of other headers, with the names of the headers.
    headers: Vec<(String, String)>,
}

/// The most variants of events in the README.
const README_EVENTS: usize = 3;

/// The values for the section about webhooks. `None` if there are none.
pub(super) fn context(api: &Api) -> Option<Context> {
    if api.webhooks.is_empty() {
        return None;
    }
    let mut shown: Vec<WebhookId> =
        api.events.iter().flat_map(|events| &events.values).map(|value| value.webhook).collect();
    shown.sort_unstable();
    shown.dedup();
    let signing = api.signing.as_ref();
    Some(Context {
        variants: shown.iter().take(README_EVENTS).map(|id| api.webhook(*id).name.to_string()).collect(),
        property: api.events.as_ref().map(|events| markdown::code(&events.path.join("."))),
        header: signing.map(|signing| markdown::code(&signing.header)).unwrap_or_default(),
        base64: signing.is_some_and(|signing| signing.base64),
        sorted: signing.is_some_and(|signing| signing.sorted),
        key: signing.and_then(|signing| signing.key.as_deref()).map(markdown::line),
        headers: api
            .webhook_headers
            .iter()
            .map(|header| (header.name.to_string(), markdown::code(&header.wire)))
            .collect(),
    })
}
