fn join(base: &str, template: &str, value: &str, queries: &[&str]) -> Result<String, String> {
    let base = super::base(base)?;
    super::join(&base, template, &[("id", value.to_owned())], queries.iter().copied()).map(String::from)
}

#[test]
fn bases_and_paths() {
    let check = |base, template, expected: &str| {
        assert_eq!(join(base, template, "7", &[]).as_deref(), Ok(expected));
    };
    check("https://h", "/a/{id}", "https://h/a/7");
    check("https://h/", "/a/{id}", "https://h/a/7");
    check("https://h/v1", "/a/{id}", "https://h/v1/a/7");
    check("https://h/v1//", "/a/{id}", "https://h/v1/a/7");
    check("https://h/v1", "a/{id}/", "https://h/v1/a/7/");
    check("https://h/v%201", "/a/{id}.json", "https://h/v%201/a/7.json");
    check("https://h:8443", "/{id}:run", "https://h:8443/7:run");
    check("https://h", "/", "https://h/");
    check("https://h", "/{id}/{odd", "https://h/7/%7Bodd");
    check("https://h", "/a\t\r\n\0/{id}?b\r", "https://h/a%09%0D%0A%00/7?b%0D");
}

#[test]
fn queries() {
    let check = |template, queries: &[&str], expected: &str| {
        assert_eq!(join("https://h", template, "7", queries).as_deref(), Ok(expected));
    };
    check("/a?beta=true", &["b=1"], "https://h/a?beta=true&b=1");
    check("/a?x={id}", &["b=1"], "https://h/a?x=7&b=1");
    check("/a?b[]=1|2", &[], "https://h/a?b%5B%5D=1%7C2");
    check("/a", &["", "a[b]=%25", "c=1|2", "d=1,2"], "https://h/a?a[b]=%25&c=1|2&d=1,2");
    check("/a", &[""], "https://h/a");
}

#[test]
fn encoded_once() {
    assert_eq!(join("https://h", "/a/{id}", "%25%2F%3F", &[]).as_deref(), Ok("https://h/a/%25%2F%3F"));
}

#[test]
fn servers_of_documents() {
    let url = |text| super::of_document(text).map(String::from);
    assert_eq!(url("https://h/v1").as_deref(), Ok("https://h/v1"));
    assert_eq!(url("//h/v1").as_deref(), Ok("https://h/v1"));
    for relative in ["/v1", "v1", "../v1"] {
        assert!(url(relative).is_err_and(|message| message.contains("base_url")), "{relative}");
    }
}

#[test]
fn segments_cannot_leave_the_path() {
    for value in ["a/..", "../a", "a/%2e%2E/b"] {
        assert!(join("https://h", "/a/{id}", value, &[]).is_err(), "{value}");
    }
    assert_eq!(join("https://h", "/a/{id}", "b/c..", &[]).as_deref(), Ok("https://h/a/b/c.."));
}

#[test]
fn dots_cannot_leave_the_path() {
    for value in [".", ".."] {
        let error = join("https://h/v1", "/a/{id}/b", value, &[]).unwrap_err();
        assert_eq!(error, format!("the path parameter in `{{id}}` is `{value}`, which a URL cannot contain"));
    }
    assert!(join("https://h", "/a/.{id}", ".", &[]).is_err());
    assert!(join("https://h", "/a/%2E{id}", ".", &[]).is_err());
    assert_eq!(join("https://h", "/a/{id}", "...", &[]).as_deref(), Ok("https://h/a/..."));
    assert_eq!(join("https://h", "/a/{id}", "%252e", &[]).as_deref(), Ok("https://h/a/%252e"));
    assert_eq!(join("https://h", "/a/{id}.json", ".", &[]).as_deref(), Ok("https://h/a/..json"));
}

/// A path parameter cannot change the server or the rest of the path.
#[test]
fn paths_stay_below_their_base() {
    for value in ["//evil.example/x", "\\\\evil.example", "@evil.example", "x?y#z", "\t..\n/x", "%2e%2e%2fx"]
    {
        let encoded =
            super::super::param::path("id", &value.into(), super::super::PathStyle::Segments).unwrap();
        let Ok(url) = join("https://h/v1", "/a/{id}", &encoded, &[]) else { continue };
        let read = reqwest::Url::parse(&url).unwrap();
        assert!(read.host_str() == Some("h") && read.path().starts_with("/v1/a/"), "{url}");
        assert!(read.query().is_none() && read.fragment().is_none(), "{url}");
    }
    // The style `label` begins with a dot, so a value `.` would give `..`.
    assert!(join("https://h", "/a/{id}", "..", &[]).is_err());
    assert!(join("https://h", "/a/%{id}", "2e", &[]).is_err());
}

#[test]
fn guarded() {
    for url in [
        "https://h",
        "http://localhost",
        "http://LOCALHOST:1/x",
        "http://localhost.",
        "http://a.localhost",
        "http://127.0.0.1",
        "http://127.9.9.9:1",
        "http://2130706433",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
    ] {
        assert!(super::is_guarded(&super::base(url).unwrap()), "{url}");
    }
    for url in [
        "http://h",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::]",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://xlocalhost",
        "http://[::ffff:10.0.0.1]",
    ] {
        assert!(!super::is_guarded(&super::base(url).unwrap()), "{url}");
    }
}

#[test]
fn shown() {
    let shown = |url| super::shown(&super::absolute(url).unwrap());
    assert_eq!(shown("https://h:8443/"), "https://h:8443");
    assert_eq!(shown("http://u:p@h/secret?x=1"), "http://h/***");
    assert_eq!(shown("http://h?x=1"), "http://h/***");
}

#[test]
fn rejected() {
    assert!(join("https://h", "/a/{other}", "7", &[]).unwrap_err().contains("`{other}` is not set"));
    for base in ["", "/v1", "h.example", "ftp://h", "https://u:p@h", "https://h?x=1", "mailto:x@y"] {
        assert!(super::base(base).is_err(), "{base}");
    }
}
