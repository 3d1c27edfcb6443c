//! The types and the client of the module.

use build_script::library::testing::MockTransport;
use build_script::library::types::{Binding, Book, Problem};
use build_script::library::{Client, Error};
use build_script::title;
use serde_json::json;

fn client(mock: &MockTransport) -> Client {
    Client::builder().transport(mock).build().unwrap()
}

#[test]
fn types() {
    let book = Book::from_json(br#"{"isbn": "1", "title": "Rust", "binding": "soft"}"#).unwrap();
    assert_eq!(book.binding, Some(Binding::Soft));
}

#[tokio::test]
async fn calls() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.respond_json(200, &json!({"isbn": "1", "title": "Rust"}))
        .respond_json(404, &json!({"detail": "none"}));
    let client = client(&mock);
    assert_eq!(title(&client, "1").await?.as_deref(), Some("Rust"));
    let error = client.books().get("2").send().await.unwrap_err();
    assert_eq!(error.body_as::<Problem>().unwrap().detail, "none");
    assert_eq!(mock.requests()[0].path, "/books/1");
    Ok(())
}
