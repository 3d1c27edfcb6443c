//! A crate whose build script generates a client from a document: see `build.rs`.

/// The client.
pub mod library {
    include!(concat!(env!("OUT_DIR"), "/library/mod.rs"));
}

use library::{Client, Error};

/// Returns the title of a book; `None` if there is no such book.
pub async fn title(client: &Client, isbn: &str) -> Result<Option<String>, Error> {
    match client.books().get(isbn).send().await {
        Ok(book) => Ok(Some(book.title)),
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => Ok(None),
        Err(error) => Err(error),
    }
}
