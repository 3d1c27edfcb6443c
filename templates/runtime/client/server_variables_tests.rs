use super::ServerVariable;

/// The URL of `template`, whose variable `v` has this default and is set to `value`.
fn fill(template: &str, default: &'static str, value: &str) -> Result<String, String> {
    let variables = [
        ServerVariable { name: "v", default, values: &[] },
        ServerVariable { name: "w", default: "other", values: &[] },
    ];
    super::fill(template, &variables, &[("v", value.to_owned())])
}

#[test]
fn listed_values() {
    let variables = [
        ServerVariable { name: "region", default: "eu", values: &["eu", "us"] },
        ServerVariable { name: "v", default: "1", values: &[] },
    ];
    let url = |set: &[(&'static str, &str)]| {
        let set: Vec<_> = set.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        super::fill("https://{region}.h/v{v}/{region}/{odd", &variables, &set)
    };
    assert_eq!(url(&[]).as_deref(), Ok("https://eu.h/v1/eu/{odd"));
    assert_eq!(url(&[("region", "us"), ("v", "2")]).as_deref(), Ok("https://us.h/v2/us/{odd"));
    let error = url(&[("region", "evil.example/")]).unwrap_err();
    assert_eq!(error, "the server variable `region` is `evil.example/`, not one of `eu`, `us`");
}

/// A template with its default, valid values, and invalid values.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    // A label of the host name.
    (
        "https://{v}.h.example/a",
        "eu",
        &["us", "eu-west_1", "EU"],
        &[
            "",
            "evil.com/",
            "evil.com",
            "evil.com#",
            "evil.com?",
            "a.b",
            "u@evil.com",
            "u:p@evil.com",
            "a:80",
            "a/b",
            "a\\",
            "a b",
            "a\t",
            "a\n",
            "%2e",
            "a%2f",
            "é",
            "ｅvil",
            "a。b",
            "{w}",
            "[::1]",
            "..",
            ".",
        ],
    ),
    ("https://api-{v}.h.example", "eu", &["us"], &["x.evil.com/", ".", "us@evil"]),
    ("https://h.{v}", "org", &["com"], &["com/x", "com:1", "evil.com"]),
    ("https://h{v}/x", "", &["s"], &[".evil.com", "/x", ":1", "@evil.com"]),
    ("//{v}.h.example", "eu", &["us"], &["evil.com/", "a.b"]),
    // The host name, or several labels.
    (
        "https://{v}/a",
        "h.example",
        &["other.example", "localhost", "[::1]"],
        &["", "a/b", "a:1", "a@b", "a..b", "a?", "[x]"],
    ),
    ("https://{v}:8443/a", "h", &["other.example"], &["a:1", "a/", "a@b", "a#"]),
    ("https://api.{v}", "h.example", &["h.test", "test"], &["h.test/", "h.test:1", ".test", "h@x"]),
    (
        "https://{v}",
        "localhost:8080",
        &["h.example", "h:1", "[::1]:80"],
        &["h:x", "h:1/", "u:p@h", "h:99999", "h:"],
    ),
    (
        "https://{v}",
        "h.example/api",
        &["o.example/v1/x", "o.example:1", "o"],
        &["o/../x", "o?x", "u@o/x", "/o", "o//x"],
    ),
    // The port.
    ("https://h:{v}/a", "443", &["8443"], &["", "80/", "80@evil.com", "x", "99999", "+1", "-1", "8 0"]),
    ("https://[::1]:{v}/a", "443", &["8443"], &["80@evil.com"]),
    // The scheme, or the whole URL.
    ("{v}://h.example", "https", &["http"], &["ftp", "", "https://evil.com/", "http:"]),
    (
        "{v}/a",
        "https://h.example",
        &["http://o.example", "https://o.example:1/b"],
        &["", "o.example", "ftp://o", "https://u:p@o", "https://o?x", "https://o/../x", "https://o\\x"],
    ),
    ("https://{v}@h.example", "user", &[], &["", "other", "evil.com/"]),
    // The path.
    (
        "https://h/{v}/a",
        "v1",
        &["v2", "v2/x", "a:b", "a@b", "", "%2F"],
        &["..", "../x", "a/../..", ".", "%2e%2E", "a?x", "a#", "/evil.com", "a//b", "\\..", "a b", "a\nb"],
    ),
    ("https://h{v}", "/v1", &["/v2", "", "/a/b"], &["v2", ".evil.com", "//x", "@evil.com", ":1", "/.."]),
    ("/{v}/a", "v1", &["v2"], &["/evil.com", "\\evil.com", ".."]),
    ("{v}/a", "v1", &["v2", "a/b"], &["https://evil.com", "//evil.com", "/x", "evil:x", "\\\\evil.com"]),
    ("{v}/a", "/v1", &["/v2"], &["//evil.com", "https://evil.com", "v2"]),
];

#[test]
fn values_cannot_change_other_parts() {
    for (template, default, good, bad) in CASES {
        for value in *good {
            let expected = template.replace("{v}", value);
            assert_eq!(fill(template, default, value), Ok(expected), "{template} {default}");
        }
        for value in *bad {
            let error = fill(template, default, value).expect_err(&format!("{template} {default} {value}"));
            assert!(error.starts_with("the server variable `v` is `"), "{error}");
            assert!(!error.contains('\n'), "{error}");
        }
        assert_eq!(fill(template, default, default), Ok(template.replace("{v}", default)));
    }
}

#[test]
fn values_are_not_templates() {
    let variables =
        [("a", "1"), ("b", "2")].map(|(name, default)| ServerVariable { name, default, values: &[] });
    let set = [("a", "{b}".to_owned())];
    assert!(super::fill("https://{a}.{b}.h", &variables, &set).is_err());
    let odd = [ServerVariable { name: "a", default: "{b}", values: &[] }];
    assert_eq!(super::fill("https://h/{a}", &odd, &[]).as_deref(), Ok("https://h/{b}"));
}
