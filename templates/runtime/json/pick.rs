//! The values at some locations of a JSON text. All other values are skipped.

use std::borrow::Cow;

use super::{JsonError, Reader, text};

/// The keys that lead to a value.
pub(crate) type Keys = &'static [&'static str];

/// The values at some locations.
#[derive(Debug, Default)]
pub(crate) struct Picked<'j> {
    /// The JSON of each value, in the order of the paths. `None` if it is absent.
    pub(crate) values: Vec<Option<&'j str>>,
    /// The list, if there is one.
    pub(crate) list: Option<PickedList<'j>>,
}

/// A list in a JSON text.
#[derive(Debug)]
pub(crate) struct PickedList<'j> {
    /// Its JSON.
    pub(crate) json: &'j str,
    /// The number of its items.
    pub(crate) count: u64,
    /// The JSON of its last item.
    pub(crate) last: Option<&'j str>,
}

/// Returns the values at `paths`, and the list at `list`. Stops where the text is not JSON.
pub(crate) fn pick<'j>(json: &'j [u8], paths: &[Keys], list: Option<Keys>) -> Picked<'j> {
    let values = vec![None; paths.len()];
    let mut picker = Picker { paths, list, picked: Picked { values, list: None } };
    if let Ok((text, _)) = text::decode(json) {
        let all = Open { paths: (0..paths.len()).collect(), list: list.is_some() };
        let _ = picker.value(&mut Reader::new(text, None), 0, &all);
    }
    picker.picked
}

/// Returns the JSON of the value at a path.
pub(crate) fn pick_one(json: &[u8], path: Keys) -> Option<&str> {
    pick(json, &[path], None).values.pop().flatten()
}

/// Returns the text of a string or of a number. `None` for other values.
pub(crate) fn scalar(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => Reader::new(json, None).string("a string").ok().map(Cow::into_owned),
        b'-' | b'0'..=b'9' => Some(json.to_owned()),
        _ => None,
    }
}

/// The paths that lead to the current value, or through it.
struct Open {
    /// Their indices.
    paths: Vec<usize>,
    /// Whether the path of the list does.
    list: bool,
}

struct Picker<'p, 'j> {
    paths: &'p [Keys],
    list: Option<Keys>,
    picked: Picked<'j>,
}

impl<'j> Picker<'_, 'j> {
    /// Reads a value that is `depth` keys deep. The recursion ends with the longest path.
    fn value(&mut self, reader: &mut Reader<'j>, depth: usize, open: &Open) -> Result<(), JsonError> {
        let (ends, others): (Vec<usize>, _) =
            open.paths.iter().partition(|path| self.paths[**path].len() == depth);
        if ends.is_empty() {
            return self.inside(reader, depth, open);
        }
        let raw = reader.raw()?;
        for path in ends {
            self.picked.values[path] = Some(raw);
        }
        self.inside(&mut Reader::new(raw, None), depth, &Open { paths: others, list: open.list })
    }

    /// Reads the values inside of a value.
    fn inside(&mut self, reader: &mut Reader<'j>, depth: usize, open: &Open) -> Result<(), JsonError> {
        reader.offset();
        if reader.rest().starts_with('[') && open.list && self.list.is_some_and(|list| list.len() == depth) {
            return self.read_list(reader);
        }
        if !reader.rest().starts_with('{') || (open.paths.is_empty() && !open.list) {
            return reader.skip();
        }
        let mut entries = reader.object()?;
        while let Some(key) = reader.key(&mut entries)? {
            let leads = |path: Keys| path.get(depth).is_some_and(|step| *step == key);
            let paths = open.paths.iter().copied().filter(|path| leads(self.paths[*path])).collect();
            let inner = Open { paths, list: open.list && self.list.is_some_and(leads) };
            self.value(reader, depth + 1, &inner)?;
        }
        Ok(())
    }

    fn read_list(&mut self, reader: &mut Reader<'j>) -> Result<(), JsonError> {
        let (start, rest) = (reader.at(), reader.rest());
        let mut entries = reader.array()?;
        let (mut count, mut last) = (0, None);
        while reader.has_item(&mut entries)? {
            last = Some(reader.raw()?);
            count += 1;
        }
        self.picked.list = Some(PickedList { json: &rest[..reader.at() - start], count, last });
        Ok(())
    }
}

// part: tests
#[cfg(test)]
#[path = "pick_tests.rs"]
mod tests;
// end
