//! What is wrong with a JSON body, and where.

pub(crate) mod message;
pub(crate) mod path;
