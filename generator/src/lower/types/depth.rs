//! Cuts types that are nested more deeply than rustc supports.
//!
//! To decide whether a value may move to another thread (`Send`), rustc visits everything in its type, and gives up after 128 levels. This
//! affects the emitted crate, and crates that spawn a call. A list counts as three levels, a box as two. So this module searches the graph
//! of types as rustc does, and replaces a reference that leads too deep by any JSON value.

use super::cycles::components;
use crate::collections::HashSet;
use crate::model::{Enum, Presence, Repr, Scalar, Shape, Ty, TypeDef, TypeId};

/// The maximum number of levels below an operation. The rest of rustc's 128 is for the future of a call and for the types around it.
pub(super) const MAX_LEVELS: usize = 118;

/// The maximum number of levels below a type.
const MAX_BELOW: usize = MAX_LEVELS - 1;

/// The maximum number of steps of the search in cycles. After that, cycles are cut without a search.
const MAX_STEPS: usize = 8_000_000;

/// Levels of types of the standard library and other crates, measured with rustc 1.95.
const LIST: usize = 3;
const MAP: usize = 3;
const BOX: usize = 2;
const OPTION: usize = 1;
const LIST_ITSELF: usize = 5;
const TEXT: usize = 6;
const ANY_JSON: usize = 9;
const JSON_OBJECT: usize = 11;

/// A reference that is cut: a type, and the position of the reference in its shape.
pub(super) type Cut = (usize, usize);

/// A reference from one type to another.
#[derive(Debug, Clone, Copy)]
struct Edge {
    slot: usize,
    to: usize,
    /// The levels between the two.
    cost: usize,
}

impl Edge {
    /// The levels of the value that replaces the type when the reference is cut.
    fn cut(&self) -> usize {
        self.cost.saturating_sub(1) + ANY_JSON
    }
}

/// The types of an API as rustc visits them.
pub(super) struct Depths {
    edges: Vec<Vec<Edge>>,
    /// The levels below each type that lead to no other type.
    own: Vec<usize>,
    /// The levels below each type. For a type in a cycle, an upper bound.
    below: Vec<usize>,
    /// The levels to each type from all types that lead to it.
    above: Vec<Vec<usize>>,
    cuts: Vec<Cut>,
    steps: usize,
}

impl Depths {
    /// Measures types, and finds the references to cut. The result depends on the order of the types, which are sorted by name.
    pub(super) fn of(types: &[TypeDef]) -> Self {
        let mut depths = Self {
            edges: vec![Vec::new(); types.len()],
            own: vec![0; types.len()],
            below: vec![0; types.len()],
            above: vec![Vec::new(); types.len()],
            cuts: Vec::new(),
            steps: 0,
        };
        for (index, def) in types.iter().enumerate() {
            depths.own[index] = match &def.shape {
                Shape::Enum(Enum { repr: Repr::String, .. }) => TEXT,
                Shape::Enum(Enum { repr: Repr::Mixed, .. }) | Shape::Union(_) => ANY_JSON,
                Shape::Enum(Enum { repr: Repr::Integer, .. })
                | Shape::Record(_)
                | Shape::Newtype(_)
                | Shape::Alias(_) => 0,
            };
            for (slot, (around, ty)) in slots(&def.shape).into_iter().enumerate() {
                let (own, named) = levels(ty);
                depths.own[index] = depths.own[index].max(around + own);
                if let Some((cost, TypeId(to))) = named {
                    let itself = usize::from(!matches!(types[to].shape, Shape::Alias(_)));
                    let cost = around + cost + itself;
                    depths.edges[index].push(Edge { slot, to, cost });
                    depths.above[to].push(cost);
                }
            }
        }
        depths.settle();
        depths
    }

    /// The references to cut, sorted.
    pub(super) fn cuts(&self) -> Vec<Cut> {
        let mut cuts = self.cuts.clone();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Whether a type that an operation uses is nested too deeply.
    pub(super) fn is_too_deep(&self, ty: &Ty) -> bool {
        let (_, named) = levels(ty);
        named.is_some_and(|(cost, id)| cost + 1 + self.below[id.0] > MAX_LEVELS)
    }

    /// Measures all types, each after the types that it leads to.
    fn settle(&mut self) {
        let all: Vec<usize> = (0..self.edges.len()).collect();
        let mut open = self.components(&all);
        while let Some(component) = open.pop() {
            match component[..] {
                [only] if self.edges[only].iter().all(|edge| edge.to != only) => self.settle_one(only),
                // A cycle that was cut falls apart, and its parts are measured again.
                _ if self.settle_cycle(&component) => {}
                _ => open.extend(self.components(&component)),
            }
        }
    }

    /// The strongly connected components of types. Each comes before those that it leads to.
    fn components(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let mut components =
            components(members, |from| self.edges[from].iter().map(|edge| edge.to).collect());
        components.reverse();
        components
    }

    /// Measures a type that is in no cycle, and cuts references that lead too deep.
    fn settle_one(&mut self, here: usize) {
        self.below[here] = self.deepest(here);
        if self.below[here] > MAX_BELOW {
            // rustc may not take the longest path, because it has already visited a type on it.
            let mut searched = self.search(here);
            if searched > MAX_BELOW {
                self.cut_edges(here, |depths, edge| edge.cost + depths.below[edge.to] > MAX_BELOW);
                searched = self.deepest(here);
            }
            self.below[here] = searched;
        }
        // If many types lead here, fewer cuts are needed below this type than above it.
        let above = self.above[here].iter().filter(|cost| *cost + self.below[here] > MAX_BELOW);
        let (count, most) = above.fold((0, 0), |(count, most), cost| (count + 1, most.max(*cost)));
        let is_heavy = |depths: &Self, edge: &Edge| most + edge.cost + depths.below[edge.to] > MAX_BELOW;
        if self.edges[here].iter().filter(|edge| is_heavy(self, edge)).count() < count {
            self.cut_edges(here, is_heavy);
            self.below[here] = self.deepest(here);
        }
    }

    /// The levels below a type, searched as rustc does.
    fn search(&mut self, start: usize) -> usize {
        if self.steps > MAX_STEPS {
            return usize::MAX;
        }
        let mut seen: HashSet<usize> = HashSet::default();
        seen.insert(start);
        let mut deepest = self.own[start];
        let mut way = vec![(start, 0, 0)];
        while let Some((here, level, next)) = way.last_mut() {
            let Some(edge) = self.edges[*here].get(*next).copied() else {
                way.pop();
                continue;
            };
            *next += 1;
            self.steps += 1;
            let there = *level + edge.cost;
            deepest = deepest.max(there + self.own[edge.to]);
            if seen.insert(edge.to) {
                way.push((edge.to, there, 0));
            }
        }
        deepest
    }

    /// The levels below a type if all its references were cut.
    fn after_cuts(&self, here: usize) -> usize {
        let values = self.edges[here].iter().map(Edge::cut);
        values.fold(self.own[here], usize::max)
    }

    fn deepest(&self, here: usize) -> usize {
        let ways = self.edges[here].iter().map(|edge| edge.cost + self.below[edge.to]);
        ways.fold(self.own[here], usize::max)
    }

    /// Measures the types of a cycle, from each of them as rustc does: a type is visited once. Returns whether nothing was cut.
    fn settle_cycle(&mut self, members: &[usize]) -> bool {
        let inside: HashSet<usize> = members.iter().copied().collect();
        let cuts = self.cuts.len();
        for &start in members {
            if self.steps > MAX_STEPS {
                self.break_cycle(members[0], &inside);
                break;
            }
            let mut too_deep: HashSet<Cut> = HashSet::default();
            let mut seen: HashSet<usize> = HashSet::default();
            seen.insert(start);
            let mut deepest = self.own[start];
            let mut way = vec![(start, 0, 0)];
            while let Some((here, level, next)) = way.last_mut() {
                let Some(edge) = self.edges[*here].get(*next).copied() else {
                    way.pop();
                    continue;
                };
                *next += 1;
                self.steps += 1;
                let is_inside = inside.contains(&edge.to) || self.steps < MAX_STEPS / 2;
                let level_there = *level + edge.cost;
                let below = if is_inside { self.after_cuts(edge.to) } else { self.below[edge.to] };
                if level_there + below > MAX_BELOW {
                    too_deep.insert((*here, edge.slot));
                    continue;
                }
                deepest = deepest.max(level_there + below);
                if is_inside && seen.insert(edge.to) {
                    way.push((edge.to, level_there, 0));
                }
            }
            for (from, slot) in too_deep {
                self.cut_edges(from, |_, edge| edge.slot == slot);
            }
            self.below[start] = deepest;
        }
        self.cuts.len() == cuts
    }

    /// Cuts every reference that leads back to a type on the way to it, in a cycle that is too large to be searched from every type.
    fn break_cycle(&mut self, start: usize, inside: &HashSet<usize>) {
        let mut back: Vec<Cut> = Vec::new();
        let (mut seen, mut above) = (HashSet::default(), HashSet::default());
        seen.insert(start);
        above.insert(start);
        let mut way = vec![(start, 0)];
        while let Some((here, next)) = way.last_mut() {
            let Some(edge) = self.edges[*here].get(*next) else {
                above.remove(&*here);
                way.pop();
                continue;
            };
            *next += 1;
            if above.contains(&edge.to) {
                back.push((*here, edge.slot));
            } else if inside.contains(&edge.to) && seen.insert(edge.to) {
                above.insert(edge.to);
                way.push((edge.to, 0));
            }
        }
        for (from, slot) in back {
            self.cut_edges(from, |_, edge| edge.slot == slot);
        }
    }

    /// Cuts the references of one type that `is_cut` selects.
    fn cut_edges(&mut self, from: usize, is_cut: impl Fn(&Self, &Edge) -> bool) {
        let (cut, kept): (Vec<Edge>, Vec<Edge>) =
            self.edges[from].iter().partition(|edge| is_cut(self, edge));
        for edge in &cut {
            self.own[from] = self.own[from].max(edge.cut());
            self.cuts.push((from, edge.slot));
        }
        self.edges[from] = kept;
    }
}

/// The types in a shape, in the order of [`Shape::tys`], with the levels around each.
fn slots(shape: &Shape) -> Vec<(usize, &Ty)> {
    match shape {
        Shape::Record(record) => {
            let around = |presence: Presence| match presence {
                Presence::Required => 0,
                Presence::Optional | Presence::Nullable => OPTION,
                Presence::OptionalNullable => 2 * OPTION,
            };
            let fields = record.fields.iter().map(|field| (around(field.presence), &field.ty));
            fields.chain(record.extra.iter().map(|extra| (MAP, &extra.ty))).collect()
        }
        Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) | Shape::Enum(_) => {
            shape.tys().into_iter().map(|ty| (0, ty)).collect()
        }
    }
}

/// The levels of a type that contain no type of the API, and the type of the API inside, with the levels above it.
fn levels(ty: &Ty) -> (usize, Option<(usize, TypeId)>) {
    let inside = |inner: &Ty, around: usize, itself: usize| {
        let (own, named) = levels(inner);
        (itself.max(around + own), named.map(|(cost, id)| (around + cost, id)))
    };
    match ty {
        Ty::Named { id, boxed } => (0, Some((if *boxed { BOX } else { 0 }, *id))),
        Ty::List(inner) => inside(inner, LIST, LIST_ITSELF),
        Ty::Map(_, inner) => inside(inner, MAP, MAP + TEXT),
        Ty::Nullable(inner) => inside(inner, OPTION, 0),
        Ty::JsonObject => (JSON_OBJECT, None),
        Ty::AnyJson => (ANY_JSON, None),
        Ty::Scalar(Scalar::String) => (TEXT, None),
        Ty::Scalar(Scalar::Timestamp | Scalar::Date | Scalar::Uuid | Scalar::Number(_)) => (2, None),
        Ty::Scalar(_) => (0, None),
    }
}

#[cfg(test)]
mod tests;
