//! Types that contain themselves: where a box is needed.

use std::collections::HashSet;

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
    let mut seen = HashSet::new();
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

/// Which types hold each other in a circle: the strongly connected components of what holds what (Tarjan).
struct Cycles {
    component: Vec<usize>,
    size: Vec<usize>,
}

impl Cycles {
    fn of(types: &[TypeDef]) -> Self {
        const UNSEEN: usize = usize::MAX;
        let held: Vec<Vec<TypeId>> = types.iter().map(|def| held(&def.shape)).collect();
        let mut cycles = Self { component: vec![UNSEEN; types.len()], size: Vec::new() };
        let (mut number, mut low) = (vec![UNSEEN; types.len()], vec![0; types.len()]);
        let (mut count, mut path, mut work) = (0, Vec::new(), Vec::new());
        for root in 0..types.len() {
            if number[root] == UNSEEN {
                work.push((root, 0));
            }
            while let Some((here, next)) = work.pop() {
                if next == 0 {
                    (number[here], low[here]) = (count, count);
                    count += 1;
                    path.push(here);
                }
                if let Some(&TypeId(child)) = held[here].get(next) {
                    work.push((here, next + 1));
                    if number[child] == UNSEEN {
                        work.push((child, 0));
                    } else if cycles.component[child] == UNSEEN {
                        low[here] = low[here].min(number[child]);
                    }
                    continue;
                }
                if low[here] == number[here] {
                    let start = path.iter().rposition(|&member| member == here).unwrap_or(0);
                    let members = path.len() - start;
                    for member in path.drain(start..) {
                        cycles.component[member] = cycles.size.len();
                    }
                    cycles.size.push(members);
                }
                if let Some(&(parent, _)) = work.last() {
                    low[parent] = low[parent].min(low[here]);
                }
            }
        }
        // A type that holds itself is a circle of one.
        for (index, held) in held.iter().enumerate() {
            if held.contains(&TypeId(index)) {
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
