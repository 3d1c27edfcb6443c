//! Security schemes, and the schemes that each operation needs.

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::{Ctx, Input, report_unreadable, section};
use crate::collections::HashSet;
use crate::diagnostics::{Diagnostic, Sink, UnreadablePart};
use crate::document::Spec;
use crate::model::{Doc, Scheme, SchemeKind};
use crate::names::{Case, Scope};
use crate::source::Pointer;

/// A scheme without a name.
struct Usable {
    wire: String,
    kind: SchemeKind,
    description: Option<String>,
}

/// The schemes of the document that a client can use.
pub(super) fn schemes(input: &Input<'_>, env_prefix: &str, setters: &mut Scope) -> Vec<Scheme> {
    let found = read_schemes(input);
    let names = setters.issue_all_as(found.iter().map(|usable| usable.wire.as_str()), "credential");
    found
        .into_iter()
        .zip(names)
        .map(|(Usable { wire, kind, description }, setter)| {
            let wanted = [format!("{setter} provider"), format!("{setter} credential provider")];
            let provider_setter = setters.issue_first(&wanted.each_ref().map(String::as_str));
            let env = format!("{env_prefix}_{}", Case::Constant.apply(setter.as_str()));
            let doc = Doc { description, ..Doc::default() };
            Scheme { wire, setter, provider_setter, env, kind, doc }
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
            Ok(scheme) => found.extend(usable_scheme(scheme, wire, &at, sink)),
            Err(error) => report_unreadable(spec, sink, UnreadablePart::SecurityScheme, &at, &error),
        }
    }
    found
}

/// The scheme at `at`. `None`, with a diagnostic, if the client does not support it.
fn usable_scheme(scheme: SecurityScheme, wire: String, at: &Pointer, sink: &Sink) -> Option<Usable> {
    let (kind, description) = match scheme {
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
    };
    Some(Usable { wire, kind, description })
}

/// The alternatives that an operation accepts, of the schemes that a client can use.
pub(super) fn security(
    spec: &Spec,
    operation: &openapiv3::Operation,
    schemes: &[Scheme],
) -> Vec<Vec<String>> {
    match &operation.security {
        Some(own) => usable(own, schemes),
        None => default_security(spec, schemes),
    }
}

/// The default alternatives, for operations without `security`.
pub(super) fn default_security(spec: &Spec, schemes: &[Scheme]) -> Vec<Vec<String>> {
    let requirements = spec
        .value(&section(spec, &["security"]))
        .and_then(|value| serde_json::from_value::<Vec<SecurityRequirement>>(value.clone()).ok())
        .unwrap_or_default();
    usable(&requirements, schemes)
}

/// Reports requirements of the operation at `at` that name schemes which do not exist.
pub(super) fn check_security(
    ctx: &Ctx<'_>,
    at: &Pointer,
    security: &[SecurityRequirement],
    schemes: &[Scheme],
) {
    let section = section(ctx.spec, &["components", "securitySchemes"]);
    for (index, requirement) in security.iter().enumerate() {
        for name in requirement.keys() {
            let is_known = schemes.iter().any(|scheme| scheme.wire == *name)
                || ctx.spec.value(&section.child(name)).is_some();
            if !is_known {
                let at = at.child("security").index(index);
                ctx.sink.report(Diagnostic::unknown_security_scheme(&at, name));
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
