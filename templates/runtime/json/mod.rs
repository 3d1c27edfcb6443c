//! The error of a JSON body, and the JSON path to it.

pub(crate) mod message;
pub(crate) mod path;
