//! `codegen.toml`: what the document does not say, and what the crate should be like nevertheless.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, de};
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, INVALID_CONFIG, UNREADABLE_FILE};
use crate::source::{Location, Sources};

/// The whole of `codegen.toml`. Every table and key may be left out, except where it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What goes into the emitted `Cargo.toml`.
    pub package: Package,
    /// Names that the rules would not find.
    pub naming: Naming,
    /// The client that all operations share.
    pub client: Client,
    /// How the pages of a list follow each other. Default: as the document says (`x-speakeasy-pagination`), or as the names of parameters and members show.
    pub pagination: Option<Pagination>,
    /// How webhooks are signed. Default: not known, and no check of signatures is emitted.
    pub webhooks: Option<Webhooks>,
    /// OpenAPI overlays that change the document, in this order; paths are relative to `codegen.toml`. Default: none.
    pub overlays: Vec<PathBuf>,
    /// Warnings that are known and not told. Default: none.
    pub allow: Vec<Allow>,
    /// The file that it was read from, for what is said of it later.
    #[serde(skip)]
    file: Option<Box<(PathBuf, String)>>,
}

/// `[package]`: the emitted `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Package {
    /// The crate's name. Default: from the document's title.
    #[serde(deserialize_with = "package_name")]
    pub name: Option<String>,
    /// The crate's version. Default: `0.1.0`.
    #[serde(deserialize_with = "version")]
    pub version: String,
    /// One sentence. Default: from the document's description.
    pub description: Option<String>,
    /// The address of the source code. Default: none.
    pub repository: Option<String>,
    /// The address of the project's page. Default: none.
    pub homepage: Option<String>,
    /// The address of the documentation. Default: none, which means docs.rs.
    pub documentation: Option<String>,
    /// An SPDX expression. Default: `MIT OR Apache-2.0`.
    pub license: String,
    /// `Name <mail>`. Default: nobody.
    pub authors: Vec<String>,
    /// At most five, of at most 20 characters each. Default: none.
    #[serde(deserialize_with = "keywords")]
    pub keywords: Vec<String>,
    /// At most five, out of the list of crates.io. Default: none.
    #[serde(deserialize_with = "categories")]
    pub categories: Vec<String>,
    /// The oldest Rust release that builds the crate. Default: `1.88`.
    pub rust_version: String,
    /// Copied to `[dev-dependencies]`: by crate name, a version or a table. Default: none.
    pub dev_dependencies: BTreeMap<String, toml::Value>,
    /// The features that hand-written examples need, by the name of the example. Default: none.
    pub examples: BTreeMap<String, Vec<String>>,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            name: None,
            version: "0.1.0".to_owned(),
            description: None,
            repository: None,
            homepage: None,
            documentation: None,
            license: "MIT OR Apache-2.0".to_owned(),
            authors: Vec::new(),
            keywords: Vec::new(),
            categories: Vec::new(),
            rust_version: "1.88".to_owned(),
            dev_dependencies: BTreeMap::new(),
            examples: BTreeMap::new(),
        }
    }
}

/// `[naming]`: what things are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Naming {
    /// What groups operations into resources. Default: `tag`.
    pub resource: ResourceBy,
    /// Rust type names, by schema name or by JSON pointer (`#/components/schemas/Foo/properties/bar`).
    /// Default: none.
    pub types: BTreeMap<String, String>,
    /// Method names, by what an `operationId` ends with once its resource is taken out: `All = "list"`.
    /// Default: none.
    pub methods: BTreeMap<String, String>,
    /// Method names, by whole `operationId`. These come first. Default: none.
    pub operations: BTreeMap<String, String>,
}

/// What groups operations into resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceBy {
    /// An operation's first tag.
    #[default]
    Tag,
    /// The first segments of an operation's path.
    Path,
}

/// `[client]`: the client that all operations share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// What the environment variables of `Client::from_env` begin with, without the `_` behind it. Default:
    /// from the package name.
    #[serde(deserialize_with = "variable_name")]
    pub env_prefix: Option<String>,
    /// Header parameters that are set once on the client. Default: those that most operations have; an empty
    /// list means none.
    pub parameters: Option<Vec<ClientParameter>>,
    /// Headers that say, with status 429 and where there is no `Retry-After`, when to try again: in seconds from now, or since 1970.
    /// Default: none.
    pub rate_limit_reset: Vec<String>,
}

/// `[[client.parameters]]`: a header parameter that is set once on the client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientParameter {
    /// The header's name, in any case. Required.
    pub name: String,
    /// The builder's method. Default: from the name.
    #[serde(default)]
    pub setter: Option<String>,
    /// The environment variable, without the prefix. Default: from the setter.
    #[serde(default, deserialize_with = "variable_name")]
    pub env: Option<String>,
}

/// `[pagination]`: the rule for every operation that has the parameter and whose response has the fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The query parameter that asks for a page. Required.
    pub parameter: String,
    /// Where a response says what to put into the parameter next, as names with dots between them. Required.
    pub next: String,
    /// Where a response has the items, as names with dots between them. Required.
    pub items: String,
}

/// `[webhooks]`: how the events that the API sends are signed, and how to tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The header that carries the signature. Required.
    pub signature_header: String,
    /// How the signature is made. Default: `hmac-sha256`.
    #[serde(default)]
    pub algorithm: SignatureAlgorithm,
    /// How the signature is written. Default: `hex`.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// What is signed. Default: `raw`.
    #[serde(default)]
    pub canonical: CanonicalForm,
    /// Where a body says which event it is, as names with dots between them. Default: nowhere; then there is no type for any event.
    #[serde(default)]
    pub event: Option<String>,
    /// What stands there, and the name of the webhook in the document that it means. Default: none.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
}

/// How a signature is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    #[serde(rename = "hmac-sha256")]
    HmacSha256,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureEncoding {
    /// As hexadecimal digits.
    #[default]
    Hex,
    /// As base64.
    Base64,
}

/// What is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CanonicalForm {
    /// The body as it is.
    #[default]
    Raw,
    /// The body as compact JSON with the members of every object in the order of their names; the body as it is will do as well.
    SortedJson,
}

/// `[[allow]]`: warnings that are known and not told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The code of the warnings. Required.
    #[serde(deserialize_with = "allowable")]
    pub code: String,
    /// Where they are: a JSON pointer as diagnostics show it (`#/paths/~1tickets`), which stands for all that is below it too. Of
    /// another file than the document itself, the file's path comes before the `#`. Default: everywhere.
    #[serde(default)]
    pub at: Option<String>,
    /// Why they may be. Required.
    #[serde(deserialize_with = "reason")]
    pub reason: String,
}

impl Config {
    /// Reads the file at `path`, and lets `sources` have its text for what diagnostics quote. Why it could not be read is in
    /// `diagnostics`.
    pub fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                diagnostics.error(UNREADABLE_FILE, None, message).help("check the path of the settings");
                return None;
            }
        };
        let parsed = Self::parse(path, &text);
        sources.attach(path, text);
        match parsed {
            Ok(config) => Some(config),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Reads the text of the file at `path`. The error has a position, and
    /// [`Sources::attach`](crate::source::Sources::attach) lets it show the line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostic> {
        let mut config: Self = toml::from_str(text).map_err(|error: toml::de::Error| {
            let (message, help) = explain(error.message());
            let location = Location::new(text, first_line(text, error.span().unwrap_or(0..0)));
            Diagnostic {
                position: Some(Box::new((path.to_owned(), location))),
                help,
                ..Diagnostic::error(INVALID_CONFIG, message)
            }
        })?;
        for overlay in &mut config.overlays {
            *overlay = path.with_file_name("").join(&*overlay);
        }
        config.file = (!text.is_empty()).then(|| Box::new((path.to_owned(), text.to_owned())));
        Ok(config)
    }

    /// Where the value stands to which `keys` lead, names of members and indices of lists.
    pub(crate) fn position(&self, keys: &[&str]) -> Option<Box<(PathBuf, Location)>> {
        let (path, text) = self.file.as_deref()?;
        let root = DeTable::parse(text).ok()?;
        let (first, rest) = keys.split_first()?;
        let mut value = root.get_ref().get(*first)?;
        for key in rest {
            value = match value.get_ref() {
                DeValue::Array(list) => list.get(key.parse::<usize>().ok()?)?,
                other => other.get(*key)?,
            };
        }
        Some(Box::new((path.clone(), Location::new(text, first_line(text, value.span())))))
    }
}

/// What of a span is on its first line.
fn first_line(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let length = text.get(span.clone()).and_then(|piece| piece.lines().next()).map_or(0, str::len);
    span.start..span.start + length
}

/// Serde's message in our words, and what was probably meant.
fn explain(message: &str) -> (String, Option<String>) {
    let unknown = [("unknown field ", "unknown key"), ("unknown variant ", "unknown value")];
    let unknown = unknown.iter().find_map(|(theirs, ours)| Some((message.strip_prefix(theirs)?, ours)));
    let Some((rest, what)) = unknown else {
        return (message.trim().replace('\n', "; "), None);
    };
    let mut names = rest.split('`').skip(1).step_by(2);
    let given = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    let help = match similar::get_close_matches(given, &known, 1, 0.6).first() {
        Some(close) => Some(format!("did you mean `{close}`?")),
        None if known.is_empty() => None,
        None => Some(format!("known here: `{}`", known.join("`, `"))),
    };
    (format!("{what} `{given}`"), help)
}

/// What [`is_package_name`] asks for.
pub const PACKAGE_NAME: &str = "a package name has lower case ASCII letters and digits, with single `-` or `_` between them, begins with a \
     letter, and is no keyword of Rust";

/// Whether a package can be called so, in its manifest and in Rust.
pub fn is_package_name(name: &str) -> bool {
    // Rust finds other names of crates odd.
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split(['-', '_']).all(is_word)
        && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok()
}

fn package_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, is_package_name, PACKAGE_NAME)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

fn variable_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let is_character =
        |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_';
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_character);
    checked(deserializer, is_name, "an environment variable has capital ASCII letters, digits and `_`")
}

/// The code of a warning.
fn allowable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let given = String::deserialize(deserializer)?;
    match Code::find(&given) {
        Some(code) if code.is_error() => Err(de::Error::custom("an error cannot be allowed, only a warning")),
        Some(_) => Ok(given),
        None => Err(de::Error::custom(format!("there is no diagnostic `{given}`"))),
    }
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let is_said = |text: &str| !text.trim().is_empty();
    checked(deserializer, is_said, "say why, for those who come later").map(Option::unwrap_or_default)
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match semver::Version::parse(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(de::Error::custom("a version has three numbers, as `1.2.3`")),
    }
}

/// Most keywords, and most categories, that crates.io takes.
const MANY_WORDS: usize = 5;

/// Most characters that crates.io takes as a keyword.
const LONGEST_KEYWORD: usize = 20;

fn keywords<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let is_keyword = |word: &String| {
        word.len() <= LONGEST_KEYWORD
            && word.starts_with(|first: char| first.is_ascii_alphanumeric())
            && word.chars().all(|character| is_name_character(character) || character == '+')
    };
    let words = Vec::<String>::deserialize(deserializer)?;
    if words.len() <= MANY_WORDS && words.iter().all(is_keyword) {
        return Ok(words);
    }
    let rule = "there are at most 5 keywords, each of at most 20 ASCII letters, digits, `-`, `_` and `+`, with a letter or digit first";
    Err(de::Error::custom(rule))
}

fn categories<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    if words.len() <= MANY_WORDS {
        Ok(words)
    } else {
        Err(de::Error::custom("there are at most 5 categories"))
    }
}

fn checked<'de, D: Deserializer<'de>>(
    deserializer: D,
    is_valid: impl Fn(&str) -> bool,
    rule: &str,
) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_valid(&text) { Ok(Some(text)) } else { Err(de::Error::custom(rule)) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(config.naming.types["Foo"], "Bar");
        assert_eq!(config.naming.methods["All"], "list");
        assert_eq!(config.naming.operations["ticketsAll"], "every");
        let parameters = config.client.parameters.expect("parameters");
        assert_eq!(parameters[0].env.as_deref(), Some("APP_ID"));
        assert_eq!(
            parameters[1],
            ClientParameter { name: "x-apideck-consumer-id".to_owned(), setter: None, env: None }
        );
        assert_eq!(config.pagination.expect("pagination").next, "meta.cursors.next");
    }

    #[test]
    fn nothing_is_the_default() {
        assert_eq!(Config::parse(Path::new("x"), "").expect("valid"), Config::default());
        let none = Config::parse(Path::new("x"), "[client]\nparameters = []").expect("valid");
        assert_eq!(none.client.parameters, Some(Vec::new()));
        assert_eq!(Config::default().client.parameters, None);
    }

    #[test]
    fn errors_say_where_and_what() {
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
        check("[package]\nnmae = \"x\"\n", "c.toml:2:1 `nmae` unknown key `nmae` | did you mean `name`?");
        check(
            "[packages]\nname = \"x\"\n",
            "c.toml:1:2 `packages` unknown key `packages` | did you mean `package`?",
        );
        check(
            "plugins = 1\n",
            "c.toml:1:1 `plugins` unknown key `plugins` | known here: `package`, `naming`, `client`, `pagination`, `webhooks`, `overlays`, `allow`",
        );
        check(
            "[naming]\nresource = \"tags\"\n",
            "c.toml:2:12 `\"tags\"` unknown value `tags` | did you mean `tag`?",
        );
        check(
            "[[client.parameters]]\nname = \"é\"\nenvv = \"X\"\n",
            "c.toml:3:1 `envv` unknown key `envv` | did you mean `env`?",
        );
        check(
            "[package]\nname = \"1 x\"\n",
            "c.toml:2:8 `\"1 x\"` a package name has lower case ASCII letters and digits, with single `-` or `_` between them, begins with a letter, and is no keyword of Rust",
        );
        check(
            "[client]\nenv_prefix = \"a\"\n",
            "c.toml:2:14 `\"a\"` an environment variable has capital ASCII letters, digits and `_`",
        );
        check("[package]\nversion = 1\n", "c.toml:2:11 `1` invalid type: integer `1`, expected a string");
        check(
            "[package]\nversion = \"1.2\"\n",
            "c.toml:2:11 `\"1.2\"` a version has three numbers, as `1.2.3`",
        );
        check(
            "[package]\nkeywords = [\"an api\"]\n",
            "c.toml:2:12 `[\"an api\"]` there are at most 5 keywords, each of at most 20 ASCII letters, digits, `-`, `_` and `+`, with a letter or digit first",
        );
        check(
            "[package]\ncategories = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]\n",
            "c.toml:2:14 `[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]` there are at most 5 categories",
        );
        check(
            "\n[pagination]\nparameter = \"x\"\nnext = \"y\"\n",
            "c.toml:2:1 `[pagination]` missing field `items`",
        );
        check(
            "[[allow]]\ncode = \"E0102\"\nreason = \"x\"\n",
            "c.toml:2:8 `\"E0102\"` an error cannot be allowed, only a warning",
        );
        check(
            "[[allow]]\ncode = \"W9999\"\nreason = \"x\"\n",
            "c.toml:2:8 `\"W9999\"` there is no diagnostic `W9999`",
        );
        check("[[allow]]\ncode = \"W0209\"\n", "c.toml:1:1 `[[allow]]` missing field `reason`");
        check(
            "[[allow]]\ncode = \"W0209\"\nreason = \" \"\n",
            "c.toml:3:10 `\" \"` say why, for those who come later",
        );
        check("a = \n", "c.toml:1:5 `` string values must be quoted, expected literal string");
        check("[a]\n[a]\n", "c.toml:2:2 `a` duplicate key");
    }
}
