//! Serializes values in URLs, headers and cookies.

pub(crate) mod charset;
pub(crate) mod header;
pub(crate) mod param;
mod percent;
pub(crate) mod url;

pub(crate) use param::{JsonText, PathStyle, Style};
