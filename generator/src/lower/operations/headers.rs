//! The headers of responses.

use serde_json::json;

use super::Builder;
use super::media::{MediaKind, kind};
use super::raw_response::RawResponse;
use super::reserved::PART_METHODS;
use crate::diagnostics::Diagnostic;
use crate::document::Spec;
use crate::lower::Ctx;
use crate::lower::types::{self, NameHint, Owners, TypeArena, TypeRequest};
use crate::model::{Doc, HeaderField, Headers, Scalar, Ty};
use crate::names::{Case, Scope};
use crate::schema::{Direction, SchemaUse};
use crate::source::{Pointer, Value};

/// A header without a name.
struct Header {
    wire: String,
    ty: Ty,
    explode: bool,
    required: bool,
    deprecated: bool,
    doc: Doc,
}

/// The headers that the document describes.
pub(super) fn headers(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    successes: &[&RawResponse],
    builder: &Builder,
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
            let request = Request { direction: Direction::Output, owners: &builder.owners };
            found.push(header(ctx, arena, wire, &at, &request));
        }
    }
    if found.is_empty() {
        return None;
    }
    let fields = fields(found, &[]);
    Some(Headers { name: types.issue(&format!("{builder} headers")), fields })
}

/// The headers that the encoding of a part describes, and the name of their type.
pub(super) fn part_headers(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    encoding: &Pointer,
    skipped: &[&str],
    request: &Request<'_>,
) -> Vec<HeaderField> {
    let section = encoding.child("headers");
    let mut found = Vec::new();
    for wire in ctx.spec.keys(&section) {
        if is_content_type(&wire) || skipped.iter().any(|skipped| wire.eq_ignore_ascii_case(skipped)) {
            continue;
        }
        let Some(at) = ctx.spec.follow(&section.child(&wire), ctx.sink) else { continue };
        if !must_be_absent(ctx.spec, &at) {
            found.push(header(ctx, arena, wire, &at, request));
        }
    }
    match request.direction {
        Direction::Input => fields(found, PART_METHODS),
        Direction::Output => fields(found, &[]),
    }
}

/// Whether the schema of the header at `at` allows no value.
pub(super) fn must_be_absent(spec: &Spec, at: &Pointer) -> bool {
    spec.value(&at.child("schema")).is_some_and(|schema| *schema == json!({"not": {}}))
}

/// The headers, with names.
fn fields(found: Vec<Header>, reserved: &[&str]) -> Vec<HeaderField> {
    let names = Scope::new(Case::Value, reserved).issue_all(found.iter().map(|header| header.wire.as_str()));
    let field = |(header, name)| {
        let Header { wire, ty, explode, required, deprecated, doc } = header;
        HeaderField { name, wire, ty, explode, required, deprecated, doc }
    };
    found.into_iter().zip(names).map(field).collect()
}

/// The direction and the owners of the values of headers.
pub(super) struct Request<'r> {
    pub(super) direction: Direction,
    pub(super) owners: &'r Owners,
}

/// Whether a header is the content type, which is not modelled as a header.
pub(super) fn is_content_type(wire: &str) -> bool {
    wire.eq_ignore_ascii_case("content-type")
}

/// The schema of a header, or of the media type of its content.
pub(super) fn header_schema(spec: &Spec, at: &Pointer) -> Pointer {
    let content = at.child("content");
    let media_type = spec.keys(&content).into_iter().next();
    media_type.map_or_else(|| at.clone(), |media| spec.media_type(&content, &media)).child("schema")
}

/// Whether a header has a media type whose values are not read. Reports it.
fn is_opaque(ctx: &Ctx<'_>, at: &Pointer, schema: &Pointer) -> bool {
    let content = at.child("content");
    let Some(media) = ctx.spec.keys(&content).into_iter().next() else { return false };
    let is_composite = ctx.graph.at(schema).is_some_and(|node| node.schema.is_composite());
    let is_opaque = is_composite && kind(&media) != MediaKind::Json;
    if is_opaque {
        ctx.sink.report_once(Diagnostic::unserialized_content(&content.child(&media), &media));
    }
    is_opaque
}

fn header(ctx: &Ctx<'_>, arena: &mut TypeArena, wire: String, at: &Pointer, request: &Request<'_>) -> Header {
    let schema = header_schema(ctx.spec, at);
    let mut doc = Doc::default();
    let mut ty = Ty::Scalar(Scalar::String);
    if ctx.spec.value(&schema).is_some() && !is_opaque(ctx, at, &schema) {
        let hint = NameHint::new(request.owners, &format!("header {wire}"));
        let typed = types::value(ctx, arena, &schema, &TypeRequest::new(request.direction, hint));
        doc = typed.found.map(SchemaUse::doc).unwrap_or_default();
        ty = typed.ty;
    }
    doc.description = ctx.spec.text(at, "description").or(doc.description);
    doc.example = ctx.spec.example(at).or(doc.example);
    let is_set = |key: &str| ctx.spec.value(&at.child(key)).and_then(Value::as_bool) == Some(true);
    let (explode, required, deprecated) = (is_set("explode"), is_set("required"), is_set("deprecated"));
    Header { wire, ty, explode, required, deprecated, doc }
}
