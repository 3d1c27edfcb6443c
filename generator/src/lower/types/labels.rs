//! The names of alternatives.

use super::Ctx;
use super::alternative::Alternative;
use crate::collections::HashMap;
use crate::schema::{FlatSchema, JsonType};
use crate::source::{Pointer, Value};

/// The name of an object without a name.
const OBJECT: &str = "object";

/// The names of alternatives. If there are several objects without a name, each is named after its first required property that no other
/// alternative has.
pub(super) fn labels(ctx: &Ctx<'_>, alternatives: &[Alternative<'_>]) -> Vec<String> {
    let mut labels: Vec<String> = alternatives.iter().map(|alternative| label(ctx, alternative)).collect();
    if labels.iter().filter(|label| *label == OBJECT).count() < 2 {
        return labels;
    }
    let mut counts: HashMap<&str, usize> = HashMap::default();
    for name in alternatives.iter().flat_map(|alternative| alternative.schema.properties.keys()) {
        *counts.entry(name).or_default() += 1;
    }
    for (label, Alternative { schema, .. }) in labels.iter_mut().zip(alternatives) {
        let is_own = |name: &&String| schema.required.contains(*name) && counts[name.as_str()] == 1;
        if label == OBJECT
            && let Some(name) = schema.properties.keys().find(is_own)
        {
            label.clone_from(name);
        }
    }
    labels
}

fn label(ctx: &Ctx<'_>, alternative: &Alternative<'_>) -> String {
    let schema = alternative.schema;
    let name = ctx.graph[alternative.found.target].name.clone();
    if let Some(name) = name.or_else(|| ctx.graph.name(ctx.spec, &target(ctx, alternative))) {
        return name;
    }
    if let Some(title) = &schema.title {
        return title.clone();
    }
    if let [Value::String(only)] = alternative.keys.as_slice() {
        return only.clone();
    }
    match schema.kind {
        Some(JsonType::String) => schema.format.as_deref().unwrap_or("string"),
        Some(JsonType::Array) => return list_label(ctx, schema),
        Some(JsonType::Object) => OBJECT,
        Some(kind) => kind_label(kind),
        None if schema.is_object() => OBJECT,
        None => "value",
    }
    .to_owned()
}

/// The location of the schema that an alternative is or refers to.
pub(super) fn target(ctx: &Ctx<'_>, alternative: &Alternative<'_>) -> Pointer {
    let location = ctx.graph.location(alternative.at);
    ctx.spec.resolve(location).unwrap_or_else(|_| location.clone())
}

/// A list is named after its items.
fn list_label(ctx: &Ctx<'_>, schema: &FlatSchema) -> String {
    let items = schema.items.as_ref().and_then(|items| ctx.graph.at(items));
    let item = items.and_then(|node| {
        let kind = || node.schema.kind.filter(|kind| *kind != JsonType::Object);
        node.name.clone().or_else(|| Some(kind_label(kind()?).to_owned()))
    });
    item.map_or_else(|| "list".to_owned(), |item| format!("{item} list"))
}

fn kind_label(kind: JsonType) -> &'static str {
    match kind {
        JsonType::String => "string",
        JsonType::Number => "number",
        JsonType::Integer => "integer",
        JsonType::Boolean => "boolean",
        JsonType::Array => "list",
        JsonType::Object => OBJECT,
    }
}
