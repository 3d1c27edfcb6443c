//! Where requests go.

use indexmap::IndexMap;

use super::Lowering;
use super::path::RawOperation;
use crate::diagnostics::UnreadablePart;
use crate::model::{Doc, Server, ServerVariable};
use crate::names::Scope;
use crate::source::Pointer;

impl Lowering<'_> {
    /// The servers of the API, and the variables of those that requests go to. What operations have of their own is kept for
    /// them.
    pub(crate) fn servers(
        &mut self,
        setters: &mut Scope,
        raw: &[RawOperation],
    ) -> (Vec<Server>, Vec<ServerVariable>) {
        let mut declared = self.spec.elements(&self.top().child("servers"));
        if declared.is_empty() {
            declared.extend(self.commonest(raw));
        }
        let mut servers = Vec::new();
        let mut variables = Vec::new();
        for at in declared {
            let Some(server) = self.server(&at) else { continue };
            // The first server is the client's; the others are there to be read about.
            if servers.is_empty() {
                settle(&server, &mut variables, setters);
            }
            servers.push(Server { url: server.url, description: server.description });
        }
        for at in raw.iter().filter_map(|operation| operation.server.as_ref()) {
            if self.own_servers.contains_key(at) {
                continue;
            }
            let Some(server) = self.server(at) else { continue };
            if servers.first().is_none_or(|first| first.url != server.url) {
                let url = settle(&server, &mut variables, setters);
                self.own_servers.insert(at.clone(), url);
            }
        }
        (servers, variables)
    }

    /// The server that most operations have of their own.
    fn commonest(&self, raw: &[RawOperation]) -> Option<Pointer> {
        let mut counts: IndexMap<String, (usize, &Pointer)> = IndexMap::new();
        for at in raw.iter().filter_map(|operation| operation.server.as_ref()) {
            if let Some(url) = self.spec.text(at, "url") {
                counts.entry(url).or_insert((0, at)).0 += 1;
            }
        }
        // Of several, the first.
        let (_, at) = counts.into_values().rev().max_by_key(|(count, _)| *count)?;
        Some(at.clone())
    }

    fn server(&mut self, at: &Pointer) -> Option<openapiv3::Server> {
        match self.spec.part(at) {
            Ok(server) => Some(server),
            Err(message) => {
                self.broken_part(UnreadablePart::Server, at, &message);
                None
            }
        }
    }
}

/// The URL of a server, whose variables join those that the client has. One that is another there has its default for good.
fn settle(server: &openapiv3::Server, known: &mut Vec<ServerVariable>, setters: &mut Scope) -> String {
    let mut url = server.url.clone();
    for (wire, variable) in server.variables.iter().flatten() {
        match known.iter().find(|known| known.wire == *wire) {
            None => known.push(ServerVariable {
                setter: setters.issue(wire),
                wire: wire.clone(),
                default: variable.default.clone(),
                values: variable.enumeration.clone(),
                doc: Doc { description: variable.description.clone(), ..Doc::default() },
            }),
            Some(known) if known.default == variable.default && known.values == variable.enumeration => {}
            Some(_) => url = url.replace(&format!("{{{wire}}}"), &variable.default),
        }
    }
    url
}
