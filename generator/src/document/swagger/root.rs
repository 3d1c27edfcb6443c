//! The fields of the document itself: its server, and the lists that operations inherit.

use serde_json::json;

use super::{Converter, Object, Place, SECTIONS};
use crate::diagnostics::Diagnostic;
use crate::source::{Pointer, Value};

impl Converter<'_> {
    /// The strings of a list, such as `consumes`. One string is read as a list. `None` if there is no list.
    pub(super) fn strings(&mut self, object: &Object, key: &str, place: &Place) -> Option<Vec<String>> {
        let value = object.get(key).filter(|value| !value.is_null())?;
        let (strings, all) = match value {
            Value::String(text) => (vec![text.clone()], false),
            Value::Array(list) => {
                let strings: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                let all = strings.len() == list.len();
                (strings, all)
            }
            _ => (Vec::new(), false),
        };
        if !all {
            let is_read = !strings.is_empty();
            self.wrong_type(&place.child(key), key, value, "a list of strings", is_read);
        }
        (all || !strings.is_empty()).then_some(strings)
    }

    /// Reports sections of the wrong type.
    pub(super) fn check_sections(&mut self, top: &Place) {
        let sections = SECTIONS.map(|(old, _)| old);
        for key in sections.into_iter().chain(["paths", "securityDefinitions"]) {
            if let Some(other) = self.swagger.get(key).filter(|section| !section.is_object()) {
                self.wrong_type(&top.child(key), key, other, "an object", false);
            }
        }
        for key in ["host", "basePath"] {
            if let Some(other) = self.swagger.get(key).filter(|text| !text.is_string()) {
                self.wrong_type(&top.child(key), key, other, "a string", false);
            }
        }
    }

    /// The server for a list of schemes at `at`, HTTPS if possible. Without a host, the path alone.
    pub(super) fn server(&mut self, schemes: Option<&[String]>, at: &str) -> Option<Value> {
        let swagger = self.swagger;
        let text = |key: &str| swagger.get(key).and_then(Value::as_str).unwrap_or_default().trim();
        let (host, path) = (text("host"), text("basePath").trim_end_matches('/'));
        let path =
            if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let schemes = schemes.unwrap_or_default();
        let known = ["https", "http"].into_iter().find(|known| schemes.iter().any(|scheme| scheme == known));
        if known.is_none() && !schemes.is_empty() {
            let place = self.place(at, at);
            let source = Pointer::new(self.file, at);
            self.report_ignored(&place, source, |at| Diagnostic::unsupported_schemes(at, schemes));
        }
        if host.is_empty() {
            return (!path.is_empty()).then(|| json!({ "url": path }));
        }
        if let Some((_, rest)) = host.split_once("://") {
            let source = Pointer::new(self.file, "/host");
            let place = self.place("/host", "/host");
            if at == "/schemes" {
                self.report_ignored(&place, source, Diagnostic::host_with_scheme);
            }
            let scheme = if host.starts_with("http:") { "http" } else { "https" };
            let scheme = known.unwrap_or(scheme);
            return Some(json!({ "url": format!("{scheme}://{}{path}", rest.trim_end_matches('/')) }));
        }
        Some(json!({ "url": format!("{}://{host}{path}", known.unwrap_or("https")) }))
    }
}
