//! The schemas of a document as JSON Schema 2020-12, each at its location in the document.
//!
//! The rules:
//!
//! 1. In a 3.0 document, keywords next to a `$ref` are ignored. A reference that does not resolve allows everything.
//! 2. `nullable: true` adds `null` to the `type` next to it, and does nothing without one.
//! 3. `exclusiveMinimum: true` makes the `minimum` next to it exclusive; the same for the maximum.
//! 4. A list in `items` becomes `prefixItems`. A `type` that JSON Schema does not know is dropped, as is a keyword with an invalid value and
//!    a `pattern` that is not a regular expression.
//! 5. The values of an `enum` next to `type: string` are strings.
//! 6. An integer has 64 bits, or as many as its format specifies. `format: byte` and `contentEncoding: base64` are Base64.
//! 7. A response has no `writeOnly` properties and a request no `readOnly` ones, even if they are required.
//! 8. A `discriminator` with a `mapping` selects the alternative: the list becomes an `anyOf`, and each alternative fixes the property to its keys,
//!    unless the alternative itself fixes it to another value. Without a mapping, only the schemas decide.
//! 9. A schema with a `discriminator` and without alternatives has the schemas that derive from it by `allOf` as alternatives: for a key of the
//!    mapping (or the name of a derived schema, spelled like the values of the property), a value must also match the derived schema. Inside a derived
//!    schema, or next to other parts of an `allOf`, the base contributes only its own properties. The same holds for a base that lists its derived schemas.
//! 10. For `Purpose::Open` (a server newer than the document), an `enum` of strings allows any string, and `oneOf` becomes `anyOf`.

mod conversion;
mod discriminator;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use conversion::Conversion;
pub(crate) use discriminator::spellings;
use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::document::{Document, Location};

/// The direction of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Values in a response.
    Read,
    /// Values in a request.
    Write,
    /// Values in a response of a server that is newer than the document.
    Open,
}

/// A validator, or the reason why the schema cannot be compiled.
type Compiled = Result<Rc<Validator>, String>;

/// The schemas of a document, converted for one purpose.
pub struct Schemas {
    document: Rc<Document>,
    trees: Vec<Value>,
    registry: Registry<'static>,
    validators: RefCell<HashMap<Location, Compiled>>,
}

impl Schemas {
    /// Converts all schemas of a document.
    ///
    /// # Errors
    ///
    /// When the converted document cannot be indexed.
    pub fn new(document: &Rc<Document>, purpose: Purpose) -> Result<Self, String> {
        let trees = Conversion::new(document, purpose).trees();
        let mut builder = Registry::new().draft(Draft::Draft202012);
        for (file, tree) in trees.iter().enumerate() {
            builder = builder.add(address(file), tree.clone()).map_err(|error| error.to_string())?;
        }
        let registry = builder.prepare().map_err(|error| error.to_string())?;
        Ok(Self { document: Rc::clone(document), trees, registry, validators: RefCell::default() })
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The converted value at a location, and its new location: a `oneOf` may have become an `anyOf`.
    pub fn at(&self, location: &Location) -> Option<(Location, &Value)> {
        let mut here = Location { file: location.file, pointer: String::new() };
        let mut value = self.trees.get(location.file)?;
        for token in location.pointer.split('/').skip(1) {
            let key = token.replace("~1", "/").replace("~0", "~");
            let key = if key == "oneOf" && value.get("oneOf").is_none() { "anyOf".to_owned() } else { key };
            value = match value {
                Value::Array(elements) => elements.get(key.parse::<usize>().ok()?)?,
                value => value.get(&key)?,
            };
            here = here.child(&key);
        }
        Some((here, value))
    }

    /// The location of a converted `$ref`.
    pub fn target(&self, reference: &str) -> Option<Location> {
        let (path, fragment) = reference.strip_prefix(BASE)?.split_once('#')?;
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Some(Location { file: path.parse().ok()?, pointer })
    }

    /// The validator for the schema at a location.
    fn validator(&self, location: &Location) -> Compiled {
        if let Some(known) = self.validators.borrow().get(location) {
            return known.clone();
        }
        let (here, _) = self.at(location).ok_or("there is no schema")?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .with_registry(&self.registry)
            .build(&json!({"$ref": reference(&here)}))
            .map(Rc::new)
            .map_err(|error| format!("the schema cannot be compiled: {error}"));
        self.validators.borrow_mut().insert(location.clone(), validator.clone());
        validator
    }

    /// Whether the schema at a location accepts a value. A schema that cannot be compiled accepts none.
    pub fn allows(&self, location: &Location, value: &Value) -> bool {
        self.validator(location).is_ok_and(|validator| validator.is_valid(value))
    }

    /// The reason why the schema at a location rejects a value.
    pub fn violation(&self, location: &Location, value: &Value) -> Option<String> {
        let validator = match self.validator(location) {
            Ok(validator) => validator,
            Err(error) => return Some(error),
        };
        let error = validator.iter_errors(value).next()?;
        let at = error.instance_path().to_string();
        let mut text = error.to_string();
        if text.len() > 160 {
            text = format!("{}…", text.chars().take(160).collect::<String>());
        }
        Some(if at.is_empty() { text } else { format!("{at}: {text}") })
    }
}

const BASE: &str = "https://oracle.invalid/";

fn address(file: usize) -> String {
    format!("{BASE}{file}")
}

const FRAGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn reference(location: &Location) -> String {
    format!("{}#{}", address(location.file), utf8_percent_encode(&location.pointer, FRAGMENT))
}

fn is_base64(text: &str) -> bool {
    let bytes = text.trim_end_matches('=');
    let padding = text.len() - bytes.len();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.len().is_multiple_of(4) && padding <= 2 && bytes.len() % 4 != 1 && bytes.chars().all(known)
}
