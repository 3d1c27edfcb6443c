//! Drafts → types: their names, order and boxes, the resources that reach them, and their derives.

use std::collections::BTreeSet;

use super::arena::{Draft, TypeArena};
use super::convert::find_conversions;
use super::cycles::box_cycles;
use super::depth::Depths;
use super::derive::{derive, settle_constants};
use super::endless::open_endless;
use super::names::type_names;
use super::reach::reach;
use crate::diagnostics::Diagnostic;
use crate::lower::{Ctx, Origins};
use crate::model::{Derives, ModuleId, Outline, Resource, Shape, Ty, TypeDef, TypeId, Webhook};
use crate::names::Ident;
use crate::source::Pointer;

/// The finished types, sorted by name, and the outlines of their unions. The types in `resources` and `webhooks` are renumbered.
pub(crate) fn finish(
    ctx: &Ctx<'_>,
    arena: TypeArena,
    resources: &mut [Resource],
    webhooks: &mut [Webhook],
    origins: &Origins<'_>,
) -> (Vec<TypeDef>, Vec<Outline>) {
    let pairs = arena.pairs();
    let (drafts, outlines, ambiguities) = arena.into_parts();
    let names = type_names(ctx, &drafts);
    let mut drafts: Vec<(usize, (Ident, Draft))> = names.into_iter().zip(drafts).enumerate().collect();
    drafts.sort_by(|(_, (a, _)), (_, (b, _))| a.cmp(b));
    let mut renumbered = vec![TypeId(0); drafts.len()];
    for (new, (old, _)) in drafts.iter().enumerate() {
        renumbered[*old] = TypeId(new);
    }
    let locations: Vec<Pointer> = drafts.iter().map(|(_, (_, draft))| draft.at.clone()).collect();
    let mut types: Vec<TypeDef> =
        drafts.into_iter().map(|(_, (name, draft))| type_def(name, draft)).collect();
    let renumber = &mut |ty: &mut Ty| ty.visit_mut(&mut |id, _| *id = renumbered[id.0]);
    types.iter_mut().for_each(|def| def.shape.tys_mut(renumber));
    let operations = resources.iter_mut().flat_map(|resource| &mut resource.operations);
    operations.for_each(|operation| operation.tys_mut(renumber));
    webhooks.iter_mut().filter_map(|webhook| webhook.ty.as_mut()).for_each(renumber);
    box_cycles(&mut types);
    cut_depths(ctx, &mut types, &locations, resources, webhooks, origins);
    open_endless(ctx, &mut types, &locations);
    reach(&mut types, resources, webhooks);
    for (TypeId(id), ambiguity) in ambiguities {
        let TypeId(id) = renumbered[id];
        if types[id].usage.output {
            ctx.sink.report(ambiguity);
        }
    }
    settle_constants(&mut types);
    derive(&mut types);
    let renumbered_pairs = pairs.into_iter().map(|(sent, read)| (renumbered[sent.0], renumbered[read.0]));
    find_conversions(&mut types, &renumbered_pairs.collect());
    let outlines = outlines.used_by(&mut types);
    (types, outlines)
}

fn type_def(name: Ident, draft: Draft) -> TypeDef {
    TypeDef {
        name,
        shape: draft.shape,
        usage: draft.usage,
        derives: Derives { eq: true, default: true },
        resources: BTreeSet::new(),
        module: ModuleId(0),
        doc: draft.doc,
        deprecated: draft.deprecated,
        origin: draft.origin,
        conversion: None,
    }
}

/// Replaces types that are nested more deeply than rustc supports by any JSON value. `locations` are the locations of `types`.
fn cut_depths(
    ctx: &Ctx<'_>,
    types: &mut [TypeDef],
    locations: &[Pointer],
    resources: &mut [Resource],
    webhooks: &mut [Webhook],
    origins: &Origins<'_>,
) {
    let depths = Depths::of(types);
    let cuts = depths.cuts();
    for &(index, slot) in &cuts {
        let def = &mut types[index];
        report_cut(ctx, def, slot, &locations[index]);
        let mut next = 0;
        def.shape.tys_mut(&mut |ty| {
            if next == slot {
                ty.cut();
            }
            next += 1;
        });
    }
    let report = |origin: &str| {
        let at = origins.get(origin).map(|raw| &raw.at);
        ctx.sink.report(Diagnostic::operation_types_too_deep(at));
    };
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let mut is_cut = false;
        operation.tys_mut(&mut |ty| is_cut |= cut_if_deep(ty, &depths));
        if is_cut {
            report(&operation.origin);
        }
    }
    for webhook in webhooks {
        if webhook.ty.as_mut().is_some_and(|ty| cut_if_deep(ty, &depths)) {
            report(&webhook.origin);
        }
    }
    if !cuts.is_empty() {
        // A cycle that was cut needs fewer boxes.
        for def in &mut *types {
            def.shape.tys_mut(&mut |ty| ty.visit_mut(&mut |_, boxed| *boxed = false));
        }
        box_cycles(types);
    }
}

/// Reports the type at `slot` of a shape as too deep, at the property that has it, if there is one.
fn report_cut(ctx: &Ctx<'_>, def: &TypeDef, slot: usize, location: &Pointer) {
    let property = match &def.shape {
        Shape::Record(record) => record.fields.get(slot).map(|field| &*field.wire),
        Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) | Shape::Enum(_) => None,
    };
    let own = property.map(|wire| location.child("properties").child(wire));
    let own = own.filter(|own| ctx.spec.value(own).is_some());
    let at = own.as_ref().unwrap_or(location);
    ctx.sink.report(Diagnostic::types_too_deep(at, def.name.as_str(), property));
}

/// Cuts a type that is nested too deeply. Returns whether it was cut.
fn cut_if_deep(ty: &mut Ty, depths: &Depths) -> bool {
    let is_too_deep = depths.is_too_deep(ty);
    if is_too_deep {
        ty.cut();
    }
    is_too_deep
}
