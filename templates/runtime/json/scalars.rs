//! Strings, booleans and numbers.

use super::{JsonError, ReadJson, Reader, WriteJson, Writer, decimal};

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

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.boolean()?;
        Ok(())
    }
}

impl WriteJson for bool {
    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }
}

macro_rules! integers {
    ($($ty:ident $expected:literal)*) => {$(
        impl ReadJson for $ty {
            fn blank() -> Self {
                0
            }

            fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
                let offset = reader.offset();
                let value = match reader.short_integer() {
                    Some(value) => value.try_into().ok(),
                    None => decimal::integer(reader.number($expected)?).and_then(|value| value.try_into().ok()),
                };
                *self = value.ok_or_else(|| Reader::invalid(offset, $expected, "another number"))?;
                Ok(())
            }
        }

        impl WriteJson for $ty {
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

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        if let Some(value) = reader.short_float() {
            *self = value;
            return Ok(());
        }
        let offset = reader.offset();
        let value: Option<Self> = reader.number("a number")?.parse().ok();
        *self = value
            .filter(|value| value.is_finite())
            .ok_or_else(|| Reader::invalid(offset, "a number of 64 bits", "a larger number"))?;
        Ok(())
    }
}

impl WriteJson for f64 {
    fn write(&self, writer: &mut Writer) {
        writer.float(*self);
    }
}

impl Reader<'_> {
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
