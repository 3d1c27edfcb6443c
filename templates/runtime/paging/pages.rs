//! Lists that come in pages, fetched as they are needed.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    vec,
};

use serde::de::DeserializeOwned;

use super::super::{call::Call, error::Error, http::Response, time::BoxFuture};
use super::cursor::{PageCursor, Paging};

type Fetched<P> = Result<Response<P>, Error>;
type Fetch<P> = BoxFuture<'static, Fetched<P>>;

/// The pages of a list, one after the other.
///
/// Nothing is sent until a page is asked for, and no page before it is asked for. After the last page, and after an
/// error, there are no more. A future of [`next`](Pages::next) that is dropped loses nothing: the next one goes on with
/// the same request.
#[must_use = "nothing is sent until a page is asked for"]
pub struct Pages<P: 'static> {
    paging: &'static Paging<P>,
    send: fn(Call) -> Fetch<P>,
    cursor: PageCursor,
    under_way: Option<Fetch<P>>,
    metadata: Option<Response<()>>,
}

impl<P: 'static> Pages<P> {
    pub(crate) fn new(call: Call, paging: &'static Paging<P>) -> Self
    where
        P: DeserializeOwned,
    {
        Self {
            paging,
            send: |call| Box::pin(call.send_json()),
            cursor: PageCursor::new(call, paging.parameter()),
            under_way: None,
            metadata: None,
        }
    }

    /// Begins at what [`cursor`](Pages::cursor) gave earlier, in place of what the call says. To be called before the
    /// first page is asked for.
    pub fn starting_at(mut self, cursor: impl Into<String>) -> Self {
        self.cursor.start(cursor.into());
        self
    }

    /// The next page; `None` after the last one or an error.
    pub async fn next(&mut self) -> Option<Result<P, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// The next page; `None` after the last one or an error.
    ///
    /// # Errors
    ///
    /// If the page cannot be fetched, or the pages go in a circle.
    pub async fn try_next(&mut self) -> Result<Option<P>, Error> {
        self.next().await.transpose()
    }

    /// All pages that are left.
    ///
    /// # Errors
    ///
    /// If one of them cannot be fetched, or the pages go in a circle.
    pub async fn try_collect(mut self) -> Result<Vec<P>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.try_next().await? {
            pages.push(page);
        }
        Ok(pages)
    }

    /// Where the next page begins, to go on from there at another time: through
    /// [`starting_at`](Pages::starting_at), or the call's own parameter if it has one. After an error it is the page that
    /// failed. `None` for the very first page, and after the last.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.next()
    }

    /// Whether there is nothing left to ask for.
    pub fn is_done(&self) -> bool {
        self.under_way.is_none() && self.cursor.is_over()
    }

    /// Status, headers, request id and attempts of the last page that came.
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.metadata.as_ref()
    }

    /// Begins to fetch the next page, unless it is under way.
    fn fetch(&mut self) -> Option<Result<&mut Fetch<P>, Error>> {
        if self.under_way.is_none() {
            match self.cursor.request()? {
                Ok(call) => self.under_way = Some((self.send)(call)),
                Err(error) => return Some(Err(error)),
            }
        }
        self.under_way.as_mut().map(Ok)
    }

    /// Goes on from what was fetched.
    fn advance(&mut self, fetched: Fetched<P>) -> Option<Result<P, Error>> {
        self.under_way = None;
        let response = match fetched {
            Ok(response) => response,
            Err(error) => return Some(Err(error)),
        };
        self.cursor.advance(self.paging.step(response.body(), response.headers()));
        let mut page = None;
        self.metadata = Some(response.map(|body| page = Some(body)));
        page.map(Ok)
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, Error>>> {
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

/// The items of a list, of one page after the other.
///
/// As with [`Pages`], a page is fetched when its first item is asked for.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Items<P: 'static, T> {
    pages: Pages<P>,
    take: fn(&mut P) -> Vec<T>,
    page: Option<P>,
    hand: vec::IntoIter<T>,
    /// How many pages without an item have come one after the other.
    empty_pages: u32,
    max_empty_pages: Option<u32>,
}

/// How many pages in a row may be without an item, by default.
const MAX_EMPTY_PAGES: u32 = 1_000;

impl<P: 'static, T> Items<P, T> {
    /// `take` takes the items out of a page.
    pub(crate) fn new(call: Call, paging: &'static Paging<P>, take: fn(&mut P) -> Vec<T>) -> Self
    where
        P: DeserializeOwned,
    {
        Self {
            pages: Pages::new(call, paging),
            take,
            page: None,
            hand: Vec::new().into_iter(),
            empty_pages: 0,
            max_empty_pages: Some(MAX_EMPTY_PAGES),
        }
    }

    /// How many pages in a row may be without an item. If yet another page follows, that is an
    /// [`Error::Pagination`]. The default is 1,000; `None` is without limit.
    pub fn max_empty_pages(mut self, limit: impl Into<Option<u32>>) -> Self {
        self.max_empty_pages = limit.into();
        self
    }

    /// Begins at the page that [`cursor`](Items::cursor) gave earlier, in place of what the call says. To be called
    /// before the first item is asked for.
    pub fn starting_at(mut self, cursor: impl Into<String>) -> Self {
        self.pages = self.pages.starting_at(cursor);
        self
    }

    /// The next item; `None` after the last one or an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// The next item; `None` after the last one or an error.
    ///
    /// # Errors
    ///
    /// If its page cannot be fetched, the pages go in a circle, or too many in a row have no item.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// If a page cannot be fetched, the pages go in a circle, or too many in a row have no item.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
            items.extend(self.hand.by_ref());
        }
        Ok(items)
    }

    /// Where to begin another time so that no item is missed: at the page in hand while some of its items are still to
    /// come (the others will come again), else at the next one. After an error it is the page that failed. `None` for
    /// the very first page, and after the last.
    pub fn cursor(&self) -> Option<&str> {
        if self.hand.as_slice().is_empty() { self.pages.cursor() } else { self.pages.cursor.current() }
    }

    /// Whether there is nothing left to ask for.
    pub fn is_done(&self) -> bool {
        self.hand.as_slice().is_empty() && self.pages.is_done()
    }

    /// The page in hand, its items taken out.
    pub fn page(&self) -> Option<&P> {
        self.page.as_ref()
    }

    /// Status, headers, request id and attempts of the page in hand.
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.pages.metadata()
    }

    /// The pages after the one in hand.
    pub fn into_pages(self) -> Pages<P> {
        self.pages
    }

    /// Takes a page in hand.
    fn open(&mut self, mut page: P) {
        self.hand = (self.take)(&mut page).into_iter();
        self.page = Some(page);
        if !self.hand.as_slice().is_empty() {
            self.empty_pages = 0;
            return;
        }
        self.empty_pages = self.empty_pages.saturating_add(1);
        if self.max_empty_pages.is_some_and(|limit| self.empty_pages >= limit) {
            self.pages.cursor.give_up(self.empty_pages);
        }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.hand.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.open(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is ever pinned.
impl<P, T> Unpin for Items<P, T> {}

impl<P, T> fmt::Debug for Items<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("in_hand", &self.hand.len())
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "stream")]
mod stream {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use futures_core::Stream;

    use super::{Error, Items, Pages};

    impl<P: 'static> Stream for Pages<P> {
        type Item = Result<P, Error>;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.get_mut().poll_page(context)
        }
    }

    impl<P: 'static, T> Stream for Items<P, T> {
        type Item = Result<T, Error>;

        fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.get_mut().poll_item(context)
        }
    }
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::super::super::blocking::{Blocking, run};
    use super::{Error, Items, Pages};

    impl<P: 'static> Pages<P> {
        /// The same without `await`: an iterator that waits for every page. Not to be used inside of async code.
        pub fn into_blocking(self) -> Blocking<Self> {
            Blocking::new(self)
        }
    }

    impl<P: 'static, T> Items<P, T> {
        /// The same without `await`: an iterator that waits for every page. Not to be used inside of async code.
        pub fn into_blocking(self) -> Blocking<Self> {
            Blocking::new(self)
        }
    }

    impl<P: 'static> Pages<P> {
        fn wait(&mut self) -> Option<Result<P, Error>> {
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
            self.get_mut().wait()
        }
    }

    impl<P: 'static, T> Iterator for Blocking<Items<P, T>> {
        type Item = Result<T, Error>;

        fn next(&mut self) -> Option<Self::Item> {
            let items = self.get_mut();
            loop {
                if let Some(item) = items.hand.next() {
                    return Some(Ok(item));
                }
                match items.pages.wait()? {
                    Ok(page) => items.open(page),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
    }
}
