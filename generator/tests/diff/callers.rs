//! Callers that use each item of a surface once. `diff` must predict whether they compile.

use std::fmt::Write as _;

use oasmith_core::diff::{Declaration, Function, Item, Surface};

/// A program that uses the module `api`.
pub(crate) fn program(surface: &Surface) -> String {
    let mut text = String::from("#![allow(warnings)]\nuse api::{types, *};\n");
    for (index, (path, item)) in surface.iter().enumerate() {
        if let Some(function) = usage(path, item, &format!("use_{index}")) {
            writeln!(text, "{function}").unwrap();
        }
    }
    text
}

/// A function that uses one item.
fn usage(path: &str, item: &Item, name: &str) -> Option<String> {
    let owner = item.within.as_deref().unwrap_or_default();
    Some(match &item.declaration {
        Declaration::Struct | Declaration::Enum => format!("fn {name}(_: api::{path}) {{}}"),
        Declaration::Alias(ty) => {
            format!("fn {name}(value: api::{path}) -> {} {{ value }}", absolute(ty, path))
        }
        Declaration::Constant(ty, _) => format!("fn {name}() {{ let _: {ty} = api::{path}; }}"),
        Declaration::Field(ty) => {
            let field = path.rsplit('.').next()?;
            format!("fn {name}(value: api::{owner}) -> {} {{ value.{field} }}", absolute(ty, path))
        }
        Declaration::Variant(types) if types.is_empty() => {
            format!("fn {name}(value: api::{owner}) -> bool {{ matches!(value, api::{path}) }}")
        }
        Declaration::Variant(types) => {
            let ty = absolute(&types[0], path);
            format!("fn {name}(value: {ty}) -> api::{owner} {{ api::{path}(value) }}")
        }
        Declaration::Trait(implemented) => implementation(owner, implemented, name),
        Declaration::Function(function) => call(path, function, name),
    })
}

fn implementation(owner: &str, implemented: &str, name: &str) -> String {
    if let Some(from) = implemented.strip_prefix("From<").and_then(|rest| rest.strip_suffix('>')) {
        let from = absolute(from, owner);
        return format!("fn {name}(value: {from}) -> api::{owner} {{ value.into() }}");
    }
    let bound = match implemented {
        "ReadJson" => "api::json::ReadJson",
        "WriteJson" => "api::json::WriteJson",
        "Serialize" => "serde::Serialize",
        "Deserialize" => "for<'de> serde::Deserialize<'de>",
        "Hash" => "std::hash::Hash",
        "Debug" | "Display" => {
            return format!(
                "fn {name}(value: api::{owner}) {{ fn is<T: std::fmt::{implemented}>(_: T) {{}} is(value) }}"
            );
        }
        "FromStr" => "std::str::FromStr",
        other => other,
    };
    format!("fn {name}(value: api::{owner}) {{ fn is<T: {bound}>(_: T) {{}} is(value) }}")
}

fn call(path: &str, function: &Function, name: &str) -> String {
    let owner = path.rsplit_once("::").map_or("", |(owner, _)| owner);
    let mut parameters: Vec<String> = Vec::new();
    if let Some(receiver) = &function.receiver {
        let reference = if receiver == "&self" { "&" } else { "" };
        parameters.push(format!("this: {reference}api::{owner}"));
    }
    let mut arguments: Vec<String> = function.receiver.iter().map(|_| "this".to_owned()).collect();
    for (index, (_, ty)) in function.arguments.iter().enumerate() {
        parameters.push(format!("a{index}: {}", given(&absolute(ty, path))));
        arguments.push(format!("a{index}"));
    }
    let returns = function.returns.as_ref().map(|ty| match ty.as_str() {
        "Self" => format!("api::{owner}"),
        "Result<Self, Error>" => format!("Result<api::{owner}, api::Error>"),
        "Option<Self>" => format!("Option<api::{owner}>"),
        ty => absolute(ty, path),
    });
    let (keyword, wait) = if function.is_async { ("async fn", ".await") } else { ("fn", "") };
    let returns = returns.map(|ty| format!(" -> {ty}")).unwrap_or_default();
    format!(
        "{keyword} {name}({}){returns} {{ api::{path}({}){wait} }}",
        parameters.join(", "),
        arguments.join(", ")
    )
}

/// The type of an argument.
fn given(ty: &str) -> String {
    if ty == "impl AsRef<str>" {
        // Callers often have a `String`. Not every type of string argument accepts a reference to one.
        return "&String".to_owned();
    }
    if ty == "impl AsRef<[u8]>" {
        return "&[u8]".to_owned();
    }
    if let Some(inner) = ty.strip_prefix("impl IntoArgument<").and_then(|rest| rest.strip_suffix('>')) {
        let is_optional = inner.starts_with("Option<");
        let inner = inner.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(inner);
        let inner = inner.strip_prefix("Nullable<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(inner);
        return match (is_optional, inner) {
            // As above: not every type accepts an `Option` of a reference.
            (true, "String") => "Option<&String>".to_owned(),
            (true, inner) => format!("Option<{inner}>"),
            (false, inner) => inner.to_owned(),
        };
    }
    if let Some(inner) = ty.strip_prefix("impl Into<").and_then(|rest| rest.strip_suffix('>')) {
        return inner.to_owned();
    }
    if let Some(inner) = ty.strip_prefix("impl IntoIterator<Item = ").and_then(|rest| rest.strip_suffix('>'))
    {
        return format!("Vec<{}>", given(inner));
    }
    // The credential of a request.
    ty.replace("impl CredentialProvider", "impl api::CredentialProvider")
}

/// A type as written outside its module, with the prefix `types` or `resources`.
fn absolute(ty: &str, path: &str) -> String {
    let mut out = String::new();
    let mut rest = ty;
    while let Some(start) = rest.find(|c: char| c.is_alphabetic()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(&qualified(word, path));
        rest = after;
    }
    out + rest
}

fn qualified(word: &str, path: &str) -> String {
    const KNOWN: &[&str] = &[
        "AsRef",
        "Box",
        "CredentialProvider",
        "Error",
        "Into",
        "IntoArgument",
        "IntoIterator",
        "Item",
        "Items",
        "Nullable",
        "Option",
        "Pages",
        "Result",
        "Secret",
        "Self",
        "String",
        "Upload",
        "Vec",
        "FilePart",
        "bool",
        "f32",
        "f64",
        "i32",
        "i64",
        "impl",
        "str",
        "u32",
        "u64",
        "u8",
        "static",
        "Client",
        "ClientBuilder",
        "WebhookError",
    ];
    // The root re-exports the public items of the runtime.
    if let Some(rest) = word.strip_prefix("crate::runtime::").or_else(|| word.strip_prefix("crate::")) {
        return format!("api::{rest}");
    }
    if KNOWN.contains(&word) || word.contains("::") {
        return word.to_owned();
    }
    let module = path.split("::").next().unwrap_or_default();
    format!("api::{module}::{word}")
}
