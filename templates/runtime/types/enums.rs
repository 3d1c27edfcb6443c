//! The implementation of open enums.
//!
//! The macros are used in `types/*.rs`, where the runtime is `super::super::runtime`. That path is also right if the
//! types are in a module of another crate. The variants of an enum can have any name, so the macros do not use paths
//! such as `Self::Name` that could also be a type.

#[cfg(feature = "serde")]
use std::{fmt, marker::PhantomData};

#[cfg(feature = "serde")]
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde_json::Value;

/// Implements an open string enum from its values and variants.
///
/// The enum has a variant `Unknown(String)` for all other values.
macro_rules! string_enum {
    ($name:ident { $($value:literal => $variant:ident),* $(,)? }) => {
        impl $name {
            /// Returns the value in JSON.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Returns whether the value is unknown to this version of the crate.
            #[inline]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }

            #[inline]
            fn known(value: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match value {
                    $($value => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::Unknown(value))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self::Unknown(::std::string::String::new())
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                *self = Self::from(&*reader.string("a string")?);
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                writer.string(self.as_str());
            }
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::enums::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use string_enum;

/// Implements an open integer enum from its values and variants.
///
/// The enum has a variant `Unknown(i64)` for all other values.
macro_rules! integer_enum {
    ($name:ident { $($value:literal => $variant:ident),* $(,)? }) => {
        impl $name {
            /// Returns the value in JSON.
            #[inline]
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Returns whether the value is unknown to this version of the crate.
            #[inline]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }

            #[inline]
            fn known(value: i64) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match value {
                    $($value => Self::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }
        }

        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                Self::known(value).unwrap_or(Self::Unknown(value))
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl super::super::runtime::json::ReadJson for $name {
            #[inline]
            fn blank() -> Self {
                Self::Unknown(0)
            }

            #[inline]
            fn read(
                &mut self,
                reader: &mut super::super::runtime::json::Reader<'_>,
            ) -> ::core::result::Result<(), super::super::runtime::json::JsonError> {
                let mut value = 0_i64;
                super::super::runtime::json::ReadJson::read(&mut value, reader)?;
                *self = Self::from(value);
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                writer.integer(self.value());
            }
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.value())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::enums::deserialize_integer(deserializer).map(Self::from)
            }
        }
    };
}
pub(crate) use integer_enum;

/// Implements the conversions of an open enum whose values have several types.
///
/// The enum has the functions `fn known(value: &Value) -> Option<Self>` and `fn value(&self) -> Value`, and a
/// variant `Unknown(Value)` for the values that `known` does not accept.
macro_rules! mixed_enum {
    ($name:ident) => {
        impl ::core::convert::From<::serde_json::Value> for $name {
            #[inline]
            fn from(value: ::serde_json::Value) -> Self {
                Self::known(&value).unwrap_or(Self::Unknown(value))
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
                *self = Self::from(reader.value()?);
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl super::super::runtime::json::WriteJson for $name {
            #[inline]
            fn write(&self, writer: &mut super::super::runtime::json::Writer) {
                super::super::runtime::json::WriteJson::write(&self.value(), writer);
            }
        }

        #[cfg(feature = "serde")]
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                super::super::runtime::json::bridge::write(self, serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                super::super::runtime::json::bridge::read(deserializer)
            }
        }
    };
}
pub(crate) use mixed_enum;

/// Returns whether two values are equal. Numbers are compared by their value.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        // Integers of 64 bits do not all fit into a float.
        (Some(one), Some(other)) if a.is_f64() || b.is_f64() => one.to_bits() == other.to_bits(),
        _ => a == b,
    }
}

#[cfg(feature = "serde")]
/// Deserializes a string enum. A known value needs no allocation.
pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String> + for<'a> From<&'a str>,
{
    deserializer.deserialize_str(StringVisitor(PhantomData))
}

#[cfg(feature = "serde")]
struct StringVisitor<T>(PhantomData<T>);

#[cfg(feature = "serde")]
impl<T: From<String> + for<'a> From<&'a str>> Visitor<'_> for StringVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<T, E> {
        Ok(value.into())
    }
}

/// Deserializes the value of an integer enum, which can also be written as `1.0`.
#[cfg(feature = "serde")]
pub(crate) fn deserialize_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(IntegerVisitor)
}

#[cfg(feature = "serde")]
struct IntegerVisitor;

#[cfg(feature = "serde")]
impl Visitor<'_> for IntegerVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer of 64 bits")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        value.try_into().map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        super::super::json::integer(&value.to_string())
            .and_then(|value| value.try_into().ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }
}
