//! The text of the configuration, kept for the positions of its values.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use toml::de::{DeTable, DeValue};

use crate::diagnostics::Position;
use crate::source::{Location, push_escaped};

/// A configuration file, and the location of each of its values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConfigFile {
    path: PathBuf,
    text: String,
    /// By JSON pointer. Computed once for all values, because a file can have thousands of entries with a warning.
    locations: OnceLock<HashMap<String, Location>>,
}

impl ConfigFile {
    pub(super) fn new(path: &Path, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), locations: OnceLock::new() }
    }

    /// The position of the value at `keys`: names of properties and indices of lists.
    pub(super) fn position(&self, keys: &[&str]) -> Option<Position> {
        let mut pointer = String::new();
        keys.iter().for_each(|key| push_escaped(&mut pointer, key));
        let location = self.locations.get_or_init(|| locations(&self.text)).get(&pointer)?;
        Some(Box::new((self.path.clone(), location.clone())))
    }
}

fn locations(text: &str) -> HashMap<String, Location> {
    let Ok(root) = DeTable::parse(text) else { return HashMap::new() };
    let mut found = Vec::new();
    collect_table(root.get_ref(), &mut String::new(), &mut found);
    let spans: Vec<Range<usize>> = found.iter().map(|(_, span)| first_line(text, span.clone())).collect();
    found.into_iter().map(|(pointer, _)| pointer).zip(Location::all(text, &spans)).collect()
}

fn collect_table(table: &DeTable<'_>, pointer: &mut String, found: &mut Vec<(String, Range<usize>)>) {
    for (key, value) in table {
        collect(key.get_ref(), value.get_ref(), value.span(), pointer, found);
    }
}

/// Adds the value at `key` below `pointer`, and the values inside it. The parser limits their depth.
fn collect(
    key: &str,
    value: &DeValue<'_>,
    span: Range<usize>,
    pointer: &mut String,
    found: &mut Vec<(String, Range<usize>)>,
) {
    let length = pointer.len();
    push_escaped(pointer, key);
    found.push((pointer.clone(), span));
    match value {
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&index.to_string(), item.get_ref(), item.span(), pointer, found);
            }
        }
        DeValue::Table(table) => collect_table(table, pointer, found),
        _ => {}
    }
    pointer.truncate(length);
}

/// The part of a span on its first line.
pub(super) fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let length = text.get(span.clone()).and_then(|piece| piece.lines().next()).map_or(0, str::len);
    span.start..span.start + length
}
