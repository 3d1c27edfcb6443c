//! The error of reading JSON.

use std::{borrow::Cow, error::Error as StdError, fmt};

/// JSON that cannot be read as a type.
///
/// `Display` and `Debug` show nothing of the JSON except the keys on the path to the error.
pub struct JsonError(Box<Inner>);

struct Inner {
    offset: usize,
    failure: JsonFailure,
    /// From the innermost to the outermost.
    path: Vec<Segment>,
}

/// The reason for an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JsonFailure {
    /// It is not JSON.
    Syntax(&'static str),
    /// The JSON type is not the expected one, or the value is not one of the expected ones.
    Unexpected { expected: &'static str, found: &'static str },
    /// A required property is missing.
    Missing(&'static str),
    /// There are more values than allowed.
    TooManyValues,
    /// Arrays and objects are nested too deeply.
    TooDeep,
    /// The message of a type that is not of this crate.
    #[cfg(feature = "serde")]
    Other(String),
}

#[derive(Debug)]
enum Segment {
    Key(Cow<'static, str>),
    Index(usize),
}

/// The longest key that is shown, in characters. A server can send keys of any length.
const MAX_KEY: usize = 100;

impl JsonError {
    pub(crate) fn new(offset: usize, failure: JsonFailure) -> Self {
        Self(Box::new(Inner { offset, failure, path: Vec::new() }))
    }

    pub(super) fn syntax(offset: usize, message: &'static str) -> Self {
        Self::new(offset, JsonFailure::Syntax(message))
    }

    /// Adds the index of the array that contains the value.
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// Adds the key of the object that contains the value.
    pub(super) fn in_property(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(Segment::Key(key.into()));
        self
    }

    /// Moves the error by a number of bytes that were before the text.
    pub(super) fn shifted(mut self, bytes: usize) -> Self {
        self.0.offset += bytes;
        self
    }

    // part: xml
    /// Moves the error to another offset.
    #[cfg(feature = "xml")]
    pub(crate) fn moved(mut self, offset: usize) -> Self {
        self.0.offset = offset;
        self
    }

    /// Adds the names of the elements that contain the error, the innermost first.
    #[cfg(feature = "xml")]
    pub(crate) fn within(mut self, names: impl Iterator<Item = String>) -> Self {
        self.0.path.extend(names.map(|name| Segment::Key(Cow::Owned(name))));
        self
    }
    // end

    // part: received-parts
    /// Adds the name of the part of a body that contains the value, and the number of bytes before its content.
    pub(crate) fn in_part(self, name: &'static str, offset: usize) -> Self {
        self.in_property(name).shifted(offset)
    }
    // end

    /// Returns the offset of the error in the JSON, in bytes.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Returns the path of the error in the JSON: `data[3].id`, or `.` for the JSON as a whole.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for segment in self.0.path.iter().rev() {
            match segment {
                Segment::Index(index) => path.extend(["[", &index.to_string(), "]"]),
                Segment::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    push_key(&mut path, key);
                }
            }
        }
        if path.is_empty() { ".".to_owned() } else { path }
    }

    // part: unions
    /// Returns whether the JSON is valid, but not of the type.
    pub(crate) fn is_mismatch(&self) -> bool {
        match self.0.failure {
            JsonFailure::Unexpected { .. } | JsonFailure::Missing(_) => true,
            JsonFailure::Syntax(_) | JsonFailure::TooManyValues | JsonFailure::TooDeep => false,
            #[cfg(feature = "serde")]
            JsonFailure::Other(_) => true,
        }
    }
    // end

    pub(crate) fn failure(&self) -> &JsonFailure {
        &self.0.failure
    }

    /// Returns the line and the column of the error, in bytes, starting with 1. `json` is the text that was read.
    pub(crate) fn position(&self, json: &[u8]) -> (usize, usize) {
        let before = &json[..self.offset().min(json.len())];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let newlines = before.split(|byte| *byte == b'\n').count() - 1;
        (newlines + 1, before.len() - start + 1)
    }

    /// Describes the failure without its position.
    pub(crate) fn message(&self) -> String {
        match &self.0.failure {
            JsonFailure::Syntax(message) => (*message).to_owned(),
            JsonFailure::Unexpected { expected, found } => format!("expected {expected}, found {found}"),
            JsonFailure::Missing(key) => format!("missing property `{key}`"),
            JsonFailure::TooManyValues => "too many values".to_owned(),
            JsonFailure::TooDeep => "nested too deeply".to_owned(),
            #[cfg(feature = "serde")]
            JsonFailure::Other(message) => message.clone(),
        }
    }
}

fn push_key(path: &mut String, key: &str) {
    path.extend(key.chars().take(MAX_KEY).map(|c| if c.is_control() { ' ' } else { c }));
    if key.chars().nth(MAX_KEY).is_some() {
        path.push('…');
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at `{}` (byte {})", self.message(), self.path(), self.offset())
    }
}

impl fmt::Debug for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonError")
            .field("message", &self.message())
            .field("path", &self.path())
            .field("offset", &self.offset())
            .finish()
    }
}

impl StdError for JsonError {}
