//! The Rust types that emitted crates use.

use std::fmt;

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rust {
    /// A type from the document.
    Named(String),
    /// `String`.
    Text,
    /// `bool`.
    Bool,
    /// `i64`, `u32`…
    Integer(String),
    /// `f32` or `f64`.
    Float(String),
    /// A point in time.
    Timestamp,
    /// A date.
    Date,
    /// A UUID.
    Uuid,
    /// Bytes, in JSON as Base64.
    Bytes,
    /// `Vec<T>`.
    List(Box<Rust>),
    /// `BTreeMap<String, T>`.
    Map(Box<Rust>),
    /// `Option<T>`.
    Option(Box<Rust>),
    /// `Nullable<T>`.
    Nullable(Box<Rust>),
    /// `Box<T>`.
    Boxed(Box<Rust>),
    /// `AnyOf<T>`.
    AnyOf(Box<Rust>),
    /// `Number<T>`: a number, or its digits.
    Number(Box<Rust>),
    /// `serde_json::Value`.
    Any,
    /// A map of `serde_json::Value`.
    Object,
    /// `()`.
    Unit,
    /// `impl Into<T>` or `impl IntoArgument<T>`.
    Into(Box<Rust>),
    /// `impl AsRef<str>`, `&str` or `impl Display`.
    AsText,
    /// Any other type, as code.
    Other(String),
}

impl Rust {
    /// Reads a type.
    pub fn of(ty: &Type) -> Self {
        match ty {
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return Self::other(ty) };
                let mut arguments = type_arguments(&last.arguments);
                let mut argument = || arguments.pop().map(Box::new);
                match last.ident.to_string().as_str() {
                    "String" => Self::Text,
                    "bool" => Self::Bool,
                    name @ ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize") => {
                        Self::Integer(name.to_owned())
                    }
                    name @ ("f32" | "f64") => Self::Float(name.to_owned()),
                    "Timestamp" if path.path.segments.len() > 1 => Self::Timestamp,
                    "Date" if path.path.segments.len() > 1 => Self::Date,
                    "Uuid" if path.path.segments.len() > 1 => Self::Uuid,
                    "Bytes" if path.path.segments.len() > 1 => Self::Bytes,
                    "Value" if path.path.segments.len() > 1 => Self::Any,
                    "Map" if path.path.segments.len() > 1 => Self::Object,
                    "Vec" => argument().map_or_else(|| Self::other(ty), Self::List),
                    "BTreeMap" => argument().map_or_else(|| Self::other(ty), Self::Map),
                    "Option" => argument().map_or_else(|| Self::other(ty), Self::Option),
                    "Nullable" => argument().map_or_else(|| Self::other(ty), Self::Nullable),
                    "Number" if !last.arguments.is_empty() => {
                        argument().map_or_else(|| Self::other(ty), Self::Number)
                    }
                    "AnyOf" => argument().map_or_else(|| Self::other(ty), Self::AnyOf),
                    "Box" => argument().map_or_else(|| Self::other(ty), Self::Boxed),
                    name if last.arguments.is_empty() && path.path.segments.len() <= 2 => {
                        Self::Named(name.to_owned())
                    }
                    _ => Self::other(ty),
                }
            }
            Type::Tuple(tuple) if tuple.elems.is_empty() => Self::Unit,
            Type::ImplTrait(bounds) => {
                let Some(TypeParamBound::Trait(bound)) = bounds.bounds.first() else {
                    return Self::other(ty);
                };
                let Some(last) = bound.path.segments.last() else { return Self::other(ty) };
                let argument = type_arguments(&last.arguments).pop().map(Box::new);
                match (last.ident.to_string().as_str(), argument) {
                    ("Into" | "IntoArgument", Some(inner)) => Self::Into(inner),
                    ("AsRef" | "Display", _) => Self::AsText,
                    _ => Self::other(ty),
                }
            }
            Type::Reference(_) if ty.to_token_stream().to_string().ends_with("str") => Self::AsText,
            ty => Self::other(ty),
        }
    }

    fn other(ty: &Type) -> Self {
        Self::Other(ty.to_token_stream().to_string())
    }

    /// Whether a setter with this argument can send null.
    pub fn takes_null(&self) -> bool {
        match self {
            Self::Into(inner) | Self::Option(inner) => inner.takes_null(),
            Self::Nullable(_) | Self::Any => true,
            _ => false,
        }
    }

    /// The type inside `Box`, `Option` and `Nullable`.
    pub fn inner(&self) -> &Self {
        match self {
            Self::AnyOf(inner) | Self::Boxed(inner) | Self::Option(inner) | Self::Nullable(inner) => {
                inner.inner()
            }
            ty => ty,
        }
    }
}

/// The type arguments of the last segment of a path.
pub(crate) fn type_arguments(arguments: &PathArguments) -> Vec<Rust> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(Rust::of(ty)),
        GenericArgument::AssocType(item) => Some(Rust::of(&item.ty)),
        _ => None,
    });
    types.collect()
}

/// Formats the type as code with `types` in scope.
impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => write!(f, "types::{name}"),
            Self::Text => f.write_str("String"),
            Self::Bool => f.write_str("bool"),
            Self::Integer(name) | Self::Float(name) => f.write_str(name),
            Self::Timestamp => f.write_str("jiff::Timestamp"),
            Self::Date => f.write_str("jiff::civil::Date"),
            Self::Uuid => f.write_str("uuid::Uuid"),
            Self::Bytes => f.write_str("bytes::Bytes"),
            Self::List(inner) => write!(f, "Vec<{inner}>"),
            Self::Map(inner) => write!(f, "std::collections::BTreeMap<String, {inner}>"),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::Nullable(inner) => write!(f, "Nullable<{inner}>"),
            Self::AnyOf(inner) => write!(f, "AnyOf<{inner}>"),
            Self::Number(inner) => write!(f, "Number<{inner}>"),
            Self::Boxed(inner) => write!(f, "Box<{inner}>"),
            Self::Any => f.write_str("serde_json::Value"),
            Self::Object => f.write_str("serde_json::Map<String, serde_json::Value>"),
            Self::Unit => f.write_str("()"),
            Self::Into(inner) => write!(f, "impl Into<{inner}>"),
            Self::AsText => f.write_str("impl AsRef<str>"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_types_of_their_own() {
        let ty = |text: &str| Rust::of(&syn::parse_str(text).unwrap());
        assert_eq!(ty("Number<i32>"), Rust::Number(Box::new(Rust::Integer("i32".to_owned()))));
        assert_eq!(ty("Option<Number<f64>>").to_string(), "Option<Number<f64>>");
        assert_eq!(ty("types::Number"), Rust::Named("Number".to_owned()));
    }
}
