//! Text → [`Value`], with the parsers for YAML and JSON and one visitor for both.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::path::PathBuf;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number};

use super::text::{floor, json_key_start, offset_of_line, token};
use super::walk::Refuse;
use super::{Format, Location, Value, locate, pointer};

/// Most values that aliases can add. Aliases are resolved by copying, so a short text could otherwise fill the memory.
const ALIAS_ALLOWANCE: usize = 32 << 20;

/// Most flow brackets of YAML that can be open at once.
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
    /// How to fix the error.
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
        failure.help = Some("move it to a file of its own, or remove the `---` line".to_owned());
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
    // For errors of our visitor, the parser adds a path in a notation of its own.
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
    let place = path.iter().fold("#".to_owned(), |place, key| place + "/" + &pointer::escape(key));
    let message = format!("duplicate key `{key}` in `{place}`");
    path.push(key);
    // The walk finds the first of equal keys.
    let first = locate::locate_all(text, format, &[path]).pop().unwrap_or(offset);
    let line = Location::new(text, first..first).line;
    let help = (first < offset).then(|| format!("the first is on line {line}; remove or rename one of them"));
    Failure { kind: ParseErrorKind::DuplicateKey, message, offset, help }
}

/// The state that the visitors of one document share.
struct Context {
    /// Nodes and bytes that may still be read.
    budget: Cell<usize>,
    merges: bool,
    /// The duplicate key.
    duplicate: RefCell<Option<String>>,
    /// The keys from the error to the root.
    trail: RefCell<Vec<String>>,
}

impl Context {
    fn new(text: &str, merges: bool) -> Self {
        let budget = Cell::new(text.len().saturating_mul(2).saturating_add(ALIAS_ALLOWANCE));
        Self { budget, merges, duplicate: RefCell::default(), trail: RefCell::default() }
    }

    fn spend<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        // An entry of a map or list needs more memory than its text.
        self.budget.set(self.budget.get().saturating_sub(bytes + 8));
        if self.budget.get() == 0 { Err(E::custom("too large")) } else { Ok(()) }
    }

    fn failed_in(&self, key: impl fmt::Display) {
        self.trail.borrow_mut().push(key.to_string());
    }

    fn string<E: de::Error>(&self, text: &str) -> Result<Value, E> {
        self.spend(text.len())?;
        Ok(Value::String(text.to_owned()))
    }

    /// A JSON number if possible, else its spelling in YAML.
    fn float<E: de::Error>(&self, number: f64) -> Result<Value, E> {
        self.spend(0)?;
        Ok(Number::from_f64(number).map_or_else(
            || {
                let name = if number.is_nan() {
                    ".nan"
                } else if number > 0.0 {
                    ".inf"
                } else {
                    "-.inf"
                };
                Value::String(name.to_owned())
            },
            Value::Number,
        ))
    }
}

/// Any value. Both a seed and a visitor.
#[derive(Clone, Copy)]
struct Node<'c>(&'c Context);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::from(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 64 bits JSON has nothing better")]
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.0.float(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 64 bits JSON has nothing better")]
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.0.float(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.float(value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.string(value)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.0.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut list = Vec::new();
        loop {
            let item = items.next_element_seed(self).inspect_err(|_| self.0.failed_in(list.len()))?;
            match item {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Value, A::Error> {
        self.object(entries).map(Value::Object)
    }

    /// A value with a custom tag, `!name value`: the tag is ignored.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

impl Node<'_> {
    fn object<'de, A: MapAccess<'de>>(self, mut entries: A) -> Result<Map<String, Value>, A::Error> {
        self.0.spend(0)?;
        let mut map = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key_seed(Key { context: self.0, seen: &map })? {
            if self.0.merges && key == "<<" {
                let bases = entries.next_value_seed(Merge { context: self.0, list: true });
                merged.extend(bases.inspect_err(|_| self.0.failed_in(&key))?);
            } else {
                let value = entries.next_value_seed(self).inspect_err(|_| self.0.failed_in(&key))?;
                map.insert(key, value);
            }
        }
        for (key, value) in merged.into_iter().flatten() {
            map.entry(key).or_insert(value);
        }
        Ok(map)
    }
}

/// A key as written: YAML allows keys such as `200` and `true`. Rejects a key that was `seen`.
struct Key<'c> {
    context: &'c Context,
    seen: &'c Map<String, Value>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a string or a number")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.context.spend(key.len())?;
        if self.seen.contains_key(key) {
            self.context.duplicate.replace(Some(key.to_owned()));
            return Err(E::custom("duplicate key"));
        }
        Ok(key.to_owned())
    }
}

/// The value of a merge key `<<`: a mapping, or several if `list` is set.
struct Merge<'c> {
    context: &'c Context,
    list: bool,
}

impl<'de> DeserializeSeed<'de> for Merge<'_> {
    type Value = Vec<Map<String, Value>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Merge<'_> {
    type Value = Vec<Map<String, Value>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.list {
            "a mapping, or a list of mappings, to merge"
        } else {
            "a mapping to merge"
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        Node(self.context).object(entries).map(|map| vec![map])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        if !self.list {
            return Err(de::Error::invalid_type(de::Unexpected::Seq, &self));
        }
        let mut bases = Vec::new();
        while let Some(base) = items.next_element_seed(Merge { context: self.context, list: false })? {
            bases.extend(base);
        }
        Ok(bases)
    }
}
