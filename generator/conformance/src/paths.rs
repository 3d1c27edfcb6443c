//! Strings of a document that look like paths of the emitted code, in modules with the names of its modules.

macro_rules! keeps_texts {
    ($($module:path => $types:path),* $(,)?) => {$({
        use $types as types;
        assert_eq!(types::ThingKind::CrateTypes.as_str(), "crate::types", stringify!($module));
        let sent = r#"{"id":"1","crate::runtime":"2024-01-31T00:00:00Z","kind":"crate::client/x"}"#;
        let thing: types::Thing = serde_json::from_str(sent).unwrap();
        assert_eq!(thing.kind, Some(types::ThingKind::CrateClientX));
        assert_eq!(serde_json::to_string(&thing).unwrap(), sent, stringify!($module));
    })*};
}

#[test]
fn strings_are_not_paths() {
    keeps_texts! {
        crate::whole_paths_in_text => crate::whole_paths_in_text::types,
        crate::types => crate::types::types,
        crate::nested_webhooks::webhooks => crate::nested_webhooks::webhooks::types,
        crate::client => crate::client::types,
        crate::resources => crate::resources::types,
        crate::nested_types::types => crate::nested_types::types::types,
        crate::nested_runtime::runtime => crate::nested_runtime::runtime::types,
    }
}
