//! Responses: what success brings, and what each failure does.

use super::Lowering;
use super::body::{OperationNames, plain_text};
use super::direction::Direction;
use super::media::{Kind, essence, kind, rank};
use super::path::RawOperation;
use super::schema::Hint;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::model::{
    ByStatus, Content, Doc, ErrorResponse, HeaderField, Headers, ItemStream, Method, Payload, Scalar, Status,
    StatusCase, StreamKind, Ty,
};
use crate::names::{Case, Ident, Scope};
use crate::source::{Pointer, Value};

/// One response of an operation, as it stands in the document.
pub(crate) struct RawResponse {
    key: String,
    at: Pointer,
    description: Option<String>,
    /// Whether HTTP lets it have no body, whatever the document says.
    bodiless: bool,
}

/// What one response brings.
#[derive(Debug)]
struct Found {
    content: Content,
    accept: String,
    stream: Option<ItemStream>,
    others: Vec<String>,
}

/// The fields of a server-sent event, and what servers call a comment.
const EVENT_FIELDS: &[&str] = &["comment", "data", "event", "id", "retry"];

impl Lowering<'_> {
    /// The responses of an operation, in the document's order.
    pub(crate) fn responses(&mut self, raw: &RawOperation) -> Vec<RawResponse> {
        let section = raw.at.child("responses");
        let mut responses = Vec::new();
        for key in self.spec.keys(&section) {
            if key.starts_with("x-") {
                continue;
            }
            let Some(at) = self.resolve(&section.child(&key)) else { continue };
            if let Err(message) = self.spec.part::<openapiv3::Response>(&at) {
                let known = self.spec.value(&at).is_some_and(Value::is_object);
                let part = if known { UnreadablePart::Response } else { UnreadablePart::EmptyResponse };
                self.broken_part(part, &at, &message);
            }
            let links = at.child("links");
            if !self.spec.keys(&links).is_empty() {
                self.links.insert(links);
            }
            let description = self.spec.text(&at, "description");
            let bodiless = raw.method == Method::Head || matches!(key.as_str(), "204" | "205" | "304");
            responses.push(RawResponse { key, at, description, bodiless });
        }
        responses
    }

    /// What success brings.
    pub(crate) fn success(
        &mut self,
        responses: &[RawResponse],
        builder: &Ident,
        names: &mut OperationNames<'_>,
    ) -> Payload {
        let mut successes: Vec<&RawResponse> =
            responses.iter().filter(|response| response.key.starts_with('2')).collect();
        if successes.is_empty() {
            successes.extend(responses.iter().find(|response| response.key == "default"));
        }
        let mut founds: Vec<Found> = Vec::new();
        for response in &successes {
            let first = founds.iter().all(|found| found.content == Content::Empty);
            let leaf = if first { "response".to_owned() } else { format!("response {}", response.key) };
            founds.push(self.content(response, &Hint::new(builder.as_str(), &leaf)));
        }
        let doc = Doc {
            description: successes.first().and_then(|first| first.description.clone()),
            ..Doc::default()
        };
        let headers = self.headers(&successes, builder, names.types);
        let stream = founds.iter_mut().find_map(|found| found.stream.take());
        let mut others: Vec<String> = founds.iter_mut().flat_map(|found| found.others.drain(..)).collect();
        others.dedup();
        let statuses = successes.iter().map(|response| response.key.clone()).collect();
        let (content, accept) = one_content(founds).unwrap_or_else(|founds| {
            let mut accepted: Vec<&str> = Vec::new();
            for found in founds.iter().filter(|found| !found.accept.is_empty()) {
                if !accepted.contains(&found.accept.as_str()) {
                    accepted.push(&found.accept);
                }
            }
            let accept = accepted.join(", ");
            let name = names.types.issue(&format!("{builder} response"));
            (Content::ByStatus(by_status(name, &successes, founds)), accept)
        });
        Payload { content, accept, stream, others, headers, statuses, doc }
    }

    fn content(&mut self, response: &RawResponse, hint: &Hint) -> Found {
        let section = response.at.child("content");
        let mut types = if response.bodiless { Vec::new() } else { self.spec.keys(&section) };
        types.sort_by_key(|content_type| rank(content_type));
        let (items, whole): (Vec<String>, Vec<String>) = types
            .into_iter()
            .partition(|content_type| matches!(kind(content_type), Kind::Events | Kind::Lines));
        let mut whole = whole.into_iter();
        let first = whole.next();
        let stream_hint = match &first {
            Some(_) => Hint::new(&hint.base, &format!("{} item", hint.leaf)),
            None => hint.clone(),
        };
        let stream = items.first().map(|content_type| self.item_stream(&section, content_type, &stream_hint));
        let Some(first) = first else {
            let (content, accept) = match stream {
                Some(stream) => (Content::Stream(stream.clone()), stream.accept),
                None => (Content::Empty, String::new()),
            };
            return Found { content, accept, stream: None, others: Vec::new() };
        };
        let mut content = self.whole_content(&section.child(&first).child("schema"), &first, hint);
        let mut first = first;
        let mut whole: Vec<String> = whole.collect();
        // A text that may come without quotes is not asked for in some.
        if content == Content::Json(Ty::Scalar(Scalar::String))
            && let Some(plain) = whole.iter_mut().find(|other| essence(other) == "text/plain")
        {
            content = Content::Text;
            std::mem::swap(&mut first, plain);
        }
        let schema = |content_type: &str| self.spec.value(&section.child(content_type).child("schema"));
        let others = whole
            .into_iter()
            .filter(|other| kind(other) != kind(&first) || schema(other) != schema(&first))
            .filter(|other| !other.contains('*'))
            .collect();
        let accept = match &content {
            Content::Json(_) if first.contains('*') => "application/json".to_owned(),
            _ => first,
        };
        Found { content, accept, stream, others }
    }

    /// What is of a media type and read to its end.
    fn whole_content(&mut self, schema: &Pointer, content_type: &str, hint: &Hint) -> Content {
        let said = self.spec.value(schema).is_some();
        match kind(content_type) {
            Kind::Json | Kind::Text if said && self.is_file(schema) => Content::Bytes,
            Kind::Json if said => {
                let (ty, site) = self.ty_at(schema, Direction::Output, hint);
                let nullable = site.is_some_and(|site| site.nullable) && ty != Ty::AnyJson;
                match plain_text(ty) {
                    // What can be of any media type is not put in quotes.
                    Ty::Scalar(Scalar::String) if content_type.contains('*') => Content::Text,
                    ty if nullable => Content::Json(Ty::Nullable(Box::new(ty))),
                    ty => Content::Json(ty),
                }
            }
            Kind::Json if content_type.contains('*') => Content::Bytes,
            Kind::Json => Content::Json(Ty::AnyJson),
            Kind::Text | Kind::Form => Content::Text,
            Kind::Multipart | Kind::Events | Kind::Lines | Kind::Bytes => Content::Bytes,
        }
    }

    /// What is of a media type and comes item by item. A schema of a list is that of all items.
    fn item_stream(&mut self, section: &Pointer, content_type: &str, hint: &Hint) -> ItemStream {
        let place = section.child(content_type);
        let schema = ["itemSchema", "schema"].map(|key| place.child(key));
        let schema = schema.iter().find(|schema| self.spec.value(schema).is_some());
        let kind = match kind(content_type) {
            Kind::Events if schema.is_some_and(|schema| self.is_whole_event(schema)) => {
                StreamKind::WholeEvents
            }
            Kind::Events => StreamKind::Events,
            _ => StreamKind::Lines,
        };
        let ty = match schema {
            Some(schema) => plain_text(self.ty_at(schema, Direction::Output, hint).0),
            None if kind == StreamKind::Events => Ty::Scalar(Scalar::String),
            None => Ty::AnyJson,
        };
        let ty = match ty {
            Ty::List(item) => *item,
            ty => ty,
        };
        ItemStream { kind, ty, accept: content_type.to_owned() }
    }

    /// Whether a schema is that of server-sent events as a whole, not of their data.
    fn is_whole_event(&mut self, schema: &Pointer) -> bool {
        let item = self.site(schema).and_then(|site| self.facts(&site.target).items.clone());
        let mut kinds = vec![item.unwrap_or_else(|| schema.clone())];
        let mut looked_at = 0;
        while let Some(kind) = kinds.get(looked_at).cloned() {
            looked_at += 1;
            let Some(site) = self.site(&kind) else { return false };
            let facts = self.facts(&site.target);
            let is_event = || {
                ["event", "data"].iter().all(|name| facts.properties.contains_key(*name))
                    && facts.properties.keys().all(|name| EVENT_FIELDS.contains(&name.as_str()))
            };
            if facts.any_of.is_empty() && !is_event() {
                return false;
            }
            let further = facts.any_of.iter().filter(|alternative| !kinds.contains(alternative));
            kinds.extend(further.cloned().collect::<Vec<_>>());
        }
        true
    }

    /// The headers that the document names.
    fn headers(&mut self, successes: &[&RawResponse], builder: &Ident, types: &mut Scope) -> Option<Headers> {
        let mut found: Vec<(String, Ty, Doc)> = Vec::new();
        for response in successes {
            let section = response.at.child("headers");
            for wire in self.spec.keys(&section) {
                let known = found.iter().any(|(known, ..)| known.eq_ignore_ascii_case(&wire));
                if known || wire.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                let Some(at) = self.resolve(&section.child(&wire)) else { continue };
                let schema = at.child("schema");
                let (ty, site) = if self.spec.value(&schema).is_some() {
                    self.ty_at(
                        &schema,
                        Direction::Output,
                        &Hint::new(builder.as_str(), &format!("header {wire}")),
                    )
                } else {
                    (Ty::Scalar(Scalar::String), None)
                };
                let description = self.spec.text(&at, "description");
                let mut doc = site.map(|site| site.doc()).unwrap_or_default();
                doc.description = description.or(doc.description);
                found.push((wire, plain_text(ty), doc));
            }
        }
        if found.is_empty() {
            return None;
        }
        let names = Scope::new(Case::Value, &[]).issue_all(found.iter().map(|(wire, ..)| wire.as_str()));
        let fields = found
            .into_iter()
            .zip(names)
            .map(|((wire, ty, doc), name)| HeaderField { name, wire, ty, doc })
            .collect();
        Some(Headers { name: types.issue(&format!("{builder} headers")), fields })
    }

    /// What each documented failure brings.
    pub(crate) fn errors(&mut self, responses: &[RawResponse], builder: &Ident) -> Vec<ErrorResponse> {
        let mut errors = Vec::new();
        for response in responses {
            if response.key.starts_with('2') {
                continue;
            }
            let Some(status) = status(&response.key) else {
                self.diagnostics.push(Diagnostic::invalid_status(&response.at, &response.key));
                continue;
            };
            let hint = Hint::new(builder.as_str(), &format!("error {}", response.key));
            let body = match self.content(response, &hint).content {
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
}

fn status(key: &str) -> Option<Status> {
    let range = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    match (key, range) {
        ("default", _) => Some(Status::Default),
        (_, Some(first)) => first.parse().ok().filter(|first| (1..=5).contains(first)).map(Status::Range),
        _ => key.parse().ok().filter(|code| (100..=599).contains(code)).map(Status::Code),
    }
}

/// What all successes bring, if that is one thing. An empty body is the lack of it.
fn one_content(founds: Vec<Found>) -> Result<(Content, String), Vec<Found>> {
    let empty = founds.iter().any(|found| found.content == Content::Empty);
    let full = || founds.iter().filter(|found| found.content != Content::Empty);
    let Some(first) = full().next() else { return Ok((Content::Empty, String::new())) };
    if full().any(|other| other.content != first.content) {
        return Err(founds);
    }
    let content = match first.content.clone() {
        Content::Json(ty) if empty && !matches!(ty, Ty::Nullable(_)) => {
            Content::Json(Ty::Nullable(Box::new(ty)))
        }
        content => content,
    };
    Ok((content, first.accept.clone()))
}

fn by_status(name: Ident, successes: &[&RawResponse], founds: Vec<Found>) -> ByStatus {
    let mut scope = Scope::new(Case::Variant, &["Unknown"]);
    let variants = scope.issue_all(successes.iter().map(|response| phrase(&response.key)));
    let mut cases: Vec<StatusCase> = successes
        .iter()
        .zip(founds)
        .zip(variants)
        .filter_map(|((response, found), variant)| {
            let content = match found.content {
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

/// What a status is called.
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
