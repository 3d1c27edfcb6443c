//! Calls with a body of `multipart/form-data`.

use super::super::body::Multipart;
use super::Call;

// part: mixed
mod mixed;
// end

impl Call {
    /// Sets a body of `multipart/form-data`.
    pub(crate) fn multipart(mut self, form: Multipart) -> Self {
        match form.encode() {
            Ok(body) => self.set_body(body, "multipart/form-data"),
            Err(message) => self.fail(|| message),
        }
        self
    }
}
