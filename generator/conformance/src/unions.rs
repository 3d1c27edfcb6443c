//! Unions: the alternative that reads a value, and the JSON that is written.

use serde_json::{Value, json};

use crate::json::round;

#[test]
fn a_tag_determines_the_alternative() {
    use crate::tagged::types::{Cat, Dog, Named, Pet};
    let cat = json!({"kind": "tomcat", "lives": 9});
    assert!(matches!(serde_json::from_value(cat.clone()).unwrap(), Pet::Cat(Cat { lives: Some(9), .. })));
    assert_eq!(round::<Pet>(cat.clone()), cat, "the tag is neither lost nor doubled");
    assert!(matches!(serde_json::from_value(json!({"kind": "dog", "barks": true})).unwrap(), Pet::Dog(_)));
    let bird = json!({"kind": "bird", "wings": 2});
    assert!(serde_json::from_value::<Pet>(bird.clone()).unwrap().is_unknown());
    assert_eq!(round::<Pet>(bird.clone()), bird, "an unknown tag is kept raw");
    assert!(serde_json::from_value::<Pet>(json!({"lives": 9})).unwrap().is_unknown(), "there is no tag");
    let broken = json!({"kind": "dog"});
    let pet: Pet = serde_json::from_value(broken.clone()).unwrap();
    assert!(pet.unknown_reason().unwrap().to_string().contains("barks"), "{pet:?}");
    assert_eq!(round::<Pet>(broken.clone()), broken, "a known tag with another body is kept raw");
    assert!(matches!(serde_json::from_value(json!({"kind": "Cat"})).unwrap(), Named::Cat(_)), "by its name");
    let dog = Pet::from(Dog::new(true));
    assert_eq!(
        serde_json::to_value(dog).unwrap(),
        json!({"kind": "dog", "barks": true}),
        "the one value sets itself"
    );
}

#[test]
fn the_union_writes_a_tag_that_alternatives_lack() {
    use crate::tagged::types::Tagless;
    for (value, is) in [
        (json!({"radius": 1.5, "shape": "circle"}), "Circle"),
        (json!({"radius": 1.5, "shape": "disc"}), "Disc"),
        (json!({"side": 2.5, "shape": "square"}), "Square"),
    ] {
        let shape: Tagless = serde_json::from_value(value.clone()).unwrap();
        assert!(format!("{shape:?}").starts_with(is), "{shape:?}");
        assert_eq!(serde_json::to_value(shape).unwrap(), value);
    }
}

#[test]
fn constants_are_tags() {
    use crate::tagged::types::{Constants, Numbers, Outer};
    assert!(matches!(serde_json::from_value(json!({"type": "text"})).unwrap(), Constants::Text(_)));
    assert!(matches!(serde_json::from_value(json!({"type": "photo"})).unwrap(), Constants::Object(_)));
    assert!(serde_json::from_value::<Constants>(json!({"type": "sound"})).unwrap().is_unknown());
    assert!(matches!(serde_json::from_value(json!({"op": 1, "a": "x"})).unwrap(), Numbers::One(_)));
    assert!(matches!(serde_json::from_value(json!({"op": 3, "b": "x"})).unwrap(), Numbers::Two(_)));
    let nested: Outer = serde_json::from_value(json!({"type": "photo"})).unwrap();
    assert!(
        matches!(nested, Outer::Constants(Constants::Object(_))),
        "alternatives of an alternative have keys, too"
    );
    let other = json!({"op": 4, "c": "x"});
    assert_eq!(round::<Numbers>(other.clone()), other);
}

#[test]
fn the_best_match_is_chosen() {
    use crate::fit::types::{Either, Fit, Holder, OpenMode, Uses};
    let read = |value| serde_json::from_value::<Fit>(value).unwrap();
    assert!(matches!(read(json!({"id": 1, "note": "n"})), Fit::Small(_)));
    assert!(matches!(read(json!({"id": 1, "size": 2})), Fit::Large(_)));
    assert!(matches!(read(json!("2020-09-30T07:43:32Z")), Fit::DateTime(_)));
    assert!(matches!(read(json!("fast")), Fit::Mode(_)));
    assert!(matches!(read(json!("other")), Fit::String(_)));
    assert!(matches!(read(json!([{"id": 1}])), Fit::SmallList(_)));
    assert!(matches!(read(json!(1)), Fit::Integer(1)));
    assert!(matches!(read(json!(1.5)), Fit::Number(_)));
    assert!(matches!(read(json!(true)), Fit::Boolean(true)));
    for unknown in [json!({"other": 1}), json!([1]), json!({"id": "text"})] {
        assert!(read(unknown.clone()).is_unknown(), "{unknown}");
        assert_eq!(round::<Fit>(unknown.clone()), unknown);
    }
    let precise = json!(u64::MAX);
    assert!(read(precise.clone()).is_unknown(), "an `f64` would change it");
    assert_eq!(round::<Fit>(precise.clone()), precise);
    assert!(matches!(read(json!(10_000_000_000_000_000_000_u64)), Fit::Number(_)));
    assert!(matches!(read(json!(1e20)), Fit::Number(_)));
    assert_eq!(round::<Holder>(json!({"must": null, "may": null})), json!({"must": null}));
    assert!(
        matches!(serde_json::from_value(json!({"a": 1})).unwrap(), Either::Object2(_)),
        "by the type of `a`"
    );
    let uses: Uses = serde_json::from_value(json!({"text": "a", "mode": "new"})).unwrap();
    assert_eq!(
        uses.mode,
        Some(OpenMode::Unknown("new".to_owned())),
        "a string next to an enum is an open enum"
    );
}

#[test]
fn keywords_next_to_alternatives_are_in_each() {
    use crate::keywords_next_to_alternatives::types::{Base, Contact, DerivedA, Event, Parent};
    let deleted = json!({"id": "1", "reason": "old"});
    assert!(matches!(serde_json::from_value(deleted.clone()).unwrap(), Event::Deleted(_)));
    let event = round::<Event>(deleted.clone());
    assert_eq!(event, deleted);
    assert_eq!(round::<Contact>(json!({"phone": "1"})), json!({"phone": "1"}));
    let base: Base = serde_json::from_value(json!({"kind": "a", "a": "x"})).unwrap();
    assert!(matches!(base, Base::DerivedA(DerivedA { .. })));
    let derived = json!({"kind": "new", "more": [1]});
    assert_eq!(round::<Parent>(derived.clone()), derived, "unknown derived values are kept");
}

#[test]
fn a_tag_is_inherited() {
    use crate::tagged_by_base::types::{Owner, OwnerAnimal};
    let owner = |kind: &str| {
        serde_json::from_value::<Owner>(json!({"animal": {"@type": kind, "name": "x"}})).unwrap()
    };
    assert!(matches!(owner("kitty").animal, OwnerAnimal::Cat(_)), "by the mapping");
    assert!(matches!(owner("Dog").animal, OwnerAnimal::Dog(_)), "by its name");
    assert!(owner("Bird").animal.is_unknown());
}

#[test]
fn a_tag_may_be_a_boolean() {
    use crate::tagged_by_flag::types::Answer;
    let answer = |ok: bool| serde_json::from_value::<Answer>(json!({"ok": ok, "note": "x"})).unwrap();
    assert!(matches!(answer(true), Answer::Good(_)) && matches!(answer(false), Answer::Bad(_)));
}

#[test]
fn a_base_is_a_union_of_its_derived_schemas() {
    use crate::derived::types::{Cat, Dog, Found, Pet, PetBase, Task};
    let sent = |pet: Pet| serde_json::to_value(pet).unwrap();
    assert_eq!(sent(Cat::new("Tom").lives(9).into()), json!({"kind": "kitty", "name": "Tom", "lives": 9}));
    let friends = Dog::new("Rex", "wuff").friend(PetBase::new("Bo"));
    assert_eq!(
        sent(friends.into()),
        json!({"kind": "dog", "name": "Rex", "bark": "wuff", "friend": {"kind": "pet", "name": "Bo"}})
    );
    let found = |pet: Value| match serde_json::from_value(json!({"pet": pet})).unwrap() {
        Found { pet: Some(pet), .. } => pet,
        other => panic!("{other:?}"),
    };
    assert!(matches!(found(json!({"kind": "kitty", "name": "Tom"})), Pet::Cat(_)));
    assert!(matches!(found(json!({"kind": "pet", "name": "Bo"})), Pet::Pet(_)));
    let puppy = json!({"kind": "Puppy", "name": "Fay", "bark": "wif", "weeks": 7});
    assert!(matches!(&found(puppy.clone()), Pet::Puppy(puppy) if puppy.weeks == Some(7)), "by its name");
    assert_eq!(sent(found(puppy.clone())), puppy);
    let fish = json!({"kind": "fish", "name": "Wanda", "scales": true});
    assert_eq!(sent(found(fish.clone())), fish, "a kind that the document does not know");
    let found: Found = serde_json::from_value(json!({
        "task": {"type": "long_task", "days": 3},
        "place": {"kind": "dog", "name": "Rex", "city": "Ghent"},
    }))
    .unwrap();
    assert!(matches!(found.task, Some(Task::Long(task)) if task.days == Some(3)));
    assert_eq!(found.place.and_then(|place| place.city).as_deref(), Some("Ghent"));
}

#[test]
fn values_of_merged_unions_are_kept() {
    use crate::two_unions_in_one::types::{Page, PageDocument};
    let page = json!({"id": "1", "type": "document", "text": "Hello", "since": "2026-01-01T00:00:00Z"});
    let Page::Document(PageDocument { id, text, extra, .. }) = serde_json::from_value(page.clone()).unwrap()
    else {
        panic!("a document");
    };
    assert_eq!((id.as_str(), text.as_str()), ("1", "Hello"));
    assert_eq!(extra.get("since"), page.get("since"));
    assert_eq!(round::<Page>(page.clone()), page);
}

#[test]
fn a_constant_optional_tag_is_sent() {
    use crate::optional_tags::types::{Link, Note, Text};
    let sent = |note: Note| serde_json::to_value(note).unwrap();
    assert_eq!(sent(Text::new().text("Hello").into()), json!({"kind": "text", "text": "Hello"}));
    assert_eq!(sent(Text::default().into()), json!({"kind": "text"}));
    assert_eq!(
        sent(Link::new("/").title("Home").into()),
        json!({"kind": "link", "title": "Home", "href": "/"})
    );
    let text: Text = serde_json::from_value(json!({"text": "Hello"})).unwrap();
    assert_eq!(text.kind, None, "an absent tag stays absent");
}
