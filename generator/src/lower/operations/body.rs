//! Request bodies.

use super::media::{MediaKind, XmlUse, essence, kind};
use super::multipart::{Body as Parts, Multipart, is_file, roots as multipart_roots};
use super::parts::is_mixed;
use super::raw_response::{BodyUse, follow_media_types, item_schema};
use super::{Builder, OperationNames};
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::document::{Spec, TAB_DELIMITED};
use crate::lower::types::{self, NameHint, TypeArena, TypeRequest};
use crate::lower::{Ctx, Input, report_unreadable};
use crate::model::{Alternative, Body, Doc, Media, PropertyStyle, Scalar, Ty};
use crate::names::{Ident, Scope};
use crate::schema::{Direction, JsonType, Roots, scalar};
use crate::source::{Pointer, Value};

/// A request body as declared in the document.
pub(super) struct RawBody {
    content: Pointer,
    required: bool,
    doc: Doc,
    xml: XmlUse,
}

impl RawBody {
    /// Uses XML as types, unless there is JSON beside it, which is preferred without `prefers_xml`.
    pub(super) fn use_xml(&mut self, spec: &Spec, prefers_xml: bool) {
        self.xml = XmlUse::among(&spec.keys(&self.content), prefers_xml);
    }

    /// The serialization of values of a media type.
    fn kind(&self, spec: &Spec, content_type: &str) -> MediaKind {
        self.xml.kind(spec, &self.media_type(spec, content_type), content_type)
    }

    /// The media types, the preferred ones first.
    fn ranked(&self, spec: &Spec) -> Vec<String> {
        let mut types = spec.keys(&self.content);
        types.sort_by_key(|content_type| self.xml.rank(self.kind(spec, content_type), content_type));
        types
    }

    /// The location of the schema of a media type.
    fn schema(&self, spec: &Spec, content_type: &str) -> Pointer {
        self.media_type(spec, content_type).child("schema")
    }

    /// The location of a media type.
    pub(super) fn media_type(&self, spec: &Spec, content_type: &str) -> Pointer {
        spec.media_type(&self.content, content_type)
    }

    /// The locations of all media types.
    pub(super) fn media_types(&self, spec: &Spec) -> Vec<Pointer> {
        spec.keys(&self.content).iter().map(|content_type| self.media_type(spec, content_type)).collect()
    }

    /// The schemas of all media types.
    pub(super) fn add_roots(&self, spec: &Spec, roots: &mut Roots) {
        for content_type in spec.keys(&self.content) {
            let at = self.media_type(spec, &content_type);
            match self.kind(spec, &content_type) {
                MediaKind::Lines => {
                    roots.values.extend(item_schema(spec, &at));
                    continue;
                }
                MediaKind::Multipart | MediaKind::Parts => roots.values.extend(multipart_roots(spec, &at)),
                _ => {}
            }
            let schema = self.schema(spec, &content_type);
            if spec.value(&schema).is_none() {
                continue;
            }
            match self.kind(spec, &content_type) {
                MediaKind::Json | MediaKind::Xml | MediaKind::Form | MediaKind::Multipart => {
                    roots.values.push(schema);
                }
                MediaKind::Text => roots.bodies.push(schema),
                MediaKind::Bytes | MediaKind::Events | MediaKind::Lines | MediaKind::Parts => {}
            }
        }
    }

    /// The schema of the media type that can be modelled best.
    pub(super) fn best_schema(&self, spec: &Spec) -> Option<Pointer> {
        let types = self.ranked(spec);
        let schema = self.schema(spec, types.first()?);
        spec.value(&schema).is_some().then_some(schema)
    }

    /// Whether the best media type is XML.
    pub(super) fn is_xml(&self, spec: &Spec) -> bool {
        self.ranked(spec).first().is_some_and(|content_type| super::media::is_xml(content_type))
    }
}

/// Reads the body of the operation at `operation`.
pub(super) fn read_body(input: &Input<'_>, operation: &Pointer, body_use: BodyUse) -> Option<RawBody> {
    let Input { spec, sink, .. } = *input;
    let from = operation.child("requestBody");
    spec.value(&from)?;
    let at = spec.follow(&from, sink)?;
    if let Err(error) = spec.part::<openapiv3::RequestBody>(&at) {
        let has_content = spec.value(&at.child("content")).is_some_and(Value::is_object);
        let part = if has_content { UnreadablePart::RequestBody } else { UnreadablePart::EmptyRequestBody };
        report_unreadable(spec, sink, part, &at, &error);
    }
    follow_media_types(input, &at, body_use);
    let required = spec.value(&at.child("required")).and_then(Value::as_bool).unwrap_or(false);
    let description = spec.text_of_reference(&from, "description").or_else(|| spec.text(&at, "description"));
    let doc = Doc { description, ..Doc::default() };
    Some(RawBody { content: at.child("content"), required, doc, xml: XmlUse::default() })
}

/// The request body of an operation, in every media type.
#[derive(Default)]
pub(super) struct Bodies {
    /// The body in the media type that can be modelled best.
    pub(super) preferred: Option<Body>,
    pub(super) alternatives: Vec<Alternative>,
}

/// A media type that is taken, and the label of its body.
struct Taken {
    label: String,
    content_type: String,
}

/// The request body of an operation whose method is `method` and whose builder is `builder`.
pub(super) fn bodies(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: Option<&RawBody>,
    method: &Ident,
    builder: &Builder,
    names: &mut OperationNames<'_>,
) -> Bodies {
    let Some(raw) = raw else { return Bodies::default() };
    let mut content_types = raw.ranked(ctx.spec).into_iter();
    let Some(first) = content_types.next() else { return Bodies::default() };
    let name = names.setters.issue_first(&["body", "request body"]);
    let mut taken = vec![Taken { label: label(ctx, raw, &first), content_type: first.clone() }];
    let preferred = body(ctx, arena, raw, first, name.clone(), builder, names.types);
    let mut alternatives = Vec::new();
    for content_type in content_types {
        let mut label = label(ctx, raw, &content_type);
        // If media types differ only in their suffix, such as `+json` and `+xml`, their labels include it.
        let is_other =
            |taken: &Taken| taken.label == label && kind(&taken.content_type) != kind(&content_type);
        if taken.iter().any(is_other) {
            subtype(&essence(&content_type)).clone_into(&mut label);
        }
        let is_twin = |taken: &Taken| taken.label == label || is_same_json(ctx, raw, taken, &content_type);
        if let Some(same) = taken.iter().find(|taken| is_twin(taken)) {
            check_dropped(ctx, raw, same, &content_type);
            continue;
        }
        // The argument of a separate method can have the same name.
        let name = if raw.required { name.clone() } else { names.setters.issue(&format!("{label} body")) };
        let method = names.methods.issue(&format!("{method} {label}"));
        taken.push(Taken { label, content_type: content_type.clone() });
        let body = body(ctx, arena, raw, content_type, name, builder, names.types);
        alternatives.push(Alternative { method, body });
    }
    Bodies { preferred: Some(preferred), alternatives }
}

fn body(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    raw: &RawBody,
    content_type: String,
    name: Ident,
    builder: &Builder,
    types: &mut Scope,
) -> Body {
    let at = ctx.spec.media_type(&raw.content, &content_type);
    let schema = at.child("schema");
    let kind = body_kind(ctx, raw, &content_type);
    let xml = (kind == MediaKind::Xml).then(|| arena.xml(ctx, &schema, Direction::Input));
    let media = match kind {
        MediaKind::Json | MediaKind::Xml => {
            Media::Json(value_ty(ctx, arena, &schema, Ty::AnyJson, "body", builder))
        }
        MediaKind::Form => Media::Form {
            ty: value_ty(ctx, arena, &schema, Ty::JsonObject, "body", builder),
            styles: property_styles(ctx.spec, &at.child("encoding")),
        },
        MediaKind::Multipart | MediaKind::Parts => {
            let (direction, owners) = (Direction::Input, builder.owners.clone());
            let mut lowering = Multipart { ctx, arena, types, direction, owners };
            match lowering.body(&at, &content_type) {
                Some(Parts::Form(form)) => Media::Multipart(Some(form)),
                Some(Parts::List(part)) => Media::Parts(part),
                None if is_mixed(&content_type) => unsupported(ctx, &at, &content_type),
                None => {
                    if is_other_than_object(ctx, &schema) {
                        ctx.sink.report(Diagnostic::form_not_an_object(&schema));
                    }
                    Media::Multipart(None)
                }
            }
        }
        MediaKind::Text => Media::Text(text_scalar(ctx, &schema, &content_type)),
        MediaKind::Lines => Media::Lines(line_ty(ctx, arena, &at, builder)),
        MediaKind::Bytes | MediaKind::Events => {
            if is_mixed(&content_type) {
                unsupported(ctx, &at, &content_type)
            } else {
                Media::Bytes
            }
        }
    };
    let doc = Doc {
        description: ctx.spec.text(&at, "description").or_else(|| raw.doc.description.clone()),
        constraints: ctx.graph.constraints_at(&schema),
        example: ctx.spec.example(&at),
        ..raw.doc.clone()
    };
    Body { name, media, content_type, xml, required: raw.required, doc }
}

/// A body whose parts the document does not describe.
fn unsupported(ctx: &Ctx<'_>, at: &Pointer, content_type: &str) -> Media {
    ctx.sink.report(Diagnostic::unsupported_multipart(at, content_type));
    Media::Bytes
}

/// The type of a value of a body; `untyped` if it has no schema.
fn value_ty(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    schema: &Pointer,
    untyped: Ty,
    role: &str,
    builder: &Builder,
) -> Ty {
    if ctx.spec.value(schema).is_none() {
        return untyped;
    }
    let request = TypeRequest::new(Direction::Input, NameHint::new(&builder.owners, role));
    let typed = types::value(ctx, arena, schema, &request);
    let is_nullable = typed.is_nullable();
    if is_nullable { Ty::Nullable(Box::new(typed.ty)) } else { typed.ty }
}

/// The type of the values of a body of lines. The schema of an array describes all of them together.
fn line_ty(ctx: &Ctx<'_>, arena: &mut TypeArena, media_type: &Pointer, builder: &Builder) -> Ty {
    let Some(schema) = item_schema(ctx.spec, media_type) else { return Ty::AnyJson };
    match value_ty(ctx, arena, &schema, Ty::AnyJson, "item", builder) {
        Ty::List(item) => *item,
        ty => ty,
    }
}

/// Whether a document describes the values of a body of lines, not the lines as text.
fn has_lines(ctx: &Ctx<'_>, media_type: &Pointer) -> bool {
    let schema = item_schema(ctx.spec, media_type);
    let node = schema.and_then(|schema| ctx.graph.at(&schema));
    node.is_some_and(|node| node.schema.kind != Some(JsonType::String))
}

fn is_other_than_object(ctx: &Ctx<'_>, schema: &Pointer) -> bool {
    let kind = ctx.graph.at(schema).and_then(|node| node.schema.kind);
    kind.is_some_and(|kind| kind != JsonType::Object)
}

/// The kind of a media type of a body. A file is always bytes, whatever its media type.
fn body_kind(ctx: &Ctx<'_>, raw: &RawBody, content_type: &str) -> MediaKind {
    match raw.kind(ctx.spec, content_type) {
        MediaKind::Json | MediaKind::Xml | MediaKind::Text
            if is_file(ctx, &raw.schema(ctx.spec, content_type)) =>
        {
            MediaKind::Bytes
        }
        MediaKind::Json
            if is_any_media(content_type) && is_untyped(ctx, &raw.schema(ctx.spec, content_type)) =>
        {
            MediaKind::Bytes
        }
        MediaKind::Lines if !has_lines(ctx, &raw.media_type(ctx.spec, content_type)) => MediaKind::Bytes,
        kind => kind,
    }
}

fn is_any_media(content_type: &str) -> bool {
    matches!(essence(content_type).as_str(), "*/*" | "application/*")
}

/// Whether nothing is known about the values of a schema.
fn is_untyped(ctx: &Ctx<'_>, schema: &Pointer) -> bool {
    let node = ctx.graph.at(schema).filter(|_| ctx.spec.value(schema).is_some());
    node.is_none_or(|node| node.schema.is_plain() && node.schema.any_of.is_empty())
}

/// Whether a media type is JSON Patch with the schema of `application/json`, which is taken: frameworks list it for the same body.
fn is_same_json(ctx: &Ctx<'_>, raw: &RawBody, taken: &Taken, content_type: &str) -> bool {
    let schema = |content_type: &str| ctx.spec.value(&raw.schema(ctx.spec, content_type));
    taken.label == "json"
        && essence(content_type) == "application/json-patch+json"
        && schema(content_type).is_some_and(|own| schema(&taken.content_type) == Some(own))
}

/// The label that distinguishes a media type from the others of a body. All bytes have one: the caller gives their type.
fn label(ctx: &Ctx<'_>, raw: &RawBody, content_type: &str) -> String {
    let essence = essence(content_type);
    match (body_kind(ctx, raw, content_type), essence.as_str()) {
        (
            MediaKind::Json,
            "application/json" | "text/json" | "*/*" | "application/*" | "application/*+json",
        ) => "json".to_owned(),
        (MediaKind::Form, _) => "form".to_owned(),
        (MediaKind::Multipart | MediaKind::Parts, _) if is_mixed(&essence) => subtype(&essence).to_owned(),
        (MediaKind::Multipart | MediaKind::Parts, _) => "multipart".to_owned(),
        (MediaKind::Lines, _) => "lines".to_owned(),
        (MediaKind::Bytes | MediaKind::Events, _) => "bytes".to_owned(),
        (MediaKind::Text, "text/plain" | "text/*") => "text".to_owned(),
        (MediaKind::Json | MediaKind::Xml | MediaKind::Text, _) => {
            subtype(&essence).trim_end_matches("+json").trim_end_matches("+xml").to_owned()
        }
    }
}

/// The type of a body of text: a number and a boolean have their own, and base64 is encoded. Markup is a string.
pub(super) fn text_scalar(ctx: &Ctx<'_>, schema: &Pointer, content_type: &str) -> Ty {
    let is_plain = matches!(essence(content_type).as_str(), "text/plain" | "text/*");
    let node = ctx.graph.at(schema).filter(|_| is_plain && ctx.spec.value(schema).is_some());
    let found = node.filter(|node| node.schema.any_of.is_empty() && node.schema.enumeration.is_empty());
    let found = found.and_then(|node| scalar(&node.schema));
    let own = found.filter(|found| match found {
        Scalar::Bool
        | Scalar::I32
        | Scalar::I64
        | Scalar::U32
        | Scalar::U64
        | Scalar::F64
        | Scalar::Number(_)
        | Scalar::Base64 => true,
        Scalar::String | Scalar::Timestamp | Scalar::Date | Scalar::Uuid => false,
    });
    Ty::Scalar(own.unwrap_or(Scalar::String))
}

/// Treats different spellings of a media type as one, and reports differences between their schemas.
fn check_dropped(ctx: &Ctx<'_>, raw: &RawBody, kept: &Taken, dropped: &str) {
    let schema = |content_type: &str| ctx.spec.value(&raw.schema(ctx.spec, content_type));
    let (ours, theirs) = (schema(&kept.content_type), schema(dropped));
    if kept.label != "bytes" && theirs.is_some() && ours != theirs {
        let at = raw.content.child(dropped);
        ctx.sink.report(Diagnostic::duplicate_media_type(&at, &kept.content_type, dropped));
    }
}

/// The properties of a form that are not written in exploded form style.
pub(super) fn property_styles(spec: &Spec, encoding: &Pointer) -> Vec<(String, PropertyStyle)> {
    let mut styles = Vec::new();
    for property in spec.keys(encoding) {
        let at = encoding.child(&property);
        let explode = spec.value(&at.child("explode")).and_then(Value::as_bool);
        let is_json = spec.text(&at, "contentType").is_some_and(|media| kind(&media) == MediaKind::Json);
        let style = match (spec.text(&at, "style").as_deref(), explode) {
            (Some("deepObject"), _) => PropertyStyle::DeepObject,
            (Some("spaceDelimited"), None | Some(false)) => PropertyStyle::SpaceDelimited,
            (Some("pipeDelimited"), None | Some(false)) => PropertyStyle::PipeDelimited,
            (Some(TAB_DELIMITED), _) => PropertyStyle::TabDelimited,
            (None, _) if is_json => PropertyStyle::Json,
            (Some("form") | None, Some(false)) => PropertyStyle::Joined,
            _ => continue,
        };
        styles.push((property, style));
    }
    styles
}

/// The subtype of a media type, without the prefixes of vendors and experiments.
fn subtype(essence: &str) -> &str {
    let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype);
    subtype.trim_start_matches("x-").trim_start_matches("vnd.")
}
