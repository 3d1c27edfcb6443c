//! Finds the alternative of a union that fits a value.

use serde_json::Value;

use super::super::json::{
    JsonError, Reader, from_slice,
    outline::{Key, Outline, OutlineId},
};

/// How a value finds its alternative.
#[derive(Debug)]
pub(crate) enum Dispatch {
    /// By a property, the tag: its name, and the alternative of each of its values.
    Tag(&'static str, &'static [(Key, usize)]),
    /// By its shape: the table of outlines, and the outline of each alternative.
    Fit(&'static [Outline], &'static [OutlineId]),
    /// By the tag, or by its shape if there is no tag.
    OptionalTag(&'static str, &'static [(Key, usize)], &'static [Outline], &'static [OutlineId]),
    /// By the tag, or by its shape if there is no tag or it has another value.
    TagOrFit(&'static str, &'static [(Key, usize)], &'static [Outline], &'static [OutlineId]),
    /// By the tag, or the alternative at an index if there is no tag or it has another value.
    TagOrDefault(&'static str, &'static [(Key, usize)], usize),
}

impl Dispatch {
    fn tag(&self) -> Option<(&'static str, &'static [(Key, usize)])> {
        match self {
            Self::Tag(property, keys)
            | Self::OptionalTag(property, keys, ..)
            | Self::TagOrFit(property, keys, ..)
            | Self::TagOrDefault(property, keys, _) => Some((property, keys)),
            Self::Fit(..) => None,
        }
    }

    fn outlines(&self) -> Option<(&'static [Outline], &'static [OutlineId])> {
        match self {
            Self::Fit(outlines, alternatives)
            | Self::OptionalTag(.., outlines, alternatives)
            | Self::TagOrFit(.., outlines, alternatives) => Some((outlines, alternatives)),
            Self::Tag(..) | Self::TagOrDefault(..) => None,
        }
    }
}

/// A union, whose alternatives are numbered.
pub(crate) trait Alternatives {
    /// Reads a value as an alternative. Returns `false` if the type of the alternative does not know the value.
    fn read_as(&mut self, alternative: usize, reader: &mut Reader<'_>) -> Result<bool, JsonError>;

    /// Sets a value that fits no alternative.
    fn set_unknown(&mut self, value: Value);

    /// Returns the location for properties that only other alternatives know.
    fn others(&mut self) -> Option<&mut Value>;
}

/// Returns the alternative of a value of the tag.
fn alternative(keys: &[(Key, usize)], json: &str) -> Option<usize> {
    keys.iter().find(|(key, _)| key.is(json)).map(|(_, alternative)| *alternative)
}

impl Reader<'_> {
    /// Reads a union.
    pub(crate) fn union(
        &mut self,
        union: &mut dyn Alternatives,
        dispatch: &'static Dispatch,
    ) -> Result<(), JsonError> {
        let start = self.mark();
        if let Some((property, keys)) = dispatch.tag()
            && let Some(alternative) = self.first_tag(property, keys)?
        {
            self.return_to(start);
            match union.read_as(alternative, self) {
                Err(error) if error.is_mismatch() => self.return_to(start),
                result => return result.map(drop),
            }
            let value = self.value()?;
            union.set_unknown(value);
            return Ok(());
        }
        self.return_to(start);
        let node = self.indexed()?;
        let end = self.mark();
        let (candidates, is_tagged) = self.candidates(node, dispatch);
        for alternative in candidates {
            self.repeat_from(start);
            // An alternative that the tag names is right even if its own type does not know the value.
            let is_known = union.read_as(alternative, self).is_ok_and(|is_known| is_known || is_tagged);
            self.return_to(end);
            if is_known && self.keeps_all(union, dispatch, node, alternative, is_tagged) {
                return Ok(());
            }
            if !self.may_retry(node) {
                break;
            }
        }
        self.repeat_from(start);
        let value = self.value()?;
        self.return_to(end);
        union.set_unknown(value);
        Ok(())
    }

    /// Keeps the properties that only other alternatives know. Returns `false` if they would be lost although the tag does not name the
    /// alternative.
    fn keeps_all(
        &mut self,
        union: &mut dyn Alternatives,
        dispatch: &'static Dispatch,
        node: usize,
        alternative: usize,
        is_tagged: bool,
    ) -> bool {
        let Some((outlines, all)) = dispatch.outlines() else { return true };
        match union.others() {
            Some(others) => *others = self.other_properties(node, outlines, all, alternative),
            None if is_tagged || dispatch.tag().is_none() => {}
            None => return self.other_properties(node, outlines, all, alternative).is_null(),
        }
        true
    }

    /// Returns the alternative of an object whose first property is the tag. Most servers write it there.
    fn first_tag(&mut self, tag: &str, keys: &[(Key, usize)]) -> Result<Option<usize>, JsonError> {
        if !self.is_object() {
            return Ok(None);
        }
        let mut entries = self.object()?;
        match self.key(&mut entries)? {
            Some(key) if key == tag => Ok(alternative(keys, self.raw()?)),
            _ => Ok(None),
        }
    }

    /// Returns the alternatives to read a value as, in this order, and whether the tag names them.
    fn candidates(&mut self, node: usize, dispatch: &'static Dispatch) -> (Vec<usize>, bool) {
        let tag = dispatch.tag().and_then(|(property, keys)| Some((self.property(node, property)?, keys)));
        if let Some((json, keys)) = tag {
            if let Some(alternative) = alternative(keys, json) {
                return (vec![alternative], true);
            }
            if matches!(dispatch, Dispatch::OptionalTag(..)) {
                return (Vec::new(), true);
            }
        }
        if let Dispatch::TagOrDefault(_, _, default) = dispatch {
            return (vec![*default], true);
        }
        let ranked = dispatch.outlines().map(|(outlines, all)| self.ranked(node, outlines, all));
        (ranked.unwrap_or_default(), false)
    }
}

/// Returns why a value is none of `count` alternatives: the error of the alternative of which most could be read.
pub(crate) fn reason(
    union: &mut dyn Alternatives,
    value: &Value,
    dispatch: &'static Dispatch,
    count: usize,
) -> JsonError {
    let json = super::super::json::to_string(value);
    let mut reader = Reader::new(&json, None);
    let error = (|| {
        let start = reader.mark();
        let node = reader.indexed().ok()?;
        let tag =
            dispatch.tag().and_then(|(property, keys)| alternative(keys, reader.property(node, property)?));
        let alternatives = tag.map_or(0..count, |only| only..only + 1);
        let mut errors: Vec<JsonError> = Vec::new();
        for alternative in alternatives {
            reader.repeat_from(start);
            errors.extend(union.read_as(alternative, &mut reader).err());
        }
        if dispatch.outlines().is_none() && tag.is_none() {
            return None;
        }
        errors.into_iter().reduce(|best, error| if error.offset() > best.offset() { error } else { best })
    })();
    error.unwrap_or_else(|| Reader::invalid(0, "a value of one of the alternatives", "another value"))
}

/// Reads a value as another type; `None` if it does not fit.
pub(crate) fn converted<T: super::super::json::ReadJson>(
    value: &(impl super::super::json::WriteJson + ?Sized),
) -> Option<T> {
    from_slice(&super::super::json::to_vec(value)).ok()
}

/// Implements reading and writing for a union.
///
/// `union!(Name: read, write by Tag("property", &[(Key::Text("a"), 0)]) { 0 => Variant, 1 => Other = ("property", "b") })`: a variant
/// with a property and a value is written with that tag. A variant `+ others` keeps the properties of other alternatives. See [`record!`](super::super::json::record) for the paths.
macro_rules! union {
    ($name:ident: read, write by $kind:ident $dispatch:tt $variants:tt) => {
        const _: () = {
            static DISPATCH: super::super::runtime::union::Dispatch = {
                #[allow(unused_imports, reason = "a union uses only one of them")]
                use super::super::runtime::{json::outline::Key, union::Dispatch};
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
    ($name:ident { $($index:literal => $variant:ident $(+ $others:ident)? $(= $tag:tt)?,)* }) => {
        impl super::super::runtime::union::Alternatives for $name {
            #[inline]
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

            #[inline]
            fn set_unknown(&mut self, value: ::serde_json::Value) {
                *self = Self::Unknown(value);
            }

            #[inline]
            fn others(
                &mut self,
            ) -> ::core::option::Option<&mut ::serde_json::Value> {
                match self {
                    $($(Self::$variant(value) => ::core::option::Option::Some(&mut value.$others),)?)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl $name {
            /// Returns why the value matches no alternative, or `None` if it matches one.
            #[inline]
            pub fn unknown_reason(
                &self,
            ) -> ::core::option::Option<super::super::runtime::json::JsonError> {
                match self {
                    Self::Unknown(value) => ::core::option::Option::Some(
                        super::super::runtime::union::reason(
                            &mut Self::Unknown(::serde_json::Value::Null),
                            value,
                            &DISPATCH,
                            [$($index),*].len(),
                        ),
                    ),
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self::Unknown(::serde_json::Value::Null)
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                reader.union(self, &DISPATCH)
            }

            #[inline]
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
    ($name:ident { $($index:literal => $variant:ident $(+ $others:ident)? $(= $tag:tt)?,)* }) => {
        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
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
