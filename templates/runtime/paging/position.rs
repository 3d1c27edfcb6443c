//! The position of a page.

/// The position of a page in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagePosition<'a> {
    /// The first page.
    Start,
    /// The page that starts at this cursor.
    At(&'a str),
    /// After the last page.
    End,
}

impl<'a> PagePosition<'a> {
    /// Returns the cursor, if there is one.
    pub fn cursor(self) -> Option<&'a str> {
        match self {
            Self::At(cursor) => Some(cursor),
            Self::Start | Self::End => None,
        }
    }
}
