//! Builds a [`Value`] from YAML or JSON: one visitor for both.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number};

use super::Value;
use super::sections::Recorder;

/// The maximum number of values that aliases can add. Aliases are resolved by copying, so a short text could otherwise fill the memory.
const ALIAS_ALLOWANCE: usize = 32 << 20;

/// The state that the visitors of one document share.
pub(super) struct Context<'t> {
    /// Nodes and bytes that may still be read.
    pub(super) budget: Cell<usize>,
    merges: bool,
    /// The duplicate key.
    pub(super) duplicate: RefCell<Option<String>>,
    /// The keys from the error to the root.
    pub(super) trail: RefCell<Vec<String>>,
    pub(super) recorder: Recorder<'t>,
}

impl<'t> Context<'t> {
    pub(super) fn json(text: &'t str) -> Self {
        Self::new(text, false, Recorder::off(text))
    }

    pub(super) fn yaml(text: &'t str) -> Self {
        Self::new(text, true, Recorder::new(text))
    }

    fn new(text: &'t str, merges: bool, recorder: Recorder<'t>) -> Self {
        let budget = Cell::new(text.len().saturating_mul(2).saturating_add(ALIAS_ALLOWANCE));
        Self { budget, merges, duplicate: RefCell::default(), trail: RefCell::default(), recorder }
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
pub(super) struct Node<'c>(pub(super) &'c Context<'c>);

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

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value, A::Error> {
        self.0.recorder.inside(|| self.list(items)).map(Value::Array)
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
    fn list<'de, A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<Value>, A::Error> {
        self.0.spend(0)?;
        self.0.recorder.skip();
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self).inspect_err(|_| self.0.failed_in(list.len()))? {
            list.push(item);
        }
        Ok(list)
    }

    fn object<'de, A: MapAccess<'de>>(self, mut entries: A) -> Result<Map<String, Value>, A::Error> {
        self.0.spend(0)?;
        let mut map = Map::new();
        let mut merged = Vec::new();
        while self.0.recorder.inside(|| self.entry(&mut entries, &mut map, &mut merged))? {}
        for (key, value) in merged.into_iter().flatten() {
            map.entry(key).or_insert(value);
        }
        Ok(map)
    }

    /// Reads one entry. Returns whether there was one.
    fn entry<'de, A: MapAccess<'de>>(
        self,
        entries: &mut A,
        map: &mut Map<String, Value>,
        merged: &mut Vec<Map<String, Value>>,
    ) -> Result<bool, A::Error> {
        let Some(key) = entries.next_key_seed(Key { context: self.0, seen: map })? else { return Ok(false) };
        if self.0.merges && key == "<<" {
            let bases = entries.next_value_seed(Merge { context: self.0, list: true });
            merged.extend(bases.inspect_err(|_| self.0.failed_in(&key))?);
        } else {
            let value = entries.next_value_seed(self).inspect_err(|_| self.0.failed_in(&key))?;
            map.insert(key, value);
        }
        Ok(true)
    }
}

/// A key as written: YAML allows keys such as `200` and `true`. Rejects a key that was `seen`.
struct Key<'c> {
    context: &'c Context<'c>,
    seen: &'c Map<String, Value>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a string or a number")
    }

    fn visit_borrowed_str<E: de::Error>(self, key: &'de str) -> Result<String, E> {
        self.context.recorder.begin(key);
        self.owned(key)
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.context.recorder.skip();
        self.owned(key)
    }
}

impl Key<'_> {
    fn owned<E: de::Error>(self, key: &str) -> Result<String, E> {
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
    context: &'c Context<'c>,
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
