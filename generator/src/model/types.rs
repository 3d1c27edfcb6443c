//! The types of the emitted crate.

use std::collections::BTreeSet;

use super::{Doc, ModuleId, OutlineId, ResourceId, TypeId};
use crate::names::Ident;
use crate::source::Value;

/// One emitted type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: Ident,
    /// Its shape.
    pub shape: Shape,
    /// Whether callers send it, and whether they read it.
    pub usage: Usage,
    /// The traits that it can derive beyond the common ones.
    pub derives: Derives,
    /// The resources that reach it. Empty if only webhooks or nothing does.
    pub resources: BTreeSet<ResourceId>,
    /// The module that holds it.
    pub module: ModuleId,
    /// Its documentation.
    pub doc: Doc,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its location in the document.
    pub origin: String,
    /// The locations of the other schemas that share the type, sorted.
    pub copies: Vec<String>,
    /// The conversion of the form that is read into this form, which is sent.
    pub conversion: Option<Conversion>,
}

/// A conversion of one type into another.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The type that is converted.
    pub from: TypeId,
    /// The fields that it does not have: the caller sets them. Only records have any.
    pub missing: Vec<usize>,
}

/// A module of types that the same resources reach.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeModule {
    /// The name of the module and its file.
    pub name: Ident,
    /// Those resources. Empty: the types are always there.
    pub resources: BTreeSet<ResourceId>,
}

/// The sender of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The caller sends it.
    pub input: bool,
    /// The server sends it.
    pub output: bool,
}

/// Traits that a type can derive depending on the types inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derives {
    /// `Eq` and `Hash`: no floating point number inside.
    pub eq: bool,
    /// `Default`: it has no required fields.
    pub default: bool,
}

/// The shape of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A struct.
    Record(Record),
    /// An open set of values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// A list or map that contains itself.
    Newtype(Ty),
    /// Another name for a type.
    Alias(Ty),
}

/// A struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The fields, in the document's order.
    pub fields: Vec<Field>,
    /// The field for properties that the document does not name.
    pub extra: Option<Extra>,
    /// Whether its values are arrays with one item for each field, not objects.
    pub is_array: bool,
}

impl Record {
    /// The field with a name on the wire.
    pub(crate) fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }
}

/// The field for properties that the document does not name.
#[derive(Debug, Clone, PartialEq)]
pub struct Extra {
    /// Its Rust name.
    pub name: Ident,
    /// The type of their values.
    pub ty: Ty,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// The type of its value, if it is present and not null.
    pub ty: Ty,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether its value determines the alternative of a union.
    pub tag: bool,
    /// The only value that it can have, if it is required or a tag: a variant of its type.
    pub constant: Option<Ident>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation.
    pub doc: Doc,
}

impl Field {
    /// Whether the constructor takes it.
    pub fn is_argument(&self) -> bool {
        match self.presence {
            Presence::Required | Presence::Nullable => self.constant.is_none(),
            Presence::Optional | Presence::OptionalNullable => false,
        }
    }
}

/// Whether a value may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always present, never null.
    Required,
    /// May be absent. In a response it may also be null, which reads the same.
    Optional,
    /// Always present, may be null.
    Nullable,
    /// Absent, null and a value are different. Only in requests.
    OptionalNullable,
}

/// An open set of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The JSON type of its values.
    pub repr: Repr,
    /// The known values, in the document's order.
    pub variants: Vec<Variant>,
    /// The index of the default variant.
    pub default: Option<usize>,
    /// The variant for values that this version does not know.
    pub unknown: Ident,
}

/// The JSON type of the values of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repr {
    /// Strings.
    String,
    /// Integers.
    Integer,
    /// Values of several types, or numbers that are not integers.
    Mixed,
}

/// A known value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its Rust name.
    pub name: Ident,
    /// Its value on the wire.
    pub wire: Value,
    /// Its documentation.
    pub description: Option<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The alternatives.
    pub variants: Vec<UnionVariant>,
    /// Whether a value is one of the alternatives and no other (`oneOf`).
    pub exclusive: bool,
    /// The way to find the alternative of a value.
    pub dispatch: Dispatch,
    /// The variant for values that fit no alternative.
    pub unknown: Ident,
}

/// The way to find the alternative of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// By a property, the tag.
    Tag {
        /// Its name on the wire.
        property: String,
        /// Its values (strings, integers or booleans), and the index of the alternative of each.
        keys: Vec<(Value, usize)>,
        /// When the shape of a value determines its alternative instead.
        fallback: TagFallback,
    },
    /// By its shape. If several alternatives fit, the best match is used.
    Fit,
}

/// When the shape of a value determines its alternative although there is a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagFallback {
    /// Never.
    Never,
    /// If the value has no tag: an alternative does not require it.
    Absent,
    /// If the tag has no known value: the document only implies its values.
    Unknown,
    /// Never: a value without a tag, or with another value of it, is of the alternative at this index.
    Default(usize),
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Its Rust name.
    pub name: Ident,
    /// The type of its value.
    pub ty: Ty,
    /// The outline of its values, if shapes distinguish alternatives.
    pub outline: Option<OutlineId>,
    /// Whether a value may have properties that only other alternatives describe.
    pub others: bool,
    /// The name of the method that reads a value as this alternative, if several alternatives can describe one value.
    pub reader: Option<Ident>,
    /// The value of the tag, if the alternative's own type does not have the tag.
    pub tag: Option<String>,
    /// Its documentation.
    pub doc: Doc,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// A single value.
    Scalar(Scalar),
    /// A type of this API.
    Named {
        /// The type.
        id: TypeId,
        /// Whether it is in a `Box`, because it would contain itself otherwise.
        boxed: bool,
    },
    /// A list.
    List(Box<Ty>),
    /// A map.
    Map(MapKey, Box<Ty>),
    /// A value that may be null, inside a list, a map or a union.
    Nullable(Box<Ty>),
    /// Any JSON object.
    JsonObject,
    /// Any JSON value.
    AnyJson,
}

/// The type of the keys of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapKey {
    /// Strings.
    String,
    /// An open enum of strings.
    Enum(TypeId),
}

/// The type that an alias is another name for, if it is an alias.
pub(crate) fn behind_alias<'t>(types: &'t [TypeDef], ty: &'t Ty) -> &'t Ty {
    let mut here = ty;
    // Aliases do not form cycles.
    for _ in 0..=types.len() {
        match here {
            Ty::Named { id, .. } => match &types[id.0].shape {
                Shape::Alias(inner) => here = inner,
                Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => break,
            },
            Ty::Scalar(_) | Ty::List(_) | Ty::Map(..) | Ty::Nullable(_) | Ty::JsonObject | Ty::AnyJson => {
                break;
            }
        }
    }
    here
}

/// A type of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberType {
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f64`.
    F64,
}

impl NumberType {
    /// All types.
    pub const ALL: [Self; 5] = [Self::I32, Self::I64, Self::U32, Self::U64, Self::F64];

    /// The scalar of this type alone.
    pub fn scalar(self) -> Scalar {
        match self {
            Self::I32 => Scalar::I32,
            Self::I64 => Scalar::I64,
            Self::U32 => Scalar::U32,
            Self::U64 => Scalar::U64,
            Self::F64 => Scalar::F64,
        }
    }
}

/// A single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// A string.
    String,
    /// A boolean.
    Bool,
    /// `format: int32`.
    I32,
    /// An integer.
    I64,
    /// An unsigned integer of 32 bits.
    U32,
    /// An unsigned integer.
    U64,
    /// A number.
    F64,
    /// A number that is usually of this type: other numbers, or strings of digits, are valid too.
    Number(NumberType),
    /// `format: date-time`: an instant.
    Timestamp,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: byte`: bytes, as a base64 string.
    Base64,
}

impl Scalar {
    /// Whether it is an integer, or a number that is usually one.
    pub(crate) fn is_integer(self) -> bool {
        match self {
            Self::I32 | Self::I64 | Self::U32 | Self::U64 => true,
            Self::Number(number) => number != NumberType::F64,
            Self::String
            | Self::Bool
            | Self::F64
            | Self::Timestamp
            | Self::Date
            | Self::Uuid
            | Self::Base64 => false,
        }
    }
}
