//! Finds the next page of a list: the part of [`Pages`](super::Pages) that is not generic.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    mem,
};

use http::{HeaderMap, header::LINK};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::super::{
    api::SchemeKind,
    call::Call,
    error::{Error, PaginationError},
    wire::header::Hidden,
};

/// The pagination of an operation. `next` returns the start of the next page; `None` or an empty string for the last
/// page.
pub(crate) enum Paging<P> {
    /// A query parameter takes the cursor from the last page.
    Cursor { parameter: &'static str, next: fn(&P, &HeaderMap) -> Option<String> },
    /// A query parameter takes the number of the page.
    Page {
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
        /// The query parameter for the page size.
        limit: Option<&'static str>,
        extent: fn(&P) -> Extent,
    },
    /// A query parameter takes the number of items to skip.
    Offset { parameter: &'static str, limit: Option<&'static str>, extent: fn(&P) -> Extent },
    /// The last page contains the URL of the next one. For the headers, `next` is [`next_link`].
    Link { next: fn(&P, &HeaderMap) -> Option<String> },
}

/// The size of a page and of the list, as far as the page contains them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// The number of items in this page.
    pub(crate) count: usize,
    /// The number of items in all pages.
    pub(crate) total: Option<u64>,
    /// The number of pages.
    pub(crate) pages: Option<u64>,
    /// Whether there is another page.
    pub(crate) more: Option<bool>,
}

impl<P> Paging<P> {
    pub(crate) fn parameter(&self) -> Option<&'static str> {
        match self {
            Self::Cursor { parameter, .. }
            | Self::Page { parameter, .. }
            | Self::Offset { parameter, .. } => Some(parameter),
            Self::Link { .. } => None,
        }
    }

    /// Reads the start of the next page. `odd` is the number of items that are missing in the page.
    pub(crate) fn step(&self, page: &P, headers: &HeaderMap, odd: usize) -> NextPage {
        let whole = |extent: fn(&P) -> Extent| {
            let extent = extent(page);
            Extent { count: extent.count + odd, ..extent }
        };
        match self {
            Self::Cursor { next, .. } => NextPage::Cursor(next(page, headers)),
            Self::Link { next } => NextPage::Link(next(page, headers)),
            Self::Page { first, limit, extent, .. } => NextPage::Page(*first, *limit, whole(*extent)),
            Self::Offset { limit, extent, .. } => NextPage::Offset(*limit, whole(*extent)),
        }
    }
}

/// The start of the next page, as a page describes it.
#[derive(Debug)]
pub(crate) enum NextPage {
    Cursor(Option<String>),
    Link(Option<String>),
    Page(u64, Option<&'static str>, Extent),
    Offset(Option<&'static str>, Extent),
}

/// The position in a list of pages.
pub(crate) struct PageCursor {
    call: Call,
    /// The query parameter; `None` if URLs are followed.
    parameter: Option<&'static str>,
    /// The start of the current page.
    current: Option<String>,
    /// The start of the next page. It stays here until the page has arrived.
    next: Option<String>,
    state: State,
    /// The hashes of all cursors so far.
    seen: HashSet<u64>,
    /// The number of items so far.
    items: u64,
    /// Whether the first page of the list was among the pages so far.
    whole: bool,
    /// Whether a page so far had as many items as requested.
    full: bool,
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

impl PageCursor {
    pub(crate) fn new(call: Call, parameter: Option<&'static str>) -> Self {
        let mut cursor = Self {
            call,
            parameter,
            current: None,
            next: None,
            state: State::Open,
            seen: HashSet::new(),
            items: 0,
            whole: false,
            full: false,
        };
        if let Some(start) = parameter.and_then(|name| cursor.requested(name)) {
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

    pub(crate) fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    pub(crate) fn next(&self) -> Option<&str> {
        self.next.as_deref()
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
                match (&self.next, self.parameter) {
                    (Some(start), Some(parameter)) => call.extra_query(parameter, start),
                    (Some(start), None) => call.query = vec![(Cow::Borrowed(""), start.clone())],
                    (None, _) => {}
                }
                Some(Ok(call))
            }
        }
    }

    /// Moves to the page that has arrived.
    pub(crate) fn advance(&mut self, step: NextPage) {
        self.current = self.next.take();
        let next = match step {
            NextPage::Cursor(next) => Ok(next),
            NextPage::Link(link) => {
                link.filter(|link| !link.is_empty()).map(|link| self.query_of(&link)).transpose()
            }
            NextPage::Page(first, limit, extent) => self.number(first, limit, &extent, true),
            NextPage::Offset(limit, extent) => self.number(0, limit, &extent, false),
        };
        let next = next.map(|next| next.filter(|next| !next.is_empty()));
        self.state = match next {
            Ok(None) => State::Over,
            Ok(Some(next)) if self.seen.insert(hash(&next)) => {
                self.next = Some(next);
                State::Open
            }
            Ok(Some(next)) => self.failed("the pages form a cycle: this page was already returned", next),
            Err(state) => state,
        };
    }

    /// Fails instead of requesting the next page, after `empty_pages` pages in a row without an item.
    pub(crate) fn give_up(&mut self, empty_pages: u32) {
        if let (State::Open, Some(next)) = (&self.state, &self.next) {
            let what = format!("{empty_pages} pages in a row have no items, and there is another page");
            self.state = self.failed(what, next.clone());
        }
    }

    fn failed(&self, what: impl Into<Cow<'static, str>>, cursor: String) -> State {
        let error = PaginationError::new(self.call.operation.id, what.into(), cursor);
        State::Failed(Error::Pagination(error))
    }

    /// Returns the number of the next page or item.
    ///
    /// If the server reports the end, that takes precedence over a guess. A page that is shorter than requested is the
    /// last one only if another page was full: otherwise the server may have its own limit.
    fn number(
        &mut self,
        first: u64,
        limit: Option<&str>,
        extent: &Extent,
        pages: bool,
    ) -> Result<Option<String>, State> {
        let Ok(current) = self.current.as_deref().map_or(Ok(first), str::parse) else {
            let cursor = self.current.clone().unwrap_or_default();
            return Err(self.failed("the requested page has no number", cursor));
        };
        let count = u64::try_from(extent.count).unwrap_or(u64::MAX);
        let next = current.saturating_add(if pages { 1 } else { count });
        self.whole |= current == first;
        self.items = self.items.saturating_add(count);
        let limit = limit.and_then(|name| self.requested(name)?.parse::<u64>().ok());
        self.full |= limit.is_some_and(|limit| count >= limit);
        let reached = match (extent.more, extent.pages, extent.total) {
            (Some(more), _, _) => !more,
            (None, Some(all), _) if pages => next.saturating_sub(first) >= all,
            (None, _, Some(total)) if !pages => next >= total,
            (None, _, Some(total)) if self.whole => self.items >= total,
            _ => self.full && limit.is_some_and(|limit| count < limit),
        };
        Ok((count > 0 && !reached).then(|| next.to_string()))
    }

    /// Returns the value of a query parameter that the caller has set.
    fn requested(&self, parameter: &str) -> Option<String> {
        let (_, pair) = self.call.query.iter().find(|(name, _)| name == parameter)?;
        let (_, value) = pair.split_once('=')?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// Returns the query of a URL. The rest of the URL must be that of the server, and is not used.
    fn query_of(&self, link: &str) -> Result<String, State> {
        let base = self.call.options.base_url.as_ref().unwrap_or(&self.call.client.inner.url);
        let Ok(url) = base.join(link) else {
            return Err(self.failed("the URL of the next page is not valid", link.to_owned()));
        };
        // A server behind a proxy may assume that requests arrive over http.
        let server = |url: &Url| (url.host_str().map(str::to_owned), url.port());
        if server(&url) != server(base) {
            return Err(self.failed("the next page is on another server", link.to_owned()));
        }
        let (_, fixed) = self.call.template().split_once('?').unwrap_or_default();
        let ours = |pair: &str| {
            let name = percent_decode_str(pair.split('=').next().unwrap_or_default()).decode_utf8_lossy();
            let is_key = |kind: &SchemeKind| matches!(kind, SchemeKind::ApiKeyQuery(key) if *key == name);
            pair.is_empty()
                || fixed.split('&').any(|fixed| fixed == pair)
                || self.call.client.inner.api.schemes.iter().any(|scheme| is_key(&scheme.kind))
        };
        let pairs: Vec<&str> =
            url.query().unwrap_or_default().split('&').filter(|pair| !ours(pair)).collect();
        if pairs.is_empty() {
            return Err(self.failed("the URL of the next page has no query", link.to_owned()));
        }
        Ok(pairs.join("&"))
    }
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

fn hash(cursor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    cursor.hash(&mut hasher);
    hasher.finish()
}

/// Returns the URL of the next page in a `Link` header: `<https://…?page=2>; rel="next"`.
pub(crate) fn next_link(headers: &HeaderMap) -> Option<String> {
    let is_next = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or_default();
        let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
        name.trim().eq_ignore_ascii_case("rel")
            && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    };
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).find_map(|value| {
        value.split('<').skip(1).find_map(|link| {
            let (address, parameters) = link.split_once('>')?;
            let mut parameters = parameters.trim_end().trim_end_matches(',').split(';');
            parameters.any(is_next).then(|| address.trim().to_owned())
        })
    })
}
