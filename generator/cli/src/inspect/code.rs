//! The code of a part of a document.

use oasmith_core::GeneratedFiles;

use super::find::Subject;

/// The items of a subject, by file.
pub(super) fn of(files: &GeneratedFiles, subject: &Subject<'_>) -> Vec<(String, String)> {
    match subject {
        Subject::Resource(resource) => {
            let path = format!("src/resources/{}.rs", resource.module);
            named(files, &path, &[resource.name.as_str()]).into_iter().collect()
        }
        Subject::Operation(resource, operation) => {
            let path = format!("src/resources/{}.rs", resource.module);
            let mut names = vec![operation.constant.as_str(), operation.pages_constant.as_str()];
            names.extend(operation.type_names().map(oasmith_core::names::Ident::as_str));
            let method = files
                .get(&path)
                .and_then(|text| method(text, resource.name.as_str(), operation.name.as_str()));
            let items = named(files, &path, &names).map(|(_, items)| items);
            let text: Vec<String> = method.into_iter().chain(items).collect();
            vec![(path, text.join("\n"))]
        }
        Subject::Type(def) => {
            let types = files.iter().filter(|(path, _)| path.starts_with("src/types/"));
            types.filter_map(|(path, _)| named(files, path, &[def.name.as_str()])).collect()
        }
        Subject::Webhook(webhook) => {
            named(files, "src/webhooks.rs", &[webhook.name.as_str()]).into_iter().collect()
        }
        Subject::Location => Vec::new(),
    }
}

/// The items of a file that declare one of `names`, or implement it.
fn named(files: &GeneratedFiles, path: &str, names: &[&str]) -> Option<(String, String)> {
    let text = files.get(path)?;
    let is_about = |item: &&String| {
        let head = head(item);
        let mut words = head.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| names.contains(&word))
    };
    let about: Vec<String> = items(text).iter().filter(is_about).cloned().collect();
    (!about.is_empty()).then(|| (path.to_owned(), about.join("\n")))
}

/// The items of a file. An empty line before a line that is not indented begins the next item.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut begins = true;
    for line in text.lines() {
        let inside = line.starts_with([' ', '}', ')']);
        match items.last_mut() {
            Some(item) if !begins || inside || line.is_empty() => item.extend([line, "\n"]),
            _ => items.push(format!("{line}\n")),
        }
        begins = line.is_empty();
    }
    for item in &mut items {
        item.truncate(item.trim_end().len());
        item.push('\n');
    }
    items
}

/// The head of an item, before its body: the name and, for an `impl`, the trait.
fn head(item: &str) -> String {
    let is_code = |line: &&str| !line.starts_with("//") && !line.starts_with(['#', ')', ' ', ']']);
    let code: Vec<&str> = item.lines().skip_while(|line| !is_code(line)).collect();
    let code = code.join(" ");
    let end = match code.split_whitespace().next().unwrap_or_default() {
        "static" | "const" => code.find(':'),
        first if first.contains('!') => code.find([',', ';']),
        _ => code.find(['{', ';']),
    };
    code[..end.unwrap_or(code.len())].to_owned()
}

/// One method of an `impl` without a trait.
fn method(text: &str, owner: &str, name: &str) -> Option<String> {
    let opens = format!("impl {owner} {{\n");
    let item = items(text).into_iter().find(|item| item.starts_with(&opens))?;
    let body = item.strip_prefix(&opens)?.strip_suffix("}\n")?;
    let begins = [format!("    pub fn {name}("), format!("    pub fn {name}<")];
    let method = body
        .split("\n\n")
        .find(|method| method.lines().any(|line| begins.iter().any(|begin| line.starts_with(begin))))?;
    Some(format!("{opens}{}\n}}\n", method.trim_matches('\n')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
//! About.

use a::b;

/// A pet.
#[derive(
    Debug,
)]
pub struct Pet {
    name: String,
}

impl Pet {
    /// One.
    pub fn one(&self) {}

    pub fn two(
        &self,
    ) {
    }
}

impl From<Dog> for Pet {
    fn from(dog: Dog) -> Self {}
}

static LIST: Operation<Pet> = Operation {
};

crate::runtime::send_methods!(PetsList, types::Pet, send_json);
";

    #[test]
    fn items_are_found_by_the_names_they_declare() {
        let mut files = GeneratedFiles::new();
        files.add("a.rs", FILE).unwrap();
        let heads = |name: &str| -> Vec<String> {
            let (_, text) = named(&files, "a.rs", &[name]).unwrap_or_default();
            items(&text).iter().map(|item| head(item)).collect()
        };
        assert_eq!(heads("Pet"), ["pub struct Pet ", "impl Pet ", "impl From<Dog> for Pet "]);
        assert_eq!(heads("LIST"), ["static LIST"]);
        assert_eq!(heads("PetsList"), ["crate::runtime::send_methods!(PetsList"]);
        assert!(heads("Operation").is_empty());
    }

    #[test]
    fn one_method_is_cut_out_of_its_impl() {
        assert_eq!(
            method(FILE, "Pet", "two").as_deref(),
            Some("impl Pet {\n    pub fn two(\n        &self,\n    ) {\n    }\n}\n")
        );
        assert_eq!(method(FILE, "Pet", "three"), None);
    }
}
