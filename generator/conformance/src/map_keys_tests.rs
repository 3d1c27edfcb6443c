//! Maps whose keys are open enums.

use std::collections::BTreeMap;

use serde_json::json;

use crate::json::round;
use crate::map_keys::types::{Color, SizesKey, Stock};

#[test]
fn keys_are_values_of_the_enum() {
    let body = json!({
        "colors": {"green": 2, "red": 1, "violet": 3},
        "sizes": {"large": ["red"]},
        "nested": {"red": {"small": true}},
        "ids": {"6e6f6e65-0000-0000-0000-000000000000": "a"},
    });
    assert_eq!(round::<Stock>(body.clone()), body);
    let stock = Stock::from_json(body.to_string().as_bytes()).unwrap();
    let colors = stock.colors.unwrap();
    assert_eq!((colors[&Color::Red], colors[&Color::from("violet")]), (1, 3));
    assert!(colors.keys().any(Color::is_unknown));
    assert_eq!(stock.sizes.unwrap()[&SizesKey::Large], [Color::Red]);
}

#[test]
fn maps_are_arguments() {
    let stock = Stock::new().colors(BTreeMap::from([(Color::Red, 1), (Color::Green, 2)]));
    assert_eq!(stock.to_json(), br#"{"colors":{"green":2,"red":1}}"#);
}

#[test]
fn an_error_names_the_key() {
    let error = Stock::from_json(br#"{"colors":{"red":"x"}}"#).unwrap_err();
    assert!(error.to_string().contains("colors.red"), "{error}");
}
