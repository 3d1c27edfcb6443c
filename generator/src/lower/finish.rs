//! Drafts → types: names, order, who reaches what, what contains itself, what can be derived.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Lowering;
use super::cycles::box_cycles;
use super::depth::Depths;
use super::schema::Draft;
use crate::diagnostics::Diagnostic;
use crate::model::{
    Derives, Field, Operation, Presence, Record, Resource, Scalar, Shape, Ty, TypeDef, TypeId, TypeModule,
    Usage, Webhook,
};
use crate::names::{Case, Ident, Scope};
use crate::source::Pointer;

impl Lowering<'_> {
    /// The finished types, and the resources and webhooks with their references to types brought up to date.
    pub(crate) fn finish(
        &mut self,
        mut resources: Vec<Resource>,
        mut webhooks: Vec<Webhook>,
    ) -> (Vec<TypeDef>, Vec<Resource>, Vec<Webhook>) {
        let names = self.type_names();
        let mut drafts: Vec<(usize, Ident, Draft)> = std::mem::take(&mut self.drafts)
            .into_iter()
            .zip(names)
            .enumerate()
            .map(|(index, (draft, name))| (index, name, draft))
            .collect();
        drafts.sort_by(|(_, a, _), (_, b, _)| a.cmp(b));
        let mut place = vec![TypeId(0); drafts.len()];
        for (new, (old, ..)) in drafts.iter().enumerate() {
            place[*old] = TypeId(new);
        }
        let places: Vec<Pointer> = drafts.iter().map(|(.., draft)| draft.at.clone()).collect();
        let mut types: Vec<TypeDef> = drafts
            .into_iter()
            .map(|(_, name, draft)| TypeDef {
                name,
                shape: draft.shape,
                usage: draft.usage,
                derives: Derives { eq: true, default: true },
                resources: BTreeSet::new(),
                module: 0,
                doc: draft.doc,
                deprecated: draft.deprecated,
                origin: draft.origin,
            })
            .collect();
        let renumber = &mut |ty: &mut Ty| ty.visit_mut(&mut |id, _| *id = place[id.0]);
        types.iter_mut().for_each(|def| def.shape.tys_mut(renumber));
        resources
            .iter_mut()
            .flat_map(|resource| &mut resource.operations)
            .for_each(|operation| operation.tys_mut(renumber));
        webhooks.iter_mut().filter_map(|webhook| webhook.ty.as_mut()).for_each(renumber);
        box_cycles(&mut types);
        self.cut_depths(&mut types, &places, &mut resources, &mut webhooks);
        reach(&mut types, &resources, &webhooks);
        settle_constants(&mut types);
        derive(&mut types);
        (types, resources, webhooks)
    }

    /// Makes any JSON value of each type that leads deeper than rustc follows it.
    fn cut_depths(
        &mut self,
        types: &mut [TypeDef],
        places: &[Pointer],
        resources: &mut [Resource],
        webhooks: &mut [Webhook],
    ) {
        let depths = Depths::of(types);
        let cuts = depths.cuts();
        for &(index, slot) in &cuts {
            let def = &mut types[index];
            let (at, through) = self.cut_place(&def.shape, slot, &places[index]);
            self.diagnostics.push(Diagnostic::types_too_deep(&at, def.name.as_str(), through));
            let mut next = 0;
            def.shape.tys_mut(&mut |ty| {
                if next == slot {
                    ty.cut();
                }
                next += 1;
            });
        }
        let operations = resources.iter_mut().flat_map(|resource| &mut resource.operations);
        for operation in operations {
            let mut is_cut = false;
            operation.tys_mut(&mut |ty| is_cut |= cut_if(ty, &depths));
            if is_cut {
                self.too_deep_from(&operation.origin);
            }
        }
        for webhook in webhooks {
            if webhook.ty.as_mut().is_some_and(|ty| cut_if(ty, &depths)) {
                self.too_deep_from(&webhook.origin);
            }
        }
        if !cuts.is_empty() {
            // A circle that was cut needs fewer boxes.
            for def in &mut *types {
                def.shape.tys_mut(&mut |ty| ty.visit_mut(&mut |_, boxed| *boxed = false));
            }
            box_cycles(types);
        }
    }

    /// Where a type that is cut stands in the document, and how it is called beside the type that contains it.
    fn cut_place<'s>(&self, shape: &'s Shape, slot: usize, at: &Pointer) -> (Pointer, Option<&'s str>) {
        let member = match shape {
            Shape::Record(record) => record.fields.get(slot).map(|field| field.wire.as_str()),
            Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) | Shape::Enum(_) => None,
        };
        let Some(wire) = member else { return (at.clone(), None) };
        let own = at.child("properties").child(wire);
        let at = if self.spec.value(&own).is_some() { own } else { at.clone() };
        (at, Some(wire))
    }

    fn too_deep_from(&mut self, origin: &str) {
        let at = self.operations_at.get(origin);
        self.diagnostics.push(Diagnostic::operation_types_too_deep(at));
    }

    /// Names that the document gives come first; then come those that are made up.
    fn type_names(&mut self) -> Vec<Ident> {
        let mut scope = Scope::new(Case::Type, &["Nullable"]);
        let mut names: Vec<Option<Ident>> = vec![None; self.drafts.len()];
        let config = self.config;
        let entry = |draft: &Draft| {
            let keys = [&draft.origin, &draft.wire];
            keys.into_iter().find_map(|key| config.naming.types.get_key_value(key))
        };
        let read: HashSet<&str> = self
            .drafts
            .iter()
            .filter(|draft| draft.usage.output)
            .map(|draft| draft.origin.as_str())
            .collect();
        let wanted: Vec<(String, bool)> = self
            .drafts
            .iter()
            .map(|draft| {
                let renamed = entry(draft).map(|(_, name)| name);
                let mut name = renamed.unwrap_or(&draft.wire).clone();
                // A tuple struct is a value too. Without letters that have case, an argument could be called the same.
                if matches!(draft.shape, Shape::Newtype(_))
                    && !name.chars().any(|c| c.is_lowercase() || c.is_uppercase())
                {
                    name.push_str(" Type");
                }
                if draft.usage.input && read.contains(draft.origin.as_str()) {
                    (format!("{name} Input"), false)
                } else {
                    (name, draft.component || renamed.is_some())
                }
            })
            .collect();
        let used: HashSet<&String> = self.drafts.iter().filter_map(entry).map(|(key, _)| key).collect();
        for key in config.naming.types.keys().filter(|key| !used.contains(key)) {
            self.idle(&["naming", "types", key], Diagnostic::unused_type_name(key));
        }
        for given in [true, false] {
            let members: Vec<usize> = (0..wanted.len()).filter(|&index| wanted[index].1 == given).collect();
            let keyed =
                members.iter().map(|&index| (wanted[index].0.as_str(), self.drafts[index].origin.as_str()));
            for (index, name) in members.iter().zip(scope.issue_keyed(keyed)) {
                names[*index] = Some(name);
            }
        }
        names.into_iter().map(|name| name.unwrap_or_else(|| scope.issue(""))).collect()
    }
}

impl Ty {
    /// Calls `visit` for every named type in this one; the flag says whether it stands there directly, not behind a list or map.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(TypeId, bool)) {
        self.visit_at(true, visit);
    }

    fn visit_at(&self, direct: bool, visit: &mut impl FnMut(TypeId, bool)) {
        match self {
            Self::Named { id, boxed } => visit(*id, direct && !*boxed),
            Self::List(inner) | Self::Map(inner) => inner.visit_at(false, visit),
            Self::Nullable(inner) => inner.visit_at(direct, visit),
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    fn visit_mut(&mut self, visit: &mut impl FnMut(&mut TypeId, &mut bool)) {
        match self {
            Self::Named { id, boxed } => visit(id, boxed),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.visit_mut(visit),
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    /// Makes any JSON value of the named type in this one.
    fn cut(&mut self) {
        match self {
            Self::Named { .. } => *self = Self::AnyJson,
            Self::List(inner) | Self::Map(inner) => inner.cut(),
            Self::Nullable(inner) => {
                inner.cut();
                if **inner == Self::AnyJson {
                    *self = Self::AnyJson;
                }
            }
            Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }

    /// As [`Self::visit_mut`], for types that stand there directly.
    pub(super) fn direct_mut(&mut self, visit: &mut impl FnMut(&mut TypeId, &mut bool)) {
        match self {
            Self::Named { id, boxed } => visit(id, boxed),
            Self::Nullable(inner) => inner.direct_mut(visit),
            Self::List(_) | Self::Map(_) | Self::Scalar(_) | Self::JsonObject | Self::AnyJson => {}
        }
    }
}

impl Shape {
    /// The types of everything in this one.
    pub(crate) fn tys(&self) -> Vec<&Ty> {
        match self {
            Self::Record(Record { fields, extra }) => {
                fields.iter().map(|field| &field.ty).chain(extra.iter().map(|extra| &extra.ty)).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Newtype(ty) | Self::Alias(ty) => vec![ty],
            Self::Enum(_) => Vec::new(),
        }
    }

    pub(super) fn tys_mut(&mut self, change: &mut impl FnMut(&mut Ty)) {
        match self {
            Self::Record(Record { fields, extra }) => {
                fields.iter_mut().for_each(|field| change(&mut field.ty));
                extra.iter_mut().for_each(|extra| change(&mut extra.ty));
            }
            Self::Union(union) => union.variants.iter_mut().for_each(|variant| change(&mut variant.ty)),
            Self::Newtype(ty) | Self::Alias(ty) => change(ty),
            Self::Enum(_) => {}
        }
    }
}

impl Operation {
    /// The types that this operation uses; the flag says that the caller sends them.
    fn tys(&self) -> Vec<(&Ty, bool)> {
        let inputs = self
            .parameters
            .iter()
            .map(|parameter| &parameter.ty)
            .chain(self.bodies().flat_map(|body| body.media.tys()));
        let mut tys: Vec<(&Ty, bool)> = inputs.map(|ty| (ty, true)).collect();
        tys.extend(self.success.tys().into_iter().map(|ty| (ty, false)));
        tys.extend(self.errors.iter().filter_map(|error| error.body.as_ref()).map(|ty| (ty, false)));
        tys
    }

    pub(super) fn tys_mut(&mut self, change: &mut impl FnMut(&mut Ty)) {
        self.parameters.iter_mut().for_each(|parameter| change(&mut parameter.ty));
        let others = self.alternatives.iter_mut().map(|alternative| &mut alternative.body);
        self.body.iter_mut().chain(others).flat_map(|body| body.media.tys_mut()).for_each(&mut *change);
        self.success.tys_mut().into_iter().for_each(&mut *change);
        self.errors.iter_mut().filter_map(|error| error.body.as_mut()).for_each(change);
    }
}

/// Cuts a type that leads too deep; says whether it does.
fn cut_if(ty: &mut Ty, depths: &Depths) -> bool {
    let is_too_deep = depths.is_too_deep(ty);
    if is_too_deep {
        ty.cut();
    }
    is_too_deep
}

/// Who sends and reads each type, and which resources reach it. What webhooks reach, or nothing does, belongs to no resource: it is
/// always there, and so is everything in it.
fn reach(types: &mut [TypeDef], resources: &[Resource], webhooks: &[Webhook]) {
    let mut reach = Reach { seen: vec![false; types.len()], always: vec![false; types.len()], types };
    for (index, resource) in resources.iter().enumerate() {
        for (ty, input) in resource.operations.iter().flat_map(Operation::tys) {
            ty.visit(&mut |id, _| reach.from(id, Usage { input, output: !input }, Some(index)));
        }
    }
    let output = Usage { input: false, output: true };
    for ty in webhooks.iter().filter_map(|webhook| webhook.ty.as_ref()) {
        ty.visit(&mut |id, _| reach.from(id, output, None));
    }
    for index in 0..reach.types.len() {
        if !reach.seen[index] {
            reach.from(TypeId(index), output, None);
        }
    }
    let Reach { always, types, .. } = reach;
    types.iter_mut().zip(always).filter(|(_, always)| *always).for_each(|(def, _)| def.resources.clear());
}

/// Puts types that the same resources reach into one module, so that one condition is enough for all of them. What one resource
/// reaches alone is in the module of its name; what several share is called after them, or after its first type where they are many.
pub(super) fn type_modules(types: &mut [TypeDef], resources: &[Resource]) -> Vec<TypeModule> {
    const FEW: usize = 2;
    let mut groups: BTreeMap<BTreeSet<usize>, Vec<usize>> = BTreeMap::new();
    for (index, def) in types.iter().enumerate() {
        groups.entry(def.resources.clone()).or_default().push(index);
    }
    let own: Vec<&str> = resources.iter().map(|resource| resource.module.as_str()).collect();
    let mut names = Scope::new(Case::Module, &own);
    let mut modules = Vec::new();
    for (reached_by, members) in groups {
        let mut sharers = reached_by.iter().map(|&index| &resources[index].module);
        let name = match (reached_by.len(), sharers.next()) {
            (1, Some(only)) => only.clone(),
            (0, _) | (_, None) => names.issue("common"),
            (all, _) if all == resources.len() => names.issue("shared"),
            (2..=FEW, Some(first)) => {
                let others = sharers.map(|other| format!(" and {other}"));
                names.issue(&format!("{first}{}", others.collect::<String>()))
            }
            _ => names.issue(&format!("shared {}", types[members[0]].name)),
        };
        members.iter().for_each(|&member| types[member].module = modules.len());
        modules.push(TypeModule { name, resources: reached_by });
    }
    modules
}

struct Reach<'a> {
    types: &'a mut [TypeDef],
    seen: Vec<bool>,
    always: Vec<bool>,
}

impl Reach<'_> {
    /// Carries a use of one type to all that it contains.
    fn from(&mut self, id: TypeId, usage: Usage, resource: Option<usize>) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let def = &mut self.types[id.0];
            let mut news = !std::mem::replace(&mut self.seen[id.0], true);
            news |= usage.input && !std::mem::replace(&mut def.usage.input, true);
            news |= usage.output && !std::mem::replace(&mut def.usage.output, true);
            news |= match resource {
                Some(resource) => def.resources.insert(resource),
                None => !std::mem::replace(&mut self.always[id.0], true),
            };
            if news {
                for ty in def.shape.tys() {
                    ty.visit(&mut |child, _| open.push(child));
                }
            }
        }
    }
}

/// Members that callers cannot set to anything but one value are set by themselves. A tag is, even if it may be absent: without it,
/// nobody could tell what the value is.
fn settle_constants(types: &mut [TypeDef]) {
    let only: Vec<Option<Ident>> = types
        .iter()
        .map(|def| match &def.shape {
            Shape::Enum(values) => match values.variants.as_slice() {
                [only] => Some(only.name.clone()),
                _ => None,
            },
            Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => None,
        })
        .collect();
    for def in types.iter_mut().filter(|def| def.usage.input) {
        let Shape::Record(record) = &mut def.shape else { continue };
        let is_sent = |field: &&mut Field| match field.presence {
            Presence::Required => true,
            Presence::Optional => field.tag,
            Presence::Nullable | Presence::OptionalNullable => false,
        };
        for field in record.fields.iter_mut().filter(is_sent) {
            if let Ty::Named { id, .. } = &field.ty {
                field.constant.clone_from(&only[id.0]);
            }
        }
    }
}

/// What can be derived, from the bottom up: a type that loses something is looked at again by all that contain it.
fn derive(types: &mut [TypeDef]) {
    let mut containers: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (index, def) in types.iter().enumerate() {
        for ty in def.shape.tys() {
            ty.visit(&mut |id, _| containers[id.0].push(index));
        }
    }
    let mut open: Vec<usize> = (0..types.len()).collect();
    while let Some(index) = open.pop() {
        let eq = types[index].shape.tys().into_iter().all(|ty| has_eq(types, ty));
        let default = has_default(types, &types[index].shape);
        let derives = &mut types[index].derives;
        let new = Derives { eq: eq && derives.eq, default: default && derives.default };
        if *derives != new {
            *derives = new;
            open.extend(&containers[index]);
        }
    }
}

fn has_eq(types: &[TypeDef], ty: &Ty) -> bool {
    match ty {
        Ty::Scalar(Scalar::F32 | Scalar::F64) => false,
        Ty::Named { id, .. } => types[id.0].derives.eq,
        Ty::List(inner) | Ty::Map(inner) | Ty::Nullable(inner) => has_eq(types, inner),
        Ty::Scalar(_) | Ty::JsonObject | Ty::AnyJson => true,
    }
}

/// A record of which nothing is required and no tag has to be set; an enum of which the document names the default.
fn has_default(types: &[TypeDef], shape: &Shape) -> bool {
    match shape {
        Shape::Record(record) => record.fields.iter().all(may_be_default),
        Shape::Enum(values) => values.default.is_some(),
        Shape::Union(_) => false,
        Shape::Alias(Ty::Named { id, .. }) => types[id.0].derives.default,
        Shape::Newtype(_) | Shape::Alias(_) => true,
    }
}

fn may_be_default(field: &Field) -> bool {
    match field.presence {
        Presence::Required => field.constant.is_some(),
        Presence::Optional => field.constant.is_none(),
        Presence::Nullable | Presence::OptionalNullable => true,
    }
}
