use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

#[test]
fn messages_of_apis() {
    let check = |body: &str, expected: Option<&str>| {
        assert_eq!(super::of_error(&HeaderMap::new(), body.as_bytes()).as_deref(), expected, "{body}");
    };
    check(
        r#"{"status_code":404,"error":"Not Found","type_name":"EntityNotFoundError","message":"Unknown Ticket","detail":{}}"#,
        Some("EntityNotFoundError: Unknown Ticket"),
    );
    check(r#"{"error":{"code":"card_declined","message":"Declined"}}"#, Some("card_declined: Declined"));
    check(r#"{"error":"invalid_grant","error_description":"Expired"}"#, Some("Expired"));
    check(r#"{"error":"nope"}"#, Some("nope"));
    check(r#"{"title":"Bad","detail":"two\nlines"}"#, Some("Bad: two lines"));
    check(r#"{"code":17,"message":""}"#, None);
    check(r#""just text""#, Some("just text"));
    check(r"[1]", None);
    check("<html>502</html>", None);
    check(&format!(r#"{{"message":"{}"}}"#, "é".repeat(400)), Some(&format!("{}…", "é".repeat(300))));
}

#[test]
fn plain_text_and_html() {
    let of = |media, body: &str| {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media))]);
        super::of_error(&headers, body.as_bytes())
    };
    assert_eq!(of("text/plain; charset=utf-8", "\nupstream down\nmore").as_deref(), Some("upstream down"));
    assert_eq!(of("text/plain", "<html>"), None);
    assert_eq!(of("text/html", "upstream down"), None);
}

#[test]
fn locations() {
    assert_eq!(super::location("https://h.example/a/b?token=x#y"), "https://h.example/a/b");
    assert_eq!(super::location("https://user:pass@h.example:1/a@b"), "https://h.example:1/a@b");
    assert_eq!(super::location("//u@h?x"), "//h");
    assert_eq!(super::location("/login?next=https://h/x"), "/login");
    assert_eq!(super::location("#x"), "");
}

#[test]
fn excerpts() {
    assert_eq!(super::excerpt(b"short", 99, 10), "short");
    assert_eq!(super::excerpt(b"0123456789", 5, 2), "…3456…");
    assert_eq!(super::excerpt("ééééé".as_bytes(), 5, 2), "…é…");
}
