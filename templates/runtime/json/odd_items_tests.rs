use super::{super::ReadJson, without_odd_items};

fn split(json: &str, path: &'static [&'static str]) -> Option<(String, Vec<(usize, String, String)>)> {
    let (good, odd) = without_odd_items(json.as_bytes(), path, |reader| i64::blank().read(reader))?;
    let odd = odd.into_iter().map(|odd| (odd.index, json[odd.raw].to_owned(), odd.error.path()));
    Some((String::from_utf8(good).unwrap(), odd.collect()))
}

fn odd(index: usize, raw: &str, path: &str) -> (usize, String, String) {
    (index, raw.to_owned(), path.to_owned())
}

#[test]
fn leaves_odd_items_out() {
    let (good, items) =
        split(r#"{"x": [true], "data": [1, "a", 2 , null], "next": "c"}"#, &["data"]).unwrap();
    assert_eq!(good, r#"{"x": [true], "data": [1,2], "next": "c"}"#);
    assert_eq!(items, [odd(1, "\"a\"", "data[1]"), odd(3, "null", "data[3]")]);
    let (good, items) = split(r#" [{"a": 1}] "#, &[]).unwrap();
    assert_eq!((good.as_str(), items), (" [] ", vec![odd(0, r#"{"a": 1}"#, "[0]")]));
    let (good, items) = split(r#"{"a":{"b":["x",1]}}"#, &["a", "b"]).unwrap();
    assert_eq!((good.as_str(), items), (r#"{"a":{"b":[1]}}"#, vec![odd(0, "\"x\"", "a.b[0]")]));
    let (_, items) = split("\u{feff}[\"x\"]", &[]).unwrap();
    assert_eq!(items, [odd(0, "\"x\"", "[0]")]);
}

#[test]
fn needs_a_list() {
    for json in
        ["{}", r#"{"data":null}"#, r#"{"data":{}}"#, "[1", "5", "", r#"{"data":[1,}"#, r#"{"data":[1 2]}"#]
    {
        assert_eq!(split(json, &["data"]), None, "{json}");
    }
}
