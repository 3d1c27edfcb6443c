//! Every kind of pagination, against a server.

use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::pagination_kinds::resources::Lists;
use crate::pagination_kinds::types::{ListsQueryBody, ListsSearchBody, Pagination, Row};
use crate::runtime::{Error, Items, PagePosition, Pages};
use crate::wire::{client_of, wait};
use crate::wire_streams::request;

/// A page: its headers and its body. `{base}` is the URL of the server.
struct Reply(&'static str, &'static str);

/// Serves these pages, one for each connection. Returns the URL and the requests so far.
async fn serve(pages: Vec<Reply>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (url, requests) = (base.clone(), Arc::new(Mutex::new(Vec::new())));
    let log = requests.clone();
    tokio::spawn(async move {
        for Reply(headers, body) in pages {
            let (mut socket, _) = listener.accept().await.unwrap();
            let text = request(&mut socket).await;
            let first = text.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
            let sent = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            log.lock().unwrap().push(if sent.is_empty() { first } else { format!("{first} {sent}") });
            let (headers, body) = (headers.replace("{base}", &url), body.replace("{base}", &url));
            let status = if body == "404" { "404 Not Found" } else { "200 OK" };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}connection: close\r\n\r\n{body}"
            );
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    (base, requests)
}

/// The ids of all items, and the requests.
fn collected<P: 'static>(
    pages: &[&'static str],
    list: impl FnOnce(Lists) -> Items<P, Row>,
) -> (Result<Vec<i64>, Error>, Vec<String>) {
    collected_with(pages.iter().map(|body| Reply("", body)).collect(), list)
}

fn collected_with<P: 'static>(
    pages: Vec<Reply>,
    list: impl FnOnce(Lists) -> Items<P, Row>,
) -> (Result<Vec<i64>, Error>, Vec<String>) {
    wait(async {
        let (base, requests) = serve(pages).await;
        let rows = list(Lists { client: client_of(&base) }).try_collect().await;
        let requests = requests.lock().unwrap().clone();
        (rows.map(|rows| rows.into_iter().map(|row| row.id).collect()), requests)
    })
}

/// Checks that a list has the rows 1, 2 and 3, and ends after these requests.
#[track_caller]
fn check<P: 'static>(pages: &[&'static str], list: impl FnOnce(Lists) -> Items<P, Row>, requests: &[&str]) {
    let (rows, sent) = collected(pages, list);
    assert_eq!(rows.unwrap(), [1, 2, 3]);
    assert_eq!(sent, requests);
}

#[track_caller]
fn fails<P: 'static>(pages: &[&'static str], list: impl FnOnce(Lists) -> Items<P, Row>, message: &str) {
    let (rows, sent) = collected(pages, list);
    let error = rows.unwrap_err();
    assert!(matches!(error, Error::Pagination(_)) && error.to_string().contains(message), "{error}");
    assert_eq!(sent.len(), pages.len(), "{sent:?}");
}

#[test]
fn numbered_pages_end_where_the_next_is_null() {
    let requests = ["GET /numbered", "GET /numbered?page=2"];
    for pages in [
        [
            r#"{"count": 3, "next": "http://elsewhere.example/numbered?page=2", "results": [{"id": 1}, {"id": 2}]}"#,
            r#"{"count": 3, "next": null, "results": [{"id": 3}]}"#,
        ],
        // The server omits null.
        [
            r#"{"count": 9, "next": "?page=2", "results": [{"id": 1}, {"id": 2}]}"#,
            r#"{"count": 9, "results": [{"id": 3}]}"#,
        ],
        // It never sends the URL, but counts.
        [r#"{"count": 3, "results": [{"id": 1}, {"id": 2}]}"#, r#"{"count": 3, "results": [{"id": 3}]}"#],
    ] {
        check(&pages, |lists| lists.numbered().items(), &requests);
    }
    // The URL has the number of the next page.
    let pages = [
        r#"{"count": 3, "next": "{base}/numbered?page=7", "results": [{"id": 1}, {"id": 2}]}"#,
        r#"{"count": 3, "next": null, "results": [{"id": 3}]}"#,
    ];
    check(&pages, |lists| lists.numbered().items(), &["GET /numbered", "GET /numbered?page=7"]);
    check(
        &pages,
        |lists| lists.numbered().page(3).items(),
        &["GET /numbered?page=3", "GET /numbered?page=7"],
    );
}

#[test]
fn the_first_page_may_be_zero() {
    let pages = [
        r#"{"items": [{"id": 1}], "total": 3}"#,
        r#"{"items": [{"id": 2}], "total": 3}"#,
        r#"{"items": [{"id": 3}], "total": 3}"#,
    ];
    check(
        &pages,
        |lists| lists.from_zero().items(),
        &["GET /from-zero", "GET /from-zero?page=1", "GET /from-zero?page=2"],
    );
    // The document does not show it, the response does.
    for (first, next) in [("0", "GET /page-count?page=1"), ("1", "GET /page-count?page=2")] {
        let page: &'static str =
            format!(r#"{{"content": [{{"id": 1}}, {{"id": 2}}], "number": {first}, "totalPages": 2}}"#)
                .leak();
        let pages = [page, r#"{"content": [{"id": 3}], "totalPages": 2}"#];
        check(&pages, |lists| lists.page_count().items(), &["GET /page-count", next]);
    }
}

#[test]
fn a_number_in_an_object() {
    use crate::pagination_kinds::types::Page;
    let pages = [
        r#"{"data": [{"id": 1}, {"id": 2}], "meta": {"last_page": 2}}"#,
        r#"{"data": [{"id": 3}], "meta": {"last_page": 2}}"#,
    ];
    let requests = ["GET /deep?page[size]=2", "GET /deep?page[size]=2&page%5Bnumber%5D=2"];
    let decoded = |lines: Vec<String>| {
        lines.into_iter().map(|line| line.replace("%5B", "[").replace("%5D", "]")).collect::<Vec<_>>()
    };
    let (rows, sent) = collected(&pages, |lists| lists.deep().page(Page::new().size(2)).items());
    assert_eq!(
        (rows.unwrap(), decoded(sent)),
        (vec![1, 2, 3], decoded(requests.map(str::to_owned).to_vec()))
    );
    let (rows, sent) =
        collected(&pages[1..], |lists| lists.deep().page(Page::new().size(2).number(2)).items());
    assert_eq!((rows.unwrap(), sent.len()), (vec![3], 1));
}

#[test]
fn offsets() {
    let pages =
        [r#"{"values": [{"id": 1}, {"id": 2}], "total": 3}"#, r#"{"values": [{"id": 3}], "total": 3}"#];
    check(&pages, |lists| lists.offsets().items(), &["GET /offsets", "GET /offsets?startAt=2"]);
    let pages = [
        r#"{"values": [{"id": 1}, {"id": 2}], "isLast": false, "total": 0}"#,
        r#"{"values": [{"id": 3}], "isLast": true, "total": 99}"#,
    ];
    check(&pages, |lists| lists.offsets().items(), &["GET /offsets", "GET /offsets?startAt=2"]);
    let pages = [
        r#"{"Resources": [{"id": 1}, {"id": 2}], "startIndex": 1, "totalResults": 3}"#,
        r#"{"Resources": [{"id": 3}], "startIndex": 3, "totalResults": 3}"#,
    ];
    check(&pages, |lists| lists.scim().items(), &["GET /scim", "GET /scim?startIndex=3"]);
}

/// A short page is the last one only if the server has shown that it fills pages.
#[test]
fn short_pages() {
    let requests = ["GET /skips?limit=2", "GET /skips?limit=2&skip=2"];
    check(
        &[r#"[{"id": 1}, {"id": 2}]"#, r#"[{"id": 3}]"#],
        |lists| lists.skips().limit(2).items(),
        &requests,
    );
    let requests = ["GET /skips?limit=9", "GET /skips?limit=9&skip=2", "GET /skips?limit=9&skip=3"];
    check(
        &[r#"[{"id": 1}, {"id": 2}]"#, r#"[{"id": 3}]"#, "[]"],
        |lists| lists.skips().limit(9).items(),
        &requests,
    );
    // A `Link` header is better than a guess.
    let link = "link: <{base}/skips?skip=2>; rel=\"next\"\r\n";
    let pages = vec![
        Reply(link, r#"[{"id": 1}, {"id": 2}]"#),
        Reply("link: </skips>; rel=first\r\n", r#"[{"id": 3}]"#),
    ];
    let (rows, sent) = collected_with(pages, |lists| lists.skips().items());
    assert_eq!((rows.unwrap(), sent.len()), (vec![1, 2, 3], 2));
}

#[test]
fn urls_are_followed() {
    let last = r#"{"next": null, "results": [{"id": 3}]}"#;
    for (next, request) in [
        ("{base}/url-of-cursor?cursor=a%2Bb", "GET /url-of-cursor?cursor=a%2Bb"),
        ("?cursor=x&tenant=1", "GET /url-of-cursor?cursor=x&tenant=1"),
        ("/another/path?cursor=x", "GET /another/path?cursor=x"),
        ("/another/path", "GET /another/path?"),
    ] {
        let page: &'static str =
            format!(r#"{{"next": "{next}", "results": [{{"id": 1}}, {{"id": 2}}]}}"#).leak();
        let (rows, sent) = collected(&[page, last], |lists| lists.url_of_cursor().items());
        assert_eq!(rows.unwrap(), [1, 2, 3]);
        assert_eq!(sent[1].trim_end_matches('?'), request.trim_end_matches('?'));
    }
    let pages = [
        r#"{"_links": {"self": {"href": "/hal"}, "next": {"href": "/hal?page=2"}}, "_embedded": {"rows": [{"id": 1}, {"id": 2}]}}"#,
        r#"{"_links": {"self": {"href": "/hal?page=2"}}, "_embedded": {"rows": [{"id": 3}]}}"#,
    ];
    check(&pages, |lists| lists.hal().items(), &["GET /hal", "GET /hal?page=2"]);
    let pages = [
        r#"{"@odata.nextLink": "{base}/odata?$skiptoken=2", "value": [{"id": 1}, {"id": 2}]}"#,
        r#"{"value": [{"id": 3}]}"#,
    ];
    check(&pages, |lists| lists.odata().items(), &["GET /odata", "GET /odata?$skiptoken=2"]);
    let pages = [
        r#"{"more": "pageable?p=2", "value": [{"id": 1}, {"id": 2}]}"#,
        r#"{"more": "", "value": [{"id": 3}]}"#,
    ];
    check(&pages, |lists| lists.pageable().items(), &["GET /pageable", "GET /pageable?p=2"]);
}

#[test]
fn urls_of_other_servers_are_not_followed() {
    for next in [
        "https://elsewhere.example/url-of-cursor?cursor=b",
        "http://127.0.0.1:1/url-of-cursor?cursor=b",
        "//elsewhere.example/?cursor=b",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
    ] {
        let page: &'static str = format!(r#"{{"next": "{next}", "results": [{{"id": 1}}]}}"#).leak();
        fails(&[page], |lists| lists.url_of_cursor().items(), "the next page is on another server");
    }
    let list =
        |lists: Lists| lists.url_of_cursor().items().starting_at("https://elsewhere.example/?cursor=b");
    fails(&[], list, "the next page is on another server");
    let link = Reply("link: <https://elsewhere.example/link?cursor=b>; rel=next\r\n", r#"[{"id": 1}]"#);
    assert!(collected_with(vec![link], |lists| lists.link().items()).0.is_err());
}

#[test]
fn link_headers_are_followed() {
    let link = "link: <{base}/link?cursor=1>; rel=\"prev\", <{base}/link?cursor=3>; rel=\"next\"\r\n";
    let pages = || vec![Reply(link, r#"[{"id": 1}, {"id": 2}]"#), Reply("", r#"[{"id": 3}]"#)];
    let (rows, sent) = collected_with(pages(), |lists| lists.link().items());
    assert_eq!(
        (rows.unwrap(), sent),
        (vec![1, 2, 3], vec!["GET /link".to_owned(), "GET /link?cursor=3".to_owned()])
    );
    wait(async {
        let (base, requests) = serve(pages()).await;
        let mut all = Lists { client: client_of(&base) }.link().pages();
        all.try_next().await.unwrap();
        // A cursor that was stored.
        let cursor = all.cursor().unwrap().to_owned();
        let rest = Lists { client: client_of(&base) }
            .link()
            .items()
            .starting_at(cursor)
            .try_collect()
            .await
            .unwrap();
        assert_eq!((rest.len(), requests.lock().unwrap()[1].as_str()), (1, "GET /link?cursor=3"));
    });
}

#[test]
fn cursors_and_ids() {
    let pages = [
        r#"{"data": [{"id": 1}, {"id": 2}], "has_more": true}"#,
        r#"{"data": [{"id": 3}], "has_more": false}"#,
    ];
    check(&pages, |lists| lists.last_item().items(), &["GET /last-item", "GET /last-item?starting_after=2"]);
    let pages = [
        r#"{"data": [{"id": 1}, {"id": 2}], "has_more": true, "last_id": 2}"#,
        r#"{"data": [{"id": 3}], "has_more": false, "last_id": 3}"#,
    ];
    check(&pages, |lists| lists.last_id().items(), &["GET /last-id", "GET /last-id?after=2"]);
    let pages = [
        r#"{"results": [{"id": 1}, {"id": 2}], "paging": {"next": {"after": "x"}}}"#,
        r#"{"results": [{"id": 3}]}"#,
    ];
    check(&pages, |lists| lists.paging_after().items(), &["GET /paging-after", "GET /paging-after?after=x"]);
    let pages = [r#"{"rows": [{"id": 1}, {"id": 2}]}"#, r#"{"rows": [{"id": 3}]}"#, r#"{"rows": []}"#];
    check(
        &pages,
        |lists| lists.speakeasy().items(),
        &["GET /speakeasy", "GET /speakeasy?since=2", "GET /speakeasy?since=3"],
    );
    check(&pages, |lists| lists.fern().items(), &["GET /fern", "GET /fern?from=2", "GET /fern?from=3"]);
    // Where the document has a cursor, the server may send a URL.
    let pages = [
        r#"{"results": [{"id": 1}, {"id": 2}], "paging": {"next": {"after": "https://x.example/?after=a%2Fb"}}}"#,
        r#"{"results": [{"id": 3}]}"#,
    ];
    check(
        &pages,
        |lists| lists.paging_after().items(),
        &["GET /paging-after", "GET /paging-after?after=a%2Fb"],
    );
}

/// The end of a list that grows: an empty page that leads to itself.
#[test]
fn an_empty_page_that_leads_to_itself_is_the_last() {
    let pages = [
        r#"{"entries": [{"id": 1}, {"id": 2}], "next_stream_position": 2}"#,
        r#"{"entries": [{"id": 3}], "next_stream_position": 3}"#,
        r#"{"entries": [], "next_stream_position": 3}"#,
    ];
    let requests = ["GET /positions", "GET /positions?stream_position=2", "GET /positions?stream_position=3"];
    check(&pages, |lists| lists.positions().items(), &requests);
}

#[test]
fn cursors_in_bodies() {
    let pages = [
        r#"{"data": [{"id": 1}, {"id": 2}], "pages": {"next": {"starting_after": "a\"b"}}}"#,
        r#"{"data": [{"id": 3}], "pages": {}}"#,
    ];
    let body = || ListsSearchBody::new().query(1.5).pagination(Pagination::new().per_page(2));
    let requests = [
        r#"POST /search {"query":1.5,"pagination":{"per_page":2}}"#,
        r#"POST /search {"query":1.5,"pagination":{"starting_after":"a\"b","per_page":2}}"#,
    ];
    check(&pages, |lists| lists.search(body()).items(), &requests);
    let pages = [r#"{"rows": [{"id": 1}, {"id": 2}], "total": 3}"#, r#"{"rows": [{"id": 3}], "total": 3}"#];
    check(&pages, |lists| lists.query().items(), &["POST /query", r#"POST /query {"offset":2}"#]);
    let list = |lists: Lists| lists.query().body(ListsQueryBody::new().offset(1)).items();
    let (rows, sent) = collected(&pages[..1], list);
    assert_eq!(rows.unwrap(), [1, 2]);
    assert_eq!(sent, [r#"POST /query {"offset":1}"#]);
}

#[test]
fn cursors_in_headers() {
    let pages = vec![Reply("x-next: b\r\n", r#"[{"id": 1}, {"id": 2}]"#), Reply("", r#"[{"id": 3}]"#)];
    let (rows, sent) = collected_with(pages, |lists| lists.configured().items());
    assert_eq!((rows.unwrap(), sent[1].as_str()), (vec![1, 2, 3], "GET /configured?token=b"));
}

/// A page that is null, or a response without a body, has no items.
#[test]
fn pages_may_be_null() {
    let pages = [
        r#"{"rows": [{"id": 1}, {"id": 2}], "has_next": true}"#,
        r#"{"rows": [{"id": 3}], "has_next": false}"#,
    ];
    check(&pages, |lists| lists.maybe().items(), &["GET /maybe", "GET /maybe?page=2"]);
    assert!(collected(&["null"], |lists| lists.maybe().items()).0.unwrap().is_empty());
    let requests = ["GET /maybe-rows", "GET /maybe-rows?page=2", "GET /maybe-rows?page=3"];
    let pages = [r#"[{"id": 1}, {"id": 2}]"#, r#"[{"id": 3}]"#, "null"];
    check(&pages, |lists| lists.maybe_rows().items(), &requests);
}

/// Neither an endless loop nor a silent end.
#[test]
fn pages_that_lead_nowhere_are_errors() {
    const CYCLE: &str = "the pages form a cycle";
    const SAME: &str = "two pages in a row have the same items";
    const LOST: &str = "there is another page, but";
    let page = r#"{"items": [{"id": 1}, {"id": 2}], "total": 4}"#;
    fails(&[page, page], |lists| lists.from_zero().items(), SAME);
    let page = r#"{"values": [{"id": 1}], "isLast": false}"#;
    fails(&[page, page], |lists| lists.offsets().items(), SAME);
    let page = r#"{"count": 9, "next": "/numbered?page=2", "results": [{"id": 1}]}"#;
    fails(&[page, page], |lists| lists.numbered().items(), CYCLE);
    let page = r#"{"next": "/url-of-cursor?cursor=b", "results": [{"id": 1}]}"#;
    fails(&[page, page], |lists| lists.url_of_cursor().items(), CYCLE);
    let page = r#"{"data": [{"id": 1}], "has_more": true}"#;
    fails(&[page, page], |lists| lists.last_item().items(), CYCLE);
    let page = r#"{"entries": [{"id": 1}], "next_stream_position": 3}"#;
    fails(&[page, page], |lists| lists.positions().items(), CYCLE);
    fails(&[r#"{"data": [{"id": 1}], "has_more": true}"#], |lists| lists.last_id().items(), LOST);
    fails(&[r#"{"data": [], "has_more": true}"#], |lists| lists.last_item().items(), LOST);
    let list = |lists: Lists| lists.from_zero().items().starting_at("x");
    fails(&[r#"{"items": [{"id": 1}]}"#], list, "has no number");
}

/// Equal pages with different starts are an API's own affair, and so are equal empty pages.
#[test]
fn equal_pages_are_allowed_where_the_server_leads_to_them() {
    let pages = [
        r#"{"next": "?cursor=b", "results": [{"id": 1}]}"#,
        r#"{"next": "?cursor=c", "results": [{"id": 1}]}"#,
        r#"{"next": null, "results": []}"#,
    ];
    assert_eq!(collected(&pages, |lists| lists.url_of_cursor().items()).0.unwrap(), [1, 1]);
}

/// Before the first page and after the last, there is no cursor. The position tells them apart.
#[test]
fn positions() {
    wait(async {
        let pages =
            [r#"{"values": [{"id": 1}, {"id": 2}], "total": 3}"#, r#"{"values": [{"id": 3}], "total": 3}"#];
        let (base, _) = serve(pages.map(|body| Reply("", body)).into()).await;
        let mut pages: Pages<_> = Lists { client: client_of(&base) }.offsets().pages();
        assert_eq!((pages.position(), pages.cursor()), (PagePosition::Start, None));
        pages.try_next().await.unwrap();
        assert_eq!((pages.position(), pages.cursor()), (PagePosition::At("2"), Some("2")));
        pages.try_next().await.unwrap();
        assert_eq!((pages.position(), pages.cursor()), (PagePosition::End, None));
        assert!(pages.try_next().await.unwrap().is_none() && pages.is_done());
    });
    wait(async {
        let pages =
            [r#"{"values": [{"id": 1}, {"id": 2}], "total": 3}"#, r#"{"values": [{"id": 3}], "total": 3}"#];
        let (base, _) = serve(pages.map(|body| Reply("", body)).into()).await;
        let mut items = Lists { client: client_of(&base) }.offsets().items();
        let mut positions = vec![format!("{:?}", items.position())];
        while items.try_next().await.unwrap().is_some() {
            positions.push(format!("{:?}", items.position()));
        }
        assert_eq!(positions, ["Start", "Start", r#"At("2")"#, "End"]);
    });
    // A page that cannot be used is the one to continue at.
    wait(async {
        let page = r#"{"values": [{"id": 1}, {"id": 2}], "isLast": false}"#;
        let (base, _) = serve(vec![Reply("", page), Reply("", page)]).await;
        let mut pages = Lists { client: client_of(&base) }.offsets().pages();
        pages.try_next().await.unwrap();
        assert!(pages.try_next().await.is_err());
        assert_eq!((pages.position(), pages.is_done()), (PagePosition::At("2"), true));
    });
}
