//! Parameters on the wire.

use std::collections::BTreeMap;

use serde_json::json;

use crate::wire::{header, sent};

#[test]
fn lists_in_every_style() {
    use crate::parameter_styles::resources::Styles;
    let list = ["a b", "c,d"];
    let request = sent(|client| {
        let call = Styles { client }.lists(list, list, list, list, list, list);
        call.form(list)
            .form_x(list)
            .space(list)
            .pipe(list)
            .pipe_x(list)
            .deep(list)
            .x_list(list)
            .cookie(list)
            .send()
    });
    let path = "/v1/lists/a%20b,c%2Cd/a%20b,c%2Cd/.a%20b,c%2Cd/.a%20b.c%2Cd/;matrix=a%20b,c%2Cd/;matrix_x=a%20b;matrix_x=c%2Cd";
    assert_eq!(request.path(), path);
    let query = [
        "form=a%20b,c%2Cd",
        "form_x=a%20b&form_x=c%2Cd",
        "space=a%20b%20c%2Cd",
        "pipe=a%20b%7Cc%2Cd",
        "pipe_x=a%20b&pipe_x=c%2Cd",
        "deep%5B0%5D=a%20b&deep%5B1%5D=c%2Cd",
    ];
    assert_eq!(request.query(), Some(query.join("&").as_str()));
    assert_eq!(header(&request, "x-list"), Some("a b,c,d"));
    assert_eq!(header(&request, "cookie"), Some("cookie=a%20b,c%2Cd"));
}

#[test]
fn objects_in_every_style() {
    use crate::parameter_styles::{resources::Styles, types::Colour};
    let colour = || Colour::new().r(100).g(2);
    let request = sent(|client| {
        let call = Styles { client }.objects(colour(), colour(), colour(), colour());
        let deep = BTreeMap::from([("x".to_owned(), colour()), ("y".to_owned(), Colour::new().g(0))]);
        call.form(colour()).form_x(colour()).pipe(colour()).deep(deep).x_colour(colour()).send()
    });
    assert_eq!(request.path(), "/v1/objects/R,100,G,2/R=100,G=2/.R=100.G=2/;R=100;G=2");
    assert_eq!(
        request.query(),
        Some(
            "form=R,100,G,2&R=100&G=2&pipe=R%7C100%7CG%7C2&deep%5Bx%5D%5BR%5D=100&deep%5Bx%5D%5BG%5D=2&deep%5By%5D%5BG%5D=0"
        )
    );
    assert_eq!(header(&request, "x-colour"), Some("R=100,G=2"));
}

#[test]
fn unset_parameters_are_not_sent() {
    use crate::parameter_styles::resources::Styles;
    let one = ["1"];
    let none: [&str; 0] = [];
    let request = sent(|client| Styles { client }.lists(one, one, one, one, one, one).send());
    assert_eq!((request.query(), header(&request, "x-list"), header(&request, "cookie")), (None, None, None));
    let request = sent(|client| {
        let call = Styles { client }.lists(one, one, one, one, one, one);
        call.form(none).form_x(none).deep(none).x_list(none).cookie(none).send()
    });
    assert_eq!((request.query(), header(&request, "x-list"), header(&request, "cookie")), (None, None, None));
}

#[test]
fn content_is_json() {
    use crate::parameter_content::{resources::Content, types::Where};
    let a = || Where::new("x y");
    let request = sent(|client| {
        let call = Content { client }.find(a()).query(a()).x_where(a()).cookie(a()).text("t").plain("t");
        let call = call.any(json!([1, null])).url("a/b?c=d&e").blobs([&b"hi"[..], b"\xfb\xff"]);
        call.key(uuid::Uuid::nil()).day(jiff::civil::date(2024, 1, 31)).maybe("m").send()
    });
    assert_eq!(request.path(), "/v1/content/%7B%22a%22%3A%22x%20y%22%7D");
    let query = [
        "query=%7B%22a%22%3A%22x%20y%22%7D",
        "text=%22t%22",
        "plain=t",
        "any=%5B1%2Cnull%5D",
        "url=a/b?c=d%26e",
        "blobs=aGk%3D&blobs=%2B%2F8%3D",
        "key=00000000-0000-0000-0000-000000000000",
        "day=2024-01-31",
        "maybe=m",
    ];
    assert_eq!(request.query(), Some(query.join("&").as_str()));
    assert_eq!(header(&request, "x-where"), Some(r#"{"a":"x y"}"#));
    assert_eq!(header(&request, "cookie"), Some("cookie=%7B%22a%22%3A%22x%20y%22%7D"));
}

#[test]
fn equal_names_in_different_locations() {
    use crate::parameter_names::resources::{Names, Query};
    let request = sent(|client| {
        let call = Names { client }.look("1/2", "3", "4", 5, "6", "c");
        call.limit(7)
            .id_query("8")
            .id_header("9")
            .id_cookie("10")
            .timeout_param(11)
            .with_header("accept", "text/csv")
            .send()
    });
    assert_eq!(request.path(), "/v1/names/1%2F2/3.4/5-6/again/5");
    assert_eq!(request.query(), Some("call=c&limit=7&id=8&timeout=11"));
    assert_eq!(header(&request, "id"), Some("9"));
    assert_eq!(header(&request, "cookie"), Some("id=10"));
    assert_eq!(header(&request, "accept"), Some("text/csv"));
    assert_eq!(header(&request, "content-type"), None);
    let request = sent(|client| Query { client }.beta("a&b").send());
    assert_eq!((request.path(), request.query()), ("/v1/query", Some("beta=true&x=a%26b")));
}

#[test]
fn path_templates() {
    let templates = |client| crate::path_templates::resources::Templates { client };
    macro_rules! check {
        ($($method:ident: $expected:expr),*) => {
            $({
                let request = sent(|client| templates(client).$method("projects/a b").send());
                assert_eq!(request.url(), concat!("https://api.example/v1", $expected));
            })*
        };
    }
    check!(
        google: "/v1/projects/a%20b:publish",
        plus: "/v2/projects/a%20b",
        greedy: "/v3/projects/a%20b",
        pattern: "/v4/projects/a%20b",
        single: "/v5/projects%2Fa%20b",
        colon: "/v6/projects%2Fa%20b/end",
        fragment: "/v7/projects%2Fa%20b",
        reserved: "/v9/projects/a%20b"
    );
    let request = sent(|client| templates(client).query(2).send());
    assert_eq!(request.url(), "https://api.example/v1/v8?fixed=1&list=2");
}

#[test]
fn constants_are_sent() {
    use crate::parameter_constants::resources::Constants;
    let request = sent(|client| Constants { client }.list("f").send());
    assert_eq!(
        request.url(),
        "https://api.example/v1/v1/items?Action=ListItems&uploads=true&big=10000000000&free=f"
    );
    assert_eq!(header(&request, "x-version"), Some("-2"));
    let request = sent(|client| Constants { client }.list("f").with_query("Action", "Other").send());
    assert!(request.url().contains("Action=Other&"), "it can be replaced");
}
