//! Reading and writing the types of this crate as JSON.
//!
//! With the feature `serde`, the types also implement `serde::Serialize` and `serde::Deserialize`, for use in other types and in other
//! formats. A value is converted to JSON first, so it is the same in every format, and takes longer than with this module.
//!
//! Types can be read only from formats that describe their values, such as JSON, YAML, TOML, CBOR and MessagePack: not from formats
//! without `deserialize_any`, such as bincode and postcard.

// A type reads itself in place. For the structs of the API, `record!` lists the fields; the loop over the properties of an object is
// `Reader::record`, and is the same code for all structs.

#[cfg(feature = "serde")]
pub(crate) mod bridge;
mod containers;
mod decimal;
mod error;
// part: unions
mod fit;
// end
#[cfg(feature = "serde")]
mod from_serde;
// part: unions
mod index;
// end
// part: map-keys
pub(crate) mod map_key;
// end
#[cfg(feature = "serde")]
mod message;
// part: pages
#[cfg(feature = "client")]
mod odd_items;
// end
// part: unions
pub(crate) mod outline;
// end
// part: pages
#[cfg(feature = "client")]
pub(crate) mod pick;
// end
mod raw;
mod read_number;
mod read_string;
mod reader;
pub(crate) mod record;
// part: page-bodies
#[cfg(feature = "client")]
mod replace;
// end
mod scalars;
// part: unions
mod score;
// end
mod text;
#[cfg(feature = "serde")]
mod to_serde;
// part: tuples
pub(crate) mod tuple;
// end
mod writer;

// part: map-keys
pub(crate) use map_key::map_key;
// end
pub(crate) use decimal::{Decimal, integer, is_number};
pub use error::JsonError;
pub(crate) use error::JsonFailure;
#[doc(hidden)]
pub use reader::{Entries, Reader};
pub(crate) use record::{Presence, Rest, WriteRest, newtype, record};
// part: tuples
pub(crate) use tuple::tuple;
// end
#[doc(hidden)]
pub use writer::Writer;

// part: pages
#[cfg(feature = "client")]
pub(crate) use odd_items::{OddItem, without_odd_items};
// end
// part: page-bodies
#[cfg(feature = "client")]
pub(crate) use replace::replaced;
// end

/// A type that can be read from JSON: the types of this crate, and lists, maps and options of them.
///
/// You cannot implement it. Implement `serde::Deserialize` for your own types instead.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be read from JSON by this crate")]
pub trait ReadJson {
    /// A value that is only a location to read into.
    #[doc(hidden)]
    fn blank() -> Self
    where
        Self: Sized;

    /// Reads the next value into `self`, which is blank.
    #[doc(hidden)]
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError>;

    /// Reads items that have a simple form. May stop before any other one.
    #[doc(hidden)]
    fn read_simple_items(_items: &mut Vec<Self>, _reader: &mut Reader<'_>, _entries: &mut Entries)
    where
        Self: Sized,
    {
    }

    /// Skips a value that servers send instead of an absent one, if it is next: such as an empty string for a date.
    #[doc(hidden)]
    fn read_absent(_reader: &mut Reader<'_>) -> Result<bool, JsonError>
    where
        Self: Sized,
    {
        Ok(false)
    }

    /// Returns whether an enum or union does not know the value.
    #[doc(hidden)]
    fn is_unknown(&self) -> bool {
        false
    }

    /// Returns whether this is exactly the value of the JSON that was read.
    #[doc(hidden)]
    fn is_exactly(&self, _json: &str) -> bool {
        true
    }
}

/// A location of any type to read into.
#[doc(hidden)]
pub trait Slot {
    /// Reads the next value.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError>;

    /// Makes the location blank again.
    fn clear(&mut self);
}

impl<T: ReadJson> Slot for T {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        self.read(reader)
    }

    fn clear(&mut self) {
        *self = T::blank();
    }
}

/// A type that can be written as JSON: the types of this crate, and lists, maps and options of them.
///
/// You cannot implement it. Implement `serde::Serialize` for your own types instead.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be written as JSON by this crate")]
pub trait WriteJson {
    /// Writes `self`.
    #[doc(hidden)]
    fn write(&self, writer: &mut Writer);

    /// Writes the items of an array.
    #[doc(hidden)]
    fn write_items(items: &[Self], writer: &mut Writer)
    where
        Self: Sized,
    {
        for (index, item) in items.iter().enumerate() {
            writer.separate_item(index);
            item.write(writer);
        }
    }

    /// Returns whether an optional property with this value is omitted.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reads a value from JSON.
///
/// # Errors
///
/// If the bytes are not JSON of this type.
pub fn from_slice<T: ReadJson>(json: &[u8]) -> Result<T, JsonError> {
    read_limited(json, None)
}

/// Writes a value as JSON.
pub fn to_vec(value: &(impl WriteJson + ?Sized)) -> Vec<u8> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_bytes()
}

/// Writes a value as JSON.
pub fn to_string(value: &(impl WriteJson + ?Sized)) -> String {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_string()
}

/// Reads JSON that has at most `max` values; an object counts as eight.
pub(crate) fn read_limited<T: ReadJson>(json: &[u8], max: Option<u64>) -> Result<T, JsonError> {
    let mut value = T::blank();
    read_into(&mut value, json, max)?;
    Ok(value)
}

fn read_into(value: &mut dyn Slot, json: &[u8], max: Option<u64>) -> Result<(), JsonError> {
    let (text, skipped) = text::decode(json)?;
    let mut reader = Reader::new(text, max);
    value.fill(&mut reader).and_then(|()| reader.end()).map_err(|error| error.shifted(skipped))
}

// part: unions
/// Reads a value as an alternative of an enum. Returns `false` if the type of the alternative does not know the value, or would change it.
pub(crate) fn read_as<T: ReadJson, U>(
    union: &mut U,
    variant: fn(T) -> U,
    reader: &mut Reader<'_>,
) -> Result<bool, JsonError> {
    let mut value = T::blank();
    let start = reader.offset();
    value.read(reader)?;
    let is_known = !value.is_unknown() && value.is_exactly(&reader.text()[start..reader.at()]);
    *union = variant(value);
    Ok(is_known)
}
// end

/// Converts a value to the value that its JSON represents.
pub(crate) fn to_value(value: &(impl WriteJson + ?Sized)) -> serde_json::Value {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_value()
}

/// Converts a value to the value of a parameter. A number or a boolean becomes its text.
pub(crate) fn to_parameter(value: &(impl WriteJson + ?Sized)) -> serde_json::Value {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_parameter()
}

// part: tests
#[cfg(test)]
#[path = "suite_tests.rs"]
mod suite_tests;
#[cfg(test)]
#[path = "tests.rs"]
mod tests;
// end
