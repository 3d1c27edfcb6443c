//! Reads types from JSON and writes them back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::runtime::Nullable;

/// Reads `value` as `T` and writes it back.
pub(crate) fn round<T: DeserializeOwned + Serialize>(value: Value) -> Value {
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
    assert!(serde_json::from_value::<Pet>(json!({"owner": null})).is_err(), "a required property is missing");
}

#[test]
fn absent_null_and_a_value_differ_in_requests() {
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
fn unknown_enum_values_round_trip() {
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
fn unusual_timestamps_are_read_as_utc() {
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
fn maps_round_trip() {
    use crate::maps::types::Maps;
    let value = json!({
        "free": {"z": 1, "a": [true]}, "anything": 5, "counts": {"a": 1}, "nested": {"a": [{"b": null, "c": "d"}]},
        "things": {"one": {"x": 1.5}}, "mixed": {"known": "k", "other": 3}, "open": {"known": "k", "other": {"deep": []}}
    });
    assert_eq!(round::<Maps>(value.clone()), value);
}

#[test]
fn unions_keep_unknown_values() {
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
        "`kind` is required by the second schema"
    );
    assert_eq!(round::<Wrapper>(json!({"base": null})), json!({"base": null}));
    let node = json!({"value": "a", "next": {"value": "b"}, "children": [{"value": "c"}], "pair": {"left": {"value": "d"}}});
    assert_eq!(round::<Node>(node.clone()), node);
}

#[test]
fn names_on_the_wire_are_unchanged() {
    use crate::names::types::{Error, N3dModel, OptionType};
    let value = json!({"self": "a", "type": "b", "new": "c"});
    assert_eq!(round::<OptionType>(value.clone()), value);
    let value = json!({"2fa": "a", "a.b": "b", "a_b": "c", "🎉": "d"});
    assert_eq!(round::<N3dModel>(value.clone()), value);
    let value = json!({"Error": "a", "camelCase": "b", "camel_case": "c"});
    assert_eq!(round::<Error>(value.clone()), value);
}

#[test]
fn enums_of_all_kinds() {
    use crate::enums_of_all_kinds::types::{Cases, Fraction, Holder, Level, Mixed, Options};
    for (value, known) in [(json!(-1), true), (json!(1), true), (json!(7), false)] {
        let level: Level = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(level.is_unknown(), !known, "{value}");
        assert_eq!(serde_json::to_value(level).unwrap(), value);
    }
    assert_eq!(Level::from(1), Level::High, "named by `x-enum-varnames`");
    assert_eq!(Options::from(2), Options::Large, "named by the title of its alternative");
    for (value, known) in [
        (json!("auto"), true),
        (json!(1), true),
        (json!("1"), true),
        (json!(1.5), true),
        (json!(true), true),
        (json!(false), false),
        (json!({"a": 1}), false),
    ] {
        let mixed: Mixed = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(mixed.is_unknown(), !known, "{value}");
        assert_eq!(serde_json::to_value(mixed).unwrap(), value);
    }
    assert!(!serde_json::from_value::<Fraction>(json!(1.0)).unwrap().is_unknown(), "1.0 is 1");
    for wire in ["a", "A", "a-b", "a_b", "", "1"] {
        assert!(!Cases::from(wire).is_unknown(), "{wire}");
        assert_eq!(Cases::from(wire).as_str(), wire);
    }
    let value = json!({"level": 0, "mixed": null, "fixed": "always"});
    assert_eq!(round::<Holder>(value), json!({"level": 0, "fixed": "always"}));
    assert!(serde_json::from_value::<Holder>(json!({"level": "0", "fixed": "always"})).is_err());
}

#[test]
fn merged_properties() {
    use crate::merged::types::{Diamond, Narrowed, Right, Sibling};
    let all = json!({"id": "1", "size": 0.5, "state": "c", "inner": {"x": "i"}, "left": "l", "right": "r"});
    assert_eq!(round::<Diamond>(all.clone()), all);
    assert!(
        serde_json::from_value::<Right>(json!({"right": "r"})).is_err(),
        "`id` is required by a separate schema"
    );
    let narrowed = json!({"size": 2, "state": "b", "inner": {"x": "i", "y": "j"}});
    assert_eq!(round::<Narrowed>(narrowed.clone()), narrowed);
    assert!(
        serde_json::from_value::<Narrowed>(json!({"size": 0.5})).is_err(),
        "`size` is narrowed to an integer"
    );
    assert!(
        serde_json::from_value::<Sibling>(json!({"x": "i"})).is_err(),
        "`own` is required next to `allOf`"
    );
}

#[test]
fn recursive_types() {
    use crate::holds_itself::types::{Expression, Index, Json, Tree, Zig};
    let tree = json!([[], [[], [[]]]]);
    assert_eq!(round::<Tree>(tree.clone()), tree);
    let index = json!({"a": {"b": {}}, "c": {}});
    assert_eq!(round::<Index>(index.clone()), index);
    let zig = json!([{"a": [{}, {"b": []}]}]);
    assert_eq!(round::<Zig>(zig.clone()), zig);
    let value = json!({"a": ["b", {"c": []}, 5]});
    assert_eq!(round::<Json>(value.clone()), value);
    let sum = json!({"left": 1, "right": {"left": 2, "right": 3}});
    assert_eq!(round::<Expression>(sum.clone()), sum);
}

#[test]
fn types_of_several_files() {
    use crate::multi_file::types::{IdOfPet, Owner, Pedigree, Pet, PetInput};
    let pet = json!({"name": "Rex", "owner": {"pets": [{"name": "Tom", "pedigree": {}}], "home": {"city": "Ghent"}}, "pedigree": {}});
    assert_eq!(round::<Pet>(pet.clone()), pet);
    assert!(serde_json::from_value::<Owner>(json!({"pets": [{"name": "no pedigree"}]})).is_err());
    let input = PetInput::new("Rex", Pedigree::new()).secret("bone");
    assert_eq!(
        serde_json::to_value(input).unwrap(),
        json!({"name": "Rex", "secret": "bone", "pedigree": {}})
    );
    assert_eq!(IdOfPet::from("rex"), IdOfPet::Rex);
}

#[test]
fn all_forms_of_null_are_equal() {
    use crate::null_spellings::types::{Spellings, SpellingsInput};
    let required = ["flag", "list", "one_of", "any_of", "enumeration", "constant", "reference"];
    let nulls: serde_json::Map<String, Value> =
        required.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    assert_eq!(round::<Spellings>(nulls.clone().into()), Value::Object(nulls.clone()));
    for name in required {
        let mut value = nulls.clone();
        value.insert(name.to_owned(), json!("x"));
        assert_eq!(round::<Spellings>(value.clone().into()), Value::Object(value), "{name}");
    }
    let mut value = nulls;
    value.insert("optional".to_owned(), Value::Null);
    value.insert("words".to_owned(), json!(["a", null]));
    value.insert("either".to_owned(), Value::Null);
    let read = round::<Spellings>(value.into());
    assert!(read.get("optional").is_none() && read.get("either").is_none(), "{read}");
    assert_eq!(read["words"], json!(["a", null]));
    let sent = SpellingsInput::new(
        Nullable::Null,
        "a",
        Nullable::Null,
        Nullable::Null,
        Nullable::Null,
        Nullable::Null,
        Nullable::Null,
    );
    let sent = serde_json::to_value(sent.optional(Nullable::Null)).unwrap();
    assert_eq!((&sent["flag"], &sent["list"], &sent["optional"]), (&Value::Null, &json!("a"), &Value::Null));
}

#[test]
fn type_lists_are_alternatives() {
    use crate::type_lists::types::{Lists, TextOrList, TextOrNumber};
    for value in [
        json!({"text_or_number": "abc", "text_or_list": "2020-01-01", "text_or_object": "x", "numbers": 1.5, "anything": [1]}),
        json!({"text_or_number": 7, "text_or_list": [true], "text_or_object": {"code": 1}, "single": false}),
    ] {
        assert_eq!(round::<Lists>(value.clone()), value);
    }
    let lists: Lists = serde_json::from_value(json!({"text_or_number": 7, "text_or_list": [true]})).unwrap();
    assert!(matches!(lists.text_or_number, Some(TextOrNumber::Integer(7))));
    assert!(matches!(lists.text_or_list, Some(TextOrList::BooleanList(list)) if list == [true]));
}

#[test]
fn keywords_of_json_schema() {
    use crate::constants::types::{Constants, ConstantsKind, Level};
    use crate::json_schema_keywords::types::Words;
    let value = json!({"kind": "circle", "size": "big", "const": "c", "examples": ["e"]});
    assert_eq!(round::<Constants>(value.clone()), value);
    let constants: Constants = serde_json::from_value(json!({"kind": "circle", "size": null})).unwrap();
    assert_eq!((constants.kind, constants.size), (ConstantsKind::Circle, None));
    assert_eq!(Level::from("high"), Level::High);
    let value = json!({
        "above": 1, "between": 5.5, "bytes": "aGVsbG8=", "patterns": {"a1": 1}, "pair": ["x", "y"], "mixed_pair": ["x", 1],
        "anything": {"deep": []}, "free_items": [1, "x"], "closed": {"a": "b"}, "local": {"x": "y"}
    });
    assert_eq!(round::<Words>(value.clone()), value);
    let words: Words = serde_json::from_value(value).unwrap();
    assert_eq!(words.bytes.as_deref(), Some(b"hello".as_slice()));
}

#[test]
fn keywords_next_to_references_are_kept() {
    use crate::keywords_next_to_references::types::Extended;
    use crate::path_items::types::A;
    use crate::recursive_anchors::types::{Filter, Tree};
    assert!(
        serde_json::from_value::<Extended>(json!({"extra": 1})).is_err(),
        "`id` is required next to the reference"
    );
    let extended = json!({"id": "1", "extra": 2});
    assert_eq!(round::<Extended>(extended.clone()), extended);
    let a = json!({"id": "1", "at%2F/": "2020-09-30T07:43:32Z"});
    assert_eq!(round::<A>(a.clone()), a);
    let tree = json!({"children": [{"children": [{}]}]});
    assert_eq!(round::<Tree>(tree.clone()), tree);
    let filter = json!({"filters": ["x", {"filters": ["y"]}]});
    assert_eq!(round::<Filter>(filter.clone()), filter);
}

#[test]
fn properties_of_conditions_are_optional() {
    use crate::conditions::types::Payment;
    let card = json!({"kind": "card", "number": "1", "code": "x", "note": "mine", "language": "nl"});
    assert_eq!(round::<Payment>(card.clone()), card);
    let transfer = json!({"kind": "transfer", "iban": "BE1", "code": 7});
    assert_eq!(round::<Payment>(transfer.clone()), transfer);
}

#[test]
fn references_to_ids_and_anchors() {
    use crate::schema_identities::types::Person;
    let value = json!({
        "home": {"street": "Dam", "house": {"number": 1}},
        "work": {"street": "Kade"},
        "house": {"number": 2},
        "size": 3,
        "pet": {"name": "Rex"},
        "parts": {"name": "arm", "children": [{"name": "hand"}]},
    });
    assert_eq!(round::<Person>(value.clone()), value);
    let person: Person = serde_json::from_value(value).unwrap();
    assert_eq!(person.home.house.map(|house| house.number), Some(1));
    assert_eq!(person.work.street.as_deref(), Some("Kade"));
    assert_eq!(person.parts.children.unwrap_or_default()[0].name.as_deref(), Some("hand"));
    let wrong = json!({"home": {}, "work": {}, "house": {}, "size": 3, "pet": {}, "parts": {}});
    assert!(serde_json::from_value::<Person>(wrong).is_err(), "a house has a number");
}

#[test]
fn name_clashes_do_not_change_the_wire() {
    use crate::collisions::types::{BoxType, Error, IteratorType, SendType, SerializeType};
    let error = json!({"result": {"ok": "a"}, "Result": "b", "extra": "c", "default": "d", "more": "e"});
    assert_eq!(round::<Error>(error.clone()), error);
    for wire in ["Send", "send", "Self", "self", ""] {
        assert!(!SendType::from(wire).is_unknown());
        assert_eq!(SendType::from(wire).as_str(), wire);
    }
    let nested = json!({"box": {"box": {}}});
    assert_eq!(round::<BoxType>(nested.clone()), nested);
    let into: IteratorType = serde_json::from_value(json!({"into": "2020-09-30T07:43:32Z"})).unwrap();
    assert!(matches!(into, IteratorType::Into(into) if into.others.is_null()));
    let other = json!({"into": 5, "box": {}});
    assert_eq!(round::<IteratorType>(other.clone()), other, "another alternative names `into`");
    assert_eq!(round::<SerializeType>(json!([[], [[]]])), json!([[], [[]]]));
}

/// The keys of maps are strings.
#[test]
fn enums_are_keys() {
    use std::collections::HashMap;

    use crate::enums_of_all_kinds::types::{Cases, Level, Mixed, Options};
    let map = json!({"1": "a", "-1": "b", "7": "c"});
    let levels: HashMap<Level, String> = serde_json::from_str(&map.to_string()).unwrap();
    assert_eq!(levels[&Level::Low], "b");
    assert_eq!(levels[&Level::Unknown(7)], "c");
    assert_eq!(serde_json::to_value(&levels).unwrap(), map);
    let options: HashMap<Options, u8> = serde_json::from_value(json!({"2": 1})).unwrap();
    assert_eq!(options[&Options::Large], 1);
    assert!(serde_json::from_value::<HashMap<Level, u8>>(json!({"low": 1})).is_err());

    let map = json!({"a": 1, "-": 2, "": 3});
    let cases: HashMap<Cases, u8> = serde_json::from_value(map.clone()).unwrap();
    assert_eq!(serde_json::to_value(&cases).unwrap(), map);

    let map = json!({"auto": 1, "1": 2, "1.5": 3, "new": 4});
    let mixed: HashMap<Mixed, u8> = serde_json::from_value(map.clone()).unwrap();
    assert_eq!((mixed[&Mixed::Auto], mixed[&Mixed::N1_2]), (1, 2), "a key is a string");
    assert_eq!(mixed[&Mixed::Unknown(json!("1.5"))], 3);
    assert_eq!(serde_json::to_value(&mixed).unwrap(), map);
    let numbers = HashMap::from([(Mixed::N1, 1), (Mixed::N15, 2), (Mixed::True, 3)]);
    assert_eq!(serde_json::to_value(&numbers).unwrap(), json!({"1": 1, "1.5": 2, "true": 3}));
}

/// Tagged unions in other types and in other formats.
#[test]
fn tagged_unions_in_other_types() {
    use std::collections::BTreeMap;

    use crate::tagged::types::Pet;
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Visit {
        day: u8,
        #[serde(flatten)]
        pet: Pet,
    }
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(untagged)]
    enum Any {
        Visits(BTreeMap<String, Vec<Visit>>),
    }
    let visits = json!({
        "a": [{"day": 1, "kind": "dog", "barks": true}, {"day": 2, "kind": "tomcat", "lives": 9}],
        "b": [{"day": 3, "kind": "bird", "wings": 2}],
    });
    let Any::Visits(read) = serde_json::from_value(visits.clone()).unwrap();
    assert!(matches!((&read["a"][0].pet, &read["a"][1].pet), (Pet::Dog(_), Pet::Cat(_))), "{read:?}");
    assert!(read["b"][0].pet.is_unknown());
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["a"], visits["a"]);
}
