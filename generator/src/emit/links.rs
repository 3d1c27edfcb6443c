//! The documentation of links: the operations that can follow a response.

use super::{Emitter, doc};
use crate::markdown;
use crate::model::{LinkTarget, LinkValue, Operation, Resource, ResponseLink};

/// The section about the links of an operation.
pub(super) fn section(api: &Emitter<'_>, resource: &Resource, operation: &Operation) -> Vec<String> {
    if operation.links.is_empty() {
        return Vec::new();
    }
    let lines: Vec<String> = operation.links.iter().map(|link| line(api, resource, link)).collect();
    vec!["# Links".to_owned(), lines.join("\n")]
}

fn line(api: &Emitter<'_>, resource: &Resource, link: &ResponseLink) -> String {
    let mut parts = vec![format!("* {}, after {}:", doc::code_text(&link.name), status(&link.status))];
    let description = link.description.as_deref().map(markdown::line).filter(|text| !text.is_empty());
    parts.extend(description.map(|text| doc::sentence(&text)));
    parts.push(call(api, resource, link));
    parts.join(" ")
}

fn status(key: &str) -> String {
    match key {
        "default" => "any other status".to_owned(),
        key => format!("the status {}", doc::code_text(key)),
    }
}

/// The call that follows, with the source of each of its values.
fn call(api: &Emitter<'_>, resource: &Resource, link: &ResponseLink) -> String {
    let target = match &link.target {
        LinkTarget::Operation(origin) => method(api, resource, origin),
        LinkTarget::Other(name) => format!("the operation {}", doc::code_text(name)),
        LinkTarget::None => "an operation that the document does not name".to_owned(),
    };
    let server = link.server.as_ref().map(|url| format!(" on the server {}", doc::code_text(url)));
    let parameters = link.parameters.iter().map(|(name, value)| (doc::code_text(name), value));
    let body = link.body.iter().map(|value| ("the request body".to_owned(), value));
    let values: Vec<String> =
        parameters.chain(body).map(|(name, value)| format!("{name} is {}", source(value))).collect();
    let values = if values.is_empty() { String::new() } else { format!("; {}", values.join(", ")) };
    format!("Call {target}{}{values}.", server.unwrap_or_default())
}

/// A link to the method of the operation at `origin`.
fn method(api: &Emitter<'_>, resource: &Resource, origin: &str) -> String {
    let found = api.resources.iter().find_map(|resource| {
        let operation = resource.operations.iter().find(|operation| operation.origin == origin)?;
        Some((resource, operation))
    });
    match found {
        Some((owner, operation)) if owner.name == resource.name => {
            format!("[`{0}`](Self::{0})", operation.name)
        }
        Some((owner, operation)) => {
            let path = api.path(&format!("resources::{}::{}", owner.name, operation.name));
            format!("[`{}::{}`]({path})", owner.name, operation.name)
        }
        None => format!("the operation at {}", doc::code_text(origin)),
    }
}

/// The source of a value, in words.
fn source(value: &LinkValue) -> String {
    match value {
        LinkValue::Constant(value) => doc::value(value),
        LinkValue::Url => "the URL of this request".to_owned(),
        LinkValue::Method => "the method of this request".to_owned(),
        LinkValue::Status => "the status of the response".to_owned(),
        LinkValue::RequestParameter(name) => {
            format!("the parameter {} of this request", doc::code_text(name))
        }
        LinkValue::RequestBody(pointer) => inside("this request", pointer),
        LinkValue::ResponseHeader(name) => format!("the header {} of the response", doc::code_text(name)),
        LinkValue::ResponseBody(pointer) => inside("the response", pointer),
    }
}

/// A value in a body.
fn inside(whole: &str, pointer: &str) -> String {
    let keys: Vec<&str> = pointer.split('/').skip(1).collect();
    match keys.as_slice() {
        [] => format!("the body of {whole}"),
        [key] if !key.is_empty() && !key.contains('~') && key.parse::<usize>().is_err() => {
            format!("the property {} of {whole}", doc::code_text(key))
        }
        _ => format!("the value at {} in the body of {whole}", doc::code_text(pointer)),
    }
}
