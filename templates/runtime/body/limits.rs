//! How much of an answer is read into memory.

use bytes::{Bytes, BytesMut};
use http::StatusCode;

/// How large an answer may be, in bytes after decompression. A limit that is not set here is the client's, and on the
/// client the default.
///
/// `None` is without limit. An answer that is too large fails with [`Error::TooLarge`](super::super::error::Error::TooLarge) as soon
/// as that is known; the rest of it is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct Limits {
    body: Setting,
    bytes: Setting,
    error_body: Setting,
    item: Setting,
    values: Setting,
}

/// Which limit an answer went over.
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
enum Setting {
    #[default]
    Inherited,
    Max(u64),
    Unlimited,
}

impl Setting {
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

impl From<Option<u64>> for Setting {
    fn from(max: Option<u64>) -> Self {
        max.map_or(Self::Unlimited, Self::Max)
    }
}

impl Limits {
    /// The limits of a client that sets none.
    pub(crate) const DEFAULT: Self = Self {
        body: Setting::Max(32 << 20),
        bytes: Setting::Max(1 << 30),
        error_body: Setting::Max(1 << 20),
        item: Setting::Max(16 << 20),
        values: Setting::Max(4_000_000),
    };

    /// Sets no limit yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The largest body that is decoded, as JSON or as text. The default is 32 MiB.
    pub fn body(mut self, max: impl Into<Option<u64>>) -> Self {
        self.body = max.into().into();
        self
    }

    /// The largest body that `send` gives as bytes, and that [`ByteStream::collect`](super::super::stream::ByteStream::collect)
    /// puts together. The default is 1 GiB. A body that is read with `send_stream` has no limit.
    pub fn bytes(mut self, max: impl Into<Option<u64>>) -> Self {
        self.bytes = max.into().into();
        self
    }

    /// How much is kept of the body of an error, and of a body that nobody asked for. The rest is dropped, which is not
    /// an error. The default is 1 MiB.
    pub fn error_body(mut self, max: impl Into<Option<u64>>) -> Self {
        self.error_body = max.into().into();
        self
    }

    /// The largest item of a stream: a server-sent event with all its lines, or a line of JSON. The default is 16 MiB.
    pub fn item(mut self, max: impl Into<Option<u64>>) -> Self {
        self.item = max.into().into();
        self
    }

    /// How many JSON values a body or an item may have, those in arrays and objects included; an object counts as eight.
    /// It bounds the memory that decoding takes: a value of two bytes can take about a hundred in memory, and an object of
    /// two bytes the size of a struct. The default is 4,000,000, which is some hundreds of megabytes at most.
    pub fn values(mut self, max: impl Into<Option<u64>>) -> Self {
        self.values = max.into().into();
        self
    }

    /// These limits, and those of `other` where none is set here.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            body: self.body.or(other.body),
            bytes: self.bytes.or(other.bytes),
            error_body: self.error_body.or(other.error_body),
            item: self.item.or(other.item),
            values: self.values.or(other.values),
        }
    }

    /// What holds for the body of an answer with this status.
    pub(crate) fn cap(&self, purpose: Purpose, status: StatusCode) -> BodyLimit {
        let (setting, kind) = match purpose {
            _ if !status.is_success() => (self.error_body, None),
            Purpose::Nothing => (self.error_body, None),
            Purpose::Decode => (self.body, Some(LimitKind::Body)),
            Purpose::Bytes => (self.bytes, Some(LimitKind::Bytes)),
            Purpose::Stream => (Setting::Unlimited, None),
        };
        BodyLimit { max: setting.max(), kind }
    }

    /// What holds for bytes that are put together from a stream.
    pub(crate) fn collected(&self) -> BodyLimit {
        BodyLimit { max: self.bytes.max(), kind: Some(LimitKind::Bytes) }
    }

    /// Whether an item of this length is too large.
    pub(crate) fn item_excess(&self, length: usize, head: impl FnOnce() -> Bytes) -> Option<Excess> {
        let max = self.item.max().filter(|max| size(length) > *max)?;
        Some(Excess { kind: LimitKind::Item, max, head: head() })
    }

    /// Whether this JSON has too many values.
    pub(crate) fn values_excess(&self, json: &[u8]) -> Option<Excess> {
        let max = self.values.max().filter(|max| has_more_values(json, *max))?;
        Some(Excess { kind: LimitKind::Values, max, head: head(json) })
    }
}

/// What the body of a success is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Purpose {
    #[default]
    Decode,
    Bytes,
    Nothing,
    Stream,
}

/// How much of one body is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit {
    max: Option<u64>,
    /// The limit that a larger body goes over; none if the rest of it is dropped.
    kind: Option<LimitKind>,
}

/// The facts about an answer that is too large.
#[derive(Debug, Clone)]
pub(crate) struct Excess {
    pub(crate) kind: LimitKind,
    pub(crate) max: u64,
    pub(crate) head: Bytes,
}

impl BodyLimit {
    /// Whether a body of the announced length is too large.
    pub(crate) fn announced(&self, length: Option<u64>) -> Option<Excess> {
        let (max, kind) = (self.max?, self.kind?);
        length.filter(|length| *length > max).map(|_| Excess { kind, max, head: Bytes::new() })
    }

    /// The kept part of a body that is in memory already.
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

/// A body that is put together from its chunks. One that comes in a single chunk is not copied.
pub(crate) struct BodyBuffer {
    cap: BodyLimit,
    announced: Option<u64>,
    first: Bytes,
    all: BytesMut,
}

impl BodyBuffer {
    /// Most memory that is set aside because the server announced a long body.
    const MAX_AHEAD: u64 = 1 << 20;

    pub(crate) fn new(cap: BodyLimit, announced: Option<u64>) -> Self {
        Self { cap, announced, first: Bytes::new(), all: BytesMut::new() }
    }

    /// Takes a chunk in. `false` if no other is wanted.
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

    /// The body.
    pub(crate) fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// The beginning of a body, for an error.
pub(crate) fn head(body: &[u8]) -> Bytes {
    const LENGTH: usize = 4 << 10;
    Bytes::copy_from_slice(&body[..body.len().min(LENGTH)])
}

fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// How many more values an object counts as, beside those in it: as a struct it has room for all its properties.
const OBJECT: u64 = 7;

/// Whether a JSON text has more than `max` values. Each but the first comes after an opening bracket or a comma.
fn has_more_values(json: &[u8], max: u64) -> bool {
    // `{},` counts as eight and has three bytes, so most texts need not be looked at.
    if size(json.len()).saturating_mul(3) < max {
        return false;
    }
    let weight = |byte: &u8| match byte {
        b',' | b'[' => 1,
        b'{' => 1 + OBJECT,
        _ => 0,
    };
    if json.iter().map(weight).sum::<u64>() < max {
        return false;
    }
    // Marks in strings do not count, and neither does the bracket of an empty array or object.
    let (mut values, mut quoted, mut opened, mut bytes) = (1_u64, false, false, json.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => {
                bytes.next();
            }
            b',' | b'[' | b'{' if !quoted => values += weight(byte),
            b']' | b'}' if opened => values -= 1,
            _ => {}
        }
        opened = !quoted && (matches!(byte, b'[' | b'{') || (opened && byte.is_ascii_whitespace()));
    }
    values > max
}

// part: tests
#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
// end
