//! The variables in a server's URL, and their values.
//!
//! A value can only replace its variable: it cannot end the host, start a port or a path, or change the scheme. So a
//! value from an untrusted source cannot choose the server that receives the credentials.

use super::super::{api::ServerVariable, wire::url};

/// Returns the base URL with its variables replaced by their values or defaults.
pub(crate) fn fill(
    template: &str,
    variables: &[ServerVariable],
    set: &[(&'static str, String)],
) -> Result<String, String> {
    let mut url = String::with_capacity(template.len() + 32);
    // The URL with defaults only: it shows which part of the URL each variable is.
    let mut shape = String::with_capacity(template.len() + 32);
    let mut filled = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (literal, tail) = rest.split_at(open);
        url.push_str(literal);
        shape.push_str(literal);
        let named = |variable: &&ServerVariable| {
            tail[1..].strip_prefix(variable.name).is_some_and(|tail| tail.starts_with('}'))
        };
        let Some(variable) = variables.iter().find(named) else {
            url.push('{');
            shape.push('{');
            rest = &tail[1..];
            continue;
        };
        let value = set.iter().find(|(name, _)| *name == variable.name).map(|(_, value)| value.as_str());
        let start = shape.len();
        shape.push_str(variable.default);
        url.push_str(value.unwrap_or(variable.default));
        if let Some(value) = value.filter(|value| *value != variable.default) {
            filled.push((variable, value, start));
        }
        rest = &tail[variable.name.len() + 2..];
    }
    url.push_str(rest);
    shape.push_str(rest);
    for (variable, value, start) in filled {
        check(variable, value, &shape, start)?;
    }
    Ok(url)
}

/// Checks a value against the allowed values, or against the part of the URL that the variable's default is. The
/// default starts at `start` in `shape`.
fn check(variable: &ServerVariable, value: &str, shape: &str, start: usize) -> Result<(), String> {
    let ServerVariable { name, default, values } = variable;
    let wrong = |expected: String| {
        Err(format!("the server variable `{name}` is `{}`, not {expected}", value.escape_debug()))
    };
    if !values.is_empty() {
        return if values.contains(&value) {
            Ok(())
        } else {
            wrong(format!("one of `{}`", values.join("`, `")))
        };
    }
    let expected = match url_part(default, shape, start) {
        UrlPart::Url
            if url::base(value).is_ok() && is_path(value.split_once("://").unwrap_or_default().1) =>
        {
            None
        }
        UrlPart::Url => Some("an http or https URL without user, query and fragment"),
        UrlPart::Scheme if matches!(value, "http" | "https") => None,
        UrlPart::Scheme => Some("`http` or `https`"),
        UrlPart::User => Some("its default, and a URL must not carry a user"),
        UrlPart::Label if is_label(value) => None,
        UrlPart::Label => Some("a part of a host name: letters, digits, `-` and `_`"),
        UrlPart::Domain if is_domain(value) => None,
        UrlPart::Domain => Some("a host name"),
        UrlPart::Authority if is_authority(value) => None,
        UrlPart::Authority => Some("a host name, with a port or without"),
        UrlPart::Port if value.parse::<u16>().is_ok() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            None
        }
        UrlPart::Port => Some("a port"),
        UrlPart::HostAndPath => {
            let (host, path) = value.split_once('/').unwrap_or((value, ""));
            let is_one = is_authority(host) && is_path(path);
            (!is_one).then_some("a host name with a path")
        }
        UrlPart::Rooted if value.is_empty() || value.strip_prefix('/').is_some_and(is_path) => None,
        UrlPart::Rooted => Some("a path that begins with `/`"),
        UrlPart::Path if is_path(value) => None,
        UrlPart::First if is_path(value) && !value.contains(':') => None,
        UrlPart::Path | UrlPart::First => Some(
            "a part of a path: no `/` at its beginning, no `//`, `.`, `..`, `?`, `#`, `\\` or white space",
        ),
    };
    expected.map_or(Ok(()), |expected| wrong(expected.to_owned()))
}

/// The part of a URL that a variable replaces.
#[derive(Debug, PartialEq, Eq)]
enum UrlPart {
    /// The start of the URL, up to the host or beyond.
    Url,
    Scheme,
    User,
    /// A label of the host.
    Label,
    /// The host, or a part of it that contains dots.
    Domain,
    /// The host with its port.
    Authority,
    Port,
    HostAndPath,
    /// A path with its leading `/`.
    Rooted,
    Path,
    /// The start of a relative URL.
    First,
}

/// Returns the part of the URL that the default at `start` is.
fn url_part(default: &str, shape: &str, start: usize) -> UrlPart {
    let end = start + default.len();
    let path = || if default.starts_with('/') { UrlPart::Rooted } else { UrlPart::Path };
    let host = match shape.find("://") {
        Some(scheme) if end <= scheme => return UrlPart::Scheme,
        Some(scheme) => scheme + "://".len(),
        None if shape.starts_with("//") => "//".len(),
        None if start == 0 && !default.starts_with('/') => return UrlPart::First,
        None => return path(),
    };
    if start < host {
        return UrlPart::Url;
    }
    let host_end = shape[host..].find(['/', '?', '#']).map_or(shape.len(), |length| host + length);
    if start > host_end || (start == host_end && default.starts_with('/')) {
        return path();
    }
    let before = &shape[host..start];
    let after = shape.get(end..host_end).unwrap_or_default();
    let is_whole = before.is_empty() && (after.is_empty() || after.starts_with(':'));
    if after.contains('@') || default.contains('@') {
        UrlPart::User
    } else if before.rsplit(']').next().is_some_and(|before| before.contains(':')) {
        UrlPart::Port
    } else if end > host_end {
        UrlPart::HostAndPath
    } else if is_whole && default.contains(':') && after.is_empty() {
        UrlPart::Authority
    } else if is_whole || default.contains('.') {
        UrlPart::Domain
    } else {
        UrlPart::Label
    }
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_domain(text: &str) -> bool {
    let address = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    address.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
        || text.split('.').all(is_label)
}

fn is_authority(text: &str) -> bool {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => is_domain(host) && port.parse::<u16>().is_ok(),
        _ => is_domain(text),
    }
}

/// Returns whether a text is a part of a path: it neither leads up nor ends the path.
fn is_path(text: &str) -> bool {
    let is_plain =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '?' | '#' | '\\' | '{' | '}');
    text.chars().all(is_plain)
        && !text.starts_with('/')
        && !text.contains("//")
        && !text.split('/').any(url::is_dot_segment)
}

// part: tests
#[cfg(test)]
#[path = "server_variables_tests.rs"]
mod tests;
// end
