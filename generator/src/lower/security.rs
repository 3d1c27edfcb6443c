//! Security schemes, and the schemes that each operation needs.

use std::borrow::Cow;

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::{Ctx, Input, report_unreadable, section, warn_unused};
use crate::collections::HashSet;
use crate::diagnostics::{Diagnostic, Sink, UnreadablePart};
use crate::document::Spec;
use crate::markdown;
use crate::model::{Doc, Scheme, SchemeKind};
use crate::names::{Case, Scope};
use crate::source::{Pointer, Value};

/// A scheme without a name.
struct Usable {
    wire: String,
    kind: SchemeKind,
    description: Option<String>,
    facts: Vec<String>,
    deprecated: bool,
}

/// The schemes of the document that a client can use.
pub(super) fn schemes(input: &Input<'_>, env_prefix: &str, setters: &mut Scope) -> Vec<Scheme> {
    let found = read_schemes(input);
    let names = setters.issue_all_as(found.iter().map(|usable| usable.wire.as_str()), "credential");
    found
        .into_iter()
        .zip(names)
        .map(|(Usable { wire, kind, description, facts, deprecated }, setter)| {
            let wanted = [format!("{setter} provider"), format!("{setter} credential provider")];
            let provider_setter = setters.issue_first(&wanted.each_ref().map(String::as_str));
            let env = format!("{env_prefix}_{}", Case::Constant.apply(setter.as_str()));
            let doc = Doc { description, ..Doc::default() };
            Scheme { wire, setter, provider_setter, env, kind, facts, deprecated, doc }
        })
        .collect()
}

fn read_schemes(input: &Input<'_>) -> Vec<Usable> {
    let Input { spec, sink, .. } = *input;
    let section = input.section(&["components", "securitySchemes"]);
    let mut found = Vec::new();
    for wire in spec.keys(&section) {
        let Some(at) = spec.follow(&section.child(&wire), sink) else { continue };
        if spec.text(&at, "type").as_deref() == Some("mutualTLS") {
            sink.report(Diagnostic::mutual_tls(&at));
            continue;
        }
        match spec.part::<SecurityScheme>(&at) {
            Ok(scheme) => {
                let Some((kind, description)) = usable_scheme(scheme, &at, sink) else { continue };
                let facts = spec.value(&at).map(facts).unwrap_or_default();
                let deprecated = spec.value(&at.child("deprecated")).and_then(Value::as_bool) == Some(true);
                let usable = Usable { wire, kind, description, facts, deprecated };
                found.push(with_prefix(input, &at, usable));
            }
            Err(error) => report_unreadable(spec, sink, UnreadablePart::SecurityScheme, &at, &error),
        }
    }
    for name in input.config.client.prefixes.keys() {
        let is_used = |usable: &Usable| {
            usable.wire == *name && matches!(usable.kind, SchemeKind::PrefixedHeader { .. })
        };
        if !found.iter().any(is_used) {
            let keys = ["client", "prefixes", name.as_str()];
            warn_unused(input.config, sink, &keys, Diagnostic::unused_prefix(name));
        }
    }
    found
}

/// A key in a header with the prefix of the configuration. Reports one without a prefix whose description shows one.
fn with_prefix(input: &Input<'_>, at: &Pointer, usable: Usable) -> Usable {
    let SchemeKind::ApiKeyHeader(header) = &usable.kind else { return usable };
    if let Some(prefix) = input.config.client.prefixes.get(&usable.wire) {
        let space = if prefix.ends_with(|last: char| last.is_alphanumeric()) { " " } else { "" };
        let kind = SchemeKind::PrefixedHeader { name: header.clone(), prefix: format!("{prefix}{space}") };
        return Usable { kind, ..usable };
    }
    if header.eq_ignore_ascii_case("authorization") {
        let texts = ["description", "example", "x-example"].map(|key| input.spec.text(at, key));
        if let Some(prefix) = texts.iter().flatten().find_map(|text| shown_prefix(text)) {
            input.sink.report(Diagnostic::key_with_prefix(at, &usable.wire, &prefix));
        }
    }
    usable
}

/// The prefix of a key in a text: `Bearer`, another word before a placeholder, or the one that the text says to prepend.
fn shown_prefix(text: &str) -> Option<String> {
    const WORDS: [&str; 6] = ["Token", "ApiKey", "Api-Key", "Key", "JWT", "Basic"];
    let is_word =
        |word: &str| text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|part| part == word);
    if is_word("Bearer") {
        return Some("Bearer".to_owned());
    }
    let precedes = |word: &&str| {
        text.match_indices(*word).any(|(at, _)| {
            let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '-');
            before
                && text[at + word.len()..]
                    .strip_prefix(' ')
                    .is_some_and(|rest| rest.starts_with(['<', '{', '[', '$']))
        })
    };
    WORDS.into_iter().find(precedes).map(str::to_owned).or_else(|| prepended(text))
}

/// The word in quotes after `prepended with` and the like.
fn prepended(text: &str) -> Option<String> {
    const PHRASES: [&str; 3] = ["prepended with ", "prefixed with ", "preceded by "];
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let rest = PHRASES.iter().find_map(|phrase| text.split_once(phrase)).map(|(_, rest)| rest)?;
    let quoted = rest.trim_start_matches("the word ").strip_prefix(QUOTES)?;
    let word = quoted.split(QUOTES).next()?.trim();
    (!word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then(|| word.to_owned())
}

/// The scheme at `at`. `None`, with a diagnostic, if the client does not support it.
fn usable_scheme(scheme: SecurityScheme, at: &Pointer, sink: &Sink) -> Option<(SchemeKind, Option<String>)> {
    Some(match scheme {
        SecurityScheme::APIKey { location, name, description, .. } => {
            let kind = match location {
                APIKeyLocation::Header => SchemeKind::ApiKeyHeader(name),
                APIKeyLocation::Query => SchemeKind::ApiKeyQuery(name),
                APIKeyLocation::Cookie => SchemeKind::ApiKeyCookie(name),
            };
            (kind, description)
        }
        SecurityScheme::HTTP { scheme, description, .. } => match scheme.to_lowercase().as_str() {
            "bearer" => (SchemeKind::Bearer, description),
            "basic" => (SchemeKind::Basic, description),
            other => {
                sink.report(Diagnostic::unsupported_http_scheme(at, other));
                return None;
            }
        },
        SecurityScheme::OAuth2 { description, .. } | SecurityScheme::OpenIDConnect { description, .. } => {
            (SchemeKind::Bearer, description)
        }
    })
}

/// The flows of OAuth 2, and their names in documentation.
const FLOWS: [(&str, &str); 5] = [
    ("authorizationCode", "authorization code"),
    ("clientCredentials", "client credentials"),
    ("deviceAuthorization", "device authorization"),
    ("implicit", "implicit"),
    ("password", "password"),
];

/// The URLs of a flow, and the purpose of each.
const FLOW_URLS: [(&str, &str); 4] = [
    ("authorizationUrl", "authorization at"),
    ("deviceAuthorizationUrl", "device authorization at"),
    ("tokenUrl", "tokens from"),
    ("refreshUrl", "refreshed at"),
];

/// Facts about the credential of a scheme and its sources, as Markdown.
fn facts(scheme: &Value) -> Vec<String> {
    let text = |object: &Value, key: &str| object.get(key)?.as_str().map(str::to_owned);
    let url = |object: &Value, key: &str| Some(markdown::url(&text(object, key)?));
    let mut facts = Vec::new();
    facts.extend(text(scheme, "bearerFormat").map(|format| format!("Format: {}.", markdown::code(&format))));
    for (key, name) in FLOWS {
        let Some(flow) = scheme.get("flows").and_then(|flows| flows.get(key)) else { continue };
        let mut parts: Vec<String> = FLOW_URLS
            .iter()
            .filter_map(|(key, purpose)| Some(format!("{purpose} {}", url(flow, key)?)))
            .collect();
        let scopes = flow.get("scopes").and_then(Value::as_object);
        let scopes: Vec<String> =
            scopes.into_iter().flatten().map(|(scope, _)| markdown::code(scope)).collect();
        if !scopes.is_empty() {
            parts.push(format!("scopes {}", scopes.join(", ")));
        }
        facts.push(format!("OAuth 2, {name}: {}.", parts.join(", ")));
    }
    facts.extend(url(scheme, "openIdConnectUrl").map(|url| format!("OpenID Connect: {url}.")));
    facts.extend(
        url(scheme, "oauth2MetadataUrl").map(|url| format!("Metadata of the authorization server: {url}.")),
    );
    facts
}

/// The alternatives that an operation accepts, of the schemes that a client can use.
pub(super) fn security(
    spec: &Spec,
    operation: &openapiv3::Operation,
    schemes: &[Scheme],
) -> Vec<Vec<String>> {
    match &operation.security {
        Some(own) => usable(&named(spec, own), schemes),
        None => default_security(spec, schemes),
    }
}

/// The default alternatives, for operations without `security`.
pub(super) fn default_security(spec: &Spec, schemes: &[Scheme]) -> Vec<Vec<String>> {
    usable(&default_requirements(spec), schemes)
}

fn default_requirements(spec: &Spec) -> Vec<SecurityRequirement> {
    let found = spec.value(&section(spec, &["security"]));
    let found: Option<Vec<_>> = found.and_then(|value| serde_json::from_value(value.clone()).ok());
    named(spec, &found.unwrap_or_default())
}

/// Requirements with the name of each scheme. OpenAPI 3.2 allows references to schemes instead.
fn named(spec: &Spec, security: &[SecurityRequirement]) -> Vec<SecurityRequirement> {
    let section = section(spec, &["components", "securitySchemes"]);
    let name = |written: &String| {
        let is_name = spec.value(&section.child(written)).is_some() || !written.contains('#');
        let target = if is_name { None } else { spec.target(&section, written).ok() };
        let target = target.filter(|target| target.parent().as_ref() == Some(&section));
        let key = target.as_ref().and_then(Pointer::last_key);
        key.map_or_else(|| written.clone(), Cow::into_owned)
    };
    security
        .iter()
        .map(|requirement| requirement.iter().map(|(key, scopes)| (name(key), scopes.clone())).collect())
        .collect()
}

/// Reports default requirements that name schemes which do not exist.
pub(super) fn check_default_security(input: &Input<'_>, schemes: &[Scheme]) {
    let root = Pointer::root(input.spec.root);
    check(input.spec, input.sink, &root, &default_requirements(input.spec), schemes);
}

/// Reports requirements of the operation at `at` that name schemes which do not exist.
pub(super) fn check_security(
    ctx: &Ctx<'_>,
    at: &Pointer,
    security: &[SecurityRequirement],
    schemes: &[Scheme],
) {
    check(ctx.spec, ctx.sink, at, &named(ctx.spec, security), schemes);
}

fn check(spec: &Spec, sink: &Sink, at: &Pointer, security: &[SecurityRequirement], schemes: &[Scheme]) {
    let section = section(spec, &["components", "securitySchemes"]);
    for (index, requirement) in security.iter().enumerate() {
        for name in requirement.keys() {
            let is_known = schemes.iter().any(|scheme| scheme.wire == *name)
                || spec.value(&section.child(name)).is_some();
            if !is_known {
                let at = at.child("security").index(index);
                sink.report(Diagnostic::unknown_security_scheme(&at, name));
            }
        }
    }
}

/// The alternatives of which a client can use every scheme.
fn usable(requirements: &[SecurityRequirement], schemes: &[Scheme]) -> Vec<Vec<String>> {
    let known: HashSet<&String> = schemes.iter().map(|scheme| &scheme.wire).collect();
    requirements
        .iter()
        .map(|requirement| requirement.keys().cloned().collect::<Vec<String>>())
        .filter(|alternative| alternative.iter().all(|name| known.contains(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shown_prefix;

    #[test]
    fn the_prefix_of_a_key_is_found_in_its_description() {
        for (text, expected) in [
            ("Enter `Bearer {key}`", Some("Bearer")),
            ("Authorization: Token <key>", Some("Token")),
            ("API tokens must be prepended with \"token\" followed by a space.", Some("token")),
            ("The key, prefixed with `hash-v2`", Some("hash-v2")),
            ("The key of your account, prepended with \"", None),
            ("prepended with \"\u{202e}\"", None),
            ("A token", None),
        ] {
            assert_eq!(shown_prefix(text).as_deref(), expected, "{text}");
        }
    }
}
