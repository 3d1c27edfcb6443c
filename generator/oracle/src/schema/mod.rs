//! The schemas of a document as JSON Schema 2020-12, each at the place where the document has it.
//!
//! The rules:
//!
//! 1. In a document of 3.0, nothing beside a `$ref` counts. A reference that leads nowhere allows everything.
//! 2. `nullable: true` adds `null` to the `type` beside it, and does nothing without one.
//! 3. `exclusiveMinimum: true` makes the `minimum` beside it exclusive; the same for the maximum.
//! 4. A list in `items` is `prefixItems`. A `type` that JSON does not have is dropped, as is a keyword whose value cannot be read and
//!    a `pattern` that is no regular expression.
//! 5. The values of an `enum` beside `type: string` are strings.
//! 6. An integer has 64 bits, or those of its format. A `format: byte` is Base64, as is a `contentEncoding: base64`.
//! 7. A response never has a property that is `writeOnly`, a request none that is `readOnly`; neither is required there.
//! 8. A `discriminator` with a `mapping` decides between alternatives: they become an `anyOf`, and each fixes the property to its keys,
//!    unless the alternative itself fixes it to something else. Without a mapping, the schemas alone decide.
//! 9. A schema with a `discriminator` and without alternatives has those that are derived from it by `allOf`: for a key of the mapping (or the
//!    name of a derived schema, spelt as the values of the property are), a value is also one of the derived schema. Seen from a derived
//!    schema, or beside other parts of an `allOf`, the base is only its own properties. So it is where the base lists its alternatives.
//! 10. In the *open* reading, an `enum` of strings allows any string, and `oneOf` is `anyOf`: a server newer than the document.

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

use crate::document::{Document, Place};

/// What values are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// They are in a response.
    Read,
    /// They are in a request.
    Write,
    /// They are in a response of a server that is newer than the document.
    Open,
}

/// A validator, or why the schema cannot be compiled.
type Compiled = Result<Rc<Validator>, String>;

/// The schemas of a document for one purpose.
pub struct Schemas {
    document: Rc<Document>,
    trees: Vec<Value>,
    registry: Registry<'static>,
    validators: RefCell<HashMap<Place, Compiled>>,
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

    /// The converted value at a place, and the place where it is now: alternatives may have become an `anyOf`.
    pub fn at(&self, place: &Place) -> Option<(Place, &Value)> {
        let mut here = Place { file: place.file, pointer: String::new() };
        let mut value = self.trees.get(place.file)?;
        for token in place.pointer.split('/').skip(1) {
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

    /// The place of a converted `$ref`.
    pub fn target(&self, reference: &str) -> Option<Place> {
        let (path, fragment) = reference.strip_prefix(BASE)?.split_once('#')?;
        let pointer = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Some(Place { file: path.parse().ok()?, pointer })
    }

    /// What decides whether a value is one of the schema at a place.
    fn validator(&self, place: &Place) -> Compiled {
        if let Some(known) = self.validators.borrow().get(place) {
            return known.clone();
        }
        let (here, _) = self.at(place).ok_or("there is no schema")?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .with_registry(&self.registry)
            .build(&json!({"$ref": reference(&here)}))
            .map(Rc::new)
            .map_err(|error| format!("the schema cannot be compiled: {error}"));
        self.validators.borrow_mut().insert(place.clone(), validator.clone());
        validator
    }

    /// Whether a value is one of the schema at a place. A schema that cannot be compiled has no values.
    pub fn allows(&self, place: &Place, value: &Value) -> bool {
        self.validator(place).is_ok_and(|validator| validator.is_valid(value))
    }

    /// Why a value is none of the schema at a place.
    pub fn objection(&self, place: &Place, value: &Value) -> Option<String> {
        let validator = match self.validator(place) {
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

fn reference(place: &Place) -> String {
    format!("{}#{}", address(place.file), utf8_percent_encode(&place.pointer, FRAGMENT))
}

fn is_base64(text: &str) -> bool {
    let bytes = text.trim_end_matches('=');
    let padding = text.len() - bytes.len();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    text.len().is_multiple_of(4) && padding <= 2 && bytes.len() % 4 != 1 && bytes.chars().all(known)
}
