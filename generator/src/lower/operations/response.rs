//! Responses: success, and each failure.

use super::content::{PartNames, ResponseBody, body, whole_content};
use super::headers::{header_schema, headers, is_content_type};
use super::media::{MediaKind, essence};
use super::multipart::roots as multipart_roots;
use super::parts::is_mixed;
use super::raw_response::{MediaTypes, RawResponse, status};
use super::{Builder, OperationNames};
use crate::diagnostics::{Diagnostic, ItemProblem};
use crate::document::Spec;
use crate::lower::Ctx;
use crate::lower::types::{NameHint, TypeArena};
use crate::model::{ByStatus, Content, Doc, ErrorResponse, Payload, Scalar, StatusCase, Ty, XmlBodyId};
use crate::names::{Case, Ident, Scope};
use crate::schema::Roots;

/// The schemas of the responses of an operation.
pub(super) fn add_roots(spec: &Spec, responses: &[RawResponse], roots: &mut Roots) {
    let successes = successes(responses);
    for success in &successes {
        success.add_content_roots(spec, roots);
        let MediaTypes { streams, whole } = success.media_types(spec);
        for media in [streams.first(), whole.first()].into_iter().flatten() {
            if matches!(success.kind(spec, media), MediaKind::Multipart | MediaKind::Parts) {
                let at = success.content(spec, media);
                let schema =
                    Some(at.child("schema")).filter(|at| !is_mixed(media) && spec.value(at).is_some());
                roots.values.extend(schema);
                roots.values.extend(multipart_roots(spec, &at));
            }
        }
    }
    for success in &successes {
        for wire in spec.keys(&success.at.child("headers")).iter().filter(|wire| !is_content_type(wire)) {
            let at = spec.resolve(&success.at.child("headers").child(wire));
            let schema = at.ok().map(|at| header_schema(spec, &at));
            roots.values.extend(schema.filter(|schema| spec.value(schema).is_some()));
        }
    }
    for response in responses.iter().filter(|response| !response.is_success()) {
        if status(&response.key).is_some() {
            response.add_content_roots(spec, roots);
            response.add_other_roots(spec, roots);
        }
    }
}

/// The successful responses, or else the default response.
fn successes(responses: &[RawResponse]) -> Vec<&RawResponse> {
    let successes: Vec<&RawResponse> = responses.iter().filter(|response| response.is_success()).collect();
    if !successes.is_empty() {
        return successes;
    }
    responses.iter().find(|response| response.key == "default").into_iter().collect()
}

/// The successful response.
pub(super) fn success(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    responses: &[RawResponse],
    builder: &Builder,
    names: &mut OperationNames<'_>,
) -> Payload {
    let successes = successes(responses);
    let mut bodies: Vec<ResponseBody> = Vec::new();
    for response in &successes {
        let is_first = bodies.iter().all(|body| body.content == Content::Empty);
        let leaf = if is_first { "response".to_owned() } else { format!("response {}", response.key) };
        let hint = NameHint::new(&builder.owners, &leaf);
        let part_names = PartNames { types: &mut *names.types, owners: builder.owners.clone() };
        bodies.push(body(ctx, arena, response, &hint, Some(part_names)));
    }
    let description = successes.first().and_then(|first| first.description.clone());
    let headers = headers(ctx, arena, &successes, builder, names.types);
    let stream = bodies.iter_mut().find_map(|body| body.stream.take());
    let mut others: Vec<String> = bodies.iter_mut().flat_map(|body| body.others.drain(..)).collect();
    others.dedup();
    let statuses = successes.iter().map(|response| response.key.clone()).collect();
    let Single { content, xml, may_be_empty, accept } = single(bodies).unwrap_or_else(|bodies| {
        let accept = accepted(&bodies);
        let name = names.types.issue(&format!("{builder} response"));
        let content = Content::ByStatus(by_status(name, &successes, bodies));
        Single { content, xml: None, may_be_empty: false, accept }
    });
    let doc = Doc { description, ..Doc::default() };
    Payload { content, xml, may_be_empty, accept, stream, others, headers, statuses, doc }
}

/// The documented failures.
pub(super) fn errors(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    responses: &[RawResponse],
    builder: &Builder,
) -> Vec<ErrorResponse> {
    let mut errors = Vec::new();
    for response in responses.iter().filter(|response| !response.is_success()) {
        let Some(status) = status(&response.key) else {
            ctx.sink.report(Diagnostic::invalid_status(&response.at, &response.key));
            continue;
        };
        let hint = NameHint::error(&builder.owners, &response.key);
        let is_success = successes(responses).iter().any(|success| success.at == response.at);
        let doc = Doc { description: response.description.clone(), ..Doc::default() };
        let ResponseBody { content, xml, .. } = body(ctx, arena, response, &hint, None);
        if let Content::Stream(stream) = &content
            && !is_success
        {
            let at = response.content(ctx.spec, &stream.accept);
            let has_items = ctx.spec.value(&at.child("itemSchema")).is_some();
            let report = || Diagnostic::unused_item_schema(&at, &stream.accept, ItemProblem::Error);
            has_items.then(report).into_iter().for_each(|report| ctx.sink.report_once(report));
        }
        let body = typed(content);
        let mut media_types = response.media_types(ctx.spec).whole.into_iter();
        let media = media_types.next().filter(|_| body.is_some()).unwrap_or_default();
        let is_json = |other: &String| response.kind(ctx.spec, other) == MediaKind::Json;
        let others = media_types.filter(|other| body.is_some() && is_json(other));
        let others: Vec<String> = others.collect();
        let media = named(&media);
        errors.push(ErrorResponse { status, media, body: body.clone(), xml, doc: doc.clone() });
        for other in others {
            let hint = NameHint::new(&builder.owners, &format!("error {} {other}", response.key));
            let of_other = typed(whole_content(ctx, arena, response, &other, &hint, None).0);
            if of_other.is_some() && (of_other != body || xml.is_some()) {
                let (media, doc) = (named(&other), doc.clone());
                errors.push(ErrorResponse { status, media, body: of_other, xml: None, doc });
            }
        }
    }
    errors.sort_by_key(|error| error.status);
    errors
}

/// The type of the body of an error, if it is JSON of a known type.
fn typed(content: Content) -> Option<Ty> {
    match content {
        Content::Json(Ty::AnyJson)
        | Content::Empty
        | Content::Text(_)
        | Content::Bytes
        | Content::Parts(_)
        | Content::Stream(_)
        | Content::ByStatus(_) => None,
        Content::Json(ty) => Some(ty),
    }
}

/// A media type without its parameters; empty for a range.
fn named(content_type: &str) -> String {
    if content_type.contains('*') { String::new() } else { essence(content_type) }
}

/// The content of all successful responses, and the media type that requests it.
struct Single {
    content: Content,
    xml: Option<XmlBodyId>,
    may_be_empty: bool,
    accept: String,
}

/// The content of all successful responses, if they agree. An empty body counts as no content.
fn single(bodies: Vec<ResponseBody>) -> Result<Single, Vec<ResponseBody>> {
    let may_be_empty = bodies.iter().any(|body| body.content == Content::Empty);
    let full = || bodies.iter().filter(|body| body.content != Content::Empty);
    let Some(first) = full().next() else {
        let accept = String::new();
        return Ok(Single { content: Content::Empty, xml: None, may_be_empty: true, accept });
    };
    if full().any(|other| other.content != first.content || other.xml != first.xml) {
        return Err(bodies);
    }
    // Only text itself can be empty.
    if may_be_empty && matches!(&first.content, Content::Text(ty) if *ty != Ty::Scalar(Scalar::String)) {
        return Err(bodies);
    }
    let content = match first.content.clone() {
        Content::Json(ty) if may_be_empty && !matches!(ty, Ty::Nullable(_)) => {
            Content::Json(Ty::Nullable(Box::new(ty)))
        }
        content => content,
    };
    Ok(Single { content, xml: first.xml, may_be_empty, accept: first.accept.clone() })
}

/// The media types of all bodies, for the `Accept` header.
fn accepted(bodies: &[ResponseBody]) -> String {
    let mut accepted: Vec<&str> = Vec::new();
    for body in bodies.iter().filter(|body| !body.accept.is_empty()) {
        if !accepted.contains(&body.accept.as_str()) {
            accepted.push(&body.accept);
        }
    }
    accepted.join(", ")
}

fn by_status(name: Ident, successes: &[&RawResponse], bodies: Vec<ResponseBody>) -> ByStatus {
    let mut scope = Scope::new(Case::Variant, &["Unknown"]);
    let variants = scope.issue_all(successes.iter().map(|response| phrase(&response.key)));
    let mut cases: Vec<StatusCase> = successes
        .iter()
        .zip(bodies)
        .zip(variants)
        .filter_map(|((response, body), variant)| {
            let content = match body.content {
                Content::Stream(_) | Content::ByStatus(_) => Content::Bytes,
                content => content,
            };
            let doc = Doc { description: response.description.clone(), ..Doc::default() };
            Some(StatusCase { status: status(&response.key)?, variant, content, xml: body.xml, doc })
        })
        .collect();
    cases.sort_by_key(|case| case.status);
    cases.dedup_by_key(|case| case.status);
    let unknown = Scope::new(Case::Variant, &[]).issue("Unknown");
    ByStatus { name, cases, unknown }
}

/// The name of a status.
fn phrase(key: &str) -> &str {
    match key {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritative",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "208" => "AlreadyReported",
        "226" => "ImUsed",
        "2XX" | "2xx" => "Success",
        other => other,
    }
}
