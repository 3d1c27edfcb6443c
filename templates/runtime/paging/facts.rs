//! The facts that a page contains about its list.

use http::{HeaderMap, header::LINK};

use super::super::json::pick::{Keys, PickedList, pick, pick_one, scalar};
use super::{
    hash,
    rule::{Kind, Paging, Source},
};

/// The facts that a page contains about its list.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The number of items in this page.
    pub(super) count: u64,
    /// The hash of the items.
    pub(super) items: u64,
    /// The property of the last item that identifies it.
    pub(super) last_item: Option<String>,
    pub(super) next: Next,
    /// Whether there is another page.
    pub(super) more: Option<bool>,
    /// The number of items in all pages.
    pub(super) total: Option<u64>,
    /// The number of pages.
    pub(super) pages: Option<u64>,
    /// The number of this page, or of its first item.
    pub(super) current: Option<u64>,
    /// Whether the `Link` header contains another page. `None` if there is no such header.
    pub(super) link: Option<bool>,
}

/// The cursor, number or URL of the next page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Next {
    /// It is absent, and so is the outermost object that would contain it.
    #[default]
    Unknown,
    /// There is no next page.
    Nothing,
    Value(String),
    /// A value that is neither a string nor a number.
    Other,
}

impl Facts {
    /// Reads the facts that `paging` needs.
    pub(crate) fn read(paging: &Paging, json: &[u8], headers: &HeaderMap) -> Self {
        let next = match paging.next {
            Some(Source::Property(path)) => Some(path),
            Some(Source::Header(_)) | None => None,
        };
        // Its presence shows that the server sends such facts.
        let around = next.filter(|path| path.len() > 1).map(|path| &path[..1]);
        let wanted = [next, around, paging.more, paging.last, paging.total, paging.pages, paging.current];
        let paths: Vec<Keys> = wanted.iter().copied().flatten().collect();
        let picked = pick(json, &paths, Some(paging.items));
        let mut found = picked.values.into_iter();
        let [next, around, more, last, total, pages, current] =
            wanted.map(|path| path.and_then(|_| found.next().flatten()));
        let next = match paging.next {
            Some(Source::Property(_)) => Next::new(next, around),
            Some(Source::Header(name)) => Next::in_header(name, headers),
            None => Next::Unknown,
        };
        let more = more.and_then(boolean).or(last.and_then(boolean).map(|is_last| !is_last));
        let (total, pages, current) =
            (total.and_then(number), pages.and_then(number), current.and_then(number));
        let facts = Self { next, more, total, pages, current, ..Self::default() };
        facts.with_list(paging, picked.list, headers)
    }

    fn with_list(self, paging: &Paging, list: Option<PickedList<'_>>, headers: &HeaderMap) -> Self {
        let Some(PickedList { json, count, last }) = list else { return self };
        let last_item = match paging.kind {
            Kind::LastItem(id) => last.and_then(|item| scalar(pick_one(item.as_bytes(), id)?)),
            _ => None,
        };
        let link = headers.contains_key(LINK).then(|| next_link(headers).is_some());
        Self { count, items: hash(json), last_item, link, ..self }
    }
}

impl Next {
    /// `around` is the outermost value that contains it.
    fn new(json: Option<&str>, around: Option<&str>) -> Self {
        match json {
            None if around.is_some() => Self::Nothing,
            None => Self::Unknown,
            Some("null" | "false" | r#""""#) => Self::Nothing,
            Some(json) => scalar(json).map_or(Self::Other, Self::Value),
        }
    }

    fn in_header(name: &str, headers: &HeaderMap) -> Self {
        let value = if LINK.as_str() == name {
            next_link(headers)
        } else {
            headers.get(name).and_then(|value| value.to_str().ok()).map(|value| value.trim().to_owned())
        };
        value.filter(|value| !value.is_empty()).map_or(Self::Nothing, Self::Value)
    }
}

fn boolean(json: &str) -> Option<bool> {
    json.parse().ok()
}

fn number(json: &str) -> Option<u64> {
    scalar(json)?.trim_end_matches(".0").parse().ok()
}

/// Returns the URL of the next page in a `Link` header: `<https://…?page=2>; rel="next"`.
fn next_link(headers: &HeaderMap) -> Option<String> {
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

// part: tests
#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
// end
