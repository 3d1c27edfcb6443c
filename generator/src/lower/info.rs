//! The API and its package: titles, versions, names.

use super::{Input, report_unreadable};
use crate::config::{Config, LONGEST_PACKAGE_NAME, is_package_name};
use crate::diagnostics::UnreadablePart;
use crate::model::{Contact, Info, License, Link, Package};
use crate::names::Case;

/// The title, version and description of the API.
pub(super) fn info(input: &Input<'_>) -> Info {
    let at = input.section(&["info"]);
    let read = input.spec.part::<openapiv3::Info>(&at).unwrap_or_else(|error| {
        report_unreadable(input.spec, input.sink, UnreadablePart::Info, &at, &error);
        openapiv3::Info { title: "API".to_owned(), ..openapiv3::Info::default() }
    });
    let text = |part: &str, key: &str| {
        let at = if part.is_empty() { at.clone() } else { at.child(part) };
        input.spec.text(&at, key).filter(|text| !text.trim().is_empty())
    };
    Info {
        summary: text("", "summary"),
        docs: input.spec.value(&input.section(&[])).and_then(Link::of),
        terms: text("", "termsOfService"),
        contact: Contact {
            name: text("contact", "name"),
            url: text("contact", "url"),
            email: text("contact", "email"),
        },
        license: License {
            name: text("license", "name").or_else(|| text("license", "identifier")),
            url: text("license", "url"),
        },
        title: read.title,
        version: read.version,
        description: read.description,
    }
}

/// The emitted package.
pub(super) fn package(config: &Config, info: &Info) -> Package {
    let name = config.package.name.clone().unwrap_or_else(|| package_name(&info.title));
    let env_prefix = config.client.env_prefix.clone().unwrap_or_else(|| Case::Constant.apply(&name));
    Package { name, version: config.package.version.clone(), env_prefix }
}

/// A package name derived from a title: lower case, words joined by `-`.
fn package_name(title: &str) -> String {
    let words = Case::Value.apply(title);
    let words: Vec<String> = words
        .split('_')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let name: String = words.join("-").chars().take(LONGEST_PACKAGE_NAME).collect();
    match name.trim_end_matches('-') {
        "" | "unnamed" => "api-client".to_owned(),
        name if is_package_name(name) => name.to_owned(),
        taken => format!("{taken}-client"),
    }
}
