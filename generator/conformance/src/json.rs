//! Types, from JSON and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::runtime::Nullable;

/// Reads `value` as `T` and writes it back.
fn round<T: DeserializeOwned + Serialize>(value: Value) -> Value {
    let typed: T = serde_json::from_value(value).unwrap();
    serde_json::to_value(typed).unwrap()
}

#[test]
fn absent_and_null_read_the_same() {
    use crate::record::types::Pet;
    for value in
        [json!({"id": 1, "owner": null}), json!({"id": 1, "owner": null, "nickname": null, "name": null})]
    {
        assert_eq!(round::<Pet>(value), json!({"id": 1, "owner": null}));
    }
    assert!(serde_json::from_value::<Pet>(json!({"owner": null})).is_err(), "a required member is missing");
}

#[test]
fn absent_null_and_value_are_sent_apart() {
    use crate::directions::types::{AddressInput, UserInput};
    let user = UserInput::new("a@b.c", Nullable::Null);
    assert_eq!(serde_json::to_value(&user).unwrap(), json!({"email": "a@b.c", "team": null}));
    let user = UserInput::new("a@b.c", "red")
        .nickname(Nullable::Null)
        .password("secret")
        .address(AddressInput::new().city("Ghent"));
    assert_eq!(
        serde_json::to_value(&user).unwrap(),
        json!({"email": "a@b.c", "password": "secret", "nickname": null, "team": "red", "address": {"city": "Ghent"}})
    );
    assert_eq!(serde_json::to_value(user.nickname("Bo")).unwrap()["nickname"], "Bo");
}

#[test]
fn unknown_enum_values_come_back_as_they_came() {
    use crate::enums::types::{Holder, Sign};
    for wire in ["+1", "-1", "", "*", "in_progress", "IN_PROGRESS", "Unknown", "brand new"] {
        let sign: Sign = serde_json::from_value(json!(wire)).unwrap();
        assert_eq!(serde_json::to_value(&sign).unwrap(), json!(wire));
        assert_eq!(matches!(sign, Sign::Unknown(_)), wire == "brand new", "{wire}");
    }
    assert_eq!(Sign::default().as_str(), "in_progress");
    let value = json!({"sign": "new", "colour": null, "level": 7, "inline": "c"});
    assert_eq!(round::<Holder>(value), json!({"sign": "new", "level": 7, "inline": "c"}));
}

#[test]
fn formats_round_trip() {
    use crate::formats::types::Formats;
    let value = json!({
        "at": "2020-09-30T07:43:32Z", "seen": ["2020-09-30T07:43:32Z"], "maybe": "2020-09-30T07:43:32Z", "day": "2020-09-30",
        "key": "67e55044-10b1-426f-9247-bb680e5fe0c8", "blob": "aGVsbG8=", "odd": "example.com", "i32": -1, "i64": -5_000_000_000_i64,
        "u32": 4_000_000_000_u32, "u64": 200, "f32": 0.5, "f64": 1.25, "flag": true
    });
    assert_eq!(round::<Formats>(value.clone()), value);
}

#[test]
fn odd_instants_are_read_as_utc() {
    use crate::formats::types::Formats;
    for text in [
        "2020-09-30T07:43:32+0000",
        "2020-09-30T07:43:32",
        "2020-09-30 07:43:32",
        "2020-09-30T09:43:32+02:00",
    ] {
        let value = round::<Formats>(json!({"at": text, "blob": ""}));
        assert_eq!(value["at"], "2020-09-30T07:43:32Z", "{text}");
    }
}

#[test]
fn maps_keep_what_they_hold() {
    use crate::maps::types::Maps;
    let value = json!({
        "free": {"z": 1, "a": [true]}, "anything": 5, "counts": {"a": 1}, "nested": {"a": [{"b": null, "c": "d"}]},
        "things": {"one": {"x": 1.5}}, "mixed": {"known": "k", "other": 3}, "open": {"known": "k", "other": {"deep": []}}
    });
    assert_eq!(round::<Maps>(value.clone()), value);
}

#[test]
fn alternatives_keep_what_fits_none() {
    use crate::any_of::types::Detail;
    for value in [json!("words"), json!({"code": 1}), json!([1, 2]), json!(5), json!([1, "x"]), json!(null)] {
        assert_eq!(round::<Detail>(value.clone()), value);
    }
    assert!(matches!(serde_json::from_value(json!(5)).unwrap(), Detail::Unknown(_)));
    assert!(matches!(Detail::from("words".to_owned()), Detail::String(_)));
}

#[test]
fn merged_and_recursive_types_round_trip() {
    use crate::all_of::types::{Event, Wrapper};
    use crate::recursion::types::Node;
    let event = json!({"at": "2020-09-30T07:43:32Z", "id": "1", "kind": "k"});
    assert_eq!(round::<Event>(event.clone()), event);
    assert!(
        serde_json::from_value::<Event>(json!({"id": "1"})).is_err(),
        "`kind` is required by the second member"
    );
    assert_eq!(round::<Wrapper>(json!({"base": null})), json!({"base": null}));
    let node = json!({"value": "a", "next": {"value": "b"}, "children": [{"value": "c"}], "pair": {"left": {"value": "d"}}});
    assert_eq!(round::<Node>(node.clone()), node);
}

#[test]
fn names_on_the_wire_are_untouched() {
    use crate::names::types::{Error, N3dModel, OptionType};
    let value = json!({"self": "a", "type": "b", "new": "c"});
    assert_eq!(round::<OptionType>(value.clone()), value);
    let value = json!({"2fa": "a", "a.b": "b", "a_b": "c", "🎉": "d"});
    assert_eq!(round::<N3dModel>(value.clone()), value);
    let value = json!({"Error": "a", "camelCase": "b", "camel_case": "c"});
    assert_eq!(round::<Error>(value.clone()), value);
}
