//! JSON texts that a reader accepts or rejects, one for each rule of RFC 8259.

use serde_json::Value;

use super::{JsonFailure, from_slice, to_string};

/// Texts that are JSON, and the JSON that is written after reading.
const ACCEPTED: &[(&str, &str)] = &[
    // Arrays.
    ("[]", "[]"),
    (" [] ", "[]"),
    ("[[]   ]", "[[]]"),
    ("[\"\"]", "[\"\"]"),
    ("[\"a\"]", "[\"a\"]"),
    ("[false]", "[false]"),
    ("[null, 1, \"1\", {}]", "[null,1,\"1\",{}]"),
    ("[null]", "[null]"),
    ("[1\n]", "[1]"),
    (" [1]", "[1]"),
    ("[1,null,null,null,2]", "[1,null,null,null,2]"),
    ("[2] ", "[2]"),
    // Numbers.
    ("[0e1]", "[0.0]"),
    ("[0e+1]", "[0.0]"),
    ("[ 4]", "[4]"),
    ("[123e65]", "[1.23e+67]"),
    ("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]", "[-1e-78]"),
    ("[20e1]", "[200.0]"),
    ("[-0]", "[-0.0]"),
    ("[-123]", "[-123]"),
    ("[-1]", "[-1]"),
    ("[1E22]", "[1e+22]"),
    ("[1E-2]", "[0.01]"),
    ("[1E+2]", "[100.0]"),
    ("[123e45]", "[1.23e+47]"),
    ("[123.456e78]", "[1.23456e+80]"),
    ("[1e-2]", "[0.01]"),
    ("[1e+2]", "[100.0]"),
    ("[123]", "[123]"),
    ("[123.456789]", "[123.456789]"),
    ("[9223372036854775807]", "[9223372036854775807]"),
    ("[18446744073709551615]", "[18446744073709551615]"),
    // Objects.
    (r#"{"asd":"sdf", "dfg":"fgh"}"#, r#"{"asd":"sdf","dfg":"fgh"}"#),
    (r#"{"asd":"sdf"}"#, r#"{"asd":"sdf"}"#),
    // The last of several properties with one key.
    (r#"{"a":"b","a":"c"}"#, r#"{"a":"c"}"#),
    (r#"{"a":"b","a":"b"}"#, r#"{"a":"b"}"#),
    ("{}", "{}"),
    (r#"{"":0}"#, r#"{"":0}"#),
    (r#"{"foo\u0000bar": 42}"#, r#"{"foo\u0000bar":42}"#),
    (r#"{ "min": -1.0e+28, "max": 1.0e+28 }"#, r#"{"min":-1e+28,"max":1e+28}"#),
    (r#"{"a":[]}"#, r#"{"a":[]}"#),
    (r#"{"title":"\u041f\u043e\u043b"}"#, r#"{"title":"Пол"}"#),
    ("{\n\"a\": \"b\"\n}", r#"{"a":"b"}"#),
    // Strings.
    (r#"["\u0060\u012a\u12AB"]"#, "[\"`Īካ\"]"),
    (r#"["\uD801\udc37"]"#, "[\"𐐷\"]"),
    (r#"["\ud83d\ude39\ud83d\udc8d"]"#, "[\"😹💍\"]"),
    (r#"["\"\\\/\b\f\n\r\t"]"#, r#"["\"\\/\b\f\n\r\t"]"#),
    (r#"["\\u0000"]"#, r#"["\\u0000"]"#),
    (r#"["\""]"#, r#"["\""]"#),
    ("[\"a/*b*/c/*d//e\"]", "[\"a/*b*/c/*d//e\"]"),
    (r#"["\\a"]"#, r#"["\\a"]"#),
    (r#"["\\n"]"#, r#"["\\n"]"#),
    (r#"["\u0012"]"#, r#"["\u0012"]"#),
    (r#"["\uFFFF"]"#, "[\"\u{FFFF}\"]"),
    ("[\"asd\"]", "[\"asd\"]"),
    ("[ \"asd\"]", "[\"asd\"]"),
    (r#"["\uDBFF\uDFFF"]"#, "[\"\u{10FFFF}\"]"),
    (r#"["new\u00A0line"]"#, "[\"new\u{A0}line\"]"),
    ("[\"\u{10FFFF}\"]", "[\"\u{10FFFF}\"]"),
    ("[\"\u{FFFF}\"]", "[\"\u{FFFF}\"]"),
    (r#"["\u0000"]"#, r#"["\u0000"]"#),
    (r#"["\u002c"]"#, "[\",\"]"),
    ("[\"π\"]", "[\"π\"]"),
    ("[\"\u{1BFFF}\"]", "[\"\u{1BFFF}\"]"),
    ("[\"asd \"]", "[\"asd \"]"),
    ("\" \"", "\" \""),
    (r#"["\uD834\uDd1e"]"#, "[\"𝄞\"]"),
    (r#"["\u0821"]"#, "[\"ࠡ\"]"),
    (r#"["\u0123"]"#, "[\"ģ\"]"),
    ("[\"\u{2028}\"]", "[\"\u{2028}\"]"),
    ("[\"\u{2029}\"]", "[\"\u{2029}\"]"),
    (r#"["\u0061\u30af\u30EA\u30b9"]"#, "[\"aクリス\"]"),
    ("[\"new\u{7F}line\"]", "[\"new\u{7F}line\"]"),
    (r#"["\uA66D"]"#, "[\"\u{A66D}\"]"),
    (r#"["\u005C"]"#, r#"["\\"]"#),
    ("[\"⍂㈴⍂\"]", "[\"⍂㈴⍂\"]"),
    ("[\"\u{7F}\"]", "[\"\u{7F}\"]"),
    (r#"["\u0022"]"#, r#"["\""]"#),
    // Values without an array or object around them.
    ("false", "false"),
    ("42", "42"),
    ("-0.1", "-0.1"),
    ("null", "null"),
    ("\"asd\"", "\"asd\""),
    ("true", "true"),
    ("\"\"", "\"\""),
    ("[\"a\"]\n", "[\"a\"]"),
    ("[true]", "[true]"),
    // White space, and a byte order mark.
    (" \t\r\n[] \t\r\n", "[]"),
    ("\u{FEFF}[]", "[]"),
    // A surrogate without its counterpart.
    (r#"["\uD800"]"#, "[\"\u{FFFD}\"]"),
    (r#"["\uDFAA"]"#, "[\"\u{FFFD}\"]"),
    (r#"["\uD800\n"]"#, "[\"\u{FFFD}\\n\"]"),
    (r#"["\uD800\uD800\uDC00"]"#, "[\"\u{FFFD}\u{10000}\"]"),
    (r#"["\uDd1ea"]"#, "[\"\u{FFFD}a\"]"),
    (r#"["\uDd1e\uD834"]"#, "[\"\u{FFFD}\u{FFFD}\"]"),
    (r#"["\ud800abc"]"#, "[\"\u{FFFD}abc\"]"),
];

/// Texts that are not JSON.
const REJECTED: &[&str] = &[
    // Arrays.
    "[1 true]",
    "[\"\": 1]",
    "[\"\"],",
    "[,1]",
    "[1,,2]",
    "[\"x\",,]",
    "[\"x\"]]",
    "[\"\",]",
    "[\"x\"",
    "[x",
    "[3[4]]",
    "[1:2]",
    "[,]",
    "[-]",
    "[   , \"\"]",
    "[\"a\",\n4\n,1,",
    "[1,]",
    "[1,,]",
    "[\"\u{B}a\"\\f]",
    "[*]",
    "[\"\"",
    "[1,",
    "[1,\n1\n,1",
    "[{}",
    "[",
    // Literals.
    "[fals]",
    "[nul]",
    "[tru]",
    "[True]",
    "nulll",
    "truefalse",
    "[TRUE]",
    "[nan]",
    "[NaN]",
    "[Infinity]",
    "[-Infinity]",
    // Numbers.
    "[++1234]",
    "[+1]",
    "[+Inf]",
    "[-01]",
    "[-1.0.]",
    "[-2.]",
    "[-NaN]",
    "[.-1]",
    "[.2e-3]",
    "[0.1.2]",
    "[0.3e+]",
    "[0.3e]",
    "[0.e1]",
    "[0E+]",
    "[0E]",
    "[0e+]",
    "[0e]",
    "[1.0e+]",
    "[1.0e-]",
    "[1.0e]",
    "[1 000.0]",
    "[1eE2]",
    "[2.e+3]",
    "[2.e-3]",
    "[2.e3]",
    "[9.e+]",
    "[Inf]",
    "[1+2]",
    "[0x1]",
    "[0x42]",
    "[0e+-1]",
    "[-foo]",
    "[- 1]",
    "[-012]",
    "[-.123]",
    "[-1x]",
    "[1ea]",
    "[1.]",
    "[.123]",
    "[1.2a-3]",
    "[1.8011670033376514H-308]",
    "[012]",
    "[\u{FF11}]",
    "[1a]",
    "[0 1]",
    "-",
    "01",
    "1.",
    "1e",
    // Objects.
    "[\"x\", truth]",
    "{[: \"x\"}\n",
    "{\"x\", null}",
    "{\"x\"::\"b\"}",
    "{🇨🇭}",
    "{\"a\":\"a\" 123}",
    "{key: 'value'}",
    "{\"a\" b}",
    "{:\"b\"}",
    "{\"a\" \"b\"}",
    "{\"a\":",
    "{\"a\"",
    "{1:1}",
    "{9999E9999:1}",
    "{null:null,null:null}",
    "{\"id\":0,,,,,}",
    "{'a':0}",
    "{\"id\":0,}",
    "{\"a\":\"b\"}/**/",
    "{\"a\":\"b\"}/**//",
    "{\"a\":\"b\"}//",
    "{\"a\":\"b\",,\"c\":\"d\"}",
    "{a: \"b\"}",
    "{\"a\":\"a",
    "{ \"foo\" : \"bar\", \"a\" }",
    "{\"a\":\"b\"}#",
    "{",
    "{,",
    "{\"\":",
    "{\"a\":1",
    "{}}",
    "{a",
    // Strings.
    " ",
    "[\"\\uD800\\\"]",
    "[\"\\uD800\\u\"]",
    "[\"\\uD800\\u1\"]",
    "[\"\\uD800\\u1x\"]",
    "[é]",
    "[\"\\x00\"]",
    "[\"\\\\\\\"]",
    "[\"\\\t\"]",
    "[\"\\🌀\"]",
    "[\"\\\"]",
    "[\"\\u00A\"]",
    "[\"\\uD834\\uDd\"]",
    "[\"\\a\"]",
    "[\"\\uqqqq\"]",
    "[\\u0020\"asd\"]",
    "[\\n]",
    "\"",
    "['single quote']",
    "abc",
    "[\"\\",
    "[\"a\u{0}a\"]",
    "[\"new\nline\"]",
    "[\"\t\"]",
    "\"\\UA66D\"",
    "[\"\\u+123\"]",
    "[\"\\u 123\"]",
    "\"abc",
    "\"\\",
    // The text as a whole.
    "",
    "<.>",
    "[<null>]",
    "[1]x",
    "[1]]",
    "aå",
    "[][]",
    "{}{}",
    "]",
    "}",
    "*",
    "{\"a\":true} \"x\"",
    "[\u{2060}]",
    "[\u{C}]",
    "\u{2060}",
    "\u{FEFF}",
    "\u{FEFF}\u{FEFF}[]",
    "2@",
    "{\"a\":/*comment*/\"b\"}",
    "{\"a\": true} // x",
    "[True]",
    "1]",
    "{\"x\": true,",
    "[\u{A0}1]",
    "[1]\u{85}",
];

/// Bytes that are not UTF-8.
const NOT_UTF8: &[&[u8]] = &[
    b"[\"\xE9\"]",
    b"[\"\xFF\"]",
    b"[\"\xC0\xAF\"]",
    b"[\"\xED\xA0\x80\"]",
    b"[\"\xF4\xBF\xBF\xBF\"]",
    b"[\"\xE0\xFF\"]",
    b"{\"\xB9\":\"0\",}",
    b"[a\xE5]",
    b"[1\xE5]",
    b"[1e1\xE5]",
    b"[0\xE5]",
    b"[\"\\u\xE5\"]",
    b"\xEF\xBB{}",
    b"\xE5",
    b"\xFF\xFE[\x00\"\x00",
];

#[test]
fn json_is_accepted() {
    for (text, expected) in ACCEPTED {
        let value = from_slice::<Value>(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(&to_string(&value), expected, "{text}");
        from_slice::<()>(text.as_bytes()).unwrap_or_else(|error| panic!("{text} is skipped: {error}"));
    }
}

#[test]
fn other_texts_are_rejected() {
    let texts = REJECTED.iter().map(|text| text.as_bytes()).chain(NOT_UTF8.iter().copied());
    for text in texts {
        let shown = text.escape_ascii();
        let read = from_slice::<Value>(text);
        assert!(read.as_ref().is_err_and(|error| error.offset() <= text.len()), "{shown}: {read:?}");
        assert!(from_slice::<()>(text).is_err(), "{shown} is skipped");
    }
}

#[test]
fn numbers_that_no_type_holds_are_rejected() {
    for text in ["1e400", "-1e400", "[123123e100000]"] {
        let read = from_slice::<Value>(text.as_bytes());
        assert!(read.is_err_and(|error| matches!(error.failure(), JsonFailure::Unexpected { .. })), "{text}");
    }
    assert_eq!(to_string(&from_slice::<Value>(b"[123.456e-789]").unwrap()), "[0.0]");
    assert_eq!(to_string(&from_slice::<Value>(b"[100000000000000000000]").unwrap()), "[1e+20]");
}

#[test]
fn nesting_is_limited() {
    for (depth, is_read) in [(128, true), (129, false), (100_000, false)] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = [open.repeat(depth), "1".to_owned(), close.repeat(depth)].concat();
            assert_eq!(from_slice::<Value>(text.as_bytes()).is_ok(), is_read, "{open} {depth}");
            assert_eq!(from_slice::<()>(text.as_bytes()).is_ok(), is_read, "{open} {depth} is skipped");
            assert!(from_slice::<Value>(open.repeat(depth).as_bytes()).is_err());
        }
    }
}
