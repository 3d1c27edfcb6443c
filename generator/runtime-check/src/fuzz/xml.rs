//! XML: a value that was read can be written and read again.

use serde_json::Value;

use crate::runtime::json;
use crate::runtime::xml::{Alternative, Body, Field, Name, Node, Rest, Shape, read, to_json, write};

const NAMESPACE: &str = "urn:x";

static NAME: Name = Name::of("n").prefix("x").namespace(NAMESPACE);

/// An object with all kinds of fields. It contains itself.
static OBJECT: Shape = Shape::Object(
    &[
        Field::attribute("a", Name::of("a"), &Shape::Scalar).nullable(),
        Field::attribute("q", NAME, &Shape::Boolean),
        Field::element("e", Name::of("e"), &Shape::String),
        Field::element("n", NAME, &Shape::Number).required(),
        Field::element("o", Name::of("o"), &OBJECT),
        Field::items("i", Name::of("i"), &OBJECT),
        Field::element("l", Name::of("l"), &Shape::List(Name::of("l"), &Shape::Token)).required(),
        Field::element("m", Name::of("m"), &MAP),
        Field::element("t", Name::of("t"), &TUPLE),
        Field::element("c", Name::of("c"), &CHOICE),
        Field::element("u", Name::of("u"), &UNION),
        Field::element("h", Name::of("h"), &CDATA),
        Field::inline("r", &INLINE),
    ],
    Rest::Ignored,
);
static MAP: Shape =
    Shape::Object(&[Field::attribute("k", Name::of("k"), &Shape::String)], Rest::Values(&Shape::Number));
static LISTS: Shape = Shape::Object(&[], Rest::Lists(&UNION));
static TUPLE: Shape = Shape::Tuple(&[
    (Node::Text, &Shape::String),
    (Node::Element(Name::of("b")), &OBJECT),
    (Node::Element(Name::of("b")), &Shape::Number),
    (Node::Cdata, &Shape::String),
]);
static CHOICE: Shape = Shape::Choice(
    &[Node::Element(Name::of("b")), Node::Element(Name::of("i")), Node::Text],
    &Shape::Union(
        None,
        &[
            Alternative { keys: &[], shape: &Shape::Boolean },
            Alternative { keys: &[], shape: &MAP },
            Alternative { keys: &[], shape: &Shape::String },
        ],
    ),
    1,
);
static CDATA: Shape = Shape::Object(&[Field::cdata("h", &Shape::String)], Rest::Ignored);
static INLINE: Shape = Shape::Object(
    &[Field::element("y", Name::of("y"), &Shape::Any), Field::attribute("z", Name::of("z"), &Shape::Token)],
    Rest::Ignored,
);
static UNION: Shape = Shape::Union(
    Some("k"),
    &[
        Alternative { keys: &["a"], shape: &KIND },
        Alternative { keys: &["b"], shape: &MAP },
        Alternative { keys: &[], shape: &LISTS },
    ],
);
static KIND: Shape = Shape::Object(
    &[Field::element("k", Name::of("k"), &Shape::String), Field::text("v", &Shape::String)],
    Rest::Ignored,
);

static BODIES: [Body; 9] = [
    Body::new(Name::any("r"), &Shape::Any),
    Body::new(Name::any("r"), &OBJECT),
    Body::new(Name::any("r"), &MAP),
    Body::new(Name::any("r"), &LISTS),
    Body::new(Name::any("r"), &TUPLE),
    Body::new(Name::any("r"), &CHOICE),
    Body::new(Name::any("r"), &UNION),
    Body::new(Name::any("r"), &Shape::Object(&[], Rest::Values(&Shape::Any))),
    Body::bare(&Shape::Object(&[Field::element("o", Name::of("o"), &OBJECT)], Rest::Ignored)),
];

/// XML: it is converted to JSON, and a value that was read is written so that the same value is read again. Errors are inside of the XML.
pub fn xml(data: &[u8]) {
    for body in &BODIES {
        let json = match to_json(data, body, Some(1 << 12)) {
            Ok(json) => json,
            Err(error) => {
                assert!(error.offset() <= data.len(), "{error}");
                return;
            }
        };
        let Ok(value) = json::from_slice::<Value>(&json) else {
            // Numbers that are too large, and values that are nested too deeply.
            let error = read::<Value>(data, body, None).expect_err("the JSON cannot be read");
            assert!(error.offset() <= data.len(), "{error}");
            continue;
        };
        let Ok(written) = write(&value, body) else { continue };
        let text = String::from_utf8_lossy(&written);
        let again = read::<Value>(&written, body, None);
        assert_eq!(again.as_ref().ok(), Some(&value), "{text} {again:?}");
        assert_eq!(write(&value, body).as_ref(), Ok(&written), "{text}");
    }
}
