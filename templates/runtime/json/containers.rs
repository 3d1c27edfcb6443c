//! Options, boxes, lists and maps.

use std::collections::BTreeMap;

use super::{JsonError, ReadJson, Reader, Rest, WriteJson, WriteRest, Writer};

impl ReadJson for () {
    fn blank() -> Self {}

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        reader.skip()
    }
}

impl<T: WriteJson + ?Sized> WriteJson for &T {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: ReadJson> ReadJson for Option<T> {
    fn blank() -> Self {
        None
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        if reader.null()? || T::read_absent(reader)? {
            return Ok(());
        }
        self.insert(T::blank()).read(reader)
    }

    fn is_unknown(&self) -> bool {
        self.as_ref().is_some_and(ReadJson::is_unknown)
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: ReadJson> ReadJson for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        (**self).read(reader)
    }

    fn is_unknown(&self) -> bool {
        (**self).is_unknown()
    }
}

impl<T: WriteJson> WriteJson for Box<T> {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }
}

impl<T: ReadJson> ReadJson for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        // Servers send `null` for an empty list.
        if reader.null()? {
            return Ok(());
        }
        let mut entries = reader.array()?;
        T::read_simple_items(self, reader, &mut entries);
        while reader.has_item(&mut entries)? {
            let index = self.len();
            self.push(T::blank());
            self[index].read(reader).map_err(|error| error.in_item(index))?;
        }
        Ok(())
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }
}

impl<T: WriteJson, const N: usize> WriteJson for [T; N] {
    fn write(&self, writer: &mut Writer) {
        self[..].write(writer);
    }
}

impl<T: WriteJson> WriteJson for [T] {
    fn write(&self, writer: &mut Writer) {
        writer.open_array();
        T::write_items(self, writer);
        writer.close_array();
    }
}

impl<T: ReadJson> Rest for BTreeMap<String, T> {
    fn read_entry(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        let mut value = T::blank();
        match value.read(reader) {
            Ok(()) => {
                self.insert(key, value);
                Ok(())
            }
            Err(error) => Err(error.in_property(key)),
        }
    }
}

impl<T: WriteJson> WriteRest for BTreeMap<String, T> {
    fn each(&self, write: &mut dyn FnMut(&str, &dyn WriteJson)) {
        for (key, value) in self {
            write(key, value);
        }
    }
}

impl<T: ReadJson> ReadJson for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        reader.map(self)
    }
}

impl<T: WriteJson> WriteJson for BTreeMap<String, T> {
    fn write(&self, writer: &mut Writer) {
        writer.object(self.iter().map(|(key, value)| (key.as_str(), value)));
    }
}

impl Reader<'_> {
    /// Reads an object into a map. `null` is an empty one, because servers send it.
    pub(crate) fn map(&mut self, map: &mut dyn Rest) -> Result<(), JsonError> {
        if self.null()? {
            return Ok(());
        }
        let mut entries = self.object()?;
        while let Some(key) = self.key(&mut entries)? {
            map.read_entry(key.into_owned(), self)?;
        }
        Ok(())
    }
}
