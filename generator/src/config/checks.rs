//! Checks of values, so that cargo can read the emitted manifest and crates.io accepts it.

use std::collections::BTreeMap;
use std::fmt;

use fluent_uri::Uri;
use serde::{Deserialize, Deserializer, de};
use toml::Value;

use super::{PageBy, Pagination};
use crate::diagnostics::{Code, Severity};
use crate::templates::TEMPLATES;

/// The rules that [`is_package_name`] checks.
pub const PACKAGE_NAME: &str = "a package name has at most 64 lower-case ASCII letters and digits, with single `-` or `_` between them, \
     and begins with a letter; it is not a Rust keyword, a crate that comes with Rust, a dependency of the emitted crate, or a Windows device";

/// The longest package name that crates.io accepts, in characters.
pub(crate) const LONGEST_PACKAGE_NAME: usize = 64;

/// Crates that come with Rust.
const SYSROOT: [&str; 6] = ["alloc", "core", "proc_macro", "self", "std", "test"];

/// A keyword of edition 2024 that the parser does not know.
const LATER_KEYWORD: &str = "gen";

/// Whether a package can have this name, in its manifest and in Rust.
pub fn is_package_name(name: &str) -> bool {
    // Other crate names cause a warning of rustc.
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let crate_name = name.replace('-', "_");
    name.len() <= LONGEST_PACKAGE_NAME
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split(['-', '_']).all(is_word)
        && syn::parse_str::<syn::Ident>(&crate_name).is_ok()
        && crate_name != LATER_KEYWORD
        && !SYSROOT.contains(&crate_name.as_str())
        && !is_device(name)
        && !dependencies().any(|dependency| dependency.replace('-', "_") == crate_name)
}

/// Whether Windows treats a folder of this name as a device.
fn is_device(name: &str) -> bool {
    matches!(name, "aux" | "con" | "nul" | "prn")
        || ["com", "lpt"].iter().any(|port| {
            name.strip_prefix(port)
                .is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

/// The dependencies of an emitted crate.
fn dependencies() -> impl Iterator<Item = &'static str> {
    let manifest = TEMPLATES.iter().find(|(name, _)| *name == "Cargo.toml").map_or("", |(_, text)| text);
    let tables = manifest.split_once("[dependencies]").map_or("", |(_, tables)| tables);
    tables
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .filter(|name| is_dependency_name(name))
}

pub(super) fn package_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked(deserializer, is_package_name, PACKAGE_NAME)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

pub(super) fn variable_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let is_character =
        |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_';
    let is_name = |name: &str| !name.is_empty() && name.chars().all(is_character);
    checked(
        deserializer,
        is_name,
        "an environment variable consists of upper-case ASCII letters, digits and `_`",
    )
}

/// A code of a warning.
pub(super) fn allowable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
    let code: Code = String::deserialize(deserializer)?.parse().map_err(de::Error::custom)?;
    match code.severity() {
        Severity::Error => Err(de::Error::custom("only warnings can be allowed, not errors")),
        Severity::Warning => Ok(code),
    }
}

pub(super) fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let is_said = |text: &str| !text.trim().is_empty();
    checked(deserializer, is_said, "give the reason for allowing the warning").map(Option::unwrap_or_default)
}

pub(super) fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match semver::Version::parse(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(de::Error::custom("a version has three numbers, such as `1.2.3`")),
    }
}

/// The largest number of keywords, and of categories, that crates.io accepts.
const MAX_ENTRIES: usize = 5;

/// The longest keyword that crates.io accepts, in characters.
const LONGEST_KEYWORD: usize = 20;

pub(super) fn keywords<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let is_keyword = |keyword: &String| {
        keyword.len() <= LONGEST_KEYWORD
            && keyword.starts_with(|first: char| first.is_ascii_alphanumeric())
            && keyword.chars().all(|character| is_name_character(character) || character == '+')
    };
    let keywords = Vec::<String>::deserialize(deserializer)?;
    if keywords.len() <= MAX_ENTRIES && keywords.iter().all(is_keyword) {
        return Ok(keywords);
    }
    let rule = "at most 5 keywords are allowed, each of at most 20 ASCII letters, digits, `-`, `_` and `+`; the first is a letter or digit";
    Err(de::Error::custom(rule))
}

/// The segments of a category, in the notation of crates.io.
fn is_category(category: &str) -> bool {
    category.split("::").all(|segment| {
        !segment.is_empty()
            && segment.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

pub(super) fn categories<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let categories = Vec::<String>::deserialize(deserializer)?;
    if categories.len() <= MAX_ENTRIES && categories.iter().all(|category| is_category(category)) {
        Ok(categories)
    } else {
        Err(de::Error::custom(
            "at most 5 categories are allowed, each as on crates.io: `web-programming::http-client`",
        ))
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

/// The oldest Rust release that can build an emitted crate.
const OLDEST_RUST: (u64, u64) = (1, 88);

pub(super) fn rust_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let number = |text: &str| text.parse::<u64>().ok().filter(|number| number.to_string() == text);
    let is_enough = |text: &str| {
        let numbers: Option<Vec<u64>> = text.split('.').map(number).collect();
        matches!(numbers.as_deref(), Some([major, minor] | [major, minor, _]) if (*major, *minor) >= OLDEST_RUST)
    };
    let rule = "the crate needs Rust `1.88` or later";
    checked(deserializer, is_enough, rule).map(Option::unwrap_or_default)
}

pub(super) fn license<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match spdx::Expression::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let why = error.reason;
            Err(de::Error::custom(format!("not an SPDX expression, such as `MIT OR Apache-2.0`: {why}")))
        }
    }
}

/// Whether a licence expression names a licence.
pub(crate) fn names_license(expression: &str, name: &str) -> bool {
    let is_it = |id: Option<spdx::LicenseId>| id.is_some_and(|id| id.name == name);
    spdx::Expression::parse(expression)
        .is_ok_and(|expression| expression.requirements().any(|one| is_it(one.req.license.id())))
}

pub(super) fn description<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let is_said =
        |text: &str| text.chars().any(|character| !character.is_whitespace() && !character.is_control());
    checked(
        deserializer,
        is_said,
        "a description cannot be empty; omit it to use the description of the document",
    )
}

pub(super) fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let is_web = |text: &str| {
        Uri::parse(text).is_ok_and(|uri| {
            let scheme = uri.scheme().as_str();
            let has_host = uri.authority().is_some_and(|authority| !authority.host().is_empty());
            has_host && ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
        })
    };
    checked(deserializer, is_web, "expected the URL of a page: `https://…`")
}

pub(super) fn authors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let authors = Vec::<String>::deserialize(deserializer)?;
    let is_name = |author: &String| !author.trim().is_empty() && !author.contains(char::is_control);
    if authors.iter().all(is_name) {
        Ok(authors)
    } else {
        Err(de::Error::custom(
            "an author is a name on one line, with an optional mail address: `Ada <ada@example.com>`",
        ))
    }
}

/// A name in the manifest. The error has the position of the name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ExampleName(String);

impl<'de> Deserialize<'de> for ExampleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(is_name_character);
        let rule = "an example is named by its file, without folder and extension: ASCII letters, digits, `-` and `_`";
        checked(deserializer, is_name, rule).map(|name| Self(name.unwrap_or_default()))
    }
}

pub(super) fn examples<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let examples = BTreeMap::<ExampleName, Vec<String>>::deserialize(deserializer)?;
    Ok(examples.into_iter().map(|(ExampleName(name), features)| (name, features)).collect())
}

/// Whether cargo accepts the name of a dependency.
fn is_dependency_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(is_name_character)
}

/// The name of a dependency. The error has the position of the name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct DependencyName(String);

impl<'de> Deserialize<'de> for DependencyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rule = "the name of a crate consists of ASCII letters, digits, `-` and `_`, and does not begin with a digit";
        checked(deserializer, is_dependency_name, rule).map(|name| Self(name.unwrap_or_default()))
    }
}

/// A dependency, as in a manifest. The error has the position of the dependency.
struct Dependency(Value);

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        check_dependency(&value).map_err(de::Error::custom)?;
        Ok(Self(value))
    }
}

pub(super) fn dev_dependencies<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Value>, D::Error> {
    let dependencies = BTreeMap::<DependencyName, Dependency>::deserialize(deserializer)?;
    Ok(dependencies.into_iter().map(|(DependencyName(name), Dependency(value))| (name, value)).collect())
}

/// Checks a dependency by the rules of cargo.
fn check_dependency(value: &Value) -> Result<(), String> {
    let version = |text: &str| match semver::VersionReq::parse(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("`{text}` is not a version requirement: {error}")),
    };
    let table = match value {
        Value::String(text) => return version(text),
        Value::Table(table) => table,
        _ => return Err("a dependency is a version requirement, or a table as in Cargo.toml".to_owned()),
    };
    for (key, value) in table {
        let is_right = match (key.as_str(), value) {
            ("version", Value::String(text)) => version(text).map(|()| true)?,
            ("git", Value::String(text)) => Uri::parse(text.as_str()).is_ok(),
            ("package", Value::String(text)) => is_dependency_name(text),
            ("path" | "branch" | "tag" | "rev" | "registry", Value::String(text)) => !text.is_empty(),
            ("default-features", Value::Boolean(_)) | ("workspace", Value::Boolean(true)) => true,
            ("features", Value::Array(list)) => {
                list.iter().all(|feature| feature.as_str().is_some_and(is_feature))
            }
            ("optional", _) => return Err("a dev-dependency cannot be optional".to_owned()),
            (
                "version" | "git" | "package" | "path" | "branch" | "tag" | "rev" | "registry"
                | "default-features" | "workspace" | "features",
                _,
            ) => false,
            _ => return Err(format!("unknown key `{key}` of a dependency")),
        };
        if !is_right {
            return Err(format!("cargo does not accept this `{key}` of a dependency"));
        }
    }
    let count = |keys: &[&str]| keys.iter().filter(|key| table.contains_key(**key)).count();
    if count(&["version", "path", "git", "workspace"]) == 0 {
        return Err("a dependency needs a `version`, a `path`, a `git` or `workspace = true`".to_owned());
    }
    for several in [&["path", "git", "workspace"][..], &["git", "registry"], &["branch", "tag", "rev"]] {
        if count(several) > 1 {
            return Err(format!("a dependency can have only one of `{}`", several.join("`, `")));
        }
    }
    Ok(())
}

/// Whether a feature of a dependency can have this name.
fn is_feature(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|character| is_name_character(character) || matches!(character, '+' | '.' | '/' | '?' | ':'))
}

/// The number of digits of a nanosecond in a second.
const NANOSECOND_DIGITS: u8 = 9;

pub(super) fn fraction_digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let digits = i64::deserialize(deserializer)?;
    match u8::try_from(digits).ok().filter(|digits| *digits <= NANOSECOND_DIGITS) {
        Some(digits) => Ok(Some(digits)),
        None => Err(de::Error::custom("a timestamp has 0 to 9 digits after the second")),
    }
}

/// Reads `[pagination]` or `[[pagination]]`.
pub(super) fn pagination<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Pagination>, D::Error> {
    deserializer.deserialize_any(PaginationVisitor)
}

struct PaginationVisitor;

impl<'de> de::Visitor<'de> for PaginationVisitor {
    type Value = Vec<Pagination>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table or a list of tables")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let rule = Pagination::deserialize(de::value::MapAccessDeserializer::new(map))?;
        pagination_rule(&rule).map_err(de::Error::custom)?;
        Ok(vec![rule])
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut rules = Vec::new();
        while let Some(rule) = seq.next_element()? {
            pagination_rule(&rule).map_err(de::Error::custom)?;
            rules.push(rule);
        }
        Ok(rules)
    }
}

/// Checks that a rule has what its kind needs.
fn pagination_rule(rule: &Pagination) -> Result<(), &'static str> {
    let has_next = rule.next.is_some() || rule.next_header.is_some();
    let has_target = rule.parameter.is_some() || rule.body_property.is_some();
    match rule.kind {
        _ if rule.parameter.is_some() && rule.body_property.is_some() => {
            Err("a parameter or a property of the body selects a page, not both")
        }
        _ if rule.next.is_some() && rule.next_header.is_some() => {
            Err("the next page is in a property or in a header, not in both")
        }
        PageBy::Cursor if !(has_next && has_target) => {
            Err("the kind `cursor` needs `parameter` or `body_property`, and `next` or `next_header`")
        }
        PageBy::Url if !has_next => Err("the kind `url` needs `next` or `next_header`"),
        PageBy::LastItem | PageBy::Page | PageBy::Offset if !has_target => {
            Err("this kind needs `parameter` or `body_property`")
        }
        PageBy::Cursor | PageBy::LastItem | PageBy::Url | PageBy::Page | PageBy::Offset | PageBy::None => {
            Ok(())
        }
    }
}
