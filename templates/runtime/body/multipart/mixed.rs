//! Bodies of several parts that [`Multipart`](super::Multipart) cannot express: media types other than `multipart/form-data`,
//! parts by position, parts with headers, and parts inside parts.

use std::cmp::Ordering;

use bytes::{BufMut, Bytes, BytesMut};
use http::HeaderValue;
use serde_json::Value;

use super::super::super::{
    json::{self, WriteJson},
    wire::{
        header::{self, essence},
        param,
    },
};
use super::{FilePart, Source, Upload, boundary, joined, quoted};

mod list;

pub use list::BodyParts;
use list::Further;

/// A part of a body: its content, its content type and its headers.
#[derive(Debug, Clone)]
pub(crate) struct PartData {
    content: FilePart,
    kind: Kind,
    headers: Vec<(&'static str, HeaderValue)>,
    /// The first error.
    failure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// Text without a content type of its own.
    Text,
    /// Any other value, or a body of several parts.
    Other,
}

impl PartData {
    fn new(content: FilePart, kind: Kind) -> Self {
        Self { content, kind, headers: Vec::new(), failure: None }
    }

    /// Creates a part with a file. `content_type` applies to a file without one.
    pub(crate) fn file(file: impl Into<FilePart>, content_type: Option<&str>) -> Self {
        let mut file = file.into();
        let content_type = content_type.unwrap_or("application/octet-stream");
        file.upload.content_type.get_or_insert_with(|| content_type.to_owned());
        Self::new(file, Kind::File)
    }

    /// Creates a part with JSON.
    pub(crate) fn json(value: &(impl WriteJson + ?Sized), content_type: Option<&str>) -> Self {
        let content_type = content_type.unwrap_or("application/json");
        Self::new(FilePart::plain(json::to_string(value), Some(content_type)), Kind::Other)
    }

    /// Creates a part with a value: an object or a list is JSON, anything else is text.
    pub(crate) fn value(value: &(impl WriteJson + ?Sized), content_type: Option<&str>) -> Self {
        Self::of(&json::to_value(value), content_type)
    }

    /// Creates a part for each item of a list, or one for any other value. There is none for null.
    pub(crate) fn values(value: &(impl WriteJson + ?Sized), content_type: Option<&str>) -> Vec<Self> {
        match json::to_value(value) {
            Value::Null => Vec::new(),
            Value::Array(items) => items.iter().map(|item| Self::of(item, content_type)).collect(),
            value => vec![Self::of(&value, content_type)],
        }
    }

    fn of(value: &Value, content_type: Option<&str>) -> Self {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return Self::json(value, content_type),
        };
        let kind = if content_type.is_none() { Kind::Text } else { Kind::Other };
        Self::new(FilePart::plain(text, content_type), kind)
    }

    /// Creates a part with bytes in base64.
    pub(crate) fn base64(value: &(impl WriteJson + ?Sized), content_type: Option<&str>) -> Self {
        let content_type = content_type.unwrap_or("application/octet-stream");
        Self::value(value, Some(content_type)).header("Content-Transfer-Encoding", "base64", false)
    }

    /// Sets a header. `explode` writes the properties of an object as `key=value`.
    pub(crate) fn header(
        mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        explode: bool,
    ) -> Self {
        let value = json::to_parameter(value);
        self.headers.retain(|(set, _)| !set.eq_ignore_ascii_case(name));
        if param::is_nothing(&value) {
            return self;
        }
        match header::header(name, &param::header(&value, explode)) {
            Ok((_, value)) => self.headers.push((name, value)),
            Err(message) => self.fail(message),
        }
        self
    }

    fn fail(&mut self, message: String) {
        self.failure.get_or_insert(message);
    }

    /// The media type of the part, with its parameters.
    fn media_type(&self) -> Option<String> {
        if self.kind != Kind::Text {
            return self.content.upload.content_type.clone();
        }
        let is_ascii = match &self.content.upload.source {
            Source::Bytes(text) => text.is_ascii(),
            #[cfg(feature = "stream")]
            Source::Stream(_) => false,
        };
        Some(if is_ascii { "text/plain" } else { "text/plain; charset=utf-8" }.to_owned())
    }
}

/// The place of a part in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    index: usize,
    /// `None` if the parts of the body have no names.
    name: Option<&'static str>,
}

impl Slot {
    /// A part with a name. `index` is its place in the document.
    pub(crate) const fn named(index: usize, name: &'static str) -> Self {
        Self { index, name: Some(name) }
    }

    /// A part that its position identifies.
    pub(crate) const fn at(index: usize) -> Self {
        Self { index, name: None }
    }
}

/// The parts of a body, in any order. They are sent in the order of the document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    fixed: Vec<(Slot, PartData)>,
    further: Further,
    /// The number of parts before the further ones.
    before: usize,
}

impl Parts {
    /// Creates a body without parts.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Sets a part, or several of one name.
    pub(crate) fn set(&mut self, slot: Slot, parts: impl IntoIterator<Item = PartData>) {
        self.fixed.retain(|(existing, _)| *existing != slot);
        self.fixed.extend(parts.into_iter().map(|part| (slot, part)));
    }

    /// Sets the parts after the first `before` ones.
    pub(crate) fn set_further<T: 'static>(
        &mut self,
        before: usize,
        parts: BodyParts<T>,
        encode: fn(T) -> PartData,
    ) {
        (self.before, self.further) = (before, parts.encoded(encode));
    }

    /// Converts a body into a part of another one.
    pub(crate) fn into_part(self, media: &str) -> PartData {
        match self.encode(media) {
            Ok(upload) => PartData::new(FilePart { upload, file_name: None }, Kind::Other),
            Err(message) => {
                let mut part = PartData::new(FilePart::new(Bytes::new()), Kind::Other);
                part.fail(message);
                part
            }
        }
    }

    /// Returns the body in a media type, with its boundary.
    pub(crate) fn encode(self, media: &str) -> Result<Upload, String> {
        self.encode_with(media, boundary())
    }

    fn encode_with(mut self, media: &str, boundary: String) -> Result<Upload, String> {
        self.fixed.sort_by_key(|(slot, _)| slot.index);
        self.check_positions()?;
        let is_form = essence(media) == "multipart/form-data";
        let writer = Writer { boundary, is_form };
        let mut content_type = media_type(media);
        if essence(media) == "multipart/related" && !has_parameter(media, "type") {
            let first = self.fixed.first().map(|(_, part)| part).or_else(|| self.further.first());
            let root = first.and_then(PartData::media_type).unwrap_or_else(|| "text/plain".to_owned());
            content_type.extend(["; type=\"", &essence(&root), "\""]);
        }
        content_type.extend(["; boundary=", &writer.boundary]);
        let mut sources = Vec::new();
        for (slot, part) in self.fixed {
            sources.extend(writer.part(slot.name, part)?);
        }
        let end = Source::Bytes(format!("--{}--\r\n", writer.boundary).into());
        sources.extend(self.further.sources(writer)?.into_iter().chain([end]));
        Ok(Upload { source: joined(merged(sources)), content_type: Some(content_type) })
    }

    /// Fails if a part is missing before another one.
    fn check_positions(&self) -> Result<(), String> {
        let mut expected = 0;
        for (slot, _) in self.fixed.iter().filter(|(slot, _)| slot.name.is_none()) {
            match slot.index.cmp(&expected) {
                Ordering::Greater => return Err(format!("part {} is missing", expected + 1)),
                Ordering::Equal => expected += 1,
                Ordering::Less => {}
            }
        }
        if expected < self.before && !self.further.is_empty() {
            return Err(format!("part {} is missing", expected + 1));
        }
        Ok(())
    }
}

/// Writes parts.
#[derive(Debug, Clone)]
struct Writer {
    boundary: String,
    /// Whether the media type is `multipart/form-data`.
    is_form: bool,
}

impl Writer {
    /// Returns a part, with the delimiter before it.
    fn part(&self, name: Option<&str>, part: PartData) -> Result<[Source; 3], String> {
        let media_type = if self.is_form && part.kind == Kind::Text { None } else { part.media_type() };
        let PartData { content: FilePart { upload, mut file_name }, kind, headers, failure } = part;
        if let Some(failure) = failure {
            return Err(failure);
        }
        let mut head = format!("--{}\r\n", self.boundary);
        if self.is_form && kind == Kind::File {
            file_name.get_or_insert_with(|| "file".to_owned());
        }
        match (name, &file_name) {
            (Some(name), _) => {
                head.extend(["Content-Disposition: form-data; name=\"", &quoted(name), "\""]);
            }
            (None, Some(_)) => head.push_str("Content-Disposition: attachment"),
            (None, None) => {}
        }
        if let Some(file_name) = &file_name {
            head.extend(["; filename=\"", &quoted(file_name), "\""]);
        }
        if name.is_some() || file_name.is_some() {
            head.push_str("\r\n");
        }
        if let Some(media_type) = media_type {
            if media_type.contains(char::is_control) {
                return Err("the content type of a part contains an illegal character".to_owned());
            }
            head.extend(["Content-Type: ", &media_type, "\r\n"]);
        }
        let mut head = head.into_bytes();
        for (name, value) in &headers {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        Ok([Source::Bytes(head.into()), upload.source, Source::Bytes(Bytes::from_static(b"\r\n"))])
    }
}

/// Returns a media type without its boundary. A range becomes a media type.
fn media_type(media: &str) -> String {
    let is_boundary = |parameter: &&str| is_parameter(parameter, "boundary");
    let kept: Vec<&str> =
        media.split(';').map(str::trim).filter(|parameter| !is_boundary(parameter)).collect();
    kept.join("; ").replace('*', "mixed")
}

fn has_parameter(media: &str, name: &str) -> bool {
    media.split(';').skip(1).any(|parameter| is_parameter(parameter, name))
}

fn is_parameter(parameter: &str, name: &str) -> bool {
    parameter.split_once('=').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case(name))
}

/// Merges bytes that follow each other.
fn merged(sources: Vec<Source>) -> Vec<Source> {
    let mut merged = Vec::new();
    let mut text = BytesMut::new();
    for source in sources {
        match source {
            Source::Bytes(bytes) => text.put_slice(&bytes),
            #[cfg(feature = "stream")]
            stream @ Source::Stream(_) => {
                merged.push(Source::Bytes(text.split().freeze()));
                merged.push(stream);
            }
        }
    }
    merged.push(Source::Bytes(text.freeze()));
    merged
}

// part: tests
#[cfg(test)]
#[path = "mixed_tests.rs"]
mod tests;
// end
