//! `format: date`.

use jiff::civil::Date;

use super::super::json::{JsonError, ReadJson, Reader, WriteJson, Writer};

impl ReadJson for Date {
    fn blank() -> Self {
        Self::ZERO
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("a date", |text| text.parse().ok())?;
        Ok(())
    }
}

impl WriteJson for Date {
    fn write(&self, writer: &mut Writer) {
        writer.display(self);
    }
}
