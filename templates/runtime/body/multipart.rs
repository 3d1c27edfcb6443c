//! `multipart/form-data`.

use std::hash::{BuildHasher, RandomState};

use bytes::{BufMut, Bytes, BytesMut};
use serde_json::Value;

use super::super::json::{self, WriteJson};
use super::super::types::{
    Nullable,
    argument::{Converts, IntoArgument, Plain, accepts},
};
// part: delimited-lists
use super::super::wire::param;
// end
use super::Upload;
use super::upload::{Source, from_bytes};

// part: mixed
pub(crate) mod mixed;
// end

/// A body of `multipart/form-data`.
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    parts: Vec<(String, FilePart)>,
    /// The first error.
    failure: Option<String>,
}

/// A file in a [`Multipart`] form. Bytes, strings and an [`Upload`] convert into it.
#[derive(Debug, Clone)]
#[must_use]
pub struct FilePart {
    upload: Upload,
    file_name: Option<String>,
}

impl FilePart {
    /// Creates a file with these contents.
    pub fn new(contents: impl Into<Upload>) -> Self {
        Self { upload: contents.into(), file_name: None }
    }

    /// Sets the name of the file. Default: `file`.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type of the contents.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.upload.content_type = Some(content_type.into());
        self
    }

    /// Creates a part that is not a file.
    fn plain(text: String, content_type: Option<&str>) -> Self {
        let upload =
            Upload { source: Source::Bytes(text.into()), content_type: content_type.map(str::to_owned) };
        Self { upload, file_name: None }
    }
}

impl<T: Into<Upload>> From<T> for FilePart {
    fn from(contents: T) -> Self {
        Self::new(contents)
    }
}

impl Plain for FilePart {}

impl Converts<FilePart> for Upload {
    fn convert(self) -> FilePart {
        self.into()
    }
}

from_bytes!(FilePart);

impl Multipart {
    /// Creates a form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part with text.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.parts.push((name.into(), FilePart::plain(text.into(), None)));
        self
    }

    /// Adds a part with JSON.
    #[must_use]
    pub fn json(mut self, name: impl Into<String>, value: &(impl WriteJson + ?Sized)) -> Self {
        let name = name.into();
        self.parts.push((name, FilePart::plain(json::to_string(value), Some("application/json"))));
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: impl Into<FilePart>) -> Self {
        self.add_file(name.into(), file.into(), None);
        self
    }

    /// Sets the files of a part. `content_type` applies to files without one.
    pub(crate) fn set_files(
        &mut self,
        name: &str,
        files: impl IntoIterator<Item = impl Into<FilePart>>,
        content_type: Option<&str>,
    ) {
        self.clear(name);
        for file in files {
            self.add_file(name.to_owned(), file.into(), content_type);
        }
    }

    /// Sets a value. An object becomes a JSON part, a list becomes a part per element, and any other value a text
    /// part.
    pub(crate) fn set(&mut self, name: &str, value: &(impl WriteJson + ?Sized), content_type: Option<&str>) {
        self.clear(name);
        match json::to_value(value) {
            Value::Array(items) => items.iter().for_each(|item| self.add_value(name, item, content_type)),
            value => self.add_value(name, &value, content_type),
        }
    }

    // part: delimited-lists
    /// Sets a list as one part, with this separator between its items.
    pub(crate) fn set_joined(
        &mut self,
        name: &str,
        value: &(impl WriteJson + ?Sized),
        separator: &str,
        content_type: Option<&str>,
    ) {
        self.clear(name);
        let value = json::to_value(value);
        if !param::is_nothing(&value) {
            let text = param::delimited(&value, separator);
            self.parts.push((name.to_owned(), FilePart::plain(text, content_type)));
        }
    }
    // end

    /// Sets a value as JSON, whatever its type.
    pub(crate) fn set_json(
        &mut self,
        name: &str,
        value: &(impl WriteJson + ?Sized),
        content_type: Option<&str>,
    ) {
        self.clear(name);
        self.parts.push((name.to_owned(), FilePart::plain(json::to_string(value), content_type)));
    }

    fn add_value(&mut self, name: &str, value: &Value, content_type: Option<&str>) {
        let part = match value {
            Value::Null => return,
            Value::String(text) => FilePart::plain(text.clone(), content_type),
            Value::Bool(_) | Value::Number(_) => FilePart::plain(value.to_string(), content_type),
            Value::Array(_) | Value::Object(_) => {
                FilePart::plain(value.to_string(), content_type.or(Some("application/json")))
            }
        };
        self.parts.push((name.to_owned(), part));
    }

    fn add_file(&mut self, name: String, mut file: FilePart, content_type: Option<&str>) {
        file.file_name.get_or_insert_with(|| "file".to_owned());
        let content_type = content_type.unwrap_or("application/octet-stream");
        file.upload.content_type.get_or_insert_with(|| content_type.to_owned());
        self.parts.push((name, file));
    }

    fn clear(&mut self, name: &str) {
        self.parts.retain(|(existing, _)| existing != name);
    }

    fn fail(&mut self, name: &str, error: &serde_json::Error) {
        self.failure.get_or_insert_with(|| format!("failed to serialize part `{name}`: {error}"));
    }

    /// Returns the body, with its content type.
    pub(crate) fn encode(self) -> Result<Upload, String> {
        self.encode_with(&boundary())
    }

    fn encode_with(self, boundary: &str) -> Result<Upload, String> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let mut sources = Vec::new();
        let mut text = BytesMut::new();
        for (name, part) in &self.parts {
            text.put_slice(head(boundary, name, part)?.as_bytes());
            match &part.upload.source {
                Source::Bytes(bytes) => text.put_slice(bytes),
                #[cfg(feature = "stream")]
                stream @ Source::Stream(_) => {
                    sources.push(Source::Bytes(text.split().freeze()));
                    sources.push(stream.clone());
                }
            }
            text.put_slice(b"\r\n");
        }
        text.put_slice(format!("--{boundary}--\r\n").as_bytes());
        sources.push(Source::Bytes(text.freeze()));
        let content_type = Some(format!("multipart/form-data; boundary={boundary}"));
        Ok(Upload { source: joined(sources), content_type })
    }
}

/// Joins the sources of the body. There are several only if one of them is a stream.
fn joined(mut sources: Vec<Source>) -> Source {
    match sources.pop() {
        Some(only) if sources.is_empty() => only,
        #[cfg(feature = "stream")]
        Some(last) => {
            sources.push(last);
            Source::Stream(super::upload_stream::Streamed::chain(sources))
        }
        _ => Source::Bytes(Bytes::new()),
    }
}

/// Returns the header of a part.
fn head(boundary: &str, name: &str, part: &FilePart) -> Result<String, String> {
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
    if let Some(file_name) = &part.file_name {
        head.extend(["; filename=\"", &quoted(file_name), "\""]);
    }
    if let Some(content_type) = &part.upload.content_type {
        if content_type.contains(char::is_control) {
            return Err(format!("the content type of the part `{name}` contains an illegal character"));
        }
        head.extend(["\r\nContent-Type: ", content_type]);
    }
    head.push_str("\r\n\r\n");
    Ok(head)
}

/// Escapes a name as HTML forms do.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns a random boundary.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(0_u8);
    format!("{:016x}{:016x}", random(), random())
}

// part: tests
#[cfg(test)]
#[path = "multipart_tests.rs"]
mod tests;
// end
