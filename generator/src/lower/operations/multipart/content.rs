//! The content of a part.

use super::{Multipart, Place, last};
use crate::diagnostics::Diagnostic;
use crate::document::Spec;
use crate::lower::Ctx;
use crate::lower::operations::media::{MediaKind, kind};
use crate::lower::operations::parts;
use crate::lower::types::{self, NameHint, Owners, TypeRequest};
use crate::model::{PartKind, Scalar, Ty};
use crate::schema::{Direction, JsonType};
use crate::source::Pointer;

/// The content of a part.
#[allow(clippy::struct_field_names, reason = "the name of the field of an encoding")]
pub(super) struct Content {
    pub(super) kind: PartKind,
    pub(super) content_type: Option<String>,
    pub(super) many: bool,
}

impl Content {
    fn one(kind: PartKind, content_type: Option<String>) -> Self {
        Self { kind, content_type, many: false }
    }
}

impl Multipart<'_, '_> {
    /// The content of a part.
    pub(super) fn content(&mut self, place: &Place<'_>, owners: &Owners, hint: &NameHint) -> Content {
        let ctx = self.ctx;
        let content_type = single_type(ctx.spec, place.encoding);
        if let Some(described) = parts::inside(ctx.spec, place.schema, place.encoding) {
            let media = content_type.clone().unwrap_or_else(|| "multipart/mixed".to_owned());
            let owners: Owners = owners
                .iter()
                .take(2)
                .cloned()
                .chain([format!("{} {}", last(&self.owners), place.wire)])
                .collect();
            if let Some(form) = self.nested(described, &media, &owners) {
                return Content::one(PartKind::Parts(Box::new(form)), Some(media));
            }
        }
        if content_type.as_deref().is_some_and(parts::is_multipart) || self.has_nested(place.encoding) {
            ctx.sink.report(Diagnostic::nested_parts(place.encoding));
        }
        if is_file(ctx, place.schema) {
            let content_type = content_type.or_else(|| self.media_of(place));
            return Content::one(PartKind::File, content_type);
        }
        if place.splits && is_list_of_files(ctx, place.schema) {
            return Content { kind: PartKind::File, content_type, many: true };
        }
        let request = TypeRequest::new(self.direction, hint.clone());
        let ty = types::value(ctx, self.arena, place.schema, &request).ty;
        if self.direction == Direction::Output && ty == Ty::Scalar(Scalar::Base64) {
            return Content::one(PartKind::Base64(ty), content_type);
        }
        if place.in_form {
            let kind = match content_type.as_deref().map(kind) {
                Some(MediaKind::Json) => PartKind::Json(ty),
                Some(MediaKind::Bytes)
                    if ty == Ty::AnyJson || content_type.as_deref().is_some_and(is_file_type) =>
                {
                    PartKind::File
                }
                _ => PartKind::Value(ty),
            };
            return Content::one(kind, content_type);
        }
        self.mixed_content(place, ty, content_type)
    }

    /// The content of a part of a body other than a form.
    fn mixed_content(&self, place: &Place<'_>, ty: Ty, content_type: Option<String>) -> Content {
        let ctx = self.ctx;
        let declared = ctx.spec.text(place.encoding, "contentType");
        let json = declared.iter().flat_map(|list| list.split(',')).map(str::trim);
        let json = json.filter(|media| !media.contains('*')).find(|media| kind(media) == MediaKind::Json);
        if let Some(json) = json {
            return Content::one(PartKind::Json(ty), Some(json.to_owned()));
        }
        let is_scalar = is_scalar(&ty);
        let is_untyped =
            ty == Ty::AnyJson && ctx.graph.at(place.schema).is_none_or(|node| node.schema.kind.is_none());
        let is_text = content_type.as_deref().is_some_and(|media| kind(media) == MediaKind::Text);
        match (declared, ty) {
            (_, ty @ Ty::Scalar(Scalar::Base64)) => Content::one(PartKind::Base64(ty), content_type),
            (None, _) if is_untyped => Content::one(PartKind::File, self.media_of(place)),
            (None, ty @ Ty::List(_)) if !place.splits => Content::one(PartKind::Json(ty), None),
            (None, ty) => Content::one(PartKind::Value(ty), self.media_of(place)),
            (Some(_), ty) if is_text && is_scalar => Content::one(PartKind::Value(ty), content_type),
            (Some(_), Ty::AnyJson) if is_text => {
                Content::one(PartKind::Value(Ty::Scalar(Scalar::String)), content_type)
            }
            (Some(declared), ty) => {
                if is_structured(ctx, place.schema) {
                    ctx.sink.report(Diagnostic::part_as_bytes(place.encoding, &declared));
                }
                let many = place.splits && matches!(ty, Ty::List(_));
                Content { kind: PartKind::File, content_type, many }
            }
        }
    }

    /// The media type of the content of a schema.
    fn media_of(&self, place: &Place<'_>) -> Option<String> {
        if place.in_form {
            return None;
        }
        let node = self.ctx.graph.at(place.schema)?;
        self.ctx.spec.text(&node.at, "contentMediaType").filter(|media| !media.contains(['*', ',']))
    }
}

/// Whether the values of a schema are objects or lists.
fn is_structured(ctx: &Ctx<'_>, at: &Pointer) -> bool {
    let is_structured = |at: &Pointer| {
        let node = ctx.graph.at(at);
        node.is_some_and(|node| {
            node.schema.is_object() && !node.schema.properties.is_empty()
                || matches!(node.schema.kind, Some(JsonType::Object | JsonType::Array))
        })
    };
    let alternatives = ctx.graph.at(at).map(|node| &node.schema.any_of).filter(|any_of| !any_of.is_empty());
    alternatives.map_or_else(|| is_structured(at), |any_of| any_of.iter().all(is_structured))
}

/// Whether the values of a type are text in a part.
fn is_scalar(ty: &Ty) -> bool {
    matches!(ty, Ty::Scalar(_))
}

/// The content type of a part, if it is a single one.
fn single_type(spec: &Spec, encoding: &Pointer) -> Option<String> {
    let content_type = spec.text(encoding, "contentType")?;
    (!content_type.contains([',', '*'])).then_some(content_type)
}

/// Whether the schema at `at` describes a file: bytes without an encoding.
pub(in crate::lower::operations) fn is_file(ctx: &Ctx<'_>, at: &Pointer) -> bool {
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
