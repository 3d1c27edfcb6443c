//! The scalar type of a schema.

use super::flat::{FlatSchema, JsonType};
use crate::model::{NumberType, Scalar};

/// The scalar type of a schema, unless its values are objects or arrays.
pub(crate) fn scalar(schema: &FlatSchema) -> Option<Scalar> {
    let format = schema.format.as_deref();
    Some(match schema.kind? {
        JsonType::String => string(format),
        JsonType::Integer if schema.digits => Scalar::Number(integer(schema)),
        JsonType::Integer => integer(schema).scalar(),
        // The type allows fractions, and the format integers that are larger than those of floating-point numbers.
        JsonType::Number if format.is_some_and(is_integer) => Scalar::Number(integer(schema)),
        JsonType::Number if schema.digits => Scalar::Number(NumberType::F64),
        JsonType::Number => Scalar::F64,
        JsonType::Boolean => Scalar::Bool,
        JsonType::Array | JsonType::Object => return None,
    })
}

fn is_integer(format: &str) -> bool {
    matches!(format, "int32" | "int64" | "uint32" | "uint64" | "integer")
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

/// The type of integers. The format says how many bits they have, unless the bounds need more.
fn integer(schema: &FlatSchema) -> NumberType {
    let unsigned = schema.minimum.is_some_and(|minimum| minimum >= 0.0);
    let exceeds = |least: f64, most: f64| {
        schema.minimum.is_some_and(|minimum| minimum < least)
            || schema.maximum.is_some_and(|maximum| maximum > most)
    };
    match (schema.format.as_deref(), unsigned) {
        (Some("int32" | "int16" | "int8"), false) if !exceeds(i32::MIN.into(), i32::MAX.into()) => {
            NumberType::I32
        }
        (Some("int32" | "uint32" | "uint16" | "uint8"), true)
        | (Some("uint32" | "uint16" | "uint8"), false)
            if !exceeds(0.0, u32::MAX.into()) =>
        {
            NumberType::U32
        }
        (Some("uint64" | "uint" | "uint32" | "uint16" | "uint8"), _) | (_, true)
            if !schema.minimum.is_some_and(|minimum| minimum < 0.0) =>
        {
            NumberType::U64
        }
        _ => NumberType::I64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_widen_integers() {
        let of = |format: &str, minimum, maximum| {
            let format = Some(format.to_owned());
            scalar(&FlatSchema {
                kind: Some(JsonType::Integer),
                format,
                minimum,
                maximum,
                ..FlatSchema::default()
            })
        };
        assert_eq!(of("int32", None, None), Some(Scalar::I32));
        assert_eq!(of("int32", None, Some(2_147_483_647.0)), Some(Scalar::I32));
        assert_eq!(of("int32", None, Some(4_294_967_295.0)), Some(Scalar::I64));
        assert_eq!(of("int32", Some(-3e9), None), Some(Scalar::I64));
        assert_eq!(of("int32", Some(0.0), Some(4_294_967_295.0)), Some(Scalar::U32));
        assert_eq!(of("int32", Some(0.0), Some(5e9)), Some(Scalar::U64));
        assert_eq!(of("uint32", None, Some(5e9)), Some(Scalar::U64));
        assert_eq!(of("uint32", Some(-1.0), None), Some(Scalar::I64));
        assert_eq!(of("int64", Some(1.0), None), Some(Scalar::U64));
    }

    #[test]
    fn numbers_keep_fractions() {
        let of = |format: Option<&str>| {
            let format = format.map(str::to_owned);
            scalar(&FlatSchema { kind: Some(JsonType::Number), format, ..FlatSchema::default() })
        };
        assert_eq!(of(None), Some(Scalar::F64));
        assert_eq!(of(Some("float")), Some(Scalar::F64));
        assert_eq!(of(Some("int64")), Some(Scalar::Number(NumberType::I64)));
        assert_eq!(of(Some("int32")), Some(Scalar::Number(NumberType::I32)));
    }
}
