//! Calls with a body of several parts other than a plain form.

use super::super::super::body::{BodyParts, PartData, Parts};
use super::super::Call;

impl Call {
    /// Sets a body of parts.
    pub(crate) fn parts(mut self, parts: Parts, media: &str) -> Self {
        match parts.encode(media) {
            Ok(body) => self.set_body(body, media),
            Err(message) => self.fail(|| message),
        }
        self
    }

    /// Sets a body of parts of one type.
    pub(crate) fn body_parts<T: 'static>(
        self,
        list: BodyParts<T>,
        encode: fn(T) -> PartData,
        media: &str,
    ) -> Self {
        let mut parts = Parts::new();
        parts.set_further(0, list, encode);
        self.parts(parts, media)
    }
}
