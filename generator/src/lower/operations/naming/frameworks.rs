//! Ids of operations as frameworks write them.

use super::by_path::{Leftover, literal_words};
use super::vocabulary::{ARTICLES, VERBS, is_action};
use super::words::{is_same, is_version, words};
use crate::lower::operations::path::variables;
use crate::lower::operations::read::RawOperation;
use crate::model::Method;

/// An operationId without path and method, which `FastAPI` appends to the name of the function.
pub(super) fn without_path<'id>(id: &'id str, raw: &RawOperation) -> &'id str {
    let path: String = raw.path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let end = format!("{path}_{}", raw.method.as_str().to_lowercase());
    id.strip_suffix(&end).filter(|name| !name.trim_matches('_').is_empty()).unwrap_or(id)
}

/// An operationId without the class before it, as in `PetsController_list`.
pub(super) fn without_controller(id: &str) -> &str {
    let separators = ['_', '.', '/', ':', '#'];
    match id.find("Controller").map(|at| at + "Controller".len()) {
        Some(end) if id[end..].starts_with(separators) => match id[end..].trim_start_matches(separators) {
            "" => id,
            name => name,
        },
        _ => id,
    }
}

/// An operationId without the number that `SpringDoc` appends to equal names of functions: `getAll_1`.
pub(super) fn without_counter(id: &str) -> &str {
    match id.split_once('_') {
        Some((name, number))
            if name.len() > 1 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            name
        }
        _ => id,
    }
}

/// Words without the prefix of the path (`api_v1_pets_list`), without its version at the end, and without articles.
pub(super) fn without_prefix(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let leading = words.iter().take_while(|word| *word == "api" || is_version(word)).count();
    words.drain(..leading.min(words.len().saturating_sub(1)));
    let versions = || raw.path.split('/').filter(|segment| is_version(segment));
    if words.len() > 1 && words.last().is_some_and(|last| versions().any(|version| version == last)) {
        words.pop();
    }
    let is_article = |index: usize| {
        index > 0
            && ARTICLES.contains(&words[index].as_str())
            && words.get(index + 1).is_some_and(|next| next.len() > 1)
    };
    let kept: Vec<bool> = (0..words.len()).map(|index| !is_article(index)).collect();
    words.into_iter().zip(kept).filter_map(|(word, kept)| kept.then_some(word)).collect()
}

/// Words without those that frameworks append: `UsingGET` (Springfox), `Async` (C#).
pub(super) fn without_ending(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let method = raw.method.as_str().to_lowercase();
    let is_appended = |words: &[String]| match words {
        [_, .., using, last] if using == "using" => *last == method,
        _ => false,
    };
    if is_appended(&words) {
        words.truncate(words.len() - 2);
    }
    if words.len() > 1
        && words.last().is_some_and(|last| last == "async")
        && !literal_words(raw).iter().any(|word| word == "async")
    {
        words.pop();
    }
    words
}

/// An operationId without the tag that the template of `FastAPI` puts before the name of the function: `users-read_user`.
pub(super) fn without_tag<'id>(id: &'id str, resource: &[String]) -> &'id str {
    match id.rsplit_once('-') {
        Some((tag, name)) if !name.is_empty() && is_same(&words(tag), resource) => name,
        _ => id,
    }
}

/// Words without a missing space after the HTTP method, as in `getdisplayedAttributes`.
pub(super) fn with_verb(mut words: Vec<String>, raw: &RawOperation) -> Vec<String> {
    let method = raw.method.as_str().to_lowercase();
    let rest = words.first().and_then(|first| first.strip_prefix(&method)).map(str::to_owned);
    if let Some(rest) = rest.filter(|rest| literal_words(raw).contains(rest)) {
        words.splice(..1, [method, rest]);
    }
    words
}

/// Whether an operationId is the method and the path, with its variables or `id` for each of them, or without them. `get` also begins
/// ids that people write, so it counts only if the path has a variable, or if the id repeats the prefix of the path: `getV3Projects`.
pub(super) fn repeats_path(id: &[String], raw: &RawOperation) -> bool {
    let method = raw.method.as_str().to_lowercase();
    let front = id.strip_prefix(std::slice::from_ref(&method));
    let is_clear = front.and_then(|rest| rest.first()).is_none_or(|first| is_prefix(first))
        || raw.method != Method::Get
        || variables(&raw.path).next().is_some();
    let rest = front.or_else(|| id.strip_suffix(&[method]));
    is_clear && rest.is_some_and(|rest| is_path(&rest.concat(), raw))
}

/// Whether the words without spaces are those of the path.
fn is_path(mut id: &str, raw: &RawOperation) -> bool {
    for (index, part) in raw.path.split(['{', '}']).enumerate() {
        let is_variable = index % 2 == 1;
        let all = words(part);
        let front = if index == 0 { all.iter().take_while(|word| is_prefix(word)).count() } else { 0 };
        let rest = id.strip_prefix(&all.concat()).or_else(|| id.strip_prefix(&all[front..].concat()));
        match rest.or_else(|| id.strip_prefix("id").filter(|_| is_variable)) {
            Some(rest) => id = rest,
            None if is_variable => {}
            None => return false,
        }
    }
    id.is_empty()
}

/// Whether a word is a prefix of paths.
fn is_prefix(word: &str) -> bool {
    word == "api" || is_version(word)
}

/// The actions of Django REST framework at the end of an operationId.
const DJANGO: &[(&[&str], &[Method])] = &[
    (&["bulk", "partial", "update"], &[Method::Patch]),
    (&["bulk", "update"], &[Method::Put]),
    (&["bulk", "delete"], &[Method::Delete]),
    (&["bulk", "destroy"], &[Method::Delete]),
    (&["partial", "update"], &[Method::Patch]),
    (&["list"], &[Method::Get]),
    (&["retrieve"], &[Method::Get]),
    (&["read"], &[Method::Get]),
    (&["create"], &[Method::Post]),
    (&["update"], &[Method::Put]),
    (&["delete"], &[Method::Delete]),
    (&["destroy"], &[Method::Delete]),
];

/// The names of an operation of Django REST framework, whose operationId is the path and an action: `auth_login_create`. Empty if it is
/// none, or if the action is all that the resource does not say.
pub(super) fn by_django(resource: &[String], id: &[String], raw: &RawOperation) -> Vec<String> {
    let is_end = |(action, methods): &&(&[&str], &[Method])| {
        methods.contains(&raw.method) && id.len() > action.len() && id[id.len() - action.len()..] == **action
    };
    let Some((action, _)) = DJANGO.iter().find(is_end) else { return Vec::new() };
    let front = &id[..id.len() - action.len()];
    let front = &front[front.iter().take_while(|word| is_prefix(word)).count()..];
    let left = Leftover::new(resource, raw);
    if left.words.is_empty() || !is_same(front, &literal_words(raw)) {
        return Vec::new();
    }
    let verb = action.join("_");
    let named = format!("{verb}_{}", left.joined(left.is_one && verb != "list" || verb == "create"));
    let sends = matches!(raw.method, Method::Post | Method::Put | Method::Patch) && !left.is_plural();
    left.action().filter(|_| sends).into_iter().chain([named]).collect()
}

/// The name of an operation whose operationId is a class and a function, as in `DialogsGet_GetDialog` or `DialogsCreate_Dialog`: the verb
/// and the noun of the function.
pub(super) fn by_function(id: &str) -> Option<String> {
    let (class, function) = id.split_once('_')?;
    let is_camel = |part: &str| part.starts_with(char::is_uppercase) && !part.contains(['_', '-', '.', '/']);
    if !is_camel(class) || !is_camel(function) {
        return None;
    }
    let (class, function) = (words(class), words(function));
    let (verb, first) = (class.last()?, function.first()?);
    let is_method = |word: &str| matches!(word, "patch" | "post" | "put");
    let is_verb = |word: &String| VERBS.contains(&word.as_str()) || is_action(word) || is_method(word);
    if class.len() > function.len() && class.ends_with(&function) || verb == first || is_verb(first) {
        (function.len() > 1).then(|| function.join("_"))
    } else {
        is_verb(verb).then(|| format!("{verb}_{}", function.join("_")))
    }
}
