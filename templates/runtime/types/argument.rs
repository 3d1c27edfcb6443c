//! The arguments of setters and constructors.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Nullable;

/// A value that a setter or a constructor takes for a `T`.
///
/// * The setter of an optional value takes `impl IntoArgument<Option<T>>`: a value, or an `Option` of one. `None` leaves the
///   value out, also one that was set before. On a request, it leaves out the client's value of a shared header, too.
/// * Where null is allowed, it takes `impl IntoArgument<Option<Nullable<T>>>`: also a [`Nullable<T>`](Nullable).
///   [`Nullable::Null`] sends null.
/// * A required value is an `impl IntoArgument<T>`, which is not an `Option`.
///
/// | `T` | values |
/// | --- | --- |
/// | any type | `T` |
/// | `String`, open enums | `&str`, `&String`, `String`, `Cow<str>` |
/// | `i32`, `i64`, `f64` | all integers that `T` represents exactly; `f32` for `f64` |
/// | structs that need one string | `&str`, `&String`, `String`, `Cow<str>` |
/// | unions | the values of their variants, if their types differ |
/// | `Vec<T>` | arrays, slices and `Vec`s of values for `T` |
///
/// The type of a literal is inferred: `5` is a value for every number. For `i64`, an integer literal that is not an `i32` needs a
/// suffix (`5_000_000_000_i64`). A bare `None` needs a type only for strings and enums: `None::<&str>`. An empty list needs the type
/// of its elements: `Vec::<String>::new()`.
///
/// This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` is not accepted for `{T}`",
    label = "not a value for `{T}`",
    note = "an optional setter takes the value or an `Option` of exactly its type; `None` leaves it out",
    note = "only where the API accepts null, the argument can be `Nullable::Null`",
    note = "for a list, pass an array, a slice or a `Vec`; collect an iterator into a `Vec` first",
    note = "integers convert only if that is exact, and not into unsigned ones: use `from` or `try_from`",
    note = "for a timestamp, a date or a UUID, parse the string first: `\"2030-01-31\".parse::<jiff::civil::Date>()?`"
)]
pub trait IntoArgument<T>: Sealed {
    /// Converts this into a `T`.
    fn into_argument(self) -> T;
}

/// Prevents implementations of [`IntoArgument`] outside this crate.
#[doc(hidden)]
pub trait Sealed {}

/// A type that is not an `Option`, a `Nullable` or a list.
///
/// Such types can have their own conversions. For the others, the conversions of their contents apply.
#[doc(hidden)]
pub trait Plain {}

/// A plain type that converts into a `T`.
#[doc(hidden)]
pub trait Converts<T>: Plain {
    fn convert(self) -> T;
}

/// A type that a string converts into.
#[doc(hidden)]
pub trait FromText: Plain {
    fn from_text(text: Cow<'_, str>) -> Self;
}

/// An open enum of strings.
#[doc(hidden)]
pub trait Text: FromText {}

/// An open enum of integers.
#[doc(hidden)]
pub trait Integer: Plain + From<i64> {}

impl<T: Plain> Sealed for T {}
impl<T> Sealed for Option<T> {}
impl<T> Sealed for Nullable<T> {}
impl<T> Sealed for Vec<T> {}
impl<T> Sealed for &Vec<T> {}
impl<T> Sealed for &[T] {}
impl<T, const N: usize> Sealed for [T; N] {}
impl<T, const N: usize> Sealed for &[T; N] {}

/// Implements [`IntoArgument`] for a required, an optional, a nullable, and an optional nullable value of a type.
///
/// The macro needs `IntoArgument` and `Nullable` in scope.
macro_rules! accepts {
    ([$($generics:tt)*] $from:ty => $to:ty, |$value:ident| $converted:expr) => {
        impl<$($generics)*> IntoArgument<$to> for $from {
            fn into_argument(self) -> $to {
                let $value = self;
                $converted
            }
        }

        impl<$($generics)*> IntoArgument<::core::option::Option<$to>> for $from {
            fn into_argument(self) -> ::core::option::Option<$to> {
                let $value = self;
                ::core::option::Option::Some($converted)
            }
        }

        impl<$($generics)*> IntoArgument<Nullable<$to>> for $from {
            fn into_argument(self) -> Nullable<$to> {
                let $value = self;
                Nullable::Value($converted)
            }
        }

        impl<$($generics)*> IntoArgument<::core::option::Option<Nullable<$to>>> for $from {
            fn into_argument(self) -> ::core::option::Option<Nullable<$to>> {
                let $value = self;
                ::core::option::Option::Some(Nullable::Value($converted))
            }
        }
    };
}
pub(crate) use accepts;

accepts!([T: Plain, A: Converts<T>] A => T, |value| value.convert());
accepts!([T, A: IntoArgument<T>] Vec<A> => Vec<T>, |list| each(list));
accepts!([T, A: IntoArgument<T>, const N: usize] [A; N] => Vec<T>, |list| each(list));
accepts!([T, A: IntoArgument<T> + Clone] &[A] => Vec<T>, |list| each(list.iter().cloned()));
accepts!([T, A: IntoArgument<T> + Clone] &Vec<A> => Vec<T>, |list| each(list.iter().cloned()));
accepts!([T, A: IntoArgument<T> + Clone, const N: usize] &[A; N] => Vec<T>, |list| each(list.iter().cloned()));

fn each<T, A: IntoArgument<T>>(list: impl IntoIterator<Item = A>) -> Vec<T> {
    list.into_iter().map(A::into_argument).collect()
}

/// Implements [`IntoArgument`] for an `Option` and a `Nullable` of a type.
macro_rules! accepts_options {
    ([$($generics:tt)*] $ty:ty) => {
        accepts_options!([$($generics)*] $ty => $ty, |value| value);

        impl<$($generics)*> IntoArgument<Nullable<$ty>> for Nullable<$ty> {
            fn into_argument(self) -> Nullable<$ty> {
                self
            }
        }

        impl<$($generics)*> IntoArgument<Option<Nullable<$ty>>> for Nullable<$ty> {
            fn into_argument(self) -> Option<Nullable<$ty>> {
                Some(self)
            }
        }
    };
    ([$($generics:tt)*] $from:ty => $to:ty, |$value:ident| $converted:expr) => {
        impl<$($generics)*> IntoArgument<Option<$to>> for Option<$from> {
            fn into_argument(self) -> Option<$to> {
                self.map(|$value| $converted)
            }
        }

        impl<$($generics)*> IntoArgument<Option<Nullable<$to>>> for Option<$from> {
            fn into_argument(self) -> Option<Nullable<$to>> {
                self.map(|$value| Nullable::Value($converted))
            }
        }
    };
}

accepts_options!([T: Plain] T);
accepts_options!([T] Vec<T>);
// A bare `None` is ambiguous if an `Option` of another type is accepted, so only strings and enums have these.
accepts_options!([] &str => String, |text| text.convert());
accepts_options!([] &String => String, |text| text.convert());
accepts_options!([T: Text] &str => T, |text| text.convert());
accepts_options!([T: Text] String => T, |text| text.convert());
accepts_options!([T: Integer] i64 => T, |integer| integer.into());

impl IntoArgument<Option<Nullable<String>>> for Option<Nullable<String>> {
    fn into_argument(self) -> Self {
        self
    }
}

impl<T: Text> IntoArgument<Option<Nullable<T>>> for Option<Nullable<T>> {
    fn into_argument(self) -> Self {
        self
    }
}

macro_rules! plain {
    ($($ty:ty)*) => {$(
        impl Plain for $ty {}
    )*};
}
plain!(bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 String &str &String Cow<'_, str> Value Map<String, Value>);

impl<K, V> Plain for BTreeMap<K, V> {}

#[cfg(feature = "client")]
impl Plain for bytes::Bytes {}
// part: base64
#[cfg(not(feature = "client"))]
impl Plain for bytes::Bytes {}
// end

impl<T: Plain> Converts<T> for T {
    fn convert(self) -> T {
        self
    }
}

macro_rules! convert {
    ($($to:ident: $($from:ty),*;)*) => {$($(
        impl Converts<$to> for $from {
            fn convert(self) -> $to {
                self.into()
            }
        }
    )*)*};
}
// Unsigned integers have no conversions: the type of a literal would be ambiguous, and `i32` by default.
convert! {
    i32: i8, i16, u8, u16;
    i64: i8, i16, i32, u8, u16, u32;
    f64: i8, i16, i32, u8, u16, u32, f32;
    String: &str, &String, Cow<'_, str>;
    Value: bool, i32, i64, u32, u64, f64, &str, String, Map<String, Value>;
}

macro_rules! convert_text {
    ($($from:ty, |$text:ident| $converted:expr;)*) => {$(
        impl<T: FromText> Converts<T> for $from {
            fn convert(self) -> T {
                let $text = self;
                T::from_text($converted)
            }
        }
    )*};
}
convert_text! {
    &str, |text| Cow::Borrowed(text);
    &String, |text| Cow::Borrowed(text);
    String, |text| Cow::Owned(text);
    Cow<'_, str>, |text| text;
}

impl<T: Integer> Converts<T> for i64 {
    fn convert(self) -> T {
        self.into()
    }
}

accepts!([A: Into<Value>] Vec<A> => Value, |list| list.into());

/// Implements the conversions into a type of the API.
///
/// The conversion from a variant's type is its `From`. Types that are lists come after `lists`.
macro_rules! argument {
    ($name:ident) => {
        impl super::super::runtime::argument::Plain for $name {}
    };
    ($name:ident: one string) => {
        super::super::runtime::argument::argument!($name);

        impl super::super::runtime::argument::FromText for $name {
            #[inline]
            fn from_text(text: ::std::borrow::Cow<'_, str>) -> Self {
                Self::new(text)
            }
        }
    };
    ($name:ident: strings) => {
        super::super::runtime::argument::argument!($name);

        impl super::super::runtime::argument::FromText for $name {
            #[inline]
            fn from_text(text: ::std::borrow::Cow<'_, str>) -> Self {
                match text {
                    ::std::borrow::Cow::Borrowed(text) => text.into(),
                    ::std::borrow::Cow::Owned(text) => text.into(),
                }
            }
        }

        impl super::super::runtime::argument::Text for $name {}
    };
    ($name:ident: integers) => {
        super::super::runtime::argument::argument!($name);
        impl super::super::runtime::argument::Integer for $name {}
    };
    ($name:ident: from $($from:ty),* $(; lists $($list:ty),*)?) => {
        super::super::runtime::argument::argument!($name);

        $(
            impl super::super::runtime::argument::Converts<$name> for $from {
                #[inline]
                fn convert(self) -> $name {
                    self.into()
                }
            }
        )*

        $(const _: () = {
            use super::super::runtime::{IntoArgument, Nullable};

            $(super::super::runtime::argument::accepts!([] $list => $name, |list| list.into());)*
        };)?
    };
}
pub(crate) use argument;

// part: tests
#[cfg(test)]
#[path = "argument_tests.rs"]
mod tests;
// end
