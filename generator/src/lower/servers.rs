//! Servers, and the variables of their URLs.

use indexmap::IndexMap;

use super::operations::RawOperation;
use super::{Input, report_unreadable};
use crate::collections::HashMap;
use crate::diagnostics::UnreadablePart;
use crate::document::Spec;
use crate::model::{Doc, Server, ServerVariable};
use crate::names::Scope;
use crate::source::Pointer;

/// The servers of a document.
pub(super) struct Servers {
    /// The servers of the API.
    pub(super) api: Vec<Server>,
    /// The variables of the servers that requests go to.
    pub(super) variables: Vec<ServerVariable>,
    /// The URLs of other servers that operations declare, by location.
    pub(super) own: HashMap<Pointer, String>,
}

/// The servers of a document and its operations.
pub(super) fn servers(input: &Input<'_>, raw: &[RawOperation], setters: &mut Scope) -> Servers {
    let mut declared = input.spec.elements(&input.section(&["servers"]));
    if declared.is_empty() {
        declared.extend(commonest(input.spec, raw));
    }
    let (mut api, mut own) = (Vec::new(), HashMap::default());
    let mut variables = Vec::new();
    for server in declared.iter().filter_map(|at| read_server(input, at)) {
        // The client uses the first server. The others are for documentation.
        if api.is_empty() {
            settle(&server, &mut variables, setters);
        }
        api.push(Server { url: server.url, description: server.description });
    }
    for at in raw.iter().filter_map(|operation| operation.server.as_ref()) {
        if own.contains_key(at) {
            continue;
        }
        let Some(server) = read_server(input, at) else { continue };
        if api.first().is_none_or(|first: &Server| first.url != server.url) {
            let url = settle(&server, &mut variables, setters);
            own.insert(at.clone(), url);
        }
    }
    Servers { api, variables, own }
}

/// The server that most operations declare; on a tie, the first.
fn commonest(spec: &Spec, raw: &[RawOperation]) -> Option<Pointer> {
    let mut counts: IndexMap<String, (usize, &Pointer)> = IndexMap::new();
    for at in raw.iter().filter_map(|operation| operation.server.as_ref()) {
        if let Some(url) = spec.text(at, "url") {
            counts.entry(url).or_insert((0, at)).0 += 1;
        }
    }
    let (_, at) = counts.into_values().rev().max_by_key(|(count, _)| *count)?;
    Some(at.clone())
}

fn read_server(input: &Input<'_>, at: &Pointer) -> Option<openapiv3::Server> {
    input
        .spec
        .part(at)
        .inspect_err(|error| report_unreadable(input.spec, input.sink, UnreadablePart::Server, at, error))
        .ok()
}

/// The URL of a server. Its variables are added to those of the client. A variable that the client has with another meaning is
/// replaced by its default.
fn settle(server: &openapiv3::Server, known: &mut Vec<ServerVariable>, setters: &mut Scope) -> String {
    let mut url = server.url.clone();
    for (wire, variable) in server.variables.iter().flatten() {
        match known.iter().find(|known| known.wire == *wire) {
            None => known.push(ServerVariable {
                setter: setters.issue_as(wire, "variable"),
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
