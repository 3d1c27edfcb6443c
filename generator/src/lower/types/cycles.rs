//! Boxes references in types that contain themselves.

use crate::collections::{HashMap, HashSet};
use crate::model::{Shape, TypeDef, TypeId};

/// Boxes types that would contain themselves: in a cycle, the references of its first type are boxed.
pub(super) fn box_cycles(types: &mut [TypeDef]) {
    let held: Vec<Vec<usize>> =
        types.iter().map(|def| held(&def.shape).into_iter().map(|id| id.0).collect()).collect();
    for (index, inside) in boxed(&held).into_iter().enumerate().filter(|(_, inside)| !inside.is_empty()) {
        types[index].shape.tys_mut(&mut |ty| {
            ty.direct_mut(&mut |id, boxed| *boxed |= inside.contains(&id.0));
        });
    }
}

/// A type that another one holds directly.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    /// The two types. `from` and `to` change when a closed cycle is merged into one type.
    origin: (usize, usize),
}

impl Edge {
    /// The lower of its types.
    fn first(&self) -> usize {
        self.origin.0.min(self.origin.1)
    }
}

/// For each type, the types that it holds in a box.
///
/// A reference is boxed if it is in a cycle without an earlier type, because the references of earlier types are boxed already. So types
/// are added from the last to the first, and a reference is boxed if its own type closes a cycle around it.
fn boxed(held: &[Vec<usize>]) -> Vec<HashSet<usize>> {
    let mut boxed = vec![HashSet::default(); held.len()];
    let all: Vec<usize> = (0..held.len()).collect();
    let mut cycle = vec![0; held.len()];
    for (number, members) in components(&all, |from| held[from].clone()).iter().enumerate() {
        members.iter().for_each(|&member| cycle[member] = number);
    }
    let edge = |from: usize, to: usize| Edge { from, to, origin: (from, to) };
    let in_cycles =
        held.iter().enumerate().flat_map(|(from, held)| held.iter().map(move |&to| edge(from, to)));
    let edges = in_cycles.filter(|edge| cycle[edge.from] == cycle[edge.to]).collect();
    close(edges, 0, held.len(), &mut |first, edge| {
        if edge.origin.0 == first {
            boxed[first].insert(edge.origin.1);
        }
    });
    boxed
}

/// Finds for each reference the type that closes a cycle around it, if one does, when types are added from the last to the first. The
/// type is in `low..high`. Each half looks only at the references that it can close, so the time is nearly linear.
fn close(edges: Vec<Edge>, low: usize, high: usize, found: &mut impl FnMut(usize, Edge)) {
    if edges.is_empty() || low >= high {
        return;
    }
    let middle = low.midpoint(high);
    let mut next: HashMap<usize, Vec<usize>> = HashMap::default();
    for edge in edges.iter().filter(|edge| edge.first() >= middle) {
        next.entry(edge.from).or_default().push(edge.to);
        next.entry(edge.to).or_default();
    }
    let mut members: Vec<usize> = next.keys().copied().collect();
    members.sort_unstable();
    let mut cycle: HashMap<usize, usize> = HashMap::default();
    for component in components(&members, |from| next.get(&from).cloned().unwrap_or_default()) {
        cycle.extend(component.iter().map(|&member| (member, component[0])));
    }
    let cycle_of = |node: usize| cycle.get(&node).copied().unwrap_or(node);
    let is_closed = |edge: &Edge| edge.first() >= middle && cycle_of(edge.from) == cycle_of(edge.to);
    let (closed, open): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(is_closed);
    let open = open.into_iter().map(|edge| Edge { from: cycle_of(edge.from), to: cycle_of(edge.to), ..edge });
    close(open.collect(), low, middle, found);
    if middle + 1 == high {
        closed.into_iter().for_each(|edge| found(middle, edge));
    } else {
        close(closed, middle, high, found);
    }
}

/// The types that a value holds directly, not in a box, list or map.
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

/// The strongly connected components of a part of a graph (Tarjan), each sorted. A component comes after those that it leads to.
pub(super) fn components(members: &[usize], edges: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    // From here on, nodes are positions in the list of members.
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

#[cfg(test)]
mod tests;
