//! Checks JSON values against types and their constraints.

use serde_json::Map;

use super::string::Strings;
use super::{format, number, scalar};
use crate::model::{Api, Constraints, Dispatch, Presence, Record, Scalar, Shape, Ty, TypeId};
use crate::source::Value;

/// The maximum nesting that is checked.
const MAX_DEPTH: usize = 12;

/// Whether a scalar value satisfies constraints.
pub(super) fn scalar_fits(value: &Value, constraints: Option<&Constraints>) -> bool {
    let Some(constraints) = constraints else { return true };
    match value {
        Value::String(text) => Strings::new(Some(constraints)).allow(text, true),
        Value::Number(number) => {
            number.as_f64().is_some_and(|number| number::allow(Some(constraints), number))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            constraints.values.is_empty() || constraints.values.contains(value)
        }
    }
}

/// Whether a value is valid for a type, according to the model.
pub(super) fn fits(
    api: &Api,
    value: &Value,
    ty: &Ty,
    constraints: Option<&Constraints>,
    depth: usize,
) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    let element = |value: &Value, ty: &Ty| {
        let element = constraints.and_then(|constraints| constraints.element.as_deref());
        let constraints = element.and_then(|element| element.constraints.as_deref());
        fits(api, value, ty, constraints, depth + 1)
    };
    match (ty, value) {
        (Ty::Scalar(scalar), value) => is_scalar(*scalar, value) && scalar_fits(value, constraints),
        (Ty::Named { id, .. }, value) => named(api, value, *id, constraints, depth + 1),
        (Ty::List(inner), Value::Array(list)) => {
            let differ =
                |list: &[Value]| list.iter().enumerate().all(|(index, value)| !list[..index].contains(value));
            constraints.is_none_or(|it| it.items.allows(list.len()) && (!it.unique || differ(list)))
                && list.iter().all(|value| element(value, inner))
        }
        (Ty::Map(_, inner), Value::Object(object)) => {
            constraints.is_none_or(|it| it.properties.allows(object.len()))
                && object.values().all(|value| element(value, inner))
        }
        (Ty::JsonObject, Value::Object(object)) => {
            constraints.is_none_or(|it| it.properties.allows(object.len()))
        }
        (Ty::Nullable(inner), value) => value.is_null() || fits(api, value, inner, constraints, depth + 1),
        (Ty::AnyJson, _) => true,
        (Ty::List(_) | Ty::Map(..) | Ty::JsonObject, _) => false,
    }
}

fn is_scalar(scalar: Scalar, value: &Value) -> bool {
    let text = value.as_str();
    match scalar {
        Scalar::String => text.is_some(),
        Scalar::Bool => value.is_boolean(),
        Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => {
            let (least, most) = scalar::range(scalar);
            scalar::whole(value).is_some_and(|number| (least..=most).contains(&number))
        }
        Scalar::F64 => value.is_number(),
        Scalar::Number(number) => is_scalar(number.scalar(), value),
        Scalar::Timestamp => {
            text.is_some_and(|text| text.get(..10).is_some_and(|day| format::date(day).is_some()))
        }
        Scalar::Date => text.is_some_and(|text| format::date(text).is_some()),
        Scalar::Uuid => text.is_some_and(|text| format::is_uuid(&text.to_ascii_lowercase())),
        Scalar::Base64 => text.is_some_and(|text| format::holds("byte", text)),
    }
}

fn named(api: &Api, value: &Value, id: TypeId, constraints: Option<&Constraints>, depth: usize) -> bool {
    let def = api.type_def(id);
    let constraints = constraints.or(def.doc.constraints.as_deref());
    match &def.shape {
        Shape::Enum(values) => values.variants.iter().any(|variant| variant.wire == *value),
        Shape::Alias(ty) | Shape::Newtype(ty) => fits(api, value, ty, constraints, depth),
        Shape::Record(known) if known.is_array => value.as_array().is_some_and(|items| {
            items.len() == known.fields.len()
                && known.fields.iter().zip(items).all(|(field, item)| {
                    (item.is_null() && field.presence == Presence::Nullable)
                        || fits(api, item, &field.ty, field.doc.constraints.as_deref(), depth)
                })
        }),
        Shape::Record(known) => {
            value.as_object().is_some_and(|object| record(api, object, known, constraints, depth))
        }
        Shape::Union(union) => union.variants.iter().enumerate().any(|(index, variant)| {
            let is_tagged = match &union.dispatch {
                Dispatch::Tag { property, keys, .. } => value
                    .get(property)
                    .is_some_and(|tag| keys.iter().any(|(key, of)| *of == index && key == tag)),
                Dispatch::Fit => true,
            };
            is_tagged && fits(api, value, &variant.ty, variant.doc.constraints.as_deref(), depth)
        }),
    }
}

fn record(
    api: &Api,
    object: &Map<String, Value>,
    record: &Record,
    constraints: Option<&Constraints>,
    depth: usize,
) -> bool {
    let has_set = |sets: &[Vec<String>]| {
        sets.is_empty() || sets.iter().any(|names| names.iter().all(|name| object.contains_key(name)))
    };
    let count = object.len();
    constraints.is_none_or(|it| it.properties.allows(count) && has_set(&it.one_set_of))
        && record.fields.iter().all(|field| match (object.get(&field.wire), field.presence) {
            (None, Presence::Required | Presence::Nullable) => false,
            (None, Presence::Optional | Presence::OptionalNullable)
            | (Some(Value::Null), Presence::Nullable | Presence::OptionalNullable) => true,
            (Some(value), _) => fits(api, value, &field.ty, field.doc.constraints.as_deref(), depth),
        })
}
