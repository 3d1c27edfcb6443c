//! Facts of pages.

use http::{HeaderMap, HeaderValue, header::LINK};

use super::{super::rule::Paging, Facts, Next, next_link};

fn read(paging: &Paging, json: &str) -> Facts {
    Facts::read(paging, json.as_bytes(), &HeaderMap::new())
}

#[test]
fn facts_of_a_page() {
    static PAGING: Paging = Paging::last_item(&["id"])
        .items(&["data"])
        .next(&["meta", "next"])
        .more(&["more"])
        .total(&["meta", "total"])
        .pages(&["meta", "pages"])
        .current(&["meta", "page"]);
    let json = r#"{"data": [{"id": 1}, {"id": "x"}], "more": true, "meta": {"next": "n", "total": "12", "pages": 3.0, "page": 0}}"#;
    let facts = read(&PAGING, json);
    assert_eq!((facts.count, facts.last_item.as_deref(), facts.more), (2, Some("x"), Some(true)));
    assert_eq!((facts.total, facts.pages, facts.current), (Some(12), Some(3), Some(0)));
    assert_eq!(facts.next, Next::Value("n".to_owned()));
    let facts = read(&PAGING, r#"{"more": 5, "meta": {"total": -1, "pages": null}}"#);
    assert_eq!((facts.count, facts.more, facts.total, facts.pages), (0, None, None, None));
}

#[test]
fn the_last_page_says_so_in_several_ways() {
    static DEEP: Paging = Paging::cursor().next(&["links", "next"]);
    static DEEPER: Paging = Paging::cursor().next(&["links", "pages", "next"]);
    static FLAT: Paging = Paging::cursor().next(&["next"]);
    for (paging, json, expected) in [
        (&DEEP, r#"{"links": {"next": null}}"#, Next::Nothing),
        (&DEEP, r#"{"links": {"next": ""}}"#, Next::Nothing),
        (&DEEP, r#"{"links": {"next": false}}"#, Next::Nothing),
        (&DEEP, r#"{"links": {"self": "/"}}"#, Next::Nothing),
        (&DEEP, r#"{"links": []}"#, Next::Nothing),
        (&DEEP, r#"{"links": null}"#, Next::Nothing),
        (&DEEPER, r#"{"links": {}}"#, Next::Nothing),
        (&DEEP, "{}", Next::Unknown),
        (&FLAT, r#"{"next": null}"#, Next::Nothing),
        (&FLAT, r#"{"other": null}"#, Next::Unknown),
        (&FLAT, r#"{"next": {"page": 2}}"#, Next::Other),
        (&FLAT, r#"{"next": 7}"#, Next::Value("7".to_owned())),
        (&FLAT, "", Next::Unknown),
    ] {
        assert_eq!(read(paging, json).next, expected, "{json}");
    }
}

#[test]
fn is_last_is_the_opposite_of_more() {
    static PAGING: Paging = Paging::page(0).last(&["last"]);
    assert_eq!(read(&PAGING, r#"{"last": false}"#).more, Some(true));
    assert_eq!(read(&PAGING, r#"{"last": true}"#).more, Some(false));
}

#[test]
fn links_of_headers() {
    for (value, expected) in [
        (r#"<https://x.example/?page=2>; rel="next""#, Some("https://x.example/?page=2")),
        (r#"<https://x.example/?page=1>; rel="prev", </b?page=3>; rel=next"#, Some("/b?page=3")),
        (r#"<a>; title="x"; REL="last next", <b>; rel="first""#, Some("a")),
        (r#"<a>; rel="prev""#, None),
        ("a; rel=next", None),
        ("<a", None),
    ] {
        let headers = HeaderMap::from_iter([(LINK, HeaderValue::from_static(value))]);
        assert_eq!(next_link(&headers).as_deref(), expected, "{value}");
    }
}
