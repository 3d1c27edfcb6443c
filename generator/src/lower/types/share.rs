//! Shared types: equal schemas of one role are one type.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;

use super::arena::Draft;
use super::refine::refine;
use super::same::{hash_shape, same_facts, same_shape};
use crate::collections::HashMap;
use crate::model::{Doc, Shape, Ty};
use crate::schema::Direction;

/// The types of drafts. All drafts of one group are one type.
pub(super) struct Groups {
    /// The group of each draft.
    pub(super) of: Vec<usize>,
    /// The drafts of each group, by location.
    pub(super) members: Vec<Vec<usize>>,
}

impl Groups {
    /// Groups the drafts that are equal at every depth and have the same role. Drafts with different names in `splits` are different.
    pub(super) fn new(drafts: &[Draft], outlines: &[usize], splits: &[Option<&str>]) -> Self {
        let twins = twins(drafts);
        let inside = drafts.iter().zip(&twins).map(|(draft, twin)| {
            let mut inside = inside(&draft.shape);
            inside.extend(twin);
            inside
        });
        let inside: Vec<Vec<usize>> = inside.collect();
        let classes = refine(alike(drafts, &twins, outlines, splits), &inside);
        let mut numbers: HashMap<(usize, &str), usize> = HashMap::default();
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut of = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.iter().enumerate() {
            let next = members.len();
            let group = match &draft.role {
                Some(role) => *numbers.entry((classes[index], role)).or_insert(next),
                None => next,
            };
            if group == next {
                members.push(Vec::new());
            }
            members[group].push(index);
            of.push(group);
        }
        for members in &mut members {
            members.sort_by(|a, b| drafts[*a].origin.cmp(&drafts[*b].origin));
        }
        Self { of, members }
    }

    /// The groups that values of `roots` contain, and those with a name in the document.
    pub(super) fn reached<'t>(
        &self,
        drafts: &[Draft],
        leaders: &[usize],
        roots: impl Iterator<Item = &'t Ty>,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.members.len()];
        let mut open: Vec<usize> =
            (0..drafts.len()).filter(|&index| drafts[index].component.is_some()).collect();
        roots.for_each(|ty| ty.visit(&mut |id, _| open.push(id.0)));
        while let Some(index) = open.pop() {
            let group = self.of[index];
            if !std::mem::replace(&mut reached[group], true) {
                open.extend(inside(&drafts[leaders[group]].shape));
            }
        }
        reached
    }
}

/// The types inside a shape.
fn inside(shape: &Shape) -> Vec<usize> {
    let mut inside = Vec::new();
    for ty in shape.tys() {
        ty.visit(&mut |id, _| inside.push(id.0));
    }
    inside
}

/// For each draft, the other form of its schema.
pub(super) fn twins(drafts: &[Draft]) -> Vec<Option<usize>> {
    let forms = drafts.iter().enumerate().filter_map(|(index, draft)| Some((draft, draft.direction?, index)));
    let forms: HashMap<_, usize> =
        forms.map(|(draft, direction, index)| ((&draft.at, direction), index)).collect();
    let other = |draft: &Draft| {
        let direction = match draft.direction? {
            Direction::Input => Direction::Output,
            Direction::Output => Direction::Input,
        };
        forms.get(&(&draft.at, direction)).copied()
    };
    drafts.iter().map(other).collect()
}

/// The classes of drafts, without regard to the types inside them. A draft that cannot be shared is alone in its class.
fn alike(
    drafts: &[Draft],
    twins: &[Option<usize>],
    outlines: &[usize],
    splits: &[Option<&str>],
) -> Vec<usize> {
    let hasher = RandomState::default();
    let mut known: HashMap<u64, Vec<(usize, usize)>> = HashMap::default();
    let mut classes = Vec::with_capacity(drafts.len());
    let mut next = 0;
    let key = |index: usize| {
        let draft: &Draft = &drafts[index];
        (draft.direction, draft.deprecated, twins[index].is_some(), splits[index], &draft.role)
    };
    for (index, draft) in drafts.iter().enumerate() {
        let mut class = next;
        if draft.role.is_some() {
            let mut state = hasher.build_hasher();
            key(index).hash(&mut state);
            hash_shape(&draft.shape, &mut state);
            let bucket = known.entry(std::hash::Hasher::finish(&state)).or_default();
            let equal = bucket.iter().find(|(other, _)| {
                let other_draft: &Draft = &drafts[*other];
                key(*other) == key(index)
                    && same_facts(&other_draft.doc, &draft.doc)
                    && same_shape(&other_draft.shape, &draft.shape, outlines)
            });
            match equal {
                Some((_, known)) => class = *known,
                None => bucket.push((index, class)),
            }
        }
        next += usize::from(class == next);
        classes.push(class);
    }
    classes
}

/// The draft of each group that gives it its name: the one with the most common owner. Of owners that are equally common, it is the one
/// with the least nested and then the shortest location.
pub(super) fn leaders(drafts: &[Draft], groups: &Groups) -> Vec<usize> {
    groups.members.iter().map(|members| leader(drafts, members)).collect()
}

fn leader(drafts: &[Draft], members: &[usize]) -> usize {
    let rank = |index: usize| {
        let origin: &str = &drafts[index].origin;
        (origin.matches('/').count(), origin.len(), origin)
    };
    let mut left = members.to_vec();
    let most = members.iter().map(|&index| drafts[index].names.len()).max().unwrap_or(0);
    for level in 0..most {
        if left.len() < 2 {
            break;
        }
        let mut by_name: HashMap<Option<&String>, Vec<usize>> = HashMap::default();
        left.iter().for_each(|&index| by_name.entry(drafts[index].names.get(level)).or_default().push(index));
        let first = |members: &Vec<usize>| members.iter().map(|&index| rank(index)).min();
        let best =
            by_name.into_values().max_by(|a, b| a.len().cmp(&b.len()).then_with(|| first(b).cmp(&first(a))));
        left = best.unwrap_or_default();
    }
    left.into_iter().min_by_key(|&index| rank(index)).unwrap_or(members[0])
}

/// Adds the copies of a draft to it. It keeps the documentation that all of them have.
pub(super) fn unite(drafts: &mut [Draft], leader: usize, members: &[usize]) {
    for &copy in members.iter().filter(|&&copy| copy != leader) {
        let shape = std::mem::replace(&mut drafts[copy].shape, Shape::Alias(Ty::AnyJson));
        let (usage, doc, origin) = (
            drafts[copy].usage,
            std::mem::take(&mut drafts[copy].doc),
            std::mem::take(&mut drafts[copy].origin),
        );
        let first = &mut drafts[leader];
        first.usage.input |= usage.input;
        first.usage.output |= usage.output;
        first.copies.push(origin);
        keep_common(&mut first.doc, &doc);
        keep_common_texts(&mut first.shape, &shape);
    }
}

/// Removes the texts that differ from `other`: they are true of one of two schemas only.
fn keep_common(doc: &mut Doc, other: &Doc) {
    keep_equal(&mut doc.summary, other.summary.as_ref());
    keep_equal(&mut doc.link, other.link.as_ref());
    keep_equal(&mut doc.description, other.description.as_ref());
    keep_equal(&mut doc.example, other.example.as_ref());
}

fn keep_equal<T: PartialEq>(ours: &mut Option<T>, theirs: Option<&T>) {
    if ours.as_ref() != theirs {
        *ours = None;
    }
}

/// Like [`keep_common`], for all documentation in two shapes that are equal otherwise.
fn keep_common_texts(shape: &mut Shape, other: &Shape) {
    match (shape, other) {
        (Shape::Record(ours), Shape::Record(theirs)) => {
            let both = ours.fields.iter_mut().zip(&theirs.fields);
            both.for_each(|(ours, theirs)| keep_common(&mut ours.doc, &theirs.doc));
        }
        (Shape::Enum(ours), Shape::Enum(theirs)) => {
            let both = ours.variants.iter_mut().zip(&theirs.variants);
            both.for_each(|(ours, theirs)| keep_equal(&mut ours.description, theirs.description.as_ref()));
        }
        (Shape::Union(ours), Shape::Union(theirs)) => {
            let both = ours.variants.iter_mut().zip(&theirs.variants);
            both.for_each(|(ours, theirs)| keep_common(&mut ours.doc, &theirs.doc));
        }
        (Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_), _) => {}
    }
}
