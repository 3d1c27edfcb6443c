//! Media types and their order of preference.

/// The serialization of values of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    /// `text/event-stream`.
    Events,
    /// One JSON value per line.
    Lines,
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

/// The rank of a media type. The lowest rank is preferred.
pub(crate) fn rank(content_type: &str) -> u8 {
    match kind(content_type) {
        MediaKind::Json if essence(content_type) == "application/json" => 0,
        MediaKind::Json if !content_type.contains('*') => 1,
        MediaKind::Json => 2,
        MediaKind::Form => 3,
        MediaKind::Multipart => 4,
        MediaKind::Lines => 5,
        MediaKind::Events => 6,
        MediaKind::Text => 7,
        MediaKind::Bytes => 8,
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
