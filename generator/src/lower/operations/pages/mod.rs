//! Pagination: the operations that return pages, and the request for the next page.
//!
//! It comes from the configuration, or else from an extension in the document, or else from what the operation shows.

mod extension;
mod infer;
mod request;
mod response;
mod rule;
mod words;

use self::infer::Evidence;
use self::rule::Ruled;
use super::read::RawOperation;
use crate::collections::HashSet;
use crate::diagnostics::Diagnostic;
use crate::lower::{Input, Origins, warn_unused};
use crate::model::{Operation, Pagination, Resource, TypeDef};
use crate::source::Pointer;

/// Finds the pagination of each operation.
pub(crate) fn paginate(
    input: &Input<'_>,
    types: &[TypeDef],
    resources: &mut [Resource],
    origins: &Origins<'_>,
) {
    let mut used = vec![false; input.config.pagination.len()];
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let Some(raw) = origins.get(operation.origin.as_str()) else { continue };
        let configured = configured(input, types, operation, raw, &mut used);
        operation.pagination = configured
            .or_else(|| declared(input, types, operation, raw))
            .map_or_else(|| inferred(input, types, operation, raw), |Ruled(found)| found);
    }
    report_unused(input, resources, &used);
}

/// The pagination of the first rule in the configuration that fits.
fn configured(
    input: &Input<'_>,
    types: &[TypeDef],
    operation: &Operation,
    raw: &RawOperation,
    used: &mut [bool],
) -> Option<Ruled> {
    for (rule, used) in input.config.pagination.iter().zip(used) {
        let is_named = rule.operations.contains(&operation.id);
        if !is_named && !rule.operations.is_empty() {
            continue;
        }
        match rule::apply(types, operation, rule) {
            Ok(found) => {
                *used = true;
                return Some(found);
            }
            Err(reason) if is_named => {
                *used = true;
                input.sink.report(Diagnostic::unusable_pagination(&raw.at, "[pagination]", &reason));
            }
            Err(_) => {}
        }
    }
    None
}

/// The pagination that an extension describes.
fn declared(
    input: &Input<'_>,
    types: &[TypeDef],
    operation: &Operation,
    raw: &RawOperation,
) -> Option<Ruled> {
    let document = input.spec.value(&Pointer::root(input.spec.root));
    let own = |name: &str| raw.operation.extensions.get(name);
    let root = |name: &str| document.and_then(|document| document.get(name));
    let (name, rule) = extension::rule(operation, own, root)?;
    let applied = match rule {
        Some(rule) => rule::apply(types, operation, &rule),
        None => Err("it cannot be read".to_owned()),
    };
    match applied {
        Ok(found) => Some(found),
        Err(reason) => {
            let at = raw.at.child(name);
            input.sink.report(Diagnostic::unusable_pagination(&at, name, &reason));
            None
        }
    }
}

/// The pagination that the operation shows. Reports an operation whose pages are not clear.
fn inferred(
    input: &Input<'_>,
    types: &[TypeDef],
    operation: &Operation,
    raw: &RawOperation,
) -> Option<Pagination> {
    let (trace, found) = match Evidence::new(types, operation, None) {
        Some(evidence) => (evidence.trace(), evidence.infer()),
        None => (infer::trace_of_union(types, operation), None),
    };
    if let (None, Some(trace)) = (&found, trace) {
        input.sink.report(Diagnostic::unknown_pagination(&raw.at, &trace));
    }
    found
}

/// Reports rules in the configuration without effect, and operations that do not exist.
fn report_unused(input: &Input<'_>, resources: &[Resource], used: &[bool]) {
    let operations = resources.iter().flat_map(|resource| &resource.operations);
    let known: HashSet<&str> = operations.map(|operation| operation.id.as_str()).collect();
    for (index, (rule, used)) in input.config.pagination.iter().zip(used).enumerate() {
        let index = index.to_string();
        // A single rule may be a table.
        let is_list = input.config.position(&["pagination", &index]).is_some();
        let keys: Vec<&str> = ["pagination", &index].into_iter().take(1 + usize::from(is_list)).collect();
        let at = |key| [&keys[..], &[key]].concat();
        let unknown: Vec<&String> =
            rule.operations.iter().filter(|id| !known.contains(id.as_str())).collect();
        for id in &unknown {
            warn_unused(input.config, input.sink, &at("operations"), Diagnostic::unused_operation_name(id));
        }
        if !used && unknown.is_empty() {
            let named = ["parameter", "body_property", "next", "next_header"];
            let key = named.into_iter().find(|key| input.config.position(&at(key)).is_some());
            let keys = key.map_or_else(|| keys.clone(), at);
            warn_unused(input.config, input.sink, &keys, Diagnostic::unused_pagination());
        }
    }
}
