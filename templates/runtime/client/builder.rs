//! Settings for a [`Client`].

use std::{env, fmt, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};
use serde::Serialize;

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
    /// With the first thing that went wrong; `build` reports it.
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

    /// Talks to another server than the one the API's document names. A path is kept in front of every operation's, and
    /// a slash at the end makes no difference. Operations that have a server of their own go there no more.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sends through an HTTP client of your own making, with its proxies, certificates and connect timeout. Its redirect
    /// policy and its `Referer` are replaced: redirects are followed within the origin only, and no header says where a
    /// request came from.
    ///
    /// The client is made here. So clones of this builder share its connections.
    ///
    /// This is the one place where a crate below version 1.0 shows: the builder must be of the `reqwest` that this crate
    /// depends on. Its TLS is that of this crate's features `rustls` and `native-tls`, or of the features of `reqwest` that
    /// you enable yourself.
    pub fn reqwest_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        match Http::build(builder) {
            Ok(client) => self.http = Some(client),
            Err(message) => self.scope.fail(message),
        }
        self
    }

    /// As [`reqwest_client_builder`](Self::reqwest_client_builder), with a client that is made already. Nothing can be
    /// changed about it, so what it does is your responsibility:
    ///
    /// - If it follows redirects, it sends credentials to other origins in all headers but `Authorization`, `Cookie` and a
    ///   few others, and it turns a POST into a GET.
    /// - If it sends `Referer`, which it does unless you turn that off, the query of the first URL goes along, with any
    ///   credential in it.
    ///
    /// A client made with `redirect(Policy::none())` and `referer(false)` does neither.
    pub fn reqwest_client_unchecked(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Whether credentials may be sent over plain HTTP, where everybody on the way can read them. The default is `false`:
    /// without TLS they go to this computer alone (`localhost` and its subdomains, `127.0.0.0/8`, `::1`). A base URL that
    /// is not allowed is an error of [`build`](Self::build), and that of a call an error of the call, before anything is
    /// sent. Requests without credentials are not concerned.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = Some(allow);
        self
    }

    /// Answers requests from a queue instead of the network, for tests.
    #[cfg(feature = "test-util")]
    pub fn transport(mut self, mock: &super::super::http::testing::MockTransport) -> Self {
        self.mock = Some(mock.clone());
        self
    }

    /// Adds a [`Middleware`] around every attempt, inside those that were added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Sends a header with every request, in place of any of the same name. What a single call sets wins over it.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.set_header(name.as_ref(), value.as_ref());
        self
    }

    /// When requests are sent again after a failure. A call can settle it for itself.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long connecting may take, TLS included. The default is 10 s; `None` is without limit. A call can settle for
    /// less.
    ///
    /// It has no effect with an HTTP client of your own, nor on `wasm32`.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.connect = limit.into();
        self
    }

    /// How long each attempt may take, from getting its credentials to the end of the answer's body. The default is
    /// 30 s; `None` is without limit. A call can settle it for itself. It has no effect on `wasm32`.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.attempt = limit.into();
        self
    }

    /// How long an operation may take as a whole, retries and the waits between them included. The default is 100 s;
    /// `None` is without limit, so that the server decides how long a retry waits. A call can settle it for itself. It
    /// has no effect on `wasm32`.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.operation = limit.into();
        self
    }

    /// How long a stream of bytes may be silent: the time until the next bytes come. The default is 60 s; `None` is
    /// without limit. A call can settle it for itself. It has no effect on `wasm32`.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.idle = limit.into();
        self
    }

    /// How long a stream of events or lines may be silent. Everything that the server sends counts, comments included.
    /// By default there is no limit. A call can settle it for itself with its `idle_timeout`. It has no effect on
    /// `wasm32`.
    pub fn item_idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeouts.item_idle = limit.into();
        self
    }

    /// How large answers may be. Limits that are not set here stay as they are. A call can settle them for itself.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits.or(self.limits);
        self
    }

    /// Reads what is not set yet from the environment; a variable that is empty counts as absent.
    ///
    /// # Errors
    ///
    /// If the API wants credentials and there are none, neither set nor in the environment; the error names the variables.
    pub fn env(self) -> Result<Self, Error> {
        self.env_from(|name| env::var(name).ok())
    }

    /// As [`ClientBuilder::env`], from variables that `lookup` gives.
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
            Some(_) => return Err(Error::request(None, format!("`{name}` is neither 1 nor 0"))),
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
    /// If the base URL is not valid, the value of a server variable is more than its place in the URL allows, a header is
    /// not legal, TLS cannot be set up, or credentials would go over plain HTTP
    /// (see [`allow_insecure_http`](Self::allow_insecure_http)).
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

    /// Sets who knows the credential of a scheme.
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

    /// Sets a header parameter for every operation that takes it.
    pub(crate) fn global(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.scope.set(name, serde_json::to_value(value));
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

/// Names the variables that hold credentials.
fn no_credentials(api: &Api) -> String {
    let variables = api.schemes.iter().map(|scheme| match scheme.kind {
        SchemeKind::Basic => format!("`{0}_USERNAME` and `{0}_PASSWORD`", scheme.env),
        _ => format!("`{}`", scheme.env),
    });
    format!("no credentials in the environment: set {}", variables.collect::<Vec<_>>().join(" or "))
}
