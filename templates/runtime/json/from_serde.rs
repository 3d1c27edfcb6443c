//! Writes a value of any self-describing format as JSON.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, Unexpected, Visitor},
};

use super::{Reader, Writer, reader::MAX_DEPTH};

/// The key with which `serde_json` passes a number as a string, with its feature `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Writes a value as JSON.
pub(super) struct Transcode<'w> {
    writer: &'w mut Writer,
    depth: usize,
    /// Written before the value, if there is one.
    separator: &'static str,
}

impl<'w> Transcode<'w> {
    pub(super) fn new(writer: &'w mut Writer) -> Self {
        Self { writer, depth: 0, separator: "" }
    }

    /// Returns the depth of the values inside this one.
    fn inner_depth<E: de::Error>(&self) -> Result<usize, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom("nested too deeply"));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Transcode<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.writer.raw(self.separator);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcode<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can represent")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.writer.boolean(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        if !value.is_finite() {
            return Err(E::custom("JSON has no such number"));
        }
        self.writer.raw(zmij::Buffer::new().format_finite(value));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.writer.string(value);
        Ok(())
    }

    fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<(), E> {
        self.writer.string(text(value)?);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.writer.null();
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.writer.null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let depth = self.inner_depth()?;
        let mut separator = "";
        self.writer.raw("[");
        while items
            .next_element_seed(Transcode { depth, separator, ..Transcode::new(&mut *self.writer) })?
            .is_some()
        {
            separator = ",";
        }
        self.writer.raw("]");
        Ok(())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let depth = self.inner_depth()?;
        let start = self.writer.length();
        let (mut count, mut first_is_number) = (0, false);
        self.writer.raw("{");
        while let Some(is_number) = entries.next_key_seed(Key(&mut *self.writer))? {
            first_is_number |= is_number && count == 0;
            count += 1;
            entries.next_value_seed(Transcode { depth, ..Transcode::new(&mut *self.writer) })?;
        }
        if count == 1 && first_is_number {
            self.writer.unwrap_number(start);
        } else {
            self.writer.raw("}");
        }
        Ok(())
    }
}

impl Writer {
    /// Replaces the object that starts at an offset and has one property: a number as a string.
    fn unwrap_number(&mut self, start: usize) {
        let value = self.written(start).rsplit_once(":\"").and_then(|(_, rest)| rest.strip_suffix('"'));
        let is_number =
            |value: &&str| Reader::new(value, None).number("a number").is_ok_and(|number| number == *value);
        match value.filter(is_number).map(str::to_owned) {
            Some(number) => {
                self.truncate(start);
                self.raw(&number);
            }
            None => self.raw("}"),
        }
    }
}

fn text<E: de::Error>(bytes: &[u8]) -> Result<&str, E> {
    std::str::from_utf8(bytes).map_err(|_| E::invalid_value(Unexpected::Other("bytes"), &"UTF-8"))
}

/// Writes the key of an entry. Returns whether it is [`NUMBER`].
struct Key<'w>(&'w mut Writer);

impl Key<'_> {
    fn write(self, key: &str) -> bool {
        self.0.key(key);
        key == NUMBER
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(self.write(key))
    }

    fn visit_bytes<E: de::Error>(self, key: &[u8]) -> Result<bool, E> {
        Ok(self.write(text(key)?))
    }

    fn visit_bool<E>(self, key: bool) -> Result<bool, E> {
        Ok(self.write(&key.to_string()))
    }

    fn visit_i64<E>(self, key: i64) -> Result<bool, E> {
        Ok(self.write(&key.to_string()))
    }

    fn visit_u64<E>(self, key: u64) -> Result<bool, E> {
        Ok(self.write(&key.to_string()))
    }
}
