use super::edit::{MAX_DEPTH, depth};
use super::*;
use crate::diagnostics::Code;

fn patched(document: &str, actions: &str) -> (Sources, FileId, Diagnostics) {
    patched_by("1.0.0", document, actions)
}

fn patched_by(version: &str, document: &str, actions: &str) -> (Sources, FileId, Diagnostics) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let root = sources.add("openapi.yaml", document.to_owned()).unwrap();
    let text = format!("{{overlay: {version}, info: {{title: x, version: 1.0.0}}, actions: {actions}}}");
    let read = move |_: &Path| Ok(text.clone());
    apply(&mut sources, root, &[PathBuf::from("overlay.yaml")], &read, &mut diagnostics);
    (sources, root, diagnostics)
}

#[test]
fn updates_merge_and_removals_do_not_disturb_each_other() {
    fn check(document: &str, actions: &str, expected: &str) {
        let (sources, root, diagnostics) = patched(document, actions);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(sources.root(root).to_string(), expected, "{actions}");
    }
    check(
        "{a: {b: 1, c: [1]}}",
        "[{target: $.a, update: {b: 2, c: [2], d: {}}}]",
        r#"{"a":{"b":2,"c":[1,2],"d":{}}}"#,
    );
    check("{a: {b: {c: 1}}}", "[{target: $, update: {a: {b: [1]}}}]", r#"{"a":{"b":[1]}}"#);
    check("{a: [1]}", "[{target: $.a, update: 2}, {target: $.a, update: [3, 4]}]", r#"{"a":[1,2,3,4]}"#);
    check("{a: [1, 2, 3, 4, 5]}", "[{target: '$.a[?@ > 1 && @ < 5]', remove: true}]", r#"{"a":[1,5]}"#);
    check("{a: {x: {a: {x: 1}}}, b: 1}", "[{target: $..x, remove: true, update: {}}]", r#"{"a":{},"b":1}"#);
    let twelve = "{a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}";
    check(twelve, "[{target: '$.a[2,10,9,2]', remove: true}]", r#"{"a":[0,1,3,4,5,6,7,8,11]}"#);
    check("{'/a~b': {c: 1}}", "[{target: \"$['/a~b']\", update: {c: 2}}]", r#"{"/a~b":{"c":2}}"#);
}

#[test]
fn updates_respect_the_depth_limit() {
    let deeper = format!("{{target: $..a, update: {}1{}}}", "{b: ".repeat(90), "}".repeat(90));
    let again = format!("{{target: '$..b', update: {}1{}}}", "{c: ".repeat(90), "}".repeat(90));
    let (sources, root, diagnostics) = patched("{a: {}}", &format!("[{deeper}, {again}]"));
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.code == Code::E0008), "{diagnostics:?}");
    assert!(!diagnostics.is_empty() && depth(sources.root(root)) <= MAX_DEPTH);
}

#[test]
fn long_targets_are_rejected_and_nested_ones_are_parsed() {
    for depth in [10, 600, 5_000] {
        let target = format!("$[?{}@.a{}]", "(".repeat(depth), ")".repeat(depth));
        let (_, _, diagnostics) = patched("{a: 1}", &format!("[{{target: '{target}', remove: true}}]"));
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    }
}

#[test]
fn scalars_are_replaced() {
    for version in ["1.0.0", "1.1.0"] {
        let (sources, root, diagnostics) = patched_by(
            version,
            "{a: {b: 1, c: [x, y]}}",
            "[{target: $.a.b, update: two}, {target: '$.a.c[0]', update: null}]",
        );
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(sources.root(root).to_string(), r#"{"a":{"b":"two","c":[null,"y"]}}"#);
        let at = Pointer::root(root).child("a").child("b");
        assert_eq!(sources.origin(&at).path(), "/actions/0/update");
    }
    let (sources, root, diagnostics) = patched("{a: 1}", "[{target: $.a, update: {b: 1}}]");
    assert_eq!(diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::E0008]);
    assert_eq!(sources.root(root).to_string(), r#"{"a":1}"#);
}

#[test]
fn copies_are_merged_like_updates() {
    fn check(document: &str, actions: &str, expected: &str) {
        let (sources, root, diagnostics) = patched_by("1.1.0", document, actions);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(sources.root(root).to_string(), expected, "{actions}");
    }
    check(
        "{a: {x: 1, l: [1]}, b: {l: [2]}}",
        "[{target: $.b, copy: $.a}]",
        r#"{"a":{"x":1,"l":[1]},"b":{"l":[2,1],"x":1}}"#,
    );
    check(
        "{a: [1], b: [2], c: 3}",
        "[{target: $.a, copy: $.b}, {target: $.a, copy: $.c}]",
        r#"{"a":[1,2,3],"b":[2],"c":3}"#,
    );
    check("{a: 1, b: x}", "[{target: $.a, copy: $.b}]", r#"{"a":"x","b":"x"}"#);
    // The value is that before the action, also if the target is inside.
    check("{a: {b: {}}}", "[{target: $.a.b, copy: $.a}]", r#"{"a":{"b":{"b":{}}}}"#);
    // Moving is copying and removing.
    check(
        "{p: {old: {x: 1}}}",
        "[{target: $.p, update: {new: {}}}, {target: $.p.new, copy: $.p.old}, {target: $.p.old, remove: true}]",
        r#"{"p":{"new":{"x":1}}}"#,
    );
}

#[test]
fn copies_keep_the_locations_of_the_texts() {
    let (sources, root, diagnostics) = patched_by(
        "1.1.0",
        "{a: {x: 1}, b: {}, c: {}}",
        "[{target: $.a, update: {y: 2}}, {target: $.b, copy: $.a}, {target: $.c, update: {inner: {}}}, {target: $.c.inner, copy: $.b}]",
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let origin = |keys: &[&str]| {
        let at = keys.iter().fold(Pointer::root(root), |at, key| at.child(key));
        let origin = sources.origin(&at);
        (origin.file() == root, origin.path().to_owned())
    };
    for keys in [&["b"][..], &["c", "inner"]] {
        assert_eq!(origin(&[keys, &["x"]].concat()), (true, "/a/x".to_owned()));
        assert_eq!(origin(&[keys, &["y"]].concat()), (false, "/actions/0/update/y".to_owned()));
    }
}

#[test]
fn impossible_copies_are_reported() {
    let two_kinds = "{a: {x: 1, y: {}}}";
    for (version, document, actions, expected) in [
        ("1.1.0", "{a: 1}", "[{target: $.a, copy: $.b}]", &[Code::E0008][..]),
        ("1.1.0", "{a: [1, 2]}", "[{target: $.a, copy: '$.a[*]'}]", &[Code::E0008]),
        ("1.1.0", "{a: 1}", "[{target: $.a, copy: 1}]", &[Code::E0005]),
        ("1.1.0", "{a: 1}", "[{target: $.a, copy: 'a['}]", &[Code::E0006]),
        ("1.1.0", "{a: 1}", "[{target: $.a, copy: $.a, update: 1}]", &[Code::E0005]),
        ("1.1.0", two_kinds, "[{target: '$.a.*', update: 2}]", &[Code::E0008]),
        ("1.1.0", two_kinds, "[{target: '$.a.*', remove: true}]", &[]),
        ("1.2.0", "{a: 1}", "[{target: $.a, update: 2}]", &[Code::E0005]),
    ] {
        let (_, _, diagnostics) = patched_by(version, document, actions);
        assert_eq!(diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), expected, "{actions}");
    }
}

#[test]
fn copies_cannot_fill_the_memory() {
    let action = "{target: $.a, copy: $}";
    let (_, _, diagnostics) = patched_by("1.1.0", "{a: [1]}", &format!("[{}]", vec![action; 40].join(", ")));
    assert!(diagnostics.iter().all(|one| one.code == Code::E0008) && !diagnostics.is_empty());
}

#[test]
fn the_url_of_another_document_is_reported() {
    for (own, extends, count) in [
        ("https://example.com/a.yaml", "https://example.com/a.yaml", 0),
        ("https://example.com/a.yaml", "https://example.com/b.yaml", 1),
        ("a.yaml", "https://example.com/b.yaml", 0),
        ("https://example.com/a.yaml", "openapi.yaml", 0),
        ("https://example.com/a.yaml", "other.yaml", 1),
    ] {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let root = sources.add("openapi.yaml", format!("{{$self: '{own}'}}")).unwrap();
        let file = sources.add("overlay.yaml", format!("{{extends: '{extends}'}}")).unwrap();
        check_extends(&sources, root, file, &mut diagnostics);
        assert_eq!(diagnostics.len(), count, "{own} {extends}");
    }
}
