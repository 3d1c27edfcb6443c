//! Text → [`Value`], with the parsers for YAML and JSON and one visitor for both.

use std::fmt;
use std::path::PathBuf;

use serde::de::{DeserializeSeed as _, Deserializer as _};

use super::text::{floor, json_key_start, offset_of_line, token};
use super::visitor::{Context, Node};
use super::walk::Refuse;
use super::{Format, Location, Value, locate, pointer};

/// The maximum number of YAML flow brackets that are open at once.
const MAX_OPEN_BRACKETS: usize = 5_000;

/// The kind of a [`ParseError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// The text is neither YAML nor JSON.
    Syntax,
    /// An object has a key twice.
    DuplicateKey,
}

/// An error in a text that is neither YAML nor JSON, or that has a duplicate key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The path of the file, as it was added.
    pub path: PathBuf,
    /// The kind of the error.
    pub kind: ParseErrorKind,
    /// The message, without the position.
    pub message: String,
    /// The position of the error.
    pub location: Location,
    /// The fix.
    pub help: Option<String>,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, .. } = self.location;
        write!(f, "{}:{line}:{column}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for ParseError {}

/// A [`ParseError`] without its file.
#[derive(Debug)]
pub(super) struct Failure {
    kind: ParseErrorKind,
    message: String,
    offset: usize,
    help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>, offset: usize) -> Self {
        Self { kind: ParseErrorKind::Syntax, message: message.into(), offset, help: None }
    }

    pub(super) fn into_error(self, path: PathBuf, text: &str) -> ParseError {
        let location = Location::new(text, token(text, self.offset));
        ParseError { path, kind: self.kind, message: self.message, location, help: self.help }
    }
}

/// Reads a text without a byte order mark.
pub(super) fn parse(text: &str) -> Result<(Format, Value), Failure> {
    let json = if text.trim_start().starts_with(['{', '[']) {
        match parse_json(text) {
            Ok(value) => return Ok((Format::Json, value)),
            // The text is JSON, and the YAML parser would report the same error.
            Err(failure)
                if failure.kind == ParseErrorKind::DuplicateKey
                    || failure.message.contains("recursion limit") =>
            {
                return Err(failure);
            }
            Err(failure) => Some(failure),
        }
    } else {
        None
    };
    match (parse_yaml(text), json) {
        (Ok(value), _) => Ok((Format::Yaml, value)),
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
    let context = Context::new(text, false);
    let mut reader = serde_json::Deserializer::from_str(text);
    let result = Node(&context).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    result.map_err(|error| {
        let offset = offset_of_line(text, error.line()) + error.column();
        if let Some(key) = context.duplicate.take() {
            return duplicate(text, Format::Json, &context, key, json_key_start(text, offset));
        }
        let here = format!(" at line {} column {}", error.line(), error.column());
        let message = format!("not JSON: {}", error.to_string().replacen(&here, "", 1));
        Failure::new(message, offset.saturating_sub(1))
    })
}

fn parse_yaml(text: &str) -> Result<Value, Failure> {
    if let Some(offset) = open_bracket(text) {
        return Err(Failure::new("not YAML: brackets are nested too deeply", offset));
    }
    let context = Context::new(text, true);
    match Node(&context).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(Value::Null) => Err(Failure::new("the file is empty", 0)),
        Ok(value) => Ok(value),
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
        let mut failure =
            Failure::new("a second YAML document begins here, but a file must contain only one", offset);
        failure.help = Some("move it to a separate file, or remove the `---` line".to_owned());
        return failure;
    }
    if context.budget.get() == 0 {
        return Failure::new("the aliases of this document expand to too many values", offset);
    }
    if let Some(location) = location {
        message =
            message.replacen(&format!(" at line {} column {}", location.line(), location.column()), "", 1);
    }
    // The parser reports forbidden characters by offset.
    if let Some((rest, Ok(offset))) =
        message.rsplit_once(" at position ").map(|(rest, at)| (rest, at.parse()))
    {
        return Failure::new(format!("not YAML: {rest}"), offset);
    }
    // For errors of our visitor, the parser adds a path in its own notation.
    if let Some(at) = message.find("invalid type") {
        message.drain(..at);
    }
    let mut failure = Failure::new(format!("not YAML: {message}"), offset);
    failure.help = if text[floor(text, offset)..].starts_with('\t') {
        Some("indent YAML with spaces, not with tabs".to_owned())
    } else if message.contains("mapping values are not allowed") {
        Some("put a string that contains `: ` in quotes".to_owned())
    } else {
        None
    };
    failure
}

fn second_document(text: &str) -> Option<usize> {
    let second = serde_yaml::Deserializer::from_str(text).nth(1)?;
    let error = second.deserialize_any(Refuse).err()?;
    error.location().map(|location| location.index())
}

fn duplicate(text: &str, format: Format, context: &Context, key: String, offset: usize) -> Failure {
    let mut path: Vec<String> = context.trail.take();
    path.reverse();
    let pointer = path.iter().fold("#".to_owned(), |pointer, key| pointer + "/" + &pointer::escape(key));
    let message = format!("duplicate key `{key}` in `{pointer}`");
    path.push(key);
    // The walk finds the first of equal keys.
    let first = locate::locate_all(text, format, &[path]).pop().unwrap_or(offset);
    let line = Location::new(text, first..first).line;
    let help = (first < offset).then(|| format!("the first is on line {line}; remove or rename one of them"));
    Failure { kind: ParseErrorKind::DuplicateKey, message, offset, help }
}
