//! Bodies of several parts.

use super::headers::{Request, header_schema, must_be_absent, part_headers};
use super::media::{MediaKind, kind};
use super::parts::{self, Described, RawPart};
use super::reserved::FORM_METHODS;
use crate::diagnostics::Diagnostic;
use crate::document::{CSV, PIPES, SSV, Spec, TSV};
use crate::lower::Ctx;
use crate::lower::types::{self, NameHint, Owners, TypeArena, TypeRequest};
use crate::model::{Delimiter, Doc, Form, FormPart, Headers, Layout, PartKind, Scalar, Ty};
use crate::names::{Case, Ident, Scope};
use crate::schema::{Direction, JsonType};
use crate::source::Pointer;

/// The lowering of the parts of one body.
pub(super) struct Multipart<'l, 'g> {
    pub(super) ctx: &'l Ctx<'g>,
    pub(super) arena: &'l mut TypeArena,
    /// The names of the types in the files of resources.
    pub(super) types: &'l mut Scope,
    pub(super) direction: Direction,
    /// The names of the resource and of the builder.
    pub(super) owners: Owners,
}

/// The parts of a body.
pub(super) enum Body {
    Form(Form),
    /// Any number of parts of one kind.
    List(Box<FormPart>),
}

/// A part before its content is known.
struct Place<'p> {
    /// Its name on the wire, or its label.
    wire: &'p str,
    schema: &'p Pointer,
    encoding: &'p Pointer,
    /// Whether the value of an array is a part for each item: the part has a name.
    splits: bool,
    /// Whether the body is a `multipart/form-data`.
    in_form: bool,
}

impl Multipart<'_, '_> {
    /// The body at `at`. `None` if the document does not describe its parts.
    pub(super) fn body(&mut self, at: &Pointer, content_type: &str) -> Option<Body> {
        let described = if parts::is_mixed(content_type) {
            parts::of_media_type(self.ctx.spec, at)?
        } else {
            Described::Named { schema: at.child("schema"), encodings: at.clone() }
        };
        let owners = self.owners.clone();
        self.parts(described, content_type, &owners)
    }

    fn parts(&mut self, described: Described, content_type: &str, owners: &Owners) -> Option<Body> {
        match described {
            Described::Named { schema, encodings } => {
                self.named(&schema, &encodings, content_type, owners).map(Body::Form)
            }
            Described::Ordered { fixed, further, least } => {
                Some(Body::Form(self.ordered(&fixed, further.as_ref(), least, content_type, owners)))
            }
            Described::Any(part) => {
                let name = Scope::new(Case::Value, &[]).issue("part");
                let label = match self.direction {
                    Direction::Input => "item",
                    Direction::Output => "response",
                };
                let part = self.unnamed(name, label, &part, owners);
                Some(Body::List(Box::new(FormPart { required: true, ..part })))
            }
        }
    }

    /// The name of a form, and the owners of its parts.
    fn form_name(&mut self, owners: &Owners) -> (Ident, Owners) {
        let word = match self.direction {
            Direction::Input => "form",
            Direction::Output => "parts",
        };
        let owner = owners.last().map_or("", String::as_str);
        let name = self.types.issue(&format!("{owner} {word}"));
        let owners = owners.iter().take(2).cloned().chain([name.to_string()]).collect();
        (name, owners)
    }

    fn named(
        &mut self,
        schema: &Pointer,
        encodings: &Pointer,
        content_type: &str,
        owners: &Owners,
    ) -> Option<Form> {
        let ctx = self.ctx;
        let schema = &ctx.graph.at(schema)?.schema;
        if schema.properties.is_empty() {
            return None;
        }
        let (name, owners) = self.form_name(owners);
        let mut scope = Scope::new(Case::Value, FORM_METHODS);
        let names = scope.issue_all_as(schema.properties.keys().map(String::as_str), "part");
        let mut parts = Vec::new();
        for ((wire, property), argument) in schema.properties.iter().zip(names) {
            let encoding = encodings.child("encoding").child(wire);
            let component = types::owner(ctx, property);
            let owners = component.as_ref().unwrap_or(&owners);
            let hint = NameHint::property(owners, wire);
            let Some(found) = ctx.graph.schema_use(property) else { continue };
            let is_hidden = match self.direction {
                Direction::Input => found.read_only,
                Direction::Output => found.write_only,
            };
            if is_hidden {
                continue;
            }
            let in_form = !parts::is_mixed(content_type);
            let place = Place { wire, schema: property, encoding: &encoding, splits: true, in_form };
            let part = self.part(argument, &place, owners, &hint);
            parts.push(FormPart { required: schema.required.contains(wire), ..part });
        }
        Some(Form {
            name,
            layout: Layout::Named,
            content_type: content_type.to_owned(),
            parts,
            further: None,
        })
    }

    fn ordered(
        &mut self,
        fixed: &[RawPart],
        further: Option<&RawPart>,
        least: usize,
        content_type: &str,
        owners: &Owners,
    ) -> Form {
        let (name, owners) = self.form_name(owners);
        let labels: Vec<String> =
            fixed.iter().enumerate().map(|(index, part)| self.label(index, part)).collect();
        let mut scope = Scope::new(Case::Value, FORM_METHODS);
        let names = scope.issue_all_as(labels.iter().map(String::as_str), "part");
        let mut parts = Vec::new();
        for (index, ((raw, label), name)) in fixed.iter().zip(&labels).zip(names).enumerate() {
            let part = self.unnamed(name, label, raw, &owners);
            parts.push(FormPart { required: index < least, ..part });
        }
        let further = further.map(|raw| {
            let name = scope.issue_as("further", "parts");
            Box::new(self.unnamed(name, "further", raw, &owners))
        });
        Form { name, layout: Layout::Ordered, content_type: content_type.to_owned(), parts, further }
    }

    /// The label of a part by its position: its title, its component, or the position.
    fn label(&self, index: usize, part: &RawPart) -> String {
        let node = self.ctx.graph.at(&part.schema);
        let title = node.and_then(|node| node.schema.title.clone().or_else(|| node.name.clone()));
        title.unwrap_or_else(|| {
            POSITIONS.get(index).map_or_else(|| format!("part {}", index + 1), |name| (*name).to_owned())
        })
    }

    fn unnamed(
        &mut self,
        name: Ident,
        label: &str,
        RawPart { schema, encoding }: &RawPart,
        owners: &Owners,
    ) -> FormPart {
        let hint = NameHint::new(owners, label);
        let place = Place { wire: label, schema, encoding, splits: false, in_form: false };
        self.part(name, &place, owners, &hint)
    }

    fn part(&mut self, name: Ident, place: &Place<'_>, owners: &Owners, hint: &NameHint) -> FormPart {
        let ctx = self.ctx;
        let found = ctx.graph.schema_use(place.schema);
        let content = self.content(place, owners, hint);
        let Content { mut kind, content_type, mut many } = content;
        let headers = self.headers(place, &kind, owners);
        // A part with headers is a value of its own, so a list has to be split here.
        if let (Some(_), PartKind::Value(Ty::List(item)), true) = (&headers, &kind, place.splits) {
            (kind, many) = (PartKind::Value((**item).clone()), true);
        }
        // The styles of converted documents, whose parts have no headers.
        let style = ctx.spec.text(place.encoding, "style").filter(|_| place.in_form);
        let joined = style
            .as_deref()
            .and_then(delimiter)
            .filter(|_| matches!(kind, PartKind::Value(_)) && headers.is_none());
        let mut doc: Doc = found.map(|found| ctx.graph.doc(found)).unwrap_or_default();
        if !place.in_form {
            doc.description = doc.description.or_else(|| choices(ctx.spec, place.encoding));
        }
        FormPart {
            name,
            wire: place.wire.to_owned(),
            kind,
            content_type,
            headers,
            joined,
            many,
            required: false,
            deprecated: found.is_some_and(|found| found.deprecated),
            doc,
        }
    }

    fn headers(&mut self, place: &Place<'_>, kind: &PartKind, owners: &Owners) -> Option<Headers> {
        let is_base64 = matches!(kind, PartKind::Base64(_));
        let sent = [("content-disposition", place.splits), ("content-transfer-encoding", is_base64)];
        let sent: Vec<&str> =
            sent.into_iter().filter_map(|(name, is_sent)| is_sent.then_some(name)).collect();
        let request = Request { direction: self.direction, owners };
        let fields = part_headers(self.ctx, self.arena, place.encoding, &sent, &request);
        let word = match self.direction {
            Direction::Input => "part",
            Direction::Output => "headers",
        };
        let name = format!("{} {} {word}", last(&self.owners), place.wire);
        (!fields.is_empty()).then(|| Headers { name: self.types.issue(&name), fields })
    }

    fn content(&mut self, place: &Place<'_>, owners: &Owners, hint: &NameHint) -> Content {
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

    /// The parts inside a part. A list is a form with any number of parts.
    fn nested(&mut self, described: Described, media: &str, owners: &Owners) -> Option<Form> {
        let described = match described {
            Described::Any(part) => Described::Ordered { fixed: Vec::new(), further: Some(part), least: 0 },
            other => other,
        };
        match self.parts(described, media, owners)? {
            Body::Form(form) => Some(form),
            Body::List(_) => None,
        }
    }

    fn has_nested(&self, encoding: &Pointer) -> bool {
        let keys = ["encoding", "prefixEncoding", "itemEncoding"];
        keys.iter().any(|key| self.ctx.spec.value(&encoding.child(key)).is_some())
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

/// The schemas of the parts of a media type, and those of their headers.
pub(super) fn roots(spec: &Spec, at: &Pointer) -> Vec<Pointer> {
    let mut roots = parts::schemas(spec, at);
    for encoding in parts::encodings(spec, at) {
        let headers = encoding.child("headers");
        for wire in spec.keys(&headers) {
            let at = spec.resolve(&headers.child(&wire)).ok().filter(|at| !must_be_absent(spec, at));
            roots.extend(at.map(|at| header_schema(spec, &at)));
        }
    }
    roots.retain(|schema| spec.value(schema).is_some());
    roots
}

/// The content of a part.
#[allow(clippy::struct_field_names, reason = "the name of the field of an encoding")]
struct Content {
    kind: PartKind,
    content_type: Option<String>,
    many: bool,
}

impl Content {
    fn one(kind: PartKind, content_type: Option<String>) -> Self {
        Self { kind, content_type, many: false }
    }
}

/// The names of parts by their positions.
const POSITIONS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

fn last(owners: &Owners) -> &str {
    owners.last().map_or("", String::as_str)
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

/// The content types of a part, if there are several.
fn choices(spec: &Spec, encoding: &Pointer) -> Option<String> {
    let declared = spec.text(encoding, "contentType").filter(|declared| declared.contains([',', '*']))?;
    let choices: Vec<String> =
        declared.split(',').map(|media| format!("`{}`", media.trim().replace('`', ""))).collect();
    Some(format!("Content types: {}.", choices.join(", ")))
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
