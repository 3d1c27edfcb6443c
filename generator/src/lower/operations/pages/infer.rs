//! The pagination that the parameters, the response and the headers of an operation show.

use super::request::{Ask, asks, limit};
use super::response::{Items, Leaf, Response};
use super::words::{
    AFTER, CURRENT, CURSORS, LAST, MORE, NEXT, NEXT_URLS, OFFSETS, PAGE_COUNTS, PAGES, TOTALS, WEAK_OFFSETS,
    rank, word,
};
use crate::model::{
    Method, Operation, PageKind, PageSource, PageTarget, Pagination, Presence, Scalar, Ty, TypeDef, WirePath,
};

/// Everything that an operation shows about its pages.
pub(super) struct Evidence<'a> {
    pub(super) operation: &'a Operation,
    pub(super) response: Response<'a>,
    pub(super) asks: Vec<Ask<'a>>,
    items: Items,
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Evidence<'a> {
    /// `items` is the path to the items; by default they are the only list. `None` if the response has no such list.
    pub(super) fn new(types: &'a [TypeDef], operation: &'a Operation, items: Option<&str>) -> Option<Self> {
        let response = Response::new(types, operation)?;
        let segments = operation.path.split('?').next().unwrap_or_default().split('/');
        let place = segments.rev().find(|segment| !segment.is_empty() && !segment.starts_with('{'));
        let items = response.items(items, &word(place.unwrap_or_default()))?;
        let leaves = response.leaves(&items.way);
        Some(Self { operation, response, asks: asks(response, operation), items, leaves })
    }

    /// Pagination of a kind, with the facts that the response has.
    pub(super) fn pagination(
        self,
        kind: PageKind,
        target: PageTarget,
        next: Option<PageSource>,
    ) -> Pagination {
        let is_counted = matches!(kind, PageKind::Page { .. } | PageKind::Offset { .. });
        let is_by_page = matches!(kind, PageKind::Page { .. });
        let path = |leaf: Option<&Leaf<'_>>| leaf.map(|leaf| leaf.path.clone());
        let more = path(self.boolean(MORE));
        Pagination {
            last: if more.is_none() { path(self.boolean(LAST)) } else { None },
            total: if is_counted { self.total() } else { None },
            pages: if is_by_page { path(self.number(PAGE_COUNTS)) } else { None },
            current: None,
            limit: if is_counted { limit(&self.asks) } else { None },
            kind,
            target,
            next,
            more,
            items: self.items.way,
            item: self.items.item,
        }
    }

    /// The first property with one of these names that passes a test.
    fn leaf(&self, words: &[&str], is_right: impl Fn(&Leaf<'_>) -> bool) -> Option<&Leaf<'a>> {
        let found =
            self.leaves.iter().filter_map(|leaf| Some((leaf.path.len(), rank(words, &leaf.word)?, leaf)));
        found
            .filter(|(_, _, leaf)| is_right(leaf))
            .min_by_key(|(depth, rank, _)| (*depth, *rank))
            .map(|(_, _, leaf)| leaf)
    }

    fn boolean(&self, words: &[&str]) -> Option<&Leaf<'a>> {
        self.leaf(words, |leaf| *leaf.ty == Ty::Scalar(Scalar::Bool))
    }

    fn number(&self, words: &[&str]) -> Option<&Leaf<'a>> {
        self.leaf(words, |leaf| is_number(leaf.ty))
    }

    /// The number of items in all pages. A `count` is that number only beside the URLs of the pages around; elsewhere it may be that of
    /// this page.
    fn total(&self) -> Option<WirePath> {
        let has = |path: &[String], word: &str| {
            self.leaves.iter().any(|leaf| {
                leaf.word == word
                    && leaf.path.len() == path.len()
                    && leaf.path.starts_with(&path[..path.len() - 1])
            })
        };
        let count = || {
            self.number(&["count"]).filter(|count| {
                has(&count.path, "next") && (has(&count.path, "previous") || has(&count.path, "prev"))
            })
        };
        self.number(TOTALS).or_else(count).map(|leaf| leaf.path.clone())
    }

    /// The pagination that the operation shows.
    pub(super) fn infer(self) -> Option<Pagination> {
        let is_get = match self.operation.method {
            Method::Get => true,
            // The response of other requests has to show that they only read.
            Method::Post | Method::Query => false,
            Method::Put
            | Method::Delete
            | Method::Options
            | Method::Head
            | Method::Patch
            | Method::Trace
            | Method::Other(_) => return None,
        };
        if let Some((target, next)) = self.cursor(Strength::Strong) {
            return Some(self.pagination(PageKind::Cursor, target, Some(next)));
        }
        let number = self.counted(is_get);
        if is_get && self.has_link_header() {
            let next = Some(PageSource::Header("link".to_owned()));
            return Some(self.pagination(PageKind::Url, PageTarget::Url, next));
        }
        let takes_cursor = self.asks.iter().any(|ask| rank(CURSORS, &ask.word).is_some());
        let url = self
            .leaves
            .iter()
            .find(|leaf| is_url(leaf))
            .filter(|_| is_get && (number.is_none() || takes_cursor));
        if let Some(url) = url {
            let next = PageSource::Property(url.path.clone());
            return Some(self.pagination(PageKind::Url, PageTarget::Url, Some(next)));
        }
        if let Some((target, next)) = self.cursor(Strength::Weak) {
            return Some(self.pagination(PageKind::Cursor, target, Some(next)));
        }
        if let Some(target) = self.last_item() {
            let id = vec!["id".to_owned()];
            return Some(self.pagination(PageKind::LastItem { id }, target, None));
        }
        let (kind, target) = number?;
        Some(self.pagination_by_number(kind, target, None, None))
    }

    /// Pagination by number, with the number of the first page or item if it is known.
    pub(super) fn pagination_by_number(
        self,
        kind: PageKind,
        target: PageTarget,
        first: Option<u64>,
        next: Option<PageSource>,
    ) -> Pagination {
        let ask = self.asks.iter().find(|ask| ask.target == target);
        let shown = first.or_else(|| ask?.first());
        let word = ask.map(|ask| ask.word.clone()).unwrap_or_default();
        let next =
            next.or_else(|| self.next_of_number(&word).map(|leaf| PageSource::Property(leaf.path.clone())));
        let (kind, current) = match kind {
            PageKind::Page { first } => (
                PageKind::Page { first: shown.unwrap_or(first) },
                self.number(CURRENT).map(|leaf| leaf.path.clone()),
            ),
            PageKind::Offset { first } => (
                PageKind::Offset { first: shown.unwrap_or(first) },
                self.number(&[&word]).map(|leaf| leaf.path.clone()),
            ),
            other @ (PageKind::Cursor | PageKind::LastItem { .. } | PageKind::Url) => (other, None),
        };
        let current = current.filter(|_| shown.is_none());
        Pagination { current, ..self.pagination(kind, target, next) }
    }

    /// The request value for a cursor, and the location of the next cursor.
    fn cursor(&self, strength: Strength) -> Option<(PageTarget, PageSource)> {
        let found = self.asks.iter().flat_map(|ask| {
            let order = rank(CURSORS, &ask.word).unwrap_or(CURSORS.len());
            self.leaves.iter().filter_map(move |leaf| {
                Some((self.score(ask, leaf, strength)?, order, leaf.path.len(), ask, leaf))
            })
        });
        let (.., ask, leaf) = found.min_by_key(|(score, order, depth, ..)| (*order, *score, *depth))?;
        Some((ask.target.clone(), PageSource::Property(leaf.path.clone())))
    }

    /// How well a property matches a request value, if it is the next cursor. Lower is better.
    fn score(&self, ask: &Ask<'_>, leaf: &Leaf<'_>, strength: Strength) -> Option<usize> {
        if !self.response.is_scalar(leaf.ty) || is_url(leaf) || ask.is_time() || self.needs_switch(ask) {
            return None;
        }
        let takes_cursor = rank(CURSORS, &ask.word).is_some();
        let is_string = rank(PAGES, &ask.word).is_some() && !ask.is_number();
        let is_next = leaf.word.strip_prefix("next") == Some(&*ask.word);
        let is_counted = ask.is_number()
            && [PAGES, OFFSETS, WEAK_OFFSETS].iter().any(|words| rank(words, &ask.word).is_some());
        match strength {
            // The number of the next page; see `next_of_number`.
            Strength::Strong if is_counted && !(leaf.word == "next" && self.is_echoed(ask, leaf)) => None,
            Strength::Strong if is_next => Some(0),
            Strength::Strong if takes_cursor || is_string => match leaf.word.as_str() {
                "next" if leaf.parent == "cursors" => Some(1),
                word if rank(NEXT, word).is_some() => Some(2),
                "next" => Some(3),
                word if leaf.parent == "next" && word == ask.word => Some(4),
                _ => None,
            },
            Strength::Strong => (leaf.word == "next" && self.is_echoed(ask, leaf)).then_some(5),
            Strength::Weak if takes_cursor => match leaf.word.as_str() {
                "after" if leaf.parent == "cursors" => Some(0),
                "lastid" if rank(AFTER, &ask.word).is_some() => Some(1),
                word if word == ask.word || word == "cursor" => leads_on(leaf).then_some(2),
                _ => None,
            },
            Strength::Weak => None,
        }
    }

    /// Whether the response repeats a request value, beside a property.
    fn is_echoed(&self, ask: &Ask<'_>, next: &Leaf<'_>) -> bool {
        let is_weak = rank(WEAK_OFFSETS, &ask.word).is_some();
        let is_echo = |leaf: &&Leaf<'_>| {
            leaf.word == ask.word && leaf.path.len() == next.path.len() && leaf.parent == next.parent
        };
        is_weak && is_number(next.ty) && self.leaves.iter().any(|leaf| is_echo(&leaf))
    }

    /// Whether the server takes a cursor only if another parameter asks for it, such as `usemarker`.
    fn needs_switch(&self, ask: &Ask<'_>) -> bool {
        let is_switch = |name: &str| word(name).strip_prefix("use") == Some(&*ask.word);
        self.operation.parameters.iter().any(|parameter| is_switch(&parameter.wire))
    }

    /// The request value for the number of a page or of its first item.
    fn counted(&self, is_get: bool) -> Option<(PageKind, PageTarget)> {
        let ask = |words: &[&str]| {
            let asks = self.asks.iter().filter(|ask| ask.is_number());
            asks.filter_map(|ask| Some((rank(words, &ask.word)?, ask)))
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, ask)| ask)
        };
        let weak =
            || ask(WEAK_OFFSETS).filter(|ask| self.number(&[&ask.word]).is_some() && self.total().is_some());
        let (kind, ask) = match ask(OFFSETS).or_else(weak) {
            Some(offset) => (PageKind::Offset { first: 0 }, offset),
            None => (PageKind::Page { first: 1 }, ask(PAGES)?),
        };
        // Some APIs count from 0 and some from 1: the first item would be returned twice, or not at all.
        let is_clear =
            ask.word != "startindex" || ask.first().is_some() || self.number(&["startindex"]).is_some();
        let shows_end = || {
            self.total().is_some()
                || self.boolean(MORE).or(self.boolean(LAST)).or(self.number(PAGE_COUNTS)).is_some()
                || self.next_of_number(&ask.word).is_some()
        };
        // An object with an id is a single thing, whose list may be a detail.
        let is_list = || is_get && self.leaves.iter().all(|leaf| leaf.word != "id");
        (is_clear && (shows_end() || is_list())).then(|| (kind, ask.target.clone()))
    }

    /// The property that leads to the next page where pages are numbered: a number, a URL, or an object that may be null.
    fn next_of_number(&self, asked: &str) -> Option<&Leaf<'a>> {
        let own = format!("next{asked}");
        let may_be_absent = |leaf: &Leaf<'_>| leaf.field.presence != Presence::Required;
        let by_number = || self.leaf(&[&own, "nextpage", "next"], |leaf| is_number(leaf.ty));
        let by_url = || self.leaves.iter().find(|leaf| is_url(leaf));
        let by_object = || {
            self.leaf(&[&own, "nextpage", "next"], |leaf| match leaf.ty {
                Ty::Scalar(scalar) => may_be_absent(leaf) && *scalar == Scalar::String,
                // Elsewhere it may be anything, such as the next version of the response.
                _ => may_be_absent(leaf) && !leaf.parent.is_empty(),
            })
        };
        by_number().or_else(by_url).or_else(by_object)
    }

    /// The request value for the id of the last item.
    fn last_item(&self) -> Option<PageTarget> {
        self.boolean(MORE)?;
        let asks = self.asks.iter().filter(|ask| !ask.is_time());
        let (_, ask) =
            asks.filter_map(|ask| Some((rank(AFTER, &ask.word)?, ask))).min_by_key(|(rank, _)| *rank)?;
        self.response.has_scalar(&self.items.item, "id").then(|| ask.target.clone())
    }

    /// Whether the next page is in a `Link` header: the document declares it, or mentions it where it describes the pages.
    fn has_link_header(&self) -> bool {
        let declared = self.operation.success.headers.iter().flat_map(|headers| &headers.fields);
        let mentions = |text: Option<&String>| {
            let text = text.map(|text| text.to_lowercase().replace('`', "")).unwrap_or_default();
            text.contains("link header")
        };
        let of_pages = self.asks.iter().filter(|ask| self.takes_page(ask));
        declared.into_iter().any(|header| header.wire.eq_ignore_ascii_case("link"))
            || of_pages.into_iter().any(|ask| mentions(ask.doc.description.as_ref()))
    }

    fn takes_page(&self, ask: &Ask<'_>) -> bool {
        names_page(ask) && (!ask.is_time() || self.boolean(MORE).is_some())
    }

    /// The request value or the property that shows that the operation has pages.
    pub(super) fn trace(&self) -> Option<String> {
        if self.operation.method != Method::Get {
            return None;
        }
        let ask = self.asks.iter().find(|ask| self.takes_page(ask)).map(Ask::shown);
        ask.or_else(|| self.has_link_header().then(|| "the header `Link`".to_owned()))
    }
}

/// The request value that shows that an operation has pages, if its list is in the alternatives of a union.
pub(super) fn trace_of_union(types: &[TypeDef], operation: &Operation) -> Option<String> {
    let response = Response::new(types, operation)?;
    if operation.method != Method::Get || !response.is_union_of_lists() {
        return None;
    }
    asks(response, operation).iter().find(|ask| names_page(ask) && !ask.is_time()).map(Ask::shown)
}

/// Whether a request value has a name of those that select a page.
fn names_page(ask: &Ask<'_>) -> bool {
    let words = [CURSORS, PAGES, OFFSETS, &["before", "endingbefore"]];
    words.iter().any(|words| rank(words, &ask.word).is_some())
}

/// How clearly a property is the next cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// By its name alone.
    Strong,
    /// The URL of the next page would be clearer.
    Weak,
}

fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::Scalar(scalar) if scalar.is_integer() || *scalar == Scalar::F64)
}

/// Whether a property is the URL of the next page.
fn is_url(leaf: &Leaf<'_>) -> bool {
    if *leaf.ty != Ty::Scalar(Scalar::String) {
        return false;
    }
    let doc = &leaf.field.doc;
    match (leaf.word.as_str(), leaf.parent.as_str()) {
        (word, _) if rank(NEXT_URLS, word).is_some() => true,
        ("href", "next") | ("next", "links") => true,
        ("next" | "nextpage", _) => {
            let format = doc.constraints.as_ref().and_then(|constraints| constraints.format.as_deref());
            let text = doc.description.as_deref().unwrap_or_default().to_lowercase();
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            let example = doc.example.as_ref().and_then(|example| example.as_str()).unwrap_or_default();
            format.is_some_and(|format| format.starts_with("uri") || format == "url" || format == "iri")
                || words.any(|word| matches!(word, "url" | "uri" | "link" | "href" | "hyperlink"))
                || example.starts_with("http")
                || example.starts_with('/')
        }
        _ => false,
    }
}

/// Whether the description of a cursor is that of the next page, not of the current one.
fn leads_on(leaf: &Leaf<'_>) -> bool {
    let text = leaf.field.doc.description.as_deref().unwrap_or_default().to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "next" | "subsequent" | "following" | "more"))
}
