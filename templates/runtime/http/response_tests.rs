use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::typed_header;

fn headers(name: &'static str, values: &[&'static str]) -> HeaderMap {
    let value = |value: &&'static str| (HeaderName::from_static(name), HeaderValue::from_static(value));
    values.iter().map(value).collect()
}

#[test]
fn headers_of_all_shapes() {
    let one = |value| headers("x-a", &[value]);
    assert_eq!(typed_header(&one("7"), "X-A"), Some(7));
    assert_eq!(typed_header(&one("7"), "X-A"), Some("7".to_owned()));
    assert_eq!(typed_header(&one("a, b"), "X-A"), Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(typed_header(&one("1,2"), "X-A"), Some(vec![1, 2]));
    let object = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    for value in ["a=1,b=2", "a,1,b,2", r#"{"a": 1, "b": 2}"#] {
        assert_eq!(typed_header(&one(value), "X-A").as_ref(), Some(&object), "{value}");
    }
    assert_eq!(typed_header::<BTreeMap<String, i64>>(&one("a,1,b"), "X-A"), None);
    assert_eq!(typed_header::<i64>(&one("x"), "X-A"), None);
    assert_eq!(typed_header::<i64>(&one("7"), "X-B"), None);
}

#[test]
fn headers_that_are_sent_several_times() {
    let several = headers("x-a", &["1, 2", "3"]);
    assert_eq!(typed_header(&several, "x-a"), Some(vec![1, 2, 3]));
    assert_eq!(typed_header(&headers("x-a", &["5", "5"]), "x-a"), Some(5));
    let cookies = headers("set-cookie", &["a=1; Expires=Wed, 09 Jun 2021", "b=2"]);
    let lines = ["a=1; Expires=Wed, 09 Jun 2021", "b=2"].map(str::to_owned);
    assert_eq!(typed_header(&cookies, "Set-Cookie"), Some(lines.to_vec()));
    assert_eq!(typed_header(&cookies, "Set-Cookie"), Some(lines.join("\n")));
    let object = [("a", "1; Expires=Wed, 09 Jun 2021"), ("b", "2")];
    let object = BTreeMap::from(object.map(|(key, value)| (key.to_owned(), value.to_owned())));
    assert_eq!(typed_header(&cookies, "Set-Cookie"), Some(object));
}
