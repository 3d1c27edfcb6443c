//! Pagination: all pages, single pages, from a cursor, and endless pages.
#![cfg(feature = "tickets")]

mod support;

use std::time::Duration;

use apideck_issue_tracking::{
    Error, Items, Pages, PaginationError,
    types::{GetTicketsResponse, IssuesFilter, Ticket},
};
use serde_json::{Value, json};
use support::{Reply, Server, builder, client, envelope, fast};

/// A page with these tickets. The cursor of the next page is `next`.
fn page(ids: impl IntoIterator<Item = usize>, next: &Value) -> Reply {
    let ids: Vec<usize> = ids.into_iter().collect();
    let mut body = envelope("Tickets", "all", ids.iter().map(|id| json!({"id": id.to_string()})).collect());
    body["meta"] = json!({"items_on_page": ids.len(), "cursors": {"next": next}});
    Reply::json(200, &body).header("x-request-id", &format!("page-of-{}", ids.first().unwrap_or(&0)))
}

/// A server with this many tickets. A cursor is the number of a ticket, with characters that need encoding.
async fn shop(total: usize) -> Server {
    Server::answering(move |request| {
        let value = |name| {
            let pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        let limit: usize = value("limit").map_or(20, |limit| limit.parse().unwrap());
        let start = value("cursor").map_or(0, |cursor| {
            cursor.strip_prefix("at%2B").unwrap().strip_suffix("%3D").unwrap().parse().unwrap()
        });
        let end = total.min(start + limit);
        page(start..end, &if end < total { json!(cursor(end)) } else { Value::Null })
    })
    .await
}

fn cursor(start: usize) -> String {
    format!("at+{start}=")
}

fn ids<'a>(tickets: impl IntoIterator<Item = &'a Ticket>) -> Vec<&'a str> {
    tickets.into_iter().map(|ticket| ticket.id.as_str()).collect()
}

#[tokio::test]
async fn ten_thousand_items() -> Result<(), Error> {
    let server = shop(10_000).await;
    let list = client(&server).tickets().list("c").limit(200).filter(IssuesFilter::new().status(["open"]));
    let tickets = list.items().try_collect().await?;
    assert_eq!(tickets.len(), 10_000);
    assert!(tickets.iter().enumerate().all(|(number, ticket)| ticket.id == number.to_string()));
    let requests = server.requests();
    assert_eq!(requests.len(), 50);
    // All requests are equal except for the cursor.
    let query = "limit=200&filter%5Bstatus%5D=open";
    assert_eq!(requests[0].query(), query);
    for (number, request) in requests.iter().enumerate().skip(1) {
        assert_eq!(request.query(), format!("{query}&cursor=at%2B{}%3D", 200 * number));
    }
    Ok(())
}

#[tokio::test]
async fn item_by_item() -> Result<(), Error> {
    let server = shop(5).await;
    let mut items = client(&server).tickets().list("c").limit(2).items();
    let mut seen = Vec::new();
    while let Some(ticket) = items.try_next().await? {
        seen.push(ticket);
    }
    assert_eq!(ids(&seen), ["0", "1", "2", "3", "4"]);
    assert!(items.is_done() && items.next().await.is_none());
    assert_eq!(server.requests().len(), 3);

    let mut items = client(&server).tickets().list("c").limit(4).items();
    assert_eq!(items.next().await.unwrap()?.id, "0");
    let rest = items.try_collect().await?;
    assert_eq!(ids(&rest), ["1", "2", "3", "4"]);
    Ok(())
}

#[tokio::test]
async fn page_by_page() -> Result<(), Error> {
    let server = shop(5).await;
    let mut pages = client(&server).tickets().list("c").limit(2).pages();
    assert!(pages.metadata().is_none() && pages.cursor().is_none() && !pages.is_done());
    let first = pages.next().await.unwrap()?;
    assert_eq!(ids(&first.data), ["0", "1"]);
    assert_eq!(first.meta.unwrap().items_on_page, Some(2));
    let metadata = pages.metadata().unwrap();
    assert_eq!((metadata.status().as_u16(), metadata.attempts()), (200, 1));
    assert_eq!(metadata.request_id(), Some("page-of-0"));
    assert_eq!(pages.cursor(), Some(&*cursor(2)));
    let second = pages.try_next().await?.unwrap();
    assert_eq!(ids(&second.data), ["2", "3"]);
    assert_eq!(pages.metadata().unwrap().request_id(), Some("page-of-2"));
    let rest = pages.try_collect().await?;
    assert_eq!(rest.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [1]);
    Ok(())
}

/// A page is fetched when it is needed, and not before.
#[tokio::test]
async fn nothing_is_fetched_ahead() -> Result<(), Error> {
    let server = shop(6).await;
    let mut items = client(&server).tickets().list("c").limit(2).items();
    let mut pages = client(&server).tickets().list("c").limit(2).pages();
    assert_eq!(server.requests().len(), 0);
    for expected in [1, 1, 2, 2, 3, 3] {
        items.try_next().await?.unwrap();
        assert_eq!(server.requests().len(), expected);
    }
    assert!(items.try_next().await?.is_none());
    assert_eq!(server.requests().len(), 3);
    pages.try_next().await?.unwrap();
    assert_eq!(server.requests().len(), 4);
    Ok(())
}

/// The page of the current item is accessible.
#[tokio::test]
async fn the_current_page() -> Result<(), Error> {
    let server = shop(3).await;
    let mut items = client(&server).tickets().list("c").limit(2).items();
    assert!(items.page().is_none() && items.metadata().is_none());
    items.try_next().await?;
    let page = items.page().unwrap();
    assert_eq!((&*page.service, page.meta.as_ref().unwrap().items_on_page), ("jira", Some(2)));
    assert_eq!(items.metadata().unwrap().request_id(), Some("page-of-0"));
    items.try_next().await?;
    items.try_next().await?;
    assert_eq!(items.page().unwrap().meta.as_ref().unwrap().items_on_page, Some(1));
    assert_eq!(items.metadata().unwrap().request_id(), Some("page-of-2"));

    let mut items = client(&server).tickets().list("c").limit(2).items();
    items.try_next().await?;
    let rest = items.into_pages().try_collect().await?;
    assert_eq!(ids(&rest[0].data), ["2"]);
    Ok(())
}

#[tokio::test]
async fn from_a_cursor() -> Result<(), Error> {
    let server = shop(7).await;
    let list = || client(&server).tickets().list("c").limit(3);
    let mut pages = list().pages();
    pages.try_next().await?;
    let kept = pages.cursor().unwrap().to_owned();
    drop(pages);
    for pages in [list().pages().starting_at(&kept), list().cursor(&kept).pages()] {
        let pages = pages.try_collect().await?;
        assert_eq!(pages.iter().flat_map(|page| ids(&page.data)).collect::<Vec<_>>(), ["3", "4", "5", "6"]);
    }

    // From the middle of a page, its items are repeated, and none is missing.
    let mut items = list().items();
    for _ in 0..4 {
        items.try_next().await?;
    }
    let kept = items.cursor().unwrap().to_owned();
    assert_eq!(kept, cursor(3));
    let again = list().items().starting_at(kept).try_collect().await?;
    assert_eq!(ids(&again), ["3", "4", "5", "6"]);
    for _ in 0..2 {
        items.try_next().await?;
    }
    assert_eq!(items.cursor(), Some(&*cursor(6)));
    assert!(items.try_next().await?.is_some() && items.cursor().is_none());
    Ok(())
}

/// A null or empty cursor, no cursors, and no metadata end the list.
#[tokio::test]
async fn ways_to_end() -> Result<(), Error> {
    let mut bodies = vec![envelope("Tickets", "all", json!([{"id": "1"}]))];
    for meta in [json!(null), json!({}), json!({"cursors": null}), json!({"cursors": {}})] {
        let mut body = bodies[0].clone();
        body["meta"] = meta;
        bodies.push(body);
    }
    let replies = bodies.iter().map(|body| Reply::json(200, body));
    for reply in replies.chain([page([1], &Value::Null), page([1], &json!(""))]) {
        let server = Server::replying(reply).await;
        assert_eq!(ids(&client(&server).tickets().list("c").items().try_collect().await?), ["1"]);
        assert_eq!(server.requests().len(), 1);
    }
    Ok(())
}

/// An empty page in the middle does not end the list.
#[tokio::test]
async fn empty_pages() -> Result<(), Error> {
    let server = Server::replying(page([], &json!("a"))).await;
    server.reply(page([], &json!("b")));
    server.reply(page([1], &json!(null)));
    assert_eq!(ids(&client(&server).tickets().list("c").items().try_collect().await?), ["1"]);
    Ok(())
}

#[track_caller]
fn circle(error: &Error) -> &PaginationError {
    let Error::Pagination(circle) = error else { panic!("{error:?}") };
    assert_eq!(error.operation(), Some("collectionTicketsAll"));
    assert!(!error.is_retryable() && error.status().is_none());
    circle
}

#[tokio::test]
async fn repeated_cursors() -> Result<(), Error> {
    for (cursors, repeated) in [(&["a", "a"][..], "a"), (&["a", "b", "c", "b"], "b")] {
        let server = Server::start().await;
        for (number, next) in cursors.iter().enumerate() {
            server.reply(page([number], &json!(next)));
        }
        let mut items = client(&server).tickets().list("c").items();
        // The items before the error are returned.
        for number in 0..cursors.len() {
            assert_eq!(items.try_next().await?.unwrap().id, number.to_string());
        }
        let error = items.try_next().await.unwrap_err();
        assert_eq!(circle(&error).cursor(), repeated);
        assert!(
            error.to_string().contains("form a cycle") && error.to_string().contains(repeated),
            "{error}"
        );
        assert!(items.is_done() && items.next().await.is_none());
        assert_eq!(server.requests().len(), cursors.len());
    }

    // A page on another server, whose URL contains a credential.
    let server = Server::replying(page([1], &json!("https://other.example/x?api_key=SECRET"))).await;
    server.reply(page([2], &json!("https://other.example/x?api_key=SECRET")));
    let error = client(&server).tickets().list("c").pages().try_collect().await.unwrap_err();
    assert_eq!(circle(&error).cursor(), "https://other.example/x?api_key=SECRET");
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");

    // A page whose next cursor is its own, if the caller starts there.
    let server = Server::replying(page([1], &json!("a"))).await;
    let error = client(&server).tickets().list("c").cursor("a").pages().try_collect().await.unwrap_err();
    assert_eq!(circle(&error).cursor(), "a");
    Ok(())
}

#[tokio::test]
async fn an_error_in_the_middle() -> Result<(), Error> {
    let server = Server::replying(page([1, 2], &json!("a"))).await;
    server.reply(Reply::json(404, &json!({"message": "Gone"})));
    let list = || client(&server).tickets().list("c");
    let mut items = list().items();
    assert_eq!(items.try_next().await?.unwrap().id, "1");
    assert_eq!(items.try_next().await?.unwrap().id, "2");
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert!(items.next().await.is_none() && items.is_done());

    // The list continues at the page that failed.
    server.reply(page([3], &json!(null)));
    let rest = list().items().starting_at(items.cursor().unwrap()).try_collect().await?;
    assert_eq!(ids(&rest), ["3"]);
    let requests = server.requests();
    assert_eq!((requests[1].query(), requests[2].query()), ("cursor=a", "cursor=a"));
    Ok(())
}

/// Each page is retried separately.
#[tokio::test]
async fn pages_are_retried() -> Result<(), Error> {
    let server = Server::replying(page([1], &json!("a"))).await;
    server.reply(Reply::status(503));
    server.reply(page([2], &json!(null)));
    let client = builder(server.url()).retry(fast()).build()?;
    let mut pages = client.tickets().list("c").pages();
    pages.try_next().await?;
    assert_eq!(pages.metadata().unwrap().attempts(), 1);
    pages.try_next().await?;
    assert_eq!(pages.metadata().unwrap().attempts(), 2);
    Ok(())
}

/// If the caller stops waiting for a page, the next call continues the same request.
#[tokio::test]
async fn waits_can_be_given_up() -> Result<(), Error> {
    let server = Server::replying(page([1], &json!(null)).after(Duration::from_millis(200))).await;
    let mut items = client(&server).tickets().list("c").items();
    while server.requests().is_empty() {
        let waited = tokio::time::timeout(Duration::from_millis(10), items.try_next()).await;
        assert!(waited.is_err());
    }
    assert!(!items.is_done());
    assert_eq!(items.try_next().await?.unwrap().id, "1");
    assert_eq!(server.requests().len(), 1);
    Ok(())
}

/// Compiles: lists and their futures are `Send`.
#[tokio::test]
async fn lists_can_be_sent() {
    fn send<T: Send + 'static>(list: T) -> T {
        list
    }
    fn future<T: Send>(_: &T) {}
    let server = Server::start().await;
    let list = || client(&server).tickets().list("c");
    let (mut items, mut pages) = (send(list().items()), send(list().pages()));
    future(&items.next());
    future(&items.try_next());
    future(&pages.next());
    future(&pages.try_next());
    future(&items.try_collect());
    future(&pages.try_collect());
    let shown = format!("{:?} {:?}", list().items(), list().pages());
    assert!(shown.contains("collectionTicketsAll") && !shown.contains(support::API_KEY), "{shown}");
    let _: (Items<GetTicketsResponse, Ticket>, Pages<GetTicketsResponse>) = (list().items(), list().pages());
    assert!(server.requests().is_empty());
}

/// With the feature `stream`, lists implement `Stream`.
#[cfg(feature = "stream")]
#[tokio::test]
async fn streams() -> Result<(), Error> {
    use futures_util::{StreamExt, TryStreamExt};

    let server = shop(5).await;
    let list = || client(&server).tickets().list("c").limit(2);
    let sizes: Vec<usize> = list().pages().map_ok(|page| page.data.len()).try_collect().await?;
    assert_eq!(sizes, [2, 2, 1]);
    let some: Vec<_> = StreamExt::collect(list().items().take(3)).await;
    assert_eq!(some.into_iter().map(|ticket| ticket.unwrap().id).collect::<Vec<_>>(), ["0", "1", "2"]);
    assert_eq!(server.requests().len(), 3 + 2, "a stream that is dropped fetches no more");
    Ok(())
}

/// A server without tickets, with endless pages.
async fn maze() -> Server {
    let pages = std::sync::atomic::AtomicUsize::new(0);
    Server::answering(move |_| {
        let number = pages.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        page([], &json!(format!("next-{number}")))
    })
    .await
}

/// Endless pages without items are an error, even if each has a new cursor.
#[tokio::test]
async fn empty_pages_for_ever() -> Result<(), Error> {
    let server = maze().await;
    let list = || client(&server).tickets().list("c");
    let error = list().items().try_collect().await.unwrap_err();
    let Error::Pagination(astray) = &error else { panic!("{error:?}") };
    assert_eq!((astray.cursor(), server.requests().len()), ("next-999", 1_000));
    let message = "1000 pages in a row have no items, and there is another page: `next-999`";
    assert_eq!(error.to_string(), format!("collectionTicketsAll: {message}"));

    let mut items = list().items().max_empty_pages(3);
    assert!(matches!(items.next().await, Some(Err(Error::Pagination(_)))));
    assert_eq!((server.requests().len(), items.cursor()), (1_003, Some("next-1002")));
    assert!(items.next().await.is_none() && items.is_done());

    // `pages` has no limit, because the caller sees the empty pages.
    let mut pages = list().pages();
    for _ in 0..1_001 {
        assert!(pages.try_next().await?.unwrap().data.is_empty());
    }
    Ok(())
}

/// Only consecutive empty pages count, and only if another page follows.
#[tokio::test]
async fn some_empty_pages() -> Result<(), Error> {
    let server = Server::start().await;
    for (number, ids) in [&[][..], &[], &[1, 2], &[], &[3], &[], &[]].into_iter().enumerate() {
        let next = if number == 6 { Value::Null } else { json!(format!("next-{number}")) };
        server.reply(page(ids.iter().copied(), &next));
    }
    let items = || client(&server).tickets().list("c").items().max_empty_pages(2);
    assert!(matches!(items().try_collect().await, Err(Error::Pagination(_))));
    assert_eq!(server.requests().len(), 2);
    assert_eq!(ids(&items().try_collect().await?), ["1", "2", "3"]);
    assert_eq!(server.requests().len(), 7);
    Ok(())
}
