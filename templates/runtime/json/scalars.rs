//! Strings, booleans and numbers.

use super::{JsonError, ReadJson, Reader, WriteJson, Writer, number};

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
                    None => number::integer(reader.number($expected)?).and_then(|value| value.try_into().ok()),
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

impl ReadJson for f32 {
    fn blank() -> Self {
        0.0
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        let offset = reader.offset();
        let value: Option<Self> = reader.number("a number")?.parse().ok();
        *self = value
            .filter(|value| value.is_finite())
            .ok_or_else(|| Reader::invalid(offset, "a number of 32 bits", "a larger number"))?;
        Ok(())
    }
}

impl WriteJson for f32 {
    fn write(&self, writer: &mut Writer) {
        // The shortest digits that identify the value among those of 32 bits.
        let text = self.to_string();
        writer.float(text.parse().unwrap_or(f64::from(*self)));
    }
}
