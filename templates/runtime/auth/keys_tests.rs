use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Api, Credential, Credentials, Held, Key, Keys, Scheme, SchemeKind, Secret, Target};

static API: Api = Api {
    name: "test",
    version: "1",
    base_url: "",
    schemes: &[
        Scheme { name: "bearer", kind: SchemeKind::Bearer, setter: "token", env: "T_TOKEN" },
        Scheme { name: "basic", kind: SchemeKind::Basic, setter: "basic", env: "T_BASIC" },
        Scheme { name: "key", kind: SchemeKind::ApiKeyHeader("X-Key"), setter: "key", env: "T_KEY" },
        Scheme { name: "query", kind: SchemeKind::ApiKeyQuery("k"), setter: "query", env: "T_QUERY" },
        Scheme { name: "cookie", kind: SchemeKind::ApiKeyCookie("sid"), setter: "cookie", env: "T_COOKIE" },
    ],
    globals: &[],
    security: &[],
    servers: &[],
    variables: &[],
    rate_limit_reset: &[],
    env_base_url: "T_BASE_URL",
    env_allow_insecure_http: "T_ALLOW_INSECURE_HTTP",
};

fn key(scheme: &'static Scheme, secret: Secret) -> Key {
    Key { scheme, secret: secret.clone(), held: Held { secret, requested: 0, given: 0 } }
}

/// The credentials that are sent if those of `given` are set: headers, queries and cookies in one line.
fn sent(given: &[&'static str], security: &'static [&'static [&'static str]]) -> Result<String, String> {
    let mut credentials = Credentials::default();
    for name in given {
        let secret = match *name {
            "basic" => super::super::basic::credential("Aladdin", &"open:sesame".into())?,
            name => format!("{name}-value").into(),
        };
        credentials.set(name, Credential::Value(secret));
    }
    let (mut headers, mut queries, mut cookies) = (HeaderMap::new(), Vec::new(), Vec::new());
    let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
    let schemes = super::choose(&API, &credentials, security, target.headers)?;
    let mut keys = Keys::new();
    for scheme in schemes {
        let Some(Credential::Value(secret)) = credentials.get(scheme.name) else { continue };
        keys.push(key(scheme, secret.clone()));
    }
    super::apply(&keys, &mut target)?;
    assert!(headers.values().all(http::HeaderValue::is_sensitive));
    let headers = headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    Ok(headers.chain(queries).chain(cookies).collect::<Vec<_>>().join(" | "))
}

#[test]
fn requirements() {
    let check = |given: &[&'static str], security, expected: &str| {
        assert_eq!(sent(given, security).as_deref(), Ok(expected));
    };
    check(&["bearer"], &[], "");
    check(&["bearer"], &[&["bearer"]], "authorization: Bearer bearer-value");
    check(&["basic"], &[&["basic"]], "authorization: Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ==");
    check(&["query", "bearer"], &[&["key"], &["query"], &["bearer"]], "k=query-value");
    check(&["key", "cookie"], &[&["key", "cookie"]], "x-key: key-value | sid=cookie-value");
    check(&[], &[&["key"], &[]], "");
    check(&["key"], &[&[], &["key"]], "x-key: key-value");
}

#[test]
fn a_user_name_cannot_contain_a_colon() {
    assert!(
        super::super::basic::credential("Aladdin:open", &"sesame".into())
            .is_err_and(|message| message.contains("colon"))
    );
}

/// A credential that cannot be sent is an error.
#[test]
fn a_prefix_is_not_doubled() {
    static TOKEN: Scheme = Scheme {
        name: "token",
        kind: SchemeKind::PrefixedHeader("Authorization", "Bearer "),
        setter: "token",
        env: "T_TOKEN",
    };
    for given in ["abc", "Bearer abc"] {
        let (mut headers, mut queries, mut cookies) = (HeaderMap::new(), Vec::new(), Vec::new());
        let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
        super::apply(&vec![key(&TOKEN, given.into())], &mut target).unwrap();
        assert_eq!(headers["authorization"], "Bearer abc");
    }
}

#[test]
fn invalid_headers() {
    static ODD: Scheme =
        Scheme { name: "odd", kind: SchemeKind::ApiKeyHeader("X Key"), setter: "odd", env: "T_ODD" };
    let (mut headers, mut queries, mut cookies) = (HeaderMap::new(), Vec::new(), Vec::new());
    let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
    let rejected = super::apply(&vec![key(&ODD, "key".into())], &mut target);
    assert!(rejected.is_err_and(|message| message.contains("`odd`")));
}

/// A credential cannot add headers, parameters or cookies.
#[test]
fn credentials_are_encoded() {
    let mut credentials = Credentials::default();
    for name in ["query", "cookie"] {
        credentials.set(name, Credential::Value("a;b&c=d#\r\nx: y".into()));
    }
    let keys: Keys = ["query", "cookie"]
        .map(|name| {
            let Some(Credential::Value(secret)) = credentials.get(name) else { unreachable!() };
            key(API.scheme(name).unwrap(), secret.clone())
        })
        .into();
    let (mut headers, mut queries, mut cookies) = (HeaderMap::new(), Vec::new(), Vec::new());
    let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
    super::apply(&keys, &mut target).unwrap();
    assert_eq!(queries, ["k=a%3Bb%26c%3Dd%23%0D%0Ax%3A%20y"]);
    assert_eq!(cookies, ["sid=a%3Bb%26c%3Dd%23%0D%0Ax%3A%20y"]);
    for name in ["bearer", "key"] {
        let keys = vec![key(API.scheme(name).unwrap(), "a\r\nx: y".into())];
        let mut target = Target { headers: &mut headers, queries: &mut queries, cookies: &mut cookies };
        assert!(super::apply(&keys, &mut target).is_err(), "{name}");
    }
}

#[test]
fn set_by_hand() {
    let headers: HeaderMap =
        [(HeaderName::from_static("x-key"), HeaderValue::from_static("mine"))].into_iter().collect();
    let choose = |security| super::choose(&API, &Credentials::default(), security, &headers);
    assert!(choose(&[&["key"]]).is_ok_and(|schemes| schemes.is_empty()));
    assert!(choose(&[&["key", "bearer"]]).is_err());
}

#[test]
fn names_of_secrets() {
    for name in ["X-KEY", "k", "Authorization", "cookie", "x-session-token"] {
        assert!(API.is_secret(name), "{name}");
    }
    assert!(!API.is_secret("K") && !API.is_secret("accept"));
}

#[test]
fn errors_name_missing_credentials() {
    assert_eq!(
        sent(&["key"], &[&["key", "bearer"], &["basic"]]).unwrap_err(),
        "no credentials for this operation: set `token` on the client's builder (from_env reads `T_TOKEN`), or \
         `basic` on the client's builder (from_env reads `T_BASIC_USERNAME` and `T_BASIC_PASSWORD`)",
    );
}
