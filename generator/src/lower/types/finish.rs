//! Drafts → types: their names, order and boxes, the resources that reach them, and their derives.

use std::collections::BTreeSet;

use super::arena::{Draft, TypeArena};
use super::convert::find_conversions;
use super::cycles::box_cycles;
use super::depth::Depths;
use super::derive::{derive, settle_constants};
use super::endless::open_endless;
use super::names::{Nameless, group_pins, pins, type_names};
use super::outline::Outlines;
use super::reach::reach;
use super::share::{Groups, leaders, twins, unite};
use crate::diagnostics::Diagnostic;
use crate::lower::{Ctx, Origins};
use crate::model::{Derives, ModuleId, Operation, Outline, Resource, Shape, Ty, TypeDef, TypeId, Webhook};
use crate::names::Ident;
use crate::schema::Direction;
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
    let Named { drafts, renumbered, leads } = named(ctx, drafts, &outlines, resources, webhooks);
    let locations: Vec<Pointer> = drafts.iter().map(|(_, draft)| draft.at.clone()).collect();
    let mut types: Vec<TypeDef> = drafts.into_iter().map(|(name, draft)| type_def(name, draft)).collect();
    let renumber = &mut |ty: &mut Ty| ty.visit_mut(&mut |id, _| *id = renumbered[id.0].unwrap_or(*id));
    types.iter_mut().for_each(|def| def.shape.tys_mut(renumber));
    let operations = resources.iter_mut().flat_map(|resource| &mut resource.operations);
    operations.for_each(|operation| operation.tys_mut(renumber));
    webhooks.iter_mut().filter_map(|webhook| webhook.ty.as_mut()).for_each(renumber);
    box_cycles(&mut types);
    cut_depths(ctx, &mut types, &locations, resources, webhooks, origins);
    open_endless(ctx, &mut types, &locations);
    reach(&mut types, resources, webhooks);
    for (TypeId(draft), ambiguity) in ambiguities {
        if renumbered[draft].is_some_and(|id| leads[draft] && types[id.0].usage.output) {
            ctx.sink.report(ambiguity);
        }
    }
    settle_constants(&mut types);
    derive(&mut types);
    let renumbered_pairs =
        pairs.into_iter().filter_map(|(sent, read)| Some((renumbered[sent.0]?, renumbered[read.0]?)));
    find_conversions(&mut types, &renumbered_pairs.collect());
    let outlines = outlines.used_by(&mut types);
    (types, outlines)
}

/// The types with their names, sorted.
struct Named {
    drafts: Vec<(Ident, Draft)>,
    /// The type of each draft. `None`: nothing uses it, because an equal type is used instead.
    renumbered: Vec<Option<TypeId>>,
    /// Whether each draft is the one that its type is named after.
    leads: Vec<bool>,
}

/// Unites equal types, removes those that nothing uses any more, and names the others.
fn named(
    ctx: &Ctx<'_>,
    mut drafts: Vec<Draft>,
    outlines: &Outlines,
    resources: &[Resource],
    webhooks: &[Webhook],
) -> Named {
    let Shared { groups, pins } = share(ctx, &drafts, &outlines.classes());
    let leaders = leaders(&drafts, &groups);
    let operations = resources.iter().flat_map(|resource| &resource.operations);
    let roots = operations.flat_map(Operation::tys).map(|(ty, _)| ty);
    let roots = roots.chain(webhooks.iter().filter_map(|webhook| webhook.ty.as_ref()));
    let reached = groups.reached(&drafts, &leaders, roots);
    let kept: Vec<usize> = (0..leaders.len()).filter(|&group| reached[group]).collect();
    let twins = twins(&drafts);
    let nameless = kept.iter().map(|&group| {
        let draft = &drafts[leaders[group]];
        let is_input = draft.direction == Some(Direction::Input) && twins[leaders[group]].is_some();
        Nameless { draft, is_input, pin: pins[group] }
    });
    let names = type_names(&nameless.collect::<Vec<_>>());
    let mut sorted: Vec<(Ident, usize)> = names.into_iter().zip(kept).collect();
    sorted.sort();
    let mut ids = vec![None; leaders.len()];
    for (new, &(_, group)) in sorted.iter().enumerate() {
        ids[group] = Some(TypeId(new));
        unite(&mut drafts, leaders[group], &groups.members[group]);
    }
    let renumbered = groups.of.iter().map(|&group| ids[group]).collect();
    let leads = (0..drafts.len()).map(|index| leaders[groups.of[index]] == index).collect();
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let take = |(name, group): (Ident, usize)| Some((name, drafts[leaders[group]].take()?));
    Named { drafts: sorted.into_iter().filter_map(take).collect(), renumbered, leads }
}

/// Groups of equal drafts, and the name in the configuration of each.
struct Shared<'c> {
    groups: Groups,
    pins: Vec<Option<&'c str>>,
}

/// Groups equal drafts of one role. Those with different names in the configuration are different types.
fn share<'c>(ctx: &Ctx<'c>, drafts: &[Draft], outlines: &[usize]) -> Shared<'c> {
    let own = pins(ctx, drafts);
    let mut groups = Groups::new(drafts, outlines, &vec![None; drafts.len()]);
    let several: Vec<bool> = group_pins(&groups, &own).iter().map(Result::is_err).collect();
    if several.contains(&true) {
        let split = own.iter().zip(&groups.of).map(|(pin, &group)| pin.filter(|_| several[group]));
        groups = Groups::new(drafts, outlines, &split.collect::<Vec<_>>());
    }
    let pins = group_pins(&groups, &own).into_iter().map(Result::unwrap_or_default).collect();
    Shared { groups, pins }
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
        copies: draft.copies,
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
