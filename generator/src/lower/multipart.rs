//! Forms of several parts.

use super::Lowering;
use super::direction::Direction;
use super::facts::JsonType;
use super::media::{Kind, kind};
use super::schema::Hint;
use crate::diagnostics::Diagnostic;
use crate::model::{Form, Part, PartKind, Ty};
use crate::names::{Case, Ident, Scope};
use crate::source::Pointer;

impl Lowering<'_> {
    /// The form that stands at `place`; `None` if the document does not name its parts.
    pub(crate) fn multipart(&mut self, place: &Pointer, builder: &Ident, types: &mut Scope) -> Option<Form> {
        let schema = place.child("schema");
        self.spec.value(&schema)?;
        let target = self.site(&schema)?.target;
        let facts = self.facts(&target);
        if facts.properties.is_empty() {
            return None;
        }
        let name = types.issue(&format!("{builder} form"));
        let mut scope = Scope::new(Case::Value, &["new", "clone", "parts"]);
        let names = scope.issue_all(facts.properties.keys().map(String::as_str));
        let mut parts = Vec::new();
        for ((wire, property), argument) in facts.properties.iter().zip(names) {
            let encoding = place.child("encoding").child(wire);
            let content_type = self.part_type(&encoding);
            let owner = self.owner(property);
            let hint = Hint::new(owner.as_deref().unwrap_or(name.as_str()), wire);
            let Some(site) = self.site(property).filter(|site| !site.read_only) else { continue };
            let kind = self.part_kind(property, content_type.as_deref(), &hint);
            if self.spec.value(&encoding.child("headers")).is_some() {
                self.diagnostics.push(Diagnostic::ignored_part_headers(&encoding));
            }
            parts.push(Part {
                name: argument,
                wire: wire.clone(),
                kind,
                content_type,
                required: facts.required.contains(wire),
                deprecated: site.deprecated,
                doc: self.doc(&site),
            });
        }
        Some(Form { name, parts })
    }

    /// The content type of a part, if it is a single one.
    fn part_type(&self, encoding: &Pointer) -> Option<String> {
        let content_type = self.spec.text(encoding, "contentType")?;
        (!content_type.contains([',', '*'])).then_some(content_type)
    }

    fn part_kind(&mut self, property: &Pointer, content_type: Option<&str>, hint: &Hint) -> PartKind {
        let described = content_type.map(kind);
        if self.is_file(property) {
            return PartKind::File;
        }
        if self.is_list_of_files(property) {
            return PartKind::Files;
        }
        let (ty, _) = self.ty_at(property, Direction::Input, hint);
        match described {
            Some(Kind::Json) => PartKind::Json(ty),
            Some(Kind::Bytes) if ty == Ty::AnyJson || content_type.is_some_and(is_file_type) => {
                PartKind::File
            }
            _ => PartKind::Value(ty),
        }
    }

    /// Whether a schema is that of a file: bytes as they are.
    pub(crate) fn is_file(&mut self, schema: &Pointer) -> bool {
        if self.spec.value(schema).is_none() {
            return false;
        }
        let Some(site) = self.site(schema) else { return false };
        let facts = self.facts(&site.target);
        let raw_bytes =
            self.spec.text(&site.target, "contentMediaType").is_some_and(|media| kind(&media) == Kind::Bytes)
                && self.spec.text(&site.target, "contentEncoding").is_none();
        matches!(facts.kind, Some(JsonType::String) | None)
            && (facts.format.as_deref() == Some("binary") || raw_bytes)
    }

    /// Whether a schema is that of a list of files, or of a file or a list of them.
    fn is_list_of_files(&mut self, schema: &Pointer) -> bool {
        let Some(site) = self.site(schema) else { return false };
        let facts = self.facts(&site.target);
        let is_list =
            |this: &mut Self, items: Option<&Pointer>| items.is_some_and(|items| this.is_file(items));
        if facts.any_of.is_empty() {
            return is_list(self, facts.items.as_ref());
        }
        facts.any_of.iter().all(|alternative| {
            let Some(site) = self.site(alternative) else { return false };
            let facts = self.facts(&site.target);
            self.is_file(alternative) || is_list(self, facts.items.as_ref())
        })
    }
}

/// Whether what is of a media type is plainly a file.
fn is_file_type(content_type: &str) -> bool {
    let (family, subtype) = content_type.split_once('/').unwrap_or((content_type, ""));
    matches!(family, "audio" | "font" | "image" | "video")
        || matches!(subtype, "gzip" | "octet-stream" | "pdf" | "zip")
}
