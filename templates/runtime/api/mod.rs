//! What the generated half of the crate says about its API: data only, all of it `static`.

mod operation;
mod scheme;

pub(crate) use operation::{Api, ErrorCase, Global, Operation, ServerVariable, Use};
pub(crate) use scheme::{Scheme, SchemeKind};
