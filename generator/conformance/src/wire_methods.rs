//! HTTP methods beyond the common ones.

use crate::extension_methods::resources::Files;
use crate::extension_methods::types::FilesSearchBody;
use crate::wire::sent;

#[test]
fn methods_are_sent_by_their_names() {
    let request = sent(|client| Files { client }.copy("a").send());
    assert_eq!((request.method.as_str(), request.path()), ("COPY", "/v1/files/a"));
    assert!(request.body.is_empty());
}

#[test]
fn query_is_repeated_after_a_failure() {
    use crate::wire::{builder, wait};
    let mock = crate::runtime::testing::MockTransport::new();
    mock.respond(503, [], "");
    mock.respond(200, [("content-type", "application/json")], "[\"a\"]");
    let client = builder().transport(&mock).build().unwrap();
    let found = wait(Files { client }.search("a", FilesSearchBody::new()).send()).unwrap();
    assert_eq!(found, ["a"]);
}

#[test]
fn query_has_a_body() {
    let request = sent(|client| Files { client }.search("a", FilesSearchBody::new().text("b")).send());
    assert_eq!(request.method.as_str(), "QUERY");
    assert_eq!(request.body, r#"{"text":"b"}"#);
}
