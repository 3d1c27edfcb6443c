//! Responses: the content of success, and of each failure.

use super::OperationNames;
use super::body::plain_text;
use super::media::{MediaKind, essence, kind, rank};
use super::multipart::is_file;
use crate::collections::HashSet;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::Spec;
use crate::lower::types::{self, NameHint, TypeArena, TypeRequest};
use crate::lower::{Ctx, Input, report_unreadable};
use crate::model::{
    ByStatus, Content, Doc, ErrorResponse, HeaderField, Headers, ItemStream, Method, Payload, Scalar, Status,
    StatusCase, StreamKind, Ty,
};
use crate::names::{Case, Ident, Scope};
use crate::schema::{Direction, Roots};
use crate::source::{Pointer, Value};

/// One response of an operation, as declared in the document.
pub(super) struct RawResponse {
    key: String,
    at: Pointer,
    description: Option<String>,
    /// Whether HTTP forbids a body, whatever the document says.
    bodiless: bool,
}

impl RawResponse {
    /// The location of its links, if there are any.
    pub(super) fn links(&self, spec: &Spec) -> Option<Pointer> {
        let links = self.at.child("links");
        (!spec.keys(&links).is_empty()).then_some(links)
    }

    fn is_success(&self) -> bool {
        self.key.starts_with('2')
    }

    /// The location of the content of a media type.
    fn content(&self, content_type: &str) -> Pointer {
        self.at.child("content").child(content_type)
    }

    fn media_types(&self, spec: &Spec) -> MediaTypes {
        let mut types = if self.bodiless { Vec::new() } else { spec.keys(&self.at.child("content")) };
        types.sort_by_key(|content_type| rank(content_type));
        let is_stream =
            |content_type: &String| matches!(kind(content_type), MediaKind::Events | MediaKind::Lines);
        let (streams, whole) = types.into_iter().partition(is_stream);
        MediaTypes { streams, whole }
    }

    fn add_content_roots(&self, spec: &Spec, roots: &mut Roots) {
        let media_types = self.media_types(spec);
        if let Some(stream) = media_types.streams.first() {
            roots.values.extend(item_schema(spec, &self.content(stream)));
        }
        let Some(whole) = media_types.whole.first() else { return };
        let schema = self.content(whole).child("schema");
        match kind(whole) {
            MediaKind::Json if spec.value(&schema).is_some() => roots.values.push(schema),
            MediaKind::Text if spec.value(&schema).is_some() => roots.bodies.push(schema),
            _ => {}
        }
    }
}

/// The media types of a response, the preferred ones first.
struct MediaTypes {
    /// Those whose items come one by one.
    streams: Vec<String>,
    /// Those that are read as a whole.
    whole: Vec<String>,
}

/// Reads the responses of the operation at `operation`, in the document's order.
pub(super) fn read_responses(input: &Input<'_>, operation: &Pointer, method: Method) -> Vec<RawResponse> {
    let Input { spec, sink, .. } = *input;
    let section = operation.child("responses");
    let mut responses = Vec::new();
    for key in spec.keys(&section).into_iter().filter(|key| !key.starts_with("x-")) {
        let Some(at) = spec.follow(&section.child(&key), sink) else { continue };
        if let Err(error) = spec.part::<openapiv3::Response>(&at) {
            let is_object = spec.value(&at).is_some_and(Value::is_object);
            let part = if is_object { UnreadablePart::Response } else { UnreadablePart::EmptyResponse };
            report_unreadable(spec, sink, part, &at, &error);
        }
        let description = spec.text(&at, "description");
        let bodiless = method == Method::Head || matches!(key.as_str(), "204" | "205" | "304");
        responses.push(RawResponse { key, at, description, bodiless });
    }
    responses
}

/// The schemas of the responses of an operation.
pub(super) fn add_roots(spec: &Spec, responses: &[RawResponse], roots: &mut Roots) {
    let successes = successes(responses);
    for success in &successes {
        success.add_content_roots(spec, roots);
    }
    for success in &successes {
        for wire in spec.keys(&success.at.child("headers")).iter().filter(|wire| !is_content_type(wire)) {
            let at = spec.resolve(&success.at.child("headers").child(wire));
            let schema = at.ok().map(|at| at.child("schema"));
            roots.values.extend(schema.filter(|schema| spec.value(schema).is_some()));
        }
    }
    for response in responses.iter().filter(|response| !response.is_success()) {
        if status(&response.key).is_some() {
            response.add_content_roots(spec, roots);
        }
    }
}

/// The responses of success, or else the default response.
fn successes(responses: &[RawResponse]) -> Vec<&RawResponse> {
    let successes: Vec<&RawResponse> = responses.iter().filter(|response| response.is_success()).collect();
    if !successes.is_empty() {
        return successes;
    }
    responses.iter().find(|response| response.key == "default").into_iter().collect()
}

/// The body of one response.
#[derive(Debug)]
struct ResponseBody {
    content: Content,
    accept: String,
    stream: Option<ItemStream>,
    others: Vec<String>,
}

/// The response of success.
pub(super) fn success(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    responses: &[RawResponse],
    builder: &Ident,
    names: &mut OperationNames<'_>,
) -> Payload {
    let successes = successes(responses);
    let mut bodies: Vec<ResponseBody> = Vec::new();
    for response in &successes {
        let is_first = bodies.iter().all(|body| body.content == Content::Empty);
        let leaf = if is_first { "response".to_owned() } else { format!("response {}", response.key) };
        bodies.push(body(ctx, arena, response, &NameHint::new(builder.as_str(), &leaf)));
    }
    let description = successes.first().and_then(|first| first.description.clone());
    let headers = headers(ctx, arena, &successes, builder, names.types);
    let stream = bodies.iter_mut().find_map(|body| body.stream.take());
    let mut others: Vec<String> = bodies.iter_mut().flat_map(|body| body.others.drain(..)).collect();
    others.dedup();
    let statuses = successes.iter().map(|response| response.key.clone()).collect();
    let Single { content, accept } = single(bodies).unwrap_or_else(|bodies| {
        let accept = accepted(&bodies);
        let name = names.types.issue(&format!("{builder} response"));
        Single { content: Content::ByStatus(by_status(name, &successes, bodies)), accept }
    });
    let doc = Doc { description, ..Doc::default() };
    Payload { content, accept, stream, others, headers, statuses, doc }
}

fn body(ctx: &Ctx<'_>, arena: &mut TypeArena, response: &RawResponse, hint: &NameHint) -> ResponseBody {
    let MediaTypes { streams, whole } = response.media_types(ctx.spec);
    let mut whole = whole.into_iter();
    let first = whole.next();
    let stream_hint = match &first {
        Some(_) => hint.extended("item"),
        None => hint.clone(),
    };
    let stream = streams.first().map(|content_type| {
        item_stream(ctx, arena, &response.content(content_type), content_type, stream_hint)
    });
    let Some(mut first) = first else {
        let (content, accept) = match stream {
            Some(stream) => (Content::Stream(stream.clone()), stream.accept),
            None => (Content::Empty, String::new()),
        };
        return ResponseBody { content, accept, stream: None, others: Vec::new() };
    };
    let mut content = whole_content(ctx, arena, &response.content(&first).child("schema"), &first, hint);
    let mut whole: Vec<String> = whole.collect();
    // A string that may come without quotes is not asked for in quotes.
    if content == Content::Json(Ty::Scalar(Scalar::String))
        && let Some(plain) = whole.iter_mut().find(|other| essence(other) == "text/plain")
    {
        content = Content::Text;
        std::mem::swap(&mut first, plain);
    }
    let schema = |content_type: &str| ctx.spec.value(&response.content(content_type).child("schema"));
    let others = whole
        .into_iter()
        .filter(|other| kind(other) != kind(&first) || schema(other) != schema(&first))
        .filter(|other| !other.contains('*'))
        .collect();
    let accept = match &content {
        Content::Json(_) if first.contains('*') => "application/json".to_owned(),
        _ => first,
    };
    ResponseBody { content, accept, stream, others }
}

/// The content of a media type that is read as a whole.
fn whole_content(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    schema: &Pointer,
    content_type: &str,
    hint: &NameHint,
) -> Content {
    let has_schema = ctx.spec.value(schema).is_some();
    match kind(content_type) {
        MediaKind::Json | MediaKind::Text if has_schema && is_file(ctx, schema) => Content::Bytes,
        MediaKind::Json if has_schema => {
            let request = TypeRequest::new(Direction::Output, hint.clone());
            let typed = types::value(ctx, arena, schema, &request);
            let is_nullable = typed.is_nullable();
            match plain_text(typed.ty) {
                // A value of any media type has no quotes.
                Ty::Scalar(Scalar::String) if content_type.contains('*') => Content::Text,
                ty if is_nullable => Content::Json(Ty::Nullable(Box::new(ty))),
                ty => Content::Json(ty),
            }
        }
        MediaKind::Json if content_type.contains('*') => Content::Bytes,
        MediaKind::Json => Content::Json(Ty::AnyJson),
        MediaKind::Text | MediaKind::Form => Content::Text,
        MediaKind::Multipart | MediaKind::Events | MediaKind::Lines | MediaKind::Bytes => Content::Bytes,
    }
}

/// The location of the schema of the items of a stream. `content` is the location of its media type.
fn item_schema(spec: &Spec, content: &Pointer) -> Option<Pointer> {
    ["itemSchema", "schema"].map(|key| content.child(key)).into_iter().find(|at| spec.value(at).is_some())
}

/// The content of a media type whose items come one by one. The schema of an array is the schema of all items.
fn item_stream(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    content: &Pointer,
    content_type: &str,
    hint: NameHint,
) -> ItemStream {
    let schema = item_schema(ctx.spec, content);
    let kind = match kind(content_type) {
        MediaKind::Events if schema.as_ref().is_some_and(|schema| is_whole_event(ctx, schema)) => {
            StreamKind::WholeEvents
        }
        MediaKind::Events => StreamKind::Events,
        _ => StreamKind::Lines,
    };
    let ty = match &schema {
        Some(schema) => {
            let request = TypeRequest::new(Direction::Output, hint);
            plain_text(types::value(ctx, arena, schema, &request).ty)
        }
        None if kind == StreamKind::Events => Ty::Scalar(Scalar::String),
        None => Ty::AnyJson,
    };
    let ty = match ty {
        Ty::List(item) => *item,
        ty => ty,
    };
    ItemStream { kind, ty, accept: content_type.to_owned() }
}

/// The fields of a server-sent event, and the name that servers use for comments.
const EVENT_FIELDS: &[&str] = &["comment", "data", "event", "id", "retry"];

/// Whether a schema describes server-sent events as a whole, not their data.
fn is_whole_event(ctx: &Ctx<'_>, schema: &Pointer) -> bool {
    let item = ctx.graph.at(schema).and_then(|node| node.schema.items.as_ref());
    let mut open = vec![item.unwrap_or(schema)];
    let mut seen: HashSet<&Pointer> = open.iter().copied().collect();
    while let Some(at) = open.pop() {
        let Some(node) = ctx.graph.at(at) else { return false };
        let schema = &node.schema;
        let is_event = || {
            ["event", "data"].iter().all(|name| schema.properties.contains_key(*name))
                && schema.properties.keys().all(|name| EVENT_FIELDS.contains(&name.as_str()))
        };
        if schema.any_of.is_empty() && !is_event() {
            return false;
        }
        open.extend(schema.any_of.iter().filter(|alternative| seen.insert(alternative)));
    }
    true
}

/// A header without a name.
struct Header {
    wire: String,
    ty: Ty,
    doc: Doc,
}

/// The headers that the document describes.
fn headers(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    successes: &[&RawResponse],
    builder: &Ident,
    types: &mut Scope,
) -> Option<Headers> {
    let mut found: Vec<Header> = Vec::new();
    for response in successes {
        let section = response.at.child("headers");
        for wire in ctx.spec.keys(&section) {
            let is_known = found.iter().any(|known| known.wire.eq_ignore_ascii_case(&wire));
            if is_known || is_content_type(&wire) {
                continue;
            }
            let Some(at) = ctx.spec.follow(&section.child(&wire), ctx.sink) else { continue };
            found.push(header(ctx, arena, wire, &at, builder));
        }
    }
    if found.is_empty() {
        return None;
    }
    let names = Scope::new(Case::Value, &[]).issue_all(found.iter().map(|header| header.wire.as_str()));
    let fields = found
        .into_iter()
        .zip(names)
        .map(|(Header { wire, ty, doc }, name)| HeaderField { name, wire, ty, doc })
        .collect();
    Some(Headers { name: types.issue(&format!("{builder} headers")), fields })
}

/// Whether a header is that of the media type, which is not a header of its own.
fn is_content_type(wire: &str) -> bool {
    wire.eq_ignore_ascii_case("content-type")
}

fn header(ctx: &Ctx<'_>, arena: &mut TypeArena, wire: String, at: &Pointer, builder: &Ident) -> Header {
    let schema = at.child("schema");
    let mut doc = Doc::default();
    let mut ty = Ty::Scalar(Scalar::String);
    if ctx.spec.value(&schema).is_some() {
        let hint = NameHint::new(builder.as_str(), &format!("header {wire}"));
        let typed = types::value(ctx, arena, &schema, &TypeRequest::new(Direction::Output, hint));
        doc = typed.doc();
        ty = plain_text(typed.ty);
    }
    doc.description = ctx.spec.text(at, "description").or(doc.description);
    Header { wire, ty, doc }
}

/// The documented failures.
pub(super) fn errors(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    responses: &[RawResponse],
    builder: &Ident,
) -> Vec<ErrorResponse> {
    let mut errors = Vec::new();
    for response in responses.iter().filter(|response| !response.is_success()) {
        let Some(status) = status(&response.key) else {
            ctx.sink.report(Diagnostic::invalid_status(&response.at, &response.key));
            continue;
        };
        let hint = NameHint::new(builder.as_str(), &format!("error {}", response.key));
        let body = match body(ctx, arena, response, &hint).content {
            Content::Json(Ty::AnyJson)
            | Content::Empty
            | Content::Text
            | Content::Bytes
            | Content::Stream(_)
            | Content::ByStatus(_) => None,
            Content::Json(ty) => Some(ty),
        };
        let doc = Doc { description: response.description.clone(), ..Doc::default() };
        errors.push(ErrorResponse { status, body, doc });
    }
    errors.sort_by_key(|error| error.status);
    errors
}

fn status(key: &str) -> Option<Status> {
    let range = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    match (key, range) {
        ("default", _) => Some(Status::Default),
        (_, Some(first)) => first.parse().ok().filter(|first| (1..=5).contains(first)).map(Status::Range),
        _ => key.parse().ok().filter(|code| (100..=599).contains(code)).map(Status::Code),
    }
}

/// The content of all successes, and the media type that asks for it.
struct Single {
    content: Content,
    accept: String,
}

/// The content of all successes if it is the same. An empty body is the lack of it.
fn single(bodies: Vec<ResponseBody>) -> Result<Single, Vec<ResponseBody>> {
    let may_be_empty = bodies.iter().any(|body| body.content == Content::Empty);
    let full = || bodies.iter().filter(|body| body.content != Content::Empty);
    let Some(first) = full().next() else {
        return Ok(Single { content: Content::Empty, accept: String::new() });
    };
    if full().any(|other| other.content != first.content) {
        return Err(bodies);
    }
    let content = match first.content.clone() {
        Content::Json(ty) if may_be_empty && !matches!(ty, Ty::Nullable(_)) => {
            Content::Json(Ty::Nullable(Box::new(ty)))
        }
        content => content,
    };
    Ok(Single { content, accept: first.accept.clone() })
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
            Some(StatusCase { status: status(&response.key)?, variant, content, doc })
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
