//! The names that APIs use for pagination. They are compared as words: in lower case, letters and digits only.

/// A name as a word: `page[number]`, `pageNumber` and `page_number` are the same.
pub(super) fn word(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Request values that take a cursor. The first is used if a request has several.
pub(super) const CURSORS: &[&str] = &[
    "cursor",
    "pagecursor",
    "nextcursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "paginationtoken",
    "paginationkey",
    "continuation",
    "continue",
    "marker",
    "nextmarker",
    "bookmark",
    "skiptoken",
    "resumptiontoken",
    "exclusivestartkey",
    "startcursor",
    "aftercursor",
    "after",
    "pageafter",
    "startingafter",
    "startafter",
    "afterid",
    "pagekey",
    "nextpage",
];

/// Those that take the id of an item.
pub(super) const AFTER: &[&str] = &["after", "pageafter", "startingafter", "startafter", "afterid"];

/// Request values that take the number of a page.
pub(super) const PAGES: &[&str] =
    &["page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage", "pagepage"];

/// Request values that take the number of the first item.
pub(super) const OFFSETS: &[&str] =
    &["offset", "skip", "startat", "startindex", "pageoffset", "startrow", "firstresult", "startposition"];

/// Request values that may take the number of the first item: only if the response repeats it or has a total.
pub(super) const WEAK_OFFSETS: &[&str] = &["start", "from"];

/// Request values that take the size of a page.
pub(super) const LIMITS: &[&str] = &[
    "limit",
    "perpage",
    "pagesize",
    "pagelimit",
    "size",
    "take",
    "top",
    "count",
    "maxresults",
    "maxitems",
    "itemsperpage",
    "hitsperpage",
    "rows",
];

/// Objects that contain facts about a list.
pub(super) const CONTAINERS: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paginator",
    "paging",
    "page",
    "pages",
    "pageinfo",
    "pagemetadata",
    "pagecontext",
    "resultinfo",
    "responsemetadata",
    "resultset",
    "info",
    "links",
    "cursors",
    "cursor",
    "next",
];

/// Response properties with the next cursor.
pub(super) const NEXT: &[&str] = &[
    "nextcursor",
    "nexttoken",
    "nextpagetoken",
    "nextpagecursor",
    "nextmarker",
    "nextpage",
    "nextkey",
    "nextpagekey",
    "nextbookmark",
    "endcursor",
    "nextcontinuationtoken",
    "continuationtoken",
];

/// Response properties with the URL of the next page.
pub(super) const NEXT_URLS: &[&str] = &[
    "nextlink",
    "odatanextlink",
    "nexturl",
    "nexturi",
    "nexthref",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
];

/// Booleans that are true if there is another page.
pub(super) const MORE: &[&str] = &[
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasmoreitems",
    "hasmorepages",
    "hasmoreresults",
    "hasmoredata",
    "more",
    "morepages",
    "moreavailable",
    "moreresults",
    "istruncated",
];

/// Booleans that are true on the last page.
pub(super) const LAST: &[&str] = &["last", "islast", "islastpage", "lastpage", "endofrecords"];

/// Numbers of items in all pages.
pub(super) const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalentries",
    "totalrecords",
    "totalelements",
    "totalrows",
    "totalobjects",
    "totalhits",
];

/// Numbers of pages.
pub(super) const PAGE_COUNTS: &[&str] =
    &["totalpages", "pagecount", "pagescount", "numpages", "lastpage", "pages"];

/// Numbers of the current page or of its first item.
pub(super) const CURRENT: &[&str] = &["page", "currentpage", "pagenumber", "pageindex", "number"];

/// Lists of items. The first is used if a response has several lists.
pub(super) const ITEMS: &[&str] = &[
    "data",
    "items",
    "results",
    "records",
    "entries",
    "values",
    "value",
    "list",
    "rows",
    "content",
    "elements",
    "objects",
    "resources",
    "hits",
    "documents",
];

/// The position of a name in a list of words.
pub(super) fn rank(words: &[&str], word: &str) -> Option<usize> {
    words.iter().position(|known| *known == word)
}
