//! Selects the credentials of a request, and adds them to it.

use http::{HeaderMap, HeaderValue};

use super::super::{
    api::{Api, Scheme, SchemeKind},
    time::BoxError,
    types::Secret,
    wire::param,
};
use super::credential::{Credential, Credentials, Held};

/// The secrets of one request.
pub(crate) type Keys = Vec<Key>;

/// The secret of one scheme.
pub(crate) struct Key {
    scheme: &'static Scheme,
    /// The secret in the form in which it is sent.
    secret: Secret,
    held: Held,
}

impl Key {
    fn new(scheme: &'static Scheme, credential: &Credential, held: Held) -> Self {
        let secret = match (scheme.kind, credential) {
            // part: basic-auth
            (SchemeKind::Basic, Credential::Provider(_)) => super::basic::encoded(held.secret.expose()),
            // end
            _ => held.secret.clone(),
        };
        Self { scheme, secret, held }
    }
}

/// The parts of a request that can carry a credential.
pub(crate) struct Target<'a> {
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) queries: &'a mut Vec<String>,
    pub(crate) cookies: &'a mut Vec<String>,
}

/// Returns the schemes of the first alternative whose credentials are all set. A header that the caller has set
/// counts as a credential; its scheme is left out of the result.
pub(crate) fn choose(
    api: &'static Api,
    credentials: &Credentials,
    security: &'static [&'static [&'static str]],
    headers: &HeaderMap,
) -> Result<Vec<&'static Scheme>, String> {
    let by_hand = |name: &str| {
        let header = api.scheme(name).and_then(|scheme| scheme.kind.header());
        header.is_some_and(|header| headers.contains_key(header))
    };
    let has = |name: &&str| credentials.get(name).is_some() || by_hand(name);
    let named = || security.iter().filter(|schemes| !schemes.is_empty());
    match named().find(|schemes| schemes.iter().all(has)) {
        Some(chosen) => {
            Ok(chosen.iter().filter(|name| !by_hand(name)).filter_map(|name| api.scheme(name)).collect())
        }
        None if named().count() < security.len() || security.is_empty() => Ok(Vec::new()),
        None => Err(missing(api, security, has)),
    }
}

/// Requests the secrets of the schemes. An error comes with the setter of the provider that failed.
pub(crate) async fn keys(
    credentials: &Credentials,
    schemes: Vec<&'static Scheme>,
) -> Result<Keys, (&'static str, BoxError)> {
    let mut keys = Keys::with_capacity(schemes.len());
    for scheme in schemes {
        let Some(credential) = credentials.get(scheme.name) else { continue };
        let held = credential.get().await.map_err(|error| (scheme.setter, error))?;
        keys.push(Key::new(scheme, credential, held));
    }
    Ok(keys)
}

/// Requests new secrets after the server has rejected the `rejected` ones. Returns `None` if there are none.
pub(crate) async fn renewed(credentials: &Credentials, rejected: &Keys) -> Option<Keys> {
    let mut keys = Keys::new();
    for Key { scheme, held, .. } in rejected {
        let credential = credentials.get(scheme.name)?;
        keys.push(Key::new(scheme, credential, credential.renew(held).await?));
    }
    let differs = keys.iter().zip(rejected).any(|(fresh, rejected)| fresh.secret != rejected.secret);
    differs.then_some(keys)
}

/// Adds the secrets to the request. A header that the caller has set is kept.
pub(crate) fn apply(keys: &Keys, target: &mut Target<'_>) -> Result<(), String> {
    keys.iter().try_for_each(|key| put(key.scheme, &key.secret, target))
}

fn put(scheme: &Scheme, secret: &Secret, target: &mut Target<'_>) -> Result<(), String> {
    let prefix = match scheme.kind {
        SchemeKind::Bearer => "Bearer ",
        SchemeKind::Basic => "Basic ",
        SchemeKind::ApiKeyHeader(_) => "",
        SchemeKind::PrefixedHeader(_, prefix) if starts_with(secret.expose(), prefix) => "",
        SchemeKind::PrefixedHeader(_, prefix) => prefix,
        SchemeKind::ApiKeyQuery(name) => {
            target.queries.push(param::pair(name, secret.expose()));
            return Ok(());
        }
        SchemeKind::ApiKeyCookie(name) => {
            target.cookies.push(param::pair(name, secret.expose()));
            return Ok(());
        }
    };
    let illegal = || format!("the credential set with `{}` is not a legal header value", scheme.setter);
    let value: HeaderValue = secret.header_value(prefix).ok_or_else(illegal)?;
    let Some(header) = scheme.kind.header() else {
        return Err(format!(
            "the credential set with `{}` belongs in a header whose name is not legal",
            scheme.setter
        ));
    };
    target.headers.entry(header).or_insert(value);
    Ok(())
}

/// Returns whether a key begins with a prefix, in any case.
fn starts_with(key: &str, prefix: &str) -> bool {
    key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The error message that names the missing credentials of every alternative.
fn missing(api: &'static Api, security: &[&[&'static str]], has: impl Fn(&&str) -> bool) -> String {
    let hint = |name: &&'static str| {
        api.scheme(name).map_or_else(|| format!("`{name}`"), |scheme| format!("`{}`", scheme.setter))
    };
    let variable = |name: &&'static str| {
        let scheme = api.scheme(name)?;
        Some(match scheme.kind {
            SchemeKind::Basic => format!("`{0}_USERNAME` and `{0}_PASSWORD`", scheme.env),
            _ => format!("`{}`", scheme.env),
        })
    };
    let alternatives: Vec<String> = security
        .iter()
        .map(|schemes| {
            let lacking = || schemes.iter().filter(|name| !has(name));
            let setters = lacking().map(hint).collect::<Vec<_>>().join(" and ");
            let variables = lacking().filter_map(variable).collect::<Vec<_>>().join(" and ");
            format!("{setters} on the client's builder (from_env reads {variables})")
        })
        .collect();
    format!("no credentials for this operation: set {}", alternatives.join(", or "))
}

// part: tests
#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
// end
