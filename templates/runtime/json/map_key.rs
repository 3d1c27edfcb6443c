//! Maps whose keys are open enums.

use std::collections::BTreeMap;

use super::{JsonError, ReadJson, Reader, Rest, WriteJson, WriteRest, Writer};

/// An open enum whose values are keys of a map.
#[doc(hidden)]
pub trait MapKey: Ord + From<String> + AsRef<str> {}

impl<K: MapKey, T: ReadJson> Rest for BTreeMap<K, T> {
    fn read_entry(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        let mut value = T::blank();
        match value.read(reader) {
            Ok(()) => {
                self.insert(key.into(), value);
                Ok(())
            }
            Err(error) => Err(error.in_property(key)),
        }
    }
}

impl<K: MapKey, T: WriteJson> WriteRest for BTreeMap<K, T> {
    fn each(&self, write: &mut dyn FnMut(&str, &dyn WriteJson)) {
        for (key, value) in self {
            write(key.as_ref(), value);
        }
    }
}

impl<K: MapKey, T: ReadJson> ReadJson for BTreeMap<K, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        reader.map(self)
    }
}

impl<K: MapKey, T: WriteJson> WriteJson for BTreeMap<K, T> {
    fn write(&self, writer: &mut Writer) {
        writer.object(self.iter().map(|(key, value)| (key.as_ref(), value)));
    }
}

/// Implements the traits of the keys of a map. They are in the order of their strings.
macro_rules! map_key {
    ($name:ident) => {
        impl ::core::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::core::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl super::super::runtime::json::map_key::MapKey for $name {}
    };
}
pub(crate) use map_key;
