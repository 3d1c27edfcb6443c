//! A crate with a client in it that a build script makes of a document: see `build.rs`.

/// The client.
pub mod library {
    include!(concat!(env!("OUT_DIR"), "/library/mod.rs"));
}

use library::{Client, Error};

/// The title of a book; nothing if there is no such book.
pub async fn title(client: &Client, isbn: &str) -> Result<Option<String>, Error> {
    match client.books().get(isbn).send().await {
        Ok(book) => Ok(Some(book.title)),
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => Ok(None),
        Err(error) => Err(error),
    }
}
