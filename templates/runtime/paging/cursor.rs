//! How a list goes on from one page to the next: everything of [`Pages`](super::Pages) that knows no type.

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

/// What an operation's pages look like. `next` gives where the page after this one begins; `None` or empty text: this
/// one is the last.
pub(crate) enum Paging<P> {
    /// A query parameter takes what the page before gives.
    Cursor { parameter: &'static str, next: fn(&P, &HeaderMap) -> Option<String> },
    /// A query parameter takes the number of the page.
    Page {
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
        /// The query parameter for the size of a page.
        limit: Option<&'static str>,
        extent: fn(&P) -> Extent,
    },
    /// A query parameter takes how many items to pass over.
    Offset { parameter: &'static str, limit: Option<&'static str>, extent: fn(&P) -> Extent },
    /// The page before gives an address, for `next` of the headers see [`next_link`].
    Link { next: fn(&P, &HeaderMap) -> Option<String> },
}

/// What a page tells of itself and of the whole, as far as it does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// How many items this page brings.
    pub(crate) count: usize,
    /// How many items all pages bring.
    pub(crate) total: Option<u64>,
    /// How many pages there are.
    pub(crate) pages: Option<u64>,
    /// Whether there is a page after this one.
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

    /// Reads off a page what the cursor needs.
    pub(crate) fn step(&self, page: &P, headers: &HeaderMap) -> NextPage {
        match self {
            Self::Cursor { next, .. } => NextPage::Cursor(next(page, headers)),
            Self::Link { next } => NextPage::Link(next(page, headers)),
            Self::Page { first, limit, extent, .. } => NextPage::Page(*first, *limit, extent(page)),
            Self::Offset { limit, extent, .. } => NextPage::Offset(*limit, extent(page)),
        }
    }
}

/// What a page says about the one after it.
#[derive(Debug)]
pub(crate) enum NextPage {
    Cursor(Option<String>),
    Link(Option<String>),
    Page(u64, Option<&'static str>, Extent),
    Offset(Option<&'static str>, Extent),
}

/// The way through the pages so far.
pub(crate) struct PageCursor {
    call: Call,
    /// The query parameter; `None` if addresses are followed.
    parameter: Option<&'static str>,
    /// Where the page in hand began.
    current: Option<String>,
    /// Where the next page begins; once it is asked for, it stays here until it has come.
    next: Option<String>,
    state: State,
    /// Hashes of every cursor so far.
    seen: HashSet<u64>,
    /// How many items have come.
    items: u64,
    /// Whether the first of all pages was among those that came.
    whole: bool,
    /// Whether a page came that was as long as asked for.
    full: bool,
}

#[derive(Debug)]
enum State {
    /// There is another page.
    Open,
    /// There is, but there is no way to it.
    Failed(Error),
    /// There is none, or it is being fetched.
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
        if let Some(start) = parameter.and_then(|name| cursor.asked(name)) {
            cursor.start(start);
        }
        cursor
    }

    /// Begins at a cursor.
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

    /// The call for the next page, if there is one. Unless [`PageCursor::advance`] follows, it was the last.
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

    /// Goes on from a page that has come.
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
            Ok(Some(next)) => self.failed("the pages go in a circle: this one was there before", next),
            Err(state) => state,
        };
    }

    /// Makes an error of the next page, if there is one: `empty_pages` of them have come in a row without an item.
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

    /// The number of the next page or item.
    ///
    /// What the server says about the end goes before what can be guessed. A page shorter than asked for is the last
    /// only if another was of full length: else the server may have a limit of its own.
    fn number(
        &mut self,
        first: u64,
        limit: Option<&str>,
        extent: &Extent,
        pages: bool,
    ) -> Result<Option<String>, State> {
        let Ok(current) = self.current.as_deref().map_or(Ok(first), str::parse) else {
            let cursor = self.current.clone().unwrap_or_default();
            return Err(self.failed("the page asked for has no number", cursor));
        };
        let count = u64::try_from(extent.count).unwrap_or(u64::MAX);
        let next = current.saturating_add(if pages { 1 } else { count });
        self.whole |= current == first;
        self.items = self.items.saturating_add(count);
        let limit = limit.and_then(|name| self.asked(name)?.parse::<u64>().ok());
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

    /// The value of a query parameter that the caller has set.
    fn asked(&self, parameter: &str) -> Option<String> {
        let (_, pair) = self.call.query.iter().find(|(name, _)| name == parameter)?;
        let (_, value) = pair.split_once('=')?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    /// What follows the question mark of an address: the rest must be the server that was asked, and is not used.
    fn query_of(&self, link: &str) -> Result<String, State> {
        let base = self.call.options.base_url.as_ref().unwrap_or(self.call.client.url());
        let Ok(url) = base.join(link) else {
            return Err(self.failed("the address of the next page is not valid", link.to_owned()));
        };
        // Behind a proxy, a server may believe that it is asked over http.
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
                || self.call.client.api().schemes.iter().any(|scheme| is_key(&scheme.kind))
        };
        let pairs: Vec<&str> =
            url.query().unwrap_or_default().split('&').filter(|pair| !ours(pair)).collect();
        if pairs.is_empty() {
            return Err(self.failed("the address of the next page has no query", link.to_owned()));
        }
        Ok(pairs.join("&"))
    }
}

/// Hides the cursors: one may be a link with a credential in it.
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

/// The address of the next page in a `Link` header: `<https://…?page=2>; rel="next"`.
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
