//! Finds the alternative of a union that fits a value.

use serde_json::Value;

use super::super::json::{JsonError, Reader};

/// How a value finds its alternative.
#[derive(Debug)]
pub(crate) enum Dispatch {
    /// By a property, the tag: its name, and the alternative of each of its values.
    Tag(&'static str, &'static [(Key, usize)]),
    /// By its shape.
    Fit(&'static [Outline]),
}

/// The value of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Text(&'static str),
    Integer(i64),
    Boolean(bool),
}

impl Key {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Integer(integer) => value.as_i64() == Some(integer),
            Self::Boolean(boolean) => value.as_bool() == Some(boolean),
        }
    }
}

/// The shape of an alternative's values.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline {
    /// Any value.
    Any,
    Boolean,
    Integer,
    Number,
    /// A string with a format.
    String,
    /// Any string.
    Text,
    Array,
    Object {
        /// The required properties.
        required: &'static [&'static str],
        /// All known properties.
        known: &'static [&'static str],
        /// Properties that always have one string value.
        fixed: &'static [(&'static str, &'static str)],
    },
}

impl Outline {
    /// Returns how well a value fits: a greater score is better, `None` does not fit.
    fn score(self, value: &Value) -> Option<(usize, usize)> {
        let when = |fits: bool, score| fits.then_some(score);
        match (self, value) {
            (Self::Any, _) => Some((0, 0)),
            (Self::Boolean, _) => when(value.is_boolean(), (1, 0)),
            (Self::Integer, _) => when(value.is_i64() || value.is_u64(), (1, 1)),
            (Self::Number, _) => when(value.is_number(), (1, 0)),
            (Self::String, _) => when(value.is_string(), (1, 1)),
            (Self::Text, _) => when(value.is_string(), (1, 0)),
            (Self::Array, _) => when(value.is_array(), (1, 0)),
            (Self::Object { required, known, fixed }, Value::Object(object)) => {
                let other =
                    |(name, text): &(&str, &str)| object.get(*name).is_some_and(|value| value != text);
                let all = required.iter().all(|name| object.contains_key(*name)) && !fixed.iter().any(other);
                let matching = known.iter().filter(|name| object.contains_key(**name)).count();
                when(all, (matching + 1, required.len()))
            }
            (Self::Object { .. }, _) => None,
        }
    }
}

/// Returns the alternatives that fit a value, the best one first.
pub(crate) fn ranked(value: &Value, outlines: &[Outline]) -> Vec<usize> {
    let mut ranked: Vec<_> = outlines
        .iter()
        .enumerate()
        .filter_map(|(index, outline)| Some((outline.score(value)?, index)))
        .collect();
    ranked.sort_by(|(a, _), (b, _)| b.cmp(a));
    ranked.into_iter().map(|(_, index)| index).collect()
}

/// A union, whose alternatives are numbered.
pub(crate) trait Alternatives {
    /// Reads a value as an alternative. Returns `false` if the type of the alternative does not know the value.
    fn read_as(&mut self, alternative: usize, reader: &mut Reader<'_>) -> Result<bool, JsonError>;

    /// Sets a value that fits no alternative.
    fn set_unknown(&mut self, value: Value);
}

impl Reader<'_> {
    /// Reads a union.
    pub(crate) fn union(
        &mut self,
        union: &mut dyn Alternatives,
        dispatch: &'static Dispatch,
    ) -> Result<(), JsonError> {
        let offset = self.offset();
        let value = self.value()?;
        match dispatch {
            Dispatch::Tag(property, keys) => {
                let tag = value.get(property);
                let found = tag.and_then(|tag| keys.iter().find(|(key, _)| key.is(tag)));
                if let Some((_, alternative)) = found
                    && union.read_as(*alternative, &mut self.again(offset)).is_ok()
                {
                    return Ok(());
                }
            }
            Dispatch::Fit(outlines) => {
                for alternative in ranked(&value, outlines) {
                    if union.read_as(alternative, &mut self.again(offset)).is_ok_and(|is_known| is_known) {
                        return Ok(());
                    }
                }
            }
        }
        union.set_unknown(value);
        Ok(())
    }
}

/// Implements reading and writing for a union.
///
/// `union!(Name: read, write by Tag("property", &[(Key::Text("a"), 0)]) { 0 => Variant, 1 => Other = ("property", "b") })`: a variant
/// with a property and a value is written with that tag. See [`record!`](super::super::json::record) for the paths.
macro_rules! union {
    ($name:ident: read, write by $kind:ident $dispatch:tt $variants:tt) => {
        const _: () = {
            static DISPATCH: super::super::runtime::union::Dispatch = {
                #[allow(unused_imports, reason = "a union uses only one of them")]
                use super::super::runtime::union::{Dispatch, Key, Outline};
                Dispatch::$kind $dispatch
            };
            super::super::runtime::union::read! { $name $variants }
            super::super::runtime::union::write! { $name $variants }
        };
    };
    ($name:ident: write $variants:tt) => {
        super::super::runtime::union::write! { $name $variants }
    };
}
pub(crate) use union;

/// Implements reading for a union.
macro_rules! read {
    ($name:ident { $($index:literal => $variant:ident $(= $tag:tt)?,)* }) => {
        impl super::super::runtime::union::Alternatives for $name {
            fn read_as(
                &mut self,
                alternative: usize,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<bool, super::super::runtime::json::JsonError> {
                match alternative {
                    $($index => super::super::runtime::json::read_as(self, Self::$variant, reader),)*
                    _ => ::core::result::Result::Ok(false),
                }
            }

            fn set_unknown(&mut self, value: ::serde_json::Value) {
                *self = Self::Unknown(value);
            }
        }

        impl super::super::runtime::json::ReadJson for $name {
            fn blank() -> Self {
                Self::Unknown(::serde_json::Value::Null)
            }

            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                reader.union(self, &DISPATCH)
            }

            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        super::super::runtime::json::record::reads! { $name }
    };
}
pub(crate) use read;

/// Implements writing for a union.
macro_rules! write {
    ($name:ident { $($index:literal => $variant:ident $(= $tag:tt)?,)* }) => {
        impl super::super::runtime::json::WriteJson for $name {
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                match self {
                    $(Self::$variant(value) => {
                        super::super::runtime::union::write_as!(value, writer $(, $tag)?)
                    })*
                    Self::Unknown(value) => super::super::runtime::json::WriteJson::write(value, writer),
                }
            }
        }

        super::super::runtime::json::record::writes! { $name }
    };
}
pub(crate) use write;

macro_rules! write_as {
    ($value:ident, $writer:ident) => {
        super::super::runtime::json::WriteJson::write($value, $writer)
    };
    ($value:ident, $writer:ident, ($property:literal, $tag:literal)) => {
        $writer.tagged($property, $tag, $value)
    };
}
pub(crate) use write_as;

// part: tests
#[cfg(test)]
#[path = "union_tests.rs"]
mod tests;
// end
