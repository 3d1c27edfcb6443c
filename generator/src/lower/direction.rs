//! Which schemas differ between what a caller sends and what the server says.
//!
//! They differ where a member, at any depth, is `readOnly` or `writeOnly`, or is optional and nullable. The graph of schemas grows as
//! it is asked about; a schema's own difference is carried to all that contain it.

use super::facts::Additional;
use super::{HashMap, HashSet, Lowering};
use crate::source::Pointer;

/// The two ways a value can travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the caller to the server.
    Input,
    /// From the server to the caller.
    Output,
}

/// Which schema contains which, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    known: HashSet<Pointer>,
    containers: HashMap<Pointer, Vec<Pointer>>,
    differing: HashSet<Pointer>,
}

impl Lowering<'_> {
    /// Whether the schema at `target` (a site's) has two forms.
    pub(crate) fn differs(&mut self, target: &Pointer) -> bool {
        let mut open = vec![target.clone()];
        let mut different = Vec::new();
        while let Some(at) = open.pop() {
            if !self.graph.known.insert(at.clone()) {
                continue;
            }
            let facts = self.facts(&at);
            let mut inside = Vec::new();
            for (name, property) in &facts.properties {
                let Some(site) = self.site(property) else { continue };
                if site.read_only || site.write_only || (site.nullable && !facts.required.contains(name)) {
                    different.push(at.clone());
                }
                inside.push(site.target);
            }
            let mut others: Vec<Pointer> = facts.any_of.clone();
            others.extend(facts.items.clone());
            if let Additional::Schema(values) = &facts.additional {
                others.push(values.clone());
            }
            inside.extend(others.iter().filter_map(|other| self.site(other)).map(|site| site.target));
            for child in inside {
                if self.graph.differing.contains(&child) {
                    different.push(at.clone());
                }
                self.graph.containers.entry(child.clone()).or_default().push(at.clone());
                open.push(child);
            }
        }
        while let Some(at) = different.pop() {
            if self.graph.differing.insert(at.clone()) {
                different.extend(self.graph.containers.get(&at).into_iter().flatten().cloned());
            }
        }
        self.graph.differing.contains(target)
    }
}
