//! Lists that come in pages.

mod cursor;
mod pages;

pub(crate) use cursor::{Extent, Paging, next_link};
pub use pages::{Items, Pages};
