//! Arrays whose items have their own types: structs with one field for each item.

use super::{JsonError, JsonFailure, Reader, Slot, WriteJson, Writer};

impl Reader<'_> {
    /// Reads an array into the fields of a struct.
    pub(crate) fn tuple(&mut self, slots: &mut [&mut dyn Slot]) -> Result<(), JsonError> {
        let start = self.offset();
        let wrong_length = |found| {
            JsonError::new(start, JsonFailure::Unexpected { expected: "an array of fixed length", found })
        };
        let mut entries = self.array()?;
        for (index, slot) in slots.iter_mut().enumerate() {
            if !self.has_item(&mut entries)? {
                return Err(wrong_length("a shorter one"));
            }
            slot.fill(self).map_err(|error| error.in_item(index))?;
        }
        if self.has_item(&mut entries)? { Err(wrong_length("a longer one")) } else { Ok(()) }
    }
}

impl Writer {
    /// Writes the fields of a struct as an array.
    pub(crate) fn tuple(&mut self, values: &[&dyn WriteJson]) {
        self.open_array();
        for (index, value) in values.iter().enumerate() {
            self.separate_item(index);
            value.write(self);
        }
        self.close_array();
    }
}

/// Implements reading and writing for a struct whose fields are the items of an array:
/// `tuple!(Name: read, write { first, second })`.
macro_rules! tuple {
    ($name:ident: read, write $fields:tt) => {
        super::super::runtime::json::tuple::tuple! { @read $name $fields }
        super::super::runtime::json::tuple::tuple! { @write $name $fields }
    };
    ($name:ident: write $fields:tt) => {
        super::super::runtime::json::tuple::tuple! { @write $name $fields }
    };
    (@read $name:ident { $($field:ident,)* }) => {
        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self { $($field: super::super::runtime::json::ReadJson::blank(),)* }
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                reader.tuple(&mut [$(&mut self.$field),*])
            }
        }

        super::super::runtime::json::record::reads! { $name }
    };
    (@write $name:ident { $($field:ident,)* }) => {
        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                writer.tuple(&[$(&self.$field),*]);
            }
        }

        super::super::runtime::json::record::writes! { $name }
    };
}
pub(crate) use tuple;
