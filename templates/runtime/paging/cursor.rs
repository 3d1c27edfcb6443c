//! Finds the next page of a list: the part of [`Pages`](super::Pages) that is not generic.

use std::{borrow::Cow, collections::HashSet, fmt, mem};

use http::HeaderMap;

use super::super::{
    call::Call,
    error::{Error, PaginationError},
    wire::header::Hidden,
};
// part: page-urls
use super::follow;
// end
use super::{
    PagePosition,
    facts::{Facts, Next},
    hash,
    numbers::{Numbered, Numbers},
    page_start,
    rule::{Kind, Paging},
};

/// The position in a list of pages.
pub(crate) struct PageCursor {
    call: Call,
    paging: &'static Paging,
    /// Whether a page has arrived.
    has_begun: bool,
    /// The start of the current page. `None` if it is that of the call.
    current: Option<String>,
    /// The start of the next page. It stays here until the page has arrived.
    next: Option<String>,
    state: State,
    /// The hashes of all starts so far.
    seen: HashSet<u64>,
    numbers: Numbers,
}

#[derive(Debug)]
enum State {
    /// There is another page.
    Open,
    /// There is another page, but it cannot be requested.
    Failed(Error),
    /// There is no other page, or it is being requested.
    Over,
}

/// The page after the current one.
pub(super) enum Following {
    None,
    At(String),
    /// There is another page, but it cannot be requested.
    Failed(Cow<'static, str>, String),
}

impl PageCursor {
    pub(crate) fn new(call: Call, paging: &'static Paging) -> Self {
        let start = page_start::requested(&call, paging.target);
        let mut cursor = Self {
            call,
            paging,
            has_begun: false,
            current: None,
            next: None,
            state: State::Open,
            seen: HashSet::new(),
            numbers: Numbers::default(),
        };
        // part: page-urls
        if paging.kind == Kind::Url {
            // A page whose next one is itself.
            let queries: Vec<&str> = cursor.call.query.iter().map(|(_, pairs)| pairs.as_str()).collect();
            cursor.seen.insert(hash(&["?", &queries.join("&")].concat()));
        }
        // end
        if let Some(start) = start {
            cursor.start(start);
        }
        cursor
    }

    /// Starts at a cursor.
    pub(crate) fn start(&mut self, cursor: String) {
        self.seen.clear();
        self.next = Some(cursor).filter(|cursor| !cursor.is_empty());
        self.seen.extend(self.next.as_deref().map(hash));
    }

    pub(crate) fn current(&self) -> PagePosition<'_> {
        self.current.as_deref().map_or(PagePosition::Start, PagePosition::At)
    }

    pub(crate) fn next(&self) -> PagePosition<'_> {
        match self.next.as_deref() {
            Some(next) => PagePosition::At(next),
            None if self.has_begun => PagePosition::End,
            None => PagePosition::Start,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Returns the call for the next page, if there is one. It is the last one unless [`PageCursor::advance`]
    /// follows.
    pub(crate) fn request(&mut self) -> Option<Result<Call, Error>> {
        match mem::replace(&mut self.state, State::Over) {
            State::Over => None,
            State::Failed(error) => Some(Err(error)),
            State::Open => {
                let mut call = self.call.clone();
                if let Some(next) = &self.next {
                    // part: page-urls
                    if self.paging.kind == Kind::Url
                        && let Err(what) = follow::follow(&mut call, next)
                    {
                        return Some(Err(self.error(what.into(), next.clone())));
                    }
                    // end
                    page_start::set(&mut call, self.paging.target, next);
                }
                Some(Ok(call))
            }
        }
    }

    /// Moves to the page that has arrived.
    ///
    /// # Errors
    ///
    /// If the page has the same items as the one before, and nothing in that one led to it: the server does not read the number of
    /// the page.
    pub(crate) fn advance(&mut self, json: &[u8], headers: &HeaderMap) -> Result<(), Error> {
        let facts = Facts::read(self.paging, json, headers);
        if facts.count > 0 && self.numbers.counted == Some(facts.items) {
            let what = "two pages in a row have the same items: the server repeats a page";
            return Err(self.error(what.into(), self.next.clone().unwrap_or_default()));
        }
        self.has_begun = true;
        self.current = self.next.take();
        let following = match self.paging.kind {
            Kind::Cursor => self.by_cursor(&facts),
            Kind::LastItem(_) => Self::by_last_item(&facts),
            // part: page-urls
            Kind::Url => self.by_url(&facts),
            // end
            Kind::Page(first) => self.by_number(first, &facts, true),
            Kind::Offset(first) => self.by_number(first, &facts, false),
        };
        self.state = match following {
            Following::None => State::Over,
            Following::At(next) => self.open(next, &facts),
            Following::Failed(what, cursor) => {
                // The list continues at this page.
                self.next.clone_from(&self.current);
                self.has_begun = self.next.is_some();
                State::Failed(self.error(what, cursor))
            }
        };
        Ok(())
    }

    /// Continues at `next`. An empty page that leads to itself is the last one.
    fn open(&mut self, next: String, facts: &Facts) -> State {
        let is_new = self.seen.insert(hash(&next));
        if !is_new && facts.count == 0 && facts.more != Some(true) && self.current.as_ref() == Some(&next) {
            return State::Over;
        }
        self.next = Some(next.clone());
        if is_new {
            return State::Open;
        }
        let what = "the pages form a cycle: this page was already returned";
        State::Failed(self.error(what.into(), next))
    }

    /// Fails instead of requesting the next page, after `empty_pages` pages in a row without an item.
    pub(crate) fn give_up(&mut self, empty_pages: u32) {
        if let (State::Open, Some(next)) = (&self.state, &self.next) {
            let what = format!("{empty_pages} pages in a row have no items, and there is another page");
            self.state = State::Failed(self.error(what.into(), next.clone()));
        }
    }

    fn by_number(&mut self, first: u64, facts: &Facts, pages: bool) -> Following {
        let list = Numbered { call: &self.call, paging: self.paging, first, pages };
        self.numbers.following(&list, self.current.as_deref(), facts)
    }

    fn error(&self, what: Cow<'static, str>, cursor: String) -> Error {
        Error::Pagination(PaginationError::new(self.call.operation.id, what, cursor))
    }

    fn by_cursor(&self, facts: &Facts) -> Following {
        match &facts.next {
            _ if facts.more == Some(false) => Following::None,
            // Some servers return the URL of the next page where the document has a cursor.
            Next::Value(value) => {
                Following::At(page_start::in_url(value, self.paging.target).unwrap_or_else(|| value.clone()))
            }
            Next::Other => Following::Failed("the cursor is not a string or a number".into(), String::new()),
            Next::Unknown | Next::Nothing if facts.more == Some(true) => {
                Following::Failed("there is another page, but this one has no cursor".into(), String::new())
            }
            Next::Unknown | Next::Nothing => Following::None,
        }
    }

    fn by_last_item(facts: &Facts) -> Following {
        match (facts.more, facts.count, &facts.last_item) {
            (Some(false), _, _) | (None, 0, _) => Following::None,
            (_, 1.., Some(id)) => Following::At(id.clone()),
            (_, _, _) => {
                let what = "there is another page, but the last item does not identify it";
                Following::Failed(what.into(), String::new())
            }
        }
    }

    // part: page-urls
    fn by_url(&self, facts: &Facts) -> Following {
        match &facts.next {
            Next::Value(link) => match follow::resolve(&self.call, link) {
                Ok(link) => Following::At(link),
                Err(what) => Following::Failed(what.into(), link.clone()),
            },
            Next::Unknown | Next::Nothing | Next::Other if facts.more == Some(true) => Following::Failed(
                "there is another page, but this one has no URL of it".into(),
                String::new(),
            ),
            Next::Unknown | Next::Nothing => Following::None,
            Next::Other => {
                Following::Failed("the URL of the next page is not a string".into(), String::new())
            }
        }
    }
    // end
}

/// Hides the cursors, because one may be a URL with a credential.
impl fmt::Debug for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageCursor")
            .field("call", &self.call)
            .field("current", &self.current.as_ref().map(|_| Hidden))
            .field("next", &self.next.as_ref().map(|_| Hidden))
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
