//! Bodies in XML, against a server.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::runtime::{Client, DecodeErrorKind, Error};
use crate::wire::{client_of, mocked, wait};
use crate::wire_streams::request;
use crate::xml_attributes::resources::{Objects, ObjectsGetAclResponse};
use crate::xml_attributes::types as objects;
use crate::xml_node_types::resources::Docs;
use crate::xml_node_types::types as docs;
use crate::xml_preferred::resources::Things;
use crate::xml_preferred::types as things;
use crate::xml_wrapped_lists::resources::{Blobs, Both, Tags, TagsGetNumbersResponse};
use crate::xml_wrapped_lists::types as blobs;

const S3: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The heads and the bodies of requests.
pub(crate) type Requests = Arc<Mutex<Vec<(String, String)>>>;

/// Serves these responses, one for each connection: the status, and the body. Returns the client of the server.
pub(crate) async fn serve(responses: Vec<(u16, String)>) -> (Client, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let requests = Requests::default();
    let log = requests.clone();
    tokio::spawn(async move {
        for (status, body) in responses {
            let (mut socket, _) = listener.accept().await.unwrap();
            let text = request(&mut socket).await;
            let (head, sent) = text.split_once("\r\n\r\n").unwrap();
            log.lock().unwrap().push((head.to_lowercase(), sent.to_owned()));
            let head =
                format!("HTTP/1.1 {status} Status\r\ncontent-type: application/xml\r\nconnection: close\r\n");
            let length = format!("content-length: {}\r\n\r\n", body.len());
            let length = if status == 204 { "\r\n".to_owned() } else { length };
            let _ = socket.write_all([head, length, body].concat().as_bytes()).await;
        }
    });
    (client_of(&base), requests)
}

/// The XML without the declaration, and without white space between elements.
pub(crate) fn compact(xml: &str) -> String {
    let root = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap_or(xml);
    root.lines().map(str::trim).collect()
}

/// The body of the last request.
pub(crate) fn last(requests: &Requests) -> String {
    compact(&requests.lock().unwrap().last().unwrap().1)
}

#[test]
fn a_listing_with_lists_without_wrappers_is_read_and_written() {
    let xml = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="{S3}">
            <Name>bucket</Name>
            <Prefix/>
            <MaxKeys>1000</MaxKeys>
            <IsTruncated>false</IsTruncated>
            <Contents>
                <Key>photos/a &amp; b.jpg</Key>
                <LastModified>2026-01-12T17:50:30Z</LastModified>
                <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag>
                <Size>434234</Size>
                <StorageClass>STANDARD</StorageClass>
            </Contents>
            <Contents>
                <Key>x</Key>
                <Size>0</Size>
                <StorageClass>DEEP_ARCHIVE</StorageClass>
            </Contents>
            <CommonPrefixes>
                <Prefix>photos/</Prefix>
            </CommonPrefixes>
            <CommonPrefixes>
                <Prefix>videos/</Prefix>
            </CommonPrefixes>
        </ListBucketResult>"#
    );
    wait(async {
        let (client, requests) = serve(vec![(200, xml.clone()), (204, String::new())]).await;
        let objects = Objects { client };
        let listing = objects.list("b").send().await.unwrap();
        assert!(requests.lock().unwrap()[0].0.contains("\r\naccept: application/xml"));
        let contents = listing.contents.as_ref().unwrap();
        assert_eq!((contents[0].key.as_str(), contents[0].size), ("photos/a & b.jpg", Some(434_234)));
        assert_eq!(contents[0].e_tag.as_deref(), Some("\"fba9dede5f27731c9771645a39863328\""));
        assert_eq!(contents[1].storage_class.as_ref().unwrap().as_str(), "DEEP_ARCHIVE");
        assert_eq!(listing.common_prefixes.as_ref().unwrap().len(), 2);
        objects.restore("b", listing).send().await.unwrap();
        assert!(requests.lock().unwrap()[1].0.contains("\r\ncontent-type: application/xml"));
        assert_eq!(last(&requests), compact(&xml));
    });
}

#[test]
fn a_request_and_its_response_have_their_own_roots() {
    let response = format!(
        "<CompleteMultipartUploadResult xmlns='{S3}'><Location>l</Location></CompleteMultipartUploadResult>"
    );
    let error = "<Error><Code>InternalError</Code><Message>Try again.</Message></Error>";
    wait(async {
        let (client, requests) = serve(vec![(200, response), (200, error.to_owned())]).await;
        let objects = Objects { client };
        let mut parts = vec![objects::PartItem::new(1), objects::PartItem::new(2)];
        parts[0].e_tag = Some("\"a\"".to_owned());
        let upload = objects::CompleteMultipartUpload::new(parts);
        let done = objects.complete_upload("b", upload.clone()).send().await.unwrap();
        assert_eq!(done.location.as_deref(), Some("l"));
        let expected = format!(
            "<CompleteMultipartUpload xmlns=\"{S3}\"><Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part>\
             <Part><PartNumber>2</PartNumber></Part></CompleteMultipartUpload>"
        );
        assert_eq!(last(&requests), expected);
        // The server reports an error after it has sent the status.
        let failed = objects.complete_upload("b", upload).send().await.unwrap_err();
        let Error::Decode(failed) = failed else { panic!("{failed:?}") };
        assert_eq!(failed.json_error().unwrap().offset(), 0);
        let expected = "expected CompleteMultipartUploadResult, found another root element";
        assert!(failed.to_string().contains(expected), "{failed}");
        assert_eq!(failed.body().as_ref(), error.as_bytes());
    });
}

#[test]
fn alternatives_by_an_attribute() {
    let grant = |kind: &str, inner: &str| {
        format!(
            "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"{kind}\">{inner}</Grantee>\
             <Permission>READ</Permission></Grant>"
        )
    };
    let (user, group) = (grant("CanonicalUser", "<ID>1</ID>"), grant("Group", "<URI>urn:all</URI>"));
    let xml = format!(
        "<AccessControlPolicy xmlns=\"{S3}\"><Owner><ID>1</ID></Owner><AccessControlList>{user}{group}</AccessControlList>\
         </AccessControlPolicy>"
    );
    wait(async {
        let (client, requests) =
            serve(vec![(200, xml.clone()), (204, String::new()), (202, "later".to_owned())]).await;
        let objects = Objects { client };
        let ObjectsGetAclResponse::Ok(policy) = objects.get_acl("b").send().await.unwrap() else { panic!() };
        let grants = policy.access_control_list.as_ref().unwrap();
        assert!(matches!(grants[0].grantee, Some(objects::Grantee::CanonicalUser(_))));
        assert!(matches!(grants[1].grantee, Some(objects::Grantee::Group(_))));
        objects.put_acl("b").body(policy).send().await.unwrap();
        assert!(requests.lock().unwrap()[1].0.contains("\r\ncontent-type: text/xml"));
        assert_eq!(last(&requests), xml);
        let later = objects.get_acl("b").send().await.unwrap();
        assert_eq!(later, ObjectsGetAclResponse::Accepted("later".to_owned()));
    });
}

#[test]
fn errors_are_decoded() {
    let error = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>No such bucket.</Message><Key>k</Key></Error>";
    wait(async {
        let (client, _) = serve(vec![(404, error.to_owned()), (500, "<Error>".to_owned())]).await;
        let objects = Objects { client };
        let failed = objects.list("b").retry(crate::runtime::RetryPolicy::none()).send().await.unwrap_err();
        let body: &objects::Error = failed.body_as().unwrap();
        assert_eq!(body.code.as_deref(), Some("NoSuchBucket"));
        assert!(failed.to_string().ends_with(": NoSuchBucket: No such bucket."), "{failed}");
        let failed = objects.list("b").retry(crate::runtime::RetryPolicy::none()).send().await.unwrap_err();
        assert_eq!(failed.body_as::<objects::Error>(), None);
        assert_eq!(failed.body().unwrap().as_ref(), b"<Error>");
    });
}

#[test]
fn a_listing_with_wrapped_lists_attributes_and_maps_is_read_and_written() {
    let xml = r#"<EnumerationResults ServiceEndpoint="https://a.example/" ContainerName="c">
            <Prefix>p</Prefix>
            <Blobs>
                <Blob>
                    <Name Encoded="true">a%20b</Name>
                    <Deleted>false</Deleted>
                    <Properties>
                        <Content-Length>12</Content-Length>
                        <Content-MD5>aGk=</Content-MD5>
                        <BlobType>BlockBlob</BlobType>
                    </Properties>
                    <Metadata Encrypted="no">
                        <Year>2026</Year>
                        <author>me</author>
                    </Metadata>
                    <Tags>
                        <TagSet>
                            <Tag>
                                <Key>k</Key>
                                <Value>v</Value>
                            </Tag>
                            <Tag>
                                <Key>l</Key>
                                <Value/>
                            </Tag>
                        </TagSet>
                    </Tags>
                </Blob>
                <Blob>
                    <Name>c</Name>
                    <Deleted>true</Deleted>
                </Blob>
            </Blobs>
            <NextMarker/>
        </EnumerationResults>"#;
    wait(async {
        let bom = format!("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- listing -->{xml}");
        let (client, requests) = serve(vec![(200, bom), (204, String::new()), (201, String::new())]).await;
        let resource = Blobs { client };
        let listing = resource.list().send().await.unwrap();
        let items = &listing.segment.blob_items;
        assert_eq!((items[0].name.encoded, items[0].name.content.as_deref()), (Some(true), Some("a%20b")));
        assert_eq!(items[0].properties.as_ref().unwrap().content_length, Some(12));
        assert_eq!(items[0].properties.as_ref().unwrap().content_md5.as_deref(), Some(&b"hi"[..]));
        let metadata = items[0].metadata.as_ref().unwrap();
        assert_eq!((metadata.encrypted.as_deref(), metadata.extra["Year"].as_str()), (Some("no"), "2026"));
        assert_eq!(items[0].blob_tags.as_ref().unwrap().blob_tag_set.as_ref().unwrap().len(), 2);
        assert_eq!(listing.next_marker.as_deref(), Some(""));
        resource.restore(listing).send().await.unwrap();
        assert_eq!(last(&requests), compact(xml));
        let blocks = blobs::BlockList::new()
            .latest(vec!["AAA=".to_owned(), "BBB=".to_owned()])
            .any(json!({"@id": 1, "a": [true, {"b": null}], "#text": "t"}));
        resource.put_blocks(blocks).send().await.unwrap();
        let nil = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
        let expected = format!(
            "<BlockList><Latest>AAA=</Latest><Latest>BBB=</Latest><Any id=\"1\"><a>true</a><a><b {nil}/></a>t</Any></BlockList>"
        );
        assert_eq!(last(&requests), expected);
    });
}

#[test]
fn lists_and_maps_as_roots_and_other_media_types() {
    wait(async {
        let (client, _) = serve(vec![
            (200, "<ns><n>1</n><n>2</n></ns>".to_owned()),
            (202, "<m><a>1</a><b>2.5</b><a>3</a></m>".to_owned()),
            (200, "<Tags><TagSet/></Tags>".to_owned()),
        ])
        .await;
        let tags = Tags { client };
        assert_eq!(tags.get_numbers().send().await.unwrap(), TagsGetNumbersResponse::Ok(vec![1, 2]));
        let TagsGetNumbersResponse::Accepted(map) = tags.get_numbers().send().await.unwrap() else {
            panic!()
        };
        assert_eq!(json!(map), json!({"a": [1.0, 3.0], "b": [2.5]}));
        assert_eq!(tags.list().send().await.unwrap().blob_tag_set, Some(Vec::new()));
    });
}

/// Some APIs describe headers as properties of the body.
#[test]
fn an_empty_body_has_no_properties() {
    wait(async {
        let (client, _) =
            serve(vec![(200, String::new()), (200, " \n".to_owned()), (200, String::new())]).await;
        let tags = Tags { client };
        assert_eq!(tags.list().send().await.unwrap().blob_tag_set, None);
        assert_eq!(tags.list().send().await.unwrap().blob_tag_set, None);
        let failed = tags.get_numbers().send().await.unwrap_err();
        let Error::Decode(failed) = failed else { panic!("{failed:?}") };
        assert_eq!(failed.kind(), DecodeErrorKind::Empty);
    });
}

#[test]
fn json_beside_xml_is_used() {
    let (client, mock) = mocked();
    mock.respond(200, [], r#"{"BlobTagSet": [{"Key": "k"}]}"#);
    let tags = wait(Both { client }.both(blobs::Tags::new()).send()).unwrap();
    assert_eq!(tags.blob_tag_set.unwrap().len(), 1);
    let request = mock.last_request().unwrap();
    assert_eq!(
        (request.header("accept"), request.header("content-type")),
        (Some("application/json"), Some("application/json"))
    );
}

#[test]
fn node_types() {
    let xml = "<Doc id=\"7\" to=\"9\"><aliens><animal>cat</animal></aliens><plain>a</plain><plain>b</plain>\
               <note xmlns:ns1=\"urn:l\" ns1:lang=\"de\">Hallo</note><page><![CDATA[<p>1 & 2</p>]]></page><from>8</from>\
               <related><x:x xmlns:x=\"urn:x\">y</x:x></related></Doc>";
    wait(async {
        let (client, requests) =
            serve(vec![(200, xml.to_owned()), (200, xml.to_owned()), (204, String::new())]).await;
        let resource = Docs { client };
        let doc = resource.add(docs::DocInput::new()).send().await.unwrap();
        assert_eq!(last(&requests), "<Doc/>");
        assert_eq!((doc.id, doc.range.as_ref().unwrap().to), (Some(7), Some(9)));
        assert_eq!(doc.page.as_ref().unwrap().html.as_deref(), Some("<p>1 & 2</p>"));
        assert_eq!(doc.related.as_ref().unwrap().x.as_deref(), Some("y"));
        resource.add(docs::DocInput::from(doc)).send().await.unwrap();
        assert_eq!(last(&requests), xml);
        let choice = docs::Choice::from(docs::ChoiceB::new().b(1));
        resource
            .put_odd(docs::DocsPutOddBody::new().choice(choice).p("x").list(vec!["l".to_owned()]))
            .send()
            .await
            .unwrap();
        assert_eq!(last(&requests), "<root><choice><b>1</b></choice><list>l</list><p>x</p></root>");
        let failed = resource.put_odd(docs::DocsPutOddBody::new().a_b("x")).send().await.unwrap_err();
        assert!(matches!(failed, Error::Request(_)), "{failed:?}");
        assert_eq!(requests.lock().unwrap().len(), 3);
    });
}

#[test]
fn the_configuration_prefers_xml() {
    let page = |id, next: &str| {
        format!(
            "<Page><Things><Thing id='{id}'/><Thing id='{}'/></Things><NextMarker>{next}</NextMarker></Page>",
            id + 1
        )
    };
    wait(async {
        let (client, requests) =
            serve(vec![(200, page(1, "m")), (200, page(3, "")), (204, String::new()), (204, String::new())])
                .await;
        let resource = Things { client };
        let mut items = resource.list().items();
        let mut ids = Vec::new();
        while let Some(thing) = items.try_next().await.unwrap() {
            ids.extend(thing.id);
        }
        assert_eq!(ids, [1, 2, 3, 4]);
        assert!(requests.lock().unwrap()[1].0.starts_with("get /things?marker=m "));
        let thing = things::ThingInput::new().note(crate::runtime::Nullable::Null);
        resource.put(thing.clone()).send().await.unwrap();
        let nil = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
        assert_eq!(last(&requests), format!("<Thing><note {nil}/></Thing>"));
        resource.put_json(thing).send().await.unwrap();
        assert_eq!(last(&requests), r#"{"note":null}"#);
    });
}

#[test]
fn hostile_bodies() {
    let outcome = |media: &str, body: &str| {
        let (client, mock) = mocked();
        mock.respond(200, [("content-type", media)], body.to_owned());
        let Err(Error::Decode(error)) = wait(Blobs { client }.list().send()) else { panic!("{body}") };
        error
    };
    let laughs = "<!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><EnumerationResults>&b;</EnumerationResults>";
    let error = outcome("application/xml", laughs);
    assert_eq!((error.kind(), error.line(), error.column()), (DecodeErrorKind::Json, 1, 1));
    assert!(error.to_string().contains("a document type definition is not allowed"), "{error}");
    let deep = format!("<EnumerationResults>{}", "<a>".repeat(100_000));
    assert!(outcome("application/xml", &deep).to_string().contains("nested too deeply"));
    let error = outcome(
        "application/xml",
        "<EnumerationResults ServiceEndpoint=''>\n<Blobs>\n<Blob><Name>a</Name><Deleted>maybe</Deleted></Blob></Blobs></EnumerationResults>",
    );
    assert_eq!((error.path(), error.line(), error.column()), ("Segment.BlobItems[0].Deleted", 3, 21));
    assert!(!error.to_string().contains("maybe"), "{error}");
    for page in ["<html><body>Sign in</body></html>", "<EnumerationResults/>"] {
        assert_eq!(outcome("text/html", page).kind(), DecodeErrorKind::ContentType);
    }
}
