//! `oneOf` and `anyOf`: values of one of several types.

use super::alternative::{Alternative, Draft, MAX_NESTING};
use super::labels::labels;
use super::outline::outlines;
use super::tag::tag;
use super::{Ctx, TypeArena, TypeRequest, used};
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::model::{Dispatch, Outline, Shape, Ty, Union, UnionVariant};
use crate::names::{Case, Scope};
use crate::schema::{FlatSchema, JsonType, SchemaId};
use crate::source::Pointer;

/// The shape of a schema with alternatives.
pub(super) fn shape(ctx: &Ctx<'_>, arena: &mut TypeArena, id: SchemaId, request: &TypeRequest) -> Shape {
    let node = &ctx.graph[id];
    let mut alternatives = alternatives(ctx, &node.schema);
    alternatives.retain(|alternative| alternative.found.target != id);
    let tag = tag(ctx, &node.schema, &mut alternatives);
    let mut drafts = drafts(ctx, arena, alternatives, tag.as_deref(), request);
    match (drafts.as_slice(), &tag) {
        ([], _) => return Shape::Alias(Ty::AnyJson),
        ([only], None) => return Shape::Alias(only.variant.ty.clone()),
        (_, None) => {
            outlines(ctx, &mut drafts);
            check_ambiguity(ctx, &node.location, &drafts);
        }
        (_, Some(_)) => {}
    }
    named(drafts, tag, node.schema.exclusive)
}

/// All alternatives. The alternatives of an alternative without a name and without a discriminator belong to the union itself.
fn alternatives<'g>(ctx: &Ctx<'g>, schema: &'g FlatSchema) -> Vec<Alternative<'g>> {
    let mut found = Vec::new();
    collect(ctx, schema, &mut found, &mut HashSet::default(), 0);
    found
}

fn collect<'g>(
    ctx: &Ctx<'g>,
    schema: &'g FlatSchema,
    into: &mut Vec<Alternative<'g>>,
    seen: &mut HashSet<SchemaId>,
    depth: usize,
) {
    for at in &schema.any_of {
        let Some(found) = ctx.graph.schema_use(at) else { continue };
        let node = &ctx.graph[found.target];
        let schema = &*node.schema;
        let is_nested = !schema.any_of.is_empty() && schema.discriminator.is_none() && node.name.is_none();
        if is_nested && depth < MAX_NESTING {
            collect(ctx, schema, into, seen, depth + 1);
        } else if seen.insert(found.target) {
            into.push(Alternative { at, found, schema, keys: Vec::new() });
        }
    }
}

/// The alternatives with their types. Alternatives of one type are one variant.
fn drafts<'g>(
    ctx: &Ctx<'g>,
    arena: &mut TypeArena,
    alternatives: Vec<Alternative<'g>>,
    tag: Option<&str>,
    request: &TypeRequest,
) -> Vec<Draft<'g>> {
    let labels = labels(ctx, &alternatives);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (alternative, label) in alternatives.into_iter().zip(labels) {
        let target = alternative.found.target;
        let leaf = if ctx.graph[target].is_itself { "base" } else { label.as_str() };
        let ty = used(ctx, arena, target, &request.named(request.hint.child(leaf)));
        if ty == Ty::AnyJson {
            continue;
        }
        let schema = alternative.schema;
        let has_tag = |property: &str| schema.properties.contains_key(property) || !schema.any_of.is_empty();
        if tag.is_none_or(has_tag) {
            match drafts.iter_mut().find(|known| known.variant.ty == ty && known.variant.tag.is_none()) {
                Some(known) => known.keys.extend(alternative.keys),
                None => drafts.push(draft(ctx, alternative, ty, label, None)),
            }
            continue;
        }
        // An alternative that does not declare the tag is still recognized by it. It becomes one variant per key.
        let is_single = alternative.keys.len() == 1;
        for key in alternative.keys.clone() {
            let text = key.as_str().map(str::to_owned);
            let label = text.clone().filter(|_| !is_single).unwrap_or_else(|| label.clone());
            let one = Alternative { keys: vec![key], ..alternative.clone() };
            drafts.push(draft(ctx, one, ty.clone(), label, text));
        }
    }
    drafts
}

fn draft<'g>(
    ctx: &Ctx<'g>,
    alternative: Alternative<'g>,
    ty: Ty,
    label: String,
    tag: Option<String>,
) -> Draft<'g> {
    let Alternative { found, schema, keys, .. } = alternative;
    let name = Scope::new(Case::Variant, &[]).issue(&label);
    let variant = UnionVariant { name, ty, outline: Outline::Any, tag, doc: ctx.graph.doc(found) };
    Draft { variant, label, schema, keys }
}

/// Reports two objects that nothing distinguishes: neither a property that both require and that differs in value or type, nor a
/// property that only one of them has.
fn check_ambiguity(ctx: &Ctx<'_>, location: &Pointer, drafts: &[Draft<'_>]) {
    for (index, draft) in drafts.iter().enumerate() {
        let Outline::Object { required, known, fixed } = &draft.variant.outline else { continue };
        let twin = drafts[..index].iter().find(|other| {
            let Outline::Object { required: theirs, known: others, fixed: constants } =
                &other.variant.outline
            else {
                return false;
            };
            let differs = |(name, value): &(String, String)| {
                constants.iter().any(|(other, theirs)| other == name && theirs != value)
            };
            theirs == required
                && known.iter().all(|name| others.contains(name))
                && !fixed.iter().any(differs)
                && !required.iter().any(|name| has_other_type(ctx, name, draft.schema, other.schema))
        });
        if let Some(other) = twin {
            ctx.sink.report(Diagnostic::indistinguishable_alternatives(location, &draft.label, &other.label));
            return;
        }
    }
}

/// Whether a property has different JSON types in two objects.
fn has_other_type(ctx: &Ctx<'_>, name: &str, ours: &FlatSchema, theirs: &FlatSchema) -> bool {
    let kind = |schema: &FlatSchema| {
        let kind = ctx.graph.at(schema.properties.get(name)?)?.schema.kind?;
        Some(if kind == JsonType::Integer { JsonType::Number } else { kind })
    };
    matches!((kind(ours), kind(theirs)), (Some(ours), Some(theirs)) if ours != theirs)
}

/// Names the variants.
fn named(drafts: Vec<Draft<'_>>, tag: Option<String>, exclusive: bool) -> Shape {
    let labels = drafts.iter().map(|draft| draft.label.as_str());
    let names = Scope::new(Case::Variant, &["Unknown"]).issue_all(labels);
    let mut keys = Vec::new();
    let variants = drafts
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(index, (draft, name))| {
            keys.extend(draft.keys.into_iter().map(|key| (key, index)));
            UnionVariant { name, ..draft.variant }
        })
        .collect();
    let dispatch = match tag {
        Some(property) => Dispatch::Tag { property, keys },
        None => Dispatch::Fit,
    };
    Shape::Union(Union {
        variants,
        exclusive,
        dispatch,
        unknown: Scope::new(Case::Variant, &[]).issue("Unknown"),
    })
}
