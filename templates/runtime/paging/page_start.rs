//! The start of a page in a request.

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::super::call::Call;
use super::rule::Target;

/// Returns the start that the caller has set.
pub(super) fn requested(call: &Call, target: Target) -> Option<String> {
    match target {
        // part: page-bodies
        Target::Body { path, .. } => bodies::requested(call, path),
        // end
        Target::Url => None,
        Target::Query(name) => query(call, name),
    }
}

/// Returns the value of a query parameter that the caller has set. It may be a property of an object.
pub(super) fn query(call: &Call, name: &str) -> Option<String> {
    let mut pairs = call.query.iter().flat_map(|(_, pairs)| pairs.split('&'));
    let (_, value) = pairs.find(|pair| is_named(pair, name))?.split_once('=')?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// Sets the start.
pub(super) fn set(call: &mut Call, target: Target, start: &str) {
    match target {
        Target::Url => {}
        Target::Query(name) => {
            for (_, pairs) in call.query.iter_mut().filter(|(key, _)| key != name) {
                let others: Vec<&str> = pairs.split('&').filter(|pair| !is_named(pair, name)).collect();
                if others.len() < pairs.split('&').count() {
                    *pairs = others.join("&");
                }
            }
            call.extra_query(name, start);
        }
        // part: page-bodies
        Target::Body { path, is_string } => bodies::set(call, path, is_string, start),
        // end
    }
}

fn is_named(pair: &str, name: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default();
    percent_decode_str(key).decode_utf8_lossy() == name
}

/// Returns the start in a URL of the next page. `None` if the value is not such a URL.
pub(super) fn in_url(value: &str, target: Target) -> Option<String> {
    let Target::Query(name) = target else { return None };
    if !(value.contains("://") || value.starts_with(['/', '?'])) {
        return None;
    }
    let (_, query) = value.split_once('?')?;
    let url = Url::parse(&format!("http://localhost/?{query}")).ok()?;
    let (_, start) = url.query_pairs().find(|(key, _)| key == name)?;
    Some(start.into_owned())
}

// part: page-bodies
/// Starts in JSON bodies.
mod bodies {
    use super::super::super::{
        body::upload::Source,
        call::Call,
        json::{
            self,
            pick::{Keys, pick_one, scalar},
        },
    };

    pub(super) fn requested(call: &Call, path: Keys) -> Option<String> {
        let body = call.body.as_ref()?.source.bytes();
        scalar(pick_one(&body, path)?)
    }

    pub(super) fn set(call: &mut Call, path: Keys, is_string: bool, start: &str) {
        let value = if is_string { json::to_string(start) } else { start.to_owned() };
        let Some(body) = &mut call.body else {
            let body = json::replaced(b"{}", path, &value).unwrap_or_default();
            return call.set_body(body.into(), "application/json");
        };
        match json::replaced(&body.source.bytes(), path, &value) {
            Some(json) => body.source = Source::Bytes(json.into()),
            None => {
                call.fail(|| {
                    format!("the body has no property `{}`, which selects the page", path.join("."))
                });
            }
        }
    }
}
// end
