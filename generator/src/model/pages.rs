//! The pagination of operations.

use super::Ty;
use crate::names::Ident;

/// The pagination of an operation: how the next page is requested, and where a page contains what this needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// What identifies the next page.
    pub kind: PageKind,
    /// The part of the request that selects a page.
    pub target: PageTarget,
    /// The cursor, number or URL of the next page.
    pub next: Option<PageSource>,
    /// The property that tells whether there is another page.
    pub more: Option<WirePath>,
    /// The property that tells whether a page is the last one.
    pub last: Option<WirePath>,
    /// The property with the number of items in all pages.
    pub total: Option<WirePath>,
    /// The property with the number of pages.
    pub pages: Option<WirePath>,
    /// The property with the number of the page, or of its first item, if the document does not give the first number.
    pub current: Option<WirePath>,
    /// The query parameter for the size of a page.
    pub limit: Option<String>,
    /// The path from the response to its items. Empty if the response is the list.
    pub items: Vec<FieldStep>,
    /// The type of an item.
    pub item: Ty,
}

/// The names of properties on the wire that lead to a value.
pub type WirePath = Vec<String>;

/// What identifies the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageKind {
    /// A value in the previous page.
    Cursor,
    /// A property of the last item of the previous page.
    LastItem {
        /// The path from an item to the property.
        id: WirePath,
    },
    /// A URL in the previous page.
    Url,
    /// Its number.
    Page {
        /// The number of the first page.
        first: u64,
    },
    /// The number of its first item.
    Offset {
        /// The number of the first item.
        first: u64,
    },
}

/// The part of a request that selects a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageTarget {
    /// All of its URL.
    Url,
    /// A query parameter.
    Query(String),
    /// A property of the JSON body.
    Body {
        /// The path to the property.
        path: WirePath,
        /// Whether it is a string.
        is_string: bool,
    },
}

/// The location of a value in a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSource {
    /// A property of the body.
    Property(WirePath),
    /// A header, in lower case.
    Header(String),
}

/// A step from a record to one of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldStep {
    /// The field.
    pub field: Ident,
    /// Its name on the wire.
    pub wire: String,
    /// Whether it may be absent.
    pub optional: bool,
}
