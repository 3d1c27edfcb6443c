//! The shapes that distinguish the alternatives of unions.

use super::OutlineId;
use crate::source::Value;

/// The shape of the values of a schema, as far as it distinguishes alternatives. Outlines can contain themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outline {
    /// Any value.
    Any,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A number, or a string of its digits.
    Digits {
        /// Whether it is usually an integer.
        integer: bool,
    },
    /// A string.
    String,
    /// A string with a format.
    Format(OutlineFormat),
    /// One of the listed strings, integers and booleans.
    Values(Vec<Value>),
    /// Null, or a value of another outline.
    Nullable(OutlineId),
    /// A list of values of an outline.
    Array(OutlineId),
    /// A list with one value of each outline.
    Tuple(Vec<OutlineId>),
    /// An object.
    Object(Vec<OutlineProperty>, OutlineRest),
    /// A value of one of several outlines.
    OneOf(Vec<OutlineId>),
}

/// A property of an [`Outline`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OutlineProperty {
    /// Its name on the wire.
    pub wire: String,
    /// Whether it is always present when it is read.
    pub required: bool,
    /// The outline of its value.
    pub value: OutlineId,
}

/// Properties that an [`Outline`] does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutlineRest {
    /// They are allowed, and the type does not keep them.
    Ignored,
    /// They have values of an outline, and the type keeps them.
    Kept(OutlineId),
    /// There are none.
    Closed,
}

/// A format that the runtime can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutlineFormat {
    /// `byte`.
    Base64,
    /// `date`.
    Date,
    /// `date-time`.
    DateTime,
    /// `email`.
    Email,
    /// `ipv4`.
    Ipv4,
    /// `ipv6`.
    Ipv6,
    /// `uri`.
    Uri,
    /// `uuid`.
    Uuid,
}
