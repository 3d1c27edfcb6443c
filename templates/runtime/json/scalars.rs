//! Strings, booleans and numbers.

use super::{Entries, JsonError, ReadJson, Reader, WriteJson, Writer, decimal, read_number};

impl ReadJson for String {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.string("a string")?.into_owned();
        Ok(())
    }
}

impl WriteJson for String {
    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl WriteJson for str {
    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl ReadJson for bool {
    fn blank() -> Self {
        false
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.boolean()?;
        Ok(())
    }

    fn read_simple_items(items: &mut Vec<Self>, reader: &mut Reader<'_>, entries: &mut Entries) {
        reader.simple_items(items, entries, |text, at| match text.as_bytes().get(at..)? {
            [b't', b'r', b'u', b'e', ..] => Some((true, at + 4)),
            [b'f', b'a', b'l', b's', b'e', ..] => Some((false, at + 5)),
            _ => None,
        });
    }
}

impl WriteJson for bool {
    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }

    // Each item is written with its comma, because two short writes take twice the time of one.
    fn write_items(items: &[Self], writer: &mut Writer) {
        let Some((first, others)) = items.split_first() else { return };
        writer.boolean(*first);
        for item in others {
            if *item {
                writer.raw(",true");
            } else {
                writer.raw(",false");
            }
        }
    }
}

macro_rules! integers {
    ($($ty:ident $expected:literal)*) => {$(
        impl ReadJson for $ty {
            fn blank() -> Self {
                0
            }

            #[inline]
            fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
                let offset = reader.offset();
                let value = match reader.short_integer() {
                    Some(value) => value.try_into().ok(),
                    None => decimal::integer(reader.number($expected)?).and_then(|value| value.try_into().ok()),
                };
                *self = value.ok_or_else(|| Reader::invalid(offset, $expected, "another number"))?;
                Ok(())
            }

            fn read_simple_items(items: &mut Vec<Self>, reader: &mut Reader<'_>, entries: &mut Entries) {
                reader.simple_items(items, entries, |text, at| {
                    let (value, end) = read_number::short_integer(text.as_bytes(), at)?;
                    Some((value.try_into().ok()?, end))
                });
            }
        }

        impl WriteJson for $ty {
            #[inline]
            fn write(&self, writer: &mut Writer) {
                writer.integer(*self);
            }
        }
    )*};
}
integers! {
    i8 "an integer of 8 bits"
    i16 "an integer of 16 bits"
    i32 "an integer of 32 bits"
    i64 "an integer of 64 bits"
    u8 "an unsigned integer of 8 bits"
    u16 "an unsigned integer of 16 bits"
    u32 "an unsigned integer of 32 bits"
    u64 "an unsigned integer of 64 bits"
}

impl ReadJson for f64 {
    fn blank() -> Self {
        0.0
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        match reader.float() {
            Some(value) => *self = value,
            None => return Err(reader.not_a_float()),
        }
        Ok(())
    }

    fn read_simple_items(items: &mut Vec<Self>, reader: &mut Reader<'_>, entries: &mut Entries) {
        reader.simple_items(items, entries, read_number::float);
    }

    // Identifiers are integers, and must not change. A `Value` does not hold other numbers more exactly than an `f64`.
    fn is_exactly(&self, json: &str) -> bool {
        let range = i128::from(i64::MIN)..=i128::from(u64::MAX);
        let integer = decimal::integer(json).filter(|integer| range.contains(integer));
        integer.is_none_or(|integer| decimal::integer(&self.to_string()) == Some(integer))
    }
}

impl WriteJson for f64 {
    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.float(*self);
    }
}

impl Reader<'_> {
    /// Returns the error of a value that is not a float.
    #[cold]
    fn not_a_float(&mut self) -> JsonError {
        let offset = self.offset();
        match self.number("a number") {
            Ok(_) => Self::invalid(offset, "a number of 64 bits", "a larger number"),
            Err(error) => error,
        }
    }

    /// Returns whether the next value is a string.
    pub(crate) fn is_string(&mut self) -> bool {
        self.offset();
        self.rest().starts_with('"')
    }

    /// Skips a string without escapes that fulfils a condition, if it is next.
    pub(crate) fn skip_string_if(&mut self, is: impl Fn(&str) -> bool) -> Result<bool, JsonError> {
        self.offset();
        let string = self.rest().strip_prefix('"').and_then(|rest| rest.split(['"', '\\']).next());
        let skips = string.is_some_and(is);
        if skips {
            self.skip()?;
        }
        Ok(skips)
    }
}
