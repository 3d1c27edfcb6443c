//! The tags of a document: those that are no resources, and problems of their parents and names.

use crate::collections::{HashMap, HashSet};
use crate::diagnostics::{Diagnostic, TagProblem};
use crate::document::Spec;
use crate::lower::{Input, section};
use crate::source::Pointer;

/// The tags that are no resources: those of a kind other than `nav`.
pub(super) fn other_tags(spec: &Spec) -> HashSet<String> {
    let elements = spec.elements(&section(spec, &["tags"]));
    let is_other = |at: &&Pointer| spec.text(at, "kind").is_some_and(|kind| kind != "nav");
    elements.iter().filter(is_other).filter_map(|at| spec.text(at, "name")).collect()
}

/// Reports parents that do not exist or lead back to their tag, and different tags of one name.
pub(super) fn check_tags(input: &Input<'_>) {
    let spec = input.spec;
    let elements = spec.elements(&input.section(&["tags"]));
    let mut known: HashMap<String, &Pointer> = HashMap::default();
    for at in &elements {
        let Some(name) = spec.text(at, "name") else { continue };
        let first = *known.entry(name.clone()).or_insert(at);
        if spec.value(first) != spec.value(at) {
            input.sink.report(Diagnostic::unclear_tag(at, &name, TagProblem::Duplicate));
        }
    }
    // Tags whose parents lead to the end, or whose problem is reported.
    let mut checked: HashSet<String> = HashSet::default();
    for name in elements.iter().filter_map(|at| spec.text(at, "name")) {
        let mut line: HashSet<String> = HashSet::default();
        let mut next = Some(name);
        while let Some(name) = next.filter(|name| !checked.contains(name)) {
            let Some(at) = known.get(&name) else { break };
            let parent = spec.text(at, "parent");
            line.insert(name);
            if let Some(parent) = &parent {
                let problem = match known.contains_key(parent) {
                    false => Some(TagProblem::UnknownParent),
                    true if line.contains(parent) => Some(TagProblem::Cycle),
                    true => None,
                };
                let report = |problem| input.sink.report(Diagnostic::unclear_tag(at, parent, problem));
                problem.into_iter().for_each(report);
            }
            next = parent.filter(|parent| !line.contains(parent));
        }
        checked.extend(line);
    }
}
