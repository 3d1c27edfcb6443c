//! The bodies of responses.

use super::body::text_scalar;
use super::media::{MediaKind, essence, kind};
use super::multipart::{Body as Parts, Multipart, is_file};
use super::raw_response::{MediaTypes, RawResponse, item_schema};
use crate::collections::HashSet;
use crate::lower::Ctx;
use crate::lower::types::{self, NameHint, Owners, TypeArena, TypeRequest};
use crate::model::{Content, ItemStream, Scalar, StreamItem, Ty, XmlBodyId};
use crate::names::Scope;
use crate::schema::Direction;
use crate::source::Pointer;

/// The body of one response.
#[derive(Debug)]
pub(super) struct ResponseBody {
    pub(super) content: Content,
    pub(super) xml: Option<XmlBodyId>,
    pub(super) accept: String,
    pub(super) stream: Option<ItemStream>,
    pub(super) others: Vec<String>,
}

/// The body of a response.
pub(super) fn body(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    response: &RawResponse,
    hint: &NameHint,
    mut names: Option<PartNames<'_>>,
) -> ResponseBody {
    let MediaTypes { streams, whole } = response.media_types(ctx.spec);
    let mut whole = whole.into_iter();
    let first = whole.next();
    let stream_hint = match &first {
        Some(_) => hint.extended("item"),
        None => hint.clone(),
    };
    let stream = streams.first().and_then(|content_type| {
        let at = response.content(ctx.spec, content_type);
        if response.kind(ctx.spec, content_type) == MediaKind::Parts {
            let item = part_stream(ctx, arena, &at, content_type, names.as_mut()?)?;
            return Some(ItemStream { item, accept: content_type.clone() });
        }
        Some(item_stream(ctx, arena, &at, content_type, stream_hint))
    });
    let Some(mut first) = first else {
        let (content, accept) = match stream {
            Some(stream) => (Content::Stream(stream.clone()), stream.accept),
            // The stream of an error is not read.
            None if !streams.is_empty() => (Content::Bytes, String::new()),
            None => (Content::Empty, String::new()),
        };
        return ResponseBody { content, xml: None, accept, stream: None, others: Vec::new() };
    };
    let (mut content, xml) = whole_content(ctx, arena, response, &first, hint, names);
    let mut whole: Vec<String> = whole.collect();
    // A string that servers may send without quotes is not requested as JSON.
    if content == Content::Json(Ty::Scalar(Scalar::String))
        && xml.is_none()
        && let Some(plain) = whole.iter_mut().find(|other| essence(other) == "text/plain")
    {
        content = Content::Text(Ty::Scalar(Scalar::String));
        std::mem::swap(&mut first, plain);
    }
    let schema =
        |content_type: &str| ctx.spec.value(&response.content(ctx.spec, content_type).child("schema"));
    let others = whole
        .into_iter()
        .filter(|other| kind(other) != kind(&first) || schema(other) != schema(&first))
        .filter(|other| !other.contains('*'))
        .collect();
    let accept = match &content {
        Content::Json(_) if first.contains('*') => "application/json".to_owned(),
        _ => first,
    };
    ResponseBody { content, xml, accept, stream, others }
}

/// The content of a media type that is read as a whole, and how it appears in XML.
pub(super) fn whole_content(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    response: &RawResponse,
    content_type: &str,
    hint: &NameHint,
    names: Option<PartNames<'_>>,
) -> (Content, Option<XmlBodyId>) {
    let schema = &response.content(ctx.spec, content_type).child("schema");
    let has_schema = ctx.spec.value(schema).is_some();
    let content = match response.kind(ctx.spec, content_type) {
        MediaKind::Json | MediaKind::Xml | MediaKind::Text if has_schema && is_file(ctx, schema) => {
            Content::Bytes
        }
        MediaKind::Xml => {
            let xml = arena.xml(ctx, schema, Direction::Output);
            return (value(ctx, arena, schema, content_type, hint), Some(xml));
        }
        MediaKind::Json if has_schema => value(ctx, arena, schema, content_type, hint),
        MediaKind::Json if content_type.contains('*') => Content::Bytes,
        MediaKind::Json => Content::Json(Ty::AnyJson),
        MediaKind::Text => Content::Text(text_scalar(ctx, schema, content_type)),
        MediaKind::Form => Content::Text(Ty::Scalar(Scalar::String)),
        MediaKind::Multipart => {
            let at = response.content(ctx.spec, content_type);
            let body = names.and_then(|names| names.lowering(ctx, arena).body(&at, content_type));
            match body {
                Some(Parts::Form(form)) => Content::Parts(Box::new(form)),
                Some(Parts::List(_)) | None => Content::Bytes,
            }
        }
        MediaKind::Parts | MediaKind::Events | MediaKind::Lines | MediaKind::Bytes => Content::Bytes,
    };
    (content, None)
}

/// The names of the types of parts.
pub(super) struct PartNames<'n> {
    /// The types in the files of resources.
    pub(super) types: &'n mut Scope,
    /// The names of the resource and of the builder.
    pub(super) owners: Owners,
}

impl<'n> PartNames<'n> {
    fn lowering<'l, 'g>(self, ctx: &'l Ctx<'g>, arena: &'l mut TypeArena) -> Multipart<'l, 'g>
    where
        'n: 'l,
    {
        Multipart { ctx, arena, types: self.types, direction: Direction::Output, owners: self.owners }
    }
}

/// A part of a media type that consists of any number of parts.
fn part_stream(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    at: &Pointer,
    content_type: &str,
    names: &mut PartNames<'_>,
) -> Option<StreamItem> {
    let names = PartNames { types: names.types, owners: names.owners.clone() };
    match names.lowering(ctx, arena).body(at, content_type)? {
        Parts::List(part) => Some(StreamItem::Part(part)),
        Parts::Form(_) => None,
    }
}

/// The content of a media type whose schema describes a value.
fn value(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    schema: &Pointer,
    content_type: &str,
    hint: &NameHint,
) -> Content {
    let request = TypeRequest::new(Direction::Output, hint.clone());
    let typed = types::value(ctx, arena, schema, &request);
    let is_nullable = typed.is_nullable();
    match typed.ty {
        // A string of any media type has no quotes. Frameworks describe bytes as base64, and send them as they are.
        ty @ Ty::Scalar(Scalar::String) if content_type.contains('*') => Content::Text(ty),
        Ty::Scalar(Scalar::Base64) if content_type.contains('*') => Content::Bytes,
        ty if is_nullable => Content::Json(Ty::Nullable(Box::new(ty))),
        ty => Content::Json(ty),
    }
}

/// The content of a media type that streams items. The schema of an array describes all items together.
fn item_stream(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    content: &Pointer,
    content_type: &str,
    hint: NameHint,
) -> ItemStream {
    let schema = item_schema(ctx.spec, content);
    let is_events = kind(content_type) == MediaKind::Events;
    let ty = match &schema {
        Some(schema) => types::value(ctx, arena, schema, &TypeRequest::new(Direction::Output, hint)).ty,
        None if is_events => Ty::Scalar(Scalar::String),
        None => Ty::AnyJson,
    };
    let is_whole = is_events && schema.is_some_and(|schema| is_whole_event(ctx, &schema));
    let ty = match ty {
        // The data of an event is the string itself.
        Ty::Scalar(Scalar::Base64) if is_events && !is_whole => Ty::Scalar(Scalar::String),
        Ty::List(item) => *item,
        ty => ty,
    };
    let item = match (is_events, is_whole) {
        (true, true) => StreamItem::WholeEvent(ty),
        (true, false) => StreamItem::Event(ty),
        (false, _) => StreamItem::Line(ty),
    };
    ItemStream { item, accept: content_type.to_owned() }
}

/// The fields of a server-sent event, and the name that servers use for comments.
const EVENT_FIELDS: &[&str] = &["comment", "data", "event", "id", "retry"];

/// Whether a schema describes server-sent events as a whole, not their data. By OpenAPI 3.2, an `itemSchema` always does so; but many
/// describe the data. So each alternative has only fields of events, and one has a name or data. In other schemas, each alternative has
/// both.
fn is_whole_event(ctx: &Ctx<'_>, schema: &Pointer) -> bool {
    let is_item_schema = schema.last_key().is_some_and(|key| key == "itemSchema");
    let item = ctx.graph.at(schema).and_then(|node| node.schema.items.as_ref());
    let mut open = vec![item.unwrap_or(schema)];
    let mut seen: HashSet<&Pointer> = open.iter().copied().collect();
    let mut is_described = !is_item_schema;
    while let Some(at) = open.pop() {
        let Some(node) = ctx.graph.at(at) else { return false };
        let schema = &node.schema;
        open.extend(schema.any_of.iter().filter(|alternative| seen.insert(alternative)));
        if !schema.any_of.is_empty() {
            continue;
        }
        let has = |name: &str| schema.properties.contains_key(name);
        let has_only_fields = schema.properties.keys().all(|name| EVENT_FIELDS.contains(&name.as_str()));
        let is_full = is_item_schema || (has("event") && has("data"));
        if !(has_only_fields && schema.is_object() && is_full) {
            return false;
        }
        is_described |= has("event") || has("data");
    }
    is_described
}
