//! Request bodies that are sent without encoding: bytes, or a stream.

use std::fmt;

use bytes::Bytes;

use super::super::types::{
    Nullable,
    argument::{Converts, IntoArgument, Plain, accepts},
};

#[cfg(feature = "stream")]
use super::upload_stream::Streamed;

/// A request body that is sent as it is. Bytes and strings convert into it.
///
/// With the feature `stream`, `Upload::stream` sends a body that does not fit into memory. A stream can be read only
/// once, so a request is not repeated after its stream was started.
#[derive(Debug, Clone)]
pub struct Upload {
    pub(crate) source: Source,
    pub(crate) content_type: Option<String>,
}

/// The source of a body.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    #[cfg(feature = "stream")]
    Stream(Streamed),
}

impl Upload {
    /// Sets the media type. Default: the first media type in the API's document.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Creates a body that is read from `stream` while it is sent. The time limits of the request apply: a long body
    /// needs a higher `attempt_timeout`.
    #[cfg(feature = "stream")]
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<super::super::time::BoxError>,
    {
        Self { source: Source::Stream(Streamed::new(stream)), content_type: None }
    }

    /// Sets the length of the stream in bytes. Some servers reject a body without a length. The request fails if the
    /// stream is longer or shorter.
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

impl Plain for Upload {}

/// Implements the conversions of arguments into a type from what [`Bytes`] can be made of.
macro_rules! from_bytes {
    ($to:ty) => {
        impl Converts<$to> for &'static str {
            fn convert(self) -> $to {
                self.into()
            }
        }

        impl Converts<$to> for String {
            fn convert(self) -> $to {
                self.into()
            }
        }

        impl Converts<$to> for Bytes {
            fn convert(self) -> $to {
                self.into()
            }
        }

        accepts!([] Vec<u8> => $to, |bytes| bytes.into());
        accepts!([] &'static [u8] => $to, |bytes| bytes.into());
    };
}
pub(super) use from_bytes;

from_bytes!(Upload);

impl Source {
    /// Returns the bytes, or no bytes for a stream.
    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            #[cfg(feature = "stream")]
            Self::Stream(_) => Bytes::new(),
        }
    }

    /// Returns whether the stream was started, so that it cannot be sent again.
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
