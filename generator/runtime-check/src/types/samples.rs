//! One type of each kind.

use std::collections::BTreeMap;

use crate::runtime::{
    AnyOf, Nullable,
    json::outline::{Outline, Rest},
};

/// An object with a property of each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub payload: Payload,
    pub note: Option<String>,
    pub count: Option<i64>,
    pub tags: Vec<String>,
    pub rest: serde_json::Map<String, serde_json::Value>,
}

crate::runtime::json::record! {
    Event: read, write {
        "payload" => payload: Required,
        "note" => note: Nullable,
        "count" => count: Optional,
        "tags" => tags: Required,
        .. => rest,
    }
}

/// An object with one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub payload: Payload,
}

crate::runtime::json::record! {
    Notice: read, write {
        "payload" => payload: Required,
    }
}

/// An object in another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    pub event_type: Kind,
    pub at: Option<jiff::Timestamp>,
    pub limits: Option<BTreeMap<String, Option<u32>>>,
}

crate::runtime::json::record! {
    Payload: read, write {
        "event_type" => event_type: Required,
        "at" => at: Optional,
        "limits" => limits: Optional,
    }
}

/// An object that is only sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    pub price: Option<Nullable<f64>>,
    pub level: Option<Level>,
}

crate::runtime::json::record! {
    Patch: write {
        "price" => price: Optional,
        "level" => level: Optional,
    }
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Created,
    Deleted,
    Unknown(String),
}

crate::runtime::string_enum! {
    Kind {
        "ticketing.ticket.created" => Created,
        "ticketing.ticket.deleted" => Deleted,
    }
}

/// An open enum of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Low,
    High,
    Unknown(i64),
}

crate::runtime::integer_enum! {
    Level {
        1 => Low,
        2 => High,
    }
}

/// A list that contains itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree(pub Vec<Tree>);

crate::runtime::json::newtype!(Tree: read, write);

/// A union with a tag.
#[derive(Debug, Clone, PartialEq)]
pub enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(serde_json::Value),
}

crate::runtime::union::union! {
    Pet: read, write by Tag ("kind", &[(Key::Text("cat"), 0), (Key::Integer(2), 1), (Key::Text("dog"), 1)]) {
        0 => Cat = ("kind", "cat"),
        1 => Dog,
    }
}

/// An alternative without the tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cat {
    pub lives: Option<u32>,
}

crate::runtime::json::record! {
    Cat: read, write {
        "lives" => lives: Optional,
    }
}

/// An alternative with the tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Dog {
    pub kind: serde_json::Value,
    pub puppies: Option<Vec<Pet>>,
}

crate::runtime::json::record! {
    Dog: read, write {
        "kind" => kind: Required,
        "puppies" => puppies: Optional,
    }
}

static OUTLINES: &[Outline] = &[
    Outline::Any,
    Outline::Integer,
    Outline::String,
    Outline::Array(0),
    Outline::Object(&[("xa", true, 2)], Rest::Ignored),
    Outline::Object(&[("ya", true, 2), ("next", false, 6)], Rest::Ignored),
    Outline::OneOf(&[4, 5]),
];

/// A union without a tag.
#[derive(Debug, Clone, PartialEq)]
pub enum Id {
    Number(i64),
    Text(String),
    Tree(Tree),
    Unknown(serde_json::Value),
}

crate::runtime::union::union! {
    Id: read, write by Fit (OUTLINES, &[1, 2, 3]) {
        0 => Number,
        1 => Text,
        2 => Tree,
    }
}

/// A union of objects that both can describe a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Both {
    Xa(AnyOf<Xa>),
    Ya(AnyOf<Box<Ya>>),
    Unknown(serde_json::Value),
}

crate::runtime::union::union! {
    Both: read, write by Fit (OUTLINES, &[4, 5]) {
        0 => Xa + others,
        1 => Ya + others,
    }
}

/// An alternative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xa {
    pub xa: String,
}

crate::runtime::json::record! {
    Xa: read, write {
        "xa" => xa: Required,
    }
}

/// An alternative that may contain the union.
#[derive(Debug, Clone, PartialEq)]
pub struct Ya {
    pub ya: String,
    pub next: Option<Both>,
}

crate::runtime::json::record! {
    Ya: read, write {
        "ya" => ya: Required,
        "next" => next: Optional,
    }
}
