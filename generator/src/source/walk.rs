//! Finds the position of one pointer: the parser is made to fail there, and its error has the position.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::Format;
use super::text::{floor, json_key_start, offset_of_line};

/// One path. Reading fails at its end.
struct Walk<'p> {
    path: &'p [String],
    format: Format,
    /// For each depth, whether a merge key counts as transparent.
    merged: RefCell<Vec<bool>>,
    deepest: Cell<usize>,
    hit: Cell<bool>,
}

/// The byte offset of a path, or of its nearest ancestor in the text.
pub(super) fn walk_to(text: &str, format: Format, path: &[String]) -> usize {
    let merged = RefCell::new(vec![false; path.len() + 1]);
    let mut walk = Walk { path, format, merged, deepest: Cell::new(0), hit: Cell::new(false) };
    // Each round that fails allows a merge key at one more depth, or drops the depths below it.
    for _ in 0..=2 * path.len() + 1 {
        walk.deepest.set(0);
        if let Some(offset) = walk.run(text) {
            return offset;
        }
        let reached = walk.deepest.get();
        match walk.merged.get_mut().get_mut(reached) {
            Some(merged) if format == Format::Yaml && !*merged => *merged = true,
            _ => walk.path = &path[..reached.min(walk.path.len().saturating_sub(1))],
        }
    }
    0
}

impl Walk<'_> {
    fn run(&self, text: &str) -> Option<usize> {
        let parent = AtDepth { walk: self, depth: 0 };
        match self.format {
            Format::Json => {
                let mut reader = serde_json::Deserializer::from_str(text);
                let error = parent.deserialize(&mut reader).err().filter(|_| self.hit.get())?;
                if self.path.is_empty() {
                    return Some(text.len() - text.trim_start().len());
                }
                let offset = floor(text, offset_of_line(text, error.line()) + error.column());
                // After a key, or at an item.
                let after_key = text[offset..].starts_with(':');
                Some(if after_key { json_key_start(text, offset) } else { offset })
            }
            Format::Yaml => {
                let error = parent.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
                error.location().filter(|_| self.hit.get()).map(|location| location.index())
            }
        }
    }

    fn end<E: de::Error>(&self) -> E {
        self.hit.set(true);
        E::custom("found")
    }
}

/// The value at a depth of the path.
#[derive(Clone, Copy)]
struct AtDepth<'w> {
    walk: &'w Walk<'w>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for AtDepth<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.walk.deepest.set(self.walk.deepest.get().max(self.depth));
        if self.depth < self.walk.path.len() {
            return deserializer.deserialize_any(self);
        }
        self.walk.hit.set(true);
        match self.walk.format {
            // The parser is directly before the item.
            Format::Json => Err(self.walk.end()),
            // The parser reports the position of the item that was rejected.
            Format::Yaml => deserializer.deserialize_any(Refuse),
        }
    }
}

impl<'de> Visitor<'de> for AtDepth<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let merge = self.walk.merged.borrow().get(self.depth).copied().unwrap_or(false);
        while let Some(found) = entries.next_key_seed(CompareKey { parent: self, merge })? {
            match found {
                KeyMatch::Key => return entries.next_value_seed(AtDepth { depth: self.depth + 1, ..self }),
                KeyMatch::Merge => entries.next_value_seed(Bases(self))?,
                KeyMatch::Other => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Ok(index) = self.walk.path[self.depth].parse::<usize>() else {
            return Err(de::Error::custom("not an index"));
        };
        for _ in 0..index {
            if items.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        items.next_element_seed(AtDepth { depth: self.depth + 1, ..self }).map(drop)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

enum KeyMatch {
    Key,
    Merge,
    Other,
}

/// Compares a key, and fails at the last one of the path.
struct CompareKey<'w> {
    parent: AtDepth<'w>,
    merge: bool,
}

impl<'de> DeserializeSeed<'de> for CompareKey<'_> {
    type Value = KeyMatch;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KeyMatch, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for CompareKey<'_> {
    type Value = KeyMatch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<KeyMatch, E> {
        let AtDepth { walk, depth } = self.parent;
        if walk.path.get(depth).is_some_and(|wanted| wanted == key) {
            if depth + 1 == walk.path.len() { Err(walk.end()) } else { Ok(KeyMatch::Key) }
        } else if self.merge && key == "<<" {
            Ok(KeyMatch::Merge)
        } else {
            Ok(KeyMatch::Other)
        }
    }
}

/// The mappings of a merge key: their keys belong to the surrounding mapping.
struct Bases<'w>(AtDepth<'w>);

impl<'de> DeserializeSeed<'de> for Bases<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bases<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mappings")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<(), A::Error> {
        self.0.visit_map(entries)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Bases(self.0))?.is_some() {}
        Ok(())
    }
}

/// Accepts nothing: each value is an error at its position.
pub(super) struct Refuse;

impl Visitor<'_> for Refuse {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
}
