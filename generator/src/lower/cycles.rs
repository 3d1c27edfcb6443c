//! Types that contain themselves: where a box is needed.

use super::{HashMap, HashSet};
use crate::model::{Shape, TypeDef, TypeId};

/// Boxes what would otherwise contain itself. Only types of one cycle can, so no others are looked at.
pub(super) fn box_cycles(types: &mut [TypeDef]) {
    let cycles = Cycles::of(types);
    for index in 0..types.len() {
        let here = TypeId(index);
        if !cycles.is_in_one(here) {
            continue;
        }
        let mut inside = held(&types[index].shape);
        inside.retain(|id| cycles.share_one(*id, here) && contains(types, *id, here, &cycles));
        types[index].shape.tys_mut(&mut |ty| {
            ty.direct_mut(&mut |id, boxed| *boxed |= inside.contains(id));
        });
    }
}

/// Whether a value of `from` holds one of `wanted` directly, which is of the same cycle.
fn contains(types: &[TypeDef], from: TypeId, wanted: TypeId, cycles: &Cycles) -> bool {
    let mut seen = HashSet::default();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id) {
            open.extend(held(&types[id.0].shape).into_iter().filter(|held| cycles.share_one(*held, wanted)));
        }
    }
    false
}

/// The types that a value holds directly, not behind a box, list or map.
fn held(shape: &Shape) -> Vec<TypeId> {
    let mut held = Vec::new();
    for ty in shape.tys() {
        ty.visit(&mut |id, direct| {
            if direct {
                held.push(id);
            }
        });
    }
    held
}

/// Which types hold each other in a circle.
struct Cycles {
    component: Vec<usize>,
    size: Vec<usize>,
}

impl Cycles {
    fn of(types: &[TypeDef]) -> Self {
        let held: Vec<Vec<usize>> =
            types.iter().map(|def| held(&def.shape).into_iter().map(|id| id.0).collect()).collect();
        let all: Vec<usize> = (0..types.len()).collect();
        let components = components(&all, |from| held[from].clone());
        let mut cycles = Self { component: vec![0; types.len()], size: Vec::new() };
        for (number, members) in components.iter().enumerate() {
            cycles.size.push(members.len());
            members.iter().for_each(|&member| cycles.component[member] = number);
        }
        // A type that holds itself is a circle of one.
        for (index, held) in held.iter().enumerate() {
            if held.contains(&index) {
                cycles.size[cycles.component[index]] += 1;
            }
        }
        cycles
    }

    fn is_in_one(&self, id: TypeId) -> bool {
        self.size[self.component[id.0]] > 1
    }

    fn share_one(&self, a: TypeId, b: TypeId) -> bool {
        self.component[a.0] == self.component[b.0] && self.is_in_one(a)
    }
}

/// The strongly connected components of a part of a graph (Tarjan): nodes that lead to each other are together, in the order of their
/// numbers. A component comes after all those that it leads to.
pub(super) fn components(members: &[usize], edges: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    // Positions among the members, and not numbers of nodes, from here on.
    let position: HashMap<usize, usize> = members.iter().enumerate().map(|(at, &node)| (node, at)).collect();
    let edges: Vec<Vec<usize>> = members
        .iter()
        .map(|&node| edges(node).iter().filter_map(|to| position.get(to).copied()).collect())
        .collect();
    let mut components: Vec<Vec<usize>> = Vec::new();
    let mut is_done = vec![false; members.len()];
    let (mut number, mut low) = (vec![UNSEEN; members.len()], vec![0; members.len()]);
    let (mut count, mut path, mut work) = (0, Vec::new(), Vec::new());
    for root in 0..members.len() {
        if number[root] == UNSEEN {
            work.push((root, 0));
        }
        while let Some((here, next)) = work.pop() {
            if next == 0 {
                (number[here], low[here]) = (count, count);
                count += 1;
                path.push(here);
            }
            if let Some(&child) = edges[here].get(next) {
                work.push((here, next + 1));
                if number[child] == UNSEEN {
                    work.push((child, 0));
                } else if !is_done[child] {
                    low[here] = low[here].min(number[child]);
                }
                continue;
            }
            if low[here] == number[here] {
                let start = path.iter().rposition(|&member| member == here).unwrap_or(0);
                let mut component: Vec<usize> = path.drain(start..).collect();
                component.iter().for_each(|&member| is_done[member] = true);
                component.iter_mut().for_each(|member| *member = members[*member]);
                component.sort_unstable();
                components.push(component);
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[here]);
            }
        }
    }
    components
}
