//! The examples of XML in the OpenAPI specification, against a server.

use serde_json::{Value, json};

use crate::runtime::json::{self, WriteJson};
use crate::wire::wait;
use crate::wire_xml::{compact, last, serve};

/// The JSON of a value.
fn json_of(value: &impl WriteJson) -> Value {
    serde_json::from_slice(&json::to_vec(value)).unwrap()
}

/// Reads the XML of an example by one method, and writes the value by another one.
macro_rules! example {
    ($module:ident, $get:ident, $put:ident, $xml:expr, $json:expr) => {
        wait(async {
            let (client, requests) = serve(vec![(200, $xml.to_owned()), (204, String::new())]).await;
            let examples = crate::$module::resources::Examples { client };
            let value = examples.$get().send().await.unwrap();
            assert_eq!(json_of(&value), $json);
            examples.$put(value).send().await.unwrap();
            assert_eq!(last(&requests), compact($xml));
        });
    };
}

const SAMPLE: &str = "<Person id=\"123\">
    <sample:name xmlns:sample=\"https://example.com/schema/sample\">example</sample:name>
</Person>";

/// The examples of OpenAPI 3.0.4 and 3.1.1, in their order.
#[test]
fn names_attributes_and_arrays() {
    let two = || json!({"animals": ["value", "value"]});
    example!(
        xml_examples,
        get_basic,
        put_basic,
        "<document><animals>...</animals></document>",
        json!({"animals": "..."})
    );
    example!(
        xml_examples,
        get_list,
        put_list,
        "<document><animals>...</animals><animals>...</animals><animals>...</animals></document>",
        json!({"animals": ["...", "...", "..."]})
    );
    example!(
        xml_examples,
        get_named,
        put_named,
        "<document><animal>...</animal></document>",
        json!({"animals": "..."})
    );
    example!(xml_examples, get_person, put_person, SAMPLE, json!({"id": 123, "name": "example"}));
    let animal = "<document>\n<animal>value</animal>\n<animal>value</animal>\n</document>";
    example!(xml_examples, get_items, put_items, animal, two());
    example!(xml_examples, get_external, put_external, animal, two());
    example!(
        xml_examples,
        get_wrapped,
        put_wrapped,
        "<document><animals><animals>value</animals><animals>value</animals></animals></document>",
        two()
    );
    example!(
        xml_examples,
        get_wrapped_items,
        put_wrapped_items,
        "<document><animals><animal>value</animal><animal>value</animal></animals></document>",
        two()
    );
    example!(
        xml_examples,
        get_both,
        put_both,
        "<document><aliens><animal>value</animal><animal>value</animal></aliens></document>",
        two()
    );
    example!(
        xml_examples,
        get_wrapper,
        put_wrapper,
        "<document><aliens><aliens>value</aliens><aliens>value</aliens></aliens></document>",
        two()
    );
    example!(
        xml_examples,
        get_ignored,
        put_ignored,
        "<document><animals>value</animals><animals>value</animals></document>",
        two()
    );
}

/// The examples of OpenAPI 3.2.1 that differ from those of 3.1.
#[test]
fn node_types() {
    let pets = || json!({"animals": ["dog", "cat", "hamster"]});
    let list = |outer: &str, inner: &str| {
        let item = |name: &str| format!("<{inner}>{name}</{inner}>\n");
        let items: String = ["dog", "cat", "hamster"].map(item).concat();
        format!("<document>\n<{outer}>\n{items}</{outer}>\n</document>")
    };
    example!(xml_examples_nodes, get_person, put_person, SAMPLE, json!({"id": 123, "name": "example"}));
    example!(xml_examples_nodes, get_wrapped, put_wrapped, &list("animals", "animals"), pets());
    example!(xml_examples_nodes, get_wrapped_items, put_wrapped_items, &list("animals", "animal"), pets());
    example!(xml_examples_nodes, get_both, put_both, &list("aliens", "animal"), pets());
    example!(xml_examples_nodes, get_wrapper, put_wrapper, &list("aliens", "aliens"), pets());
    example!(
        xml_examples_nodes,
        get_text,
        put_text,
        "<animals>\n<animal kind=\"Cat\">Fluffy</animal>\n<animal kind=\"Dog\">Fido</animal>\n</animals>",
        json!([{"kind": "Cat", "name": "Fluffy"}, {"kind": "Dog", "name": "Fido"}])
    );
}

#[test]
fn references_and_cdata() {
    const HTML: &str = "<html><head><title>Awesome Docs</title></head><body></body><html>";
    let xml = |root: &str| format!("<{root}>\n  <![CDATA[{HTML}]]>\n</{root}>");
    let content = || json!({"content": HTML});
    example!(xml_examples_nodes, get_docs, put_docs, &xml("Documentation"), content());
    example!(xml_examples_nodes, get_stored, put_stored, &xml("StoredDocument"), content());
    example!(xml_examples_nodes, get_updated, put_updated, &xml("UpdatedDocument"), content());
}

/// The lengths of the arrays in the specification are not fixed. If they are, the arrays are structs.
#[test]
fn ordered_elements_and_text() {
    const ORDERED: &str = "<OneTwoThree>\n<One>Some text</One>\n<Two unit=\"cubits\">42</Two>\n\
                           <Three xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\n</OneTwoThree>";
    const REPORT: &str = "<Report>Some preamble text.<data>42</data>Some postamble text.</Report>";
    let ordered = || json!(["Some text", {"unit": "cubits", "value": 42}, null]);
    let report = || json!(["Some preamble text.", 42, "Some postamble text."]);
    example!(xml_examples_nodes, get_ordered, put_ordered, ORDERED, ordered());
    example!(xml_examples_nodes, get_fixed, put_fixed, ORDERED, ordered());
    example!(xml_examples_nodes, get_report, put_report, REPORT, report());
    example!(xml_examples_nodes, get_fixed_report, put_fixed_report, REPORT, report());
}

#[test]
fn null() {
    example!(
        xml_examples_nodes,
        get_nulls,
        put_nulls,
        "<product><description>Thing</description>\
         <related xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></product>",
        json!({"count": null, "description": "Thing", "related": null})
    );
    example!(
        xml_examples_nodes,
        get_nulls,
        put_nulls,
        "<product count=\"42\">\n<description>Thing</description>\n<related/>\n</product>",
        json!({"count": 42, "description": "Thing", "related": {}})
    );
}

/// The document does not name the roots: that of the request is its only property, and the response has it, too, as S3 sends it.
#[test]
fn bodies_whose_only_property_is_the_root() {
    use crate::xml_roots_and_choices::types;
    wait(async {
        let location = "<LocationConstraint xmlns='urn:s3'>eu</LocationConstraint>".to_owned();
        let wrapped = "<Any><LocationConstraint>eu</LocationConstraint></Any>".to_owned();
        let (client, requests) = serve(vec![(200, location), (200, wrapped)]).await;
        let feeds = crate::xml_roots_and_choices::resources::Feeds { client };
        let object = types::DeleteObject::new().key("a");
        let delete = types::Delete::new().objects(vec![object]).quiet(true);
        let body = types::FeedsDeleteAllBody::new().delete(delete);
        let output = feeds.delete_all(body).send().await.unwrap();
        assert_eq!(output.location_constraint.as_deref(), Some("eu"));
        // The items have the name of the list, because a list without a wrapper has no element.
        assert_eq!(last(&requests), "<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>");
        let output = feeds.delete_all(types::FeedsDeleteAllBody::new()).send().await.unwrap();
        assert_eq!(output.location_constraint.as_deref(), Some("eu"));
        assert_eq!(last(&requests), "<root/>");
    });
}

#[test]
fn items_with_the_elements_of_their_alternatives() {
    use crate::xml_roots_and_choices::types;
    let xml = "<feed size=\"12\"><video><seconds>1.5</seconds></video><photo width=\"3\"/><video><seconds>2</seconds></video>\
               <body>Mixed <photo width=\"4\"/> content</body><matrix><row><cell>1</cell><cell>2</cell></row><row/></matrix>\
               <tree id=\"1\"><nodes><nodes id=\"2\"/></nodes></tree><level>2</level><on>1</on><day>2026-01-02</day></feed>";
    wait(async {
        let (client, requests) = serve(vec![(200, xml.to_owned()), (204, String::new())]).await;
        let feeds = crate::xml_roots_and_choices::resources::Feeds { client };
        let feed = feeds.get().send().await.unwrap();
        let expected = json!({
            "size": 12,
            "entries": [{"seconds": 1.5}, {"width": 3}, {"seconds": 2}],
            "body": ["Mixed ", {"width": 4}, " content"],
            "matrix": [[1, 2], []],
            "tree": {"id": 1, "nodes": [{"id": 2}]},
            "level": 2,
            "on": true,
            "day": "2026-01-02"
        });
        assert_eq!(json_of(&feed), expected);
        assert!(requests.lock().unwrap()[0].0.contains("\r\naccept: application/atom+xml"));
        feeds.update(types::FeedInput::from(feed)).send().await.unwrap();
        assert!(
            requests.lock().unwrap()[1].0.contains("\r\ncontent-type: application/soap+xml; charset=utf-8")
        );
        assert_eq!(last(&requests), xml.replace("<on>1</on>", "<on>true</on>"));
    });
}
