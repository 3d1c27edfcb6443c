use std::path::Path;

use super::*;
use crate::source::Location;

#[test]
fn reads_everything() {
    let text = r#"
overlays = ["fix.yaml", "/tmp/other.yaml"]
[package]
name = "apideck-issue-tracking"
version = "1.2.3"
[package.dev_dependencies]
tokio = { version = "1", features = ["macros"] }
wiremock = "0.6"
[package.examples]
receiver = ["webhooks"]
[naming]
resource = "path"
types = { Foo = "Bar" }
[naming.methods]
All = "list"
[naming.operations]
ticketsAll = "every"
[client]
env_prefix = "APIDECK"
[[client.parameters]]
name = "x-apideck-app-id"
setter = "app_id"
env = "APP_ID"
[[client.parameters]]
name = "x-apideck-consumer-id"
[reading]
required = "lenient"
[timestamps]
digits = 3
[pagination]
parameter = "cursor"
next = "meta.cursors.next"
items = "data"
"#;
    let config = Config::parse(Path::new("api/codegen.toml"), text).expect("valid");
    assert_eq!(config.overlays, [Path::new("api/fix.yaml"), Path::new("/tmp/other.yaml")]);
    assert_eq!(config.package.name.as_deref(), Some("apideck-issue-tracking"));
    assert_eq!(config.package.rust_version, "1.88");
    assert_eq!(config.package.dev_dependencies["wiremock"], toml::Value::String("0.6".to_owned()));
    assert!(config.package.dev_dependencies["tokio"].is_table());
    assert_eq!(config.package.examples["receiver"], ["webhooks"]);
    assert_eq!(config.naming.resource, ResourceBy::Path);
    assert_eq!(config.reading.required, Required::Lenient);
    assert_eq!(config.timestamps.digits, Some(3));
    assert_eq!(config.naming.types["Foo"], "Bar");
    assert_eq!(config.naming.methods["All"], "list");
    assert_eq!(config.naming.operations["ticketsAll"], "every");
    let parameters = config.client.parameters.expect("parameters");
    assert_eq!(parameters[0].env.as_deref(), Some("APP_ID"));
    assert_eq!(
        parameters[1],
        ClientParameter { name: "x-apideck-consumer-id".to_owned(), setter: None, env: None }
    );
    assert_eq!(config.pagination[0].next.as_deref(), Some("meta.cursors.next"));
}

#[test]
fn pagination_is_a_table_or_a_list() {
    let text = "[[pagination]]\noperations = [\"a\"]\nkind = \"none\"\n[[pagination]]\nkind = \"page\"\nparameter = \"p\"\nfirst = 0\n";
    let rules = Config::parse(Path::new("x"), text).expect("valid").pagination;
    assert_eq!(rules.len(), 2);
    assert_eq!((rules[0].kind, rules[1].kind, rules[1].first), (PageBy::None, PageBy::Page, Some(0)));
}

#[test]
fn an_empty_file_has_the_defaults() {
    assert_eq!(Config::parse(Path::new("x"), "").expect("valid"), Config::default());
    let none = Config::parse(Path::new("x"), "[client]\nparameters = []").expect("valid");
    assert_eq!(none.client.parameters, Some(Vec::new()));
    assert_eq!(Config::default().client.parameters, None);
}

#[test]
fn errors_have_a_position_and_a_message() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = Config::parse(Path::new("c.toml"), text).expect_err("invalid");
        let (path, Location { line, column, span }) = *error.position.expect("a position");
        let help = error.help.map(|help| format!(" | {help}")).unwrap_or_default();
        assert_eq!(
            format!("{}:{line}:{column} `{}` {}{help}", path.display(), &text[span], error.message),
            expected
        );
    }
    check(
        "[reading]\nrequired = \"linient\"\n",
        "c.toml:2:12 `\"linient\"` unknown value `linient` | did you mean `lenient`?",
    );
    check("[package]\nnmae = \"x\"\n", "c.toml:2:1 `nmae` unknown key `nmae` | did you mean `name`?");
    check(
        "[packages]\nname = \"x\"\n",
        "c.toml:1:2 `packages` unknown key `packages` | did you mean `package`?",
    );
    check(
        "plugins = 1\n",
        "c.toml:1:1 `plugins` unknown key `plugins` | expected one of `spec`, `out`, `package`, `naming`, `client`, `pagination`, `unused_types`, `reading`, `xml`, `timestamps`, `webhooks`, `overlays`, `allow_dirs`, `keep`, `allow`",
    );
    check(
        "[naming]\nresource = \"tags\"\n",
        "c.toml:2:12 `\"tags\"` unknown value `tags` | did you mean `tag`?",
    );
    check(
        "[[client.parameters]]\nname = \"é\"\nenvv = \"X\"\n",
        "c.toml:3:1 `envv` unknown key `envv` | did you mean `env`?",
    );
    for digits in ["10", "-1"] {
        check(
            &format!("[timestamps]\ndigits = {digits}\n"),
            &format!("c.toml:2:10 `{digits}` a timestamp has 0 to 9 digits after the second"),
        );
    }
    check("[package]\nname = \"1 x\"\n", &format!("c.toml:2:8 `\"1 x\"` {PACKAGE_NAME}"));
    check(
        "[client]\nenv_prefix = \"a\"\n",
        "c.toml:2:14 `\"a\"` an environment variable consists of upper-case ASCII letters, digits and `_`",
    );
    check("[package]\nversion = 1\n", "c.toml:2:11 `1` invalid type: integer `1`, expected a string");
    check(
        "[package]\nversion = \"1.2\"\n",
        "c.toml:2:11 `\"1.2\"` a version has three numbers, such as `1.2.3`",
    );
    check(
        "[package]\nkeywords = [\"an api\"]\n",
        "c.toml:2:12 `[\"an api\"]` at most 5 keywords are allowed, each of at most 20 ASCII letters, digits, `-`, `_` and `+`; the first is a letter or digit",
    );
    check(
        "[package]\ncategories = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]\n",
        "c.toml:2:14 `[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]` at most 5 categories are allowed, each as on crates.io: `web-programming::http-client`",
    );
    check(
        "\n[pagination]\nparameter = \"x\"\n",
        "c.toml:2:1 `[pagination]` the kind `cursor` needs `parameter` or `body_property`, and `next` or `next_header`",
    );
    check(
        "[[pagination]]\nkind = \"pages\"\n",
        "c.toml:2:8 `\"pages\"` unknown value `pages` | did you mean `page`?",
    );
    check(
        "[[pagination]]\nkind = \"none\"\n[[pagination]]\nkind = \"url\"\n",
        "c.toml:1:1 `[[pagination]]` the kind `url` needs `next` or `next_header`",
    );
    check(
        "pagination = 1\n",
        "c.toml:1:14 `1` invalid type: integer `1`, expected a table or a list of tables",
    );
    check(
        "[[allow]]\ncode = \"E0102\"\nreason = \"x\"\n",
        "c.toml:2:8 `\"E0102\"` only warnings can be allowed, not errors",
    );
    check(
        "[[allow]]\ncode = \"W9999\"\nreason = \"x\"\n",
        "c.toml:2:8 `\"W9999\"` there is no diagnostic `W9999`",
    );
    check("[[allow]]\ncode = \"W0209\"\n", "c.toml:1:1 `[[allow]]` missing field `reason`");
    check(
        "[[allow]]\ncode = \"W0209\"\nreason = \" \"\n",
        "c.toml:3:10 `\" \"` give the reason for allowing the warning",
    );
    check("a = \n", "c.toml:1:5 `` string values must be quoted, expected literal string");
    check("[a]\n[a]\n", "c.toml:2:2 `a` duplicate key");
}

/// The line that an error points to, and the message.
#[track_caller]
fn rejected(text: &str) -> String {
    let error = Config::parse(Path::new("c.toml"), text).expect_err(text);
    let (_, location) = *error.position.expect("a position");
    let line = text.lines().nth(location.line - 1).unwrap_or_default();
    format!("{line} -> {}", error.message)
}

#[test]
fn invalid_manifest_values_are_rejected_at_their_line() {
    let package = |line: &str| format!("# first\n[package]\n{line}\n");
    for line in [
        "rust_version = \"1.85\"",
        "rust_version = \"1\"",
        "rust_version = \"1.090\"",
        "rust_version = \">=1.88\"",
        "rust_version = \"1.88.0-nightly\"",
        "rust_version = \"\"",
        "license = \"MIT/Apache\"",
        "license = \"my own\"",
        "license = \"MIT OR\"",
        "license = \"\"",
        "name = \"std\"",
        "name = \"core\"",
        "name = \"proc-macro\"",
        "name = \"test\"",
        "name = \"async\"",
        "name = \"serde\"",
        "name = \"serde-json\"",
        "name = \"reqwest\"",
        "name = \"tower_layer\"",
        "name = \"uuid\"",
        "name = \"nul\"",
        "name = \"com1\"",
        "version = \"1\"",
        "version = \"01.2.3\"",
        "description = \" \"",
        "repository = \"github.com/a/b\"",
        "homepage = \"ftp://example.com\"",
        "documentation = \"https://\"",
        "repository = \"https://a b\"",
        "authors = [\"a\\nb\"]",
        "keywords = [\"\"]",
        "keywords = [\"\u{e9}t\u{e9}\"]",
        "categories = [\"Web Programming\"]",
        "categories = [\"a::\"]",
        "examples = { \"../../x\" = [] }",
        "examples = { \"a b\" = [] }",
        "dev_dependencies = { \"a b\" = \"1\" }",
        "dev_dependencies = { \"1a\" = \"1\" }",
        "dev_dependencies = { a = 1 }",
        "dev_dependencies = { a = \"x.y\" }",
        "dev_dependencies = { a = {} }",
        "dev_dependencies = { a = { version = \"1\", optional = true } }",
        "dev_dependencies = { a = { version = \"1\", feature = [\"x\"] } }",
        "dev_dependencies = { a = { version = \"1\", features = \"x\" } }",
        "dev_dependencies = { a = { version = \"1\", features = [\"x y\"] } }",
        "dev_dependencies = { a = { path = \".\", git = \"https://example.com/a\" } }",
        "dev_dependencies = { a = { git = \"https://example.com/a\", tag = \"1\", rev = \"2\" } }",
        "dev_dependencies = { a = { git = \"not a url\" } }",
    ] {
        let message = rejected(&package(line));
        assert!(message.starts_with(&format!("{line} -> ")), "{message}");
    }
    let long = format!("name = \"{}\"", "a".repeat(65));
    assert!(rejected(&package(&long)).starts_with(&long));
    // In a separate table, the error points to the entry.
    let tables = "[package.dev_dependencies]\nok = \"1\"\nbad = { version = 1 }\n";
    assert!(rejected(tables).starts_with("bad = "), "{}", rejected(tables));
    let examples = "[package.examples]\nok = []\n\"a/b\" = []\n";
    assert!(rejected(examples).starts_with("\"a/b\" = "), "{}", rejected(examples));
}

#[test]
fn licences_are_recognised_by_name() {
    for (expression, mit, apache) in [
        ("MIT OR Apache-2.0", true, true),
        ("MIT-0", false, false),
        ("(MIT AND BSD-3-Clause)", true, false),
        ("Apache-2.0 WITH LLVM-exception", false, true),
        ("LicenseRef-Own", false, false),
    ] {
        assert_eq!(
            (names_license(expression, "MIT"), names_license(expression, "Apache-2.0")),
            (mit, apache),
            "{expression}"
        );
    }
}

/// The toolchain of an emitted crate is that of this workspace.
#[test]
fn the_oldest_rust_version_equals_that_of_the_workspace() {
    let line = |version: &str| format!("[package]\nrust_version = \"{version}\"\n");
    let workspace = env!("CARGO_PKG_RUST_VERSION");
    assert_eq!(Config::default().package.rust_version, workspace);
    assert!(Config::parse(Path::new("c.toml"), &line(workspace)).is_ok());
    let (major, minor) = workspace.split_once('.').expect("two numbers");
    let older = minor.parse::<u64>().expect("a number") - 1;
    rejected(&line(&format!("{major}.{older}")));
}

#[test]
fn positions_of_many_entries_are_found_in_linear_time() {
    let entries = (0..20_000)
        .map(|index| format!("[[allow]]\ncode = \"W0209\"\nat = \"#/{index}\"\nreason = \"known\"\n"));
    let text = entries.collect::<String>() + "[naming.types]\n\"#/components/schemas/A~1b\" = \"C\"\n";
    let config = Config::parse(Path::new("codegen.toml"), &text).unwrap();
    let start = std::time::Instant::now();
    for index in 0..20_000 {
        let position = config.position(&["allow", &index.to_string(), "code"]).unwrap();
        assert_eq!((position.1.line, position.1.column), (4 * index + 2, 8));
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let position = config.position(&["naming", "types", "#/components/schemas/A~1b"]).unwrap();
    assert_eq!(position.1.line, 80_002);
    assert_eq!(config.position(&["allow", "20000"]), None);
}
