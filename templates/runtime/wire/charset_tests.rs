use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};

#[test]
fn text() {
    let of = |media, body: &[u8]| {
        super::decode(&HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media))]), body)
    };
    assert_eq!(super::decode(&HeaderMap::new(), "é".as_bytes()), "é");
    assert_eq!(of("text/plain", b"\xef\xbb\xbfx\xff"), "x\u{fffd}");
    assert_eq!(of("text/plain; charset=utf-8", "é".as_bytes()), "é");
    assert_eq!(of("text/plain; charset=klingon", "é".as_bytes()), "é");
    let latin = if cfg!(feature = "charset") { "é" } else { "\u{fffd}" };
    for media in ["text/plain;charset=ISO-8859-1", "text/csv; header=present; Charset=\"latin1\""] {
        assert_eq!(of(media, b"\xe9"), latin, "{media}");
    }
}
