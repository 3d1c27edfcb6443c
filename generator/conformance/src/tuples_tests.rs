//! Arrays of fixed length whose items have their own types.

use serde_json::json;

use crate::json::round;
use crate::tuples::types::{Corner, Kind, Place, PlacePair, Position, Range, Tree};

#[test]
fn items_are_fields() {
    let body = json!({
        "position": [13.4, 52.5],
        "range": [1, null, "far"],
        "old": ["a", true],
        "maybe": [1, false],
        "untyped": ["b", false],
        "open": [1, "b"],
        "pair": ["key", {"n": 2}],
        "tree": ["root", ["leaf", null]],
        "corners": [[1, 2], [3, 4]],
    });
    assert_eq!(round::<Place>(body.clone()), body);
    let place = Place::from_json(body.to_string().as_bytes()).unwrap();
    assert_eq!((place.position.longitude, place.position.latitude), (13.4, 52.5));
    assert_eq!(place.range, Some(Range::new(1, crate::runtime::Nullable::Null, Kind::Far)));
    assert!(matches!(&place.pair, Some(PlacePair::Pair(pair)) if pair.second.n == Some(2)));
    assert_eq!(place.tree.unwrap().second.unwrap().first, "leaf");
    assert_eq!(place.corners.unwrap()[1], Corner::new(3, 4));
}

#[test]
fn the_length_is_fixed() {
    let error = |json: &str| Place::from_json(json.as_bytes()).unwrap_err().to_string();
    assert!(error(r#"{"position":[1]}"#).contains("position"), "{}", error(r#"{"position":[1]}"#));
    assert!(error(r#"{"position":[1,2,3]}"#).contains("longer"), "{}", error(r#"{"position":[1,2,3]}"#));
    assert!(error(r#"{"position":[1,"a"]}"#).contains("position[1]"), "{}", error(r#"{"position":[1,"a"]}"#));
    assert!(error(r#"{"position":{}}"#).contains("array"), "{}", error(r#"{"position":{}}"#));
    assert!(Position::from_json(b"[1,2] 3").is_err());
}

/// An array of another length is another alternative, or unknown.
#[test]
fn other_lengths_are_other_alternatives() {
    let body = json!({"position": [1, 2], "pair": ["key"]});
    assert_eq!(round::<Place>(body.clone()), body);
    let place = Place::from_json(body.to_string().as_bytes()).unwrap();
    assert!(place.pair.unwrap().is_unknown());
}

#[test]
fn a_null_item_stays() {
    let tree = Tree::new("a", crate::runtime::Nullable::Null);
    assert_eq!(tree.to_json(), br#"["a",null]"#);
    let tree = Tree::new("a", Tree::new("b", crate::runtime::Nullable::Null));
    assert_eq!(serde_json::to_value(&tree).unwrap(), json!(["a", ["b", null]]));
    assert_eq!(serde_json::from_value::<Tree>(json!(["a", ["b", null]])).unwrap(), tree);
}
