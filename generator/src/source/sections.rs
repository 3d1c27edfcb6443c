//! The positions of the outer keys of a YAML text, so that one section can be read again without the others.

use std::cell::{Cell, RefCell};
use std::ops::Range;

/// The number of levels with sections, such as `paths`, `/tickets`, `get`.
const LEVELS: usize = 3;

/// The sections of a text, in its order.
#[derive(Debug, Default)]
pub(super) struct Sections(Vec<Section>);

/// A key, and everything up to the next key of its level or of a level above.
#[derive(Debug)]
struct Section {
    level: usize,
    key: String,
    start: usize,
    /// Only spaces are before the key in its line, so that its section is a text of its own.
    starts_line: bool,
}

impl Sections {
    /// The innermost section that contains a path: the number of keys that lead to it, and its range in the text of `length` bytes.
    pub(super) fn around(&self, path: &[String], length: usize) -> Option<(usize, Range<usize>)> {
        let mut found = None;
        let mut from = 0;
        for (level, key) in path.iter().enumerate().take(LEVELS) {
            let mut below = self.0[from..].iter().take_while(|section| section.level >= level);
            let Some(at) = below.position(|section| section.level == level && section.key == *key) else {
                break;
            };
            let section = &self.0[from + at];
            from += at + 1;
            if section.starts_line {
                let next = self.0[from..].iter().find(|next| next.level <= level);
                found = Some((level + 1, section.start..next.map_or(length, |next| next.start)));
            }
        }
        found
    }
}

/// Finds the sections while a text is read.
pub(super) struct Recorder<'t> {
    text: &'t str,
    sections: RefCell<Sections>,
    /// The level of the next key. [`LEVELS`]: keys here have no sections.
    level: Cell<usize>,
}

impl<'t> Recorder<'t> {
    /// A recorder that finds nothing.
    pub(super) fn off(text: &'t str) -> Self {
        Self { text, sections: RefCell::default(), level: Cell::new(LEVELS) }
    }

    pub(super) fn new(text: &'t str) -> Self {
        Self { level: Cell::new(0), ..Self::off(text) }
    }

    pub(super) fn into_sections(self) -> Sections {
        self.sections.into_inner()
    }

    /// Runs `read` for the next key and its value, or for a list of values.
    pub(super) fn inside<T>(&self, read: impl FnOnce() -> T) -> T {
        let level = self.level.get();
        let result = read();
        self.level.set(level);
        result
    }

    /// No sections up to the end of the key, or of the list.
    pub(super) fn skip(&self) {
        self.level.set(LEVELS);
    }

    /// Begins the section of a key that is borrowed from the text.
    pub(super) fn begin(&self, key: &str) {
        let level = self.level.replace(LEVELS);
        let Some(start) = offset_in(self.text, key).filter(|_| level < LEVELS) else { return };
        let before = &self.text[..start];
        let indent = before.len() - before.trim_end_matches(' ').len();
        let starts_line = start == indent || before[..start - indent].ends_with('\n');
        let start = if starts_line { start - indent } else { start };
        let sections = &mut self.sections.borrow_mut().0;
        // The keys of an alias are earlier in the text.
        if sections.last().is_none_or(|last| last.start < start) {
            sections.push(Section { level, key: key.to_owned(), start, starts_line });
            self.level.set(level + 1);
        }
    }
}

/// The position of a borrowed piece of a text, including its opening quote.
pub(super) fn offset_in(text: &str, piece: &str) -> Option<usize> {
    let offset = piece.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let end = offset.checked_add(piece.len())?;
    text.get(offset..end).filter(|same| *same == piece)?;
    let quoted = text[..offset].ends_with(['"', '\'']);
    Some(offset - usize::from(quoted))
}
