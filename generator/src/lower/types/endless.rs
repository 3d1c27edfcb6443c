//! Records that require themselves: no value of them is finite.

use super::cycles::components;
use crate::collections::HashMap;
use crate::diagnostics::Diagnostic;
use crate::lower::Ctx;
use crate::model::{Field, Presence, Shape, Ty, TypeDef, TypeId};
use crate::source::Pointer;

/// Makes the properties optional by which a record requires itself. `locations` are the locations of `types`.
pub(super) fn open_endless(ctx: &Ctx<'_>, types: &mut [TypeDef], locations: &[Pointer]) {
    let all: Vec<usize> = (0..types.len()).collect();
    let required: Vec<Vec<usize>> = types
        .iter()
        .map(|def| fields(def).iter().filter_map(|field| requires(types, field)).collect())
        .collect();
    let mut component: HashMap<usize, usize> = HashMap::default();
    for (number, nodes) in components(&all, |from| required[from].clone()).iter().enumerate() {
        component.extend(nodes.iter().map(|&node| (node, number)));
    }
    let endless: Vec<(usize, usize)> = all
        .iter()
        .flat_map(|&from| fields(&types[from]).iter().enumerate().map(move |(at, field)| (from, at, field)))
        .filter_map(|(from, at, field)| requires(types, field).map(|to| (from, at, to)))
        .filter(|(from, _, to)| component[from] == component[to])
        .map(|(from, at, _)| (from, at))
        .collect();
    for (index, at) in endless {
        let Shape::Record(record) = &mut types[index].shape else { continue };
        let field = &mut record.fields[at];
        field.presence = Presence::Optional;
        let own = locations[index].child("properties").child(&field.wire);
        let location = if ctx.spec.value(&own).is_some() { &own } else { &locations[index] };
        ctx.sink.report(Diagnostic::endless_property(location, &field.wire));
    }
}

fn fields(def: &TypeDef) -> &[Field] {
    match &def.shape {
        Shape::Record(record) => &record.fields,
        Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => &[],
    }
}

/// The record that a field always contains.
fn requires(types: &[TypeDef], field: &Field) -> Option<usize> {
    let mut ty = (field.presence == Presence::Required).then_some(&field.ty)?;
    // Aliases do not form cycles.
    for _ in 0..=types.len() {
        let Ty::Named { id: TypeId(index), .. } = ty else { return None };
        match &types[*index].shape {
            Shape::Record(_) => return Some(*index),
            Shape::Alias(inner) => ty = inner,
            Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => return None,
        }
    }
    None
}
