//! The files of an emitted crate that do not depend on its document, apart from their selection.

pub(crate) use oasmith_templates::{FORMER_LICENSES, LICENSES, TEMPLATES};

#[cfg(test)]
pub(crate) use oasmith_templates::RUNTIME;
