//! Lists that are requested page by page.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    vec,
};

use super::super::{
    call::Call,
    error::Error,
    http::{Page, Response},
    json::{ReadJson, pick::Keys},
    time::BoxFuture,
};
use super::{Odd, PagePosition, cursor::PageCursor, rule::Paging, whole};

type Fetched<P> = Result<Page<P>, Error>;
type Fetch<P> = BoxFuture<'static, Fetched<P>>;

/// The pages of a list, in order.
///
/// A page is requested when you ask for it. After the last page or an error, there are no more. You can drop the future
/// of [`next`](Pages::next): the next one continues with the same request. A page with an item that cannot be decoded is
/// an [`Error::Decode`] as a whole. [`Items`] continues after such an item.
#[must_use = "nothing is sent until a page is requested"]
pub struct Pages<P: 'static> {
    send: fn(Call, Option<Keys>) -> Fetch<P>,
    /// The list whose items are decoded one by one.
    list: Option<Keys>,
    cursor: PageCursor,
    under_way: Option<Fetch<P>>,
    metadata: Option<Response<()>>,
}

impl<P: 'static> Pages<P> {
    pub(crate) fn new(call: Call, paging: &'static Paging) -> Self
    where
        P: ReadJson,
    {
        Self {
            send: |call, _| Box::pin(call.send_page::<P, ()>(None)),
            list: None,
            cursor: PageCursor::new(call, paging),
            under_way: None,
            metadata: None,
        }
    }

    /// Starts at an earlier [`cursor`](Pages::cursor) instead of the start of the call. Call it before the first page
    /// is requested.
    pub fn starting_at(mut self, cursor: impl Into<String>) -> Self {
        self.cursor.start(cursor.into());
        self
    }

    /// Returns the next page; `None` after the last one or an error.
    pub async fn next(&mut self) -> Option<Result<P, Error>> {
        poll_fn(|context| self.poll_whole(context)).await
    }

    /// Like [`next`](Pages::next), with `Ok(None)` after the last page.
    ///
    /// # Errors
    ///
    /// If the page cannot be requested or decoded, if pages repeat, or if a page leads nowhere.
    pub async fn try_next(&mut self) -> Result<Option<P>, Error> {
        self.next().await.transpose()
    }

    /// Returns all remaining pages.
    ///
    /// # Errors
    ///
    /// Those of [`try_next`](Pages::try_next).
    pub async fn try_collect(mut self) -> Result<Vec<P>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.try_next().await? {
            pages.push(page);
        }
        Ok(pages)
    }

    /// Returns the start of the next page, in order to continue later with [`starting_at`](Pages::starting_at). After an
    /// error it is the start of the page that failed. `None` before the first page, and after the last:
    /// [`position`](Pages::position) tells these apart.
    pub fn cursor(&self) -> Option<&str> {
        self.position().cursor()
    }

    /// Returns the position of the next page.
    pub fn position(&self) -> PagePosition<'_> {
        self.cursor.next()
    }

    /// Returns whether there are no more pages.
    pub fn is_done(&self) -> bool {
        self.under_way.is_none() && self.cursor.is_over()
    }

    /// Returns status, headers, request id and attempts of the last page.
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.metadata.as_ref()
    }

    /// Requests the next page, unless the request is in progress.
    fn fetch(&mut self) -> Option<Result<&mut Fetch<P>, Error>> {
        if self.under_way.is_none() {
            match self.cursor.request()? {
                Ok(call) => self.under_way = Some((self.send)(call, self.list)),
                Err(error) => return Some(Err(error)),
            }
        }
        self.under_way.as_mut().map(Ok)
    }

    /// Continues with a page that has arrived.
    fn advance(&mut self, fetched: Fetched<P>) -> Option<Result<(P, Odd), Error>> {
        self.under_way = None;
        let Page { response, odd, json } = match fetched {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        if let Err(error) = self.cursor.advance(&json, response.headers()) {
            return Some(Err(error));
        }
        let mut page = None;
        self.metadata = Some(response.map(|body| page = Some(body)));
        page.map(|page| Ok((page, odd)))
    }

    pub(super) fn poll_whole(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, Error>>> {
        self.poll_page(context).map(|page| page.map(|page| page.and_then(whole)))
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(P, Odd), Error>>> {
        let fetched = match self.fetch() {
            Some(Ok(fetch)) => ready!(fetch.as_mut().poll(context)),
            Some(Err(error)) => Err(error),
            None => return Poll::Ready(None),
        };
        Poll::Ready(self.advance(fetched))
    }
}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

/// The items of a list, across its pages.
///
/// A page is requested when you ask for its first item, as with [`Pages`]. An item that cannot be decoded is an
/// [`Error::Decode`] with its path and its JSON, and the items after it follow.
#[must_use = "nothing is sent until an item is requested"]
pub struct Items<P: 'static, T> {
    pages: Pages<P>,
    take: fn(&mut P) -> Vec<T>,
    page: Option<P>,
    hand: vec::IntoIter<T>,
    /// The items of the page that cannot be decoded.
    odd: VecDeque<(usize, Error)>,
    /// The index of the next item in its page.
    index: usize,
    /// The number of pages in a row without an item.
    empty_pages: u32,
    max_empty_pages: Option<u32>,
}

/// The default number of pages in a row that may have no items.
const MAX_EMPTY_PAGES: u32 = 1_000;

impl<P: 'static, T> Items<P, T> {
    /// `take` takes the items out of a page.
    pub(crate) fn new(call: Call, paging: &'static Paging, take: fn(&mut P) -> Vec<T>) -> Self
    where
        P: ReadJson,
        T: ReadJson + 'static,
    {
        let send = |call: Call, list| -> Fetch<P> { Box::pin(call.send_page::<P, T>(list)) };
        Self {
            pages: Pages { send, list: Some(paging.items), ..Pages::new(call, paging) },
            take,
            page: None,
            hand: Vec::new().into_iter(),
            odd: VecDeque::new(),
            index: 0,
            empty_pages: 0,
            max_empty_pages: Some(MAX_EMPTY_PAGES),
        }
    }

    /// Sets the maximum number of pages in a row without items; more are an [`Error::Pagination`]. Default: 1,000; `None`
    /// means no limit.
    pub fn max_empty_pages(mut self, limit: impl Into<Option<u32>>) -> Self {
        self.max_empty_pages = limit.into();
        self
    }

    /// Starts at an earlier [`cursor`](Items::cursor) instead of the start of the call. Call it before the first item
    /// is requested.
    pub fn starting_at(mut self, cursor: impl Into<String>) -> Self {
        self.pages = self.pages.starting_at(cursor);
        self
    }

    /// Returns the next item; `None` after the last one, or after an error other than that of a single item.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Returns the next item; `None` after the last one, or after an error other than that of a single item.
    ///
    /// # Errors
    ///
    /// If it cannot be decoded, its page cannot be requested, pages repeat or lead nowhere, or too many in a row have no items.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// Returns all remaining items. To keep the others if one cannot be decoded, use [`next`](Items::next).
    ///
    /// # Errors
    ///
    /// Those of [`try_next`](Items::try_next).
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    /// Returns where to continue later without missing an item: at the current page while it has items left (its
    /// other items will be repeated), otherwise at the next page. After an error it is the start of the page that
    /// failed. `None` in the first page, and after the last: [`position`](Items::position) tells these apart.
    pub fn cursor(&self) -> Option<&str> {
        self.position().cursor()
    }

    /// Returns the position of the page at which to continue later, see [`cursor`](Items::cursor).
    pub fn position(&self) -> PagePosition<'_> {
        if self.is_empty() { self.pages.position() } else { self.pages.cursor.current() }
    }

    /// Returns whether there are no more items.
    pub fn is_done(&self) -> bool {
        self.is_empty() && self.pages.is_done()
    }

    /// Returns whether the current page has no items left.
    fn is_empty(&self) -> bool {
        self.hand.as_slice().is_empty() && self.odd.is_empty()
    }

    /// Returns the next item of the current page.
    fn in_hand(&mut self) -> Option<Result<T, Error>> {
        let is_odd = self.odd.front().is_some_and(|(index, _)| *index == self.index);
        self.index += 1;
        if is_odd {
            return self.odd.pop_front().map(|(_, error)| Err(error));
        }
        self.hand.next().map(Ok)
    }

    /// Returns the current page, without its items.
    pub fn page(&self) -> Option<&P> {
        self.page.as_ref()
    }

    /// Returns status, headers, request id and attempts of the current page.
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.pages.metadata()
    }

    /// Returns the pages after the current one.
    pub fn into_pages(self) -> Pages<P> {
        Pages { list: None, ..self.pages }
    }

    /// Makes a page the current one.
    fn open(&mut self, (mut page, odd): (P, Odd)) {
        self.hand = (self.take)(&mut page).into_iter();
        (self.page, self.odd, self.index) = (Some(page), odd.into(), 0);
        if !self.is_empty() {
            self.empty_pages = 0;
            return;
        }
        self.empty_pages = self.empty_pages.saturating_add(1);
        if self.max_empty_pages.is_some_and(|limit| self.empty_pages >= limit) {
            self.pages.cursor.give_up(self.empty_pages);
        }
    }

    pub(super) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.in_hand() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.open(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Its fields are never pinned.
impl<P, T> Unpin for Items<P, T> {}

impl<P, T> fmt::Debug for Items<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("in_hand", &self.hand.len())
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::super::super::blocking::{Blocking, run};
    use super::{Error, Items, Odd, Pages, whole};

    impl<P: 'static> Pages<P> {
        /// Converts it into an iterator that waits for every page. Do not use it in async code.
        pub fn into_blocking(self) -> Blocking<Self> {
            Blocking::new(self)
        }
    }

    impl<P: 'static, T> Items<P, T> {
        /// Converts it into an iterator that waits for every page. Do not use it in async code.
        pub fn into_blocking(self) -> Blocking<Self> {
            Blocking::new(self)
        }
    }

    impl<P: 'static> Pages<P> {
        fn wait(&mut self) -> Option<Result<(P, Odd), Error>> {
            if let Err(error) = self.fetch()? {
                return Some(Err(error));
            }
            let fetched = run(self.under_way.take()?);
            self.advance(fetched)
        }
    }

    impl<P: 'static> Iterator for Blocking<Pages<P>> {
        type Item = Result<P, Error>;

        fn next(&mut self) -> Option<Self::Item> {
            Some(self.get_mut().wait()?.and_then(whole))
        }
    }

    impl<P: 'static, T> Iterator for Blocking<Items<P, T>> {
        type Item = Result<T, Error>;

        fn next(&mut self) -> Option<Self::Item> {
            let items = self.get_mut();
            loop {
                if let Some(item) = items.in_hand() {
                    return Some(item);
                }
                match items.pages.wait()? {
                    Ok(page) => items.open(page),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
    }
}
