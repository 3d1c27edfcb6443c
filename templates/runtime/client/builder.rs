//! The builder of a [`Client`].

use std::{env, fmt, sync::Arc, time::Duration};

use super::super::{
    api::Api, body::Limits, error::Error, http::Middleware, http::transport::Http, retry::RetryPolicy,
    wire::header::Shown,
};
use super::{Client, Settings};

/// Builds a [`Client`].
#[derive(Clone)]
#[must_use = "nothing is built until `build` is called"]
pub struct ClientBuilder {
    pub(crate) settings: Settings,
}

impl ClientBuilder {
    /// Sets the server. Default: the first server of the API's document. A path is a prefix of every operation's path;
    /// a slash at its end makes no difference. Operations with their own server use this one too.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Sets your own HTTP client, with its proxies, certificates and connect timeout. Its redirect policy and its
    /// `Referer` setting are replaced: redirects are followed within the origin only, and no header reveals where a
    /// request came from.
    ///
    /// This method builds the HTTP client, so clones of this builder share its connections.
    ///
    /// This is the only public use of a crate below version 1.0: the builder must be of the `reqwest` version that
    /// this crate depends on. It uses the TLS of this crate's features `rustls` and `native-tls`, or of features of
    /// `reqwest` that you enable.
    pub fn reqwest_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        match Http::build(builder) {
            Ok(client) => self.settings.http = Some(client),
            Err(message) => self.settings.scope.fail(message),
        }
        self
    }

    /// Like [`reqwest_client_builder`](Self::reqwest_client_builder), with an HTTP client that is already built. Its
    /// configuration cannot be changed, so it is your responsibility:
    ///
    /// - If it follows redirects, it sends credentials to other origins in all headers but `Authorization`, `Cookie`
    ///   and a few others, and it turns a POST into a GET.
    /// - If it sends `Referer`, which is the default, the header contains the query of the first URL, with any
    ///   credential in it.
    ///
    /// A client built with `redirect(Policy::none())` and `referer(false)` does neither.
    pub fn reqwest_client_unchecked(mut self, client: reqwest::Client) -> Self {
        self.settings.http = Some(client);
        self
    }

    /// Allows credentials over plain HTTP, where anyone on the network can read them. Default: `false`, which allows
    /// them only to this computer (`localhost` and its subdomains, `127.0.0.0/8`, `::1`). If the base URL is not
    /// allowed, [`build`](Self::build) fails; if the URL of a call is not allowed, the call fails before anything is
    /// sent. Requests without credentials are always allowed.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.settings.allow_insecure_http = Some(allow);
        self
    }

    /// Sends requests to a mock instead of the network, for tests.
    #[cfg(feature = "test-util")]
    pub fn transport(mut self, mock: &super::super::http::testing::MockTransport) -> Self {
        self.settings.mock = Some(mock.clone());
        self
    }

    /// Adds a [`Middleware`]. It runs for every attempt, inside of those that were added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.settings.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets a header of every request, and replaces one of the same name. A call can override it.
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.settings.set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets the retry policy. A call can override it.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Sets the time limit for connecting, including TLS. Default: 10 s; `None` means no limit. A call can lower it.
    ///
    /// It has no effect with your own HTTP client, nor on `wasm32`.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.connect = limit.into();
        self
    }

    /// Sets the time limit of each attempt, from requesting its credentials to the end of the response's body.
    /// Default: 30 s; `None` means no limit. A call can override it. It has no effect on `wasm32`.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.attempt = limit.into();
        self
    }

    /// Sets the time limit of an operation as a whole, including retries and the waits between them. Default: 100 s;
    /// `None` means no limit, so that the server decides how long a retry waits. A call can override it. It has no
    /// effect on `wasm32`.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.operation = limit.into();
        self
    }

    /// Sets the maximum silence of a stream of bytes, until the next bytes arrive. Default: 60 s; `None` means no
    /// limit. A call can override it. It has no effect on `wasm32`.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.idle = limit.into();
        self
    }

    /// Sets the maximum silence of a stream of events or lines. Everything that the server sends ends a silence,
    /// including comments. Default: no limit. A call can override it with its `idle_timeout`. It has no effect on
    /// `wasm32`.
    pub fn item_idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.item_idle = limit.into();
        self
    }

    /// Sets the maximum sizes of responses. Limits that are not set here keep their values. A call can override them.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits.or(self.settings.limits);
        self
    }

    /// Reads everything that is not set yet from environment variables. An empty variable counts as absent.
    ///
    /// # Errors
    ///
    /// If the API requires credentials, and neither this builder nor the environment has any. The error names the
    /// variables.
    pub fn env(mut self) -> Result<Self, Error> {
        self.settings.read_env(|name| env::var(name).ok())?;
        Ok(self)
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the base URL, a server variable or a header is invalid, TLS cannot be set up, or credentials would be sent
    /// over plain HTTP (see [`allow_insecure_http`](Self::allow_insecure_http)).
    pub fn build(self) -> Result<Client, Error> {
        self.settings.build().map_err(|message| Error::request(None, message))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        f.debug_struct("ClientBuilder")
            .field("api", &settings.api.name)
            .field("credentials", &settings.credentials)
            .field("globals", &settings.scope.shown())
            .field("headers", &Shown::list(&settings.headers))
            .field("retry", &settings.retry)
            .field("timeouts", &settings.timeouts)
            .field("limits", &settings.limits)
            .finish_non_exhaustive()
    }
}
