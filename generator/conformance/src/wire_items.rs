//! Pages with items that cannot be decoded, over a real connection.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;

use crate::pagination::resources::Lists;
use crate::pagination::types::{Item, ListsByCursorResponse};
use crate::runtime::{Error, Items};
use crate::wire::wait;
use crate::wire_streams::{head, serve};

/// Two pages. The first, third and fifth item are odd.
fn pages() -> Vec<Vec<&'static [u8]>> {
    let first = br#"{"items": [{"id": 5}, {"id": "a"}, {"name": "no id"}], "next_cursor": "two"}"#;
    let second = br#"{"next_cursor": null, "items": [{"id": "b"}, null, {"id": "c"}]}"#;
    vec![vec![head("application/json"), first], vec![head("application/json"), second]]
}

/// The ids, and the paths and bodies of errors.
fn shown(item: Result<Item, Error>) -> String {
    match item {
        Ok(item) => item.id,
        Err(Error::Decode(error)) => {
            format!("{} {}", error.path(), String::from_utf8_lossy(error.body()))
        }
        Err(error) => panic!("{error}"),
    }
}

const EXPECTED: [&str; 6] =
    [r#"items[0].id {"id": 5}"#, "a", r#"items[2] {"name": "no id"}"#, "b", "items[1] null", "c"];

#[test]
fn odd_items_are_errors_among_the_others() {
    wait(async {
        let (client, mut requests) = serve(pages()).await;
        let mut items = Lists { client }.by_cursor().items();
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(shown(item));
            // The last item of the first page is odd.
            let cursor = if all.len() < 3 { None } else { Some("two") };
            if all.len() <= 5 {
                assert_eq!(items.cursor(), cursor, "after {} items", all.len());
            }
        }
        assert_eq!(all, EXPECTED);
        assert!(items.is_done() && items.next().await.is_none());
        requests.recv().await.unwrap();
        assert!(requests.recv().await.unwrap().starts_with("GET /cursor?cursor=two"));
    });
}

#[test]
fn odd_items_of_a_stream() {
    wait(async {
        let (client, _requests) = serve(pages()).await;
        let mut items: Items<ListsByCursorResponse, Item> = Lists { client }.by_cursor().items();
        let mut all = Vec::new();
        while let Some(item) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
            all.push(shown(item));
        }
        assert_eq!(all, EXPECTED);
    });
}

#[test]
fn odd_items_of_an_iterator() {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        wait(async move {
            let (client, mut requests) = serve(pages()).await;
            sender.send(client).unwrap();
            while requests.recv().await.is_some() {}
        });
    });
    let client = receiver.recv().unwrap();
    let all: Vec<String> = Lists { client }.by_cursor().items().into_blocking().map(shown).collect();
    assert_eq!(all, EXPECTED);
}

#[test]
fn pages_and_collections_fail() {
    wait(async {
        let (client, _requests) = serve(pages()).await;
        let lists = Lists { client };
        let mut pages = lists.by_cursor().pages();
        let Some(Err(Error::Decode(error))) = pages.next().await else { panic!() };
        assert_eq!(error.path(), "items[0].id");
        assert!(pages.next().await.is_none());
        let Err(Error::Decode(error)) = lists.by_cursor().items().try_collect().await else { panic!() };
        assert_eq!(error.path(), "items[1]");
    });
}

/// The number of items decides whether there is another page, so those that cannot be decoded count.
#[test]
fn odd_items_count() {
    wait(async {
        let page = |body: &'static [u8]| vec![head("application/json"), body];
        let bodies = [&b"[{\"id\":\"a\"},5]"[..], b"[6,7]", b"[{\"id\":\"b\"}]"];
        let (client, mut requests) = serve(bodies.map(page).to_vec()).await;
        let mut items = Lists { client }.by_page().per_page(2).items();
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(shown(item));
        }
        assert_eq!(all, ["a", "[1] 5", "[0] 6", "[1] 7", "b"]);
        for page in ["GET /page?", "GET /page?per_page=2&page=2", "GET /page?per_page=2&page=3"] {
            let request = requests.recv().await.unwrap();
            assert!(request.starts_with(page), "{request}");
        }
    });
}

/// Elsewhere, an odd value is an error of the page.
#[test]
fn odd_pages() {
    for body in [
        &br#"{"items": 5}"#[..],
        br#"{"items": [{"id": "a"}], "next_cursor": 5}"#,
        b"[]",
        br#"{"items": [{"id": "a"}"#,
    ] {
        wait(async {
            let (client, _requests) = serve(vec![vec![head("application/json"), body]]).await;
            let mut items = Lists { client }.by_cursor().items();
            let Some(Err(Error::Decode(error))) = items.next().await else { panic!() };
            assert_eq!(error.body(), body, "the whole page");
            assert!(items.next().await.is_none());
        });
    }
}
