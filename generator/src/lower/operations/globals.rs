//! Header parameters that are set once, on the client.

use indexmap::IndexMap;

use super::raw::{RawParameter, is_ignored_header};
use super::read::RawOperation;
use super::reserved::{BUILDER_METHODS, CLIENT_METHODS};
use crate::diagnostics::Diagnostic;
use crate::lower::{Input, warn_unused};
use crate::model::Global;
use crate::names::{Case, Scope};

/// A header that is to be set on the client.
struct Wanted {
    wire: String,
    setter: Option<String>,
    env: Option<String>,
}

/// The header parameters that are set on the client: those of the configuration, or else those that most operations have.
pub(crate) fn globals(
    input: &Input<'_>,
    raw: &[RawOperation],
    env_prefix: &str,
    setters: &mut Scope,
) -> Vec<Global> {
    let mut globals = Vec::new();
    let mut scoped_methods = Scope::new(Case::Value, CLIENT_METHODS);
    for (index, Wanted { wire, setter, env }) in wanted(input, raw).into_iter().enumerate() {
        let mut parameters = raw.iter().flat_map(|operation| &operation.parameters);
        let Some(header) = parameters.find(|parameter| parameter.header_name() == Some(&wire)) else {
            let keys = ["client", "parameters", &index.to_string(), "name"];
            warn_unused(input.config, input.sink, &keys, Diagnostic::unknown_client_parameter(&wire));
            continue;
        };
        let wanted = setter.unwrap_or_else(|| wire.trim_start_matches("x-").to_owned());
        // Every call has a method of that name, too.
        let is_taken = BUILDER_METHODS.contains(&Case::Value.apply(&wanted).as_str());
        let wanted = if is_taken { format!("{wanted} param") } else { wanted };
        let setter = setters.issue_as(&wanted, "param");
        let env = env.unwrap_or_else(|| Case::Constant.apply(setter.as_str()));
        let doc = header.doc(input.spec);
        let subject = setter.as_str().strip_suffix("_id").unwrap_or(setter.as_str());
        let scoped = scoped_methods.issue(&format!("for {subject}"));
        globals.push(Global { wire, setter, scoped, env: format!("{env_prefix}_{env}"), doc });
    }
    globals
}

fn wanted(input: &Input<'_>, raw: &[RawOperation]) -> Vec<Wanted> {
    match input.config.client.parameters.as_deref() {
        Some(list) => list
            .iter()
            .map(|entry| Wanted {
                wire: entry.name.clone(),
                setter: entry.setter.clone(),
                env: entry.env.clone(),
            })
            .collect(),
        None => shared_headers(raw)
            .into_iter()
            .map(|wire| Wanted { wire: wire.to_owned(), setter: None, env: None })
            .collect(),
    }
}

/// The headers that most operations have, if there is more than one operation.
fn shared_headers(raw: &[RawOperation]) -> Vec<&str> {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for name in raw.iter().flat_map(|operation| &operation.parameters).filter_map(RawParameter::header_name) {
        *counts.entry(name).or_default() += 1;
    }
    let is_shared = |count: usize| raw.len() > 1 && count * 2 > raw.len();
    counts
        .into_iter()
        .filter(|(name, count)| is_shared(*count) && !is_ignored_header(name))
        .map(|(name, _)| name)
        .collect()
}
