//! Unions without a tag: the alternative that reads a value.

use serde_json::{Value, json};

use crate::json::round;
use crate::shapes::types::{
    Both, Cell, DateOrDateTime, DateOrText, Event, Everything, IpRange, List, Member, Rule, Xa, Ya,
};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn properties_count_at_every_depth() {
    let finished = json!({"action": {"name": "Jira", "result": "failed"}});
    assert!(matches!(read(finished.clone()), Event::Finished(_)));
    assert_eq!(round::<Event>(finished.clone()), finished);
    assert!(matches!(read(json!({"action": {"name": "Jira"}})), Event::Started(_)));
}

#[test]
fn formats_are_strict() {
    let time = json!("2024-01-02T03:04:05+02:00");
    assert!(matches!(read(time), DateOrDateTime::DateTime(_)));
    assert!(matches!(read(json!("2024-01-02")), DateOrDateTime::Date(_)));
    assert!(read::<DateOrDateTime>(json!("soon")).is_unknown());
    assert!(matches!(read(json!("2024-01-02")), DateOrText::String(_)));
    assert_eq!(round::<DateOrText>(json!("2024-01-02")), json!("2024-01-02"));
    assert!(matches!(read(json!("2024-01-02T03:04:05Z")), DateOrText::DateTime(_)));
}

#[test]
fn a_presumed_tag_is_not_trusted() {
    assert!(matches!(read(json!({"status": "creator", "anonymous": false})), Member::Owner(_)));
    assert!(matches!(read(json!({"status": "left", "until": 1})), Member::Left(_)));
    assert!(matches!(read(json!({"until": 1, "status": "Left"})), Member::Left(_)), "the name is the tag");
    assert!(read::<Member>(json!({"status": "Left", "anonymous": true})).is_unknown());
    assert!(read::<Member>(json!({"status": "new"})).is_unknown());
}

#[test]
fn an_optional_tag_may_be_absent() {
    use crate::tag_types::types::Note;
    let text = json!({"text": "x"});
    assert!(matches!(read(text.clone()), Note::Text(_)));
    assert_eq!(round::<Note>(text.clone()), text);
    assert!(matches!(read(json!({"href": "x"})), Note::Link(_)));
    assert!(matches!(read(json!({"href": "x", "kind": "text"})), Note::Text(_)));
    assert!(read::<Note>(json!({"href": "x", "kind": "new"})).is_unknown());
}

#[test]
fn properties_of_all_alternatives_are_kept() {
    for value in [
        json!({"xa": "1", "ya": "2"}),
        json!({"xa": "1", "ya": "2", "in": {"x": 1, "y": 2}}),
        json!({"xa": "1", "ya": "2", "items": [{"xa": "1", "ya": "3"}, {"xa": "4"}]}),
        json!({"xa": "1", "ya": "2", "next": {"xa": "3", "next": {"xa": "5", "ya": "4"}}}),
        json!({"xa": "1"}),
        json!({"ya": "1"}),
    ] {
        assert_eq!(round::<Both>(value.clone()), value);
    }
    let both: Both = read(json!({"xa": "1", "ya": "2", "in": {"x": 1, "y": 2}}));
    let Both::Xa(xa) = &both else { panic!("{both:?}") };
    assert_eq!((xa.xa.as_str(), xa.others.get("ya")), ("1", Some(&json!("2"))));
    assert_eq!(both.as_ya().and_then(|ya: Ya| ya.in_?.y), Some(2));
    assert_eq!(both.as_xa().map(|xa: Xa| xa.xa).as_deref(), Some("1"));
    assert_eq!(read::<Both>(json!({"xa": "1"})).as_ya(), None);
}

#[test]
fn values_and_formats_inside_count() {
    let top = json!({"cell": {"definition": {"type": "toplist", "top": 5}}});
    assert!(matches!(read::<Everything>(top.clone()).cell, Some(Cell::Toplist(_))));
    assert_eq!(round::<Everything>(top.clone()), top);
    assert!(read::<Cell>(json!({"definition": {"type": "heatmap", "x": 1}})).is_unknown());
    assert!(matches!(read(json!({"type": "signal_correlation"})), Rule::Signal(_)));
    assert!(matches!(read(json!({"type": "workload", "extra": "x"})), Rule::Standard(_)));
    assert!(matches!(read(json!({"first": "::1"})), IpRange::V6(_)));
    assert!(matches!(read(json!({"first": "127.0.0.1"})), IpRange::V4(_)));
    assert!(matches!(read(json!([{"type": "timeseries"}, {"type": "timeseries"}])), List::TsDefList(_)));
    assert!(matches!(read(json!([{"type": "workload"}])), List::StandardRuleList(_)));
}

#[test]
fn keys_have_the_type_of_the_tag() {
    use crate::tag_types::types::{Answer, PassengerVehicle, Vehicle};
    let car = json!({"type": "passenger", "seats": 3, "doors": 4});
    let Vehicle::Passenger(PassengerVehicle::Car(car_read)) = read(car.clone()) else {
        panic!("{:?}", read::<Vehicle>(car));
    };
    assert_eq!(car_read.doors, Some(4));
    assert_eq!(round::<Vehicle>(car.clone()), car);
    assert!(matches!(read(json!({"ok": true})), Answer::Good(_)));
    assert!(matches!(read(json!({"note": "x", "ok": false})), Answer::Bad(_)));
}
