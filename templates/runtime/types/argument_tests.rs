use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{FromText, IntoArgument, Nullable, Plain};

/// A struct that needs one string.
#[derive(Debug, Clone, PartialEq)]
struct Tag(String);

impl Plain for Tag {}

impl FromText for Tag {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }
}

/// A struct without conversions.
#[derive(Debug, Clone, PartialEq)]
struct Pair(i64, i64);

impl Plain for Pair {}

/// An open enum of strings.
#[derive(Debug, Clone, PartialEq)]
struct Colour(String);

impl Plain for Colour {}
impl super::Text for Colour {}

impl FromText for Colour {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }
}

/// An open enum of integers.
#[derive(Debug, Clone, PartialEq)]
struct Level(i64);

impl Plain for Level {}
impl super::Integer for Level {}

impl From<i64> for Level {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

fn given<T>(value: impl IntoArgument<T>) -> T {
    value.into_argument()
}

/// Runs a block for a required, an optional, a nullable, and an optional nullable value.
macro_rules! in_every_position {
    ($argument:expr => $ty:ty) => {{
        let value: $ty = given($argument);
        assert_eq!(given::<Option<$ty>>($argument), Some(value.clone()));
        assert_eq!(given::<Nullable<$ty>>($argument), Nullable::Value(value.clone()));
        assert_eq!(given::<Option<Nullable<$ty>>>($argument), Some(Nullable::Value(value.clone())));
        value
    }};
}

#[test]
fn literals_have_the_type_of_every_number() {
    assert_eq!(in_every_position!(50 => i32), 50);
    assert_eq!(in_every_position!(-50 => i64), -50);
    assert_eq!(in_every_position!(4_000_000_000 => u32), 4_000_000_000);
    assert_eq!(in_every_position!(18_000_000_000_000_000_000 => u64), 18_000_000_000_000_000_000);
    assert_eq!(in_every_position!(5_000_000_000_i64 => i64), 5_000_000_000);
    assert!((in_every_position!(50 => f64) - 50.0).abs() < f64::EPSILON);
    assert!((in_every_position!(-0.5 => f64) + 0.5).abs() < f64::EPSILON);
    assert_eq!(in_every_position!(7 => Level), Level(7));
    assert_eq!(in_every_position!([1, 2] => Vec<i64>), [1, 2]);
    assert_eq!(in_every_position!([1, 2] => Vec<u64>), [1, 2]);
}

#[test]
fn integers_convert_exactly() {
    assert_eq!(in_every_position!(5_u16 => i32), 5);
    assert_eq!(in_every_position!(5_i32 => i64), 5);
    assert_eq!(in_every_position!(u32::MAX => i64), 4_294_967_295);
    assert!((in_every_position!(u32::MAX => f64) - 4_294_967_295.0).abs() < f64::EPSILON);
    assert!((in_every_position!(0.5_f32 => f64) - 0.5).abs() < f64::EPSILON);
}

#[test]
fn strings_are_borrowed_or_owned() {
    let owned = String::from("a");
    assert_eq!(in_every_position!("a" => String), "a");
    assert_eq!(in_every_position!(&owned => String), "a");
    assert_eq!(in_every_position!(owned.clone() => String), "a");
    assert_eq!(in_every_position!(Cow::Borrowed("a") => String), "a");
    assert_eq!(in_every_position!("red" => Colour), Colour("red".to_owned()));
    assert_eq!(in_every_position!(owned.clone() => Colour), Colour("a".to_owned()));
    assert_eq!(in_every_position!("a" => Tag), Tag("a".to_owned()));
}

#[test]
fn lists_are_arrays_slices_and_vecs() {
    let owned = vec![String::from("a")];
    assert_eq!(in_every_position!(["a"] => Vec<String>), ["a"]);
    assert_eq!(in_every_position!(&["a"] => Vec<String>), ["a"]);
    assert_eq!(in_every_position!(&owned => Vec<String>), ["a"]);
    assert_eq!(in_every_position!(owned.as_slice() => Vec<String>), ["a"]);
    assert_eq!(in_every_position!(vec!["a"] => Vec<String>), ["a"]);
    assert_eq!(in_every_position!(["a"] => Vec<Tag>), [Tag("a".to_owned())]);
    assert_eq!(in_every_position!(["a"] => Vec<Colour>), [Colour("a".to_owned())]);
    assert_eq!(in_every_position!([["a"], ["b"]] => Vec<Vec<String>>), [["a"], ["b"]]);
    assert_eq!(in_every_position!([Some("a"), None] => Vec<Option<String>>), [Some("a".to_owned()), None]);
    assert!(in_every_position!(Vec::<Pair>::new() => Vec<Pair>).is_empty());
}

#[test]
fn json_has_the_natural_types() {
    assert_eq!(in_every_position!(json!({"a": 1}) => Value), json!({"a": 1}));
    assert_eq!(in_every_position!("a" => Value), json!("a"));
    assert_eq!(in_every_position!(5 => Value), json!(5));
    assert_eq!(in_every_position!(vec!["a"] => Value), json!(["a"]));
    assert_eq!(in_every_position!(Map::new() => Map<String, Value>), Map::new());
    assert_eq!(in_every_position!(BTreeMap::new() => BTreeMap<String, Pair>), BTreeMap::new());
}

/// Checks that `None` leaves out a value of a type, and that its type is inferred.
macro_rules! none_leaves_out {
    ($($ty:ty),*) => {$(
        assert_eq!(given::<Option<$ty>>(None), None);
        assert_eq!(given::<Option<Nullable<$ty>>>(None), None);
        assert_eq!(given::<Option<Nullable<$ty>>>(Nullable::Null), Some(Nullable::Null));
        assert_eq!(given::<Nullable<$ty>>(Nullable::Null), Nullable::Null);
    )*};
}

#[test]
fn none_leaves_out_and_null_is_sent() {
    none_leaves_out!(bool, i32, i64, u32, u64, f64, Tag, Pair, Value, Map<String, Value>, BTreeMap<String, i64>);
    none_leaves_out!(Vec<String>, Vec<i64>, Vec<Tag>, Vec<Colour>, Vec<Vec<String>>);
    assert_eq!(given::<Option<String>>(None::<&str>), None);
    assert_eq!(given::<Option<Colour>>(None::<&str>), None);
    assert_eq!(given::<Option<Nullable<String>>>(None::<String>), None);
    assert_eq!(given::<Option<Nullable<String>>>(Nullable::Null), Some(Nullable::Null));
    assert_eq!(given::<Option<Nullable<Colour>>>(Some(Nullable::Null)), Some(Nullable::Null));
    assert_eq!(given::<Option<Nullable<String>>>(Some(Nullable::Null)), Some(Nullable::Null));
}

#[test]
fn options_hold_the_value() {
    assert_eq!(given::<Option<i64>>(Some(5_000_000_000)), Some(5_000_000_000));
    assert_eq!(given::<Option<Nullable<u32>>>(Some(5)), Some(Nullable::Value(5)));
    assert_eq!(given::<Option<String>>(Some("a")), Some("a".to_owned()));
    assert_eq!(given::<Option<String>>(Some(&String::from("a"))), Some("a".to_owned()));
    assert_eq!(given::<Option<Nullable<String>>>(Some("a")), Some(Nullable::Value("a".to_owned())));
    assert_eq!(given::<Option<Colour>>(Some("a")), Some(Colour("a".to_owned())));
    assert_eq!(given::<Option<Level>>(Some(5)), Some(Level(5)));
    assert_eq!(given::<Option<Vec<Pair>>>(Some(vec![Pair(1, 2)])), Some(vec![Pair(1, 2)]));
}
