//! The error of pages that lead nowhere.

use std::{borrow::Cow, fmt};

use super::error_message;

/// Pages that lead nowhere: the next one repeats or cannot be followed, or too many in a row have no items.
pub struct PaginationError(Box<PaginationErrorInner>);

struct PaginationErrorInner {
    operation: &'static str,
    what: Cow<'static, str>,
    cursor: String,
}

impl PaginationError {
    pub(crate) fn new(operation: &'static str, what: Cow<'static, str>, cursor: String) -> Self {
        Self(Box::new(PaginationErrorInner { operation, what, cursor }))
    }

    /// Returns the `operationId`.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// Returns the cursor, number or URL of the page that was not requested, as the server sent it.
    pub fn cursor(&self) -> &str {
        &self.0.cursor
    }
}

impl fmt::Display for PaginationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 120;
        let PaginationErrorInner { operation, what, cursor } = &*self.0;
        // The query of a URL may repeat a credential of the request.
        let is_address = cursor.contains("//") || cursor.contains('?') || cursor.starts_with('/');
        let shown =
            if is_address { error_message::location(cursor) } else { error_message::one_line(cursor, SHOWN) };
        write!(f, "{operation}: {what}: `{shown}`")
    }
}

/// Shows the same as [`Display`](fmt::Display).
impl fmt::Debug for PaginationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PaginationError").field(&self.to_string()).finish()
    }
}

impl std::error::Error for PaginationError {}
