//! Changes of the parts of multipart bodies.

use std::collections::BTreeMap;

use super::Changes;
use crate::model::{Form, FormPart, Operation, PartKind};

/// Compares the parts of requests and responses that both operations have.
pub(super) fn compare(old: &Operation, new: &Operation, changes: &mut Changes) {
    let (before, after) = (located(&old.forms(), old.sent_parts()), located(&new.forms(), new.sent_parts()));
    for (at, old) in &before {
        if let Some(new) = after.get(at) {
            changes.wire(
                &format!("the part `{}` that is sent", old.name),
                on_the_wire(old),
                on_the_wire(new),
            );
        }
    }
    let before = located(&old.received_forms(), old.received_parts());
    let after = located(&new.received_forms(), new.received_parts());
    for (at, old) in &before {
        if let Some(new) = after.get(at) {
            changes.wire(&format!("the part `{}` that is read", old.name), read(old), read(new));
        }
    }
}

/// Parts by the name of their form, which is empty for a list of parts, and their own name.
fn located<'a>(forms: &[&'a Form], parts: Vec<&'a FormPart>) -> BTreeMap<(&'a str, &'a str), &'a FormPart> {
    let mut located: BTreeMap<(&str, &str), &FormPart> =
        parts.into_iter().map(|part| (("", part.name.as_str()), part)).collect();
    for form in forms {
        for part in form.all() {
            located.remove(&("", part.name.as_str()));
            located.insert((form.name.as_str(), part.name.as_str()), part);
        }
    }
    located
}

fn on_the_wire(part: &FormPart) -> String {
    let media = part.content_type.as_deref().unwrap_or("the default type");
    let headers = part.headers.iter().flat_map(|headers| &headers.fields);
    let headers: Vec<String> = headers.map(|field| format!(", header `{}`", field.wire)).collect();
    let joined = part.joined.map(|delimiter| format!(", joined by {delimiter:?}")).unwrap_or_default();
    format!("`{}`: {} as {media}{joined}{}", part.wire, content(&part.kind), headers.concat())
}

fn read(part: &FormPart) -> String {
    format!("`{}`: {}", part.wire, content(&part.kind))
}

fn content(kind: &PartKind) -> &'static str {
    match kind {
        PartKind::File => "bytes",
        PartKind::Value(_) => "a value",
        PartKind::Json(_) => "JSON",
        PartKind::Base64(_) => "base64",
        PartKind::Parts(_) => "parts",
    }
}
