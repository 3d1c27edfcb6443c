//! The connection to serde. A value is converted to JSON first, so a type reads and writes the same in every format, and the code of a
//! type is small.

use std::fmt;

use serde::{
    Deserializer, Serializer,
    de::{self, DeserializeSeed, Visitor},
};

use super::{
    JsonError, JsonFailure, ReadJson, Slot, WriteJson, Writer, from_serde::Transcode, message::describe,
    read_into, to_serde,
};

/// Implements `Serialize` for a type that implements [`WriteJson`].
macro_rules! serialize {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                super::super::runtime::json::bridge::write(self, serializer)
            }
        }
    };
}
pub(crate) use serialize;

/// Implements `Deserialize` for a type that implements [`ReadJson`].
///
/// A struct has the keys of its properties, so that a rest map next to it in another struct receives only the other ones.
macro_rules! deserialize {
    ($name:ident) => {
        super::super::runtime::json::bridge::deserialize! { @ $name read() }
    };
    ($name:ident [$($key:literal,)*]) => {
        super::super::runtime::json::bridge::deserialize! { @ $name read_struct(&[$($key),*]) }
    };
    (@ $name:ident $read:ident($($keys:expr)?)) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::json::bridge::$read(deserializer $(, $keys)?)
            }
        }
    };
}
pub(crate) use deserialize;

/// Reads a value from any self-describing format.
pub(crate) fn read<'de, T: ReadJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut writer = Writer::default();
    Transcode::new(&mut writer).deserialize(deserializer)?;
    let mut value = T::blank();
    finish(&mut value, writer)?;
    Ok(value)
}

/// Like [`read`], for a struct with these keys.
pub(crate) fn read_struct<'de, T: ReadJson, D: Deserializer<'de>>(
    deserializer: D,
    keys: &'static [&'static str],
) -> Result<T, D::Error> {
    let mut value = T::blank();
    deserializer.deserialize_struct("", keys, Object(&mut value))?;
    Ok(value)
}

/// Reads a value from what was written. Errors have no offset, because the text is not that of the format.
fn finish<E: de::Error>(value: &mut dyn Slot, writer: Writer) -> Result<(), E> {
    read_into(value, &writer.into_bytes(), None).map_err(|error| match error.path().as_str() {
        "." => E::custom(error.message()),
        path => E::custom(format_args!("{} at `{path}`", error.message())),
    })
}

/// Reads a struct. If that is not possible, formats add their position, because it happens while they read.
struct Object<'v>(&'v mut dyn Slot);

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        let mut writer = Writer::default();
        Transcode::new(&mut writer).visit_map(entries)?;
        finish(self.0, writer)
    }
}

/// Writes a value in any format.
pub(crate) fn write<S: Serializer>(value: &dyn WriteJson, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::sized();
    value.write(&mut writer);
    to_serde::serialize(&writer.into_string(), serializer)
}

/// Reads a type of a user from JSON.
pub(crate) fn foreign<T: de::DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(json).map_err(|error| {
        let before = json.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let offset = before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
        JsonError::new(offset.min(json.len()), JsonFailure::Other(describe(&error)))
    })
}
