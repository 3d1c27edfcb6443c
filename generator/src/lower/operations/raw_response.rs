//! Responses as declared in the document.

use super::media::{MediaKind, XmlUse, kind};
use crate::diagnostics::{Diagnostic, ItemProblem, UnreadablePart};
use crate::document::Spec;
use crate::lower::{Input, report_unreadable};
use crate::model::{Method, Status};
use crate::schema::Roots;
use crate::source::{Pointer, Value};

/// One response of an operation, as declared in the document.
pub(super) struct RawResponse {
    pub(super) key: String,
    pub(super) at: Pointer,
    pub(super) description: Option<String>,
    /// Whether HTTP forbids a body, regardless of the document.
    bodiless: bool,
    xml: XmlUse,
}

impl RawResponse {
    /// Uses XML as types, unless there is JSON beside it, which is preferred without `prefers_xml`.
    pub(super) fn use_xml(&mut self, spec: &Spec, prefers_xml: bool) {
        self.xml = XmlUse::among(&spec.keys(&self.at.child("content")), prefers_xml);
    }

    /// The serialization of values of a media type.
    pub(super) fn kind(&self, spec: &Spec, content_type: &str) -> MediaKind {
        self.xml.kind(spec, &self.content(spec, content_type), content_type)
    }

    /// The location of its links, if there are any.
    pub(super) fn links(&self, spec: &Spec) -> Option<Pointer> {
        let links = self.at.child("links");
        (!spec.keys(&links).is_empty()).then_some(links)
    }

    /// Whether this is a successful response.
    pub(super) fn is_success(&self) -> bool {
        self.key.starts_with('2')
    }

    /// The location of the content of a media type.
    pub(super) fn content(&self, spec: &Spec, content_type: &str) -> Pointer {
        spec.media_type(&self.at.child("content"), content_type)
    }

    /// Its media types.
    pub(super) fn media_types(&self, spec: &Spec) -> MediaTypes {
        let mut types = if self.bodiless { Vec::new() } else { spec.keys(&self.at.child("content")) };
        types.sort_by_key(|content_type| self.xml.rank(self.kind(spec, content_type), content_type));
        let is_stream = |content_type: &String| {
            matches!(self.kind(spec, content_type), MediaKind::Events | MediaKind::Lines | MediaKind::Parts)
        };
        let (streams, whole) = types.into_iter().partition(is_stream);
        MediaTypes { streams, whole }
    }

    /// Adds the schemas of its body.
    pub(super) fn add_content_roots(&self, spec: &Spec, roots: &mut Roots) {
        let media_types = self.media_types(spec);
        let mut streams = media_types.streams.iter();
        if let Some(stream) = streams.next().filter(|stream| self.kind(spec, stream) != MediaKind::Parts) {
            let schema = item_schema(spec, &self.content(spec, stream));
            if self.kind(spec, stream) == MediaKind::Events {
                roots.events.extend(schema.clone());
            }
            roots.values.extend(schema);
        }
        let Some(whole) = media_types.whole.first() else { return };
        let schema = self.content(spec, whole).child("schema");
        match self.kind(spec, whole) {
            MediaKind::Json | MediaKind::Xml if spec.value(&schema).is_some() => roots.values.push(schema),
            MediaKind::Text if spec.value(&schema).is_some() => roots.bodies.push(schema),
            _ => {}
        }
    }

    /// Adds the schemas of its JSON bodies other than the preferred one.
    pub(super) fn add_other_roots(&self, spec: &Spec, roots: &mut Roots) {
        let whole = self.media_types(spec).whole;
        let others = whole.iter().skip(1).filter(|other| self.kind(spec, other) == MediaKind::Json);
        let schemas = others.map(|other| self.content(spec, other).child("schema"));
        roots.values.extend(schemas.filter(|schema| spec.value(schema).is_some()));
    }
}

/// The media types of a response, the preferred ones first.
pub(super) struct MediaTypes {
    /// Media types that stream items.
    pub(super) streams: Vec<String>,
    /// Media types that are read as a whole.
    pub(super) whole: Vec<String>,
}

/// Reads the responses of the operation at `operation`, in the document's order.
pub(super) fn read_responses(input: &Input<'_>, operation: &Pointer, method: &Method) -> Vec<RawResponse> {
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
        follow_media_types(input, &at, BodyUse::Response);
        let of_reference = spec.text_of_reference(&section.child(&key), "description");
        let description = of_reference.or_else(|| described(spec, &at));
        let bodiless = *method == Method::Head || matches!(key.as_str(), "204" | "205" | "304");
        responses.push(RawResponse { key, at, description, bodiless, xml: XmlUse::default() });
    }
    responses
}

/// The description of a response, or else its summary.
fn described(spec: &Spec, at: &Pointer) -> Option<String> {
    let description = spec.text(at, "description").filter(|description| !description.trim().is_empty());
    description.or_else(|| spec.text(at, "summary"))
}

/// The use of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyUse {
    /// Requests of the client have it.
    Request,
    /// Responses have it.
    Response,
    /// Webhooks or callbacks have it.
    Event,
}

/// Reports references to media types that do not exist, and schemas of items that are not used.
pub(super) fn follow_media_types(input: &Input<'_>, owner: &Pointer, body_use: BodyUse) {
    let content = owner.child("content");
    for content_type in input.spec.keys(&content) {
        let Some(at) = input.spec.follow(&content.child(&content_type), input.sink) else { continue };
        if input.spec.value(&at.child("itemSchema")).is_none() {
            continue;
        }
        let problem = match (kind(&content_type), body_use) {
            (MediaKind::Lines | MediaKind::Events, BodyUse::Event) => Some(ItemProblem::Event),
            (MediaKind::Events, BodyUse::Request) => Some(ItemProblem::Request),
            (MediaKind::Lines, _) | (MediaKind::Events, BodyUse::Response) => None,
            _ if content_type.starts_with("multipart/") => None,
            _ => Some(ItemProblem::NotSequential),
        };
        if let Some(problem) = problem {
            input.sink.report_once(Diagnostic::unused_item_schema(&at, &content_type, problem));
        }
    }
}

/// The location of the schema of the items of a stream. `content` is the location of its media type.
pub(super) fn item_schema(spec: &Spec, content: &Pointer) -> Option<Pointer> {
    ["itemSchema", "schema"].map(|key| content.child(key)).into_iter().find(|at| spec.value(at).is_some())
}

/// The status of a key of `responses`.
pub(super) fn status(key: &str) -> Option<Status> {
    let range = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    match (key, range) {
        ("default", _) => Some(Status::Default),
        (_, Some(first)) => first.parse().ok().filter(|first| (1..=5).contains(first)).map(Status::Range),
        _ => key.parse().ok().filter(|code| (100..=599).contains(code)).map(Status::Code),
    }
}
