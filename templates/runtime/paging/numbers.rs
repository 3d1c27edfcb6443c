//! Pages that are selected by their number, or by that of their first item.

use super::super::call::Call;
use super::{
    cursor::Following,
    facts::{Facts, Next},
    page_start,
    rule::Paging,
};

/// A list whose pages are numbered.
pub(super) struct Numbered<'a> {
    pub(super) call: &'a Call,
    pub(super) paging: &'static Paging,
    /// The number of the first page or item.
    pub(super) first: u64,
    /// Whether pages are counted, and not items.
    pub(super) pages: bool,
}

/// The numbers of the pages so far.
#[derive(Default)]
pub(super) struct Numbers {
    /// The hash of the items of the last page, if it did not contain the number of the next one.
    pub(super) counted: Option<u64>,
    /// The number of the first page or item.
    first: Option<u64>,
    /// The number of items so far.
    items: u64,
    /// Whether the first page of the list was among the pages so far.
    whole: bool,
    /// Whether a page so far had as many items as requested.
    full: bool,
    /// Whether a page so far led to the next one.
    had_next: bool,
}

impl Numbers {
    /// Returns the number of the next page or item. If the page contains it, that takes precedence.
    pub(super) fn following(
        &mut self,
        list: &Numbered<'_>,
        current: Option<&str>,
        facts: &Facts,
    ) -> Following {
        let Numbered { first, pages, .. } = *list;
        self.counted = None;
        let here = match current {
            None => facts.current.unwrap_or(first),
            Some(current) => match current.parse() {
                Ok(here) => here,
                Err(_) => {
                    return Following::Failed("the requested page has no number".into(), current.to_owned());
                }
            },
        };
        let from_start = current.is_none();
        let first = *self.first.get_or_insert(if from_start { here } else { first });
        self.whole |= here == first;
        self.items = self.items.saturating_add(facts.count);
        let counted = here.saturating_add(if pages { 1 } else { facts.count });
        if !self.has_more(list, facts, counted - first.min(counted)) {
            return Following::None;
        }
        let is_number = |value: &String| value.parse::<u64>().is_ok();
        let given = match &facts.next {
            Next::Value(value) if is_number(value) => Some(value.clone()),
            Next::Value(value) => page_start::in_url(value, list.paging.target).filter(is_number),
            Next::Unknown | Next::Nothing | Next::Other => None,
        };
        self.counted = given.is_none().then_some(facts.items);
        Following::At(given.unwrap_or_else(|| counted.to_string()))
    }

    /// Returns whether there is another page; `done` pages or items precede it.
    ///
    /// Facts take precedence over a guess. A page that is shorter than requested is the last one only if another page was full:
    /// otherwise the server may have its own limit.
    fn has_more(&mut self, list: &Numbered<'_>, facts: &Facts, done: u64) -> bool {
        let pages = list.pages;
        let limit =
            list.paging.limit.and_then(|name| page_start::query(list.call, name)?.parse::<u64>().ok());
        self.full |= limit.is_some_and(|limit| facts.count >= limit);
        let next = match facts.next {
            Next::Value(_) | Next::Other => Some(true),
            Next::Nothing => Some(false),
            Next::Unknown => self.had_next.then_some(false),
        };
        self.had_next |= next == Some(true);
        if let Some(more) = facts.more.or(next) {
            return more;
        }
        // In the middle of a list whose first number is a guess, nobody knows how many precede.
        let is_known = self.whole || list.paging.current.is_none();
        let is_last = match (facts.pages, facts.total) {
            (Some(all), _) if pages && is_known => done >= all,
            (_, Some(total)) if !pages && is_known => done >= total,
            (_, Some(total)) if self.whole => self.items >= total,
            _ => match facts.link {
                Some(more) => !more,
                None => self.full && limit.is_some_and(|limit| facts.count < limit),
            },
        };
        facts.count > 0 && !is_last
    }
}
