//! Forms of several parts.

use super::Builder;
use super::media::{MediaKind, kind};
use super::reserved::FORM_METHODS;
use crate::diagnostics::Diagnostic;
use crate::document::{CSV, PIPES, SSV, Spec, TSV};
use crate::lower::Ctx;
use crate::lower::types::{self, NameHint, TypeArena, TypeRequest};
use crate::model::{Delimiter, Form, FormPart, PartKind, Ty};
use crate::names::{Case, Scope};
use crate::schema::{Direction, JsonType};
use crate::source::Pointer;

/// The form at `at`. `None` if the document does not name its parts.
pub(super) fn form(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    at: &Pointer,
    builder: &Builder,
    types: &mut Scope,
) -> Option<Form> {
    let schema = &ctx.graph.at(&at.child("schema"))?.schema;
    if schema.properties.is_empty() {
        return None;
    }
    let name = types.issue(&format!("{builder} form"));
    let owners = builder.owners_with(&name);
    let mut scope = Scope::new(Case::Value, FORM_METHODS);
    let names = scope.issue_all_as(schema.properties.keys().map(String::as_str), "part");
    let mut parts = Vec::new();
    for ((wire, property), argument) in schema.properties.iter().zip(names) {
        let encoding = at.child("encoding").child(wire);
        let content_type = single_type(ctx.spec, &encoding);
        let component = types::owner(ctx, property);
        let hint = NameHint::property(component.as_ref().unwrap_or(&owners), wire);
        let Some(found) = ctx.graph.schema_use(property).filter(|found| !found.read_only) else { continue };
        let kind = match part_kind(ctx, arena, property, content_type.as_deref(), hint) {
            PartKind::Value(ty) => match ctx.spec.text(&encoding, "style").as_deref().and_then(delimiter) {
                Some(delimiter) => PartKind::Joined(ty, delimiter),
                None => PartKind::Value(ty),
            },
            kind => kind,
        };
        if ctx.spec.value(&encoding.child("headers")).is_some() {
            ctx.sink.report(Diagnostic::ignored_part_headers(&encoding));
        }
        let nested = ["encoding", "prefixEncoding", "itemEncoding"].map(|key| encoding.child(key));
        if let Some(at) = nested.iter().find(|at| ctx.spec.value(at).is_some()) {
            ctx.sink.report(Diagnostic::nested_parts(at));
        }
        parts.push(FormPart {
            name: argument,
            wire: wire.clone(),
            kind,
            content_type,
            required: schema.required.contains(wire),
            deprecated: found.deprecated,
            doc: ctx.graph.doc(found),
        });
    }
    Some(Form { name, parts })
}

/// The separator of a list with a style that only converted documents have.
pub(super) fn delimiter(style: &str) -> Option<Delimiter> {
    match style {
        CSV => Some(Delimiter::Comma),
        SSV => Some(Delimiter::Space),
        TSV => Some(Delimiter::Tab),
        PIPES => Some(Delimiter::Pipe),
        _ => None,
    }
}

/// The content type of a part, if it is a single one.
fn single_type(spec: &Spec, encoding: &Pointer) -> Option<String> {
    let content_type = spec.text(encoding, "contentType")?;
    (!content_type.contains([',', '*'])).then_some(content_type)
}

fn part_kind(
    ctx: &Ctx<'_>,
    arena: &mut TypeArena,
    property: &Pointer,
    content_type: Option<&str>,
    hint: NameHint,
) -> PartKind {
    if is_file(ctx, property) {
        return PartKind::File;
    }
    if is_list_of_files(ctx, property) {
        return PartKind::Files;
    }
    let ty = types::value(ctx, arena, property, &TypeRequest::new(Direction::Input, hint)).ty;
    match content_type.map(kind) {
        Some(MediaKind::Json) => PartKind::Json(ty),
        Some(MediaKind::Bytes) if ty == Ty::AnyJson || content_type.is_some_and(is_file_type) => {
            PartKind::File
        }
        _ => PartKind::Value(ty),
    }
}

/// Whether the schema at `at` describes a file: bytes without an encoding.
pub(super) fn is_file(ctx: &Ctx<'_>, at: &Pointer) -> bool {
    let Some(node) = ctx.graph.at(at).filter(|_| ctx.spec.value(at).is_some()) else { return false };
    let media = ctx.spec.text(&node.at, "contentMediaType");
    let is_bytes = media.is_some_and(|media| kind(&media) == MediaKind::Bytes)
        && ctx.spec.text(&node.at, "contentEncoding").is_none();
    matches!(node.schema.kind, Some(JsonType::String) | None)
        && (node.schema.format.as_deref() == Some("binary") || is_bytes)
}

/// Whether the schema at `at` describes a list of files, or a choice of a file and a list of files.
fn is_list_of_files(ctx: &Ctx<'_>, at: &Pointer) -> bool {
    let is_list = |at: &Pointer| {
        let items = ctx.graph.at(at).and_then(|node| node.schema.items.as_ref());
        items.is_some_and(|items| is_file(ctx, items))
    };
    let Some(node) = ctx.graph.at(at) else { return false };
    let alternatives = &node.schema.any_of;
    if alternatives.is_empty() {
        is_list(at)
    } else {
        alternatives.iter().all(|at| is_file(ctx, at) || is_list(at))
    }
}

/// Whether a media type is one of files.
fn is_file_type(content_type: &str) -> bool {
    let (family, subtype) = content_type.split_once('/').unwrap_or((content_type, ""));
    matches!(family, "audio" | "font" | "image" | "video")
        || matches!(subtype, "gzip" | "octet-stream" | "pdf" | "zip")
}
