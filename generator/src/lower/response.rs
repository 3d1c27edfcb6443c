//! Responses: what success brings, and what each failure does.

use openapiv3::Response;

use super::Lowering;
use super::body::plain_text;
use super::direction::Direction;
use super::media::{Kind, best, kind};
use super::operation::RawOperation;
use super::schema::Hint;
use crate::model::{Content, Doc, ErrorResponse, Payload, Status, Ty};
use crate::source::Pointer;

/// One response of an operation.
struct RawResponse {
    key: String,
    at: Pointer,
    response: Response,
}

impl Lowering<'_> {
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
        let content = match kind(content_type) {
            Kind::Json if self.spec.value(&schema).is_some() => {
                let (ty, site) = self.ty_at(&schema, Direction::Output, hint);
                let nullable = site.is_some_and(|site| site.nullable) && ty != Ty::AnyJson;
                let ty = plain_text(ty);
                Content::Json(if nullable { Ty::Nullable(Box::new(ty)) } else { ty })
            }
            Kind::Json => Content::Json(Ty::AnyJson),
            Kind::Text | Kind::Form => Content::Text,
            Kind::Multipart | Kind::Events | Kind::Lines | Kind::Bytes => Content::Bytes,
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
