//! Tables of the manifest. The TOML library writes the values, so that every string is safe in them.

use crate::config::Config;
use crate::diagnostics::is_bidirectional;
use crate::model::Api;

/// A title within a sentence: `the Pets API`, but `Petstore`.
pub(super) fn in_sentence(title: &str) -> String {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let begins = |article: &str| words.clone().next().is_some_and(|word| word.eq_ignore_ascii_case(article));
    let has_article = ["the", "a", "an"].into_iter().any(begins);
    let is_api =
        words.any(|word| ["api", "apis", "service"].iter().any(|kind| word.eq_ignore_ascii_case(kind)));
    let title = title.trim();
    if is_api && !has_article { format!("the {title}") } else { title.to_owned() }
}

/// The `[package]` table. The TOML library writes the values, so any string is safe.
pub(super) fn package_table(api: &Api, config: &Config) -> String {
    let package = &config.package;
    let description = package
        .description
        .clone()
        .unwrap_or_else(|| format!("Client for {}.", in_sentence(&api.info.title)));
    let description = one_line(&description);
    let texts = [
        ("name", Some(api.package.name.as_str())),
        ("version", Some(api.package.version.as_str())),
        ("edition", Some("2024")),
        ("rust-version", Some(package.rust_version.as_str())),
        ("description", Some(description.as_str())),
        ("license", Some(package.license.as_str())),
        ("readme", Some("README.md")),
        ("repository", package.repository.as_deref()),
        ("homepage", package.homepage.as_deref()),
        ("documentation", package.documentation.as_deref()),
    ]
    .into_iter()
    .filter_map(|(key, text)| Some((key, toml::Value::from(text?))));
    let lists =
        [("authors", &package.authors), ("keywords", &package.keywords), ("categories", &package.categories)]
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(key, list)| (key, toml::Value::from(list.clone())));
    let left_out = toml::Value::from(NOT_PACKAGED.map(toml::Value::from).to_vec());
    entries(texts.chain(lists).chain([("exclude", left_out)]))
}

/// Hand-written files in the folder of the crate that are not for users.
const NOT_PACKAGED: [&str; 2] = ["/benchmarks", "/rustfmt.toml"];

/// Longest description that crates.io accepts, in characters.
const LONGEST_DESCRIPTION: usize = 1000;

/// A string as one line of limited length.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let printable = line.chars().filter(|character| !character.is_control() && !is_bidirectional(*character));
    printable.take(LONGEST_DESCRIPTION).collect()
}

pub(super) fn dev_dependencies(config: &Config) -> String {
    entries(config.package.dev_dependencies.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

/// An `[[example]]` table for each example that requires features.
pub(super) fn examples(config: &Config) -> Vec<String> {
    let table = |(name, features): (&String, &Vec<String>)| {
        let values =
            [("name", name.as_str().into()), ("required-features", toml::Value::from(features.clone()))];
        entries(values.into_iter())
    };
    config.package.examples.iter().map(table).collect()
}

/// Lines of `key = value`, with inline tables.
fn entries<'a>(entries: impl Iterator<Item = (&'a str, toml::Value)>) -> String {
    entries.map(|(key, value)| format!("{key} = {value}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::in_sentence;

    #[test]
    fn titles_of_apis_have_an_article() {
        for (title, words) in [
            ("Issue Tracking API", "the Issue Tracking API"),
            ("Swagger Petstore - OpenAPI 3.0", "Swagger Petstore - OpenAPI 3.0"),
            ("The Cat API", "The Cat API"),
            (" Warehouse ", "Warehouse"),
        ] {
            assert_eq!(in_sentence(title), words);
        }
    }
}
