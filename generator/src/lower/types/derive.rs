//! Traits and constants of types, derived from the types that they contain.

use crate::model::{Derives, Field, NumberType, Presence, Scalar, Shape, Ty, TypeDef};
use crate::names::Ident;

/// Finds the fields that can have one value only: constructors set them. A tag is one of them even if it is optional: without it, the
/// server could not determine the alternative of the value.
pub(super) fn settle_constants(types: &mut [TypeDef]) {
    let only: Vec<Option<Ident>> = types
        .iter()
        .map(|def| match &def.shape {
            Shape::Enum(values) => match values.variants.as_slice() {
                [only] => Some(only.name.clone()),
                _ => None,
            },
            Shape::Record(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_) => None,
        })
        .collect();
    for def in types.iter_mut().filter(|def| def.usage.input) {
        let Shape::Record(record) = &mut def.shape else { continue };
        let is_sent = |field: &&mut Field| match field.presence {
            Presence::Required => true,
            Presence::Optional => field.tag,
            Presence::Nullable | Presence::OptionalNullable => false,
        };
        for field in record.fields.iter_mut().filter(is_sent) {
            if let Ty::Named { id, .. } = &field.ty {
                field.constant.clone_from(&only[id.0]);
            }
        }
    }
}

/// Finds the traits that each type can derive. When a type loses one, all types that contain it are checked again.
pub(super) fn derive(types: &mut [TypeDef]) {
    let mut containers: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (index, def) in types.iter().enumerate() {
        for ty in def.shape.tys() {
            ty.visit(&mut |id, _| containers[id.0].push(index));
        }
    }
    let mut open: Vec<usize> = (0..types.len()).collect();
    while let Some(index) = open.pop() {
        let eq = types[index].shape.tys().into_iter().all(|ty| has_eq(types, ty));
        let default = has_default(types, &types[index].shape);
        let derives = &mut types[index].derives;
        let new = Derives { eq: eq && derives.eq, default: default && derives.default };
        if *derives != new {
            *derives = new;
            open.extend(&containers[index]);
        }
    }
}

fn has_eq(types: &[TypeDef], ty: &Ty) -> bool {
    match ty {
        Ty::Scalar(Scalar::F64 | Scalar::Number(NumberType::F64)) => false,
        Ty::Named { id, .. } => types[id.0].derives.eq,
        Ty::List(inner) | Ty::Map(_, inner) | Ty::Nullable(inner) => has_eq(types, inner),
        Ty::Scalar(_) | Ty::JsonObject | Ty::AnyJson => true,
    }
}

/// Whether there is a default: for a record without required fields and without tags, and for an enum with a default in the document.
fn has_default(types: &[TypeDef], shape: &Shape) -> bool {
    match shape {
        Shape::Record(record) => record.fields.iter().all(may_be_default),
        Shape::Enum(values) => values.default.is_some(),
        Shape::Union(_) => false,
        Shape::Alias(Ty::Named { id, .. }) => types[id.0].derives.default,
        Shape::Newtype(_) | Shape::Alias(_) => true,
    }
}

fn may_be_default(field: &Field) -> bool {
    match field.presence {
        Presence::Required => field.constant.is_some(),
        Presence::Optional => field.constant.is_none(),
        Presence::Nullable | Presence::OptionalNullable => true,
    }
}
