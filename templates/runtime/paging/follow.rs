//! URLs of pages. They are followed on the server of the call only, because requests carry credentials.

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::super::{api::SchemeKind, call::Call, wire::url};

/// Changes a call to that of a page.
pub(super) fn follow(call: &mut Call, link: &str) -> Result<(), &'static str> {
    let link = resolve(call, link)?;
    let (path, query) = link.split_once('?').unwrap_or((&link, ""));
    call.query = vec![("".into(), query.to_owned())];
    if !path.is_empty() {
        call.options.path = Some(path.to_owned());
    }
    Ok(())
}

/// Returns the path and the query of the URL of a page, without the path if it is that of the call, and without credentials.
pub(super) fn resolve(call: &Call, link: &str) -> Result<String, &'static str> {
    const INVALID: &str = "the URL of the next page is not valid";
    let base = call.options.base_url.as_ref().unwrap_or(&call.client.inner.url);
    let own = url::join(base, call.template(), &call.path, []).map_err(|_| INVALID)?;
    let url = own.join(link.trim()).map_err(|_| INVALID)?;
    // A server behind a proxy may assume that requests arrive over http.
    let server = |url: &Url| (url.host_str().map(str::to_owned), url.port());
    if !matches!(url.scheme(), "http" | "https") || server(&url) != server(base) {
        return Err("the next page is on another server");
    }
    let pairs: Vec<&str> =
        url.query().unwrap_or_default().split('&').filter(|pair| !is_ours(call, pair)).collect();
    let is_own = ends_with_path_of(&url, &own, base);
    if is_own && pairs.is_empty() {
        return Err("the URL of the next page has no query");
    }
    Ok([if is_own { "" } else { url.path() }, "?", &pairs.join("&")].concat())
}

/// Returns whether a URL has the path of the operation. The path before it may differ behind a proxy.
fn ends_with_path_of(url: &Url, own: &Url, base: &Url) -> bool {
    let whole = own.path().trim_end_matches('/');
    let path = whole.strip_prefix(base.path().trim_end_matches('/')).unwrap_or(whole);
    !path.is_empty() && url.path().trim_end_matches('/').ends_with(path)
}

/// Returns whether every request has this part of the query, such as a credential.
fn is_ours(call: &Call, pair: &str) -> bool {
    let (_, fixed) = call.template().split_once('?').unwrap_or_default();
    let name = percent_decode_str(pair.split('=').next().unwrap_or_default()).decode_utf8_lossy();
    let is_key = |kind: &SchemeKind| matches!(kind, SchemeKind::ApiKeyQuery(key) if *key == name);
    pair.is_empty()
        || fixed.split('&').any(|fixed| fixed == pair)
        || call.client.inner.api.schemes.iter().any(|scheme| is_key(&scheme.kind))
}
