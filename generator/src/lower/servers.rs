//! Servers, and the variables of their URLs.

use indexmap::IndexMap;

use super::operations::RawOperation;
use super::{Input, report_unreadable};
use crate::collections::HashMap;
use crate::diagnostics::UnreadablePart;
use crate::document::Spec;
use crate::model::{Doc, Server, ServerVariable};
use crate::names::{Case, Scope};
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
    let mut found = Vec::new();
    for at in &declared {
        let Some(server) = read_server(input, at) else { continue };
        // The client uses the first server. All of several have constants.
        if api.is_empty() {
            settle(&server, &mut variables, setters);
        }
        let name = input.spec.text(at, "name");
        found.push((with_defaults(&server), name.or_else(|| server.description.clone())));
        api.push(Server { url: server.url, description: server.description, constant: None });
    }
    if api.len() > 1 {
        let mut names = Scope::new(Case::Constant, &[]);
        for (server, (url, name)) in api.iter_mut().zip(found) {
            // Another URL is not a base URL of the builder.
            if url.starts_with("https://") || url.starts_with("http://") {
                server.constant = Some((names.issue(&constant_name(name.as_deref(), &url)), url));
            }
        }
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

/// The URL of a server, with the defaults of its variables.
fn with_defaults(server: &openapiv3::Server) -> String {
    let variables = server.variables.iter().flatten();
    variables.fold(server.url.clone(), |url, (wire, variable)| {
        url.replace(&format!("{{{wire}}}"), &variable.default)
    })
}

/// The maximum length of a description that names a server, in bytes.
const LONGEST_NAME: usize = 40;

/// The name of the constant of a server: its name, its description if it is short, or else its host.
fn constant_name(name: Option<&str>, url: &str) -> String {
    let name = name.map(|name| name.trim().trim_end_matches('.')).filter(|name| {
        !name.is_empty()
            && name.len() <= LONGEST_NAME
            && name.chars().all(|c| c.is_alphanumeric() || " _-.()".contains(c))
    });
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let name = name.unwrap_or_else(|| rest.split(['/', ':']).next().unwrap_or(rest));
    let is_kind = |word: &str| !matches!(word.to_lowercase().as_str(), "server" | "url");
    let words: Vec<&str> = name.split([' ', '_']).filter(|word| is_kind(word)).collect();
    format!("server {}", words.join(" "))
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
