//! Server-sent events that an `itemSchema` describes as a whole.

use crate::events_by_item_schema::resources::Chat;
use crate::events_by_item_schema::types::{ChatLeftEvent, ChatListenResponse};
use crate::wire::wait;
use crate::wire_streams::{head, serve};

#[test]
fn events_without_data_in_one_alternative() {
    wait(async {
        let body: &[&[u8]] = &[
            b"event: said\nid: 1\ndata: {\"words\": \"hi\"}\n\n",
            b"event: token\ndata: {\"a\": 1}\nretry: 5\n\n",
            b"event: gone\ndata:\n\n",
            b"event: new\ndata: 7\n\n",
        ];
        let (client, _requests) = serve(vec![[&[head("text/event-stream")], body].concat()]).await;
        let mut events = Chat { client }.listen().send().await.unwrap();
        let ChatListenResponse::Said(said) = events.try_next().await.unwrap().unwrap().data else { panic!() };
        assert_eq!((said.data.words.as_str(), said.id.as_deref()), ("hi", Some("1")));
        let ChatListenResponse::Token(token) = events.try_next().await.unwrap().unwrap().data else {
            panic!()
        };
        assert_eq!((token.data.as_str(), token.retry), ("{\"a\": 1}", Some(5)));
        let ChatListenResponse::Left(left) = events.try_next().await.unwrap().unwrap().data else { panic!() };
        assert_eq!(left.event, ChatLeftEvent::Gone);
        let ChatListenResponse::Unknown(new) = events.try_next().await.unwrap().unwrap().data else {
            panic!()
        };
        assert_eq!((new["event"].as_str(), new["data"].as_u64()), (Some("new"), Some(7)));
    });
}

#[test]
fn data_alone_and_data_that_is_not_described_as_an_event() {
    wait(async {
        let counts = vec![head("text/event-stream"), b"data: 5\n\n"];
        let words = vec![head("text/event-stream"), b"data: {\"words\": \"hi\"}\n\n"];
        let (client, _requests) = serve(vec![counts, words]).await;
        let chat = Chat { client };
        let mut counts = chat.count().send().await.unwrap();
        assert_eq!(counts.try_next().await.unwrap().unwrap().data.data, 5);
        let mut words = chat.words().send().await.unwrap();
        assert_eq!(words.try_next().await.unwrap().unwrap().data.words, "hi");
    });
}
