//! The property of a body that identifies the event.

use super::super::{Ctx, warn_unused};
use super::RawEvent;
use crate::collections::{HashMap, HashSet};
use crate::config::Webhooks as Config;
use crate::diagnostics::Diagnostic;
use crate::model::{Webhook, WebhookEvents, WebhookId, WebhookValue};
use crate::schema::{FlatSchema, Node};
use crate::source::Value;

/// The deepest property that identifies an event.
const MAX_DEPTH: usize = 3;

/// The most properties of a body that are examined.
const MAX_PROPERTIES: usize = 1000;

/// The property that identifies the event: that of the configuration, or else one whose values differ in the bodies of all webhooks.
pub(in crate::lower) fn events(
    ctx: &Ctx<'_>,
    raw: &[RawEvent],
    webhooks: &[Webhook],
) -> Option<WebhookEvents> {
    let config = ctx.config.webhooks.as_ref();
    let path = config.and_then(|config| config.event.as_ref());
    let path: Option<Vec<String>> = path.map(|path| path.split('.').map(str::to_owned).collect());
    match (config, path) {
        (Some(config), Some(path)) if !config.events.is_empty() => {
            Some(WebhookEvents { path, values: configured(ctx, config, webhooks) })
        }
        (_, path) => inferred(ctx, raw, path),
    }
    .filter(|events| !events.values.is_empty())
}

/// The names of events in the configuration.
fn configured(ctx: &Ctx<'_>, config: &Config, webhooks: &[Webhook]) -> Vec<WebhookValue> {
    let mut ids: HashMap<&str, WebhookId> = HashMap::default();
    for (index, webhook) in webhooks.iter().enumerate() {
        ids.entry(&webhook.wire).or_insert(WebhookId(index));
    }
    let mut values = Vec::new();
    for (value, name) in &config.events {
        if let Some(webhook) = ids.get(name.as_str()) {
            values.push(WebhookValue { value: value.clone(), webhook: *webhook });
        } else {
            let keys = ["webhooks", "events", value];
            warn_unused(ctx.config, ctx.sink, &keys, Diagnostic::unknown_webhook(name));
        }
    }
    values
}

/// The values of a property, if the document lists them, and no value is in the bodies of two webhooks. Without a path, the first such
/// property: preferably one with a single value, near the root, and required.
fn inferred(ctx: &Ctx<'_>, raw: &[RawEvent], path: Option<Vec<String>>) -> Option<WebhookEvents> {
    let body = |event: &RawEvent| ctx.graph.at(&event.operation.body_schema(ctx.spec)?);
    let bodies: Vec<&Node> = raw.iter().map(body).collect::<Option<_>>()?;
    let [first, _, ..] = bodies.as_slice() else { return None };
    let candidates = match path {
        Some(path) => vec![path],
        None => candidates(ctx, &first.schema),
    };
    candidates.into_iter().find_map(|path| {
        let mut seen = HashSet::default();
        let mut values = Vec::new();
        for (index, body) in bodies.iter().enumerate() {
            for value in values_at(ctx, &body.schema, &path)? {
                if !seen.insert(value) {
                    return None;
                }
                values.push(WebhookValue { value: value.to_owned(), webhook: WebhookId(index) });
            }
        }
        Some(WebhookEvents { path, values })
    })
}

/// The paths to properties whose values are listed, the best first.
fn candidates(ctx: &Ctx<'_>, schema: &FlatSchema) -> Vec<Vec<String>> {
    let mut found: Vec<(bool, usize, bool, Vec<String>)> = Vec::new();
    let mut level: Vec<(Vec<String>, bool, &FlatSchema)> = vec![(Vec::new(), true, schema)];
    let mut examined = 0;
    for depth in 0..MAX_DEPTH {
        let mut next = Vec::new();
        for (path, is_required, schema) in level {
            for (name, at) in &schema.properties {
                let Some(node) = ctx.graph.at(at).filter(|_| examined < MAX_PROPERTIES) else { continue };
                examined += 1;
                let path: Vec<String> = path.iter().chain([name]).cloned().collect();
                let is_required = is_required && schema.required.contains(name);
                if let Some(values) = strings(&node.schema) {
                    found.push((values.len() > 1, depth, !is_required, path.clone()));
                }
                next.push((path, is_required, &*node.schema));
            }
        }
        level = next;
    }
    found.sort_by_key(|(several, depth, optional, _)| (*several, *depth, *optional));
    found.into_iter().map(|(_, _, _, path)| path).collect()
}

/// The listed strings of the property at a path.
fn values_at<'g>(ctx: &Ctx<'g>, schema: &'g FlatSchema, path: &[String]) -> Option<Vec<&'g str>> {
    let mut schema = schema;
    for name in path {
        schema = &ctx.graph.at(schema.properties.get(name)?)?.schema;
    }
    strings(schema)
}

/// The values of an enum of strings.
fn strings(schema: &FlatSchema) -> Option<Vec<&str>> {
    let values: Option<Vec<&str>> = schema.enumeration.iter().map(Value::as_str).collect();
    values.filter(|values| !values.is_empty())
}
