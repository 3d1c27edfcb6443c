//! Bodies of several parts.

use super::headers::{Request, header_schema, must_be_absent, part_headers};
use super::parts::{self, Described, RawPart};
use super::reserved::FORM_METHODS;
use crate::document::{CSV, PIPES, SSV, Spec, TSV};
use crate::lower::Ctx;
use crate::lower::types::{self, NameHint, Owners, TypeArena};
use crate::model::{Delimiter, Doc, Form, FormPart, Headers, Layout, PartKind, Ty};
use crate::names::{Case, Ident, Scope};
use crate::schema::Direction;
use crate::source::Pointer;

mod content;

use self::content::Content;
pub(super) use self::content::is_file;

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

/// The names of parts by their positions.
const POSITIONS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

fn last(owners: &Owners) -> &str {
    owners.last().map_or("", String::as_str)
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
