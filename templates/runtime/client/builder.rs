//! The builder of a [`Client`].

use std::{env, fmt, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};

use super::super::{
    api::{Api, SchemeKind},
    auth::{
        CredentialProvider,
        credential::{Credential, Credentials},
    },
    body::Limits,
    error::Error,
    http::{
        Middleware,
        transport::{Http, Transport},
    },
    json::{self, WriteJson},
    retry::{RetryPolicy, policy::Budget},
    time::timeout::Timeouts,
    types::Secret,
    wire::{
        header::{self, Shown, header_name, header_value},
        url,
    },
};
use super::{Client, Inner, Scope, server_variables};

/// Builds a [`Client`].
#[derive(Clone)]
#[must_use = "nothing is built until `build` is called"]
pub struct ClientBuilder {
    api: &'static Api,
    http: Option<reqwest::Client>,
    #[cfg(feature = "test-util")]
    mock: Option<super::super::http::testing::MockTransport>,
    middleware: Vec<Arc<dyn Middleware>>,
    base_url: Option<String>,
    variables: Vec<(&'static str, String)>,
    allow_insecure_http: Option<bool>,
    credentials: Credentials,
    headers: Vec<(HeaderName, HeaderValue)>,
    retry: RetryPolicy,
    timeouts: Timeouts,
    limits: Limits,
    /// Includes the first error; `build` returns it.
    scope: Scope,
}

impl ClientBuilder {
    pub(crate) fn new(api: &'static Api) -> Self {
        Self {
            api,
            http: None,
            #[cfg(feature = "test-util")]
            mock: None,
            middleware: Vec::new(),
            base_url: None,
            variables: Vec::new(),
            allow_insecure_http: None,
            credentials: Credentials::default(),
            headers: Vec::new(),
            retry: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            limits: Limits::DEFAULT,
            scope: Scope::new(),
        }
    }

    /// Sets the server. Default: the first server of the API's document. A path is a prefix of every operation's path;
    /// a slash at its end makes no difference. Operations with their own server use this one too.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
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
            Ok(client) => self.http = Some(client),
            Err(message) => self.scope.fail(message),
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
        self.http = Some(client);
        self
    }

    /// Allows credentials over plain HTTP, where anyone on the network can read them. Default: `false`, which allows
    /// them only to this computer (`localhost` and its subdomains, `127.0.0.0/8`, `::1`). If the base URL is not
    /// allowed, [`build`](Self::build) fails; if the URL of a call is not allowed, the call fails before anything is
    /// sent. Requests without credentials are always allowed.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = Some(allow);
        self
    }

    /// Sends requests to a mock instead of the network, for tests.
    #[cfg(feature = "test-util")]
    pub fn transport(mut self, mock: &super::super::http::testing::MockTransport) -> Self {
        self.mock = Some(mock.clone());
        self
    }

    /// Adds a [`Middleware`]. It runs for every attempt, inside of those that were added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sets a header of every request, and replaces one of the same name. A call can override it.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets the retry policy. A call can override it.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the time limit for connecting, including TLS. Default: 10 s; `None` means no limit. A call can lower it.
    ///
    /// It has no effect with your own HTTP client, nor on `wasm32`.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = limit.into();
        self
    }

    /// Sets the time limit of each attempt, from requesting its credentials to the end of the response's body.
    /// Default: 30 s; `None` means no limit. A call can override it. It has no effect on `wasm32`.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = limit.into();
        self
    }

    /// Sets the time limit of an operation as a whole, including retries and the waits between them. Default: 100 s;
    /// `None` means no limit, so that the server decides how long a retry waits. A call can override it. It has no
    /// effect on `wasm32`.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = limit.into();
        self
    }

    /// Sets the maximum silence of a stream of bytes, until the next bytes arrive. Default: 60 s; `None` means no
    /// limit. A call can override it. It has no effect on `wasm32`.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.idle = limit.into();
        self
    }

    /// Sets the maximum silence of a stream of events or lines. Everything that the server sends ends a silence,
    /// including comments. Default: no limit. A call can override it with its `idle_timeout`. It has no effect on
    /// `wasm32`.
    pub fn item_idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.item_idle = limit.into();
        self
    }

    /// Sets the maximum sizes of responses. Limits that are not set here keep their values. A call can override them.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits.or(self.limits);
        self
    }

    /// Reads everything that is not set yet from environment variables. An empty variable counts as absent.
    ///
    /// # Errors
    ///
    /// If the API requires credentials, and neither this builder nor the environment has any. The error names the
    /// variables.
    pub fn env(self) -> Result<Self, Error> {
        self.env_from(|name| env::var(name).ok())
    }

    /// Like [`ClientBuilder::env`], with variables from `lookup`.
    pub(crate) fn env_from(mut self, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let read = |name: &str| {
            let value = lookup(name)?;
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        for scheme in self.api.schemes {
            let secret = match scheme.kind {
                // part: basic-auth
                SchemeKind::Basic => {
                    let pair = read(&format!("{}_USERNAME", scheme.env)).map(|username| {
                        let password = read(&format!("{}_PASSWORD", scheme.env)).unwrap_or_default();
                        super::super::auth::basic::credential(&username, &password.into())
                    });
                    pair.transpose().map_err(|message| Error::request(None, message))?
                }
                // end
                _ => read(scheme.env).map(Secret::from),
            };
            if let Some(secret) = secret.filter(|_| self.credentials.get(scheme.name).is_none()) {
                self.credentials.set(scheme.name, Credential::Value(secret));
            }
        }
        for global in self.api.globals {
            let is_set = self.scope.globals.iter().any(|(name, _)| *name == global.name);
            if let Some(value) = read(global.env).filter(|_| !is_set) {
                self = self.global(global.name, &value);
            }
        }
        self.base_url = self.base_url.or_else(|| read(self.api.env_base_url));
        let name = self.api.env_allow_insecure_http;
        let allowed = match read(name).as_deref() {
            Some("1" | "true") => Some(true),
            Some("0" | "false") | None => None,
            Some(_) => return Err(Error::request(None, format!("`{name}` must be 1 or 0"))),
        };
        self.allow_insecure_http = self.allow_insecure_http.or(allowed);
        if self.credentials.is_empty() && !self.api.schemes.is_empty() {
            return Err(Error::request(None, no_credentials(self.api)));
        }
        Ok(self)
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the base URL, a server variable or a header is invalid, TLS cannot be set up, or credentials would be sent
    /// over plain HTTP (see [`allow_insecure_http`](Self::allow_insecure_http)).
    pub fn build(self) -> Result<Client, Error> {
        self.try_build().map_err(|message| Error::request(None, message))
    }

    fn try_build(self) -> Result<Client, String> {
        if let Some(failure) = self.scope.failure {
            return Err(failure);
        }
        let api = self.api;
        let relocated = self.base_url.is_some();
        let url = match self.base_url {
            Some(base_url) => url::base(&base_url)?,
            None if api.base_url.is_empty() => {
                return Err(
                    "the API's document names no server: set `base_url` on the client's builder".to_owned()
                );
            }
            None => url::of_document(&server_variables::fill(api.base_url, api.variables, &self.variables)?)?,
        };
        for template in api.servers.iter().chain([&api.base_url]) {
            server_variables::fill(template, api.variables, &self.variables)?;
        }
        let allow_insecure_http = self.allow_insecure_http.unwrap_or_default();
        #[cfg(feature = "test-util")]
        let is_mocked = self.mock.is_some();
        #[cfg(not(feature = "test-util"))]
        let is_mocked = false;
        if !self.credentials.is_empty() && !is_mocked && !allow_insecure_http && !url::is_guarded(&url) {
            return Err(api.insecure(&url));
        }
        let transport = match self.http {
            #[cfg(feature = "test-util")]
            _ if self.mock.is_some() => self.mock.map(Transport::Mock),
            Some(client) => Some(Transport::Http(Http::own(client))),
            None => None,
        };
        let inner = Inner {
            api,
            transport: match transport {
                Some(transport) => transport,
                None => Transport::Http(Http::new(self.timeouts)?),
            },
            middleware: self.middleware,
            url,
            relocated,
            variables: self.variables,
            allow_insecure_http,
            user_agent: header_value("user-agent", &format!("{}/{}", api.name, api.version))?,
            credentials: self.credentials,
            headers: self.headers.into_iter().collect(),
            retry: self.retry,
            timeouts: self.timeouts,
            limits: self.limits,
            budget: Budget::new(),
        };
        Ok(Client::from_parts(inner, self.scope))
    }

    /// Sets the credential of a scheme.
    pub(crate) fn credential(mut self, scheme: &'static str, secret: impl Into<Secret>) -> Self {
        self.credentials.set(scheme, Credential::Value(secret.into()));
        self
    }

    /// Sets the credential provider of a scheme.
    pub(crate) fn credential_provider(
        mut self,
        scheme: &'static str,
        provider: impl CredentialProvider,
    ) -> Self {
        self.credentials.set(scheme, Credential::provided(provider));
        self
    }

    // part: basic-auth
    /// Sets the credential of a scheme of basic authentication.
    pub(crate) fn basic(
        mut self,
        scheme: &'static str,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        match super::super::auth::basic::credential(&username.into(), &password.into()) {
            Ok(secret) => self.credential(scheme, secret),
            Err(message) => {
                self.scope.fail(message);
                self
            }
        }
    }
    // end

    /// Sets a header parameter for all operations that have it.
    pub(crate) fn global(mut self, name: &'static str, value: &(impl WriteJson + ?Sized)) -> Self {
        self.scope.set(name, &json::to_value(value));
        self
    }

    /// Sets a variable of the server's URL.
    pub(crate) fn server_variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        header::set(&mut self.variables, name, value.into());
        self
    }

    fn set_header(&mut self, name: &str, value: &str) {
        match header_name(name).and_then(|header| Ok((header, header_value(name, value)?))) {
            Ok((header, mut value)) => {
                value.set_sensitive(self.api.is_secret(name));
                header::set(&mut self.headers, header, value);
            }
            Err(message) => self.scope.fail(message),
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .field("credentials", &self.credentials)
            .field("globals", &Shown::list(&self.scope.globals))
            .field("headers", &Shown::list(&self.headers))
            .field("retry", &self.retry)
            .field("timeouts", &self.timeouts)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The error message that names the variables with credentials.
fn no_credentials(api: &Api) -> String {
    let variables = api.schemes.iter().map(|scheme| match scheme.kind {
        SchemeKind::Basic => format!("`{0}_USERNAME` and `{0}_PASSWORD`", scheme.env),
        _ => format!("`{}`", scheme.env),
    });
    format!("no credentials in the environment: set {}", variables.collect::<Vec<_>>().join(" or "))
}
