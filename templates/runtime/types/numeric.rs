//! Numbers that may not be values of their type.

use std::{fmt, str::FromStr};

use super::{
    super::json::{Decimal, JsonError, ReadJson, Reader, WriteJson, Writer, integer, is_number},
    argument::{Converts, Plain},
};

/// A number that is usually a `T`.
///
/// The API may send any number here, or a string with the digits of one. [`get`](Self::get) returns the value as a `T`. A number
/// that is not a `T`, because it has a fraction or too many digits, is kept as it was received.
///
/// To create one, convert a `T`: `Number::from(5)`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number<T>(Repr<T>);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr<T> {
    Value(T),
    Other { digits: Box<str>, is_string: bool },
}

/// The expected values.
const EXPECTED: &str = "a number or its digits";

impl<T: Digits> Number<T> {
    /// Returns the value; `None` if the number is not a `T`.
    pub fn get(&self) -> Option<T> {
        match &self.0 {
            Repr::Value(value) => Some(*value),
            Repr::Other { digits, .. } => T::exactly(digits),
        }
    }

    /// Returns the nearest floating-point number.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Value(value) => value.nearest(),
            Repr::Other { digits, .. } => digits.parse().unwrap_or(f64::NAN),
        }
    }

    /// Returns a number from its digits, if they are one. A string whose digits start with zeros is kept as it is.
    fn of(digits: &str, is_string: bool) -> Option<Self> {
        if is_string && !is_number(digits) {
            return None;
        }
        let start = digits.strip_prefix('-').unwrap_or(digits).as_bytes();
        let is_padded = matches!(start, [b'0', b'0'..=b'9', ..]);
        let value = T::exactly(digits).filter(|_| !is_padded).map(Repr::Value);
        Some(Self(value.unwrap_or_else(|| Repr::Other { digits: digits.into(), is_string })))
    }
}

/// The type of a [`Number`].
#[doc(hidden)]
pub trait Digits: Copy {
    /// Parses digits that this type represents exactly.
    fn exactly(digits: &str) -> Option<Self>;

    fn nearest(self) -> f64;
}

macro_rules! digits {
    ($($ty:ident)*) => {$(
        impl Digits for $ty {
            fn exactly(digits: &str) -> Option<Self> {
                digits.parse().ok().or_else(|| integer(digits)?.try_into().ok())
            }

            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "the nearest number is wanted")]
            fn nearest(self) -> f64 {
                self as f64
            }
        }
    )*};
}
digits!(i32 i64 u32 u64);

impl Digits for f64 {
    fn exactly(digits: &str) -> Option<Self> {
        /// Every number with so many digits is the nearest one to a different floating-point number.
        const EXACT: usize = 15;
        let value = digits.parse::<Self>().ok().filter(|value| value.is_finite())?;
        let decimal = Decimal::of(digits)?;
        let is_same = || Decimal::of(zmij::Buffer::new().format_finite(value)).as_ref() == Some(&decimal);
        (decimal.precision() <= EXACT && (value == 0.0) == (decimal.precision() == 0) || is_same())
            .then_some(value)
    }

    fn nearest(self) -> f64 {
        self
    }
}

impl<T> Plain for Number<T> {}

macro_rules! conversions {
    ($($ty:ident: $($from:ident),*;)*) => {$(
        $(
            impl Converts<Number<$ty>> for $from {
                fn convert(self) -> Number<$ty> {
                    $ty::from(self).into()
                }
            }
        )*

        impl From<$ty> for Number<$ty> {
            fn from(value: $ty) -> Self {
                Self(Repr::Value(value))
            }
        }

        impl PartialEq<$ty> for Number<$ty> {
            fn eq(&self, other: &$ty) -> bool {
                self.get().is_some_and(|value| value == *other)
            }
        }
    )*};
}
conversions! {
    i32: i32;
    i64: i32, i64, u32;
    u32: u32;
    u64: u64;
    f64: i32, u32, f64;
}

impl<T: Digits> FromStr for Number<T> {
    type Err = JsonError;

    fn from_str(digits: &str) -> Result<Self, JsonError> {
        Self::of(digits, true).ok_or_else(|| Reader::invalid(0, EXPECTED, "another string"))
    }
}

/// Writes the digits.
impl<T: fmt::Display> fmt::Display for Number<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Value(value) => value.fmt(f),
            Repr::Other { digits, .. } => f.pad(digits),
        }
    }
}

impl<T: fmt::Display> fmt::Debug for Number<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Digits + Default> ReadJson for Number<T> {
    fn blank() -> Self {
        Self(Repr::Value(T::default()))
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), JsonError> {
        let number = if reader.is_string() {
            reader.parsed(EXPECTED, |digits| Self::of(digits, true))?
        } else {
            let offset = reader.offset();
            let digits = reader.number(EXPECTED)?;
            Self::of(digits, false).ok_or_else(|| Reader::invalid(offset, EXPECTED, "another number"))?
        };
        *self = number;
        Ok(())
    }
}

impl<T: WriteJson> WriteJson for Number<T> {
    fn write(&self, writer: &mut Writer) {
        match &self.0 {
            Repr::Value(value) => value.write(writer),
            Repr::Other { digits, is_string: true } => writer.string(digits),
            Repr::Other { digits, is_string: false } => writer.raw(digits),
        }
    }
}

#[cfg(feature = "serde")]
impl<T: WriteJson> serde::Serialize for Number<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::super::json::bridge::write(self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Digits + Default> serde::Deserialize<'de> for Number<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::super::json::bridge::read(deserializer)
    }
}

// part: tests
#[cfg(test)]
#[path = "numeric_tests.rs"]
mod tests;
// end
