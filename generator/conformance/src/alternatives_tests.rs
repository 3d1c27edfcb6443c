//! Which alternative is read, and schemas that allow every value or none.

use serde_json::{Value, json};

use crate::json::round;

#[test]
fn a_value_belongs_to_an_alternative_for_which_it_is_valid() {
    use crate::valid_elsewhere::types::{Block, Source};
    let read = |body: Value| {
        assert_eq!(round::<Source>(body.clone()), body);
        Source::from_json(body.to_string().as_bytes()).unwrap()
    };
    assert!(matches!(read(json!({"kind": "file", "id": "1"})), Source::Item(_)));
    assert!(matches!(read(json!({"kind": "file", "id": "1", "state": "lost"})), Source::Item(_)));
    assert!(matches!(read(json!({"kind": "link", "id": "1", "size": 3})), Source::Generic(_)));
    assert!(matches!(read(json!({"name": "a"})), Source::Closed(_)));
    assert!(matches!(read(json!({"name": "a", "color": "red"})), Source::Labels(_)));
    assert!(matches!(read(json!({"name": "a", "size": 1})), Source::Generic(_)));
    // An image would lose the text.
    let block = Block::from_json(br#"{"style":"italic","text":"a"}"#).unwrap();
    assert!(matches!(block, Block::Text(_)), "{block:?}");
}

#[test]
fn arrays_of_fixed_length_are_told_apart() {
    use crate::valid_elsewhere::types::Command;
    let read = |json: &str| Command::from_json(json.as_bytes()).unwrap();
    assert!(matches!(read(r#"["set","a"]"#), Command::Set(_)));
    assert!(matches!(read(r#"["add",1]"#), Command::Add(_)));
    assert!(matches!(read(r#"["move",1,2]"#), Command::Move(_)));
    assert!(read(r#"["move",1]"#).is_unknown());
}

#[test]
fn free_values_stay() {
    use crate::free_values::types::{Free, Kept, Large};
    let body = json!({
        "word_or_any": [1],
        "point_or_any": {"x": 1},
        "never_or_word": "a",
        "never_or_two": 1,
        "anything": {"a": null},
        "extensions": {"x-a": 1, "other": "b"},
        "paths": {"/a": {"x": 1}, "x-b": []},
        "secrets": {"name": "c"},
        "every_name": {"d": 2},
        "no_names": {},
        "empty": [],
        "some_words": ["e", 3],
        "closed_pair": ["f", true],
        "two_kinds": [4],
    });
    assert_eq!(round::<Free>(body.clone()), body);
    let other = json!({"word_or_any": "a", "point_or_any": "b", "two_kinds": {"x": 1}});
    assert_eq!(round::<Free>(other.clone()), other);
    let kept = json!({"x": 1, "more": 2});
    assert_eq!(round::<Kept>(kept.clone()), kept);
    for value in [i64::MAX.unsigned_abs(), i64::MAX.unsigned_abs() + 1, u64::MAX] {
        assert_eq!(round::<Large>(json!(value)), json!(value));
    }
}

#[test]
fn conditions_do_not_narrow_a_property() {
    use crate::conditions::types::Setting;
    for value in [json!(1), json!("a"), json!([1, 2])] {
        for size in [json!(1), json!("large")] {
            let body = json!({"kind": "any", "size": size, "value": value, "unit_name": "m"});
            assert_eq!(round::<Setting>(body.clone()), body);
        }
    }
}

#[test]
fn a_tag_has_the_values_of_its_own_union() {
    use crate::implied_tags::types::{Implied, Mapped};
    let read = |json: &str| Implied::from_json(json.as_bytes()).unwrap();
    assert!(matches!(read(r#"{"kind":"Dog","lives":1}"#), Implied::Dog(_)));
    assert!(matches!(read(r#"{"kind":"d","lives":1}"#), Implied::Dog(_)));
    let mapped = Mapped::from_json(br#"{"kind":"d","lives":1}"#).unwrap();
    assert!(matches!(mapped, Mapped::Dog(_)));
    let dog = json!({"kind": "Dog", "lives": 1});
    assert_eq!(round::<Implied>(dog.clone()), dog);
}

#[test]
fn generic_schemas_have_plain_anchors() {
    use crate::generics::types::FlagBox;
    let body = json!({"value": true, "size": 1, "other": false});
    assert_eq!(round::<FlagBox>(body.clone()), body);
}
