//! The pagination that an operation shows.

use oasmith_core::Generator;

/// The emitted rule of an operation with these parameters and this schema of the response. Empty if there is none.
fn rule(operation: &str, schema: &str) -> String {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://x.example'}}]\npaths:\n  /rows:\n    get:\n      tags: [rows]\n      operationId: list\n{operation}      responses:\n        '200': {{description: A page, content: {{application/json: {{schema: {schema}}}}}}}\n"
    );
    let outcome = Generator::from_text("openapi.yaml", text).run().unwrap();
    let files = outcome.files.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let (_, text) = files.iter().find(|(path, _)| *path == "src/resources/rows.rs").unwrap();
    let rule = text.split_once(": Paging = Paging::").and_then(|(_, rest)| rest.split_once(';'));
    rule.map(|(rule, _)| rule.split_whitespace().collect()).unwrap_or_default()
}

/// The rule for query parameters, each as `name: type` or `name: type, minimum: 0`, and for properties beside `items`.
fn shown(parameters: &[&str], properties: &str) -> String {
    let list: String = parameters
        .iter()
        .map(|parameter| {
            let (name, schema) = parameter.split_once(": ").unwrap();
            format!("        - {{name: '{name}', in: query, schema: {{type: {schema}}}}}\n")
        })
        .collect();
    let schema = format!(
        "{{type: object, properties: {{items: {{type: array, items: {{type: object, properties: {{id: {{type: string}}}}}}}}, {properties}}}}}"
    );
    rule(&format!("      parameters:\n{list}"), &schema).replace(".items(&[\"items\"])", "")
}

#[test]
fn cursors() {
    for (parameter, properties, expected) in [
        (
            "cursor: string",
            "next_cursor: {type: string}",
            r#"cursor().query("cursor").next(&["next_cursor"])"#,
        ),
        (
            "pageToken: string",
            "nextPageToken: {type: string}",
            r#"cursor().query("pageToken").next(&["nextPageToken"])"#,
        ),
        (
            "marker: string",
            "next_marker: {type: string}",
            r#"cursor().query("marker").next(&["next_marker"])"#,
        ),
        (
            "page: string",
            "next_page: {type: string, nullable: true}",
            r#"cursor().query("page").next(&["next_page"])"#,
        ),
        (
            "position: string",
            "nextPosition: {type: string}",
            r#"cursor().query("position").next(&["nextPosition"])"#,
        ),
        (
            "page[cursor]: string",
            "meta: {type: object, properties: {page: {type: object, properties: {next: {type: string}}}}}",
            r#"cursor().query("page[cursor]").next(&["meta","page","next"])"#,
        ),
        (
            "from: integer",
            "from: {type: integer}, next: {type: integer, nullable: true}",
            r#"cursor().query("from").next(&["next"])"#,
        ),
        // Its description tells that it is the next one.
        (
            "cursor: string",
            "cursor: {type: string, description: Used in a subsequent request.}",
            r#"cursor().query("cursor").next(&["cursor"])"#,
        ),
        ("cursor: string", "cursor: {type: string}", ""),
        ("cursor: string", "", ""),
        ("after: string", "", ""),
        (
            "after: string",
            "has_more: {type: boolean}",
            r#"last_item(&["id"]).query("after").more(&["has_more"])"#,
        ),
        (
            "after: string",
            "last_id: {type: string}, has_more: {type: boolean}",
            r#"cursor().query("after").next(&["last_id"]).more(&["has_more"])"#,
        ),
        // A filter.
        ("after: string, format: date-time", "has_more: {type: boolean}", ""),
        // An object is not a cursor.
        ("cursor: string", "next_cursor: {type: object}", ""),
    ] {
        assert_eq!(shown(&[parameter], properties), expected, "{parameter} | {properties}");
    }
}

#[test]
fn urls() {
    let next = "next: {type: string, format: uri, nullable: true}";
    for (parameters, properties, expected) in [
        (&["cursor: string"][..], next, r#"url().next(&["next"])"#),
        (
            &["cursor: string"],
            "next: {type: string, description: The URL of the next page.}",
            r#"url().next(&["next"])"#,
        ),
        (
            &["cursor: string"],
            "next: {type: string, example: 'https://x.example/?cursor=b'}",
            r#"url().next(&["next"])"#,
        ),
        (
            &["limit: integer"],
            "links: {type: object, properties: {next: {type: string}}}",
            r#"url().next(&["links","next"])"#,
        ),
        (&["limit: integer"], "nextLink: {type: string}", r#"url().next(&["nextLink"])"#),
        // Clearer than a cursor that may lead in another direction.
        (
            &["after: integer", "before: integer"],
            &format!("{next}, cursors: {{type: object, properties: {{after: {{type: string}}}}}}"),
            r#"url().next(&["next"])"#,
        ),
        // The number is enough, and works behind a proxy.
        (&["page: integer"], next, r#"page(1).query("page").next(&["next"])"#),
        (&["offset: integer"], next, r#"offset(0).query("offset").next(&["next"])"#),
        // A number of a page alone is not enough.
        (
            &["Page: integer", "PageToken: string"],
            "meta: {type: object, properties: {next_page_url: {type: string}}}",
            r#"url().next(&["meta","next_page_url"])"#,
        ),
    ] {
        assert_eq!(shown(parameters, properties), expected, "{parameters:?} | {properties}");
    }
    let list = "{type: array, items: {type: string}}";
    let parameter = |text: &str| {
        format!(
            "      parameters: [{{name: cursor, in: query, description: '{text}', schema: {{type: string}}}}]\n"
        )
    };
    assert_eq!(rule(&parameter("See the `Link` header."), list), r#"url().next_in_header("link")"#);
    assert_eq!(rule(&parameter("A cursor."), list), "");
}

#[test]
fn numbers() {
    for (parameters, properties, expected) in [
        (&["page: integer"][..], "total: {type: integer}", r#"page(1).query("page").total(&["total"])"#),
        (&["page: integer, minimum: 0"], "", r#"page(0).query("page")"#),
        (&["page: integer, default: 0"], "", r#"page(0).query("page")"#),
        (&["page: integer, example: 0"], "", r#"page(0).query("page")"#),
        (&["page: integer, minimum: 0, default: 1"], "", r#"page(1).query("page")"#),
        (&["page: integer, minimum: 0, exclusiveMinimum: true"], "", r#"page(1).query("page")"#),
        (&["page: integer"], "page: {type: integer}", r#"page(1).query("page").current(&["page"])"#),
        (
            &["page: integer", "per_page: integer"],
            "meta: {type: object, properties: {pageCount: {type: integer}}}",
            r#"page(1).query("page").pages(&["meta","pageCount"]).limit("per_page")"#,
        ),
        (&["page: integer"], "last: {type: boolean}", r#"page(1).query("page").last(&["last"])"#),
        // A `count` may be that of the page.
        (&["page: integer"], "count: {type: integer}", r#"page(1).query("page")"#),
        // A `next` may be anything.
        (
            &["skip: integer"],
            "next: {type: object, properties: {name: {type: string}}}",
            r#"offset(0).query("skip")"#,
        ),
        (&["skip: integer"], "id: {type: string}", ""),
        (&["startIndex: integer"], "", ""),
        (&["startIndex: integer, minimum: 1"], "", r#"offset(1).query("startIndex")"#),
        (
            &["start: integer"],
            "start: {type: integer}, total: {type: integer}",
            r#"offset(0).query("start").total(&["total"]).current(&["start"])"#,
        ),
        (&["start: integer"], "total: {type: integer}", ""),
        // The cursor is for those who ask for it.
        (
            &["usemarker: boolean", "marker: string", "offset: integer"],
            "next_marker: {type: string}, total_count: {type: integer}",
            r#"offset(0).query("offset").total(&["total_count"])"#,
        ),
    ] {
        assert_eq!(shown(parameters, properties), expected, "{parameters:?} | {properties}");
    }
}

/// The items are the only list, at most two properties deep.
#[test]
fn lists() {
    let rows = "{type: array, items: {type: object, properties: {a: {type: string}}}}";
    let names = "{type: array, items: {type: string}}";
    let page = "      parameters: [{name: page, in: query, schema: {type: integer}}]\n";
    for (properties, expected) in [
        (format!("x: {rows}"), r#"page(1).query("page").items(&["x"])"#),
        (format!("x: {rows}, y: {names}"), r#"page(1).query("page").items(&["x"])"#),
        (format!("x: {rows}, y: {rows}"), ""),
        (format!("x: {rows}, rows: {rows}"), r#"page(1).query("page").items(&["rows"])"#),
        (format!("x: {rows}, results: {rows}"), r#"page(1).query("page").items(&["results"])"#),
        (
            format!("x: {{type: object, properties: {{y: {rows}}}}}"),
            r#"page(1).query("page").items(&["x","y"])"#,
        ),
        (format!("x: {{type: object, properties: {{y: {{type: object, properties: {{z: {rows}}}}}}}}}"), ""),
        ("x: {type: string}".to_owned(), ""),
    ] {
        assert_eq!(
            rule(page, &format!("{{type: object, properties: {{{properties}}}}}")),
            expected,
            "{properties}"
        );
    }
}
