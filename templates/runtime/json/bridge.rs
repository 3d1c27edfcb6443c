//! The connection to serde: a value is converted to JSON first.
//!
//! So a type reads and writes the same in every format, and the code of a type is small.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

use super::{JsonError, ReadJson, Reader, WriteJson, Writer, index::Index, read_into};

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
macro_rules! deserialize {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::json::bridge::read(deserializer)
            }
        }
    };
}
pub(crate) use deserialize;

/// Reads a value from any self-describing format.
pub(crate) fn read<'de, T: ReadJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut writer = Writer::default();
    Transcode(&mut writer).deserialize(deserializer)?;
    let mut value = T::blank();
    read_into(&mut value, &writer.into_bytes(), None).map_err(de::Error::custom)?;
    Ok(value)
}

/// Writes a value in any format.
pub(crate) fn write<S: Serializer>(value: &dyn WriteJson, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    let text = writer.into_string();
    let index = Index::read(&mut Reader::new(&text, None)).map_err(serde::ser::Error::custom)?;
    Part { text: &text, index: &index, node: 0 }.serialize(serializer)
}

/// A value of a JSON text.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    index: &'t Index,
    node: usize,
}

impl<'t> Part<'t> {
    fn written(self) -> &'t str {
        let node = self.index.node(self.node);
        &self.text[node.start..node.end]
    }

    fn string<E: serde::ser::Error>(self) -> Result<std::borrow::Cow<'t, str>, E> {
        Reader::new(self.written(), None).string("a string").map_err(E::custom)
    }

    /// The values inside this one, and the keys before them.
    fn children(self) -> impl Iterator<Item = Self> {
        let end = self.index.node(self.node).next;
        let first = Some(self.node + 1).filter(|first| *first < end);
        std::iter::successors(first, move |node| Some(self.index.node(*node).next).filter(|next| *next < end))
            .map(move |node| Self { node, ..self })
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = self.written();
        let entries = self.index.node(self.node).entries;
        match written.as_bytes().first() {
            Some(b'{') => {
                let mut map = serializer.serialize_map(Some(entries))?;
                let mut children = self.children();
                while let (Some(key), Some(value)) = (children.next(), children.next()) {
                    map.serialize_entry(&key.string()?, &value)?;
                }
                map.end()
            }
            Some(b'[') => {
                let mut list = serializer.serialize_seq(Some(entries))?;
                for item in self.children() {
                    list.serialize_element(&item)?;
                }
                list.end()
            }
            Some(b'"') => serializer.serialize_str(&self.string()?),
            Some(b't') => serializer.serialize_bool(true),
            Some(b'f') => serializer.serialize_bool(false),
            Some(b'n') => serializer.serialize_unit(),
            _ => write_number(written, serializer),
        }
    }
}

fn write_number<S: Serializer>(written: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = written.parse() {
        return serializer.serialize_i64(value);
    }
    if let Ok(value) = written.parse() {
        return serializer.serialize_u64(value);
    }
    serializer.serialize_f64(written.parse().map_err(serde::ser::Error::custom)?)
}

/// Writes a value of any format as JSON.
struct Transcode<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Transcode<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The key by which `serde_json` passes a number of any precision.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Visitor<'de> for Transcode<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can represent")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.boolean(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        if !value.is_finite() {
            return Err(E::custom("JSON has no such number"));
        }
        self.0.float(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.string(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.raw("[");
        let mut separator = "";
        loop {
            let before = self.0.length();
            self.0.raw(separator);
            if items.next_element_seed(Transcode(self.0))?.is_none() {
                self.0.truncate(before);
                break;
            }
            separator = ",";
        }
        self.0.raw("]");
        Ok(())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.raw("{");
        let start = self.0.length();
        while let Some(Key(key)) = entries.next_key()? {
            if key == NUMBER && self.0.length() == start {
                self.0.truncate(start - 1);
                let written: String = entries.next_value()?;
                let number = Reader::new(&written, None).number("a number").map_err(de::Error::custom)?;
                self.0.raw(number);
                return Ok(());
            }
            self.0.key(&key);
            entries.next_value_seed(Transcode(self.0))?;
        }
        self.0.raw("}");
        Ok(())
    }
}

/// The key of a map as a string.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor).map(Self)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E>(self, value: String) -> Result<String, E> {
        Ok(value)
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }
}

/// Reads a type of a user from JSON.
pub(crate) fn foreign<T: de::DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(json).map_err(|error| {
        let before = json.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let offset = before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
        JsonError::new(offset.min(json.len()), super::JsonFailure::Other(super::message::describe(&error)))
    })
}
