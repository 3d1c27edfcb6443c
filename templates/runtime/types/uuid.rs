//! `format: uuid`.

use ::uuid::Uuid;

use super::{
    super::json::{JsonError, ReadJson, Reader, WriteJson, Writer},
    argument::Plain,
};

impl Plain for Uuid {}

impl ReadJson for Uuid {
    fn blank() -> Self {
        Self::nil()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.parsed("a UUID", |text| text.trim().parse().ok())?;
        Ok(())
    }

    fn read_absent(reader: &mut Reader<'_>) -> Result<bool, JsonError> {
        reader.skip_string_if(str::is_empty)
    }
}

impl WriteJson for Uuid {
    fn write(&self, writer: &mut Writer) {
        writer.display(self);
    }
}
