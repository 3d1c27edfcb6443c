//! The last pass: finds the schemas that differ between requests and responses.
//!
//! A schema differs where a property, at any depth, is `readOnly` or `writeOnly`, or is optional and nullable, or is required and may be
//! absent when it is read.

use super::SchemaId;
use super::builder::Builder;
use super::flat::Additional;
use super::uses::SchemaUse;
use crate::config::Required;
use crate::source::Pointer;

/// The direction of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the caller to the server.
    Input,
    /// From the server to the caller.
    Output,
}

/// Whether a schema differs between requests and responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    /// Only because required properties are optional when they are read.
    Relaxed,
    Other,
}

/// Whether a required property with this use may be absent when it is read: servers remove deprecated ones.
pub(super) fn is_relaxed(required: Required, found: Option<&SchemaUse>) -> bool {
    match required {
        Required::Lenient => true,
        Required::Documented => found.is_some_and(|found| found.deprecated),
    }
}

/// The difference of each schema. `used` are all schemas that values contain.
pub(super) fn differing(builder: &mut Builder<'_>, used: &[SchemaId], required: Required) -> Vec<Difference> {
    let mut containers: Vec<Vec<SchemaId>> = vec![Vec::new(); builder.drafts.len()];
    let (mut open, mut relaxed) = (Vec::new(), Vec::new());
    for &id in used {
        let schema = builder.distributed(id);
        let mut uses = |name: &String, property: &Pointer| {
            let is_required = schema.required.contains(name);
            let found = builder.schema_use(property)?;
            let differs = found.read_only || found.write_only || (found.nullable && !is_required);
            Some((differs, is_required && !found.nullable && is_relaxed(required, Some(found))))
        };
        let found: Vec<(bool, bool)> =
            schema.properties.iter().filter_map(|(name, property)| uses(name, property)).collect();
        if found.iter().any(|(differs, _)| *differs) {
            open.push(id);
        }
        let may_be_undeclared =
            matches!(schema.additional, Additional::Schema(_)) && is_relaxed(required, None);
        let is_undeclared = |name: &String| !schema.properties.contains_key(name);
        if found.iter().any(|(_, is_relaxed)| *is_relaxed)
            || (may_be_undeclared && schema.required.iter().any(is_undeclared))
        {
            relaxed.push(id);
        }
        for child in schema.children() {
            if let Some(target) = builder.target(child) {
                containers[target.0].push(id);
            }
        }
    }
    let mut differing = vec![Difference::None; builder.drafts.len()];
    spread(open, Difference::Other, &containers, &mut differing);
    spread(relaxed, Difference::Relaxed, &containers, &mut differing);
    differing
}

/// Sets the difference of schemas that have none, and of those that contain them.
fn spread(
    mut open: Vec<SchemaId>,
    difference: Difference,
    containers: &[Vec<SchemaId>],
    differing: &mut [Difference],
) {
    while let Some(id) = open.pop() {
        if differing[id.0] == Difference::None {
            differing[id.0] = difference;
            open.extend(&containers[id.0]);
        }
    }
}
