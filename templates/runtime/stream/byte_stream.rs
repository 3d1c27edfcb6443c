//! The body of a response as a stream of bytes.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::{
    body::{Limits, Received, limits::BodyBuffer},
    error::{Error, TimeoutError, TooLargeError, TransportError, no_response::Attempt},
    http::{Response, streaming_body::Unread},
    time::{BoxFuture, TimeoutKind, clock},
};

/// The body of a response in chunks, as they arrive, so that it does not have to fit into memory.
///
/// The time limits of the request have ended; from now on, the longest silence is `idle_timeout`. After the last
/// chunk or an error, there are no more. You can drop the future of [`next`](ByteStream::next) without losing data.
/// With the feature `stream`, this is a `futures_core::Stream`.
#[must_use = "the body is read only on request"]
pub struct ByteStream {
    state: State,
    attempt: Attempt,
    status: StatusCode,
    headers: HeaderMap,
    limits: Limits,
    idle: Option<Duration>,
}

enum State {
    /// Already read.
    Whole(Bytes),
    #[cfg(not(target_arch = "wasm32"))]
    Open(Box<Unread>),
    #[cfg(not(target_arch = "wasm32"))]
    Reading(BoxFuture<'static, (Box<Unread>, Option<reqwest::Result<Option<Bytes>>>)>),
    Over,
}

impl ByteStream {
    /// Creates the stream of a response: its body if it has one, otherwise the unread body.
    pub(crate) fn open(
        operation: &'static str,
        mut received: Received,
        unread: Option<Unread>,
        limits: Limits,
        idle: Option<Duration>,
    ) -> Response<Self> {
        let attempt = Attempt { operation, number: received.attempts };
        let body = std::mem::take(&mut received.body);
        let state = match unread {
            #[cfg(not(target_arch = "wasm32"))]
            Some(unread) if body.is_empty() => State::Open(Box::new(unread)),
            _ => State::Whole(body),
        };
        let (status, headers) = (received.status, received.headers.clone());
        received.with(Self { state, attempt, status, headers, limits, idle })
    }

    /// Creates an empty stream.
    pub(crate) fn over() -> Self {
        Self {
            state: State::Over,
            attempt: Attempt { operation: "", number: 0 },
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            limits: Limits::DEFAULT,
            idle: None,
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the next chunk; `None` after the last one or an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Returns the next chunk; `None` after the last one or an error.
    ///
    /// # Errors
    ///
    /// If the connection fails, or if the server is silent for too long.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        self.next().await.transpose()
    }

    /// Returns the rest of the body.
    ///
    /// # Errors
    ///
    /// If the connection fails, the server is silent for too long, or the body exceeds [`Limits::bytes`].
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let mut intake = BodyBuffer::new(self.limits.collected(), None);
        while let Some(chunk) = self.try_next().await? {
            if let Err(excess) = intake.push(chunk) {
                let error = TooLargeError::new(self.attempt, self.status, self.headers, excess);
                return Err(Error::TooLarge(error));
            }
        }
        Ok(intake.finish())
    }

    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Whole(body) if body.is_empty() => {}
                State::Whole(body) => return Poll::Ready(Some(Ok(body))),
                #[cfg(not(target_arch = "wasm32"))]
                State::Open(mut unread) => {
                    let idle = self.idle;
                    self.state = State::Reading(Box::pin(async move {
                        let chunk = clock::within_here(idle, unread.chunk()).await;
                        (unread, chunk)
                    }));
                }
                #[cfg(not(target_arch = "wasm32"))]
                State::Reading(mut reading) => {
                    let Poll::Ready((unread, chunk)) = reading.as_mut().poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    match chunk {
                        Some(Ok(Some(chunk))) => {
                            self.state = State::Open(unread);
                            return Poll::Ready(Some(Ok(chunk)));
                        }
                        Some(Ok(None)) => {}
                        None => {
                            let error = TimeoutError::new(self.attempt, TimeoutKind::Idle, self.idle, None);
                            return Poll::Ready(Some(Err(Error::Timeout(error))));
                        }
                        Some(Err(error)) => {
                            let error = Box::new(error.without_url());
                            let error = TransportError::new(self.attempt, "the connection failed", error);
                            return Poll::Ready(Some(Err(Error::Transport(error))));
                        }
                    }
                }
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl ByteStream {
    /// Converts it into an iterator that waits. Do not use it in async code.
    pub fn into_blocking(self) -> super::super::blocking::Blocking<Self> {
        super::super::blocking::Blocking::new(self)
    }
}

#[cfg(feature = "blocking")]
impl Iterator for super::super::blocking::Blocking<ByteStream> {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = std::mem::replace(self.get_mut(), ByteStream::over());
        let read = super::super::blocking::run(async move {
            let chunk = stream.next().await;
            Ok((stream, chunk))
        });
        match read {
            Ok((stream, chunk)) => {
                *self.get_mut() = stream;
                chunk
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("attempt", &self.attempt).finish_non_exhaustive()
    }
}

#[cfg(feature = "stream")]
impl futures_core::Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}
