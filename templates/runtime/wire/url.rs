//! Builds the URL of a request from base URL, path template and query, without encoding anything twice.

use std::net::IpAddr;

use reqwest::Url;

/// Parses a URL.
pub(crate) fn absolute(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|error| format!("the URL is not valid: {error}"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(format!("the URL is not valid: its scheme is `{scheme}`, not http or https")),
    }
}

/// Parses a base URL.
pub(crate) fn base(text: &str) -> Result<Url, String> {
    let url = absolute(text).map_err(|message| message.replacen("the URL", "the base URL", 1))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "the base URL must not contain a user or password: set credentials on the client".to_owned()
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the base URL must not contain a query or fragment".to_owned());
    }
    Ok(url)
}

/// Parses the base URL in a document. Without a scheme it is https. A relative URL is an error, because the location
/// of the document is unknown.
pub(crate) fn of_document(text: &str) -> Result<Url, String> {
    if text.starts_with("//") {
        return base(&format!("https:{text}"));
    }
    if text.contains("://") {
        return base(text);
    }
    Err(format!(
        "the API's document has only the relative server URL `{text}`: set `base_url` on the client's builder to an absolute URL that ends with it"
    ))
}

/// Parses a base URL that may be relative to another one.
pub(crate) fn join_relative(other: &Url, text: &str) -> Result<Url, String> {
    let url = other.join(text.trim()).map_err(|error| format!("the base URL is not valid: {error}"))?;
    base(url.as_str())
}

/// Returns whether a connection to the URL is private: it uses TLS, or it stays on this computer.
pub(crate) fn is_guarded(url: &Url) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let name = host.strip_suffix('.').unwrap_or(host);
    match address {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
}

/// Returns the origin of a URL, and a hint that there is more. A path or a query may contain a secret.
pub(crate) fn shown(url: &Url) -> String {
    let origin = url.origin().ascii_serialization();
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none();
    if is_bare { origin } else { origin + "/***" }
}

/// Returns the URL of a request: `template` below `base`, with its parameters and the encoded `queries`.
pub(crate) fn join<'a>(
    base: &Url,
    template: &str,
    parameters: &[(&'static str, String)],
    queries: impl IntoIterator<Item = &'a str>,
) -> Result<Url, String> {
    // Some documents distinguish operations by a query in the path.
    let (template, fixed) = template.split_once('?').unwrap_or((template, ""));
    let path = fill(template, parameters)?;
    let fixed = if fixed.is_empty() {
        String::new()
    } else {
        fill(fixed, parameters)?.replace('[', "%5B").replace(']', "%5D").replace('|', "%7C")
    };
    let mut url = base.clone();
    let separator = if path.starts_with('/') { "" } else { "/" };
    url.set_path(&[base.path().trim_end_matches('/'), separator, &path].concat());
    let written = queries.into_iter().map(str::to_owned);
    let queries: Vec<String> =
        std::iter::once(fixed).chain(written).filter(|query| !query.is_empty()).collect();
    if !queries.is_empty() {
        url.set_query(Some(&queries.join("&")));
    }
    Ok(url)
}

/// Inserts the encoded parameters into the template.
fn fill(template: &str, parameters: &[(&'static str, String)]) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 64);
    let mut rest = template;
    // A brace that is not closed is not a parameter.
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        let (_, value) = parameters
            .iter()
            .find(|(set, _)| *set == name)
            .ok_or_else(|| format!("the path parameter `{{{name}}}` is not set"))?;
        if value.contains('/') && value.split('/').any(is_dot_segment) {
            return Err(format!(
                "the path parameter `{name}` has a segment `.` or `..`, which a URL cannot contain"
            ));
        }
        path.extend([before, value]);
        rest = after;
    }
    path.push_str(rest);
    // Only such a value can create a segment of dots that the template does not have.
    if parameters.iter().any(|(_, value)| has_only_dots(value)) {
        let mut segments = path.split('/').zip(template.split('/'));
        if let Some((segment, written)) =
            segments.find(|(segment, written)| segment != written && is_dot_segment(segment))
        {
            // All URL parsers interpret these as a relative path, even if encoded: they cannot be sent.
            return Err(format!(
                "the path parameter in `{written}` is `{segment}`, which a URL cannot contain"
            ));
        }
    }
    // URL parsers drop these characters instead of encoding them. Only a template can contain them, because
    // parameters are encoded.
    if path.contains(['\t', '\n', '\r']) {
        path = path.replace('\t', "%09").replace('\n', "%0A").replace('\r', "%0D");
    }
    Ok(path)
}

/// Returns whether a text consists of characters that can encode dots.
fn has_only_dots(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'.' | b'%' | b'2' | b'e' | b'E'))
}

/// Returns whether a segment is `.` or `..`, in any encoding.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

// part: tests
#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
// end
