//! The client.
//!
//! [`Client`] and [`ClientBuilder`] have no private methods, because resources, credentials and parameters of the document
//! become methods of both.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;

use super::json::{self, WriteJson};
use super::{
    api::{Api, Global},
    auth::credential::Credentials,
    body::Limits,
    http::{Middleware, transport::Transport},
    retry::{RetryPolicy, policy::Budget},
    time::timeout::Timeouts,
    wire::{
        header::{self, Shown},
        param, url,
    },
};

mod builder;
pub(crate) mod server_variables;
mod settings;

pub use builder::ClientBuilder;
pub(crate) use settings::Settings;

/// A client of the API. Clones are cheap, and share their connections and their retry budget.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    pub(crate) scope: Arc<Scope>,
}

/// The part that all clones share.
pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) transport: Transport,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) url: Url,
    /// Whether the caller has set `url`.
    pub(crate) relocated: bool,
    /// The values of server variables.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// Whether credentials may be sent over plain HTTP.
    pub(crate) allow_insecure_http: bool,
    pub(crate) user_agent: HeaderValue,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) retry: RetryPolicy,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) budget: Budget,
}

/// The part that a clone can override.
#[derive(Clone)]
pub(crate) struct Scope {
    /// The header parameters by their names in the document.
    pub(crate) globals: Vec<(&'static str, (HeaderName, HeaderValue))>,
    /// The first error; every call returns it.
    pub(crate) failure: Option<String>,
}

impl Inner {
    /// Returns the base URL of an operation with its own server: the caller's base URL, if it is on another server than
    /// the document's.
    pub(crate) fn resolve_server(&self, template: &str) -> Result<Url, String> {
        let Self { api, url, variables, relocated, .. } = self;
        let own = url::join_relative(url, &server_variables::fill(template, api.variables, variables)?)?;
        Ok(if *relocated && own.origin() != url.origin() { url.clone() } else { own })
    }

    /// The error message for a required parameter that is not set.
    pub(crate) fn missing_global(&self, name: &str) -> String {
        let global = self.api.globals.iter().find(|global| global.name == name);
        global.map_or_else(
            || format!("the header `{name}` is required"),
            |Global { setter, env, .. }| {
                format!(
                    "the header `{name}` is required: set `{setter}` on this call or on the client's builder \
                     (from_env reads `{env}`)"
                )
            },
        )
    }
}

/// Returns a clone of `client` with another value of a header parameter.
pub(crate) fn scoped(client: &Client, name: &'static str, value: &(impl WriteJson + ?Sized)) -> Client {
    let mut scope = Scope::clone(&client.scope);
    scope.set(name, &json::to_value(value));
    Client { inner: client.inner.clone(), scope: Arc::new(scope) }
}

impl Scope {
    pub(crate) fn new() -> Self {
        Self { globals: Vec::new(), failure: None }
    }

    /// Returns a header parameter.
    pub(crate) fn global(&self, name: &str) -> Option<&(HeaderName, HeaderValue)> {
        self.globals.iter().find(|(global, _)| *global == name).map(|(_, header)| header)
    }

    /// The header parameters for `Debug`.
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown::globals(self.globals.iter().map(|(name, header)| (*name, header)))
    }

    /// Sets a header parameter for all operations that have it.
    pub(crate) fn set(&mut self, name: &'static str, value: &serde_json::Value) {
        match header::header(name, &param::header(value, false)) {
            Ok(header) => header::set(&mut self.globals, name, header),
            Err(message) => self.fail(message),
        }
    }

    pub(crate) fn fail(&mut self, message: String) {
        self.failure.get_or_insert(message);
    }
}

/// Shows the names of headers and the values of a few harmless ones, but no path.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.inner.api.name)
            .field("base_url", &url::shown(&self.inner.url))
            .field("credentials", &self.inner.credentials)
            .field("globals", &self.scope.shown())
            .field("headers", &Shown::map(&self.inner.headers))
            .field("retry", &self.inner.retry)
            .field("timeouts", &self.inner.timeouts)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}
