//! Sends requests over the network.

use std::{error::Error as StdError, time::Duration};

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use bytes::BytesMut;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CONTENT_LENGTH, SET_COOKIE},
};

use super::super::{
    body::{
        limits::{BodyBuffer, BodyLimit, Excess},
        upload::Source,
    },
    error::{
        Error, RequestError, TimeoutError, TooLargeError, TransportError,
        no_response::{Attempt, root_cause},
    },
    time::{BoxError, TimeoutKind, clock, connect, timeout::Timeouts},
};
#[cfg(feature = "test-util")]
use super::testing::MockTransport;
use super::{HttpRequest, HttpResponse, redirect::RedirectChain, streaming_body::AttemptContext};

/// The transport of requests.
pub(crate) enum Transport {
    Http(Http),
    /// A mock, without a network.
    #[cfg(feature = "test-util")]
    Mock(MockTransport),
}

impl Transport {
    /// Sends a request, follows redirects, and reads the response to its end.
    pub(crate) fn execute<'a>(
        &'a self,
        request: HttpRequest,
        attempt: Attempt,
        context: AttemptContext<'a>,
    ) -> impl Future<Output = Result<HttpResponse, Error>> + use<'a> {
        // An `async fn` would hold the request twice.
        let mut chain = RedirectChain::new(request, context);
        async move {
            loop {
                let response = match self {
                    Self::Http(http) => http.step(&mut chain, attempt).await,
                    #[cfg(feature = "test-util")]
                    Self::Mock(mock) => {
                        let response = mock.execute(chain.request(), attempt);
                        response.map(|response| {
                            (!chain.follow(response.status, &response.headers)).then_some(response)
                        })
                    }
                };
                if let Some(response) = response.map_err(|error| chain.failed(error))? {
                    return Ok(response);
                }
            }
        }
    }

    /// Waits between two attempts.
    pub(crate) async fn sleep(&self, wait: Duration) {
        match self {
            Self::Http(_) => clock::sleep(wait).await,
            #[cfg(feature = "test-util")]
            Self::Mock(mock) => mock.note_wait(wait),
        }
    }
}

/// The reason why an attempt has no response.
enum Failure {
    Http(reqwest::Error),
    TooLarge(StatusCode, HeaderMap, Excess),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// An HTTP client.
pub(crate) struct Http {
    client: reqwest::Client,
    /// Whether the caller has set the client.
    own: bool,
    /// The time limits of the client, unless the caller has set it.
    timeouts: Timeouts,
    /// A client with its own connections for [`blocking`](super::super::blocking) calls. Connections belong to the
    /// runtime that they were created in, and the caller's runtime does not run while the caller blocks.
    #[cfg(feature = "blocking")]
    twin: std::sync::OnceLock<reqwest::Client>,
}

impl Http {
    /// Creates the default client.
    pub(crate) fn new(timeouts: Timeouts) -> Result<Self, String> {
        Ok(Self {
            client: client(timeouts)?,
            own: false,
            timeouts,
            #[cfg(feature = "blocking")]
            twin: std::sync::OnceLock::new(),
        })
    }

    /// Builds the caller's client, without redirects and `Referer`.
    pub(crate) fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
        #[cfg(not(target_arch = "wasm32"))]
        let builder = builder.redirect(reqwest::redirect::Policy::none()).referer(false);
        builder.build().map_err(unusable)
    }

    /// Uses the caller's client.
    pub(crate) fn own(client: reqwest::Client) -> Self {
        Self {
            client,
            own: true,
            timeouts: Timeouts::default(),
            #[cfg(feature = "blocking")]
            twin: std::sync::OnceLock::new(),
        }
    }

    #[cfg(feature = "blocking")]
    fn client(&self) -> &reqwest::Client {
        let make = || client(self.timeouts).unwrap_or_else(|_| self.client.clone());
        if super::super::blocking::is_here() && !self.own {
            self.twin.get_or_init(make)
        } else {
            &self.client
        }
    }

    #[cfg(not(feature = "blocking"))]
    fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends a request. Returns `None` for a redirect that is followed.
    async fn step(
        &self,
        chain: &mut RedirectChain<'_>,
        attempt: Attempt,
    ) -> Result<Option<HttpResponse>, Error> {
        let rejected = |message| Error::Request(RequestError::before(attempt, message, None));
        chain.context().guard.check(chain.request()).map_err(rejected)?;
        let body = outgoing(&chain.request().body, chain.context().upload).await.map_err(|error| {
            Error::Transport(TransportError::new(attempt, "failed to read the body", error))
        })?;
        let sent = self.client().execute(prepared(chain.take(), body));
        receive(sent, chain).await.map_err(|failure| match failure {
            Failure::Http(error) => self.sort(error, attempt),
            Failure::TooLarge(status, headers, excess) => {
                Error::TooLarge(TooLargeError::new(attempt, status, headers, excess))
            }
        })
    }

    /// Converts an error of the HTTP client.
    fn sort(&self, error: reqwest::Error, attempt: Attempt) -> Error {
        // The URL may contain a credential in its query.
        let error = error.without_url();
        let broken = |what, error: reqwest::Error| TransportError::new(attempt, what, Box::new(error));
        if error.is_timeout() {
            let (kind, limit) = if is_connect(&error) {
                (TimeoutKind::Connect, if self.own { None } else { connect::limit() })
            } else {
                (TimeoutKind::Attempt, None)
            };
            Error::Timeout(TimeoutError::new(attempt, kind, limit, Some(Box::new(error))))
        } else if is_connect(&error) {
            Error::Connect(broken("could not connect", error))
        } else if error.is_builder() {
            Error::Request(RequestError::before(attempt, root_cause(&error), None))
        } else {
            Error::Transport(broken("the connection failed", error))
        }
    }
}

/// Converts a request into one of the HTTP client.
fn prepared(request: HttpRequest, body: Option<reqwest::Body>) -> reqwest::Request {
    let HttpRequest { method, mut headers, url, .. } = request;
    if body.is_none() && matches!(method, Method::POST | Method::PUT | Method::PATCH) {
        // Some servers require a `Content-Length` for these methods.
        headers.entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
    }
    let mut request = reqwest::Request::new(method, url);
    *request.headers_mut() = headers;
    *request.body_mut() = body;
    request
}

/// Waits for the response, and reads it to its end unless the caller reads it as a stream. Returns `None` for a redirect that is
/// followed.
async fn receive(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>>,
    chain: &mut RedirectChain<'_>,
) -> Result<Option<HttpResponse>, Failure> {
    let mut response = sent.await?;
    let status = response.status();
    let mut headers = std::mem::take(response.headers_mut());
    // An entry can make the map grow.
    if headers.contains_key(SET_COOKIE)
        && let http::header::Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE)
    {
        cookies.iter_mut().for_each(|cookie| cookie.set_sensitive(true));
    }
    if chain.follow(status, &headers) {
        return Ok(None);
    }
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(slot) = chain.context().download.filter(|_| status.is_success()) {
        let mut body = Bytes::new();
        let is_over = chain.context().expected.rejects(&headers) && {
            let (head, is_over) = head(&mut response).await;
            body = head;
            // The beginning suffices to reject the body.
            is_over || !body.trim_ascii().is_empty()
        };
        // `Received::opened` also rejects a body that has not arrived yet.
        slot.set((!is_over).then_some(response));
        return Ok(Some(HttpResponse { status, headers, body }));
    }
    let cap = chain.context().cap(status);
    #[cfg(not(target_arch = "wasm32"))]
    let body = read(&mut response, cap).await?;
    // The browser returns the body as a whole.
    #[cfg(target_arch = "wasm32")]
    let body = cap.keep(response.bytes().await?);
    match body {
        Ok(body) => Ok(Some(HttpResponse { status, headers, body })),
        Err(excess) => Err(Failure::TooLarge(status, headers, excess)),
    }
}

/// Reads a body up to its limit. If the body is longer, the connection is closed.
#[cfg(not(target_arch = "wasm32"))]
async fn read(response: &mut reqwest::Response, cap: BodyLimit) -> reqwest::Result<Result<Bytes, Excess>> {
    let announced = response.content_length();
    if let Some(excess) = cap.announced(announced) {
        return Ok(Err(excess));
    }
    let mut intake = BodyBuffer::new(cap, announced);
    while let Some(chunk) = response.chunk().await? {
        match intake.push(chunk) {
            Ok(true) => {}
            Ok(false) => break,
            Err(excess) => return Ok(Err(excess)),
        }
    }
    Ok(Ok(intake.finish()))
}

/// Reads the beginning of an unexpected body. Returns whether the body ended. It may never end, so only this much is
/// read, for this long.
#[cfg(not(target_arch = "wasm32"))]
async fn head(response: &mut reqwest::Response) -> (Bytes, bool) {
    const LENGTH: usize = 64 << 10;
    const PATIENCE: Duration = Duration::from_secs(1);

    let mut head = BytesMut::new();
    let read = async {
        while head.len() < LENGTH {
            match response.chunk().await {
                Ok(Some(chunk)) => head.extend_from_slice(&chunk),
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
        false
    };
    let is_over = clock::within(Some(PATIENCE), Box::pin(read)).await.unwrap_or(false);
    head.truncate(LENGTH);
    (head.freeze(), is_over)
}

/// Returns the body to send: bytes or a stream. `wasm32` reads the stream first.
#[cfg_attr(not(feature = "stream"), expect(clippy::unused_async, reason = "as with the feature"))]
async fn outgoing(body: &Bytes, upload: Option<&Source>) -> Result<Option<reqwest::Body>, BoxError> {
    if !body.is_empty() {
        return Ok(Some(body.clone().into()));
    }
    match upload {
        #[cfg(feature = "stream")]
        Some(Source::Stream(stream)) => match stream.take() {
            Some(stream) => stream.into_body().await.map(Some),
            None => Ok(None),
        },
        Some(Source::Bytes(_)) | None => Ok(None),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

#[cfg(target_arch = "wasm32")]
fn client(_: Timeouts) -> Result<reqwest::Client, String> {
    reqwest::Client::builder().build().map_err(unusable)
}

#[cfg(not(target_arch = "wasm32"))]
fn client(timeouts: Timeouts) -> Result<reqwest::Client, String> {
    let ping = timeouts.ping();
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .http2_keep_alive_interval(ping)
        .http2_keep_alive_timeout(ping)
        .http2_keep_alive_while_idle(true)
        // Every call has a limit for connecting, so the HTTP client has none of its own.
        .connector_layer(tower_layer::layer_fn(connect::Limited::new));
    tls(builder)?.build().map_err(unusable)
}

fn unusable(error: impl StdError) -> String {
    format!("failed to set up the HTTP client: {}", root_cause(&error))
}

/// The platform's TLS. If it is enabled, it is used, because it is not enabled by default.
#[cfg(all(feature = "native-tls", not(target_arch = "wasm32")))]
#[expect(clippy::unnecessary_wraps, reason = "rustls may fail")]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, String> {
    Ok(builder.tls_backend_native())
}

/// rustls, with the certificates that the platform trusts, and with the cryptography provider of the process, or else
/// that of `reqwest`. It does not install a provider for the whole process, because that is the program's decision.
#[cfg(all(feature = "rustls", not(feature = "native-tls"), not(target_arch = "wasm32")))]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, String> {
    use std::sync::{Arc, OnceLock};

    use rustls::{
        ClientConfig,
        crypto::{CryptoProvider, aws_lc_rs},
    };
    use rustls_platform_verifier::BuilderVerifierExt;

    /// Reading the platform's certificates is slow, so it is done once.
    static CONFIG: OnceLock<Result<ClientConfig, String>> = OnceLock::new();

    let make = || {
        let chosen = CryptoProvider::get_default().cloned();
        let provider = chosen.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?;
        let mut config = config.with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    };
    let config = CONFIG.get_or_init(|| make().map_err(|error: rustls::Error| unusable(error)));
    Ok(builder.tls_backend_preconfigured(config.clone()?))
}

#[cfg(not(any(feature = "rustls", feature = "native-tls", target_arch = "wasm32")))]
#[expect(clippy::unnecessary_wraps, reason = "rustls may fail")]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, String> {
    Ok(builder)
}
