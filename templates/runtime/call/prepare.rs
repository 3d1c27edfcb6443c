//! Builds a request from a call.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, USER_AGENT},
};
use reqwest::Url;

use super::super::{
    auth::keys::{self, Keys, Target},
    http::HttpRequest,
    wire::url,
};
use super::Call;

/// Builds the request from the call, its `headers` and the credentials.
pub(crate) fn request(call: &Call, mut headers: HeaderMap, keys: &Keys) -> Result<HttpRequest, String> {
    let mut cookies: Vec<String> = call.cookies.iter().map(|(_, pair)| pair.clone()).collect();
    let mut queries: Vec<String> = call.query.iter().map(|(_, pairs)| pairs.clone()).collect();
    let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
    keys::apply(keys, &mut target)?;
    add_cookies(&mut headers, &cookies)?;
    let base = call.options.base_url.as_ref().unwrap_or(&call.client.inner.url);
    let queries = queries.iter().map(String::as_str);
    let url = call_url(call, base, queries)?;
    let body = call.body.as_ref().map(|body| body.source.bytes()).unwrap_or_default();
    Ok(HttpRequest::new(call.method().clone(), url, headers, body))
}

/// Builds the URL from its base and the encoded `queries`.
fn call_url<'a>(call: &Call, base: &Url, queries: impl Iterator<Item = &'a str>) -> Result<Url, String> {
    // part: page-urls
    if let Some(path) = &call.options.path {
        let mut root = base.clone();
        root.set_path("");
        return url::join(&root, path, &[], queries);
    }
    // end
    url::join(base, call.template(), &call.path, queries)
}

/// The usual number of other headers: `User-Agent`, `Accept`, `Content-Type` and a credential.
const OTHERS: usize = 4;

/// Builds the headers, without credentials. Later ones override earlier ones: client, globals, parameters, extra
/// headers.
pub(crate) fn headers(call: &Call) -> Result<HeaderMap, String> {
    let (client, operation) = (&call.client, call.operation);
    let own = client.inner.headers.len() + call.takes().count() + call.headers.len();
    let mut headers = HeaderMap::with_capacity(own + OTHERS);
    headers.insert(USER_AGENT, client.inner.user_agent.clone());
    if !operation.accept.is_empty() {
        let illegal = |_| format!("`{}` is not a legal media type", operation.accept);
        let accept = Bytes::from_static(operation.accept.as_bytes());
        headers.insert(ACCEPT, HeaderValue::from_maybe_shared(accept).map_err(illegal)?);
    }
    if let Some(body) = &call.body {
        headers.insert(CONTENT_TYPE, body.media.clone());
    }
    for (name, value) in &client.inner.headers {
        headers.insert(name, value.clone());
    }
    let global = |name: &str| match call.globals.iter().find(|(own, _)| *own == name) {
        Some((_, own)) => own.as_ref(),
        None => client.scope.global(name),
    };
    for name in call.takes() {
        if let Some((header, value)) = global(name) {
            headers.insert(header, value.clone());
        }
    }
    for (name, value) in &call.headers {
        headers.insert(name, value.clone());
    }
    let lacks = |name: &str| global(name).is_none() && !headers.contains_key(name);
    match operation.globals.iter().find(|wanted| wanted.required && lacks(wanted.name)) {
        Some(missing) => Err(client.inner.missing_global(missing.name)),
        None => Ok(headers),
    }
}

/// Adds cookies to the `Cookie` header.
fn add_cookies(headers: &mut HeaderMap, cookies: &[String]) -> Result<(), String> {
    let existing = headers.get(COOKIE).map(HeaderValue::as_bytes);
    let cookies = cookies.iter().map(String::as_bytes).filter(|pair| !pair.is_empty());
    let all: Vec<&[u8]> = existing.into_iter().chain(cookies).collect();
    if all.is_empty() {
        return Ok(());
    }
    let mut value = HeaderValue::from_bytes(&all.join(&b"; "[..]))
        .map_err(|_| "a cookie contains an illegal character")?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
}
