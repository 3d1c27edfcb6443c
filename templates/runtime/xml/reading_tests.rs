//! XML → JSON.

use super::super::json::JsonFailure;
use super::{Alternative, Body, Field, MAX_DEPTH, Name, Rest, Shape, read, to_json, write};

const S3: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

static OWNER: Shape = Shape::Object(
    &[
        Field::attribute("type", Name::of("type").prefix("xsi").namespace(super::INSTANCE), &Shape::String),
        Field::element("id", Name::of("ID"), &Shape::String),
    ],
    Rest::Ignored,
);
static OBJECT: Shape = Shape::Object(
    &[
        Field::element("Key", Name::of("Key"), &Shape::String),
        Field::element("Size", Name::of("Size"), &Shape::Number),
        Field::element("Latest", Name::of("IsLatest"), &Shape::Boolean),
        Field::element("Modified", Name::of("LastModified"), &Shape::Token),
        Field::element("Owner", Name::of("Owner"), &OWNER),
    ],
    Rest::Ignored,
);
static LIST: Body = Body::new(
    Name::of("ListBucketResult").namespace(S3),
    &Shape::Object(
        &[
            Field::element("Name", Name::of("Name"), &Shape::String),
            Field::items("Contents", Name::of("Contents"), &OBJECT).required(),
            Field::items("Prefixes", Name::of("CommonPrefixes"), &Shape::Any),
            Field::element("Tags", Name::of("TagSet"), &Shape::List(Name::of("Tag"), &Shape::String)),
        ],
        Rest::Ignored,
    ),
);

static ANY_OBJECT: Body = Body::new(Name::any("root"), &Shape::Object(&[], Rest::Values(&Shape::Any)));

fn json(xml: &str, body: &'static Body) -> String {
    String::from_utf8(to_json(xml.as_bytes(), body, None).unwrap()).unwrap()
}

/// The body of a single property in an element.
fn of(shape: &'static Shape, xml: &str) -> String {
    static BODIES: [Body; 5] = [
        Body::new(Name::any(""), &Shape::String),
        Body::new(Name::any(""), &Shape::Token),
        Body::new(Name::any(""), &Shape::Number),
        Body::new(Name::any(""), &Shape::Boolean),
        Body::new(Name::any(""), &Shape::Scalar),
    ];
    let body = BODIES.iter().find(|body| std::mem::discriminant(body.shape) == std::mem::discriminant(shape));
    json(xml, body.unwrap())
}

#[track_caller]
fn fails(xml: impl AsRef<[u8]>, offset: usize, message: &str) {
    let error = to_json(xml.as_ref(), Body::ANY, None).unwrap_err();
    assert_eq!((error.offset(), error.message().as_str()), (offset, message));
}

#[test]
fn elements_lists_and_attributes() {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"{S3}\"><Contents><Key>a&amp;b</Key><Size>12</Size>\
         <IsLatest>true</IsLatest><LastModified> 2026-01-02T03:04:05Z </LastModified></Contents><Name>b</Name>\n\
         <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes><Other>1</Other>\
         <Contents><Key/><Owner xmlns:i=\"{}\" i:type=\"User\"><ID>1</ID></Owner></Contents>\
         <TagSet><Tag>x</Tag><Tag>y</Tag></TagSet></ListBucketResult>",
        super::INSTANCE
    );
    assert_eq!(
        json(&xml, &LIST),
        r#"{"Name":"b","Contents":[{"Key":"a&b","Size":12,"Latest":true,"Modified":"2026-01-02T03:04:05Z"},{"Key":"","Owner":{"type":"User","id":"1"}}],"Prefixes":[{"Prefix":"p/"}],"Tags":["x","y"]}"#
    );
    assert_eq!(
        json(&format!("<ListBucketResult xmlns='{S3}'><TagSet/></ListBucketResult>"), &LIST),
        r#"{"Contents":[],"Tags":[]}"#
    );
}

#[test]
fn the_root_and_namespaces_are_compared() {
    for xml in [
        format!("<Error xmlns='{S3}'/>"),
        "<ListBucketResult/>".to_owned(),
        "<ListBucketResult xmlns='x'/>".to_owned(),
    ] {
        let error = to_json(xml.as_bytes(), &LIST, None).unwrap_err();
        assert_eq!(error.message(), "expected ListBucketResult, found another root element");
    }
    assert_eq!(
        json(&format!("<s:ListBucketResult xmlns:s='{S3}'><s:Name>n</s:Name></s:ListBucketResult>"), &LIST),
        r#"{"Name":"n","Contents":[]}"#
    );
}

#[test]
fn scalars() {
    for (text, number) in [
        ("1", "1"),
        (" -2.50 ", "-2.50"),
        ("+3", "3"),
        ("007", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("00", "0"),
        ("1E3", "1E3"),
        ("", "null"),
        ("INF", "\"INF\""),
        ("1,5", "\"1,5\""),
        ("-", "\"-\""),
    ] {
        assert_eq!(of(&Shape::Number, &format!("<a>{text}</a>")), number, "{text}");
    }
    for (text, boolean) in
        [("true", "true"), ("0", "false"), (" 1\n", "true"), ("", "null"), ("yes", "\"yes\"")]
    {
        assert_eq!(of(&Shape::Boolean, &format!("<a>{text}</a>")), boolean, "{text}");
    }
    for (text, scalar) in [("1", "1"), ("true", "true"), ("x", "\"x\""), ("01", "\"01\"")] {
        assert_eq!(of(&Shape::Scalar, &format!("<a>{text}</a>")), scalar, "{text}");
    }
    assert_eq!(of(&Shape::String, "<a> x \r\n </a>"), "\" x \\n \"");
    assert_eq!(of(&Shape::Token, "<a> x </a>"), "\"x\"");
    let nil = format!("<a xmlns:i='{}' i:nil='true'/>", super::INSTANCE);
    assert_eq!(of(&Shape::String, &nil), "null");
}

#[test]
fn text_with_references_cdata_comments_and_instructions() {
    assert_eq!(
        of(&Shape::String, "<a>1 &lt; 2<!-- no -->&#x41;&#66;<?pi no?> <![CDATA[<b>&amp;]]></a>"),
        "\"1 < 2AB <b>&amp;\""
    );
    assert_eq!(of(&Shape::String, "<a>\n  <![CDATA[ x ]]>\n</a>"), "\" x \"");
    assert_eq!(of(&Shape::String, "\u{FEFF}<a>é</a>"), "\"é\"");
}

#[test]
fn any_element() {
    assert_eq!(
        json("<a id='1'>t<b/><c>x</c><c><d>1</d></c></a>", Body::ANY),
        r##"{"@id":"1","#text":"t","b":"","c":["x",{"d":"1"}]}"##
    );
    assert_eq!(json("<a><b>1</b></a>", &ANY_OBJECT), r#"{"b":"1"}"#);
    assert_eq!(json("<a/>", &ANY_OBJECT), "{}");
}

#[test]
fn the_rest_of_an_object() {
    static MAP: Body = Body::new(
        Name::of("Metadata"),
        &Shape::Object(
            &[Field::attribute("Encrypted", Name::of("Encrypted"), &Shape::Boolean)],
            Rest::Values(&Shape::String),
        ),
    );
    static LISTS: Body = Body::new(Name::of("m"), &Shape::Object(&[], Rest::Lists(&Shape::Number)));
    assert_eq!(
        json("<Metadata Encrypted='true' x='1'><a>1</a><B>2</B></Metadata>", &MAP),
        r#"{"Encrypted":true,"a":"1","B":"2"}"#
    );
    assert_eq!(json("<m><a>1</a><b>2</b><a>3</a></m>", &LISTS), r#"{"a":[1,3],"b":[2]}"#);
}

#[test]
fn text_nodes_and_inline_objects() {
    static NAME: Shape = Shape::Object(
        &[
            Field::attribute("encoded", Name::of("Encoded"), &Shape::Boolean),
            Field::text("content", &Shape::String),
        ],
        Rest::Ignored,
    );
    static PAGE: Shape =
        Shape::Object(&[Field::element("next", Name::of("Next"), &Shape::Number)], Rest::Ignored);
    static BODY: Body = Body::new(
        Name::of("r"),
        &Shape::Object(
            &[Field::element("name", Name::of("Name"), &NAME), Field::inline("page", &PAGE)],
            Rest::Values(&Shape::String),
        ),
    );
    assert_eq!(
        json("<r><Name Encoded='true'>a%20b</Name><Next>2</Next><x>y</x></r>", &BODY),
        r#"{"name":{"encoded":true,"content":"a%20b"},"page":{"next":2},"x":"y"}"#
    );
    assert_eq!(json("<r><Name/></r>", &BODY), r#"{"name":{}}"#);
}

#[test]
fn alternatives() {
    static CAT: Shape = Shape::Object(
        &[
            Field::attribute("kind", Name::of("kind"), &Shape::String),
            Field::element("lives", Name::of("lives"), &Shape::Number).required(),
        ],
        Rest::Ignored,
    );
    static DOG: Shape = Shape::Object(
        &[
            Field::attribute("kind", Name::of("kind"), &Shape::String),
            Field::element("barks", Name::of("barks"), &Shape::Boolean),
        ],
        Rest::Ignored,
    );
    static TAGGED: Body = Body::new(
        Name::any("pet"),
        &Shape::Union(
            Some("kind"),
            &[Alternative { keys: &["cat"], shape: &CAT }, Alternative { keys: &["dog"], shape: &DOG }],
        ),
    );
    static FIT: Body = Body::new(
        Name::any("pet"),
        &Shape::Union(
            None,
            &[
                Alternative { keys: &[], shape: &CAT },
                Alternative { keys: &[], shape: &DOG },
                Alternative { keys: &[], shape: &Shape::Number },
                Alternative { keys: &[], shape: &Shape::String },
            ],
        ),
    );
    assert_eq!(json("<pet kind='dog'><barks>1</barks></pet>", &TAGGED), r#"{"kind":"dog","barks":true}"#);
    assert_eq!(json("<pet kind='cat'><lives>9</lives></pet>", &TAGGED), r#"{"kind":"cat","lives":9}"#);
    assert_eq!(json("<pet><lives>9</lives></pet>", &FIT), r#"{"lives":9}"#);
    assert_eq!(json("<pet><barks>true</barks></pet>", &FIT), r#"{"barks":true}"#);
    assert_eq!(json("<pet>5</pet>", &FIT), "5");
    assert_eq!(json("<pet>five</pet>", &FIT), r#""five""#);
}

/// A table that leads to itself without an element.
#[test]
fn endless_shapes_end() {
    static INLINE: Shape = Shape::Object(&[Field::inline("a", &INLINE).required()], Rest::Ignored);
    static UNION: Shape = Shape::Union(None, &[Alternative { keys: &[], shape: &UNION }]);
    static BODIES: [Body; 2] = [Body::new(Name::any(""), &INLINE), Body::new(Name::any(""), &UNION)];
    assert!(
        json("<a/>", &BODIES[0]).ends_with("null}}}}}}}}}}}}}}}")
            || json("<a/>", &BODIES[0]).contains("null")
    );
    assert_eq!(json("<a/>", &BODIES[1]), "\"\"");
}

#[test]
fn what_is_not_xml() {
    fails("", 0, "expected an element");
    fails("{}", 0, "text outside of the root element");
    fails("<a>", 3, "unexpected end of the XML");
    fails("<a", 0, "unexpected end of the XML");
    fails("<a></b>", 3, "the end tag does not match the start tag");
    fails("<a/></a>", 4, "an end tag without a start tag");
    fails("<a/><b/>", 4, "a second root element");
    fails("<a/>x", 4, "text outside of the root element");
    fails("<a b='1' b='2'/>", 0, "a duplicate attribute");
    fails("<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>", 0, "a duplicate attribute");
    fails("<a b=1/>", 0, "an invalid attribute");
    fails("<a b='&x;'/>", 0, "an invalid reference in an attribute");
    fails("<x:a/>", 0, "a prefix without a namespace");
    fails("<a>&x;</a>", 3, "an entity that is not predefined");
    fails("<a>&#0;</a>", 3, "an invalid character reference");
    fails("<a>&#1;</a>", 3, "a character that XML does not allow");
    fails("<a>&amp</a>", 3, "expected `;` after a reference");
}

#[test]
fn document_types_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
    fails(bomb, 0, "a document type definition is not allowed");
    fails(
        "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM \"http://h.example/a.dtd\"><a/>",
        22,
        "a document type definition is not allowed",
    );
}

#[test]
fn encodings() {
    let utf16 = |xml: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        xml.encode_utf16().flat_map(bytes).collect()
    };
    let xml = "<?xml version='1.0' encoding='UTF-16'?><a>é\u{1F600}</a>";
    for xml in [xml.to_owned(), format!("\u{FEFF}{xml}")] {
        for big in [true, false] {
            let json = to_json(&utf16(&xml, big), Body::ANY, None).unwrap();
            assert_eq!(String::from_utf8(json).unwrap(), "\"é\u{1F600}\"");
        }
    }
    fails(utf16("<a>é", true), 8, "unexpected end of the XML");
    fails([&b"\xFF\xFE"[..], &utf16("<a>é", false)].concat(), 10, "unexpected end of the XML");
    fails(b"<\0a\0/\0>", 0, "invalid UTF-16");
    fails(b"\xFF\xFE\0\xD8", 0, "invalid UTF-16");
    fails(b"\0\0\0<", 0, "the XML is in UTF-32; only UTF-8 and UTF-16 are supported");
    fails(b"<a>\xE9</a>", 3, "invalid UTF-8");
    fails(b"\xEF\xBB\xBF<a>", 6, "unexpected end of the XML");
    for label in ["utf-8", "UTF8", "US-ASCII"] {
        assert!(
            to_json(format!("<?xml version='1.0' encoding='{label}'?><a/>").as_bytes(), Body::ANY, None)
                .is_ok()
        );
    }
    let latin = b"<?xml version=\"1.0\" encoding = \"ISO-8859-1\"?><a>\xE9";
    let closed = [&latin[..], b"</a>"].concat();
    if cfg!(feature = "charset") {
        assert_eq!(to_json(&closed, Body::ANY, None).unwrap(), "\"é\"".as_bytes());
        fails(latin, latin.len(), "unexpected end of the XML");
        fails(b"<?xml version='1.0' encoding='x-no'?><a/>", 0, "the encoding of the XML is unknown");
        fails(
            b"<?xml version='1.0' encoding='shift_jis'?><a>\xFF</a>",
            0,
            "the XML is not in the encoding that it declares",
        );
    } else {
        fails(closed, 0, "the encoding of the XML is not UTF-8; the feature `charset` reads others");
    }
}

/// Some servers do not declare the prefix `xsi`.
#[test]
fn a_prefix_that_is_not_declared() {
    assert_eq!(json("<a><b xsi:nil='true'/></a>", Body::ANY), r#"{"b":null}"#);
    fails("<a><x:b/></a>", 3, "a prefix without a namespace");
}

#[test]
fn depth_and_number_of_values_are_limited() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    let error = |xml: &str, max| to_json(xml.as_bytes(), Body::ANY, max).unwrap_err().failure().clone();
    assert!(to_json(nested(MAX_DEPTH).as_bytes(), Body::ANY, None).is_ok());
    assert_eq!(error(&nested(MAX_DEPTH + 1), None), JsonFailure::TooDeep);
    assert_eq!(error(&nested(100_000), None), JsonFailure::TooDeep);
    assert_eq!(error("<a b='' c=''/>", Some(5)), JsonFailure::TooManyValues);
    assert_eq!(error(&"<a/>".repeat(1000), None), JsonFailure::Syntax("a second root element"));
}

/// Attributes are not compared in pairs.
#[test]
fn many_attributes_take_linear_time() {
    let attributes: String =
        (0..50_000).flat_map(|index| [" a".to_owned(), index.to_string(), "=''".to_owned()]).collect();
    assert!(to_json(format!("<a{attributes}/>").as_bytes(), Body::ANY, None).is_ok());
}

#[test]
fn errors_have_the_offset_in_the_xml_and_the_path() {
    static NUMBERS: Body = Body::new(Name::any(""), &Shape::List(Name::of("n"), &Shape::Number));
    let xml = "<a>\n<b><c>1</c></b><b><c>x&quot;y</c><d>";
    let error = to_json(xml.as_bytes(), Body::ANY, None).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("a.b.d", xml.len()));
    let xml = "<a><b>1</b><b>2</b><c>3</c></a>";
    let error = read::<Vec<u8>>(xml.as_bytes(), &ANY_OBJECT, None).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), (".", 0));
    let error = read::<Vec<u8>>(b"<a>\n <n>1</n><n>300</n><n>2</n></a>", &NUMBERS, None).unwrap_err();
    assert_eq!((error.path().as_str(), error.offset()), ("[1]", 13));
    assert_eq!(error.message(), "expected an unsigned integer of 8 bits, found another number");
    assert_eq!(read::<Vec<u8>>(b"<a><n>1</n><n>2</n></a>", &NUMBERS, None).unwrap(), [1, 2]);
}

/// Whatever a server sends, nothing panics, and what was read is written so that it is read again.
#[test]
fn changed_documents() {
    static BODY: Body = Body::new(Name::any("r"), &Shape::Any);
    const XML: &str = "<?xml version='1.0'?><r xmlns:i='http://www.w3.org/2001/XMLSchema-instance' a='1&amp;2'>t&#65;<b i:nil='true'/>\
                       <c><![CDATA[x]]> y</c><c>z<d/></c><!-- c --><?p i?><e f=\"g\"> h </e></r>";
    const BYTES: &[u8] = b"<>/&;!?[]-='\" ax:#1\n\r\xC3\xA9\0";
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut valid = 0;
    for _ in 0..20_000 {
        let mut xml = XML.as_bytes().to_vec();
        for _ in 0..=next(3) {
            let at = next(xml.len());
            match next(3) {
                0 => xml[at] = BYTES[next(BYTES.len())],
                1 => xml.insert(at, BYTES[next(BYTES.len())]),
                _ => drop(xml.remove(at)),
            }
        }
        let Ok(value) = read::<serde_json::Value>(&xml, &BODY, None) else { continue };
        let Ok(written) = write(&value, &BODY) else { continue };
        valid += 1;
        assert_eq!(
            read::<serde_json::Value>(&written, &BODY, None).unwrap(),
            value,
            "{} {}",
            String::from_utf8_lossy(&xml),
            String::from_utf8_lossy(&written)
        );
    }
    assert!(valid > 1000, "{valid}");
}
