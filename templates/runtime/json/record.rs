//! Objects with known properties.

use super::{JsonError, JsonFailure, Reader, Slot, WriteJson, Writer};

/// Whether a property may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is always present.
    Required,
    /// It is always written, and `null` if there is no value. It may be absent when it is read.
    Nullable,
    /// It is omitted if there is no value.
    Optional,
}

/// The properties of a struct: their keys, and whether they may be absent.
pub(crate) type Fields = [(&'static str, Presence)];

/// The field for properties that the document does not name.
pub(crate) trait Rest {
    /// Reads the value of a property.
    fn read_entry(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), JsonError>;
}

/// The field for properties that the document does not name.
pub(crate) trait WriteRest {
    /// Passes each property to `write`.
    fn each(&self, write: &mut dyn FnMut(&str, &dyn WriteJson));
}

/// The fields that have been read.
pub(super) struct Seen {
    first: u128,
    later: Vec<bool>,
}

impl Seen {
    pub(super) fn new(fields: usize) -> Self {
        Self { first: 0, later: vec![false; fields.saturating_sub(128)] }
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match index.checked_sub(128) {
            None => self.first >> index & 1 == 1,
            Some(later) => self.later[later],
        }
    }

    pub(super) fn insert(&mut self, index: usize) {
        match index.checked_sub(128) {
            None => self.first |= 1 << index,
            Some(later) => self.later[later] = true,
        }
    }
}

/// Returns the index of a property. Most servers write properties in the document's order, so the search starts at `next`.
#[inline]
fn find(fields: &Fields, key: &str, next: usize) -> Option<usize> {
    let is_key = |(name, _): &(&str, Presence)| *name == key;
    let (before, after) = fields.split_at(next);
    after.iter().position(is_key).map(|index| next + index).or_else(|| before.iter().position(is_key))
}

impl Reader<'_> {
    /// Reads an object into the fields of a struct.
    pub(crate) fn record(
        &mut self,
        fields: &'static Fields,
        slots: &mut [&mut dyn Slot],
        mut rest: Option<&mut dyn Rest>,
    ) -> Result<(), JsonError> {
        let start = self.offset();
        let mut entries = self.object()?;
        let mut seen = Seen::new(fields.len());
        let mut next = 0;
        while let Some(key) = self.key(&mut entries)? {
            match (find(fields, &key, next), &mut rest) {
                (Some(index), _) => {
                    next = index + 1;
                    let slot = &mut *slots[index];
                    if seen.contains(index) {
                        slot.clear();
                    }
                    seen.insert(index);
                    slot.fill(self).map_err(|error| error.in_property(fields[index].0))?;
                }
                (None, Some(rest)) => rest.read_entry(key.into_owned(), self)?,
                (None, None) => self.skip().map_err(|error| error.in_property(key.into_owned()))?,
            }
        }
        for (index, (key, presence)) in fields.iter().enumerate() {
            if *presence == Presence::Required && !seen.contains(index) {
                return Err(JsonError::new(start, JsonFailure::Missing(key)));
            }
        }
        Ok(())
    }
}

impl Writer {
    /// Writes the fields of a struct as an object.
    pub(crate) fn record(
        &mut self,
        fields: &'static Fields,
        values: &[&dyn WriteJson],
        rest: Option<&dyn WriteRest>,
    ) {
        let tag = self.open_object();
        for ((key, presence), value) in fields.iter().zip(values) {
            if *presence == Presence::Optional && value.is_absent() {
                continue;
            }
            self.key(key);
            value.write(self);
        }
        if let Some(rest) = rest {
            rest.each(&mut |key, value| {
                if tag.is_none_or(|(property, _)| property != key) {
                    self.key(key);
                    value.write(self);
                }
            });
        }
        self.close_object();
    }
}

/// Implements reading and writing for a struct from its properties.
///
/// `record!(Name: read, write { "key" => field: Required, .. => rest })` lists the properties in the document's order. `read` and
/// `write` can be omitted. The functions are `#[inline]`, so that a program compiles only those that it uses. Paths start at `super::super::runtime`, which is also right if the types are in a module of another crate.
macro_rules! record {
    ($name:ident: read, write $fields:tt) => {
        const _: () = {
            super::super::runtime::json::record::fields! { $fields }
            super::super::runtime::json::record::read! { $name $fields }
            super::super::runtime::json::record::write! { $name $fields }
        };
    };
    ($name:ident: write $fields:tt) => {
        const _: () = {
            super::super::runtime::json::record::fields! { $fields }
            super::super::runtime::json::record::write! { $name $fields }
        };
    };
}
pub(crate) use record;

/// Lists the keys of a struct.
macro_rules! fields {
    ({ $($key:literal => $field:ident: $presence:ident,)* $(.. => $rest:ident,)? }) => {
        static FIELDS: &super::super::runtime::json::record::Fields =
            &[$(($key, super::super::runtime::json::Presence::$presence)),*];
    };
}
pub(crate) use fields;

/// Implements reading for a struct.
macro_rules! read {
    ($name:ident { $($key:literal => $field:ident: $presence:ident,)* $(.. => $rest:ident,)? }) => {
        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self {
                    $($field: super::super::runtime::json::ReadJson::blank(),)*
                    $($rest: super::super::runtime::json::ReadJson::blank(),)?
                }
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                reader.record(
                    FIELDS,
                    &mut [$(&mut self.$field),*],
                    super::super::runtime::json::record::rest!($(&mut self.$rest)?),
                )
            }
        }

        super::super::runtime::json::record::read_keys! { $name [$($key,)*] $(.. $rest)? }
    };
}
pub(crate) use read;

/// Implements the reading of a struct. With a field for other properties, it accepts every key.
macro_rules! read_keys {
    ($name:ident $keys:tt) => {
        super::super::runtime::json::record::reads! { $name $keys }
    };
    ($name:ident $keys:tt .. $rest:ident) => {
        super::super::runtime::json::record::reads! { $name }
    };
}
pub(crate) use read_keys;

/// Implements writing for a struct.
macro_rules! write {
    ($name:ident { $($key:literal => $field:ident: $presence:ident,)* $(.. => $rest:ident,)? }) => {
        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                writer.record(
                    FIELDS,
                    &[$(&self.$field),*],
                    super::super::runtime::json::record::rest!($(&self.$rest)?),
                );
            }
        }

        super::super::runtime::json::record::writes! { $name }
    };
}
pub(crate) use write;

macro_rules! rest {
    () => {
        ::core::option::Option::None
    };
    ($rest:expr) => {
        ::core::option::Option::Some($rest)
    };
}
pub(crate) use rest;

/// Implements the functions of every type that can be read.
macro_rules! reads {
    ($name:ident $($keys:tt)?) => {
        impl $name {
            /// Reads a value from JSON.
            ///
            /// # Errors
            ///
            /// If the bytes are not JSON of this type.
            #[inline]
            pub fn from_json(
                json: &[u8],
            ) -> ::core::result::Result<Self, super::super::runtime::json::JsonError> {
                super::super::runtime::json::from_slice(json)
            }
        }

        #[cfg(feature = "serde")]
        super::super::runtime::json::bridge::deserialize!($name $($keys)?);
    };
}
pub(crate) use reads;

/// Implements the functions of every type that can be written.
macro_rules! writes {
    ($name:ident) => {
        impl $name {
            /// Writes the value as JSON.
            #[inline]
            pub fn to_json(&self) -> ::std::vec::Vec<u8> {
                super::super::runtime::json::to_vec(self)
            }
        }

        #[cfg(feature = "serde")]
        super::super::runtime::json::bridge::serialize!($name);
    };
}
pub(crate) use writes;

/// Implements reading and writing for a list or map that contains itself: `newtype!(Name: read, write)`.
macro_rules! newtype {
    ($name:ident: read, write) => {
        super::super::runtime::json::record::newtype! { @read $name }
        super::super::runtime::json::record::newtype! { @write $name }
    };
    ($name:ident: write) => {
        super::super::runtime::json::record::newtype! { @write $name }
    };
    (@read $name:ident) => {
        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self(super::super::runtime::json::ReadJson::blank())
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                super::super::runtime::json::ReadJson::read(&mut self.0, reader)
            }
        }

        super::super::runtime::json::record::reads! { $name }
    };
    (@write $name:ident) => {
        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                super::super::runtime::json::WriteJson::write(&self.0, writer);
            }
        }

        super::super::runtime::json::record::writes! { $name }
    };
}
pub(crate) use newtype;
