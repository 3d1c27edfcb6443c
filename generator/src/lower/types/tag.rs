//! The property that distinguishes alternatives: a discriminator, or a property whose values differ.

use super::Ctx;
use super::alternative::{Alternative, MAX_NESTING, constants, target};
use crate::collections::{HashMap, HashSet};
use crate::diagnostics::Diagnostic;
use crate::model::TagFallback;
use crate::names::Case;
use crate::schema::{Discriminator, FlatSchema, JsonType, Node, SchemaId};
use crate::source::{Pointer, Value};

/// The property that distinguishes alternatives.
pub(super) struct Tag {
    pub(super) property: String,
    pub(super) fallback: TagFallback,
}

/// The property that distinguishes the alternatives, if there is one. Its values become their `keys`. Reports a discriminator without a
/// value for an alternative.
pub(super) fn tag<'g>(ctx: &Ctx<'g>, node: &'g Node, alternatives: &mut [Alternative<'g>]) -> Option<Tag> {
    let (tag, without) = find(ctx, node, alternatives);
    let default = node.schema.discriminator.as_ref().and_then(|discriminator| discriminator.default.as_ref());
    if let Some(default) = default
        && !alternatives.iter().any(|alternative| alternative.is_default)
    {
        ctx.sink.report(Diagnostic::unknown_default_alternative(&node.location, default));
    }
    if let Some(without) = without {
        ctx.sink.report(Diagnostic::alternative_without_discriminator_value(ctx.graph.location(without)));
    }
    tag
}

/// Like [`tag`], but returns the location of the alternative without a value.
pub(super) fn find<'g>(
    ctx: &Ctx<'g>,
    node: &'g Node,
    alternatives: &mut [Alternative<'g>],
) -> (Option<Tag>, Option<&'g Pointer>) {
    let schema = &*node.schema;
    let discriminator = schema.discriminator.as_ref().or_else(|| inherited_discriminator(ctx, alternatives));
    let mut without = None;
    if let Some(discriminator) = discriminator {
        let mapping = Mapping::new(discriminator);
        for alternative in &mut *alternatives {
            alternative.keys = keys(ctx, discriminator, &mapping, alternative);
            alternative.is_default = is_default(ctx, discriminator, alternative);
        }
        settle_shared_keys(ctx, alternatives);
        without = alternatives.iter().find(|alternative| alternative.keys.is_empty()).map(|found| found.at);
        if without.is_none() {
            keep_first_of_equal_keys(alternatives);
            let fallback = fallback(ctx, node, discriminator, alternatives);
            return (Some(Tag { property: discriminator.property.clone(), fallback }), None);
        }
    }
    let inferred = inferred_tag(ctx, alternatives);
    (inferred.map(|property| Tag { property, fallback: TagFallback::Never }), without)
}

/// When shapes distinguish alternatives, although there is a discriminator: if one of them does not require the tag, or if the document
/// only implies its values. A union never does so if it writes the tag of an alternative.
fn fallback(
    ctx: &Ctx<'_>,
    node: &Node,
    discriminator: &Discriminator,
    alternatives: &[Alternative<'_>],
) -> TagFallback {
    let tag = &discriminator.property;
    if !alternatives.iter().all(|alternative| alternative.schema.properties.contains_key(tag)) {
        return TagFallback::Never;
    }
    if discriminator.default.is_some() {
        return TagFallback::Unknown;
    }
    let is_explicit = !node.own.any_of.is_empty();
    if is_explicit
        && discriminator.mapping.is_empty()
        && alternatives.iter().any(|alternative| is_free(ctx, alternative, tag))
    {
        return TagFallback::Unknown;
    }
    let is_optional = alternatives.iter().any(|alternative| !alternative.schema.required.contains(tag));
    if is_optional { TagFallback::Absent } else { TagFallback::Never }
}

/// The discriminator of a schema from which all alternatives are derived.
fn inherited_discriminator<'g>(ctx: &Ctx<'g>, alternatives: &[Alternative<'_>]) -> Option<&'g Discriminator> {
    let (first, rest) = alternatives.split_first()?;
    let mut shared = discriminating_bases(ctx, first.found.target);
    for alternative in rest {
        if shared.is_empty() {
            return None;
        }
        let own = discriminating_bases(ctx, alternative.found.target);
        shared.retain(|base| own.contains(base));
    }
    let base = shared.first().filter(|_| !rest.is_empty())?;
    ctx.graph[*base].own.discriminator.as_ref()
}

/// The schemas with a discriminator from which a schema is derived, the nearest first.
fn discriminating_bases(ctx: &Ctx<'_>, derived: SchemaId) -> Vec<SchemaId> {
    let mut line = vec![derived];
    let mut next = 0;
    while let Some(derived) = line.get(next).copied() {
        next += 1;
        for part in &ctx.graph[derived].own.all_of {
            let target = ctx.graph.schema_use(part).map(|found| found.target);
            line.extend(target.filter(|target| !line.contains(target)));
        }
    }
    line.remove(0);
    line.retain(|base| ctx.graph[*base].own.discriminator.is_some());
    line
}

/// A discriminator's mapping, by what its values refer to: indices into the mapping.
struct Mapping<'d> {
    by_reference: HashMap<&'d str, Vec<usize>>,
    by_name: HashMap<&'d str, Vec<usize>>,
}

impl<'d> Mapping<'d> {
    fn new(discriminator: &'d Discriminator) -> Self {
        let mut mapping = Self { by_reference: HashMap::default(), by_name: HashMap::default() };
        for (index, (_, reference)) in discriminator.mapping.iter().enumerate() {
            mapping.by_reference.entry(reference).or_default().push(index);
            mapping.by_name.entry(last_segment(reference)).or_default().push(index);
        }
        mapping
    }

    /// The entries for a schema that is referred to by `reference`, or has the name `name`, in the order of the mapping.
    fn entries(&self, reference: Option<&str>, name: Option<&str>) -> Vec<usize> {
        let by_reference = reference.and_then(|reference| self.by_reference.get(reference));
        // The reference may lead to an alias, which has another name than the schema.
        let names = reference.map(last_segment).into_iter().chain(name);
        let by_name = names.filter_map(|name| self.by_name.get(name));
        let mut entries: Vec<usize> = by_reference.into_iter().chain(by_name).flatten().copied().collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

/// Whether an alternative is the default of the discriminator.
fn is_default(ctx: &Ctx<'_>, discriminator: &Discriminator, alternative: &Alternative<'_>) -> bool {
    let Some(default) = &discriminator.default else { return false };
    let default = last_segment(default);
    let name = || ctx.graph.name(ctx.spec, &target(ctx, alternative));
    ctx.spec.reference(ctx.graph.location(alternative.at)).map(last_segment) == Some(default)
        || name().is_some_and(|name| name == default)
}

/// The values of the tag for an alternative: those of the mapping, or of its own property, or else its name.
fn keys(
    ctx: &Ctx<'_>,
    discriminator: &Discriminator,
    mapping: &Mapping<'_>,
    alternative: &Alternative<'_>,
) -> Vec<Value> {
    let reference = ctx.spec.reference(ctx.graph.location(alternative.at));
    let name = ctx.graph.name(ctx.spec, &target(ctx, alternative));
    let entries = mapping.entries(reference, name.as_deref());
    if !entries.is_empty() {
        return entries
            .into_iter()
            .map(|index| typed(ctx, alternative, &discriminator.property, &discriminator.mapping[index].0))
            .collect();
    }
    let own = nested_constants(ctx, alternative.schema, &discriminator.property, 0);
    // Another union may have a mapping for the same schema. Here, its name is a value, too.
    let is_named = own.is_empty()
        || (discriminator.mapping.is_empty() && is_free(ctx, alternative, &discriminator.property));
    let name = name.filter(|_| is_named).map(Value::from).filter(|name| !own.contains(name));
    own.into_iter().chain(name).collect()
}

/// Whether the document does not list the values of the tag of an alternative.
fn is_free(ctx: &Ctx<'_>, alternative: &Alternative<'_>, tag: &str) -> bool {
    let property = alternative.schema.properties.get(tag);
    let node = property.and_then(|at| ctx.graph.declared_tag(at).or_else(|| ctx.graph.at(at)));
    node.is_some_and(|node| node.schema.kind == Some(JsonType::String) && node.schema.enumeration.is_empty())
}

/// A key of a mapping in the type of the property.
fn typed(ctx: &Ctx<'_>, alternative: &Alternative<'_>, property: &str, key: &str) -> Value {
    let node = alternative.schema.properties.get(property).and_then(|at| ctx.graph.at(at));
    let converted = match node.and_then(|node| node.schema.kind) {
        Some(JsonType::Integer | JsonType::Number) => key.parse::<i64>().ok().map(Value::from),
        Some(JsonType::Boolean) => key.parse::<bool>().ok().map(Value::from),
        Some(JsonType::String | JsonType::Array | JsonType::Object) | None => None,
    };
    converted.unwrap_or_else(|| Value::from(key))
}

/// Several alternatives may inherit all values of the tag: then each gets the value that has its name.
fn settle_shared_keys(ctx: &Ctx<'_>, alternatives: &mut [Alternative<'_>]) {
    let mut counts: HashMap<Value, usize> = HashMap::default();
    for key in alternatives.iter().flat_map(|alternative| &alternative.keys) {
        *counts.entry(key.clone()).or_default() += 1;
    }
    for alternative in alternatives {
        let shared = alternative.keys.iter().filter(|key| counts[*key] > 1).count();
        if shared < 2 {
            continue;
        }
        let location = &ctx.graph[alternative.found.target].location;
        let Some(name) = ctx.graph.name(ctx.spec, location) else { continue };
        match value_called(&alternative.keys, &name).cloned() {
            Some(key) => alternative.keys = vec![key],
            None => alternative.keys.retain(|key| counts[key] == 1),
        }
        if alternative.keys.is_empty() {
            alternative.keys.push(Value::from(name));
        }
    }
}

/// Like [`constants`], also for alternatives that have alternatives of their own.
fn nested_constants(ctx: &Ctx<'_>, schema: &FlatSchema, property: &str, depth: usize) -> Vec<Value> {
    if schema.any_of.is_empty() || depth == MAX_NESTING {
        return constants(ctx, schema, property).to_vec();
    }
    let mut all = Vec::new();
    for node in schema.any_of.iter().filter_map(|at| ctx.graph.at(at)) {
        let own = nested_constants(ctx, &node.schema, property, depth + 1);
        if own.is_empty() {
            return Vec::new();
        }
        all.extend(own);
    }
    all
}

/// A required property that has different values in all alternatives.
fn inferred_tag(ctx: &Ctx<'_>, alternatives: &mut [Alternative<'_>]) -> Option<String> {
    let [first, rest @ ..] = &*alternatives else { return None };
    if rest.is_empty() || !alternatives.iter().all(|alternative| alternative.schema.is_object()) {
        return None;
    }
    let candidates = first.schema.required.iter().filter(|name| first.schema.properties.contains_key(*name));
    for property in candidates {
        if let Some(keys) = distinct_constants(ctx, alternatives, property) {
            for (alternative, keys) in alternatives.iter_mut().zip(keys) {
                alternative.keys = keys;
            }
            return Some(property.clone());
        }
    }
    alternatives.iter_mut().for_each(|alternative| alternative.keys.clear());
    None
}

/// The values of a property in each alternative, if all require it and no value is in two of them.
fn distinct_constants(
    ctx: &Ctx<'_>,
    alternatives: &[Alternative<'_>],
    property: &str,
) -> Option<Vec<Vec<Value>>> {
    let mut seen = HashSet::default();
    let of = |Alternative { schema, .. }: &Alternative<'_>| {
        let own = constants(ctx, schema, property);
        let is_distinct = !own.is_empty() && own.iter().all(|value| seen.insert(value));
        (is_distinct && schema.required.contains(property)).then(|| own.to_vec())
    };
    alternatives.iter().map(of).collect()
}

/// The string among `values` that has the name of a schema.
fn value_called<'v>(values: &'v [Value], name: &str) -> Option<&'v Value> {
    let name = Case::Type.apply(name);
    values.iter().find(|value| value.as_str().is_some_and(|text| Case::Type.apply(text) == name))
}

/// Of alternatives with the same key, the first keeps it.
fn keep_first_of_equal_keys(alternatives: &mut [Alternative<'_>]) {
    let mut seen = HashSet::default();
    for alternative in alternatives {
        alternative.keys.retain(|key| seen.insert(key.clone()));
    }
}

/// The name at the end of a reference: `Cat` in `#/components/schemas/Cat`, `./Cat.yaml` and `Cat`.
fn last_segment(reference: &str) -> &str {
    let last = reference.rsplit(['/', '#']).next().unwrap_or(reference);
    [".yaml", ".yml", ".json"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last)
}
