//! Values without parts.

use crate::model::{Scalar, XmlValue};
use crate::schema::{FlatSchema, JsonType, scalar};
use crate::source::Value;

/// The value of a schema without parts.
pub(super) fn plain(schema: &FlatSchema) -> XmlValue {
    let all = |is: fn(&Value) -> bool| schema.enumeration.iter().all(is);
    if !schema.enumeration.is_empty() {
        return match () {
            () if all(Value::is_string) => XmlValue::String,
            () if all(Value::is_number) => XmlValue::Number,
            () if all(Value::is_boolean) => XmlValue::Boolean,
            () => XmlValue::Scalar,
        };
    }
    match (schema.kind, scalar(schema)) {
        (_, Some(Scalar::Number(_))) => XmlValue::Scalar,
        (_, Some(Scalar::Timestamp | Scalar::Date | Scalar::Uuid | Scalar::Base64)) => XmlValue::Token,
        (Some(JsonType::String), _) => XmlValue::String,
        (Some(JsonType::Integer | JsonType::Number), _) => XmlValue::Number,
        (Some(JsonType::Boolean), _) => XmlValue::Boolean,
        (Some(JsonType::Object | JsonType::Array) | None, _) => XmlValue::Any,
    }
}
