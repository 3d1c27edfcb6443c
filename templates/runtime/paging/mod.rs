//! Lists that come in pages.

mod cursor;
mod facts;
// part: page-urls
mod follow;
// end
mod numbers;
mod page_start;
mod pages;
mod position;
mod rule;
#[cfg(feature = "stream")]
mod streams;

use std::hash::{DefaultHasher, Hash, Hasher};

pub use pages::{Items, Pages};
pub use position::PagePosition;
pub(crate) use rule::Paging;

use super::{error::Error, json::pick::Keys};

/// The items that are missing in a page, because they cannot be decoded, with their indices.
type Odd = Vec<(usize, Error)>;

/// Returns a page without missing items.
fn whole<P>((page, odd): (P, Odd)) -> Result<P, Error> {
    odd.into_iter().next().map_or(Ok(page), |(_, error)| Err(error))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
