//! The last pass: finds the schemas that differ between requests and responses.
//!
//! A schema differs where a property, at any depth, is `readOnly` or `writeOnly`, or is optional and nullable.

use super::SchemaId;
use super::builder::Builder;
use crate::source::Pointer;

/// The direction of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the caller to the server.
    Input,
    /// From the server to the caller.
    Output,
}

/// For each schema, whether it differs. `used` are all schemas that values contain.
pub(super) fn differing(builder: &mut Builder<'_>, used: &[SchemaId]) -> Vec<bool> {
    let mut containers: Vec<Vec<SchemaId>> = vec![Vec::new(); builder.drafts.len()];
    let mut open = Vec::new();
    for &id in used {
        let schema = builder.distributed(id);
        let mut differs = |name: &String, property: &Pointer| {
            builder.schema_use(property).is_some_and(|found| {
                found.read_only || found.write_only || (found.nullable && !schema.required.contains(name))
            })
        };
        if schema.properties.iter().any(|(name, property)| differs(name, property)) {
            open.push(id);
        }
        for child in schema.children() {
            if let Some(target) = builder.target(child) {
                containers[target.0].push(id);
            }
        }
    }
    let mut differing = vec![false; builder.drafts.len()];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut differing[id.0], true) {
            open.extend(&containers[id.0]);
        }
    }
    differing
}
