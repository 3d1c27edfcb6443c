//! Lists that come in pages.

mod cursor;
mod pages;

pub(crate) use cursor::{Extent, Paging, next_link};
pub use pages::{Items, Pages};

use super::error::Error;

/// The keys of a list in its page.
type Keys = &'static [&'static str];

/// The items that are missing in a page, because they cannot be decoded, with their indices.
type Odd = Vec<(usize, Error)>;

/// Returns a page without missing items.
fn whole<P>((page, odd): (P, Odd)) -> Result<P, Error> {
    odd.into_iter().next().map_or(Ok(page), |(_, error)| Err(error))
}
