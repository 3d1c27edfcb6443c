//! The description of the API by the generated half of the crate, as `static` data.

mod operation;
mod scheme;

// part: extension-methods
pub(crate) use operation::extension_method;
// end
pub(crate) use operation::{Api, ErrorCase, Global, Operation, ServerVariable, Use, is_idempotent};
pub(crate) use scheme::{Scheme, SchemeKind};
