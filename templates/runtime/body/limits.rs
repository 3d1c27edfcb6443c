//! Limits for the size of responses in memory.

use bytes::{Bytes, BytesMut};
use http::StatusCode;

/// The maximum sizes of responses, in bytes after decompression. A request uses the client's limit where it sets none;
/// a client uses the default.
///
/// `None` means no limit. A response that is too large fails with
/// [`Error::TooLarge`](super::super::error::Error::TooLarge) as soon as that is known; the rest of it is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct Limits {
    body: Bound,
    bytes: Bound,
    error_body: Bound,
    item: Bound,
    values: Bound,
}

/// The limit that a response exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LimitKind {
    /// [`Limits::body`].
    Body,
    /// [`Limits::bytes`].
    Bytes,
    /// [`Limits::item`].
    Item,
    /// [`Limits::values`].
    Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Bound {
    #[default]
    Inherited,
    Max(u64),
    Unlimited,
}

impl Bound {
    fn or(self, other: Self) -> Self {
        if self == Self::Inherited { other } else { self }
    }

    fn max(self) -> Option<u64> {
        match self {
            Self::Max(max) => Some(max),
            Self::Inherited | Self::Unlimited => None,
        }
    }
}

impl From<Option<u64>> for Bound {
    fn from(max: Option<u64>) -> Self {
        max.map_or(Self::Unlimited, Self::Max)
    }
}

impl Limits {
    /// The default limits of a client.
    pub(crate) const DEFAULT: Self = Self {
        body: Bound::Max(32 << 20),
        bytes: Bound::Max(1 << 30),
        error_body: Bound::Max(1 << 20),
        item: Bound::Max(16 << 20),
        values: Bound::Max(4_000_000),
    };

    /// Creates limits without setting any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the maximum size of a body that is decoded, as JSON or text. Default: 32 MiB.
    pub fn body(mut self, max: impl Into<Option<u64>>) -> Self {
        self.body = max.into().into();
        self
    }

    /// Sets the maximum size of a body that `send` returns as bytes and that
    /// [`ByteStream::collect`](super::super::stream::ByteStream::collect) collects. Default: 1 GiB. A body that is read
    /// with `send_stream` has no limit.
    // part: received-parts
    ///
    /// Also of a body of several parts that `send` returns.
    // end
    pub fn bytes(mut self, max: impl Into<Option<u64>>) -> Self {
        self.bytes = max.into().into();
        self
    }

    /// Sets the maximum number of bytes that are kept of the body of an error, and of a body that the caller does not
    /// read. The rest is dropped, which is not an error. Default: 1 MiB.
    pub fn error_body(mut self, max: impl Into<Option<u64>>) -> Self {
        self.error_body = max.into().into();
        self
    }

    /// Sets the maximum size of an item of a stream: a server-sent event with all its lines, or a line of JSON.
    /// Default: 16 MiB.
    // part: part-streams
    ///
    /// Also a part of a multipart body that is read as a stream.
    // end
    pub fn item(mut self, max: impl Into<Option<u64>>) -> Self {
        self.item = max.into().into();
        self
    }

    /// Sets the maximum number of JSON values in a body or an item, including those in arrays and objects. An object
    /// counts as eight. This bounds the memory of decoding: a value of two bytes can take about a hundred bytes in
    /// memory, and an object of two bytes the size of a struct. Default: 4,000,000, which takes some hundreds of
    /// megabytes at most.
    pub fn values(mut self, max: impl Into<Option<u64>>) -> Self {
        self.values = max.into().into();
        self
    }

    /// Returns these limits, with those of `other` where none is set.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            body: self.body.or(other.body),
            bytes: self.bytes.or(other.bytes),
            error_body: self.error_body.or(other.error_body),
            item: self.item.or(other.item),
            values: self.values.or(other.values),
        }
    }

    /// Returns the limit of a response body with this status.
    pub(crate) fn cap(&self, purpose: Purpose, status: StatusCode) -> BodyLimit {
        let (setting, kind) = match purpose {
            _ if !status.is_success() => (self.error_body, None),
            Purpose::Nothing => (self.error_body, None),
            Purpose::Decode => (self.body, Some(LimitKind::Body)),
            Purpose::Bytes => (self.bytes, Some(LimitKind::Bytes)),
            Purpose::Stream => (Bound::Unlimited, None),
        };
        BodyLimit { max: setting.max(), kind }
    }

    /// Returns the limit of bytes that are collected from a stream.
    pub(crate) fn collected(&self) -> BodyLimit {
        BodyLimit { max: self.bytes.max(), kind: Some(LimitKind::Bytes) }
    }

    /// Returns the excess of an item of this length, if it is too large.
    pub(crate) fn item_excess(&self, length: usize, head: impl FnOnce() -> Bytes) -> Option<Excess> {
        let max = self.item.max().filter(|max| size(length) > *max)?;
        Some(Excess { kind: LimitKind::Item, max, head: head() })
    }

    /// Returns how many values a JSON text may have.
    pub(crate) fn max_values(&self) -> Option<u64> {
        self.values.max()
    }
}

/// The use of the body of a successful response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Purpose {
    #[default]
    Decode,
    Bytes,
    Nothing,
    Stream,
}

/// The limit of one body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit {
    max: Option<u64>,
    /// The limit that a larger body exceeds. `None` if the rest of it is dropped.
    kind: Option<LimitKind>,
}

/// The limit that a response exceeded, and the beginning of its body.
#[derive(Debug, Clone)]
pub(crate) struct Excess {
    pub(crate) kind: LimitKind,
    pub(crate) max: u64,
    pub(crate) head: Bytes,
}

impl BodyLimit {
    /// Returns the excess of a body with this `Content-Length`, if it is too large.
    pub(crate) fn announced(&self, length: Option<u64>) -> Option<Excess> {
        let (max, kind) = (self.max?, self.kind?);
        length.filter(|length| *length > max).map(|_| Excess { kind, max, head: Bytes::new() })
    }

    /// Applies the limit to a body that is in memory.
    pub(crate) fn keep(&self, mut body: Bytes) -> Result<Bytes, Excess> {
        match (self.max, self.kind) {
            (Some(max), _) if size(body.len()) <= max => Ok(body),
            (Some(max), Some(kind)) => Err(Excess { kind, max, head: head(&body) }),
            (Some(max), None) => {
                body.truncate(usize::try_from(max).unwrap_or(usize::MAX));
                Ok(body)
            }
            (None, _) => Ok(body),
        }
    }
}

/// A body that is collected from chunks. A body in a single chunk is not copied.
pub(crate) struct BodyBuffer {
    cap: BodyLimit,
    announced: Option<u64>,
    first: Bytes,
    all: BytesMut,
}

impl BodyBuffer {
    /// The maximum memory that is reserved in advance for a body of a known length.
    const MAX_AHEAD: u64 = 1 << 20;

    pub(crate) fn new(cap: BodyLimit, announced: Option<u64>) -> Self {
        Self { cap, announced, first: Bytes::new(), all: BytesMut::new() }
    }

    /// Adds a chunk. Returns `false` if no further chunk is needed.
    pub(crate) fn push(&mut self, mut chunk: Bytes) -> Result<bool, Excess> {
        let taken = self.first.len() + self.all.len();
        let room = self.cap.max.map(|max| max.saturating_sub(size(taken)));
        let over = room.filter(|room| size(chunk.len()) > *room);
        if let Some(room) = over {
            chunk.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        }
        if taken == 0 {
            self.first = chunk;
        } else {
            if self.all.is_empty() {
                let ahead = self.announced.unwrap_or_default().min(Self::MAX_AHEAD);
                let ahead = usize::try_from(ahead).unwrap_or_default().max(2 * (taken + chunk.len()));
                self.all.reserve(ahead);
                self.all.extend_from_slice(&std::mem::take(&mut self.first));
            }
            self.all.extend_from_slice(&chunk);
        }
        match (over, self.cap.max, self.cap.kind) {
            (None, ..) => Ok(true),
            (Some(_), Some(max), Some(kind)) => {
                let read = if self.all.is_empty() { &self.first[..] } else { &self.all[..] };
                Err(Excess { kind, max, head: head(read) })
            }
            (Some(_), ..) => Ok(false),
        }
    }

    /// Returns the body.
    pub(crate) fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// Returns the beginning of a body, for an error.
pub(crate) fn head(body: &[u8]) -> Bytes {
    const LENGTH: usize = 4 << 10;
    Bytes::copy_from_slice(&body[..body.len().min(LENGTH)])
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

// part: tests
#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
// end
