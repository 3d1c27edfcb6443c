//! The API and its operations.

use std::any::Any;

use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use super::super::{
    json::{self, ReadJson},
    wire::header,
};
// part: xml
#[cfg(feature = "xml")]
use super::super::xml;
// end
use super::Scheme;

/// An API.
#[derive(Debug)]
pub(crate) struct Api {
    /// The package's name, for the user agent.
    pub(crate) name: &'static str,
    /// The package's version, for the user agent.
    pub(crate) version: &'static str,
    /// The URL of the first server; empty if the document has none.
    pub(crate) base_url: &'static str,
    pub(crate) schemes: &'static [Scheme],
    pub(crate) globals: &'static [Global],
    /// The security requirements of requests that the document does not describe, in the form of
    /// [`Operation::security`].
    pub(crate) security: &'static [&'static [&'static str]],
    /// The servers of single operations.
    pub(crate) servers: &'static [&'static str],
    /// The variables in `base_url` and `servers`, where they are written `{name}`.
    pub(crate) variables: &'static [ServerVariable],
    /// The rate limit headers, in lower case. They contain the time of the next attempt after status 429 without
    /// `Retry-After`: in seconds from now, or in seconds since 1970.
    pub(crate) rate_limit_reset: &'static [&'static str],
    /// The environment variable that replaces `base_url`.
    pub(crate) env_base_url: &'static str,
    /// The environment variable that allows plain HTTP.
    pub(crate) env_allow_insecure_http: &'static str,
}

impl Api {
    pub(crate) fn scheme(&self, name: &str) -> Option<&'static Scheme> {
        self.schemes.iter().find(|scheme| scheme.name == name)
    }

    /// The error message for credentials that would go to this URL over plain HTTP.
    pub(crate) fn insecure(&self, url: &Url) -> String {
        format!(
            "credentials are not sent to `{}` over plain HTTP: use https, or call \
             `allow_insecure_http(true)` on the client's builder (from_env reads `{}=1`)",
            url.host_str().unwrap_or_default(),
            self.env_allow_insecure_http,
        )
    }

    /// Returns whether a header or query parameter of this name can hold a secret.
    pub(crate) fn is_secret(&self, name: &str) -> bool {
        header::is_secret(name) || self.schemes.iter().any(|scheme| scheme.kind.is_named(name))
    }
}

/// A header parameter that is set once, on the client.
#[derive(Debug)]
pub(crate) struct Global {
    /// The header's name.
    pub(crate) name: &'static str,
    /// The setter on the client's builder.
    pub(crate) setter: &'static str,
    /// The environment variable that it is read from.
    pub(crate) env: &'static str,
}

/// A variable in a server's URL, which is set on the client.
#[derive(Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    /// The allowed values; empty if any value is allowed.
    pub(crate) values: &'static [&'static str],
}

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The `operationId`. Errors name it.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path template, below the base URL.
    pub(crate) path: &'static str,
    /// The `Accept` header; empty if none is sent.
    pub(crate) accept: &'static str,
    /// The security requirements: alternatives, each a list of schemes that are needed together. Without
    /// alternatives, no credentials are sent. An empty alternative makes credentials optional.
    pub(crate) security: &'static [&'static [&'static str]],
    pub(crate) globals: &'static [Use],
    pub(crate) errors: &'static [ErrorCase],
}

/// The methods of the registry of HTTP methods that may run twice, beyond those that `http` knows.
const IDEMPOTENT: [&str; 11] = [
    "COPY",
    "LINK",
    "MKCOL",
    "MOVE",
    "PROPFIND",
    "PROPPATCH",
    "QUERY",
    "REPORT",
    "SEARCH",
    "UNLINK",
    "UNLOCK",
];

// part: extension-methods
/// An HTTP method by its name, which HTTP must allow.
pub(crate) fn extension_method(name: &str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap_or_default()
}
// end

/// Returns whether a request with this method may run twice.
pub(crate) fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent() || IDEMPOTENT.contains(&method.as_str())
}

impl Operation {
    /// Decodes the body of an error. An exact status takes precedence over a range, and a range over the default; a body of the
    /// media type of the response takes precedence over others. If no body has it, the first one counts.
    pub(crate) fn decode_error(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<Box<dyn Any + Send + Sync>> {
        let code = status.as_u16();
        let media = header::media_type(headers).unwrap_or_default();
        let cases = [Status::Code(code), Status::Range(code / 100), Status::Default]
            .into_iter()
            .flat_map(|status| self.errors.iter().filter(move |case| case.status == status));
        let case = cases.clone().find(|case| case.media == media).or_else(|| cases.clone().next())?;
        // part: xml
        #[cfg(feature = "xml")]
        if let Some(xml) = case.xml {
            return (case.decode)(&xml::to_json(body, xml, None).ok()?);
        }
        // end
        (case.decode)(body)
    }
}

/// An operation's use of one of the client's [`Global`]s.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
}

impl Use {
    pub(crate) const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    pub(crate) const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }
}

/// The documented body of an error.
#[derive(Debug)]
pub(crate) struct ErrorCase {
    pub(crate) status: Status,
    /// The media type, without parameters and in lower case; empty if all bodies of the operation's errors have the same.
    pub(crate) media: &'static str,
    /// Always [`decode::<T>`](decode).
    pub(crate) decode: fn(&[u8]) -> Option<Box<dyn Any + Send + Sync>>,
    // part: xml
    /// The XML of the body. `None` if it is JSON.
    #[cfg(feature = "xml")]
    pub(crate) xml: Option<&'static xml::Body>,
    // end
}

impl ErrorCase {
    /// The body of one status.
    pub(crate) const fn code<T: ReadJson + Send + Sync + 'static>(code: u16) -> Self {
        // part: xml
        #[cfg(feature = "xml")]
        return Self { status: Status::Code(code), media: "", decode: decode::<T>, xml: None };
        #[cfg(not(feature = "xml"))]
        // end
        Self { status: Status::Code(code), media: "", decode: decode::<T> }
    }

    /// The body of a range of statuses: `4XX` is 4.
    pub(crate) const fn range<T: ReadJson + Send + Sync + 'static>(first: u16) -> Self {
        // part: xml
        #[cfg(feature = "xml")]
        return Self { status: Status::Range(first), media: "", decode: decode::<T>, xml: None };
        #[cfg(not(feature = "xml"))]
        // end
        Self { status: Status::Range(first), media: "", decode: decode::<T> }
    }

    /// The body of all other statuses.
    pub(crate) const fn default<T: ReadJson + Send + Sync + 'static>() -> Self {
        // part: xml
        #[cfg(feature = "xml")]
        return Self { status: Status::Default, media: "", decode: decode::<T>, xml: None };
        #[cfg(not(feature = "xml"))]
        // end
        Self { status: Status::Default, media: "", decode: decode::<T> }
    }

    // part: xml
    /// Sets that the body is XML.
    #[cfg(feature = "xml")]
    pub(crate) const fn xml(self, body: &'static xml::Body) -> Self {
        Self { xml: Some(body), ..self }
    }
    // end

    /// Sets the media type.
    pub(crate) const fn media(self, media: &'static str) -> Self {
        Self { media, ..self }
    }
}

/// The statuses of a documented response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// `404`.
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u16),
    /// `default`.
    Default,
}

/// Decodes the body of an error as `T`.
pub(crate) fn decode<T: ReadJson + Send + Sync + 'static>(body: &[u8]) -> Option<Box<dyn Any + Send + Sync>> {
    match json::from_slice::<T>(body) {
        Ok(value) => Some(Box::new(value)),
        Err(_) => None,
    }
}
