//! Security schemes, and the schemes that each operation needs.

use std::borrow::Cow;

use indexmap::IndexSet;
use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::{Ctx, Input, report_unreadable, section, warn_unused};
use crate::collections::HashSet;
use crate::diagnostics::{Diagnostic, Sink, UnreadablePart};
use crate::document::{Spec, Unresolved};
use crate::markdown;
use crate::model::{Doc, Scheme, SchemeKind};
use crate::names::{Case, Scope};
use crate::source::{Pointer, Value};

/// The requirements of one operation or of the document, and its location.
pub(super) type Requirements<'r> = (&'r Pointer, &'r [SecurityRequirement]);

/// A scheme without a name.
struct Usable {
    wire: String,
    /// The name of its setter before conversion.
    label: String,
    kind: SchemeKind,
    description: Option<String>,
    facts: Vec<String>,
    deprecated: bool,
}

/// The schemes of the document that a client can use.
///
/// `operations` has the requirements of operations.
pub(super) fn schemes<'r>(
    input: &Input<'_>,
    env_prefix: &str,
    setters: &mut Scope,
    operations: impl Iterator<Item = Requirements<'r>>,
) -> Vec<Scheme> {
    let found = read_schemes(input, operations);
    let names = setters.issue_all_as(found.iter().map(|usable| usable.label.as_str()), "credential");
    found
        .into_iter()
        .zip(names)
        .map(|(Usable { wire, kind, description, facts, deprecated, .. }, setter)| {
            let wanted = [format!("{setter} provider"), format!("{setter} credential provider")];
            let provider_setter = setters.issue_first(&wanted.each_ref().map(String::as_str));
            let env = format!("{env_prefix}_{}", Case::Constant.apply(setter.as_str()));
            let doc = Doc { description, ..Doc::default() };
            Scheme { wire, setter, provider_setter, env, kind, facts, deprecated, doc }
        })
        .collect()
}

fn read_schemes<'r>(input: &Input<'_>, operations: impl Iterator<Item = Requirements<'r>>) -> Vec<Usable> {
    let Input { spec, sink, .. } = *input;
    let section = input.section(&["components", "securitySchemes"]);
    let mut declared: IndexSet<Pointer> =
        spec.keys(&section).iter().map(|wire| section.child(wire)).collect();
    let root = Pointer::root(spec.root);
    let of_document = written_default(spec);
    let mut add = |(at, requirements): Requirements<'_>| {
        let keys = requirements.iter().flat_map(SecurityRequirement::keys);
        declared.extend(keys.filter_map(|key| location(spec, at, key)));
    };
    add((&root, &of_document));
    operations.for_each(add);
    let mut found = Vec::new();
    for from in declared {
        let (wire, label) = (wire_of(spec, &from), label_of(spec, &from));
        let Some(at) = spec.follow(&from, sink) else { continue };
        if spec.text(&at, "type").as_deref() == Some("mutualTLS") {
            sink.report(Diagnostic::mutual_tls(&at));
            continue;
        }
        match spec.part::<SecurityScheme>(&at) {
            Ok(scheme) => {
                let Some((kind, description)) = usable_scheme(scheme, &at, sink) else { continue };
                let facts = spec.value(&at).map(facts).unwrap_or_default();
                let deprecated = spec.value(&at.child("deprecated")).and_then(Value::as_bool) == Some(true);
                let usable = Usable { wire, label, kind, description, facts, deprecated };
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
    at: &Pointer,
    operation: &openapiv3::Operation,
    schemes: &[Scheme],
) -> Vec<Vec<String>> {
    match &operation.security {
        Some(own) => usable(&named(spec, at, own), schemes),
        None => default_security(spec, schemes),
    }
}

/// The default alternatives, for operations without `security`.
pub(super) fn default_security(spec: &Spec, schemes: &[Scheme]) -> Vec<Vec<String>> {
    usable(&default_requirements(spec), schemes)
}

fn default_requirements(spec: &Spec) -> Vec<SecurityRequirement> {
    named(spec, &Pointer::root(spec.root), &written_default(spec))
}

/// The default requirements as they are written.
fn written_default(spec: &Spec) -> Vec<SecurityRequirement> {
    let found = spec.value(&section(spec, &["security"]));
    let found: Option<Vec<_>> = found.and_then(|value| serde_json::from_value(value.clone()).ok());
    found.unwrap_or_default()
}

/// The location of the scheme that a requirement at `at` has as `written`: a name, or a reference (OpenAPI 3.2).
fn location(spec: &Spec, at: &Pointer, written: &str) -> Option<Pointer> {
    let named = section(spec, &["components", "securitySchemes"]).child(written);
    if spec.value(&named).is_some() {
        return Some(named);
    }
    let target = spec.target(at, written).ok().filter(|_| is_reference(written))?;
    spec.value(&target).is_some().then_some(target)
}

fn is_reference(written: &str) -> bool {
    written.contains(['/', '#'])
}

/// The unique name of the scheme at `at`: that of a component, or its location.
fn wire_of(spec: &Spec, at: &Pointer) -> String {
    let is_component = at.parent() == Some(section(spec, &["components", "securitySchemes"]));
    let name = at.last_key().filter(|_| is_component).map(Cow::into_owned);
    name.unwrap_or_else(|| spec.origin(at))
}

/// The name of the scheme at `at`: its key, or that of its file.
fn label_of(spec: &Spec, at: &Pointer) -> String {
    let key = at.last_key().map(Cow::into_owned).filter(|key| !key.is_empty());
    key.or_else(|| spec.file_stem(at)).unwrap_or_default()
}

/// Requirements at `at` with the unique name of each scheme.
fn named(spec: &Spec, at: &Pointer, security: &[SecurityRequirement]) -> Vec<SecurityRequirement> {
    let name = |written: &String| {
        location(spec, at, written).map_or_else(|| written.clone(), |at| wire_of(spec, &at))
    };
    security
        .iter()
        .map(|requirement| requirement.iter().map(|(key, scopes)| (name(key), scopes.clone())).collect())
        .collect()
}

/// Reports default requirements that name schemes which do not exist.
pub(super) fn check_default_security(input: &Input<'_>) {
    let root = Pointer::root(input.spec.root);
    check(input.spec, input.sink, &root, &written_default(input.spec));
}

/// Reports requirements of the operation at `at` that name schemes which do not exist.
pub(super) fn check_security(ctx: &Ctx<'_>, at: &Pointer, security: &[SecurityRequirement]) {
    check(ctx.spec, ctx.sink, at, security);
}

fn check(spec: &Spec, sink: &Sink, at: &Pointer, security: &[SecurityRequirement]) {
    // A file that cannot be read has been reported.
    let is_unread = |name: &str| is_reference(name) && spec.target(at, name) == Err(Unresolved::Unread);
    for (index, requirement) in security.iter().enumerate() {
        for name in requirement.keys() {
            if location(spec, at, name).is_none() && !is_unread(name) {
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
