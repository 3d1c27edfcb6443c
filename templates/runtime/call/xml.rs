//! Calls whose bodies are XML.

use super::super::{json::WriteJson, xml};
use super::Call;

impl Call {
    /// Sets an XML body.
    pub(crate) fn xml(
        mut self,
        value: &(impl WriteJson + ?Sized),
        body: &'static xml::Body,
        media: &'static str,
    ) -> Self {
        match xml::write(value, body) {
            Ok(xml) => self.bytes(xml, media),
            Err(message) => {
                self.fail(|| message);
                self
            }
        }
    }

    /// Sets that the body of the response is XML.
    pub(crate) fn reads_xml(mut self, body: &'static xml::Body) -> Self {
        self.options.xml = Some(body);
        self
    }
}
