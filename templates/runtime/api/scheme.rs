//! The security schemes of the API.

use http::{HeaderName, header::AUTHORIZATION};

/// A security scheme of the API.
#[derive(Debug)]
pub(crate) struct Scheme {
    /// The name in the document.
    pub(crate) name: &'static str,
    pub(crate) kind: SchemeKind,
    /// The setter on the client's builder.
    pub(crate) setter: &'static str,
    /// The environment variable that it is read from. Basic authentication reads `…_USERNAME` and `…_PASSWORD`.
    pub(crate) env: &'static str,
}

/// The location of a credential in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// `Authorization: Bearer …`: `http` bearer, `oauth2`, `openIdConnect`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// The header of this name.
    ApiKeyHeader(&'static str),
    /// The header of this name, with this prefix.
    PrefixedHeader(&'static str, &'static str),
    /// The query parameter of this name.
    ApiKeyQuery(&'static str),
    /// The cookie of this name.
    ApiKeyCookie(&'static str),
}

impl SchemeKind {
    /// Returns the header that carries the credential, if it is a header.
    pub(crate) fn header(self) -> Option<HeaderName> {
        match self {
            Self::Bearer | Self::Basic => Some(AUTHORIZATION),
            Self::ApiKeyHeader(name) | Self::PrefixedHeader(name, _) => {
                HeaderName::from_bytes(name.as_bytes()).ok()
            }
            Self::ApiKeyQuery(_) | Self::ApiKeyCookie(_) => None,
        }
    }

    /// Returns whether a header or query parameter of this name carries the credential.
    pub(crate) fn is_named(self, name: &str) -> bool {
        match self {
            Self::Bearer | Self::Basic => name.eq_ignore_ascii_case(AUTHORIZATION.as_str()),
            Self::ApiKeyHeader(key) | Self::PrefixedHeader(key, _) => name.eq_ignore_ascii_case(key),
            Self::ApiKeyQuery(key) => name == key,
            Self::ApiKeyCookie(_) => false,
        }
    }
}
