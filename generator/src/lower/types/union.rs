//! `oneOf` and `anyOf`: values of one of several types.

use super::alternative::{Alternative, Draft, alternatives};
use super::facts::{About, json_type};
use super::labels::labels;
use super::outline::{Outlines, outline};
use super::rank::{can_hold_more, taken_by};
use super::tag::{Tag, tag};
use super::{Ctx, Table, TypeArena, TypeRequest, used};
use crate::diagnostics::Diagnostic;
use crate::model::{Dispatch, OutlineId, Shape, TagFallback, Ty, TypeId, Union, UnionVariant};
use crate::names::{Case, Scope};
use crate::schema::{Node, SchemaId};
use crate::source::Pointer;

/// The shape of a schema with alternatives.
pub(super) fn shape(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    ty: TypeId,
    id: SchemaId,
    request: &TypeRequest,
) -> Shape {
    let node = &ctx.graph[id];
    let mut alternatives = alternatives(ctx, &node.schema);
    alternatives.retain(|alternative| alternative.found.target != id);
    let tag = tag(ctx, node, &mut alternatives);
    let property = tag.as_ref().map(|tag| tag.property.as_str());
    let is_open = alternatives.iter().any(|alternative| alternative.schema.is_free());
    let mut drafts = drafts(ctx, arena, about(node), alternatives, property, request);
    match (drafts.as_slice(), &tag) {
        ([], _) => return Shape::Alias(Ty::AnyJson),
        // With an alternative for any value, the union keeps other values.
        ([only], None) if !is_open => return Shape::Alias(only.variant.ty.clone()),
        (_, None) => {
            outline(ctx, &mut arena.outlines, &mut drafts);
            let ambiguity = ambiguity(&arena.outlines, &node.location, &drafts);
            arena.ambiguities.extend(ambiguity.map(|ambiguity| (ty, ambiguity)));
            find_overlaps(&arena.outlines, &mut drafts);
        }
        (_, Some(Tag { fallback: TagFallback::Never, .. })) => {}
        (_, Some(_)) => outline(ctx, &mut arena.outlines, &mut drafts),
    }
    named(drafts, tag, node.schema.exclusive)
}

fn about(node: &Node) -> About<'_> {
    let discriminator =
        node.schema.discriminator.as_ref().map(|discriminator| discriminator.property.as_str());
    About { name: node.name.as_deref(), discriminator }
}

/// The alternatives with their types. Alternatives of one type are one variant, named after their JSON type if their labels differ.
fn drafts<'g>(
    ctx: &Ctx<'g>,
    arena: &mut TypeArena,
    union: About<'_>,
    alternatives: Vec<Alternative<'g>>,
    tag: Option<&str>,
    request: &TypeRequest,
) -> Vec<Draft> {
    let labels = labels(ctx, union, &alternatives);
    let mut drafts: Vec<Draft> = Vec::new();
    for (alternative, label) in alternatives.into_iter().zip(labels) {
        let target = alternative.found.target;
        let leaf = if ctx.graph[target].is_itself { "base" } else { label.as_str() };
        let ty = used(ctx, arena, target, &request.named(request.hint.child(leaf)));
        if ty == Ty::AnyJson {
            continue;
        }
        let schema = alternative.schema;
        let has_tag = |property: &str| schema.properties.contains_key(property) || !schema.any_of.is_empty();
        // The default has other values, too. They would be lost if it were written with its own.
        if tag.is_none_or(has_tag) || alternative.is_default {
            match drafts.iter_mut().find(|known| known.variant.ty == ty && known.variant.tag.is_none()) {
                Some(known) => {
                    if known.label != label {
                        known.label = json_type(ctx, schema);
                    }
                    known.keys.extend(alternative.keys);
                    known.is_default |= alternative.is_default;
                }
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
    for draft in &mut drafts {
        draft.label = ctx.renamed(Table::Variants, &draft.at, &draft.label);
    }
    drafts
}

fn draft<'g>(
    ctx: &Ctx<'g>,
    alternative: Alternative<'g>,
    ty: Ty,
    label: String,
    tag: Option<String>,
) -> Draft {
    let Alternative { at, found, keys, is_default, .. } = alternative;
    let name = Scope::new(Case::Variant, &[]).issue(&label);
    let doc = ctx.graph.doc(found);
    let variant = UnionVariant { name, ty, outline: None, others: false, reader: None, tag, doc };
    Draft { variant, label, at: at.clone(), target: found.target, keys, is_default }
}

/// The report of the first alternative whose values are read as another one.
fn ambiguity(outlines: &Outlines, location: &Pointer, drafts: &[Draft]) -> Option<Diagnostic> {
    let all: Vec<OutlineId> = drafts.iter().filter_map(|draft| draft.variant.outline).collect();
    drafts.iter().enumerate().skip(1).find_map(|(index, draft)| {
        let other = drafts.get(taken_by(outlines, &all, index)?)?;
        Some(Diagnostic::indistinguishable_alternatives(location, &draft.label, &other.label))
    })
}

/// Finds the objects that may have properties that only other alternatives describe, unless a required property tells the alternatives
/// apart.
fn find_overlaps(outlines: &Outlines, drafts: &mut [Draft]) {
    let all: Vec<OutlineId> = drafts.iter().filter_map(|draft| draft.variant.outline).collect();
    for (index, draft) in drafts.iter_mut().enumerate() {
        let mut others = all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, id)| *id);
        draft.variant.others =
            all.get(index).is_some_and(|own| others.any(|other| can_hold_more(outlines, *own, other)));
    }
}

/// Names the variants.
fn named(drafts: Vec<Draft>, tag: Option<Tag>, exclusive: bool) -> Shape {
    let labels: Vec<&str> = drafts.iter().map(|draft| draft.label.as_str()).collect();
    let names = Scope::new(Case::Variant, &["Unknown"]).issue_all_as(labels.iter().copied(), "variant");
    let readers = labels.iter().map(|label| format!("as {label}")).collect::<Vec<_>>();
    let readers = Scope::new(Case::Value, &[]).issue_all(readers.iter().map(String::as_str));
    let overlap = !exclusive && drafts.iter().any(|draft| draft.variant.others);
    let default = drafts.iter().position(|draft| draft.is_default);
    let mut keys = Vec::new();
    let variants = drafts
        .into_iter()
        .zip(names.into_iter().zip(readers))
        .enumerate()
        .map(|(index, (draft, (name, reader)))| {
            keys.extend(draft.keys.into_iter().map(|key| (key, index)));
            UnionVariant { name, reader: overlap.then_some(reader), ..draft.variant }
        })
        .collect();
    let dispatch = match tag {
        Some(Tag { property, fallback }) => {
            Dispatch::Tag { property, keys, fallback: default.map_or(fallback, TagFallback::Default) }
        }
        None => Dispatch::Fit,
    };
    Shape::Union(Union {
        variants,
        exclusive,
        dispatch,
        unknown: Scope::new(Case::Variant, &[]).issue("Unknown"),
    })
}
