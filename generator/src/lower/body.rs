//! Request bodies.

use super::Lowering;
use super::direction::Direction;
use super::facts::JsonType;
use super::media::{Kind, essence, kind, rank};
use super::path::RawOperation;
use super::schema::Hint;
use crate::diagnostics::{Diagnostic, UnreadablePart};
use crate::model::{Alternative, Body, Doc, Media, MemberStyle, Scalar, Ty};
use crate::names::{Ident, Scope};
use crate::source::{Pointer, Value};

/// Where the names around an operation come from.
pub(crate) struct OperationNames<'a> {
    /// Arguments and setters of the request builder.
    pub(crate) setters: &'a mut Scope,
    /// Methods of the resource.
    pub(crate) methods: &'a mut Scope,
    /// Types in the files of resources.
    pub(crate) types: &'a mut Scope,
}

/// A request body as it stands in the document.
struct RawBody {
    content: Pointer,
    required: bool,
    doc: Doc,
}

impl Lowering<'_> {
    /// The request body of an operation, in the media type that can be modelled best, and in the others.
    pub(crate) fn bodies(
        &mut self,
        raw: &RawOperation,
        method: &Ident,
        builder: &Ident,
        names: &mut OperationNames<'_>,
    ) -> (Option<Body>, Vec<Alternative>) {
        let Some(body) = self.raw_body(raw) else { return (None, Vec::new()) };
        let mut types = self.spec.keys(&body.content);
        types.sort_by_key(|content_type| rank(content_type));
        let mut types = types.into_iter();
        let Some(first) = types.next() else { return (None, Vec::new()) };
        let name = names.setters.issue("body");
        let mut taken = vec![(self.label(&body, &first), first.clone())];
        let preferred = self.body(&body, first, name.clone(), builder, names);
        let mut alternatives = Vec::new();
        for other in types {
            let mut label = self.label(&body, &other);
            // What differs by its suffix only, as `+json` and `+xml` do, is called by it too.
            if taken.iter().any(|(taken, same)| *taken == label && kind(same) != kind(&other)) {
                subtype(&essence(&other)).clone_into(&mut label);
            }
            if let Some((_, same)) = taken.iter().find(|(taken, _)| *taken == label) {
                self.check_dropped(&body, same, &other, &label);
                continue;
            }
            // A method of its own needs no other name for its argument.
            let name =
                if body.required { name.clone() } else { names.setters.issue(&format!("{label} body")) };
            let method = names.methods.issue(&format!("{method} {label}"));
            taken.push((label, other.clone()));
            alternatives.push(Alternative { method, body: self.body(&body, other, name, builder, names) });
        }
        (Some(preferred), alternatives)
    }

    fn body(
        &mut self,
        body: &RawBody,
        content_type: String,
        name: Ident,
        builder: &Ident,
        names: &mut OperationNames<'_>,
    ) -> Body {
        let place = body.content.child(&content_type);
        let schema = place.child("schema");
        let constraints = self.constraints_at(&schema);
        let hint = Hint::new(builder.as_str(), "body");
        let media = match self.body_kind(body, &content_type) {
            Kind::Json => Media::Json(self.value_ty(&schema, Ty::AnyJson, &hint)),
            Kind::Form => Media::Form {
                ty: self.value_ty(&schema, Ty::JsonObject, &hint),
                styles: self.member_styles(&place.child("encoding")),
            },
            Kind::Multipart => {
                let form = self.multipart(&place, builder, names.types);
                if form.is_none() && self.is_other_than_object(&schema) {
                    self.diagnostics.push(Diagnostic::form_not_an_object(&schema));
                }
                Media::Multipart(form)
            }
            Kind::Text => Media::Text,
            Kind::Bytes | Kind::Events | Kind::Lines => {
                if content_type.starts_with("multipart/") {
                    self.diagnostics.push(Diagnostic::unsupported_multipart(&place, &content_type));
                }
                Media::Bytes
            }
        };
        let doc = Doc { constraints, ..body.doc.clone() };
        Body { name, media, content_type, required: body.required, doc }
    }

    /// The type of a body that is one value.
    fn value_ty(&mut self, schema: &Pointer, unsaid: Ty, hint: &Hint) -> Ty {
        if self.spec.value(schema).is_none() {
            return unsaid;
        }
        let (ty, site) = self.ty_at(schema, Direction::Input, hint);
        let nullable = site.is_some_and(|site| site.nullable) && ty != Ty::AnyJson;
        let ty = plain_text(ty);
        if nullable { Ty::Nullable(Box::new(ty)) } else { ty }
    }

    fn is_other_than_object(&mut self, schema: &Pointer) -> bool {
        let site = self.spec.value(schema).and_then(|_| self.site(schema));
        site.is_some_and(|site| self.facts(&site.target).kind.is_some_and(|kind| kind != JsonType::Object))
    }

    /// What a media type is, given what the document says of the body: a file is bytes, whatever is in it.
    fn body_kind(&mut self, body: &RawBody, content_type: &str) -> Kind {
        let schema = body.content.child(content_type).child("schema");
        match kind(content_type) {
            Kind::Json | Kind::Text if self.is_file(&schema) => Kind::Bytes,
            kind => kind,
        }
    }

    /// What tells a media type from the others of a body. Bytes are one: the caller says which type they are of.
    fn label(&mut self, body: &RawBody, content_type: &str) -> String {
        let essence = essence(content_type);
        match (self.body_kind(body, content_type), essence.as_str()) {
            (Kind::Json, "application/json" | "text/json" | "*/*" | "application/*") => "json".to_owned(),
            (Kind::Form, _) => "form".to_owned(),
            (Kind::Multipart, _) => "multipart".to_owned(),
            (Kind::Bytes | Kind::Events | Kind::Lines, _) => "bytes".to_owned(),
            (Kind::Text, "text/plain" | "text/*") => "text".to_owned(),
            (Kind::Json | Kind::Text, _) => {
                subtype(&essence).trim_end_matches("+json").trim_end_matches("+xml").to_owned()
            }
        }
    }

    /// Two spellings of one media type are one; it is told if they do not say the same.
    fn check_dropped(&mut self, body: &RawBody, kept: &str, dropped: &str, label: &str) {
        let schema = |content_type: &str| self.spec.value(&body.content.child(content_type).child("schema"));
        let (a, b) = (schema(kept), schema(dropped));
        if label != "bytes" && b.is_some() && a != b {
            let at = body.content.child(dropped);
            self.diagnostics.push(Diagnostic::duplicate_media_type(&at, kept, dropped));
        }
    }

    fn raw_body(&mut self, raw: &RawOperation) -> Option<RawBody> {
        let at = raw.at.child("requestBody");
        self.spec.value(&at)?;
        let at = self.resolve(&at)?;
        if let Err(message) = self.spec.part::<openapiv3::RequestBody>(&at) {
            let known = self.spec.value(&at.child("content")).is_some_and(Value::is_object);
            let part = if known { UnreadablePart::RequestBody } else { UnreadablePart::EmptyRequestBody };
            self.broken_part(part, &at, &message);
        }
        let required = self.spec.value(&at.child("required")).and_then(Value::as_bool).unwrap_or(false);
        let doc = Doc { description: self.spec.text(&at, "description"), ..Doc::default() };
        Some(RawBody { content: at.child("content"), required, doc })
    }

    /// Where the schema of an operation's JSON body stands.
    pub(crate) fn json_body(&mut self, raw: &RawOperation) -> Option<Pointer> {
        let body = self.raw_body(raw)?;
        let types = self.spec.keys(&body.content);
        let content_type = super::media::best(types.iter())?;
        let schema = body.content.child(content_type).child("schema");
        self.spec.value(&schema).is_some().then_some(schema)
    }

    /// The members of a form that are not written in exploded form style.
    fn member_styles(&mut self, encoding: &Pointer) -> Vec<(String, MemberStyle)> {
        let mut styles = Vec::new();
        for member in self.spec.keys(encoding) {
            let at = encoding.child(&member);
            let explode = self.spec.value(&at.child("explode")).and_then(Value::as_bool);
            let json = self.spec.text(&at, "contentType").is_some_and(|media| kind(&media) == Kind::Json);
            let style = match (self.spec.text(&at, "style").as_deref(), explode) {
                (Some("deepObject"), _) => MemberStyle::DeepObject,
                (Some("spaceDelimited"), None | Some(false)) => MemberStyle::SpaceDelimited,
                (Some("pipeDelimited"), None | Some(false)) => MemberStyle::PipeDelimited,
                (Some("form"), Some(false)) => MemberStyle::Joined,
                (None, _) if json => MemberStyle::Json,
                _ => continue,
            };
            styles.push((member, style));
        }
        styles
    }
}

/// What kind of text, picture or whatever else it is.
fn subtype(essence: &str) -> &str {
    let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype);
    subtype.trim_start_matches("x-").trim_start_matches("vnd.")
}

/// Base64 that is not a member of anything stays the text that it is.
pub(crate) fn plain_text(ty: Ty) -> Ty {
    match ty {
        Ty::Scalar(Scalar::Base64) => Ty::Scalar(Scalar::String),
        Ty::List(inner) => Ty::List(Box::new(plain_text(*inner))),
        Ty::Map(inner) => Ty::Map(Box::new(plain_text(*inner))),
        Ty::Nullable(inner) => Ty::Nullable(Box::new(plain_text(*inner))),
        Ty::Scalar(_) | Ty::Named { .. } | Ty::JsonObject | Ty::AnyJson => ty,
    }
}
