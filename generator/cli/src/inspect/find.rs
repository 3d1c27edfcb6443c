//! The parts of a document by name.

use oasmith_core::Spec;
use oasmith_core::model::{Operation, Resource, TypeDef, Webhook};
use oasmith_core::source::Pointer;

use crate::input::Document;

/// A part of a document, and its location.
pub(super) struct Found<'d> {
    pub(super) at: Option<Pointer>,
    pub(super) subject: Subject<'d>,
}

/// The part of the model.
pub(super) enum Subject<'d> {
    Resource(&'d Resource),
    Operation(&'d Resource, &'d Operation),
    Type(&'d TypeDef),
    Webhook(&'d Webhook),
    /// A location without its own part of the model.
    Location,
}

/// No part has the name.
pub(super) struct Unknown {
    /// Similar names.
    pub(super) close: Vec<String>,
}

impl Found<'_> {
    pub(super) fn title(&self) -> String {
        match &self.subject {
            Subject::Resource(resource) => format!("resource `{}`", resource.method),
            Subject::Operation(resource, operation) => {
                format!("operation `{}`, client.{}().{}()", operation.id, resource.method, operation.name)
            }
            Subject::Type(def) => format!("type `{}`", def.name),
            Subject::Webhook(webhook) => format!("webhook `{}`", webhook.wire),
            Subject::Location => "a location without its own type or operation".to_owned(),
        }
    }
}

/// All parts with a name.
pub(super) fn find<'d>(document: Document<'d>, name: &str) -> Result<Vec<Found<'d>>, Unknown> {
    let found = if name.contains('#') || name.starts_with('/') && locate(document.spec, name).is_some() {
        at_pointer(document, name)
    } else {
        subjects(document)
            .into_iter()
            .filter(|(names, _)| names.iter().any(|known| known == name))
            .map(|(_, subject)| found(document.spec, subject))
            .collect()
    };
    if !found.is_empty() {
        return Ok(found);
    }
    // A schema without its own type exists too.
    let component = format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"));
    match at_pointer(document, &component) {
        found if found.is_empty() => Err(Unknown { close: close(document, name) }),
        found => Ok(found),
    }
}

/// All parts of the model, each with its names.
fn subjects(document: Document<'_>) -> Vec<(Vec<String>, Subject<'_>)> {
    let api = &document.api;
    let mut subjects = Vec::new();
    for resource in &api.resources {
        let names = vec![resource.method.to_string(), resource.name.to_string()];
        subjects.push((names, Subject::Resource(resource)));
        for operation in &resource.operations {
            let names = vec![
                operation.id.clone(),
                format!("{}.{}", resource.method, operation.name),
                format!("{} {}", operation.method.as_str(), operation.path),
                operation.builder.to_string(),
            ];
            subjects.push((names, Subject::Operation(resource, operation)));
        }
    }
    for def in &api.types {
        let mut names = vec![def.name.to_string()];
        names.extend(def.origin.strip_prefix("#/components/schemas/").map(str::to_owned));
        subjects.push((names, Subject::Type(def)));
    }
    for webhook in &api.webhooks {
        subjects.push((vec![webhook.wire.clone()], Subject::Webhook(webhook)));
    }
    subjects
}

fn found<'d>(spec: &Spec, subject: Subject<'d>) -> Found<'d> {
    let origin = match &subject {
        Subject::Operation(_, operation) => Some(&operation.origin),
        Subject::Type(def) => Some(&def.origin),
        Subject::Webhook(webhook) => Some(&webhook.origin),
        Subject::Resource(_) | Subject::Location => None,
    };
    Found { at: origin.and_then(|origin| locate(spec, origin)), subject }
}

/// The parts of the model at a location, or at the nearest location above that has some.
fn at_pointer<'d>(document: Document<'d>, pointer: &str) -> Vec<Found<'d>> {
    let spec = document.spec;
    let Some(at) = locate(spec, pointer) else { return Vec::new() };
    let mut around = Some(at.clone());
    while let Some(here) = around {
        let origin = spec.origin(&here);
        let is_copy =
            |found: &Found<'_>| matches!(found.subject, Subject::Type(def) if def.copies.contains(&origin));
        let here_found: Vec<Found<'_>> = subjects(document)
            .into_iter()
            .map(|(_, subject)| found(spec, subject))
            .filter(|found| found.at.as_ref() == Some(&here) || is_copy(found))
            .map(|found| Found { at: Some(at.clone()), ..found })
            .collect();
        if !here_found.is_empty() {
            return here_found;
        }
        around = here.parent();
    }
    vec![Found { at: Some(at), subject: Subject::Location }]
}

/// The location of a pointer, in the notation of diagnostics and of the generated documentation.
fn locate(spec: &Spec, pointer: &str) -> Option<Pointer> {
    let (file, path) = pointer.split_once('#').unwrap_or(("", pointer));
    let file = spec.sources.files().find(|id| spec.origin(&Pointer::root(*id)) == format!("{file}#"))?;
    let at = Pointer::new(file, path);
    spec.value(&at).map(|_| at)
}

/// Names similar to `name`.
fn close(document: Document<'_>, name: &str) -> Vec<String> {
    let known: Vec<String> = subjects(document).into_iter().flat_map(|(names, _)| names).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut close: Vec<String> = Vec::new();
    for one in similar::get_close_matches(name, &known, 6, 0.6) {
        if close.len() < 3 && !close.iter().any(|before| before == one) {
            close.push(one.to_owned());
        }
    }
    close
}
