//! Request bodies that are read while they are sent.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use super::super::time::BoxError;
use super::upload::Source;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// A stream that is shared by clones. Only the first clone that takes it receives it.
#[derive(Clone)]
pub(crate) struct Streamed {
    chunks: Arc<Mutex<Option<Chunks>>>,
    length: Option<u64>,
}

impl Streamed {
    pub(crate) fn new<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        let chunks: Chunks = Box::pin(Plain(Box::pin(stream)));
        Self { chunks: Arc::new(Mutex::new(Some(chunks))), length: None }
    }

    /// Concatenates sources. They are taken when this stream is taken.
    pub(crate) fn chain(sources: Vec<Source>) -> Self {
        let length = sources.iter().try_fold(0_u64, |sum, source| sum.checked_add(length(source)?));
        let chunks: Chunks = Box::pin(Chain { rest: sources.into(), open: None });
        Self { chunks: Arc::new(Mutex::new(Some(chunks))), length }
    }

    // part: json-lines
    /// Changes each chunk. The length is no longer known.
    pub(crate) fn map(self, change: fn(Bytes) -> Bytes) -> Self {
        let chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mapped = chunks.map(|chunks| -> Chunks { Box::pin(Mapped { chunks, change }) });
        Self { chunks: Arc::new(Mutex::new(mapped)), length: None }
    }
    // end

    // part: mixed
    /// Concatenates sources that are created while they are sent.
    pub(crate) fn of_sources<S>(sources: S) -> Self
    where
        S: Stream<Item = Result<Vec<Source>, BoxError>> + Send + 'static,
    {
        let chunks: Chunks = Box::pin(Flat { sources: Box::pin(sources), open: None });
        Self { chunks: Arc::new(Mutex::new(Some(chunks))), length: None }
    }
    // end

    pub(crate) fn set_length(&mut self, length: u64) {
        self.length = Some(length);
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Takes the stream in order to send it. Returns `None` if it was taken before.
    pub(crate) fn take(&self) -> Option<Outgoing> {
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        if let Some(left) = self.length {
            chunks = Box::pin(Exact { chunks, left, last: None, over: false });
        }
        // An empty body would never be polled, so a stream that is longer would go unnoticed.
        let left = self.length.filter(|length| *length > 0);
        Some(Outgoing { chunks: Mutex::new(chunks), left })
    }
}

fn length(source: &Source) -> Option<u64> {
    match source {
        Source::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
        Source::Stream(stream) => stream.length,
    }
}

/// A stream of the caller, with its chunks and errors converted.
struct Plain<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Plain<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.get_mut().0.as_mut().poll_next(context));
        Poll::Ready(next.map(|chunk| chunk.map(Into::into).map_err(Into::into)))
    }
}

// part: json-lines
/// A stream whose chunks are changed.
struct Mapped {
    chunks: Chunks,
    change: fn(Bytes) -> Bytes,
}

impl Stream for Mapped {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = ready!(this.chunks.as_mut().poll_next(context));
        Poll::Ready(next.map(|chunk| chunk.map(this.change)))
    }
}
// end

/// Checks the length of a stream. It holds back the last chunk until the stream ends, because the server would take
/// the request as complete.
struct Exact {
    chunks: Chunks,
    left: u64,
    last: Option<Bytes>,
    over: bool,
}

impl Stream for Exact {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        while !this.over {
            match ready!(this.chunks.as_mut().poll_next(context)) {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                Some(Ok(chunk)) => {
                    let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                    let Some(left) = this.left.checked_sub(length) else {
                        this.over = true;
                        return Poll::Ready(Some(Err("the stream is longer than its `length`".into())));
                    };
                    this.left = left;
                    if left > 0 {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                    this.last = Some(chunk);
                }
                Some(Err(error)) => {
                    this.over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    this.over = true;
                    if this.left > 0 {
                        let message = format!("the stream is {} bytes shorter than its `length`", this.left);
                        return Poll::Ready(Some(Err(message.into())));
                    }
                }
            }
        }
        Poll::Ready(this.last.take().map(Ok))
    }
}

/// Concatenated sources.
struct Chain {
    rest: VecDeque<Source>,
    open: Option<Chunks>,
}

impl Stream for Chain {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(open) = &mut this.open {
                match ready!(open.as_mut().poll_next(context)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => this.open = None,
                }
            }
            match this.rest.pop_front() {
                Some(Source::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Source::Stream(stream)) => match stream.take() {
                    Some(outgoing) => this.open = Some(outgoing.into_chunks()),
                    None => return Poll::Ready(Some(Err("a part of the body was sent before".into()))),
                },
                None => return Poll::Ready(None),
            }
        }
    }
}

// part: mixed
/// Sources that are created while they are sent.
struct Flat<S> {
    sources: Pin<Box<S>>,
    open: Option<Chain>,
}

impl<S: Stream<Item = Result<Vec<Source>, BoxError>>> Stream for Flat<S> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(open) = &mut this.open {
                match ready!(Pin::new(open).poll_next(context)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => this.open = None,
                }
            }
            match ready!(this.sources.as_mut().poll_next(context)) {
                Some(Ok(sources)) => this.open = Some(Chain { rest: sources.into(), open: None }),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
// end

/// A stream that is being sent. The lock is never contended: it only makes the stream `Sync`, as a body must be.
pub(crate) struct Outgoing {
    chunks: Mutex<Chunks>,
    left: Option<u64>,
}

impl Outgoing {
    fn into_chunks(self) -> Chunks {
        self.chunks.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Converts the stream into a request body.
    #[cfg(not(target_arch = "wasm32"))]
    #[expect(clippy::unused_async, reason = "as elsewhere")]
    pub(crate) async fn into_body(self) -> Result<reqwest::Body, BoxError> {
        Ok(reqwest::Body::wrap(self))
    }

    /// Reads the stream to its end, and converts it into a request body.
    #[cfg(target_arch = "wasm32")]
    pub(crate) async fn into_body(self) -> Result<reqwest::Body, BoxError> {
        let mut chunks = self.into_chunks();
        let mut all = bytes::BytesMut::new();
        while let Some(chunk) = std::future::poll_fn(|context| chunks.as_mut().poll_next(context)).await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.freeze().into())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let chunks = this.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let next = ready!(chunks.as_mut().poll_next(context));
        if let (Some(Ok(chunk)), Some(left)) = (&next, &mut this.left) {
            *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        Poll::Ready(next.map(|chunk| chunk.map(http_body::Frame::data)))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.left.map_or_else(http_body::SizeHint::new, http_body::SizeHint::with_exact)
    }
}
