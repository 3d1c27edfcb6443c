//! Lists that come in pages.

mod course;
mod pages;

pub(crate) use course::{Extent, Paging, next_link};
pub use pages::{Items, Pages};
