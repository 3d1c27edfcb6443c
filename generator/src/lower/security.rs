//! Security schemes, and which operation needs which.

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::Lowering;
use super::path::RawOperation;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::model::{Doc, Scheme, SchemeKind};
use crate::names::{Case, Scope};
use crate::source::Pointer;

impl Lowering<'_> {
    /// The schemes of the document that a client can use.
    pub(crate) fn schemes(&mut self, env_prefix: &str, setters: &mut Scope) -> Vec<Scheme> {
        let section = self.top().child("components").child("securitySchemes");
        let mut found = Vec::new();
        for wire in self.spec.keys(&section) {
            let Some(at) = self.resolve(&section.child(&wire)) else { continue };
            if self.spec.text(&at, "type").as_deref() == Some("mutualTLS") {
                self.diagnostics.push(Diagnostic::mutual_tls(&at));
                continue;
            }
            match self.spec.part::<SecurityScheme>(&at) {
                Ok(scheme) => {
                    let (kind, description) = self.scheme_kind(scheme, &at);
                    if let Some(kind) = kind {
                        found.push((wire, kind, description));
                    }
                }
                Err(message) => self.broken_part(UnreadablePart::SecurityScheme, &at, &message),
            }
        }
        let names = setters.issue_all(found.iter().map(|(wire, ..)| wire.as_str()));
        found
            .into_iter()
            .zip(names)
            .map(|((wire, kind, description), setter)| {
                let provider_setter = setters.issue(&format!("{setter} provider"));
                let env = format!("{env_prefix}_{}", Case::Constant.apply(setter.as_str()));
                Scheme {
                    wire,
                    setter,
                    provider_setter,
                    env,
                    kind,
                    doc: Doc { description, ..Doc::default() },
                }
            })
            .collect()
    }

    fn scheme_kind(&mut self, scheme: SecurityScheme, at: &Pointer) -> (Option<SchemeKind>, Option<String>) {
        match scheme {
            SecurityScheme::APIKey { location, name, description, .. } => {
                let kind = match location {
                    APIKeyLocation::Header => SchemeKind::ApiKeyHeader(name),
                    APIKeyLocation::Query => SchemeKind::ApiKeyQuery(name),
                    APIKeyLocation::Cookie => SchemeKind::ApiKeyCookie(name),
                };
                (Some(kind), description)
            }
            SecurityScheme::HTTP { scheme, description, .. } => match scheme.to_lowercase().as_str() {
                "bearer" => (Some(SchemeKind::Bearer), description),
                "basic" => (Some(SchemeKind::Basic), description),
                other => {
                    self.diagnostics.push(Diagnostic::unsupported_http_scheme(at, other));
                    (None, description)
                }
            },
            SecurityScheme::OAuth2 { description, .. }
            | SecurityScheme::OpenIDConnect { description, .. } => (Some(SchemeKind::Bearer), description),
        }
    }

    /// The alternatives that an operation accepts, of the schemes that a client can use.
    pub(crate) fn security(&self, raw: &RawOperation, schemes: &[Scheme]) -> Vec<Vec<String>> {
        match &raw.operation.security {
            Some(own) => usable(own, schemes),
            None => self.default_security(schemes),
        }
    }

    /// The alternatives of operations that say nothing of their own.
    pub(crate) fn default_security(&self, schemes: &[Scheme]) -> Vec<Vec<String>> {
        let requirements = self
            .spec
            .value(&self.top().child("security"))
            .and_then(|value| serde_json::from_value::<Vec<SecurityRequirement>>(value.clone()).ok())
            .unwrap_or_default();
        usable(&requirements, schemes)
    }

    /// Requirements have to name schemes that exist.
    pub(crate) fn check_security(
        &mut self,
        at: &Pointer,
        security: &[SecurityRequirement],
        schemes: &[Scheme],
    ) {
        let section = self.top().child("components").child("securitySchemes");
        for (index, requirement) in security.iter().enumerate() {
            for name in requirement.keys() {
                let known = schemes.iter().any(|scheme| scheme.wire == *name)
                    || self.spec.value(&section.child(name)).is_some();
                if !known {
                    let at = at.child("security").index(index);
                    self.diagnostics.push(Diagnostic::unknown_security_scheme(&at, name));
                }
            }
        }
    }
}

/// The alternatives of which a client can use every scheme.
fn usable(requirements: &[SecurityRequirement], schemes: &[Scheme]) -> Vec<Vec<String>> {
    requirements
        .iter()
        .map(|requirement| requirement.keys().cloned().collect::<Vec<String>>())
        .filter(|alternative| {
            alternative.iter().all(|name| schemes.iter().any(|scheme| scheme.wire == *name))
        })
        .collect()
}
