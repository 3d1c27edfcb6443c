//! Values that several alternatives of a union can describe at the same time.

use std::ops::{Deref, DerefMut};

use serde_json::Value;

use super::super::json::{JsonError, ReadJson, Reader, WriteJson, Writer, to_value};

/// A value of one alternative of a union, and the properties that only other alternatives describe.
///
/// It derefs to the value of the alternative.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct AnyOf<T> {
    /// The value of the alternative.
    pub value: T,
    /// The properties that only other alternatives describe; null if there are none. They are written, too. An object or a list inside
    /// contains only what `value` lacks.
    pub others: Value,
}

impl<T> From<T> for AnyOf<T> {
    fn from(value: T) -> Self {
        Self { value, others: Value::Null }
    }
}

impl<T> Deref for AnyOf<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for AnyOf<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: ReadJson> ReadJson for AnyOf<T> {
    fn blank() -> Self {
        T::blank().into()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        self.value.read(reader)
    }

    fn is_unknown(&self) -> bool {
        self.value.is_unknown()
    }
}

impl<T: WriteJson> WriteJson for AnyOf<T> {
    fn write(&self, writer: &mut Writer) {
        if self.others.is_null() {
            self.value.write(writer);
            return;
        }
        let mut value = to_value(&self.value);
        add(&mut value, &self.others);
        value.write(writer);
    }
}

#[cfg(feature = "serde")]
impl<T: WriteJson> serde::Serialize for AnyOf<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::super::json::bridge::write(self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: ReadJson> serde::Deserialize<'de> for AnyOf<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::super::json::bridge::read(deserializer)
    }
}

/// Adds the properties of `other` that a value does not have, at every depth. Null counts as absent.
fn add(value: &mut Value, other: &Value) {
    match (value, other) {
        (value @ Value::Null, other) => *value = other.clone(),
        (Value::Object(value), Value::Object(other)) => {
            other.iter().for_each(|(key, other)| add(value.entry(key).or_insert(Value::Null), other));
        }
        (Value::Array(value), Value::Array(other)) => {
            value.iter_mut().zip(other).for_each(|(value, other)| add(value, other));
        }
        _ => {}
    }
}
