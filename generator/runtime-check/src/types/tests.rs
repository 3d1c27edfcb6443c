use serde_json::json;

use super::samples::{Both, Cat, Event, Id, Kind, Level, Patch, Pet, Tree};
use crate::runtime::{Nullable, json::from_slice};

const EVENT: &str = r#"{"payload":{"event_type":"ticketing.ticket.created","at":"2024-01-02T03:04:05Z","limits":{"a":1,"b":null}},"note":null,"count":3,"tags":["x"],"more":{"z":[1.5]}}"#;

#[track_caller]
fn error<T: crate::runtime::json::ReadJson + std::fmt::Debug>(json: &str) -> String {
    from_slice::<T>(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_record_is_read_and_written() {
    let event = Event::from_json(EVENT.as_bytes()).unwrap();
    assert_eq!(event.payload.event_type, Kind::Created);
    assert_eq!(event.rest["more"], json!({"z": [1.5]}));
    assert_eq!(String::from_utf8(event.to_json()).unwrap(), EVENT);
}

#[test]
fn properties_come_in_any_order_and_may_be_repeated() {
    let json = r#" { "tags" : null , "tags" : ["a"] , "x": 1, "count":1, "payload":{"at":"2024-01-01T00:00:00Z","event_type":"new"},"payload":{"event_type":"old"},"x":2}"#;
    let event = Event::from_json(json.as_bytes()).unwrap();
    assert_eq!(event.payload.event_type, Kind::Unknown("old".to_owned()));
    assert_eq!(event.payload.at, None, "the last one is complete by itself");
    assert_eq!((event.note, event.count, event.tags), (None, Some(1), vec!["a".to_owned()]));
    assert_eq!(event.rest, *json!({"x": 2}).as_object().unwrap());
}

#[test]
fn errors_have_a_path() {
    assert_eq!(error::<Event>("{}"), "missing property `payload` at `.` (byte 0)");
    assert_eq!(error::<Event>(r#"{"payload":{}}"#), "missing property `event_type` at `payload` (byte 11)");
    assert_eq!(
        error::<Event>(r#"{"payload":{"event_type":"a","limits":{"b":null,"k":"s3cret"}}}"#),
        "expected an unsigned integer of 32 bits, found a string at `payload.limits.k` (byte 52)",
    );
    assert_eq!(error::<Event>("[]"), "expected an object, found an array at `.` (byte 0)");
    assert_eq!(error::<Event>(r#"{"x":{"y":tru}}"#), "expected a value at `x.y` (byte 10)");
    assert_eq!(error::<Cat>(r#"{"x":[tru]}"#), "expected a value at `x` (byte 6)");
}

#[test]
fn absent_null_and_a_value_are_sent() {
    let sent = |patch: Patch| String::from_utf8(patch.to_json()).unwrap();
    assert_eq!(sent(Patch { price: None, level: None }), "{}");
    assert_eq!(
        sent(Patch { price: Some(Nullable::Null), level: Some(Level::High) }),
        r#"{"price":null,"level":2}"#
    );
    assert_eq!(
        sent(Patch { price: Some(443.0.into()), level: Some(Level::Unknown(7)) }),
        r#"{"price":443,"level":7}"#
    );
}

#[test]
fn a_tag_selects_the_alternative_and_is_written_first() {
    let pet = Pet::from_json(br#"{"lives":9,"kind":"cat"}"#).unwrap();
    assert_eq!(pet, Pet::Cat(Cat { lives: Some(9) }));
    assert_eq!(pet.to_json(), br#"{"kind":"cat","lives":9}"#);
    let dog = r#"{"kind":2,"puppies":[{"kind":"dog"},{"kind":"cat","lives":"nine"},{"kind":"cow"},{}]}"#;
    let pet = Pet::from_json(dog.as_bytes()).unwrap();
    let Pet::Dog(inner) = &pet else { panic!("{pet:?}") };
    let known: Vec<bool> =
        inner.puppies.iter().flatten().map(|puppy| !matches!(puppy, Pet::Unknown(_))).collect();
    assert_eq!(known, [true, false, false, false]);
    assert_eq!(pet.to_json(), dog.as_bytes());
}

#[test]
fn the_shape_selects_the_alternative() {
    assert_eq!(Id::from_json(b"1").unwrap(), Id::Number(1));
    assert_eq!(
        from_slice::<Vec<Id>>(br#"["1",[[]],{}]"#).unwrap(),
        [Id::Text("1".to_owned()), Id::Tree(Tree(vec![Tree(vec![])])), Id::Unknown(json!({})),]
    );
}

#[test]
fn properties_of_other_alternatives_are_kept() {
    let json = r#"{"xa":"1","ya":"2"}"#;
    let both = Both::from_json(json.as_bytes()).unwrap();
    let Both::Xa(xa) = &both else { panic!("{both:?}") };
    assert_eq!(xa.xa, "1");
    assert_eq!(xa.others, json!({"ya": "2"}));
    assert_eq!(String::from_utf8(both.to_json()).unwrap(), json);
    let ya: super::samples::Ya = crate::runtime::union::converted(&both).unwrap();
    assert_eq!(ya.ya, "2");
    let other = Both::from_json(br#"{"ya":"2","more":1}"#).unwrap();
    assert!(matches!(&other, Both::Ya(ya) if ya.others.is_null()), "no alternative describes `more`");
}

#[test]
fn a_value_of_no_alternative_has_a_reason() {
    let reason = |json: &str| {
        let both = Both::from_json(json.as_bytes()).unwrap();
        both.unknown_reason().map(|reason| reason.to_string())
    };
    assert_eq!(reason(r#"{"xa":"1"}"#), None);
    assert_eq!(reason(r#"{"xa":1}"#).unwrap(), "expected a string, found a number at `xa` (byte 6)");
    assert_eq!(reason("1").unwrap(), "expected an object, found a number at `.` (byte 0)");
    let pet = Pet::from_json(br#"{"kind":"cat","lives":"nine"}"#).unwrap();
    let reason = pet.unknown_reason().unwrap().to_string();
    assert_eq!(reason, "expected an unsigned integer of 32 bits, found a string at `lives` (byte 22)");
    let pet = Pet::from_json(br#"{"kind":"bird"}"#).unwrap();
    assert!(
        pet.unknown_reason().unwrap().to_string().starts_with("expected a value of one of the alternatives")
    );
}

#[test]
fn nested_unions_are_read_in_linear_time() {
    // Each level fits both alternatives, and fails in the first one only behind the next level.
    let nested = |depth: usize, end: &str| {
        let mut json = r#"{"ya":"x"}"#.to_owned();
        for _ in 0..depth {
            json = format!(r#"{{"next":{json},"ya":{end}}}"#);
        }
        json
    };
    let right = nested(100, r#""x","xa":"y""#);
    let both = Both::from_json(right.as_bytes()).unwrap();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&both.to_json()).unwrap(),
        serde_json::from_str::<serde_json::Value>(&right).unwrap()
    );
    assert!(Both::from_json(nested(100, "1").as_bytes()).is_ok_and(|both| matches!(both, Both::Unknown(_))));
}
