//! Path templates.

use openapiv3::Parameter as Declared;

use super::raw::RawParameter;

/// A path with its variables in plain form, `{id}`.
pub(super) struct PathTemplate {
    pub(super) path: String,
    /// The variables that match several segments.
    pub(super) spanning: Vec<String>,
}

/// The plain form of a path. The parameter of a variable determines its serialization.
pub(super) fn plain_template(path: &str, parameters: &[RawParameter]) -> PathTemplate {
    let declared = |name: &str| {
        let is_it = |declared: &Declared| matches!(declared, Declared::Path { parameter_data, .. } if parameter_data.name == name);
        parameters.iter().any(|raw| is_it(&raw.parameter))
    };
    let mut plain = path.to_owned();
    let mut spanning = Vec::new();
    for variable in variables(path) {
        let (name, spans) = plain_variable(variable);
        if !declared(variable) && declared(name) {
            plain = plain.replace(&format!("{{{variable}}}"), &format!("{{{name}}}"));
            if spans {
                spanning.push(name.to_owned());
            }
        }
    }
    let segments: Vec<String> = plain
        .split('/')
        .map(|segment| match segment.strip_prefix(':') {
            Some(name) if declared(name) && !plain.contains(&format!("{{{name}}}")) => format!("{{{name}}}"),
            Some(_) | None => segment.to_owned(),
        })
        .collect();
    PathTemplate { path: without_ornament(&segments.join("/"), parameters), spanning }
}

/// The name of a variable that has an operator of RFC 6570, as in `{.id}` or `{id*}`, or a pattern, as in `{id:.+}` or
/// `{name=shelves/*}`, and whether it matches several segments.
fn plain_variable(variable: &str) -> (&str, bool) {
    let name = variable.trim_start_matches(['.', ';', '+', '*', '#', '/', '?', '&']);
    let (name, pattern) = match name.find([':', '=']) {
        Some(end) => (&name[..end], &name[end + 1..]),
        None => (name, ""),
    };
    let greedy = variable.starts_with(['+', '*']) || name.ends_with('+');
    let spans = greedy || ["/", ".*", ".+", "**"].iter().any(|several| pattern.contains(several));
    (name.trim_end_matches(['*', '+']), spans)
}

/// A path without the parts that only distinguish it from other paths: the fragment, and the pairs of the query that a required
/// parameter sends.
fn without_ornament(path: &str, parameters: &[RawParameter]) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let is_sent = |pair: &&str| {
        let name = pair.split('=').next();
        parameters.iter().any(|raw| {
            matches!(&raw.parameter, Declared::Query { parameter_data, .. } if parameter_data.required && Some(parameter_data.name.as_str()) == name)
        })
    };
    let fixed: Vec<&str> = query.split('&').filter(|pair| !is_sent(pair)).collect();
    if fixed.is_empty() { path.to_owned() } else { format!("{path}?{}", fixed.join("&")) }
}

/// The names between braces.
pub(crate) fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
