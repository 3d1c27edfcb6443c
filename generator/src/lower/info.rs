//! The API and its package: titles, versions, names.

use super::{Input, report_unreadable};
use crate::config::{Config, LONGEST_PACKAGE_NAME, is_package_name};
use crate::diagnostics::UnreadablePart;
use crate::model::{Info, Package};
use crate::names::Case;

/// The title, version and description of the API.
pub(super) fn info(input: &Input<'_>) -> Info {
    let at = input.section(&["info"]);
    match input.spec.part::<openapiv3::Info>(&at) {
        Ok(info) => Info { title: info.title, version: info.version, description: info.description },
        Err(error) => {
            report_unreadable(input.spec, input.sink, UnreadablePart::Info, &at, &error);
            Info { title: "API".to_owned(), ..Info::default() }
        }
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
