//! docs/configuration.md, generated from the types of the configuration and their documentation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use oasmith_core::Config;
use syn::{
    Attribute, Expr, Field, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta, PathArguments, Type,
};

use oasmith_cli::Failure;

/// The types, with their documentation.
const TYPES: &str = include_str!("../../../generator/src/config.rs");

/// The example of the page. It is parsed before it is shown.
const EXAMPLE: &str = include_str!("oasmith.toml");

/// The page.
pub(super) fn page() -> Result<String, Failure> {
    Config::parse(Path::new("oasmith.toml"), EXAMPLE)
        .map_err(|error| Failure::new(format!("the example of oasmith.toml is wrong: {}", error.message)))?;
    let file =
        syn::parse_file(TYPES).map_err(|error| Failure::new(format!("config.rs is not Rust: {error}")))?;
    let types = Types::of(&file.items);
    let mut page = format!(
        "\
# Configuration

`oasmith.toml` contains everything that a document cannot express: the name of the crate, the pagination, the signatures of webhooks. `oasmith`
finds it in the current folder or above, or reads the file that `--config FILE` names; `oasmith init` writes one. The former name
`codegen.toml` works too; the configuration of this repository is [`spec/codegen.toml`](../spec/codegen.toml). Build scripts pass the file
to `Module::config_file`.

All keys are optional. An unknown key or an invalid value is an error: [E0004](diagnostics.md#e0004).

```toml
{}
```

## Top level
",
        EXAMPLE.trim_end()
    );
    for table in &types.tables {
        types.section(table, &mut page);
    }
    Ok(page)
}

/// The types of the configuration.
struct Types<'i> {
    /// In the order of the file; the first is the whole configuration.
    tables: Vec<&'i ItemStruct>,
    /// The enums, by name.
    choices: BTreeMap<String, &'i ItemEnum>,
}

impl<'i> Types<'i> {
    fn of(items: &'i [Item]) -> Self {
        let mut types = Self { tables: Vec::new(), choices: BTreeMap::new() };
        for item in items {
            match item {
                Item::Struct(table) => types.tables.push(table),
                Item::Enum(choice) => drop(types.choices.insert(choice.ident.to_string(), choice)),
                _ => {}
            }
        }
        types
    }

    /// One table of the file, with all its keys.
    fn section(&self, table: &ItemStruct, page: &mut String) {
        let text = documentation(&table.attrs);
        match text.split_once(": ") {
            Some((name, about)) if name.starts_with('`') => {
                let _ = writeln!(page, "\n## {name}\n\n{}", sentence(about));
            }
            _ => {}
        }
        page.push_str("\n| key | value | default | |\n| --- | --- | --- | --- |\n");
        for field in table.fields.iter().filter(|field| !is_skipped(field)) {
            let Some(key) = &field.ident else { continue };
            let text = documentation(&field.attrs);
            let (about, default) = split_default(&text);
            let value = self.value(&field.ty);
            let about = format!("{about}{}", self.choices_of(&field.ty));
            let _ = writeln!(page, "| `{key}` | {value} | {default} | {} |", about.replace('|', "\\|"));
        }
    }

    /// The TOML type of a value.
    fn value(&self, ty: &Type) -> String {
        let (name, arguments) = parts(ty);
        match (name.as_str(), arguments.as_slice()) {
            ("Option", [inner]) => self.value(inner),
            ("Vec", [inner]) => format!("list of {}", self.several(inner)),
            ("BTreeMap", [_, inner]) => format!("table of {}", self.several(inner)),
            ("String" | "Code", _) => "string".to_owned(),
            ("PathBuf", _) => "path".to_owned(),
            ("u8" | "u64", _) => "integer".to_owned(),
            ("Value", _) => "any value".to_owned(),
            (choice, _) if self.choices.contains_key(choice) => "one of".to_owned(),
            _ => "table".to_owned(),
        }
    }

    fn several(&self, ty: &Type) -> String {
        match self.value(ty).as_str() {
            one @ ("string" | "path" | "table") => format!("{one}s"),
            "list of strings" => "lists of strings".to_owned(),
            other => other.to_owned(),
        }
    }

    /// The values of an enum, each with its meaning.
    fn choices_of(&self, ty: &Type) -> String {
        let (name, arguments) = parts(ty);
        match (self.choices.get(&name), arguments.first()) {
            (Some(choice), _) => {
                let separator = if has_serde_attribute(&choice.attrs, "kebab-case") { '-' } else { '_' };
                let value = |variant: &syn::Variant| {
                    let name = renamed(&variant.attrs)
                        .unwrap_or_else(|| separated(&variant.ident.to_string(), separator));
                    format!("<br>`{name}`: {}", documentation(&variant.attrs))
                };
                choice.variants.iter().map(value).collect()
            }
            (None, Some(inner)) if name == "Option" => self.choices_of(inner),
            (None, _) => String::new(),
        }
    }
}

/// The documentation of a key without its default, and the default.
fn split_default(text: &str) -> (String, String) {
    if let Some(about) = text.strip_suffix("Required.") {
        return (about.trim_end().to_owned(), "required".to_owned());
    }
    match text.split_once("Default: ") {
        Some((about, default)) => {
            // The text after the default is about the key.
            let (default, rest) = default.split_once(". ").unwrap_or((default.trim_end_matches('.'), ""));
            (format!("{} {rest}", about.trim_end()).trim_end().to_owned(), default.to_owned())
        }
        None => (text.to_owned(), String::new()),
    }
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The name of a type, and its generic arguments.
fn parts(ty: &Type) -> (String, Vec<&Type>) {
    let Type::Path(path) = ty else { return (String::new(), Vec::new()) };
    let Some(last) = path.path.segments.last() else { return (String::new(), Vec::new()) };
    let PathArguments::AngleBracketed(list) = &last.arguments else {
        return (last.ident.to_string(), Vec::new());
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    (last.ident.to_string(), types.collect())
}

/// The documentation in one line.
fn documentation(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join(" ")
}

fn is_skipped(field: &Field) -> bool {
    field.attrs.iter().any(|attribute| serde(attribute).is_some_and(|words| words == "skip"))
}

fn has_serde_attribute(attributes: &[Attribute], word: &str) -> bool {
    attributes.iter().filter_map(serde).any(|words| words.contains(word))
}

fn renamed(attributes: &[Attribute]) -> Option<String> {
    let words = attributes.iter().filter_map(serde).find(|words| words.starts_with("rename ="))?;
    words.split('"').nth(1).map(str::to_owned)
}

/// The content of a serde attribute.
fn serde(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.to_string()),
        _ => None,
    }
}

/// `SortedJson` as serde writes it.
fn separated(name: &str, separator: char) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push(separator);
        }
        text.extend(character.to_lowercase());
    }
    text
}
