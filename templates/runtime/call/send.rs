//! Sends calls: attempts, time limits and retries.

use std::{
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header::ACCEPT};

use super::super::{
    api::{Scheme, is_idempotent},
    auth::keys::{self, Keys},
    body::{Limits, Received, limits::Purpose, media::Expected},
    error::{ApiError, Error, RequestError, TimeoutError, TooLargeError, no_response::Attempt},
    http::{
        HttpResponse, Next,
        streaming_body::{AttemptContext, Guard, Slot, Unread},
    },
    time::{
        BoxFuture,
        clock::{self, Deadline},
        connect,
        timeout::Timeouts,
    },
};
use super::{Call, executor, prepare, trace::Span};

/// Sends a call. A status that is not a success is an error. The futures of operations stay small, and this code is
/// compiled once.
pub(crate) fn run(call: Call, purpose: Purpose) -> BoxFuture<'static, Result<Received, Error>> {
    Box::pin(async move { perform(&call, purpose, None).await })
}

/// Like [`run`], but leaves the body of a success unread where possible. A JSON response is unexpected if the
/// response `is_items`.
pub(crate) fn open(
    call: Call,
    is_items: bool,
) -> BoxFuture<'static, Result<(Received, Option<Unread>), Error>> {
    Box::pin(async move {
        let slot = Slot::new(is_items);
        let received = perform(&call, Purpose::Stream, Some(&slot)).await?;
        Ok((received, slot.take()))
    })
}

async fn perform(call: &Call, purpose: Purpose, download: Option<&Slot>) -> Result<Received, Error> {
    let span = Span::operation(call);
    let mut run = Run::new(call, purpose, download);
    let finish = pin!(run.finish());
    let result = span.wrap(executor::contain(call.operation.id, finish)).await;
    span.record(&result);
    result
}

/// An operation in progress.
struct Run<'a> {
    call: &'a Call,
    /// The slot for the unread body of a successful response.
    download: Option<&'a Slot>,
    /// The use of the body of a successful response.
    purpose: Purpose,
    limits: Limits,
    timeouts: Timeouts,
    deadline: Deadline,
    /// The credentials of the last attempt.
    keys: Keys,
    renewal: Renewal,
    /// The media types that the response to the last attempt may have.
    expected: Expected,
    /// Whether the server has acted on the request, even if a redirect then failed.
    acted: AtomicBool,
}

/// Whether the one refresh of credentials after a 401 was used.
#[derive(PartialEq, Eq)]
enum Renewal {
    Unused,
    /// The next attempt uses the new credentials.
    Due,
    Used,
}

impl<'a> Run<'a> {
    fn new(call: &'a Call, purpose: Purpose, download: Option<&'a Slot>) -> Self {
        let (timeouts, limits) = (call.timeouts(), call.limits());
        let deadline = Deadline::after(timeouts.operation);
        let (keys, renewal, expected) = (Keys::new(), Renewal::Unused, Expected::ANYTHING);
        let acted = AtomicBool::new(false);
        Self { call, download, purpose, limits, timeouts, deadline, keys, renewal, expected, acted }
    }

    /// Makes attempts until one succeeds or another one is pointless.
    async fn finish(&mut self) -> Result<Received, Error> {
        let (operation, client) = (self.call.operation, &self.call.client);
        if let Some(failure) = &self.call.failure {
            return Err(Error::request(Some(operation.id), failure.clone()));
        }
        let mut attempt = Attempt { operation: operation.id, number: 1 };
        loop {
            let span = Span::attempt(self.call, attempt);
            let error = match self.once(attempt, &span).await {
                Ok(received) => {
                    client.inner.budget.earn();
                    return Ok(received);
                }
                Err(error) => error.at(attempt),
            };
            let acted = self.acted.load(Ordering::Relaxed) && !is_idempotent(self.call.method());
            if acted || self.call.is_spent() {
                return Err(error);
            }
            if !(error.status() == Some(StatusCode::UNAUTHORIZED) && self.renew().await) {
                let Some(wait) = self.wait(&error, attempt) else { return Err(error) };
                span.retry(wait);
                client.inner.transport.sleep(wait).await;
            }
            attempt.number += 1;
        }
    }

    /// Makes an attempt in its span.
    async fn once(&mut self, attempt: Attempt, span: &Span) -> Result<Received, Error> {
        let outcome = span.wrap(self.limited(attempt, span)).await;
        let outcome = outcome.and_then(|response| self.sort(attempt, response));
        span.record(&outcome);
        outcome
    }

    /// Separates success from an API error.
    fn sort(&self, attempt: Attempt, response: HttpResponse) -> Result<Received, Error> {
        let HttpResponse { status, headers, body } = response;
        // The transport applies the limits, but a middleware may have replaced the body.
        let body = match self.limits.cap(self.purpose, status).keep(body) {
            Ok(body) => body,
            Err(excess) => return Err(Error::TooLarge(TooLargeError::new(attempt, status, headers, excess))),
        };
        let (attempts, limits, expected) = (attempt.number, self.limits, self.expected);
        let received = Received { status, headers, body, attempts, limits, expected };
        if status.is_success() {
            Ok(received)
        } else {
            Err(Error::Api(ApiError::new(self.call.operation, received)))
        }
    }

    /// Makes an attempt within its time limit.
    async fn limited(&mut self, attempt: Attempt, span: &Span) -> Result<HttpResponse, Error> {
        let (limit, kind) = self.timeouts.next(self.deadline);
        let attempted = connect::within(self.timeouts.connect, self.attempt(attempt, span));
        let outcome = clock::within(limit, Box::pin(attempted)).await;
        let late = || Error::Timeout(TimeoutError::new(attempt, kind, self.timeouts.of(kind), None));
        outcome.unwrap_or_else(|| Err(late()))
    }

    /// Makes an attempt: requests the credentials, builds the request, and passes it through the middleware.
    async fn attempt(&mut self, attempt: Attempt, span: &Span) -> Result<HttpResponse, Error> {
        let (headers, schemes) = self.prepare(attempt)?;
        if self.renewal == Renewal::Due {
            self.renewal = Renewal::Used;
        } else {
            let keys = keys::keys(&self.call.client.inner.credentials, schemes).await;
            self.keys = keys.map_err(|(setter, error)| {
                let message = format!("failed to obtain credential `{setter}`: {error}");
                Error::Request(RequestError::before(attempt, message, Some(error)))
            })?;
        }
        self.dispatch(attempt, headers, span)?.await
    }

    /// Builds the headers, and selects the credentials.
    fn prepare(&mut self, attempt: Attempt) -> Result<(HeaderMap, Vec<&'static Scheme>), Error> {
        let (call, client) = (self.call, &self.call.client);
        let rejected = |message| rejected(attempt, message);
        if call.is_spent() {
            return Err(rejected(
                "the body is a stream that was already sent: create a new request".to_owned(),
            ));
        }
        if let Some(slot) = self.download {
            slot.set(None);
        }
        let headers = prepare::headers(call).map_err(rejected)?;
        if call.raw.is_none() {
            let is_items = self.download.is_some_and(|slot| slot.is_items);
            self.expected = Expected::by(headers.get(ACCEPT), is_items);
            // part: xml
            #[cfg(feature = "xml")]
            {
                self.expected.xml = call.options.xml;
            }
            // end
        }
        let schemes = keys::choose(client.inner.api, &client.inner.credentials, call.security(), &headers);
        Ok((headers, schemes.map_err(rejected)?))
    }

    /// Builds the request, and passes it through the middleware.
    fn dispatch(
        &self,
        attempt: Attempt,
        headers: HeaderMap,
        span: &Span,
    ) -> Result<BoxFuture<'_, Result<HttpResponse, Error>>, Error> {
        let (call, client) = (self.call, &self.call.client);
        let request = prepare::request(call, headers, &self.keys);
        let request = request.map_err(|message| rejected(attempt, message))?;
        span.address(&request);
        let guard = Guard {
            api: (!client.inner.allow_insecure_http).then(|| client.inner.api),
            keyed: !self.keys.is_empty(),
        };
        let context = AttemptContext {
            upload: call.body.as_ref().map(|body| &body.source),
            download: self.download,
            purpose: self.purpose,
            limits: &self.limits,
            guard,
            expected: self.expected,
            acted: Some(&self.acted),
        };
        Ok(Next::new(&client.inner.middleware, &client.inner.transport, attempt, context).run(request))
    }

    /// Requests new credentials after a 401. Returns whether there are any.
    async fn renew(&mut self) -> bool {
        if self.renewal != Renewal::Unused {
            return false;
        }
        let client = &self.call.client;
        let (limit, _) = self.timeouts.next(self.deadline);
        let requested = Box::pin(keys::renewed(&client.inner.credentials, &self.keys));
        let renewed = clock::within(limit, requested).await.flatten();
        self.renewal = if renewed.is_some() { Renewal::Due } else { Renewal::Used };
        match renewed {
            Some(keys) => {
                self.keys = keys;
                true
            }
            None => false,
        }
    }

    /// Returns how long to wait before the next attempt, or `None` if there is none.
    fn wait(&self, error: &Error, attempt: Attempt) -> Option<Duration> {
        let client = &self.call.client;
        let policy = self.call.options.retry.as_ref().unwrap_or(&client.inner.retry);
        // An attempt that failed only because of its credentials does not count.
        let number = attempt.number - u32::from(self.renewal == Renewal::Used);
        let wait = policy.wait(self.call.method(), error, number, client.inner.api.rate_limit_reset)?;
        let in_time = self.deadline.remaining().is_none_or(|left| wait < left);
        (in_time && client.inner.budget.spend()).then_some(wait)
    }
}

/// The error of an attempt that was not sent.
fn rejected(attempt: Attempt, message: String) -> Error {
    Error::Request(RequestError::before(attempt, message, None))
}
