//! Scalars as YAML has them: `2.10` and `0x1F`, which are read as the numbers 2.1 and 31.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::ignore::ignore_scalars;

/// Each location that is not a scalar ends a pass, so that many of them cannot make it slow.
const MAX_PASSES: usize = 8;

/// The scalars at the paths, as written. `None` for those that the text does not have, or that are not scalars.
pub(super) fn written(text: &str, paths: &[Vec<String>]) -> Vec<Option<String>> {
    let wanted = Wanted::new(paths);
    for _ in 0..MAX_PASSES {
        let root = At { wanted: &wanted, node: 0, is_merged: false };
        if root.deserialize(serde_yaml::Deserializer::from_str(text)).is_ok() || !wanted.skip_failed() {
            break;
        }
    }
    wanted.leaves.iter().map(|node| wanted.found.borrow().get(node).cloned()).collect()
}

/// The locations of scalars, as a tree.
struct Wanted {
    children: Vec<HashMap<String, usize>>,
    /// The node of each path.
    leaves: Vec<usize>,
    found: RefCell<HashMap<usize, String>>,
    /// Leaves that are not scalars.
    skipped: RefCell<Vec<usize>>,
    /// The leaf that is being read.
    current: Cell<Option<usize>>,
}

impl Wanted {
    fn new(paths: &[Vec<String>]) -> Self {
        let mut children = vec![HashMap::new()];
        let mut leaves = Vec::new();
        for path in paths {
            let mut node = 0;
            for key in path {
                let next = children.len();
                node = *children[node].entry(key.clone()).or_insert(next);
                if node == next {
                    children.push(HashMap::new());
                }
            }
            leaves.push(node);
        }
        let (found, skipped, current) = (RefCell::default(), RefCell::default(), Cell::default());
        Self { children, leaves, found, skipped, current }
    }

    fn child(&self, node: usize, key: &str) -> Option<usize> {
        let child = self.children[node].get(key).copied()?;
        (!self.skipped.borrow().contains(&child)).then_some(child)
    }

    /// Skips the leaf that ended a pass. `false` if there is none.
    fn skip_failed(&self) -> bool {
        let failed = self.current.take();
        self.skipped.borrow_mut().extend(failed);
        failed.is_some()
    }
}

/// The value at a node. Both a seed and a visitor.
#[derive(Clone, Copy)]
struct At<'w> {
    wanted: &'w Wanted,
    node: usize,
    /// Whether it is in the value of a merge key: keys of the surrounding map take precedence.
    is_merged: bool,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.wanted.children[self.node].is_empty() || self.node == 0 {
            return deserializer.deserialize_any(self);
        }
        self.wanted.current.set(Some(self.node));
        let text = deserializer.deserialize_str(Text)?;
        self.wanted.current.set(None);
        let mut found = self.wanted.found.borrow_mut();
        if self.is_merged {
            found.entry(self.node).or_insert(text);
        } else {
            found.insert(self.node, text);
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key_seed(Text)? {
            match self.wanted.child(self.node, &key) {
                Some(node) => entries.next_value_seed(At { node, ..self })?,
                None if key == "<<" => entries.next_value_seed(At { is_merged: true, ..self })?,
                None => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let more = match self.wanted.child(self.node, &index.to_string()) {
                Some(node) => items.next_element_seed(At { node, ..self })?.is_some(),
                // A merge key can have a list of maps.
                None if self.is_merged => items.next_element_seed(self)?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }

    ignore_scalars!();
}

/// A scalar as written.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn scalars_as_written() {
        let text = "base: &b {v: 2.10, w: 1.0}\nlist: [0x1F, {a: 1}, 1e3, True]\nmerged: {<<: *b, w: 7.70}\ncopy: *b\nmany: {<<: [*b, {z: +1}]}\n";
        let path = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let paths = [
            "base/v", "list/0", "list/1", "list/2", "list/3", "merged/v", "merged/w", "copy/w", "many/z",
            "none", "base",
        ];
        let found = written(text, &paths.map(path));
        let expected = [
            Some("2.10"),
            Some("0x1F"),
            None,
            Some("1e3"),
            Some("True"),
            Some("2.10"),
            Some("7.70"),
            Some("1.0"),
            Some("+1"),
            None,
            None,
        ];
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    }
}
