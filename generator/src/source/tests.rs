use std::fmt::Write as _;

use super::*;
use crate::diagnostics::Diagnostic;

/// The location of the first `¦` in the text, which is removed.
fn marked(text: &str) -> (String, String) {
    let at = text.find('¦').expect("a mark");
    let location = Location::new(text, at..at);
    (text.replacen('¦', "", 1), format!("{}:{}", location.line, location.column))
}

#[track_caller]
fn check(text: &str, path: &str, underlined: &str) {
    let (text, expected) = marked(text);
    let mut sources = Sources::new();
    let file = sources.add("spec", text.clone()).expect("readable");
    let pointer = Pointer::new(file, path);
    let found = sources.locate(&pointer).expect("a location");
    assert_eq!(
        (format!("{}:{}", found.line, found.column).as_str(), &sources.text(file)[found.span.clone()]),
        (expected.as_str(), underlined),
        "{path}"
    );
    // Walking to a location finds the same position as collecting all.
    let inner = sources.file(file).expect("the file");
    let walked = walk::walk_to(
        &inner.text,
        inner.format,
        &pointer.keys().take(200).map(Cow::into_owned).collect::<Vec<_>>(),
    );
    assert_eq!(Location::new(&inner.text, walked..walked).line, found.line, "walked to {path}");
}

#[test]
fn locates_in_block_yaml() {
    check("¦a: 1\n", "", "a");
    check("# c\n\n¦a: 1\n", "", "a");
    check("¦a: 1\n", "/a", "a");
    check("a:\n  b: 1\n  ¦c: x y # z\n", "/a/c", "c");
    check("a:\n  - 1\n  - ¦some text # no\n", "/a/1", "some text");
    check("a:\n  - 1\n  - ¦2\n", "/a/1", "2");
    check("a:\n- ¦name: x\n  in: query\n", "/a/0", "name");
    check("a:\n- name: x\n  ¦in: query\n", "/a/0/in", "in");
    check("a:\n  - - x\n    - ¦y\n", "/a/0/1", "y");
    check("a:\n  - x\n  -\n    ¦k: v\n", "/a/1", "k");
    check("paths:\n  ¦/x/{id}:\n    get: {}\n", "/paths/~1x~1{id}", "/x/{id}");
    check("é: ü\nb: {ä: ö, ¦c: 1}\n", "/b/c", "c");
    check("a: 1\r\n¦b:\r\n  c: 1\r\n", "/b", "b");
    check("\u{feff}a: 1\n¦b: 2\n", "/b", "b");
    check("a:\n  ¦$ref: '#/b'\n", "/a/$ref", "$ref");
    check("a: !t\n  ¦b: 1\n", "/a/b", "b");
    check("a:\n  - !t ¦{b: 1}\n", "/a/0", "{");
    check("a:\n  - !t ¦b # c\n", "/a/0", "b");
    check("a:\n  - ¦!t 1 # c\n", "/a/0", "!t 1");
    check("---\n¦a: 1\n...\n", "/a", "a");
}

#[test]
fn locates_odd_keys() {
    check("200: x\n¦404: y\n", "/404", "404");
    check("¦on: x\n", "/on", "on");
    check("a: 1\n¦\"q k\": 2\n", "/q k", "\"q k\"");
    check("a: 1\n¦'it''s': 2\n", "/it's", "'it'");
    check("¦\"t\\u00e9\": 2\n", "/té", "\"t\\u00e9\"");
    check("? a\n: 1\n? ¦b\n: 2\n", "/b", "b");
    check("a/b:\n  ¦c~d: 1\n", "/a~1b/c~0d", "c~d");
}

#[test]
fn locates_after_multiline_strings() {
    check("a: |\n  b: no\n  c: no\n¦b: 1\n", "/b", "b");
    check("a: >-\n  x\n\n  y\nb:\n  ¦c: 1\n", "/b/c", "c");
    check("a: x\n  b\n¦c: 1\n", "/c", "c");
    check("a:\n  - ¦|\n    text\n  - z\n", "/a/0", "|");
    check("a: \"x\n  y: z\"\n¦y: 1\n", "/y", "y");
}

#[test]
fn locates_in_flow_yaml() {
    check("a: {b: 1, ¦c: 2}\n", "/a/c", "c");
    check("a: [x, ¦y z, w]\n", "/a/1", "y z");
    check("a: [{b: 1}, ¦{b: 2}]\n", "/a/1", "{");
    check("a: [{b: 1}, {¦b: 2}]\n", "/a/1/b", "b");
    check("a: [\n  1,\n  ¦true,\n]\n", "/a/1", "true");
    check("{a: 1, ¦b: 2} # YAML, not JSON\n", "/b", "b");
}

#[test]
fn locates_through_merge_keys_and_aliases() {
    check("x: &x\n  ¦b: 1\na:\n  <<: *x\n  c: 2\n", "/a/b", "b");
    check("x: &x\n  b: 1\na:\n  <<: *x\n  ¦b: 2\n", "/a/b", "b");
    check("x: &x {b: 1}\ny: &y {¦c: {d: 1}}\na:\n  <<: [*x, *y]\n", "/a/c", "c");
    check("x: &x {b: 1}\ny: &y {c: {¦d: 1}}\na:\n  <<: [*x, *y]\n", "/a/c/d", "d");
    check("x: &x {b: {¦d: 1}}\na: *x\n", "/a/b/d", "d");
    check("x: &x {b: {d: 1}}\n¦a: *x\n", "/a", "a");
    check("x: &x {b: 1}\n¦a: {<<: *x}\n", "/a/zz", "a");
}

#[test]
fn locates_the_nearest_ancestor() {
    check("¦a: 1\n", "/b", "a");
    check("b: 0\n¦a: 1\n", "/a/b/c", "a");
    check("b: 0\n¦a: [1]\n", "/a/7", "a");
    check("b: 0\n¦a: [1]\n", "/a/x", "a");
    check("a:\n  ¦b: {c: 1}\n", "/a/b/d/e", "b");
    check("a:\n  - ¦7\n", "/a/0/d/e", "7");
    check("¦{\"b\": {\"c\": 1}}", "/d/e", "{");
    check("{¦\"b\": {\"c\": 1}}", "/b/e", "\"b\"");
    check("{\"b\": [1, ¦2]}", "/b/1/e", "2");
    check("b: 1\n¦a: 2\n", &format!("/a{}", "/a".repeat(100_000)), "a");
}

#[test]
fn locates_in_json() {
    check("{\n  \"a\": 1,\n  ¦\"b\": 2\n}\n", "/b", "\"b\"");
    check("{\n  \"a\": {\n    ¦\"c\" : 2\n  }\n}\n", "/a/c", "\"c\"");
    check("{\"a\":{\"b\":[1,2]},¦\"c\":3}", "/c", "\"c\"");
    check("{\"a\":{¦\"b\":[1,2]},\"c\":3}", "/a/b", "\"b\"");
    check("{\"a\":{\"b\":[1,¦2]},\"c\":3}", "/a/b/1", "2");
    check("{\"a\":{\"b\":[¦{\"x\":1}]},\"c\":3}", "/a/b/0", "{");
    check("{\"a\":{\"b\":[{\"x\":1},\n ¦{}]},\"c\":3}", "/a/b/1", "{");
    check("{\"a\":{\"b\":[{\"x\":1},\n ¦\"s\\n\"]},\"c\":3}", "/a/b/1", "\"s\\n\"");
    check("{\"é\":\"ü\",¦\"c\\\"\\\\\" \n : 3}", "/c\"\\", "\"c\\\"\\\\\"");
    check("{¦\"\":3}", "/", "\"\"");
    check("[[1],[2,¦[3]]]", "/1/1", "[");
    check("  ¦{\"a\":1}", "", "{");
}

#[test]
fn locates_many_at_once() {
    let mut sources = Sources::new();
    let one = sources.add("one", "a:\n  b: [1, 2]\n".to_owned()).expect("readable");
    let two = sources.add("two", "{\"a\":{\"b\":[1,\n2]}}".to_owned()).expect("readable");
    let pointers = [
        Pointer::new(two, "/a/b/1"),
        Pointer::new(one, "/a/b"),
        Pointer::new(two, "/a"),
        Pointer::new(one, "/a/b"),
    ];
    let lines: Vec<_> = sources
        .locate_all(&pointers.each_ref())
        .into_iter()
        .map(|found| found.expect("found").line)
        .collect();
    assert_eq!(lines, [2, 2, 1, 2]);
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    let mut sources = Sources::new();
    let file = sources.add("spec", text.to_owned()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(sources.root(file).to_string(), expected);
}

#[test]
fn reads_values_of_all_kinds() {
    reads("a: 1\nb: [x, 1.5, true, ~]\n", r#"{"a":1,"b":["x",1.5,true,null]}"#);
    reads("z: 1\na: 2\nm: 3\n", r#"{"z":1,"a":2,"m":3}"#);
    reads(
        "200: a\ntrue: b\non: c\n1.50: d\nnull: e\n~: f\n0x1F: g\n",
        r#"{"200":"a","true":"b","on":"c","1.50":"d","null":"e","~":"f","0x1F":"g"}"#,
    );
    reads(
        "a: -9223372036854776000\nb: 99999999999999999999\nc: 18446744073709551615\n",
        r#"{"a":-9.223372036854776e+18,"b":1e+20,"c":18446744073709551615}"#,
    );
    reads(
        r#"{"a": -9223372036854776000, "b": 99999999999999999999}"#,
        r#"{"a":-9.223372036854776e+18,"b":1e+20}"#,
    );
    reads("[.nan, .inf, -.inf, 007, '1', 0x10]", r#"[".nan",".inf","-.inf","007","1",16]"#);
    reads("a: !foo x\nb: !bar {c: 1}\nc: !baz [1]\nd: !!str 1\n", r#"{"a":"x","b":{"c":1},"c":[1],"d":"1"}"#);
    reads("x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x\n", r#"{"x":{"a":1,"b":2},"y":{"b":3,"a":1}}"#);
    reads(
        "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n",
        r#"{"x":{"a":1},"y":{"a":2,"b":2},"z":{"a":1,"b":2}}"#,
    );
    reads("{a: 1, b: [x]} # not JSON", r#"{"a":1,"b":["x"]}"#);
    reads("{\"a\": 1,}", r#"{"a":1}"#);
    reads("\u{feff}{\"<<\": 1}", r#"{"<<":1}"#);
    reads("# c\n---\na: 2024-01-01\nb: yes\n...\n", r#"{"a":"2024-01-01","b":"yes"}"#);
}

#[track_caller]
fn rejects(text: &str, expected: &str) {
    let mut sources = Sources::new();
    let error = sources.add("spec", text.to_owned()).expect_err("not readable");
    let Location { line, column, .. } = error.location;
    let diagnostic = Diagnostic::from(error);
    let help = diagnostic.help.map(|help| format!(" | {help}")).unwrap_or_default();
    assert_eq!(format!("spec:{line}:{column}: {}{help}", diagnostic.message), expected);
    assert_eq!(sources.files().count(), 0);
    assert!(sources.text_at(Path::new("spec")).is_some());
}

#[test]
fn rejects_with_the_position() {
    let twice = "the first is on line 1; remove or rename one of them";
    rejects("a: 1\nb: 2\na: 3\n", &format!("spec:3:1: duplicate key `a` in `#` | {twice}"));
    rejects(
        "p: {/x: 1}\nq:\n - r:\n    /x: 1\n    /x: 2\n",
        "spec:5:5: duplicate key `/x` in `#/q/0/r` | the first is on line 4; remove or rename one of them",
    );
    rejects("{\"a\": {\"b\": 1,\n \"b\" : 2}}", &format!("spec:2:2: duplicate key `b` in `#/a` | {twice}"));
    rejects("200: 1\n\"200\": 2\n", &format!("spec:2:1: duplicate key `200` in `#` | {twice}"));
    rejects("", "spec:1:1: the file is empty");
    rejects("# nothing\n", "spec:1:1: the file is empty");
    rejects(
        "a: 1\n---\nb: 2\n",
        "spec:3:1: a second YAML document begins here, but a file must contain only one | move it to a separate file, or remove the `---` line",
    );
    rejects(
        "a: b: c\n",
        "spec:1:5: not YAML: mapping values are not allowed in this context | put a string that contains `: ` in quotes",
    );
    rejects(
        "a:\n\tb: 1\n",
        "spec:2:1: not YAML: found character that cannot start any token, while scanning for the next token | indent YAML with spaces, not with tabs",
    );
    rejects("a: *x\n", "spec:1:4: not YAML: unknown anchor");
    rejects(
        "a: 1\n[a]: 1\n",
        "spec:2:1: not YAML: invalid type: sequence, expected a key that is a string or a number",
    );
    rejects(
        "a:\n  <<: 1\n",
        "spec:2:7: not YAML: invalid type: integer `1`, expected a mapping, or a list of mappings, to merge",
    );
    rejects("a: \u{7}\n", "spec:1:4: not YAML: control characters are not allowed");
    rejects("{\"a\": 1 \"b\": 2}", "spec:1:9: not JSON: expected `,` or `}`");
    rejects("{\"a\": 1", "spec:1:7: not JSON: EOF while parsing an object");
    rejects(
        "a: 'x\n",
        "spec:2:1: not YAML: found unexpected end of stream, while scanning a quoted scalar at line 1 column 4",
    );
}

#[test]
fn limits_the_size_of_documents() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [120, 130, 100_000] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(Sources::new().add("spec", text.clone()).is_ok(), depth < 128, "{depth}");
            assert_eq!(Sources::new().add("spec", format!("- {text}")).is_ok(), depth < 128, "{depth}");
        }
    }
    assert!(Sources::new().add("spec", "- ".repeat(20_000)).is_err());
    assert!(Sources::new().add("spec", "&a [*a, *a]".to_owned()).is_err());

    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(laughs, "a{level}: &a{level} [{items}]");
    }
    assert!(Sources::new().add("spec", laughs).is_err());

    let copies = format!("a: &a \"{}\"\nb: [{}]\n", "x ".repeat(50_000), "*a, ".repeat(5_000));
    let error = Sources::new().add("spec", copies).expect_err("too much");
    assert_eq!(error.kind, ParseErrorKind::Aliases);
}
