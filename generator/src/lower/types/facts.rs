//! The facts about an alternative that may name it.

use super::Ctx;
use super::alternative::{Alternative, constants, target};
use crate::collections::HashMap;
use crate::names::Case;
use crate::schema::{Additional, FlatSchema, JsonType, Node};
use crate::source::Value;

/// A label, and the kind of fact that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) strength: Strength,
    pub(super) label: String,
}

/// The kinds of facts. Of two equal labels, that of the stronger kind stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    Component,
    Constant,
    Title,
    Shape,
}

/// The most parts of a component's name that are read as namespaces.
const MAX_SEGMENTS: usize = 8;

/// The longest constant that is a name.
const MAX_CONSTANT: usize = 60;

/// The most nested lists that a label describes.
const MAX_LISTS: usize = 3;

/// Words that say little on their own.
const VAGUE: &[&str] = &[
    "array", "base", "body", "data", "details", "id", "info", "input", "item", "items", "kind", "list",
    "main", "map", "model", "name", "object", "output", "param", "params", "ref", "request", "response",
    "result", "schema", "type", "union", "value", "view",
];

/// Words that no label begins with.
const NOT_FIRST: &[&str] = &["and", "of", "or", "s"];

/// Words that no label ends with.
const NOT_LAST: &[&str] =
    &["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"];

/// Properties by the number of alternatives that have them, and that require them.
#[derive(Debug, Default)]
pub(super) struct Counts<'g> {
    described: HashMap<&'g str, usize>,
    required: HashMap<&'g str, usize>,
}

impl<'g> Counts<'g> {
    pub(super) fn of(alternatives: &[Alternative<'g>]) -> Self {
        let mut counts = Self::default();
        for Alternative { schema, .. } in alternatives {
            for name in schema.properties.keys() {
                *counts.described.entry(name).or_default() += 1;
            }
            for name in &schema.required {
                *counts.required.entry(name).or_default() += 1;
            }
        }
        counts
    }

    /// The property that names an object: one that it alone requires, or else one that it alone has. `None` if there is none.
    fn own(&self, schema: &FlatSchema) -> Option<String> {
        let is_single = |counts: &HashMap<&str, usize>, name: &str| counts.get(name) == Some(&1);
        let rank = |name: &str| {
            let (is_own, required) = (is_single(&self.described, name), schema.required.contains(name));
            match (is_own, required) {
                (true, true) => Some(0),
                (false, true) if is_single(&self.required, name) => Some(1),
                (true, false) => Some(2),
                _ => None,
            }
        };
        let ranked = schema.properties.keys().filter_map(|name| Some((rank(name)?, is_vague(name), name)));
        ranked.min_by_key(|(rank, is_vague, _)| (*is_vague, *rank)).map(|(_, _, name)| name.clone())
    }
}

/// A union: its name in the document, and the property of its discriminator.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About<'g> {
    pub(super) name: Option<&'g str>,
    pub(super) discriminator: Option<&'g str>,
}

/// The labels of an alternative, the best first.
pub(super) fn facts(
    ctx: &Ctx<'_>,
    union: About<'_>,
    alternative: &Alternative<'_>,
    counts: &Counts<'_>,
) -> Vec<Fact> {
    if let Some(name) = component(ctx, alternative) {
        let labels = component_labels(&name, union.name).into_iter();
        return labels.map(|label| Fact { strength: Strength::Component, label }).collect();
    }
    let schema = alternative.schema;
    let Constants { tags, others, flags } = own_constants(ctx, union, schema);
    let mut facts = Vec::new();
    let mut add = |strength, labels: Vec<String>| {
        facts.extend(labels.into_iter().map(|label| Fact { strength, label }));
    };
    add(Strength::Constant, tags);
    add(Strength::Title, titles(union.name, schema));
    add(Strength::Constant, others);
    let is_object = schema.is_object();
    if !is_object || facts.is_empty() {
        facts.extend(shapes(ctx, schema).into_iter().map(|label| Fact { strength: Strength::Shape, label }));
    }
    if is_object {
        let rest = flags.into_iter().chain(counts.own(schema));
        facts.extend(rest.map(|label| Fact { strength: Strength::Shape, label }));
    }
    facts
}

/// The labels of a title: the words that it adds to the name of the union, and all of it.
fn titles(union: Option<&str>, schema: &FlatSchema) -> Vec<String> {
    let title = schema.title.as_deref().filter(|title| title.contains(char::is_alphanumeric));
    let Some(title) = title else { return Vec::new() };
    union.and_then(|union| added_words(union, title)).into_iter().chain([title.to_owned()]).collect()
}

/// The name that the document gives to an alternative.
pub(super) fn component(ctx: &Ctx<'_>, alternative: &Alternative<'_>) -> Option<String> {
    let name = ctx.graph[alternative.found.target].name.clone();
    name.or_else(|| ctx.graph.name(ctx.spec, &target(ctx, alternative)))
}

/// The labels for the name of a component: the words that it adds to the name of the union, its last part, and longer ones.
fn component_labels(name: &str, union: Option<&str>) -> Vec<String> {
    let mut labels = unqualified(name);
    let union = union.map(|union| unqualified(union).swap_remove(0));
    if let (Some(union), Some(shortest)) = (union, labels.first())
        && let Some(added) = added_words(&union, shortest)
    {
        labels.insert(0, added);
    }
    labels
}

/// A name without its namespaces, then with ever more of them: `Container`, `v1 Container`, … for `io.k8s.api.core.v1.Container`.
fn unqualified(name: &str) -> Vec<String> {
    let separator = if name.contains("__") { "__" } else { "." };
    let parts: Vec<&str> = name.split(separator).collect();
    // The names of events (`order.created`) are not namespaces.
    let is_qualified =
        parts.last().is_some_and(|last| last.starts_with(char::is_uppercase) || parts.len() > 3);
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty()) || !is_qualified {
        return vec![name.to_owned()];
    }
    let shorter = (1..parts.len().min(MAX_SEGMENTS)).map(|count| parts[parts.len() - count..].join(" "));
    let shorter = shorter.skip_while(|label| words(label).iter().all(|word| is_vague(word)));
    shorter.chain([name.to_owned()]).collect()
}

/// The words that a name adds to the name of its union, before it, after it or inside: `cat` for `PetCat` in `Pet`. `None` if they say
/// little on their own.
fn added_words(union: &str, name: &str) -> Option<String> {
    let (union, words) = (words(union), words(name));
    let count = words.len().checked_sub(union.len()).filter(|count| *count > 0 && !union.is_empty())?;
    let start = (0..=union.len())
        .rev()
        .find(|&start| words.starts_with(&union[..start]) && words.ends_with(&union[start..]))?;
    let added = &words[start..start + count];
    let (first, last) = (added.first()?.as_str(), added.last()?.as_str());
    let is_clear = first.starts_with(char::is_alphabetic)
        && !NOT_FIRST.contains(&first)
        && !NOT_LAST.contains(&last)
        && !added.windows(union.len()).any(|part| part == union)
        && !added.iter().all(|word| is_vague(word) || word.len() == 1);
    is_clear.then(|| added.join("_"))
}

fn words(name: &str) -> Vec<String> {
    Case::Value.apply(name).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_vague(word: &str) -> bool {
    VAGUE.binary_search(&word).is_ok()
}

/// The labels of properties with one possible value.
#[derive(Debug, Default)]
struct Constants {
    /// Strings of properties that tell kinds of objects apart.
    tags: Vec<String>,
    /// Strings of other required properties.
    others: Vec<String>,
    /// Other values.
    flags: Vec<String>,
}

fn own_constants(ctx: &Ctx<'_>, union: About<'_>, schema: &FlatSchema) -> Constants {
    let mut found = Constants::default();
    for required in [true, false] {
        for name in schema.properties.keys().filter(|name| schema.required.contains(*name) == required) {
            let is_tag =
                union.discriminator == Some(name) || words(name).last().is_some_and(|last| is_tag(last));
            match constants(ctx, schema, name) {
                [Value::String(only)] if is_tag => found.tags.extend(constant(only)),
                [Value::String(only)] if required => found.others.extend(constant(only)),
                [Value::String(_)] => {}
                [Value::Bool(true)] => found.flags.push(name.clone()),
                [Value::Bool(false)] => found.flags.push(format!("not {name}")),
                [only] => found.flags.push(format!("{name} {only}")),
                _ => {}
            }
        }
    }
    found
}

/// Whether a property with this last word tells kinds of objects apart.
fn is_tag(word: &str) -> bool {
    matches!(
        word,
        "action" | "category" | "event" | "kind" | "object" | "op" | "operation" | "role" | "tag" | "type"
    )
}

/// The label for a string, if it is one.
fn constant(text: &str) -> Option<String> {
    let first = text.chars().find(|c| c.is_alphanumeric())?;
    (first.is_alphabetic() && text.len() <= MAX_CONSTANT).then(|| text.to_owned())
}

/// The labels for the JSON type and the format.
fn shapes(ctx: &Ctx<'_>, schema: &FlatSchema) -> Vec<String> {
    let next = match schema.kind {
        Some(JsonType::String) if schema.enumeration.len() == 1 => {
            schema.enumeration[0].as_str().and_then(constant)
        }
        Some(JsonType::String | JsonType::Integer) if !schema.enumeration.is_empty() => {
            Some("enum".to_owned())
        }
        Some(JsonType::Integer | JsonType::Number) => schema.format.clone(),
        _ => None,
    };
    [shape(ctx, schema)].into_iter().chain(next).collect()
}

/// The label for the JSON type, or for the format of a string.
fn shape(ctx: &Ctx<'_>, schema: &FlatSchema) -> String {
    let format = schema.format.as_ref().filter(|_| schema.kind == Some(JsonType::String));
    format.cloned().unwrap_or_else(|| json_type(ctx, schema))
}

/// The label for the JSON type.
pub(super) fn json_type(ctx: &Ctx<'_>, schema: &FlatSchema) -> String {
    match schema.kind {
        Some(JsonType::Array) => list(ctx, schema, 0),
        _ if schema.is_object() && schema.properties.is_empty() => map(ctx, schema),
        Some(kind) => kind_label(kind).to_owned(),
        None if schema.is_object() => "object".to_owned(),
        None => "value".to_owned(),
    }
}

/// A list is named after its items.
fn list(ctx: &Ctx<'_>, schema: &FlatSchema, depth: usize) -> String {
    let Some(node) = schema.items.as_ref().and_then(|items| ctx.graph.at(items)) else {
        return "list".to_owned();
    };
    if node.name.is_none() && node.schema.kind == Some(JsonType::Array) && depth < MAX_LISTS {
        // `string lists`: a list of lists.
        return format!("{}s", list(ctx, &node.schema, depth + 1));
    }
    part(node).map_or_else(|| "list".to_owned(), |item| format!("{item} list"))
}

/// A map is named after its values.
fn map(ctx: &Ctx<'_>, schema: &FlatSchema) -> String {
    let Additional::Schema(values) = &schema.additional else { return "object".to_owned() };
    ctx.graph.at(values).and_then(part).map_or_else(|| "map".to_owned(), |value| format!("{value} map"))
}

/// The label for the items of a list, or the values of a map, if there is one.
fn part(node: &Node) -> Option<String> {
    let name = node.name.as_ref().map(|name| unqualified(name).swap_remove(0));
    let kind = || node.schema.kind.filter(|kind| !matches!(kind, JsonType::Object | JsonType::Array));
    name.or_else(|| kind().map(|kind| kind_label(kind).to_owned()))
}

fn kind_label(kind: JsonType) -> &'static str {
    match kind {
        JsonType::String => "string",
        JsonType::Number => "number",
        JsonType::Integer => "integer",
        JsonType::Boolean => "boolean",
        JsonType::Array => "list",
        JsonType::Object => "object",
    }
}
