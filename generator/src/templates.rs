//! The files of an emitted crate that do not depend on its document.

pub(crate) use oasmith_templates::{FORMER_LICENSES, LICENSES, RUNTIME, TEMPLATES};
