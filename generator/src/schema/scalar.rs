//! The scalar type of a schema.

use super::flat::{FlatSchema, JsonType};
use crate::model::Scalar;

/// The scalar type of a schema, unless its values are objects or arrays.
pub(crate) fn scalar(schema: &FlatSchema) -> Option<Scalar> {
    Some(match schema.kind? {
        JsonType::String => string(schema.format.as_deref()),
        JsonType::Integer => integer(schema),
        JsonType::Number => match schema.format.as_deref() {
            Some("float") => Scalar::F32,
            Some("int32" | "int64" | "uint32" | "uint64" | "integer") => integer(schema),
            Some(_) | None => Scalar::F64,
        },
        JsonType::Boolean => Scalar::Bool,
        JsonType::Array | JsonType::Object => return None,
    })
}

fn string(format: Option<&str>) -> Scalar {
    match format {
        Some("date-time") => Scalar::Timestamp,
        Some("date") => Scalar::Date,
        Some("uuid") => Scalar::Uuid,
        Some("byte") => Scalar::Base64,
        Some(_) | None => Scalar::String,
    }
}

fn integer(schema: &FlatSchema) -> Scalar {
    let unsigned = schema.minimum.is_some_and(|minimum| minimum >= 0.0);
    match (schema.format.as_deref(), unsigned) {
        (Some("int32" | "int16" | "int8"), false) => Scalar::I32,
        (Some("int32" | "uint32" | "uint16" | "uint8"), true)
        | (Some("uint32" | "uint16" | "uint8"), false) => Scalar::U32,
        (Some("uint64" | "uint"), _) | (_, true) => Scalar::U64,
        _ => Scalar::I64,
    }
}
