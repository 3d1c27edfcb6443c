//! The variables in a server's URL, and which values they may have.
//!
//! A document says where a variable stands. A value fills that place and no other: it cannot end the host early, begin a
//! port or a path, or change the scheme. So a value that comes from elsewhere cannot choose who gets the credentials.

use super::{operation::ServerVariable, url};

/// The base URL with its variables filled in: with what was set, else with their defaults.
pub(crate) fn fill(
    template: &str,
    variables: &[ServerVariable],
    set: &[(&'static str, String)],
) -> Result<String, String> {
    let mut url = String::with_capacity(template.len() + 32);
    // The same with defaults alone, which says what stands where.
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

/// Checks a value against the document's list, or against its place: it takes that of the default, which begins at
/// `start` in `shape`.
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
    let expected = match place(default, shape, start) {
        Place::Url if url::base(value).is_ok() && is_path(value.split_once("://").unwrap_or_default().1) => {
            None
        }
        Place::Url => Some("an http or https URL without user, query and fragment"),
        Place::Scheme if matches!(value, "http" | "https") => None,
        Place::Scheme => Some("`http` or `https`"),
        Place::User => Some("its default, and a URL must not carry a user"),
        Place::Label if is_label(value) => None,
        Place::Label => Some("a part of a host name: letters, digits, `-` and `_`"),
        Place::Domain if is_domain(value) => None,
        Place::Domain => Some("a host name"),
        Place::Authority if is_authority(value) => None,
        Place::Authority => Some("a host name, with a port or without"),
        Place::Port if value.parse::<u16>().is_ok() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            None
        }
        Place::Port => Some("a port"),
        Place::HostAndPath => {
            let (host, path) = value.split_once('/').unwrap_or((value, ""));
            let is_one = is_authority(host) && is_path(path);
            (!is_one).then_some("a host name with a path")
        }
        Place::Rooted if value.is_empty() || value.strip_prefix('/').is_some_and(is_path) => None,
        Place::Rooted => Some("a path that begins with `/`"),
        Place::Path if is_path(value) => None,
        Place::First if is_path(value) && !value.contains(':') => None,
        Place::Path | Place::First => Some(
            "a part of a path: no `/` at its beginning, no `//`, `.`, `..`, `?`, `#`, `\\` or white space",
        ),
    };
    expected.map_or(Ok(()), |expected| wrong(expected.to_owned()))
}

/// The part of a URL that a variable stands for.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// The URL from its beginning to the host, at least.
    Url,
    Scheme,
    User,
    /// A part of the host, between two dots.
    Label,
    /// The host, or a part of it that has dots in the document.
    Domain,
    /// The host and the port.
    Authority,
    Port,
    HostAndPath,
    /// A path with the `/` that it begins with.
    Rooted,
    Path,
    /// The beginning of a relative URL.
    First,
}

/// What the default stands for that begins at `start`.
fn place(default: &str, shape: &str, start: usize) -> Place {
    let end = start + default.len();
    let path = || if default.starts_with('/') { Place::Rooted } else { Place::Path };
    let host = match shape.find("://") {
        Some(scheme) if end <= scheme => return Place::Scheme,
        Some(scheme) => scheme + "://".len(),
        None if shape.starts_with("//") => "//".len(),
        None if start == 0 && !default.starts_with('/') => return Place::First,
        None => return path(),
    };
    if start < host {
        return Place::Url;
    }
    let host_end = shape[host..].find(['/', '?', '#']).map_or(shape.len(), |length| host + length);
    if start > host_end || (start == host_end && default.starts_with('/')) {
        return path();
    }
    let before = &shape[host..start];
    let after = shape.get(end..host_end).unwrap_or_default();
    let is_whole = before.is_empty() && (after.is_empty() || after.starts_with(':'));
    if after.contains('@') || default.contains('@') {
        Place::User
    } else if before.rsplit(']').next().is_some_and(|before| before.contains(':')) {
        Place::Port
    } else if end > host_end {
        Place::HostAndPath
    } else if is_whole && default.contains(':') && after.is_empty() {
        Place::Authority
    } else if is_whole || default.contains('.') {
        Place::Domain
    } else {
        Place::Label
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

/// Whether a text is a part of a path that neither leads up nor ends the path.
fn is_path(text: &str) -> bool {
    let is_plain =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '?' | '#' | '\\' | '{' | '}');
    text.chars().all(is_plain)
        && !text.starts_with('/')
        && !text.contains("//")
        && !text.split('/').any(url::climbs)
}

#[cfg(test)]
mod tests {
    use super::ServerVariable;

    /// The URL of `template`, whose variable `v` has this default and is set to `value`.
    fn fill(template: &str, default: &'static str, value: &str) -> Result<String, String> {
        let variables = [
            ServerVariable { name: "v", default, values: &[] },
            ServerVariable { name: "w", default: "other", values: &[] },
        ];
        super::fill(template, &variables, &[("v", value.to_owned())])
    }

    #[test]
    fn what_is_listed() {
        let variables = [
            ServerVariable { name: "region", default: "eu", values: &["eu", "us"] },
            ServerVariable { name: "v", default: "1", values: &[] },
        ];
        let url = |set: &[(&'static str, &str)]| {
            let set: Vec<_> = set.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            super::fill("https://{region}.h/v{v}/{region}/{odd", &variables, &set)
        };
        assert_eq!(url(&[]).as_deref(), Ok("https://eu.h/v1/eu/{odd"));
        assert_eq!(url(&[("region", "us"), ("v", "2")]).as_deref(), Ok("https://us.h/v2/us/{odd"));
        let error = url(&[("region", "evil.example/")]).unwrap_err();
        assert_eq!(error, "the server variable `region` is `evil.example/`, not one of `eu`, `us`");
    }

    /// A template with its default, values that fit, and values that do not.
    type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

    const CASES: &[Case] = &[
        // A label of the host.
        (
            "https://{v}.h.example/a",
            "eu",
            &["us", "eu-west_1", "EU"],
            &[
                "",
                "evil.com/",
                "evil.com",
                "evil.com#",
                "evil.com?",
                "a.b",
                "u@evil.com",
                "u:p@evil.com",
                "a:80",
                "a/b",
                "a\\",
                "a b",
                "a\t",
                "a\n",
                "%2e",
                "a%2f",
                "é",
                "ｅvil",
                "a。b",
                "{w}",
                "[::1]",
                "..",
                ".",
            ],
        ),
        ("https://api-{v}.h.example", "eu", &["us"], &["x.evil.com/", ".", "us@evil"]),
        ("https://h.{v}", "org", &["com"], &["com/x", "com:1", "evil.com"]),
        ("https://h{v}/x", "", &["s"], &[".evil.com", "/x", ":1", "@evil.com"]),
        ("//{v}.h.example", "eu", &["us"], &["evil.com/", "a.b"]),
        // The host, or what has dots already.
        (
            "https://{v}/a",
            "h.example",
            &["other.example", "localhost", "[::1]"],
            &["", "a/b", "a:1", "a@b", "a..b", "a?", "[x]"],
        ),
        ("https://{v}:8443/a", "h", &["other.example"], &["a:1", "a/", "a@b", "a#"]),
        ("https://api.{v}", "h.example", &["h.test", "test"], &["h.test/", "h.test:1", ".test", "h@x"]),
        (
            "https://{v}",
            "localhost:8080",
            &["h.example", "h:1", "[::1]:80"],
            &["h:x", "h:1/", "u:p@h", "h:99999", "h:"],
        ),
        (
            "https://{v}",
            "h.example/api",
            &["o.example/v1/x", "o.example:1", "o"],
            &["o/../x", "o?x", "u@o/x", "/o", "o//x"],
        ),
        // The port.
        ("https://h:{v}/a", "443", &["8443"], &["", "80/", "80@evil.com", "x", "99999", "+1", "-1", "8 0"]),
        ("https://[::1]:{v}/a", "443", &["8443"], &["80@evil.com"]),
        // The scheme, or the URL as a whole.
        ("{v}://h.example", "https", &["http"], &["ftp", "", "https://evil.com/", "http:"]),
        (
            "{v}/a",
            "https://h.example",
            &["http://o.example", "https://o.example:1/b"],
            &["", "o.example", "ftp://o", "https://u:p@o", "https://o?x", "https://o/../x", "https://o\\x"],
        ),
        ("https://{v}@h.example", "user", &[], &["", "other", "evil.com/"]),
        // The path.
        (
            "https://h/{v}/a",
            "v1",
            &["v2", "v2/x", "a:b", "a@b", "", "%2F"],
            &[
                "..",
                "../x",
                "a/../..",
                ".",
                "%2e%2E",
                "a?x",
                "a#",
                "/evil.com",
                "a//b",
                "\\..",
                "a b",
                "a\nb",
            ],
        ),
        ("https://h{v}", "/v1", &["/v2", "", "/a/b"], &["v2", ".evil.com", "//x", "@evil.com", ":1", "/.."]),
        ("/{v}/a", "v1", &["v2"], &["/evil.com", "\\evil.com", ".."]),
        ("{v}/a", "v1", &["v2", "a/b"], &["https://evil.com", "//evil.com", "/x", "evil:x", "\\\\evil.com"]),
        ("{v}/a", "/v1", &["/v2"], &["//evil.com", "https://evil.com", "v2"]),
    ];

    #[test]
    fn values_keep_to_their_place() {
        for (template, default, good, bad) in CASES {
            for value in *good {
                let expected = template.replace("{v}", value);
                assert_eq!(fill(template, default, value), Ok(expected), "{template} {default}");
            }
            for value in *bad {
                let error =
                    fill(template, default, value).expect_err(&format!("{template} {default} {value}"));
                assert!(error.starts_with("the server variable `v` is `"), "{error}");
                assert!(!error.contains('\n'), "{error}");
            }
            assert_eq!(fill(template, default, default), Ok(template.replace("{v}", default)));
        }
    }

    #[test]
    fn values_are_not_filled_in_themselves() {
        let variables =
            [("a", "1"), ("b", "2")].map(|(name, default)| ServerVariable { name, default, values: &[] });
        let set = [("a", "{b}".to_owned())];
        assert!(super::fill("https://{a}.{b}.h", &variables, &set).is_err());
        let odd = [ServerVariable { name: "a", default: "{b}", values: &[] }];
        assert_eq!(super::fill("https://h/{a}", &odd, &[]).as_deref(), Ok("https://h/{b}"));
    }
}
