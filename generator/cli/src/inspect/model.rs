//! The model of a part, as text for people.

use std::fmt::Debug;
use std::iter::Peekable;
use std::str::Chars;

use oasmith_core::model::Api;

use super::find::Subject;

/// The maximum length of a line, in characters. A longer group has one item per line.
const WIDTH: usize = 110;

/// The `Debug` output of the model, without documentation and empty fields, and with the names of types.
pub(super) fn rendered(api: &Api, subject: &Subject<'_>) -> String {
    match subject {
        Subject::Resource(resource) => {
            let operations = resource.operations.iter().map(|operation| {
                let (id, method, path) = (&operation.id, operation.method.as_str(), &operation.path);
                format!("{}() is {id}, {method} {path}\n", operation.name)
            });
            operations.collect()
        }
        Subject::Operation(_, operation) => tidy(api, operation),
        Subject::Type(def) => tidy(api, def),
        Subject::Webhook(webhook) => tidy(api, webhook),
        Subject::Location => String::new(),
    }
}

fn tidy(api: &Api, model: &impl Debug) -> String {
    let text = format!("{model:?}");
    let mut out = String::new();
    Node::read(&mut text.chars().peekable()).tidied(api).write(0, 0, &mut out);
    out.push('\n');
    out
}

/// The name of the item of the model with an id.
fn named(api: &Api, id: &str, number: usize) -> Option<String> {
    Some(match id {
        "TypeId" => api.types.get(number)?.name.to_string(),
        "ModuleId" => api.type_modules.get(number)?.name.to_string(),
        "ResourceId" => api.resources.get(number)?.module.to_string(),
        "GlobalId" => api.globals.get(number)?.wire.clone(),
        "WebhookId" => api.webhooks.get(number)?.name.to_string(),
        _ => return None,
    })
}

/// The structure of `Debug` output.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Leaf(String),
    Group { name: String, brackets: (char, char), items: Vec<(Option<String>, Node)> },
}

impl Node {
    fn read(text: &mut Peekable<Chars<'_>>) -> Self {
        skip_spaces(text);
        if text.peek() == Some(&'"') {
            return Self::Leaf(quoted(text));
        }
        let mut name = String::new();
        while let Some(character) = text.next_if(|character| !"{}[](),: ".contains(*character)) {
            name.push(character);
        }
        skip_spaces(text);
        let brackets = match text.peek() {
            Some('{') => ('{', '}'),
            Some('[') => ('[', ']'),
            Some('(') => ('(', ')'),
            _ => return Self::Leaf(name),
        };
        text.next();
        let mut items = Vec::new();
        loop {
            while text.next_if(|character| matches!(character, ',' | ' ')).is_some() {}
            if text.next_if_eq(&brackets.1).is_some() || text.peek().is_none() {
                return Self::Group { name, brackets, items };
            }
            let first = Self::read(text);
            match (first, text.next_if_eq(&':')) {
                (Self::Leaf(key), Some(_)) => items.push((Some(key), Self::read(text))),
                (item, _) => items.push((None, item)),
            }
        }
    }

    /// Removes documentation, empty fields, and the wrappers of names.
    fn tidied(self, api: &Api) -> Self {
        let Self::Group { name, brackets, items } = self else { return self };
        if let [(None, inner)] = items.as_slice() {
            match (name.as_str(), inner) {
                ("Ident", Self::Leaf(text)) => return Self::Leaf(text.trim_matches('"').to_owned()),
                ("Some", _) => return inner.clone().tidied(api),
                (id, Self::Leaf(number)) => {
                    let named = number.parse().ok().and_then(|number| named(api, id, number));
                    if let Some(name) = named {
                        return Self::Leaf(name);
                    }
                }
                _ => {}
            }
        }
        let is_shown = |(key, item): &(Option<String>, Self)| match (key.as_deref(), item) {
            (None, _) => true,
            (Some("doc"), _) => false,
            (_, Self::Leaf(text)) => !matches!(text.as_str(), "None" | "false" | "\"\""),
            (_, Self::Group { name, items, .. }) => !(name.is_empty() && items.is_empty()),
        };
        let items = items.into_iter().filter(is_shown).map(|(key, item)| (key, item.tidied(api))).collect();
        Self::Group { name, brackets, items }
    }

    /// Writes the node after `used` characters of a line that is indented by `indent`.
    fn write(&self, indent: usize, used: usize, out: &mut String) {
        let flat = self.flat();
        let Self::Group { name, brackets: (open, close), items } = self else { return out.push_str(&flat) };
        if indent + used + flat.len() <= WIDTH {
            return out.push_str(&flat);
        }
        out.push_str(name);
        out.push_str(if *open == '{' && !name.is_empty() { " " } else { "" });
        out.push(*open);
        for (key, item) in items {
            let key = key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default();
            out.push('\n');
            out.push_str(&" ".repeat(indent + 4));
            out.push_str(&key);
            item.write(indent + 4, key.len(), out);
            out.push(',');
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push(*close);
    }

    /// The node on one line.
    fn flat(&self) -> String {
        let Self::Group { name, brackets: (open, close), items } = self else {
            let Self::Leaf(text) = self else { return String::new() };
            return text.clone();
        };
        if items.is_empty() && !name.is_empty() {
            return name.clone();
        }
        let item = |(key, item): &(Option<String>, Self)| match key {
            Some(key) => format!("{key}: {}", item.flat()),
            None => item.flat(),
        };
        let items = items.iter().map(item).collect::<Vec<_>>().join(", ");
        match (open, name.is_empty()) {
            ('{', true) => format!("{{{items}}}"),
            ('{', false) => format!("{name} {{ {items} }}"),
            _ => format!("{name}{open}{items}{close}"),
        }
    }
}

fn skip_spaces(text: &mut Peekable<Chars<'_>>) {
    while text.next_if_eq(&' ').is_some() {}
}

/// A quoted string, unchanged.
fn quoted(text: &mut Peekable<Chars<'_>>) -> String {
    let mut quoted: String = text.next().into_iter().collect();
    while let Some(character) = text.next() {
        quoted.push(character);
        match character {
            '\\' => quoted.extend(text.next()),
            '"' => break,
            _ => {}
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_round_trips() {
        #[track_caller]
        fn check(value: &impl Debug) {
            let text = format!("{value:?}");
            let node = Node::read(&mut text.chars().peekable());
            assert_eq!(node.flat().replace(' ', ""), text.replace(' ', ""));
        }
        check(&vec![Some((1, -2.5, "a \"(: }\" b\\")), None]);
        check(&std::collections::BTreeMap::from([("a", vec![true])]));
        check(&std::ops::Bound::Included(std::time::Duration::from_secs(1)));
        check(&oasmith_core::Config::default());
        check(&serde_json::json!({ "a": [1, null, { "b": "c" }] }));
    }

    #[test]
    fn long_groups_have_one_item_per_line() {
        let node = Node::read(&mut format!("{:?}", vec!["x".repeat(60); 3]).chars().peekable());
        let mut out = String::new();
        node.write(0, 0, &mut out);
        let line = format!("    \"{}\",\n", "x".repeat(60));
        assert_eq!(out, format!("[\n{}]", line.repeat(3)));
    }
}
