//! The pagination of an operation, as `static` data.

use super::super::json::pick::Keys;

/// The pagination of an operation: the request for the next page, and the locations of its facts in a page.
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) kind: Kind,
    pub(crate) target: Target,
    /// The list of items.
    pub(crate) items: Keys,
    /// The cursor, number or URL of the next page.
    pub(crate) next: Option<Source>,
    /// Whether there is another page.
    pub(crate) more: Option<Keys>,
    /// Whether this is the last page.
    pub(crate) last: Option<Keys>,
    /// The number of items in all pages.
    pub(crate) total: Option<Keys>,
    /// The number of pages.
    pub(crate) pages: Option<Keys>,
    /// The number of this page, or of its first item.
    pub(crate) current: Option<Keys>,
    /// The query parameter for the page size.
    pub(crate) limit: Option<&'static str>,
}

/// What identifies the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value in the page.
    Cursor,
    /// A property of the last item.
    LastItem(Keys),
    // part: page-urls
    /// A URL in the page.
    Url,
    // end
    /// Its number. The first page has this one.
    Page(u64),
    /// The number of its first item. The first item has this one.
    Offset(u64),
}

/// The part of the request that selects a page.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// All of its URL.
    Url,
    Query(&'static str),
    // part: page-bodies
    /// A property of a JSON body.
    Body {
        path: Keys,
        is_string: bool,
    },
    // end
}

/// The location of a value in a response.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Property(Keys),
    Header(&'static str),
}

impl Paging {
    const fn new(kind: Kind) -> Self {
        let (target, items) = (Target::Url, &[]);
        Self {
            kind,
            target,
            items,
            next: None,
            more: None,
            last: None,
            total: None,
            pages: None,
            current: None,
            limit: None,
        }
    }

    pub(crate) const fn cursor() -> Self {
        Self::new(Kind::Cursor)
    }

    pub(crate) const fn last_item(id: Keys) -> Self {
        Self::new(Kind::LastItem(id))
    }

    // part: page-urls
    pub(crate) const fn url() -> Self {
        Self::new(Kind::Url)
    }
    // end

    pub(crate) const fn page(first: u64) -> Self {
        Self::new(Kind::Page(first))
    }

    pub(crate) const fn offset(first: u64) -> Self {
        Self::new(Kind::Offset(first))
    }

    pub(crate) const fn query(mut self, name: &'static str) -> Self {
        self.target = Target::Query(name);
        self
    }

    // part: page-bodies
    pub(crate) const fn string_in_body(mut self, path: Keys) -> Self {
        self.target = Target::Body { path, is_string: true };
        self
    }

    pub(crate) const fn number_in_body(mut self, path: Keys) -> Self {
        self.target = Target::Body { path, is_string: false };
        self
    }
    // end

    pub(crate) const fn next(mut self, path: Keys) -> Self {
        self.next = Some(Source::Property(path));
        self
    }

    pub(crate) const fn next_in_header(mut self, name: &'static str) -> Self {
        self.next = Some(Source::Header(name));
        self
    }

    pub(crate) const fn items(mut self, path: Keys) -> Self {
        self.items = path;
        self
    }

    pub(crate) const fn more(mut self, path: Keys) -> Self {
        self.more = Some(path);
        self
    }

    pub(crate) const fn last(mut self, path: Keys) -> Self {
        self.last = Some(path);
        self
    }

    pub(crate) const fn total(mut self, path: Keys) -> Self {
        self.total = Some(path);
        self
    }

    pub(crate) const fn pages(mut self, path: Keys) -> Self {
        self.pages = Some(path);
        self
    }

    pub(crate) const fn current(mut self, path: Keys) -> Self {
        self.current = Some(path);
        self
    }

    pub(crate) const fn limit(mut self, name: &'static str) -> Self {
        self.limit = Some(name);
        self
    }
}
