//! Servers, and the variables of their URLs.

use indexmap::IndexMap;

use super::operations::{RawOperation, variables};
use super::{Input, report_unreadable};
use crate::collections::HashMap;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::Spec;
use crate::markdown;
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
    /// The servers that operations declare after the first one, by the location of the first one.
    pub(super) further: HashMap<Pointer, Vec<Server>>,
}

/// The servers of a document and its operations.
pub(super) fn servers(input: &Input<'_>, raw: &[RawOperation], setters: &mut Scope) -> Servers {
    let mut declared = input.spec.elements(&input.section(&["servers"]));
    if declared.is_empty() {
        declared.extend(commonest(input.spec, raw));
    }
    let (mut api, mut own, mut further) = (Vec::new(), HashMap::default(), HashMap::default());
    let mut variables = Vec::new();
    let mut found = Vec::new();
    for at in &declared {
        let Some(server) = read_server(input, at) else { continue };
        // The client uses the first server. All of several have constants.
        let facts = if api.is_empty() {
            settle(&server, &mut variables, setters);
            Vec::new()
        } else {
            facts(&server)
        };
        let name = input.spec.text(at, "name");
        found.push((with_defaults(&server), name.or_else(|| server.description.clone())));
        api.push(Server { url: server.url, description: server.description, constant: None, facts });
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
        if further.contains_key(at) {
            continue;
        }
        further.insert(at.clone(), further_servers(input, at));
        let Some(server) = read_server(input, at) else { continue };
        if api.first().is_none_or(|first: &Server| first.url != server.url) {
            let url = settle(&server, &mut variables, setters);
            own.insert(at.clone(), url);
        }
    }
    Servers { api, variables, own, further }
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

/// The servers after the first one, at `first`, that an operation or its path declares.
fn further_servers(input: &Input<'_>, first: &Pointer) -> Vec<Server> {
    let list = first.parent();
    let further = list.iter().flat_map(|list| input.spec.elements(list)).skip(1);
    let server = |at: Pointer| {
        let server = read_server(input, &at)?;
        let description = server.description.clone().or_else(|| input.spec.text(&at, "name"));
        Some(Server { facts: facts(&server), url: server.url, description, constant: None })
    };
    further.filter_map(server).collect()
}

fn read_server(input: &Input<'_>, at: &Pointer) -> Option<openapiv3::Server> {
    let report =
        |error: &String| report_unreadable(input.spec, input.sink, UnreadablePart::Server, at, error);
    let server: openapiv3::Server = input.spec.part(at).inspect_err(report).ok()?;
    let declared = |name: &str| server.variables.as_ref().is_some_and(|declared| declared.contains_key(name));
    if let Some(undeclared) = variables(&server.url).find(|name| !declared(name)) {
        input.sink.report_once(Diagnostic::undeclared_server_variable(at, undeclared));
    }
    for (name, variable) in server.variables.iter().flatten() {
        if !variable.enumeration.is_empty() && !variable.enumeration.contains(&variable.default) {
            let at = at.child("variables").child(name);
            input.sink.report_once(Diagnostic::unlisted_server_default(&at, &variable.default));
        }
    }
    if server.url.contains(['?', '#']) {
        input.sink.report_once(Diagnostic::server_with_query(at));
    }
    Some(server)
}

/// Facts about the variables of a server, as Markdown.
fn facts(server: &openapiv3::Server) -> Vec<String> {
    let fact = |(name, variable): (&String, &openapiv3::ServerVariable)| {
        let values: Vec<String> = variable.enumeration.iter().map(|value| markdown::code(value)).collect();
        let values = match values.as_slice() {
            [] => String::new(),
            values => format!("; possible values: {}", values.join(", ")),
        };
        format!("Default of {}: {}{values}.", markdown::code(name), markdown::code(&variable.default))
    };
    server.variables.iter().flatten().map(fact).collect()
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
