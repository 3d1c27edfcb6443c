//! Media types and their order of preference.

use super::parts::{self, Described};
use crate::document::Spec;
use crate::source::Pointer;

/// The serialization of values of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Json,
    /// XML that becomes a type. [`kind`] does not return it, because it depends on the media types beside it.
    Xml,
    Form,
    Multipart,
    Text,
    Bytes,
    /// `text/event-stream`.
    Events,
    /// One JSON value per line.
    Lines,
    /// Any number of parts. [`kind`] does not return it, because it depends on the description of the media type.
    Parts,
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// The serialization of values of a media type.
pub(crate) fn kind(content_type: &str) -> MediaKind {
    let essence = essence(content_type);
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => MediaKind::Json,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        "multipart/form-data" => MediaKind::Multipart,
        "text/event-stream" => MediaKind::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-json-stream"
        | "application/stream+json"
        | "application/json-seq" => MediaKind::Lines,
        _ if essence.ends_with("+json-seq") => MediaKind::Lines,
        _ if essence.ends_with("+json") => MediaKind::Json,
        _ if essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") => {
            MediaKind::Text
        }
        _ => MediaKind::Bytes,
    }
}

/// Whether a media type is data in XML.
pub(crate) fn is_xml(content_type: &str) -> bool {
    let essence = essence(content_type);
    matches!(essence.as_str(), "application/xml" | "text/xml")
        || essence.starts_with("application/") && essence.ends_with("+xml")
}

/// The use of XML in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum XmlUse {
    /// It is text: there is JSON beside it.
    #[default]
    Text,
    /// It becomes a type.
    Typed,
    /// It becomes a type, and is preferred to JSON.
    Preferred,
}

impl XmlUse {
    /// The use of XML among some media types.
    pub(crate) fn among(types: &[String], prefers_xml: bool) -> Self {
        if prefers_xml {
            Self::Preferred
        } else if types.iter().any(|content_type| kind(content_type) == MediaKind::Json) {
            Self::Text
        } else {
            Self::Typed
        }
    }

    /// The serialization of values of a media type at `at`.
    pub(crate) fn kind(self, spec: &Spec, at: &Pointer, content_type: &str) -> MediaKind {
        let is_typed = || {
            let schema = spec.resolve(&at.child("schema")).ok();
            schema.is_some_and(|schema| {
                spec.value(&schema).is_some() && spec.text(&schema, "type").as_deref() != Some("string")
            })
        };
        if self != Self::Text && is_xml(content_type) && is_typed() {
            return MediaKind::Xml;
        }
        if parts::is_mixed(content_type) {
            return match parts::of_media_type(spec, at) {
                Some(Described::Named { .. } | Described::Ordered { .. }) => MediaKind::Multipart,
                Some(Described::Any(_)) => MediaKind::Parts,
                None => MediaKind::Bytes,
            };
        }
        kind(content_type)
    }

    /// The rank of a media type whose values have a serialization. The lowest rank is preferred.
    pub(crate) fn rank(self, kind: MediaKind, content_type: &str) -> u8 {
        if kind == MediaKind::Xml && self == Self::Preferred { 0 } else { rank_as(kind, content_type) }
    }
}

/// The rank of a media type. The lowest rank is preferred.
pub(crate) fn rank(content_type: &str) -> u8 {
    rank_as(kind(content_type), content_type)
}

fn rank_as(kind: MediaKind, content_type: &str) -> u8 {
    match kind {
        MediaKind::Json if essence(content_type) == "application/json" => 1,
        MediaKind::Json if !content_type.contains('*') => 2,
        MediaKind::Json => 3,
        MediaKind::Form => 4,
        MediaKind::Multipart | MediaKind::Parts => 5,
        MediaKind::Xml => 6,
        MediaKind::Lines => 7,
        MediaKind::Events => 8,
        MediaKind::Text => 9,
        MediaKind::Bytes => 10,
    }
}

/// The media type that can be modelled best.
pub(crate) fn best<'a>(types: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    types.min_by_key(|content_type| rank(content_type))
}

#[cfg(test)]
mod tests {
    use super::{MediaKind, kind};

    #[test]
    fn kinds() {
        for (content_type, expected) in [
            ("application/json; charset=utf-8", MediaKind::Json),
            ("application/vnd.github.v3+json", MediaKind::Json),
            ("Application/Problem+JSON", MediaKind::Json),
            ("*/*", MediaKind::Json),
            ("application/json-seq", MediaKind::Lines),
            ("application/x-ndjson", MediaKind::Lines),
            ("text/event-stream;charset=utf-8", MediaKind::Events),
            ("text/csv", MediaKind::Text),
            ("application/soap+xml", MediaKind::Text),
            ("image/*", MediaKind::Bytes),
            ("image/svg+xml", MediaKind::Text),
            ("multipart/form-data", MediaKind::Multipart),
            ("multipart/mixed", MediaKind::Bytes),
            ("", MediaKind::Bytes),
        ] {
            assert_eq!(kind(content_type), expected, "{content_type}");
        }
    }
}
