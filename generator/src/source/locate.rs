//! Finds the position of a key or item in the text, with the parser that read the text.
//!
//! There are two methods. The first finds many positions at once: where the parser borrows a key from the text, the address of the
//! borrowed piece is the position. For keys that cannot be borrowed (with escapes, items of lists, values from merge keys), the second
//! method walks to each location and makes the parser fail there: its error has the position.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::Format;
use super::ignore::ignore_scalars;
use super::sections::{Sections, offset_in};
use super::walk::walk_to;

/// The parser limits the depth of a document, so no deeper pointer exists.
const MAX_DEPTH: usize = 160;

/// The byte offset of each path, or of its nearest ancestor in the text.
pub(super) fn locate_all(
    text: &str,
    format: Format,
    sections: &Sections,
    paths: &[Vec<String>],
) -> Vec<usize> {
    let mut tree = Tree { text, nodes: RefCell::new(vec![Branch::default()]) };
    let chains: Vec<Vec<usize>> = paths.iter().map(|path| tree.insert(path)).collect();
    let merges = format == Format::Yaml && text.contains("<<");
    if merges || read_sections(&tree, sections, paths.iter().zip(&chains)).is_none() {
        // An error does not matter: the positions before it are known.
        let seed = Many { tree: &tree, node: 0, element: false };
        match format {
            Format::Json => drop(seed.deserialize(&mut serde_json::Deserializer::from_str(text))),
            Format::Yaml => drop(seed.deserialize(serde_yaml::Deserializer::from_str(text))),
        }
    }
    let nodes = tree.nodes.into_inner();
    let mut walked: HashMap<&[String], usize> = HashMap::new();
    let mut offsets = Vec::with_capacity(paths.len());
    for (path, chain) in paths.iter().zip(chains) {
        let path = &path[..chain.len() - 1];
        let reached = chain.iter().rposition(|node| nodes[*node].position != Position::Missing).unwrap_or(0);
        offsets.push(match nodes[chain[reached]].position {
            Position::At(offset) if reached == path.len() || !merges => offset,
            _ => {
                let path = if merges { path } else { &path[..reached] };
                *walked.entry(path).or_insert_with(|| walk_to(text, format, path))
            }
        });
    }
    offsets
}

/// Reads only the sections that contain the paths. `None` if a path is in no section, or if a section cannot be read on its own: if it
/// has an alias of something outside, for example.
fn read_sections<'p>(
    tree: &Tree<'_>,
    sections: &Sections,
    paths: impl Iterator<Item = (&'p Vec<String>, &'p Vec<usize>)>,
) -> Option<()> {
    let mut parts = BTreeMap::new();
    for (path, chain) in paths {
        let (keys, range) = sections.around(path, tree.text.len())?;
        parts.insert((range.start, range.end), *chain.get(keys - 1)?);
    }
    let length: usize = parts.keys().map(|(start, end)| end - start).sum();
    if length > tree.text.len() {
        return None;
    }
    for ((start, end), node) in parts {
        let part = serde_yaml::Deserializer::from_str(&tree.text[start..end]);
        Many { tree, node, element: false }.deserialize(part).ok()?;
    }
    Some(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Position {
    #[default]
    Missing,
    /// It is in the text, but its position is not known yet.
    Seen,
    At(usize),
}

/// A key to find, or one on the way to it.
#[derive(Default)]
struct Branch {
    children: HashMap<String, usize>,
    position: Position,
}

/// All keys to find.
struct Tree<'t> {
    text: &'t str,
    nodes: RefCell<Vec<Branch>>,
}

impl Tree<'_> {
    /// The nodes of a path, root first.
    fn insert(&mut self, path: &[String]) -> Vec<usize> {
        let nodes = self.nodes.get_mut();
        let mut chain = vec![0];
        let mut node = 0;
        for key in path.iter().take(MAX_DEPTH) {
            node = if let Some(child) = nodes[node].children.get(key) {
                *child
            } else {
                let child = nodes.len();
                nodes.push(Branch::default());
                nodes[node].children.insert(key.clone(), child);
                child
            };
            chain.push(node);
        }
        chain
    }

    fn child(&self, node: usize, key: &str) -> Option<usize> {
        self.nodes.borrow()[node].children.get(key).copied()
    }

    fn is_leaf(&self, node: usize) -> bool {
        self.nodes.borrow()[node].children.is_empty()
    }

    fn mark_seen(&self, node: usize, offset: Option<usize>) {
        let position = &mut self.nodes.borrow_mut()[node].position;
        match (offset, *position) {
            // The first of equal keys.
            (_, Position::At(_)) => {}
            (Some(offset), _) => *position = Position::At(offset),
            (None, _) => *position = Position::Seen,
        }
    }
}

/// Finds all positions below a node.
#[derive(Clone, Copy)]
struct Many<'t> {
    tree: &'t Tree<'t>,
    node: usize,
    /// The node is an item or the root, and no key has revealed its position yet.
    element: bool,
}

impl<'de> DeserializeSeed<'de> for Many<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Many<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: de::Error>(self, piece: &'de str) -> Result<(), E> {
        if self.element {
            self.tree.mark_seen(self.node, offset_in(self.tree.text, piece));
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut first = self.element;
        while let Some((key, offset)) = entries.next_key_seed(Borrowed(self.tree))? {
            if std::mem::take(&mut first) {
                // A mapping in braces begins at its brace.
                let brace =
                    |at: usize| Some(self.tree.text[..at].trim_end()).filter(|before| before.ends_with('{'));
                self.tree
                    .mark_seen(self.node, offset.map(|at| brace(at).map_or(at, |before| before.len() - 1)));
            }
            match self.tree.child(self.node, &key) {
                Some(child) => {
                    self.tree.mark_seen(child, offset);
                    if self.tree.is_leaf(child) {
                        entries.next_value::<IgnoredAny>()?;
                    } else {
                        entries.next_value_seed(Many { node: child, element: false, ..self })?;
                    }
                }
                None => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let more = match self.tree.child(self.node, &index.to_string()) {
                Some(child) => {
                    let more = items.next_element_seed(Many { node: child, element: true, ..self })?;
                    if more.is_some() {
                        self.tree.mark_seen(child, None);
                    }
                    more.is_some()
                }
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

/// A key, and its position if it is borrowed from the text.
struct Borrowed<'t>(&'t Tree<'t>);

impl<'de> DeserializeSeed<'de> for Borrowed<'_> {
    type Value = (String, Option<usize>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Borrowed<'_> {
    type Value = (String, Option<usize>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: de::Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok((key.to_owned(), offset_in(self.0.text, key)))
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key.to_owned(), None))
    }
}
