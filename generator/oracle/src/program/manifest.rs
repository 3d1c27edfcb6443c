//! The manifest of a program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Adds the features of a crate, and the dependencies that they need.
pub(super) fn needs(
    manifest: &toml::Table,
    client: bool,
    features: &mut BTreeSet<String>,
    dependencies: &mut BTreeMap<String, toml::Table>,
) {
    let optional = [
        "client",
        "rustls",
        "native-tls",
        "charset",
        "tracing",
        "blocking",
        "stream",
        "test-util",
        "webhooks",
    ];
    let all = manifest.get("features").and_then(toml::Value::as_table);
    for (name, _) in all.into_iter().flatten() {
        if name != "default" && (!optional.contains(&name.as_str()) || name == "client" && client) {
            features.insert(name.clone());
        }
    }
    let enabled = features.iter().filter_map(|name| all?.get(name)?.as_array()).flatten();
    let of_features: Vec<&str> = enabled.filter_map(|name| name.as_str()?.strip_prefix("dep:")).collect();
    let target = manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values());
    let tables = std::iter::once(manifest.get("dependencies"))
        .chain(target.map(|target| target.get("dependencies")))
        .flatten()
        .filter_map(toml::Value::as_table);
    for (name, wanted) in tables.flatten() {
        let mut table = match wanted {
            toml::Value::Table(table) => table.clone(),
            version => toml::Table::from_iter([("version".to_owned(), version.clone())]),
        };
        let is_optional = table.remove("optional").is_some();
        if is_optional && !of_features.contains(&name.as_str()) {
            continue;
        }
        let known = dependencies.entry(name.clone()).or_insert_with(|| table.clone());
        if let (Some(toml::Value::Array(known)), Some(toml::Value::Array(more))) =
            (known.get_mut("features"), table.get("features"))
        {
            for feature in more {
                if !known.contains(feature) {
                    known.push(feature.clone());
                }
            }
        }
    }
}

/// The package name. Programs share a target directory, so the names differ.
pub(super) fn package_of(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    format!("oracle-{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"))
}

pub(super) fn cargo_toml(
    package: &str,
    dependencies: &BTreeMap<String, toml::Table>,
    client: bool,
) -> String {
    let mut dependencies = dependencies.clone();
    for (name, features) in [("serde_json", &[][..]), ("tokio", &["rt", "time", "net"][..])] {
        if name == "tokio" && !client {
            continue;
        }
        let table = dependencies
            .entry(name.to_owned())
            .or_insert_with(|| toml::Table::from_iter([("version".to_owned(), "1".into())]));
        let list = table.entry("features".to_owned()).or_insert_with(|| toml::Value::Array(Vec::new()));
        if let toml::Value::Array(list) = list {
            list.extend(features.iter().map(|feature| toml::Value::from(*feature)));
        }
    }
    let mut text = format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n\n[lints.rust]\nunexpected_cfgs = \"allow\"\n\n[dependencies]\n",
    );
    for (name, table) in &dependencies {
        let _ = writeln!(text, "{name} = {}", toml::Value::Table(table.clone()));
    }
    text
}

pub(super) fn build_script(features: &BTreeSet<String>) -> String {
    let mut text = String::from("fn main() {\n");
    for feature in features {
        let _ = writeln!(text, "    println!({:?});", format!("cargo::rustc-cfg=feature={feature:?}"));
    }
    text.push_str("}\n");
    text
}
