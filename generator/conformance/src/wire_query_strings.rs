//! Parameters that are the whole query, and cookies that are not percent-encoded.

use crate::query_strings::resources::Reports;
use crate::query_strings::types::{Filter, Range};
use crate::wire::{header, sent};

fn filter() -> Filter {
    Filter::new().text("a b").labels(["x", "y&z"]).range(Range::new().from(1).to(2))
}

#[test]
fn properties_are_parameters() {
    let request = sent(|client| Reports { client }.list().filter(filter()).send());
    let range = "range%5Bfrom%5D=1&range%5Bto%5D=2";
    assert_eq!(request.query(), Some(format!("text=a%20b&labels=x,y%26z&{range}").as_str()));
}

#[test]
fn an_absent_query_is_not_sent() {
    let request = sent(|client| Reports { client }.list().filter(filter()).filter(None).send());
    assert_eq!(request.query(), None);
    let request = sent(|client| Reports { client }.list().filter(Filter::new()).send());
    assert_eq!(request.query(), None);
}

#[test]
fn a_query_can_be_json_or_text() {
    let request = sent(|client| Reports { client }.search(Filter::new().text("a")).send());
    assert_eq!(request.query(), Some("%7B%22text%22%3A%22a%22%7D"));
    let request = sent(|client| Reports { client }.select("$.a[1]&b").send());
    assert_eq!(request.query(), Some("%24.a%5B1%5D%26b"));
}

#[test]
fn cookies_are_sent_as_they_are() {
    let request = sent(|client| Reports { client }.list().session("a%2Fb=/c").colors(["x", "y z"]).send());
    assert_eq!(header(&request, "cookie"), Some("session=a%2Fb=/c; colors=x,y%20z"));
}

/// A cookie cannot add another cookie or header.
#[test]
fn cookies_are_one_value() {
    let request = sent(|client| Reports { client }.list().session("a; b=c, \"d\\\r\ne\u{e9}").send());
    assert_eq!(header(&request, "cookie"), Some("session=a%3B%20b=c%2C%20%22d%5C%0D%0Ae%C3%A9"));
}
