use super::{Form, Json};

const AS_WRITTEN: Form = Form { script_values: false, script_order: false, sorted_in_arrays: true };

fn read(body: &str) -> Json<'_> {
    Json::read(body.as_bytes()).unwrap_or_else(|| panic!("{body}"))
}

fn write(json: &Json<'_>, form: Form) -> String {
    let mut text = String::new();
    json.write(form, &mut text);
    text
}

fn check(body: &str, [script, written]: [&str; 2]) {
    let json = read(body);
    assert_eq!(write(&json, Form::LIKELIEST), script);
    assert_eq!(write(&json, AS_WRITTEN), written);
    none_is_missing(&json);
}

/// Checks that each omitted form equals a form that is not omitted.
fn none_is_missing(json: &Json<'_>) {
    let texts: Vec<String> = json.forms().map(|form| write(json, form)).collect();
    for form in Form::all() {
        assert!(texts.contains(&write(json, form)), "{json:?}: {form:?}");
    }
}

fn same(body: &str, canonical: &str) {
    check(body, [canonical, canonical]);
}

#[test]
fn sorted_and_compact() {
    same("{}", "{}");
    same(" [ ] ", "[]");
    same(" null\n", "null");
    same("{ \"b\" : [ ] ,\t\"a\":{ } }", r#"{"a":{},"b":[]}"#);
    same(
        r#"{"z":{"b":[{"d":1,"c":[2,1]},"x"],"a":null},"":false,"Z":" { \" ] "}"#,
        r#"{"":false,"Z":" { \" ] ","z":{"a":null,"b":[{"c":[2,1],"d":1},"x"]}}"#,
    );
    same(r#"{"b":1,"a":2,"b":0}"#, r#"{"a":2,"b":1,"b":0}"#);
    same(r#"[1,-2,"a\\","\\\"",true]"#, r#"[1,-2,"a\\","\\\"",true]"#);
}

/// The expected forms are from Node.
#[test]
fn keys() {
    check(
        "{\"b\":1,\"10\":2,\"2\":3,\"01\":4,\"!\":5,\"\u{ffff}\":6,\"😀\":7,\"4294967295\":8,\"4294967294\":9}",
        [
            "{\"2\":3,\"10\":2,\"4294967294\":9,\"!\":5,\"01\":4,\"4294967295\":8,\"b\":1,\"😀\":7,\"\u{ffff}\":6}",
            "{\"!\":5,\"01\":4,\"10\":2,\"2\":3,\"4294967294\":9,\"4294967295\":8,\"b\":1,\"\u{ffff}\":6,\"😀\":7}",
        ],
    );
    check(r#"{"b":1,"\u0061":2}"#, [r#"{"a":2,"b":1}"#, r#"{"\u0061":2,"b":1}"#]);
}

/// The expected forms are from Node, except for values that it would change.
#[test]
fn numbers_and_strings() {
    let numbers = |written: &str, script: &str| check(written, [script, written]);
    numbers(
        "[1.0,1e5,1E-7,1.5e-7,1e21,123e20,1e20]",
        "[1,100000,1e-7,1.5e-7,1e+21,1.23e+22,100000000000000000000]",
    );
    numbers("[-0,0.1e1,-0.000001,100,5e-324,0e9]", "[0,1,-0.000001,100,5e-324,0]");
    numbers("[0.30000000000000004,12.50,-120.0]", "[0.30000000000000004,12.5,-120]");
    let kept = "[1e400,-12345678901234567890,0.1000000000000000055,9007199254740993,1e99999999999999999999]";
    numbers(kept, kept);
    numbers(r#""\u00e9\u2028\u007f\u001F\/\b\f""#, "\"é\u{2028}\u{7f}\\u001f/\\b\\f\"");
    numbers(r#"["\ud800","\ud83d\ude00"]"#, r#"["\ud800","😀"]"#);
}

/// The expected forms are from Node, with code that sorts objects and leaves arrays unchanged.
#[test]
fn objects_inside_arrays() {
    let recipe = |body: &str, expected: &str| {
        let json = read(body);
        assert_eq!(write(&json, Form { sorted_in_arrays: false, ..Form::LIKELIEST }), expected);
        none_is_missing(&json);
    };
    recipe(
        r#"{"b":[{"z":1,"a":{"y":1,"x":2}}],"a":{"d":1,"c":2}}"#,
        r#"{"a":{"c":2,"d":1},"b":[{"z":1,"a":{"y":1,"x":2}}]}"#,
    );
    recipe(r#"[[{"b":1,"a":2}]]"#, r#"[[{"b":1,"a":2}]]"#);
}

/// JavaScript puts integer keys first in every object, even in unsorted ones.
#[test]
fn numbers_as_keys_inside_arrays() {
    let json = read(r#"[{"b":1,"10":2,"2":3,"a":4}]"#);
    let form = Form { sorted_in_arrays: false, ..Form::LIKELIEST };
    assert_eq!(write(&json, form), r#"[{"2":3,"10":2,"b":1,"a":4}]"#);
    assert_eq!(write(&json, Form { script_order: false, ..form }), r#"[{"b":1,"10":2,"2":3,"a":4}]"#);
    none_is_missing(&json);
}

/// Most bodies have one form, and none has more than eight forms.
#[test]
fn forms_that_differ() {
    for (body, forms) in [
        (r#"{"payload":{"id":"é","n":[1,2.5,-3]},"a":[{"a":1,"b":null}]}"#, 1),
        (r#"{"b":{"b":1,"a":2},"a":[]}"#, 1),
        (r#"{"a":[{"b":1,"a":2}]}"#, 2),
        (r#"{"a":1.0}"#, 2),
        (r#"{"a\/":1}"#, 2),
        (r#"{"1":1,"0":1}"#, 2),
        (r#"[{"b":1.0,"0":"\/"}]"#, 8),
    ] {
        assert_eq!(read(body).forms().count(), forms, "{body}");
    }
}

#[test]
fn not_json() {
    for body in ["", "{", "[1,]", "{\"a\"}", "<html>", "[1] 2", "\"a", "01", "{,}"] {
        assert!(Json::read(body.as_bytes()).is_none(), "{body}");
    }
    assert!(Json::read(b"\"\xff\"").is_none());
    let deep = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(Json::read(deep(128).as_bytes()).is_some());
    assert!(Json::read(deep(1_000_000).as_bytes()).is_none());
}
