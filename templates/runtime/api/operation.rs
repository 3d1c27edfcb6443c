//! What the generated half of the crate says about its API: data only, all of it `static`.

use std::any::Any;

use http::{Method, StatusCode};
use reqwest::Url;
use serde::de::DeserializeOwned;

use super::super::wire::header;
use super::Scheme;

/// An API.
#[derive(Debug)]
pub(crate) struct Api {
    /// The package's name, for the user agent.
    pub(crate) name: &'static str,
    /// The package's version, for the user agent.
    pub(crate) version: &'static str,
    /// The first server of the document; empty if it names none.
    pub(crate) base_url: &'static str,
    pub(crate) schemes: &'static [Scheme],
    pub(crate) globals: &'static [Global],
    /// What operations require that say nothing else, for requests that are none of the document's. As
    /// [`Operation::security`].
    pub(crate) security: &'static [&'static [&'static str]],
    /// The servers that operations have of their own.
    pub(crate) servers: &'static [&'static str],
    /// The variables in `base_url` and `servers`, written `{name}` there.
    pub(crate) variables: &'static [ServerVariable],
    /// The headers, in lower case, that say with status 429 when to try again, where there is no `Retry-After`: in
    /// seconds from now, or since 1970.
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

    /// Why credentials are not sent to this URL.
    pub(crate) fn insecure(&self, url: &Url) -> String {
        format!(
            "credentials are not sent to `{}` over plain HTTP, where they can be read on the way: use https, or call \
             `allow_insecure_http(true)` on the client's builder (from_env reads `{}=1`)",
            url.host_str().unwrap_or_default(),
            self.env_allow_insecure_http,
        )
    }

    /// Whether a header or query parameter of this name carries something to hide.
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
    /// The environment variable it is read from.
    pub(crate) env: &'static str,
}

/// A part of the server's URL that is settled on the client.
#[derive(Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    /// The values it may have; empty if any.
    pub(crate) values: &'static [&'static str],
}

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The `operationId`, which names the operation in errors.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path template, below the base URL.
    pub(crate) path: &'static str,
    /// The `Accept` header; empty for none.
    pub(crate) accept: &'static str,
    /// Alternatives of scheme names that are needed together. No alternative: nothing is needed or sent.
    /// An empty alternative: credentials are sent if there are some, and not missed if there are none.
    pub(crate) security: &'static [&'static [&'static str]],
    pub(crate) globals: &'static [Use],
    pub(crate) errors: &'static [ErrorCase],
}

impl Operation {
    /// The typed body of an error: the case of the exact code, else of its range, else the default.
    pub(crate) fn decode_error(&self, status: StatusCode, body: &[u8]) -> Option<Box<dyn Any + Send + Sync>> {
        let code = status.as_u16();
        let case = |wanted: Status| self.errors.iter().find(|case| case.status == wanted);
        let case = case(Status::Code(code))
            .or_else(|| case(Status::Range(code / 100)))
            .or_else(|| case(Status::Default))?;
        (case.decode)(body)
    }
}

/// That an operation takes one of the client's [`Global`]s.
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
    /// Always [`decode::<T>`](decode).
    pub(crate) decode: fn(&[u8]) -> Option<Box<dyn Any + Send + Sync>>,
}

impl ErrorCase {
    /// The body of one status.
    pub(crate) const fn code<T: DeserializeOwned + Send + Sync + 'static>(code: u16) -> Self {
        Self { status: Status::Code(code), decode: decode::<T> }
    }

    /// The body of a hundred of them: `4XX` is 4.
    pub(crate) const fn range<T: DeserializeOwned + Send + Sync + 'static>(first: u16) -> Self {
        Self { status: Status::Range(first), decode: decode::<T> }
    }

    /// The body of every other status.
    pub(crate) const fn default<T: DeserializeOwned + Send + Sync + 'static>() -> Self {
        Self { status: Status::Default, decode: decode::<T> }
    }
}

/// The statuses that a documented response stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// `404`.
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u16),
    /// `default`.
    Default,
}

/// Reads the body of an error as `T`.
pub(crate) fn decode<T: DeserializeOwned + Send + Sync + 'static>(
    body: &[u8],
) -> Option<Box<dyn Any + Send + Sync>> {
    match serde_json::from_slice::<T>(body) {
        Ok(value) => Some(Box::new(value)),
        Err(_) => None,
    }
}
