//! What values are like: the types of the emitted crate, and what a place holds.

use std::collections::BTreeSet;

use super::{Doc, ModuleId, ResourceId, TypeId};
use crate::names::Ident;
use crate::source::Value;

/// One emitted type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: Ident,
    /// What it looks like.
    pub shape: Shape,
    /// Who makes it and who reads it.
    pub usage: Usage,
    /// Traits that it can derive beyond the common ones.
    pub derives: Derives,
    /// The resources that reach it. Empty if only webhooks or nothing does.
    pub resources: BTreeSet<ResourceId>,
    /// The module that holds it.
    pub module: ModuleId,
    /// What it means.
    pub doc: Doc,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Where it stands in the document.
    pub origin: String,
}

/// Types that the same resources reach.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeModule {
    /// Module and file.
    pub name: Ident,
    /// Those resources. Empty: the types are always there.
    pub resources: BTreeSet<ResourceId>,
}

/// Who makes a value and who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The caller sends it.
    pub input: bool,
    /// The server sends it.
    pub output: bool,
}

/// Derivable traits that depend on what a type is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derives {
    /// `Eq` and `Hash`: no floating point number inside.
    pub eq: bool,
    /// `Default`: nothing in it is required.
    pub default: bool,
}

/// What a type looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A struct.
    Record(Record),
    /// A set of values that may grow.
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
    /// Members, in the document's order.
    pub fields: Vec<Field>,
    /// Members that the document does not name: the type of their values.
    pub extra: Option<Extra>,
}

/// The member that gathers what the document does not name.
#[derive(Debug, Clone, PartialEq)]
pub struct Extra {
    /// Its Rust name.
    pub name: Ident,
    /// The type of each value.
    pub ty: Ty,
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its Rust name.
    pub name: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// The type of its value when there is one.
    pub ty: Ty,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Whether it says, to those who read a union, that this is the alternative.
    pub tag: bool,
    /// The one value that it can have, where it is required or a tag: a variant of its type.
    pub constant: Option<Ident>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// What it means.
    pub doc: Doc,
}

/// Whether a value may be absent or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// May be absent. What the server sends may also be null: both read the same.
    Optional,
    /// Always there, may be null.
    Nullable,
    /// Absent, null and a value are three different things. Only in what a caller sends.
    OptionalNullable,
}

/// A set of values that may grow.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// What its values are in JSON.
    pub repr: Repr,
    /// Known values, in the document's order.
    pub variants: Vec<Variant>,
    /// Index of the variant that the document makes the default.
    pub default: Option<usize>,
    /// The variant that keeps a value which this version does not know.
    pub unknown: Ident,
}

/// What the values of an enum are in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repr {
    /// Strings.
    String,
    /// Whole numbers.
    Integer,
    /// Values of several types, or numbers that are not whole.
    Mixed,
}

/// A known value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its Rust name.
    pub name: Ident,
    /// The value on the wire.
    pub wire: Value,
    /// What it means, where the document says so.
    pub description: Option<String>,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The alternatives.
    pub variants: Vec<UnionVariant>,
    /// How a value finds its alternative.
    pub dispatch: Dispatch,
    /// The variant that keeps a value which none of the others can read.
    pub unknown: Ident,
}

/// How a value finds its alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// A member says which it is.
    Tag {
        /// Its name on the wire.
        property: String,
        /// What it says (text, a whole number, true or false), and the index of the alternative.
        keys: Vec<(Value, usize)>,
    },
    /// The first that can read it is taken, the best match first.
    Fit,
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Its Rust name.
    pub name: Ident,
    /// What it holds.
    pub ty: Ty,
    /// What its values look like.
    pub outline: Outline,
    /// What the tag has to say, where the alternative's own type does not have the tag.
    pub tag: Option<String>,
    /// What it means.
    pub doc: Doc,
}

/// What the values of an alternative look like. Where a tag tells alternatives apart, that is not asked: [`Outline::Any`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outline {
    /// There is no telling.
    Any,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Text of some format, or of a list of values.
    String,
    /// Any text.
    Text,
    /// A list.
    Array,
    /// An object. Its members are not listed where it is the only one among the alternatives.
    Object {
        /// Members that it always has.
        required: Vec<String>,
        /// All members that it is known to have.
        known: Vec<String>,
        /// Members that have one text and no other.
        fixed: Vec<(String, String)>,
    },
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// A single value.
    Scalar(Scalar),
    /// A type of this API.
    Named {
        /// Which.
        id: TypeId,
        /// Whether it stands behind a `Box`, because it would contain itself otherwise.
        boxed: bool,
    },
    /// A list.
    List(Box<Ty>),
    /// A map from strings.
    Map(Box<Ty>),
    /// A value that may be null, inside a list, a map or a union.
    Nullable(Box<Ty>),
    /// Any JSON object.
    JsonObject,
    /// Any JSON value.
    AnyJson,
}

/// A single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text.
    String,
    /// True or false.
    Bool,
    /// `format: int32`.
    I32,
    /// A whole number.
    I64,
    /// A whole number of 32 bits that is never negative.
    U32,
    /// A whole number that is never negative.
    U64,
    /// `format: float`.
    F32,
    /// A number.
    F64,
    /// `format: date-time`: an instant.
    Timestamp,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: byte`: bytes, as base64 text.
    Base64,
}
