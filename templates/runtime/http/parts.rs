//! Decodes the parts of multipart responses.

use std::fmt;

use bytes::Bytes;
use http::{
    HeaderMap,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};

use super::super::{
    api::Operation,
    body::{
        Limits, Received,
        parts::{RawPart, Splitter, Step, parameter},
    },
    error::Error,
    json::{self, JsonError, JsonFailure, ReadJson},
    types::base64,
    wire::{
        charset,
        header::{Shown, media_type},
    },
};
use super::{Misread, Response, typed_header};

/// The maximum number of parts that are read at once.
const MAX_PARTS: usize = 1 << 16;

/// A part of a multipart response: its content and its headers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedPart<T> {
    /// The content.
    pub content: T,
    headers: HeaderMap,
}

impl<T> ReceivedPart<T> {
    /// Returns the headers of the part.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header of the part as a `V`, such as a number; `None` if it is missing or not a `V`.
    pub fn header<V: ReadJson>(&self, name: impl AsRef<str>) -> Option<V> {
        typed_header(&self.headers, name.as_ref())
    }

    /// Returns the content type of the part.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the name of the part.
    pub fn name(&self) -> Option<String> {
        disposition(&self.headers, "name")
    }

    /// Returns the name of the file in the part. A server can send any name, also one with a path.
    pub fn file_name(&self) -> Option<String> {
        disposition(&self.headers, "filename")
    }
}

/// Shows the content, the names of headers, and the values of a few harmless ones.
impl<T: fmt::Debug> fmt::Debug for ReceivedPart<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedPart")
            .field("content", &self.content)
            .field("headers", &Shown::map(&self.headers))
            .finish()
    }
}

fn disposition(headers: &HeaderMap, name: &str) -> Option<String> {
    parameter(&String::from_utf8_lossy(headers.get(CONTENT_DISPOSITION)?.as_bytes()), name)
}

/// Decodes the content of a part.
pub(crate) type ReadPart<T> = fn(&RawPart, &Limits) -> Result<T, Misread>;

/// Reads JSON.
pub(crate) fn read_json<T: ReadJson>(part: &RawPart, limits: &Limits) -> Result<T, Misread> {
    let content = decoded(part)?;
    json::read_limited(&content, limits.max_values()).map_err(|error| Misread::json(error, limits, &content))
}

/// Reads a value: JSON if the content type says so, otherwise the text of a scalar.
pub(crate) fn read_value<T: ReadJson>(part: &RawPart, limits: &Limits) -> Result<T, Misread> {
    let media = media_type(&part.headers).unwrap_or_default();
    let is_json = media.ends_with("/json") || media.ends_with("+json");
    let content = decoded(part)?;
    let text = charset::decode(&part.headers, &content);
    let string = json::to_string(text.as_str());
    let max = limits.max_values();
    let is_known = |read: &Result<T, JsonError>| read.as_ref().is_ok_and(|value| !value.is_unknown());
    let as_string = json::read_limited(string.as_bytes(), max);
    if is_json && let Ok(value) = json::read_limited(&content, max) {
        return Ok(value);
    }
    if is_known(&as_string) {
        return as_string.map_err(|error| Misread::json(error, limits, &content));
    }
    let as_json = json::read_limited(text.trim().as_bytes(), max);
    let read = if is_json || is_known(&as_json) {
        as_json
    } else {
        as_string.or_else(|error| as_json.map_err(|_| error))
    };
    read.map_err(|error| Misread::json(error, limits, &content))
}

/// Reads bytes.
pub(crate) fn read_bytes(part: &RawPart, _: &Limits) -> Result<Bytes, Misread> {
    decoded(part)
}

/// Reads bytes that appear in base64, whether a header says so or not.
pub(crate) fn read_base64(part: &RawPart, limits: &Limits) -> Result<Bytes, Misread> {
    of_base64(&part.content).ok_or_else(|| broken(limits, "a part is not base64"))
}

/// Reads parts.
pub(crate) fn read_parts<T: FromParts>(part: &RawPart, limits: &Limits) -> Result<T, Misread> {
    let content = decoded(part)?;
    T::read(&ReceivedParts::split(&part.headers, &content, limits)?)
}

/// Returns the content without its transfer encoding.
fn decoded(part: &RawPart) -> Result<Bytes, Misread> {
    let encoding =
        part.headers.get("content-transfer-encoding").map(|encoding| encoding.as_bytes().trim_ascii());
    match encoding.map(<[u8]>::to_ascii_lowercase).as_deref() {
        None | Some(b"" | b"7bit" | b"8bit" | b"binary") => Ok(part.content.clone()),
        Some(b"base64") => {
            of_base64(&part.content).ok_or_else(|| broken(&Limits::default(), "a part is not base64"))
        }
        Some(_) => Err(broken(&Limits::default(), "the transfer encoding of a part is unknown")),
    }
}

fn of_base64(content: &[u8]) -> Option<Bytes> {
    base64::decode(std::str::from_utf8(content).ok()?.trim()).ok()
}

fn broken(limits: &Limits, reason: &'static str) -> Misread {
    Misread::json(JsonError::new(0, JsonFailure::Syntax(reason)), limits, &[])
}

/// A type that is read from parts.
pub(crate) trait FromParts: Sized {
    fn read(parts: &ReceivedParts<'_>) -> Result<Self, Misread>;
}

/// The parts of a body.
pub(crate) struct ReceivedParts<'l> {
    parts: Vec<RawPart>,
    names: Vec<Option<String>>,
    limits: &'l Limits,
}

impl<'l> ReceivedParts<'l> {
    fn split(headers: &HeaderMap, body: &[u8], limits: &'l Limits) -> Result<Self, Misread> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let mut splitter = content_type
            .and_then(Splitter::new)
            .ok_or_else(|| broken(limits, "the content type has no boundary of parts"))?;
        splitter.push(body);
        splitter.end();
        let mut parts = Vec::new();
        loop {
            match splitter.next() {
                Step::Part(_) if parts.len() == MAX_PARTS => return Err(broken(limits, "too many parts")),
                Step::Part(part) => parts.push(part),
                Step::End | Step::Wait => break,
                Step::Broken(reason) => return Err(broken(limits, reason)),
            }
        }
        let names = parts.iter().map(|part| disposition(&part.headers, "name")).collect();
        Ok(Self { parts, names, limits })
    }

    /// Returns the parts of a name. If no part has a name, the position identifies them.
    fn named(&self, index: usize, name: &str) -> Vec<&RawPart> {
        if self.names.iter().all(Option::is_none) {
            return self.parts.get(index).into_iter().collect();
        }
        let named = self.parts.iter().zip(&self.names);
        named.filter(|(_, own)| own.as_deref() == Some(name)).map(|(part, _)| part).collect()
    }

    fn part<T>(
        &self,
        part: &RawPart,
        name: &'static str,
        read: ReadPart<T>,
    ) -> Result<ReceivedPart<T>, Misread> {
        let content = read(part, self.limits).map_err(|misread| misread.in_part(name, part.offset))?;
        Ok(ReceivedPart { content, headers: part.headers.clone() })
    }

    /// Reads the part of a name, or else at a position.
    pub(crate) fn required<T>(
        &self,
        (index, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<ReceivedPart<T>, Misread> {
        self.optional((index, name), read)?.ok_or_else(|| missing(self.limits, name))
    }

    /// Reads the part of a name, or else at a position, if there is one.
    pub(crate) fn optional<T>(
        &self,
        (index, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<Option<ReceivedPart<T>>, Misread> {
        self.named(index, name).first().map(|part| self.part(part, name, read)).transpose()
    }

    /// Reads all parts of a name.
    pub(crate) fn all<T>(
        &self,
        (index, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<Vec<ReceivedPart<T>>, Misread> {
        self.named(index, name).into_iter().map(|part| self.part(part, name, read)).collect()
    }

    /// Reads the part at a position.
    pub(crate) fn at<T>(
        &self,
        (index, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<ReceivedPart<T>, Misread> {
        self.at_if_any((index, name), read)?.ok_or_else(|| missing(self.limits, name))
    }

    /// Reads the part at a position, if there is one.
    pub(crate) fn at_if_any<T>(
        &self,
        (index, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<Option<ReceivedPart<T>>, Misread> {
        self.parts.get(index).map(|part| self.part(part, name, read)).transpose()
    }

    /// Reads the parts after the first `before` ones.
    pub(crate) fn further<T>(
        &self,
        (before, name): (usize, &'static str),
        read: ReadPart<T>,
    ) -> Result<Vec<ReceivedPart<T>>, Misread> {
        self.parts.iter().skip(before).map(|part| self.part(part, name, read)).collect()
    }
}

fn missing(limits: &Limits, name: &'static str) -> Misread {
    broken(limits, "the part is missing").in_part(name, 0)
}

impl<T> ReceivedPart<T> {
    /// Reads a part of a stream.
    pub(crate) fn of(part: RawPart, read: ReadPart<T>, limits: &Limits) -> Result<Self, Misread> {
        Ok(Self { content: read(&part, limits)?, headers: part.headers })
    }
}

impl Received {
    /// Reads the parts of the body.
    pub(crate) fn read_parts<T: FromParts>(&self) -> Result<T, Misread> {
        self.read_bytes()?;
        T::read(&ReceivedParts::split(&self.headers, &self.body, &self.limits)?)
    }

    /// Decodes the parts of the body.
    pub(crate) fn parts<T: FromParts>(self, operation: &'static Operation) -> Result<Response<T>, Error> {
        match self.read_parts() {
            Ok(body) => Ok(self.with(body)),
            Err(misread) => Err(self.misread(operation, misread)),
        }
    }
}
