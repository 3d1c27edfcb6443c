//! The connection to serde. A value is converted to JSON first, so a type reads and writes the same in every format, and the code of a
//! type is small.

use serde::{
    Deserializer, Serializer,
    de::{self, DeserializeSeed},
};

use super::{
    JsonError, JsonFailure, ReadJson, WriteJson, Writer, from_serde::Transcode, message::describe, read_into,
    to_serde,
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
    ($name:ident $([$($key:literal,)*])?) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::json::bridge::read(
                    deserializer,
                    super::super::runtime::json::bridge::keys!($([$($key,)*])?),
                )
            }
        }
    };
}
pub(crate) use deserialize;

macro_rules! keys {
    () => {
        ::core::option::Option::None
    };
    ($keys:expr) => {
        ::core::option::Option::Some(&$keys)
    };
}
pub(crate) use keys;

/// Reads a value from any self-describing format. `keys` are those of a struct.
pub(crate) fn read<'de, T: ReadJson, D: Deserializer<'de>>(
    deserializer: D,
    keys: Option<&'static [&'static str]>,
) -> Result<T, D::Error> {
    let mut writer = Writer::default();
    let value = Transcode::new(&mut writer);
    match keys {
        Some(keys) => deserializer.deserialize_struct("", keys, value.object())?,
        None => value.deserialize(deserializer)?,
    }
    let mut value = T::blank();
    read_into(&mut value, &writer.into_bytes(), None).map_err(failure)?;
    Ok(value)
}

/// The error of a format. It has no offset, because the text is not that of the format.
fn failure<E: de::Error>(error: JsonError) -> E {
    match error.path().as_str() {
        "." => E::custom(error.message()),
        path => E::custom(format_args!("{} at `{path}`", error.message())),
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
