//! JSON → XML.

use super::super::json::from_slice;
use super::{Alternative, Body, Field, Name, Rest, Shape, to_json, write};
use serde_json::Value;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

static PART: Shape = Shape::Object(
    &[
        Field::attribute("id", Name::of("id"), &Shape::Number),
        Field::element("tag", Name::of("ETag"), &Shape::String),
        Field::element("lang", Name::of("Lang").prefix("x").namespace("urn:x"), &Shape::String),
        Field::attribute("xml", Name::of("lang").prefix("xml"), &Shape::String),
        Field::attribute("odd", Name::of("odd").prefix("none"), &Shape::String),
    ],
    Rest::Ignored,
);
static BODY: Body = Body::new(
    Name::of("Upload").namespace("urn:s3"),
    &Shape::Object(
        &[
            Field::items("Part", Name::of("Part"), &PART),
            Field::element(
                "Tags",
                Name::of("Tags").namespace("urn:s3"),
                &Shape::List(Name::of("Tag"), &Shape::String),
            ),
            Field::text("text", &Shape::String),
            Field::inline(
                "more",
                &Shape::Object(
                    &[
                        Field::attribute("a", Name::of("a"), &Shape::Boolean),
                        Field::element("e", Name::of("E"), &Shape::Number),
                    ],
                    Rest::Ignored,
                ),
            ),
        ],
        Rest::Values(&Shape::Any),
    ),
);

static CDATA: Body =
    Body::new(Name::of("c"), &Shape::Object(&[Field::cdata("cdata", &Shape::String)], Rest::Ignored));

fn value(json: &str) -> Value {
    from_slice(json.as_bytes()).unwrap()
}

fn written(json: &str) -> String {
    let xml = String::from_utf8(write(&value(json), &BODY).unwrap()).unwrap();
    xml.strip_prefix(DECLARATION).unwrap().to_owned()
}

/// The JSON, and the root without its namespace.
#[track_caller]
fn check(json: &str, xml: &str) {
    let all = written(json);
    assert_eq!(all.replacen(" xmlns=\"urn:s3\"", "", 1), xml);
    let read = to_json(all.as_bytes(), &BODY, None).unwrap();
    let read: Value = from_slice(&read).unwrap();
    assert_eq!(read, value(json), "{xml}");
}

#[test]
fn what_is_written_is_read() {
    check("{}", "<Upload/>");
    check(
        r#"{"Part":[{"id":1,"tag":"\"x\" & <y>"},{"id":2}]}"#,
        "<Upload><Part id=\"1\"><ETag>&quot;x&quot; &amp; &lt;y&gt;</ETag></Part><Part id=\"2\"/></Upload>",
    );
    check(
        r#"{"Part":[{"lang":"de"}]}"#,
        "<Upload><Part><x:Lang xmlns:x=\"urn:x\">de</x:Lang></Part></Upload>",
    );
    check(r#"{"Part":[{"xml":"a\n\"b\""}]}"#, "<Upload><Part xml:lang=\"a&#10;&quot;b&quot;\"/></Upload>");
    check(r#"{"Part":[{"odd":"1"}]}"#, "<Upload><Part odd=\"1\"/></Upload>");
    check(r#"{"Tags":[]}"#, "<Upload><Tags/></Upload>");
    check(r#"{"Tags":["a",""]}"#, "<Upload><Tags><Tag>a</Tag><Tag/></Tags></Upload>");
    check(r#"{"text":" a\r\n b"}"#, "<Upload> a&#13;\n b</Upload>");
    check(r#"{"more":{"a":true,"e":5}}"#, "<Upload a=\"true\"><E>5</E></Upload>");
    check(
        r##"{"x":[{"@id":"1","#text":"t"},"u"],"y":{"z":"1"}}"##,
        "<Upload><x id=\"1\">t</x><x>u</x><y><z>1</z></y></Upload>",
    );
}

#[test]
fn null_cdata_and_empty_lists() {
    let nil = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
    check(r#"{"x":null}"#, &format!("<Upload><x {nil}/></Upload>"));
    check(r#"{"Part":[{"tag":null},{}]}"#, &format!("<Upload><Part><ETag {nil}/></Part><Part/></Upload>"));
    assert_eq!(written(r#"{"Part":[{"id":null}]}"#), "<Upload xmlns=\"urn:s3\"><Part/></Upload>");
    assert_eq!(written(r#"{"Part":[]}"#), "<Upload xmlns=\"urn:s3\"/>");
    for (json, xml) in [
        (r#"{"cdata":"a<b>]]>c"}"#, "<c><![CDATA[a<b>]]]]><![CDATA[>c]]></c>"),
        (r#"{"cdata":"a\rb"}"#, "<c>a&#13;b</c>"),
    ] {
        let all = write(&value(json), &CDATA).unwrap();
        assert_eq!(String::from_utf8_lossy(&all).strip_prefix(DECLARATION), Some(xml));
        assert_eq!(to_json(&all, &CDATA, None).unwrap(), json.as_bytes());
    }
}

#[test]
fn alternatives() {
    static UNION: Body = Body::new(
        Name::of("u"),
        &Shape::Union(
            Some("kind"),
            &[
                Alternative {
                    keys: &["a"],
                    shape: &Shape::Object(
                        &[Field::attribute("kind", Name::of("k"), &Shape::String)],
                        Rest::Ignored,
                    ),
                },
                Alternative {
                    keys: &["b"],
                    shape: &Shape::Object(
                        &[
                            Field::element("kind", Name::of("K"), &Shape::String),
                            Field::element("n", Name::of("N"), &Shape::Number),
                        ],
                        Rest::Ignored,
                    ),
                },
            ],
        ),
    );
    let written = |json: &str| String::from_utf8(write(&value(json), &UNION).unwrap()).unwrap();
    assert_eq!(written(r#"{"kind":"a"}"#), format!("{DECLARATION}<u k=\"a\"/>"));
    assert_eq!(written(r#"{"kind":"b","n":1}"#), format!("{DECLARATION}<u><K>b</K><N>1</N></u>"));
    assert_eq!(written(r#"{"n":1}"#), format!("{DECLARATION}<u><N>1</N></u>"));
    assert_eq!(written(r#""x""#), format!("{DECLARATION}<u>x</u>"));
}

#[test]
fn what_xml_cannot_represent() {
    let fails = |json: &str| write(&value(json), &BODY).unwrap_err();
    assert_eq!(fails(r#"{"a b":1}"#), "a key of a map cannot be the name of an element in XML");
    assert_eq!(fails(r#"{"":1}"#), "a key of a map cannot be the name of an element in XML");
    assert_eq!(fails(r#"{"a><b":1}"#), "a key of a map cannot be the name of an element in XML");
    assert_eq!(fails(r#"{"x":"\u0001"}"#), "a string has a character that XML does not allow");
    assert_eq!(fails(r#"{"Part":[{"xml":"\u0000"}]}"#), "a string has a character that XML does not allow");
    assert_eq!(fails(r#"{"text":{}}"#), "an object or list cannot be the text of an element or attribute");
    let mut deep = Value::from(1);
    for _ in 0..200 {
        deep = Value::Array(vec![deep]);
    }
    assert!(write(&deep, &BODY).is_err());
}
