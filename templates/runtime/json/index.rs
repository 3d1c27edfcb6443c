//! A JSON text that has been parsed once: where each value starts and ends.

use super::{JsonError, Reader};

/// A value, in the order of the text. The values inside it follow it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// The offset of its first byte.
    pub(crate) start: usize,
    /// The offset after its last byte.
    pub(crate) end: usize,
    /// The index of the first node after it and the values inside it.
    pub(crate) next: usize,
    /// How many items or properties it has.
    pub(crate) entries: usize,
}

/// The values of a JSON text. The key of a property is the node before its value.
#[derive(Debug, Default)]
pub(crate) struct Index {
    nodes: Vec<Node>,
}

impl Index {
    // part: unions
    /// Replaces the values by those of the next one.
    pub(super) fn replace(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        self.nodes.clear();
        self.value(reader)
    }

    /// Returns the number of values and keys.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the node of the value that starts at an offset.
    pub(super) fn find(&self, start: usize) -> Option<usize> {
        self.nodes.binary_search_by_key(&start, |node| node.start).ok()
    }

    /// Returns the nodes of the items of an array, or of the keys and values of an object.
    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> + use<'_> {
        let end = self.nodes[node].next;
        let is_inside = move |node: &usize| *node < end;
        std::iter::successors(Some(node + 1).filter(is_inside), move |node| {
            Some(self.nodes[*node].next).filter(is_inside)
        })
    }
    // end

    /// Reads a value.
    #[cfg(feature = "serde")]
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, JsonError> {
        let mut index = Self::default();
        index.value(reader)?;
        Ok(index)
    }

    pub(crate) fn node(&self, node: usize) -> Node {
        self.nodes[node]
    }

    fn value(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        let start = reader.offset();
        let node = self.push(start);
        let mut entries = 0;
        match reader.rest().as_bytes().first() {
            Some(b'{') => {
                let mut open = reader.object()?;
                while let Some(key) = self.key(reader, &mut open)? {
                    entries += 1;
                    let _ = key;
                    self.value(reader)?;
                }
            }
            Some(b'[') => {
                let mut open = reader.array()?;
                while reader.has_item(&mut open)? {
                    entries += 1;
                    self.value(reader)?;
                }
            }
            _ => reader.skip()?,
        }
        self.nodes[node] = Node { start, end: reader.at(), next: self.nodes.len(), entries };
        Ok(())
    }

    fn push(&mut self, start: usize) -> usize {
        self.nodes.push(Node { start, end: start, next: 0, entries: 0 });
        self.nodes.len() - 1
    }

    fn key(
        &mut self,
        reader: &mut Reader<'_>,
        open: &mut super::reader::Entries,
    ) -> Result<Option<usize>, JsonError> {
        let Some((start, end)) = reader.key_span(open)? else { return Ok(None) };
        let node = self.push(start);
        self.nodes[node] = Node { start, end, next: node + 1, entries: 0 };
        Ok(Some(node))
    }
}
