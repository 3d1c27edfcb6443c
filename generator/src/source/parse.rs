//! Text → [`Value`], with the parsers for YAML and JSON and one visitor for both.

use std::fmt;
use std::path::PathBuf;

use serde::de::{DeserializeSeed as _, Deserializer as _};

use super::sections::Sections;
use super::text::{floor, json_key_start, offset_of_line, token};
use super::visitor::{Context, Node};
use super::walk::Refuse;
use super::{Format, Location, Value, locate, pointer};

/// The maximum number of YAML flow brackets that are open at once.
const MAX_OPEN_BRACKETS: usize = 5_000;

/// The kind of a [`ParseError`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// The text is not JSON. The message is the parser's.
    Json(String),
    /// The text is not YAML. The message is the parser's.
    Yaml(String),
    /// A tab indents a line of YAML. The message is the parser's.
    Tab(String),
    /// A YAML string without quotes contains `: `. The message is the parser's.
    Unquoted(String),
    /// Brackets of YAML are nested too deeply.
    Brackets,
    /// The aliases of YAML expand to too many values.
    Aliases,
    /// The file is empty.
    Empty,
    /// The file contains a second YAML document.
    SecondDocument,
    /// An object has a key twice.
    DuplicateKey {
        /// The key.
        key: String,
        /// The location of the object, as `#` and a JSON pointer.
        object: String,
        /// The line of the first of the two, if it is before the error.
        first_line: Option<usize>,
    },
}

/// An error in a text that is neither YAML nor JSON, or that has a duplicate key. A [`Diagnostic`](crate::diagnostics::Diagnostic)
/// explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The path of the file, as it was added.
    pub path: PathBuf,
    /// The kind of the error.
    pub kind: ParseErrorKind,
    /// The position of the error.
    pub location: Location,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, .. } = self.location;
        write!(f, "{}:{line}:{column}: cannot parse the text", self.path.display())
    }
}

impl std::error::Error for ParseError {}

/// A [`ParseError`] without its file.
#[derive(Debug)]
pub(super) struct Failure {
    kind: ParseErrorKind,
    offset: usize,
}

impl Failure {
    fn new(kind: ParseErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    pub(super) fn into_error(self, path: PathBuf, text: &str) -> ParseError {
        let location = Location::new(text, token(text, self.offset));
        ParseError { path, kind: self.kind, location }
    }

    /// Whether the text is JSON, so that the YAML parser would report the same error.
    fn is_of_json(&self) -> bool {
        match &self.kind {
            ParseErrorKind::DuplicateKey { .. } => true,
            ParseErrorKind::Json(message) => message.contains("recursion limit"),
            _ => false,
        }
    }
}

/// A text that was read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) format: Format,
    pub(super) root: Value,
    /// Only those of YAML.
    pub(super) sections: Sections,
}

/// Reads a text without a byte order mark.
pub(super) fn parse(text: &str) -> Result<Parsed, Failure> {
    let json = if text.trim_start().starts_with(['{', '[']) {
        match parse_json(text) {
            Ok(root) => return Ok(Parsed { format: Format::Json, root, sections: Sections::default() }),
            Err(failure) if failure.is_of_json() => return Err(failure),
            Err(failure) => Some(failure),
        }
    } else {
        None
    };
    match (parse_yaml(text), json) {
        (Ok(parsed), _) => Ok(parsed),
        (Err(yaml), Some(json)) if yaml.offset <= json.offset || looks_like_json(text) => Err(json),
        (Err(yaml), _) => Err(yaml),
    }
}

/// Whether the first bracket is followed by something that JSON allows there. Decides which error is reported.
fn looks_like_json(text: &str) -> bool {
    let inside = text.trim_start().trim_start_matches(['{', '[']).trim_start();
    inside.is_empty() || inside.starts_with(['"', '{', '[', '}', ']'])
}

fn parse_json(text: &str) -> Result<Value, Failure> {
    let context = Context::json(text);
    let mut reader = serde_json::Deserializer::from_str(text);
    let result = Node(&context).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    result.map_err(|error| {
        let offset = offset_of_line(text, error.line()) + error.column();
        if let Some(key) = context.duplicate.take() {
            return duplicate(text, Format::Json, &context, key, json_key_start(text, offset));
        }
        let here = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string().replacen(&here, "", 1);
        Failure::new(ParseErrorKind::Json(message), offset.saturating_sub(1))
    })
}

fn parse_yaml(text: &str) -> Result<Parsed, Failure> {
    if let Some(offset) = open_bracket(text) {
        return Err(Failure::new(ParseErrorKind::Brackets, offset));
    }
    let context = Context::yaml(text);
    match Node(&context).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Value::Null) => Err(Failure::new(ParseErrorKind::Empty, 0)),
        Ok(root) => Ok(Parsed { format: Format::Yaml, root, sections: context.recorder.into_sections() }),
        Err(error) => Err(yaml_failure(text, &context, &error)),
    }
}

/// The first bracket that is nested too deeply. The time that libyaml needs grows with the square of the depth, and it has no limit of
/// its own. Brackets in strings are counted too, and are often unbalanced, so the limit is generous.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN_BRACKETS
    })
}

fn yaml_failure(text: &str, context: &Context, error: &serde_yaml::Error) -> Failure {
    let location = error.location();
    let offset = location.as_ref().map_or(0, serde_yaml::Location::index);
    if let Some(key) = context.duplicate.take() {
        return duplicate(text, Format::Yaml, context, key, offset);
    }
    let mut message = error.to_string();
    if message.contains("more than one document") {
        let offset = second_document(text).unwrap_or(0);
        return Failure::new(ParseErrorKind::SecondDocument, offset);
    }
    if context.budget.get() == 0 {
        return Failure::new(ParseErrorKind::Aliases, offset);
    }
    if let Some(location) = location {
        message =
            message.replacen(&format!(" at line {} column {}", location.line(), location.column()), "", 1);
    }
    // The parser reports forbidden characters by offset.
    if let Some((rest, Ok(offset))) =
        message.rsplit_once(" at position ").map(|(rest, at)| (rest, at.parse()))
    {
        return Failure::new(ParseErrorKind::Yaml(rest.to_owned()), offset);
    }
    // For errors of our visitor, the parser adds a path in its own notation.
    if let Some(at) = message.find("invalid type") {
        message.drain(..at);
    }
    let kind = if text[floor(text, offset)..].starts_with('\t') {
        ParseErrorKind::Tab(message)
    } else if message.contains("mapping values are not allowed") {
        ParseErrorKind::Unquoted(message)
    } else {
        ParseErrorKind::Yaml(message)
    };
    Failure::new(kind, offset)
}

fn second_document(text: &str) -> Option<usize> {
    let second = serde_yaml::Deserializer::from_str(text).nth(1)?;
    let error = second.deserialize_any(Refuse).err()?;
    error.location().map(|location| location.index())
}

fn duplicate(text: &str, format: Format, context: &Context, key: String, offset: usize) -> Failure {
    let mut path: Vec<String> = context.trail.take();
    path.reverse();
    let object = path.iter().fold("#".to_owned(), |pointer, key| pointer + "/" + &pointer::escape(key));
    path.push(key.clone());
    // The walk finds the first of equal keys.
    let first = locate::locate_all(text, format, &Sections::default(), &[path]).pop().unwrap_or(offset);
    let first_line = (first < offset).then(|| Location::new(text, first..first).line);
    Failure::new(ParseErrorKind::DuplicateKey { key, object, first_line }, offset)
}
