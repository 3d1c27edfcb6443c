//! Request bodies and responses.

use openapiv3::{RequestBody, Response};

use super::Lowering;
use super::direction::Direction;
use super::operation::RawOperation;
use super::schema::Hint;
use crate::model::{Body, Content, Doc, ErrorResponse, Media, Payload, Scalar, Status, Ty};
use crate::names::Scope;
use crate::source::Pointer;

/// One response of an operation.
struct RawResponse {
    key: String,
    at: Pointer,
    response: Response,
}

/// How well a media type can be modelled; the best of several is taken.
fn media(content_type: &str) -> Option<Media> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Some(Media::Json),
        "application/x-www-form-urlencoded" => Some(Media::Form),
        "multipart/form-data" => None,
        _ if essence.ends_with("+json") => Some(Media::Json),
        _ if essence.starts_with("text/") || essence.ends_with("xml") => Some(Media::Text),
        _ => Some(Media::Bytes),
    }
}

/// Whether a media type is JSON underneath.
pub(crate) fn is_json(content_type: &str) -> bool {
    media(content_type) == Some(Media::Json)
}

fn rank(content_type: &str) -> u8 {
    match media(content_type) {
        Some(Media::Json) if content_type.starts_with("application/json") => 0,
        Some(Media::Json) if !content_type.contains('*') => 1,
        Some(Media::Json) => 2,
        Some(Media::Form) => 3,
        Some(Media::Text) => 4,
        Some(Media::Bytes) => 5,
        None => 6,
    }
}

/// The media type that can be modelled best.
pub(crate) fn best<'a>(types: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    types.min_by_key(|content_type| rank(content_type))
}

impl Lowering<'_> {
    /// The request body of an operation.
    pub(crate) fn body(&mut self, raw: &RawOperation, builder: &str, scope: &mut Scope) -> Option<Body> {
        let (at, request) = self.request_body(raw)?;
        let content = at.child("content");
        let content_type = best(request.content.keys())?.clone();
        for other in request.content.keys().filter(|other| **other != content_type) {
            self.diagnostics
                .warning(
                    "W0401",
                    Some(content.child(other)),
                    format!("the body is sent as `{content_type}`, never as `{other}`"),
                )
                .help("one media type of several is used for a request body");
        }
        let schema = content.child(&content_type).child("schema");
        let declared = media(&content_type).unwrap_or_else(|| {
            self.diagnostics
                .warning(
                    "W0402",
                    Some(content.child(&content_type)),
                    format!("`{content_type}` bodies are not modelled yet"),
                )
                .help("the caller gives the body as bytes");
            Media::Bytes
        });
        let ty = match declared {
            Media::Json | Media::Form if self.spec.value(&schema).is_some() => {
                self.ty_at(&schema, Direction::Input, &Hint::new(builder, "body")).0
            }
            Media::Json => Ty::AnyJson,
            Media::Form => Ty::JsonObject,
            Media::Text | Media::Bytes => Ty::Scalar(Scalar::String),
        };
        let doc = Doc { description: request.description, ..Doc::default() };
        Some(Body {
            name: scope.issue("body"),
            media: declared,
            content_type,
            ty,
            required: request.required,
            doc,
        })
    }

    fn request_body(&mut self, raw: &RawOperation) -> Option<(Pointer, RequestBody)> {
        let at = raw.at.child("requestBody");
        self.spec.value(&at)?;
        let at = self.resolve(&at)?;
        match self.spec.part::<RequestBody>(&at) {
            Ok(body) => Some((at, body)),
            Err(message) => {
                self.broken_part("request body", &at, &message, "the operation takes no body");
                None
            }
        }
    }

    /// Where the schema of an operation's JSON body stands.
    pub(crate) fn json_body(&mut self, raw: &RawOperation) -> Option<Pointer> {
        let (at, request) = self.request_body(raw)?;
        let content_type = best(request.content.keys())?;
        let schema = at.child("content").child(content_type).child("schema");
        self.spec.value(&schema).is_some().then_some(schema)
    }

    fn responses(&mut self, raw: &RawOperation) -> Vec<RawResponse> {
        let section = raw.at.child("responses");
        let mut responses = Vec::new();
        for key in self.spec.keys(&section) {
            if key.starts_with("x-") {
                continue;
            }
            let Some(at) = self.resolve(&section.child(&key)) else { continue };
            match self.spec.part::<Response>(&at) {
                Ok(response) => responses.push(RawResponse { key, at, response }),
                Err(message) => self.broken_part("response", &at, &message, "it is left out"),
            }
        }
        responses
    }

    /// What success brings.
    pub(crate) fn success(&mut self, raw: &RawOperation, builder: &str) -> Payload {
        let responses = self.responses(raw);
        let mut successes: Vec<&RawResponse> =
            responses.iter().filter(|response| response.key.starts_with('2')).collect();
        if successes.is_empty() {
            successes.extend(responses.iter().find(|response| response.key == "default"));
        }
        let doc = Doc {
            description: successes.first().map(|first| first.response.description.clone()),
            ..Doc::default()
        };
        let mut contents: Vec<(Content, String)> = Vec::new();
        for response in &successes {
            let found = self.content(response, &Hint::new(builder, "response"));
            if !contents.contains(&found) {
                contents.push(found);
            }
        }
        let empty = contents.iter().any(|(content, _)| *content == Content::Empty);
        let mut full: Vec<(Content, String)> =
            contents.into_iter().filter(|(content, _)| *content != Content::Empty).collect();
        let (content, accept) = match (full.len(), empty) {
            (0, _) => (Content::Empty, String::new()),
            (1, false) => full.swap_remove(0),
            (1, true) => match full.swap_remove(0) {
                (Content::Json(ty), accept) => (Content::Json(Ty::Nullable(Box::new(ty))), accept),
                other => other,
            },
            _ => {
                self.diagnostics
                    .warning(
                        "W0403",
                        Some(raw.at.child("responses")),
                        "several successful responses have different bodies",
                    )
                    .help("the body is returned as any JSON value");
                (Content::Json(Ty::AnyJson), "application/json".to_owned())
            }
        };
        let statuses = successes.iter().map(|response| response.key.clone()).collect();
        Payload { content, accept, statuses, doc }
    }

    fn content(&mut self, response: &RawResponse, hint: &Hint) -> (Content, String) {
        let Some(content_type) = best(response.response.content.keys()) else {
            return (Content::Empty, String::new());
        };
        let place = response.at.child("content").child(content_type);
        let schema = place.child("schema");
        let content = match media(content_type) {
            Some(Media::Json) if self.spec.value(&schema).is_some() => {
                let (ty, site) = self.ty_at(&schema, Direction::Output, hint);
                let nullable = site.is_some_and(|site| site.nullable) && ty != Ty::AnyJson;
                Content::Json(if nullable { Ty::Nullable(Box::new(ty)) } else { ty })
            }
            Some(Media::Json) => Content::Json(Ty::AnyJson),
            Some(Media::Text | Media::Form) => Content::Text,
            Some(Media::Bytes) | None => Content::Bytes,
        };
        let accept =
            if content_type.contains('*') { "application/json".to_owned() } else { content_type.clone() };
        (content, accept)
    }

    /// What each documented failure brings.
    pub(crate) fn errors(&mut self, raw: &RawOperation, builder: &str) -> Vec<ErrorResponse> {
        let mut errors = Vec::new();
        for response in self.responses(raw) {
            if response.key.starts_with('2') {
                continue;
            }
            let Some(status) = status(&response.key) else {
                self.diagnostics
                    .warning(
                        "W0404",
                        Some(response.at.clone()),
                        format!("`{}` is no HTTP status", response.key),
                    )
                    .help("a status is a code such as 404, a range such as 4XX, or `default`");
                continue;
            };
            let hint = Hint::new(builder, &format!("error {}", response.key));
            let body = match self.content(&response, &hint).0 {
                Content::Json(Ty::AnyJson) | Content::Empty | Content::Text | Content::Bytes => None,
                Content::Json(ty) => Some(ty),
            };
            let doc = Doc { description: Some(response.response.description), ..Doc::default() };
            errors.push(ErrorResponse { status, body, doc });
        }
        errors.sort_by_key(|error| error.status);
        errors
    }
}

fn status(key: &str) -> Option<Status> {
    let range = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
    match (key, range) {
        ("default", _) => Some(Status::Default),
        (_, Some(first)) => first.parse().ok().filter(|first| (1..=5).contains(first)).map(Status::Range),
        _ => key.parse().ok().filter(|code| (100..=599).contains(code)).map(Status::Code),
    }
}
