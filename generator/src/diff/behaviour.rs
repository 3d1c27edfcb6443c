//! Two models → changes of the behaviour at run time. Callers still compile.

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use super::found::Changes;
use super::surface::method_path;
use super::{Action, Change, Effect, Impact, surface::spell, xml};
use crate::emit;
use crate::model::{
    Api, ErrorResponse, Field, FractionDigits, Media, Operation, Parameter, Scalar, SchemeKind, Shape,
    Status, TagFallback, Ty, TypeDef, Union, Variant,
};

/// Compares the behaviour of two crates.
pub(super) fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Changes::default();
    let mut xml = xml::Comparison::new(old, new);
    package(old, new, &mut changes);
    client(old, new, &mut changes);
    let after: BTreeMap<String, &Operation> = operations(new).collect();
    for (path, operation) in operations(old) {
        if let Some(after) = after.get(&path) {
            changes.at(path, &operation.origin, &after.origin);
            request((old, operation), (new, after), &mut changes);
            errors((old, operation), (new, after), &mut changes);
            xml.operation(operation, after, &mut changes);
        }
    }
    let after: BTreeMap<&str, &TypeDef> = new.types.iter().map(|def| (def.name.as_str(), def)).collect();
    for def in &old.types {
        if let Some(after) = after.get(def.name.as_str()) {
            values(def, after, &mut changes);
        }
    }
    changes.found
}

fn operations(api: &Api) -> impl Iterator<Item = (String, &Operation)> {
    api.resources.iter().flat_map(|resource| {
        resource.operations.iter().map(move |operation| (method_path(resource, operation), operation))
    })
}

fn package(old: &Api, new: &Api, changes: &mut Changes) {
    if old.package.name != new.package.name {
        changes.found.push(Change {
            impact: Impact::Major,
            effect: Effect::Source,
            action: Action::Renamed,
            path: "crate".to_owned(),
            before: Some(old.package.name.clone()),
            after: Some(new.package.name.clone()),
            note: Some("this is another package; to keep the name, set `name` in `[package]`".to_owned()),
            old: Some("#/info/title".to_owned()),
            new: Some("#/info/title".to_owned()),
        });
    }
    changes.at("Client::from_env", "#/info", "#/info");
    let base_url = |api: &Api| format!("{}_BASE_URL", api.package.env_prefix);
    changes.differ(Impact::Major, VARIABLE, base_url(old), base_url(new));
}

/// The note of an environment variable with another name.
const VARIABLE: &str = "the name of the environment variable";

/// The credential that callers pass.
fn credential(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => "the token without `Bearer`".to_owned(),
        SchemeKind::Basic => "a user name and a password".to_owned(),
        SchemeKind::PrefixedHeader { prefix, .. } => format!("the key without `{}`", prefix.trim_end()),
        SchemeKind::ApiKeyHeader(name) if name.eq_ignore_ascii_case("authorization") => {
            "the whole value of the header `Authorization`".to_owned()
        }
        SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
            "the key".to_owned()
        }
    }
}

/// The place of a credential in a request.
fn place(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer | SchemeKind::Basic => "the header `authorization`".to_owned(),
        SchemeKind::ApiKeyHeader(name) | SchemeKind::PrefixedHeader { name, .. } => {
            format!("the header `{}`", name.to_lowercase())
        }
        SchemeKind::ApiKeyQuery(name) => format!("the query parameter `{name}`"),
        SchemeKind::ApiKeyCookie(name) => format!("the cookie `{name}`"),
    }
}

fn timestamps(digits: FractionDigits) -> String {
    let FractionDigits { least, most } = digits;
    if least == most {
        format!("{least} digits after the second")
    } else {
        format!("at least {least} digits after the second")
    }
}

fn client(old: &Api, new: &Api, changes: &mut Changes) {
    if [old, new].iter().all(|api| api.leaves().has(Scalar::Timestamp)) {
        changes.at_client("Client");
        changes.wire("timestamps that are sent", timestamps(old.timestamps), timestamps(new.timestamps));
    }
    changes.at("Client::builder", "#/servers", "#/servers");
    let url = |api: &Api| api.servers.first().map(|server| server.url.clone()).unwrap_or_default();
    changes.wire("the default base URL", url(old), url(new));
    for scheme in &old.schemes {
        if let Some(after) = new.schemes.iter().find(|after| after.setter == scheme.setter) {
            changes.at_client(&format!("ClientBuilder::{}", scheme.setter));
            changes.differ(Impact::Major, VARIABLE, &scheme.env, &after.env);
            changes.differ(
                Impact::Major,
                "the credential that callers pass",
                credential(&scheme.kind),
                credential(&after.kind),
            );
            changes.wire("the place of the credential", place(&scheme.kind), place(&after.kind));
        }
    }
    for global in &old.globals {
        if let Some(after) = new.globals.iter().find(|after| after.setter == global.setter) {
            changes.at_client(&format!("ClientBuilder::{}", global.setter));
            changes.differ(Impact::Major, VARIABLE, &global.env, &after.env);
            changes.wire("the header", &global.wire, &after.wire);
        }
    }
    for variable in &old.variables {
        if let Some(after) = new.variables.iter().find(|after| after.setter == variable.setter) {
            changes.at_client(&format!("ClientBuilder::{}", variable.setter));
            changes.wire("the default", &variable.default, &after.default);
            if takes_less(&variable.values, &after.values) {
                let list = |values: &[String]| {
                    if values.is_empty() { "any".to_owned() } else { values.join(", ") }
                };
                changes.differ(
                    Impact::Major,
                    "a value is no longer allowed",
                    list(&variable.values),
                    list(&after.values),
                );
            }
        }
    }
}

/// Whether a list of allowed values has lost a value. An empty list allows all values.
fn takes_less(before: &[String], after: &[String]) -> bool {
    !after.is_empty() && (before.is_empty() || before.iter().any(|value| !after.contains(value)))
}

/// An operation and its API.
type Of<'a> = (&'a Api, &'a Operation);

fn request((old_api, old): Of<'_>, (new_api, new): Of<'_>, changes: &mut Changes) {
    let line = |operation: &Operation| format!("{} {}", operation.method.as_str(), operation.path);
    changes.wire("the request", line(old), line(new));
    let server = |operation: &Operation| operation.server.clone().unwrap_or_default();
    changes.wire("the server", server(old), server(new));
    changes.wire("the `Accept` header", &old.success.accept, &new.success.accept);
    let media = |operation: &Operation| operation.body.as_ref().map(|body| body.content_type.clone());
    changes.wire(
        "the media type of the body",
        media(old).unwrap_or_default(),
        media(new).unwrap_or_default(),
    );
    let styles = |operation: &Operation| operation.body.as_ref().map(|body| form_styles(&body.media));
    changes.wire(
        "the encoding of the form",
        styles(old).unwrap_or_default(),
        styles(new).unwrap_or_default(),
    );
    parts::compare(old, new, changes);
    if let (Some(old), Some(new)) = (&old.pagination, &new.pagination) {
        changes.wire("the pages", emit::pages_in_words(old), emit::pages_in_words(new));
    }
    for parameter in &old.parameters {
        if let Some(after) = new.parameters.iter().find(|after| after.name == parameter.name) {
            changes.wire("the parameter on the wire", sent(parameter), sent(after));
        }
    }
    let required = |(api, operation): Of<'_>| -> Vec<String> {
        let required = operation.globals.iter().filter(|used| used.required);
        required.map(|used| api.global(used.global).wire.clone()).collect()
    };
    let known = required((old_api, old));
    for header in required((new_api, new)).into_iter().filter(|header| !known.contains(header)) {
        let note = format!(
            "the header `{header}` is now required; a call fails if neither it nor the client sets it"
        );
        changes.push(Impact::Major, None, Some(header), &note);
    }
    security(old, new, changes);
}

fn form_styles(media: &Media) -> String {
    match media {
        Media::Form { styles, .. } => format!("{styles:?}"),
        Media::Json(_)
        | Media::Multipart(_)
        | Media::Parts(_)
        | Media::Lines(_)
        | Media::Text(_)
        | Media::Bytes => String::new(),
    }
}

fn sent(parameter: &Parameter) -> String {
    let Parameter { wire, location, json, reserved, constant, .. } = parameter;
    let always = constant.as_ref().map(|only| format!(", always {only}")).unwrap_or_default();
    let json = if *json { " as JSON" } else { "" };
    let reserved = if *reserved { ", reserved characters as they are" } else { "" };
    format!("`{wire}` {location:?}{json}{reserved}{always}")
}

fn security(old: &Operation, new: &Operation, changes: &mut Changes) {
    if old.security == new.security {
        return;
    }
    let accepted = |set: &[String]| {
        let is_within = |other: &Vec<String>| other.iter().all(|scheme| set.contains(scheme));
        new.security.is_empty() || new.security.iter().any(is_within)
    };
    let nothing = [Vec::new()];
    let before = if old.security.is_empty() { nothing.as_slice() } else { old.security.as_slice() };
    let (impact, note) = if before.iter().all(|set| accepted(set)) {
        (Impact::Patch, "the accepted credentials")
    } else {
        (Impact::Major, "credentials that were sufficient no longer are")
    };
    changes.differ(impact, note, credentials(old), credentials(new));
}

fn credentials(operation: &Operation) -> String {
    if operation.security.is_empty() {
        return "none".to_owned();
    }
    let set = |set: &Vec<String>| if set.is_empty() { "none".to_owned() } else { set.join(" and ") };
    operation.security.iter().map(set).collect::<Vec<_>>().join(", or ")
}

fn errors((old_api, old): Of<'_>, (new_api, new): Of<'_>, changes: &mut Changes) {
    let all = || old.errors.iter().chain(&new.errors);
    let statuses: BTreeSet<Status> = all().map(|error| error.status).collect();
    let media: BTreeSet<&str> = all().map(|error| error.media.as_str()).collect();
    for status in statuses {
        let bodies = media.iter().map(|media| {
            let before = body_of(&old.errors, status, media).map(|ty| rust(old_api, ty));
            let after = body_of(&new.errors, status, media).map(|ty| rust(new_api, ty));
            (media, before, after)
        });
        let bodies: Vec<_> = bodies.collect();
        let is_same = bodies.windows(2).all(|pair| (&pair[0].1, &pair[0].2) == (&pair[1].1, &pair[1].2));
        let status = name_of(status);
        for (media, before, after) in bodies.into_iter().take(if is_same { 1 } else { usize::MAX }) {
            let case = if is_same { status.clone() } else { format!("{status} and `{media}`") };
            error(&case, before, after, changes);
        }
    }
}

/// Compares the body of an error.
fn error(case: &str, before: Option<String>, after: Option<String>, changes: &mut Changes) {
    if before == after {
        return;
    }
    if let Some(ty) = &before {
        let note = format!("for {case}, `body_as::<{ty}>()` now returns `None`");
        changes.push(Impact::Major, before, after, &note);
    } else {
        let note = format!("for {case}, `body_as` can read the body");
        changes.push(Impact::Minor, before, after, &note);
    }
}

/// The body that is read for a status and a media type. As in the runtime, a body of the media type takes precedence over others, and the
/// more specific status over the less specific one.
fn body_of<'a>(errors: &'a [ErrorResponse], status: Status, media: &str) -> Option<&'a Ty> {
    let range = match status {
        Status::Code(code) => u8::try_from(code / 100).map_or(Status::Default, Status::Range),
        Status::Range(_) | Status::Default => status,
    };
    let cases = [status, range, Status::Default]
        .into_iter()
        .flat_map(|wanted| errors.iter().filter(move |error| error.status == wanted && error.body.is_some()));
    let case = cases.clone().find(|error| error.media == media).or_else(|| cases.clone().next());
    case.and_then(|case| case.body.as_ref())
}

fn name_of(status: Status) -> String {
    match status {
        Status::Code(code) => format!("status {code}"),
        Status::Range(first) => format!("status {first}XX"),
        Status::Default => "other statuses".to_owned(),
    }
}

/// A type as callers write it.
fn rust(api: &Api, ty: &Ty) -> String {
    spell(&emit::type_path(api, ty))
}

fn values(old: &TypeDef, new: &TypeDef, changes: &mut Changes) {
    let path = format!("types::{}", old.name);
    changes.at(path.clone(), &old.origin, &new.origin);
    match (&old.shape, &new.shape) {
        (Shape::Record(before), Shape::Record(after)) => {
            for field in &before.fields {
                if let Some(after) = after.fields.iter().find(|after| after.name == field.name) {
                    changes.path = format!("{path}.{}", field.name);
                    changes.wire("the property on the wire", &field.wire, &after.wire);
                    changes.wire("the only value", constant(field), constant(after));
                }
            }
        }
        (Shape::Enum(before), Shape::Enum(after)) => {
            for variant in &before.variants {
                if let Some(after) = after.variants.iter().find(|after| after.name == variant.name) {
                    changes.path = format!("{path}::{}", variant.name);
                    changes.wire("the value on the wire", &variant.wire, &after.wire);
                }
            }
            changes.path = format!("{path}::default");
            let default = |index: Option<usize>, variants: &[Variant]| {
                index.and_then(|index| Some(variants.get(index)?.name.to_string()))
            };
            let (before, after) =
                (default(before.default, &before.variants), default(after.default, &after.variants));
            if let (Some(before), Some(after)) = (before, after) {
                changes.differ(Impact::Minor, "the default", before, after);
            }
        }
        (Shape::Union(before), Shape::Union(after)) => {
            changes.wire("the choice of the alternative for a value", dispatch(before), dispatch(after));
        }
        // The surface shows all other differences.
        (
            Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_),
            Shape::Record(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) | Shape::Alias(_),
        ) => {}
    }
}

fn constant(field: &Field) -> String {
    field.constant.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn dispatch(union: &Union) -> String {
    match &union.dispatch {
        crate::model::Dispatch::Tag { property, keys, fallback } => {
            let keys = keys.iter().map(|(key, index)| (key.to_string(), *index));
            let others = match fallback {
                TagFallback::Default(index) => Some(("others".to_owned(), *index)),
                TagFallback::Never | TagFallback::Absent | TagFallback::Unknown => None,
            };
            let keys = keys
                .chain(others)
                .filter_map(|(key, index)| Some(format!("{key} → {}", union.variants.get(index)?.name)));
            format!("by `{property}`: {}", keys.collect::<Vec<_>>().join(", "))
        }
        crate::model::Dispatch::Fit => "by best match".to_owned(),
    }
}
