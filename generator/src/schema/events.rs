//! The fifth pass: the data of server-sent events that is JSON in a string (`contentSchema`).

use std::sync::Arc;

use super::SchemaId;
use super::builder::Builder;
use super::flat::FlatSchema;
use crate::collections::HashSet;
use crate::source::Pointer;

/// The property of an event that has its data.
const DATA: &str = "data";

impl Builder<'_> {
    /// Gives the data of events the schema of its content. `roots` describe events as a whole; other strings stay strings.
    pub(super) fn decode_events(&mut self, roots: &[Pointer]) {
        let mut open: Vec<SchemaId> = roots.iter().filter_map(|root| self.target(root)).collect();
        let mut seen: HashSet<SchemaId> = open.iter().copied().collect();
        let mut contents = Vec::new();
        while let Some(id) = open.pop() {
            let schema = self.distributed(id);
            if let Some(content) = self.content_of_data(&schema) {
                let mut decoded = (*schema).clone();
                decoded.properties.insert(DATA.to_owned(), content.clone());
                self.draft_mut(id).distributed = Some(Arc::new(decoded));
                contents.push(content);
            }
            let inner = schema.any_of.iter().chain(&schema.items);
            open.extend(inner.filter_map(|at| self.target(at)).filter(|id| seen.insert(*id)));
        }
        self.walk(&contents, Self::merged);
    }

    fn content_of_data(&mut self, event: &FlatSchema) -> Option<Pointer> {
        let data = self.target(event.properties.get(DATA)?)?;
        self.distributed(data).content.clone()
    }
}
