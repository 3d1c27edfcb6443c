//! Unions whose discriminator has a default.

use crate::default_mapping::types::{Pet, Thing};

#[test]
fn other_tags_are_of_the_default() {
    for json in [r#"{"kind":"parrot","name":"x"}"#, r#"{"name":"x"}"#, r#"{"name":"x","kind":"OtherPet"}"#] {
        let pet = Pet::from_json(json.as_bytes()).unwrap();
        assert!(matches!(&pet, Pet::Other(other) if other.name.as_deref() == Some("x")), "{json}");
        let written: serde_json::Value = serde_json::from_slice(&pet.to_json()).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }
    assert!(matches!(Pet::from_json(br#"{"lives":9,"kind":"cat"}"#).unwrap(), Pet::Cat(_)));
    assert!(matches!(Pet::from_json(b"[1]").unwrap(), Pet::Unknown(_)));
    assert!(matches!(Pet::from_json(br#"{"kind":1}"#).unwrap(), Pet::Unknown(_)));
}

#[test]
fn the_shape_does_not_matter() {
    let thing = Thing::from_json(br#"{"kind":"huge","height":3}"#).unwrap();
    assert!(matches!(&thing, Thing::Small(small) if small.width.is_none()));
    assert!(matches!(Thing::from_json(br#"{"height":3}"#).unwrap(), Thing::Small(_)));
    assert!(matches!(Thing::from_json(br#"{"height":3,"kind":"big"}"#).unwrap(), Thing::Big(_)));
}
