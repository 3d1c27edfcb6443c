//! Spans for the feature `tracing`, with OpenTelemetry's names: one for each operation, and one for each of its
//! attempts. They contain no credentials, queries or bodies.

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;
#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use tracing::{Instrument, field::Empty, instrument::Instrumented};

    use super::super::super::{
        body::Received,
        error::{Error, no_response::Attempt},
        http::HttpRequest,
        time::TimeoutKind,
    };
    use super::super::Call;

    #[derive(Clone)]
    pub(crate) struct Span(tracing::Span);

    impl Span {
        /// Creates the span of an operation.
        pub(crate) fn operation(call: &Call) -> Self {
            let (method, template) = (call.method().as_str(), template(call));
            Self(tracing::info_span!(
                "operation",
                "otel.name" = name(method, template),
                "operation.id" = call.operation.id,
                "http.request.method" = method,
                "url.template" = template,
                "http.response.status_code" = Empty,
                "error.type" = Empty,
                "otel.status_code" = Empty,
            ))
        }

        /// Creates the span of an attempt.
        pub(crate) fn attempt(call: &Call, attempt: Attempt) -> Self {
            let (method, template) = (call.method().as_str(), template(call));
            let span = tracing::info_span!(
                "attempt",
                "otel.name" = name(method, template),
                "otel.kind" = "client",
                "http.request.method" = method,
                "url.template" = template,
                "server.address" = Empty,
                "server.port" = Empty,
                "http.request.resend_count" = Empty,
                "http.response.status_code" = Empty,
                "error.type" = Empty,
                "otel.status_code" = Empty,
            );
            if attempt.number > 1 {
                span.record("http.request.resend_count", attempt.number - 1);
            }
            Self(span)
        }

        /// Runs `future` in the span.
        pub(crate) fn wrap<F: Future>(&self, future: F) -> Instrumented<F> {
            future.instrument(self.0.clone())
        }

        /// Records the server's address.
        pub(crate) fn address(&self, request: &HttpRequest) {
            self.0.record("server.address", request.host());
            self.0.record("server.port", request.url.port_or_known_default());
        }

        /// Records the result.
        pub(crate) fn record(&self, result: &Result<Received, Error>) {
            let status = match result {
                Ok(received) => Some(received.status),
                Err(error) => error.status(),
            };
            if let Some(status) = status {
                self.0.record("http.response.status_code", status.as_u16());
            }
            match result {
                Ok(_) => {}
                Err(Error::Api(error)) => {
                    self.0.record("error.type", error.status().as_str());
                }
                Err(error) => {
                    self.0.record("error.type", kind(error));
                }
            }
            if result.is_err() {
                self.0.record("otel.status_code", "ERROR");
            }
        }

        /// Records that another attempt follows.
        pub(crate) fn retry(&self, wait: Duration) {
            tracing::debug!(parent: &self.0, ?wait, "retrying");
        }
    }

    /// The path template, which contains no values; empty for a request that the document does not describe.
    fn template(call: &Call) -> Option<&'static str> {
        call.operation.path.split('?').next().filter(|template| !template.is_empty())
    }

    /// The name of the span.
    fn name(method: &str, template: Option<&str>) -> String {
        template.map_or_else(|| method.to_owned(), |template| [method, template].join(" "))
    }

    fn kind(error: &Error) -> &'static str {
        match error {
            Error::Request(_) => "request",
            Error::Connect(_) => "connect",
            Error::Transport(_) => "transport",
            Error::Timeout(error) => match error.kind() {
                TimeoutKind::Connect => "connect_timeout",
                TimeoutKind::Attempt => "attempt_timeout",
                TimeoutKind::Operation => "timeout",
                TimeoutKind::Idle => "idle_timeout",
            },
            Error::Middleware(_) => "middleware",
            Error::Api(_) => "status",
            Error::Decode(_) => "decode",
            Error::TooLarge(_) => "too_large",
            Error::Pagination(_) => "pagination",
        }
    }
}

/// Without the feature, spans do nothing.
#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use super::super::super::{
        body::Received,
        error::{Error, no_response::Attempt},
        http::HttpRequest,
    };
    use super::super::Call;

    #[derive(Clone)]
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn operation(_: &Call) -> Self {
            Self
        }

        pub(crate) fn attempt(_: &Call, _: Attempt) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "as with the feature")]
        pub(crate) fn wrap<F: Future>(&self, future: F) -> F {
            future
        }

        #[expect(clippy::unused_self, reason = "as with the feature")]
        pub(crate) fn address(&self, _: &HttpRequest) {}

        #[expect(clippy::unused_self, reason = "as with the feature")]
        pub(crate) fn record(&self, _: &Result<Received, Error>) {}

        #[expect(clippy::unused_self, reason = "as with the feature")]
        pub(crate) fn retry(&self, _: Duration) {}
    }
}
