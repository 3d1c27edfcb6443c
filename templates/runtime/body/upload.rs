//! Bodies that are sent as they are: bytes, or a stream that is read while it is sent.

use std::fmt;

use bytes::Bytes;

#[cfg(feature = "stream")]
use super::upload_stream::Streamed;

/// A request body that is sent as it is. Bytes and text become one by `into()`.
///
/// With the feature `stream`, `Upload::stream` sends what does not fit into memory. A stream is read once: a request
/// with one is not sent again after it was begun.
#[derive(Debug, Clone)]
pub struct Upload {
    pub(crate) source: Source,
    pub(crate) content_type: Option<String>,
}

/// Where the bytes of a body come from.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    #[cfg(feature = "stream")]
    Stream(Streamed),
}

impl Upload {
    /// Sends the body as another media type than the one that the API's document names first.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// A body that is read from `stream` while it is sent. The time limits of the request hold for it: a long one needs a
    /// higher `attempt_timeout`.
    #[cfg(feature = "stream")]
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<super::super::time::BoxError>,
    {
        Self { source: Source::Stream(Streamed::new(stream)), content_type: None }
    }

    /// How many bytes the stream has, where that is known: some servers do not take a body without it. A stream that is
    /// longer or shorter fails the request.
    #[cfg(feature = "stream")]
    #[must_use]
    pub fn length(mut self, length: u64) -> Self {
        if let Source::Stream(stream) = &mut self.source {
            stream.set_length(length);
        }
        self
    }
}

impl<T: Into<Bytes>> From<T> for Upload {
    fn from(bytes: T) -> Self {
        Self { source: Source::Bytes(bytes.into()), content_type: None }
    }
}

impl Source {
    /// What is in memory of it.
    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            #[cfg(feature = "stream")]
            Self::Stream(_) => Bytes::new(),
        }
    }

    /// Whether it was begun to be read, and cannot be again.
    pub(crate) fn is_spent(&self) -> bool {
        match self {
            Self::Bytes(_) => false,
            #[cfg(feature = "stream")]
            Self::Stream(stream) => stream.is_spent(),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            #[cfg(feature = "stream")]
            Self::Stream(_) => f.write_str("a stream"),
        }
    }
}
