//! Media types: how well each can be modelled.

/// How what is of a media type is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    /// `text/event-stream`.
    Events,
    /// A JSON value on each line.
    Lines,
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// How what is of a media type is written.
pub(crate) fn kind(content_type: &str) -> Kind {
    let essence = essence(content_type);
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        "multipart/form-data" => Kind::Multipart,
        "text/event-stream" => Kind::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-json-stream"
        | "application/stream+json"
        | "application/json-seq" => Kind::Lines,
        _ if essence.ends_with("+json-seq") => Kind::Lines,
        _ if essence.ends_with("+json") => Kind::Json,
        _ if essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") => {
            Kind::Text
        }
        _ => Kind::Bytes,
    }
}

/// Of several media types, the one with the lowest rank is taken.
pub(crate) fn rank(content_type: &str) -> u8 {
    match kind(content_type) {
        Kind::Json if essence(content_type) == "application/json" => 0,
        Kind::Json if !content_type.contains('*') => 1,
        Kind::Json => 2,
        Kind::Form => 3,
        Kind::Multipart => 4,
        Kind::Lines => 5,
        Kind::Events => 6,
        Kind::Text => 7,
        Kind::Bytes => 8,
    }
}

/// The media type that can be modelled best.
pub(crate) fn best<'a>(types: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    types.min_by_key(|content_type| rank(content_type))
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind};

    #[test]
    fn kinds() {
        for (content_type, expected) in [
            ("application/json; charset=utf-8", Kind::Json),
            ("application/vnd.github.v3+json", Kind::Json),
            ("Application/Problem+JSON", Kind::Json),
            ("*/*", Kind::Json),
            ("application/json-seq", Kind::Lines),
            ("application/x-ndjson", Kind::Lines),
            ("text/event-stream;charset=utf-8", Kind::Events),
            ("text/csv", Kind::Text),
            ("application/soap+xml", Kind::Text),
            ("image/*", Kind::Bytes),
            ("image/svg+xml", Kind::Text),
            ("multipart/form-data", Kind::Multipart),
            ("multipart/mixed", Kind::Bytes),
            ("", Kind::Bytes),
        ] {
            assert_eq!(kind(content_type), expected, "{content_type}");
        }
    }
}
