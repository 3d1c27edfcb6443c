//! Serializes values in URLs, headers and cookies.

pub(crate) mod charset;
mod encoding;
pub(crate) mod header;
pub(crate) mod param;
pub(crate) mod url;

pub(crate) use param::{JsonText, PathStyle, Style};
