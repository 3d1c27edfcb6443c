//! The modules of types.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ModuleId, Resource, ResourceId, TypeDef, TypeModule};
use crate::names::{Case, Scope};

/// The modules that hold the outlines of unions, and the XML of bodies.
const TABLES: [&str; 2] = ["outlines", "xml_shapes"];

/// Puts types that the same resources reach into one module, so that one condition is enough for all of them. The types of one
/// resource are in a module with the name of the resource. A module that several resources share has their names, or the name of its
/// first type if the resources are many.
pub(crate) fn type_modules(types: &mut [TypeDef], resources: &[Resource]) -> Vec<TypeModule> {
    const FEW: usize = 2;
    let mut groups: BTreeMap<BTreeSet<ResourceId>, Vec<usize>> = BTreeMap::new();
    for (index, def) in types.iter().enumerate() {
        groups.entry(def.resources.clone()).or_default().push(index);
    }
    let own = resources.iter().map(|resource| resource.module.as_str());
    let taken: Vec<&str> = own.chain(TABLES).collect();
    let mut names = Scope::new(Case::Module, &taken);
    let mut modules = Vec::new();
    for (reached_by, members) in groups {
        let mut sharers = reached_by.iter().map(|id| &resources[id.0].module);
        let name = match (reached_by.len(), sharers.next()) {
            (1, Some(only)) if !TABLES.contains(&only.as_str()) => only.clone(),
            (0, _) | (_, None) => names.issue("common"),
            (all, _) if all == resources.len() => names.issue("shared"),
            (..=FEW, Some(first)) => {
                let others = sharers.map(|other| format!(" and {other}"));
                names.issue(&format!("{first}{}", others.collect::<String>()))
            }
            _ => names.issue(&format!("shared {}", types[members[0]].name)),
        };
        members.iter().for_each(|&member| types[member].module = ModuleId(modules.len()));
        modules.push(TypeModule { name, resources: reached_by });
    }
    modules
}
