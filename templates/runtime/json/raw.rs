//! Any JSON.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{JsonError, ReadJson, Reader, Rest, WriteJson, WriteRest, Writer};

impl ReadJson for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        *self = reader.value()?;
        Ok(())
    }
}

impl WriteJson for Value {
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.null(),
            Self::Bool(value) => writer.boolean(*value),
            Self::Number(number) => write_number(number, writer),
            Self::String(value) => writer.string(value),
            Self::Array(items) => items.write(writer),
            Self::Object(object) => object.write(writer),
        }
    }
}

fn write_number(number: &serde_json::Number, writer: &mut Writer) {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) => writer.integer(value),
        (None, Some(value)) => writer.integer(value),
        (None, None) => writer.raw(&number.to_string()),
    }
}

impl ReadJson for Map<String, Value> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        reader.map(self)
    }
}

impl WriteJson for Map<String, Value> {
    fn write(&self, writer: &mut Writer) {
        writer.object(self.iter().map(|(key, value)| (key.as_str(), value)));
    }
}

impl Rest for Map<String, Value> {
    fn read_entry(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        match reader.value() {
            Ok(value) => {
                self.insert(key, value);
                Ok(())
            }
            Err(error) => Err(error.in_property(key)),
        }
    }
}

impl WriteRest for Map<String, Value> {
    fn each(&self, write: &mut dyn FnMut(&str, &dyn WriteJson)) {
        for (key, value) in self {
            write(key, value);
        }
    }
}

impl Reader<'_> {
    /// Reads any value.
    pub(crate) fn value(&mut self) -> Result<Value, JsonError> {
        let offset = self.offset();
        let json = self.rest();
        Ok(match json.as_bytes().first() {
            Some(b'"') => Value::String(self.string("a string")?.into_owned()),
            Some(b'{') => {
                let mut object = Map::new();
                self.map(&mut object)?;
                Value::Object(object)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                items.read(self)?;
                Value::Array(items)
            }
            Some(b't' | b'f') => Value::Bool(self.boolean()?),
            Some(b'n') => {
                self.null()?;
                Value::Null
            }
            _ => {
                let number = parse_number(self.number("a value")?);
                number.ok_or_else(|| Self::invalid(offset, "a number of 64 bits", "a larger number"))?
            }
        })
    }
}

/// Whether `serde_json` keeps all digits of a number. Other crates of the program can enable its feature `arbitrary_precision`.
static KEEPS_DIGITS: LazyLock<bool> = LazyLock::new(|| {
    let number = serde_json::from_str::<serde_json::Number>("1.10");
    number.is_ok_and(|number| number.to_string() == "1.10")
});

/// Returns a number; `None` if it is too large.
fn parse_number(written: &str) -> Option<Value> {
    if let Ok(value) = written.parse::<i64>() {
        // `-0` is a floating-point number.
        if value != 0 || !written.starts_with('-') {
            return Some(value.into());
        }
    }
    if let Ok(value) = written.parse::<u64>() {
        return Some(value.into());
    }
    if *KEEPS_DIGITS {
        return serde_json::from_str(written).ok();
    }
    // An infinite number is null.
    Some(Value::from(written.parse::<f64>().ok()?)).filter(Value::is_number)
}
