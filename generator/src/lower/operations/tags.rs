//! Tags that are no resources.

use crate::collections::HashSet;
use crate::document::Spec;
use crate::lower::section;
use crate::source::Pointer;

/// The tags that are no resources: those of a kind other than `nav`.
pub(super) fn other_tags(spec: &Spec) -> HashSet<String> {
    let elements = spec.elements(&section(spec, &["tags"]));
    let is_other = |at: &&Pointer| spec.text(at, "kind").is_some_and(|kind| kind != "nav");
    elements.iter().filter(is_other).filter_map(|at| spec.text(at, "name")).collect()
}
