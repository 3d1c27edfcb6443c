//! Calls with a body of JSON values, one per line.

use super::super::body::{JsonLines, Upload};
use super::Call;

impl Call {
    /// Sets a body of JSON values.
    pub(crate) fn json_lines<T>(mut self, lines: JsonLines<T>, media: &str) -> Self {
        self.set_body(Upload { source: lines.into_source(media), content_type: None }, media);
        self
    }
}
