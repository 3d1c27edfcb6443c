//! Request bodies of JSON lines and JSON text sequences.

use crate::json_lines_bodies::resources::Records;
use crate::json_lines_bodies::types::{Record, RecordsReplaceItem};
use crate::runtime::JsonLines;
use crate::wire::{header, sent, wait};
use crate::wire_streams::{Chunks, serve};

#[test]
fn a_list_is_sent_as_lines() {
    let records = [Record::new(1).name("a\nb"), Record::new(2)];
    let request = sent(|client| Records { client }.import(records).send());
    assert_eq!(header(&request, "content-type"), Some("application/jsonl"));
    assert_eq!(request.body, "{\"id\":1,\"name\":\"a\\nb\"}\n{\"id\":2}\n");
    let request =
        sent(|client| Records { client }.bulk_lines((1..3).map(Record::new).collect::<Vec<_>>()).send());
    assert_eq!(request.body, "{\"id\":1}\n{\"id\":2}\n");
}

#[test]
fn a_sequence_has_separators() {
    let items = [Some(RecordsReplaceItem::new().id(1)), None];
    let request = sent(|client| Records { client }.replace().body(items).send());
    assert_eq!(header(&request, "content-type"), Some("application/json-seq"));
    assert_eq!(request.body, "\x1e{\"id\":1}\n\x1enull\n");
    let request = sent(|client| Records { client }.replace().send());
    assert_eq!((header(&request, "content-type"), request.body.len()), (None, 0));
}

#[test]
fn an_iterator_can_be_collected() {
    let lines: JsonLines<Record> = (1..3).map(Record::new).collect();
    let request = sent(|client| Records { client }.import(lines).send());
    assert_eq!(request.body, "{\"id\":1}\n{\"id\":2}\n");
}

#[test]
fn a_stream_is_sent_value_by_value() {
    wait(async {
        let done: Vec<&[u8]> = vec![b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n"];
        let (client, mut requests) = serve(vec![done.clone(), done]).await;
        let records = Records { client };
        let values = Chunks([Ok(Record::new(1)), Ok(Record::new(2).name("b"))].into());
        records.import(JsonLines::stream(values)).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        assert!(request.contains("content-type: application/jsonl\r\n"), "{request}");
        let chunks = "9\r\n{\"id\":1}\n\r\n14\r\n{\"id\":2,\"name\":\"b\"}\n\r\n0\r\n\r\n";
        assert!(request.ends_with(chunks), "{request:?}");
        let values = Chunks([Ok(None), Ok(Some(RecordsReplaceItem::new()))].into());
        records.replace().body(JsonLines::stream(values)).send().await.unwrap();
        let request = requests.recv().await.unwrap();
        assert!(request.ends_with("6\r\n\x1enull\n\r\n4\r\n\x1e{}\n\r\n0\r\n\r\n"), "{request:?}");
    });
}
