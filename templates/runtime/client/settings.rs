//! The settings of a [`ClientBuilder`](super::ClientBuilder).

use std::sync::Arc;

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
        header::{self, header_value},
        url,
    },
};
use super::{Client, Inner, Scope, server_variables};

/// Everything that a client is built from.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) http: Option<reqwest::Client>,
    #[cfg(feature = "test-util")]
    pub(crate) mock: Option<super::super::http::testing::MockTransport>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) base_url: Option<String>,
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) allow_insecure_http: Option<bool>,
    pub(crate) credentials: Credentials,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) retry: RetryPolicy,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    /// Includes the first error; `build` returns it.
    pub(crate) scope: Scope,
}

impl Settings {
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

    /// Reads everything that is not set yet from the variables of `lookup`.
    pub(crate) fn read_env(&mut self, lookup: impl Fn(&str) -> Option<String>) -> Result<(), Error> {
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
                self.global(global.name, &value);
            }
        }
        self.base_url = self.base_url.take().or_else(|| read(self.api.env_base_url));
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
        Ok(())
    }

    /// Builds the client.
    pub(crate) fn build(self) -> Result<Client, String> {
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
        Ok(Client { inner: Arc::new(inner), scope: Arc::new(self.scope) })
    }

    /// Sets the credential of a scheme.
    pub(crate) fn credential(&mut self, scheme: &'static str, secret: impl Into<Secret>) {
        self.credentials.set(scheme, Credential::Value(secret.into()));
    }

    /// Sets the credential provider of a scheme.
    pub(crate) fn credential_provider(&mut self, scheme: &'static str, provider: impl CredentialProvider) {
        self.credentials.set(scheme, Credential::provided(provider));
    }

    // part: basic-auth
    /// Sets the credential of a scheme of basic authentication.
    pub(crate) fn basic(
        &mut self,
        scheme: &'static str,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) {
        match super::super::auth::basic::credential(&username.into(), &password.into()) {
            Ok(secret) => self.credential(scheme, secret),
            Err(message) => self.scope.fail(message),
        }
    }
    // end

    /// Sets a header parameter for all operations that have it.
    pub(crate) fn global(&mut self, name: &'static str, value: &(impl WriteJson + ?Sized)) {
        self.scope.set(name, &json::to_value(value));
    }

    /// Sets a variable of the server's URL.
    pub(crate) fn server_variable(&mut self, name: &'static str, value: impl Into<String>) {
        header::set(&mut self.variables, name, value.into());
    }

    /// Sets a header of every request.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        match header::header(name, value) {
            Ok((header, mut value)) => {
                value.set_sensitive(self.api.is_secret(name));
                header::set(&mut self.headers, header, value);
            }
            Err(message) => self.scope.fail(message),
        }
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
