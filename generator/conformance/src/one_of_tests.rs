//! Unions without a tag, of which only one alternative matches.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::json::round;
use crate::one_of::types::{Amount, ByPlace, ByText, Filter, Found, Payment, Query, Search, Sent};

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn properties_of_other_alternatives_are_kept() {
    for filter in [
        json!({"text": "a", "format": "b"}),
        json!({"text": "a", "from": 1}),
        json!({"text": "a", "in": {"x": 1, "y": 2}}),
        json!({"from": 1, "to": 2, "text": "a"}),
        json!({}),
    ] {
        let found = json!({"filter": filter});
        assert_eq!(round::<Found>(found.clone()), found);
    }
    let Filter::Text(text) = read(json!({"text": "a", "format": "b"})) else { panic!() };
    assert_eq!((text.text.as_deref(), &text.others["format"]), (Some("a"), &json!("b")));
    let Filter::Text(text) = read(json!({"text": "a", "unknown": "b"})) else { panic!() };
    assert_eq!(text.others, Value::Null, "no alternative describes it");
}

#[test]
fn properties_of_other_lists_are_kept() {
    use crate::shapes::types::List;
    let lists =
        json!([{"type": "workload", "title": "a"}, {"type": "workload", "name": "b"}, {"title": "c"}]);
    assert!(matches!(read(lists.clone()), List::StandardRuleList(_)));
    assert_eq!(round::<List>(lists.clone()), lists);
}

#[test]
fn a_union_inside_requires_its_tag() {
    for (payment, is_account) in [
        (json!({"number": "1", "holder": "Ada"}), false),
        (json!({"number": "1", "kind": "wire", "holder": "Ada"}), false),
        (json!({"number": "1", "kind": "card", "holder": "Ada", "note": "b"}), true),
    ] {
        let read: Payment = read(payment.clone());
        assert_eq!(matches!(read, Payment::Account(_)), is_account, "{payment}");
        assert_eq!(round::<Payment>(payment.clone()), payment);
    }
}

#[test]
fn numbers_may_be_digits() {
    for (amount, is_number) in [
        (json!(5), true),
        (json!("0042"), true),
        (json!(1.5), true),
        (json!("five"), false),
        (json!(true), false),
        (json!({"exact": "5"}), false),
    ] {
        let read: Amount = read(amount.clone());
        assert_eq!(matches!(read, Amount::Integer(_)), is_number, "{amount}");
        assert_eq!(read.is_unknown(), amount == "five", "{amount}");
        assert_eq!(round::<Amount>(amount.clone()), amount);
    }
}

#[test]
fn the_null_of_openapi_3_0_is_null() {
    let found: Found = read(json!({"validation": null}));
    assert_eq!(found.validation, None);
    assert_eq!(round::<Found>(json!({"validation": {}})), json!({"validation": {}}));
}

#[test]
fn alternatives_convert_to_what_is_sent() {
    let mut place = crate::runtime::AnyOf::from(ByPlace::new("Ghent").radius(5));
    place.others = json!({"fuzzy": true});
    for (search, sent) in [
        (Search::from(ByText::new("a")), json!({"text": "a"})),
        (ByPlace::new("Ghent").into(), json!({"place": "Ghent"})),
        (Search::ByPlace(place), json!({"place": "Ghent", "radius": 5, "fuzzy": true})),
    ] {
        let query = Query::new().search(search).sent(Sent::from(ByText::new("b")));
        assert_eq!(serde_json::to_value(query).unwrap(), json!({"search": sent, "sent": {"text": "b"}}));
    }
    assert!(matches!(ByText::new("a").into(), Sent::ByText(ByText { .. })), "nothing is read");
}
