//! The names that are not free for names of the document. This is the only list of them.
//!
//! They are the public methods of the runtime: private items have names that cannot clash. An addition renames methods of
//! emitted crates, so it is a major change of the generator.

/// The public methods of a request builder, including those of responses with pages or streams. A parameter gets `_param`.
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "clone",
    "connect_timeout",
    "idle_timeout",
    "items",
    "limits",
    "pages",
    "retry",
    "send",
    "send_as",
    "send_blocking",
    "send_blocking_with_metadata",
    "send_events",
    "send_events_blocking",
    "send_events_with_metadata",
    "send_lines",
    "send_lines_blocking",
    "send_lines_with_metadata",
    "send_parts",
    "send_parts_blocking",
    "send_parts_with_metadata",
    "send_stream",
    "send_stream_blocking",
    "send_stream_with_metadata",
    "send_with_metadata",
    "timeout",
    "with_header",
    "with_query",
];

/// The public functions of the client. A resource gets `_resource`.
pub(crate) const CLIENT_METHODS: &[&str] = &["builder", "clone", "from_env", "request"];

/// The public methods of the client builder. A security scheme gets `_credential`, a client-level parameter `_param`, a variable of
/// the server `_variable`.
pub(crate) const CLIENT_BUILDER_METHODS: &[&str] = &[
    "allow_insecure_http",
    "attempt_timeout",
    "base_url",
    "build",
    "clone",
    "connect_timeout",
    "env",
    "idle_timeout",
    "item_idle_timeout",
    "limits",
    "middleware",
    "reqwest_client_builder",
    "reqwest_client_unchecked",
    "retry",
    "timeout",
    "transport",
    "with_header",
];

/// The public methods of a resource. An operation gets `_method`.
pub(super) const RESOURCE_METHODS: &[&str] = &["clone"];

/// The public functions of a multipart form. A part gets `_part`.
pub(super) const FORM_METHODS: &[&str] = &["clone", "new"];

/// The public functions of a part with headers, and the argument for its content. A header gets `_2`.
pub(super) const PART_METHODS: &[&str] = &["clone", "content", "new"];

/// Types of the runtime that the file of a resource uses. A resource gets `Resource`, its request builder `Request`.
pub(super) const RUNTIME_TYPES: &[&str] = &[
    "BodyParts",
    "ByStatus",
    "ByteStream",
    "Call",
    "Client",
    "Error",
    "ErrorCase",
    "EventStream",
    "FilePart",
    "Items",
    "JsonText",
    "LineStream",
    "Method",
    "Misread",
    "Multipart",
    "Number",
    "Operation",
    "Pages",
    "Paging",
    "PartStream",
    "PathStyle",
    "Received",
    "ReceivedPart",
    "Response",
    "Style",
    "Upload",
    "Use",
];
