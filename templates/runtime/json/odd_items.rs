//! Lists whose items are read one by one.

use std::ops::Range;

use super::{JsonError, Reader, text};

/// An item that cannot be read.
pub(crate) struct OddItem {
    /// The index in the list.
    pub(crate) index: usize,
    /// The location in the JSON.
    pub(crate) raw: Range<usize>,
    /// The error. Its path starts at the JSON as a whole, its offset at the item.
    pub(crate) error: JsonError,
}

/// Returns the JSON without the items of a list that `read` fails for, and these items. `path` has the keys of the list. Returns
/// `None` if there is no list.
pub(crate) fn without_odd_items(
    json: &[u8],
    path: &'static [&'static str],
    read: fn(&mut Reader<'_>) -> Result<(), JsonError>,
) -> Option<(Vec<u8>, Vec<OddItem>)> {
    let (text, skipped) = text::decode(json).ok()?;
    let mut reader = Reader::new(text, None);
    if !enter(&mut reader, path).ok()? {
        return None;
    }
    let mut good = text.as_bytes()[..reader.at()].to_vec();
    let start = good.len() + 1;
    let (mut odd, mut index) = (Vec::new(), 0);
    let mut entries = reader.array().ok()?;
    good.push(b'[');
    while reader.has_item(&mut entries).ok()? {
        let raw = reader.raw().ok()?;
        match read(&mut Reader::new(raw, None)) {
            Ok(()) => {
                if good.len() > start {
                    good.push(b',');
                }
                good.extend_from_slice(raw.as_bytes());
            }
            Err(error) => {
                let end = skipped + reader.at();
                let error =
                    path.iter().rev().fold(error.in_item(index), |error, key| error.in_property(*key));
                odd.push(OddItem { index, raw: end - raw.len()..end, error });
            }
        }
        index += 1;
    }
    good.push(b']');
    good.extend_from_slice(reader.rest().as_bytes());
    Some((good, odd))
}

/// Moves to the list at a path. Returns `false` if there is none.
fn enter(reader: &mut Reader<'_>, path: &[&str]) -> Result<bool, JsonError> {
    for name in path {
        let mut entries = reader.object()?;
        loop {
            match reader.key(&mut entries)? {
                Some(key) if key == *name => break,
                Some(_) => reader.skip()?,
                None => return Ok(false),
            }
        }
    }
    reader.offset();
    Ok(reader.rest().starts_with('['))
}

// part: tests
#[cfg(test)]
#[path = "odd_items_tests.rs"]
mod tests;
// end
