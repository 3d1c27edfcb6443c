//! Parameters that are the whole query.

use std::borrow::Cow;

use serde_json::Value;

use super::super::{
    json::{self, WriteJson},
    wire::{Style, header::set, param},
};
use super::Call;

impl Call {
    /// Sets the whole query: the properties of an object as parameters, with styles for some of them.
    pub(crate) fn query_form(&mut self, value: &(impl WriteJson + ?Sized), styles: &[(&str, Style)]) {
        match json::to_parameter(value) {
            Value::Null => self.set_query_string(String::new()),
            value => match param::form(&value, styles) {
                Some(pairs) => self.set_query_string(pairs),
                None => self.fail(|| "the query must be an object".to_owned()),
            },
        }
    }

    /// Sets the whole query: one string, which is percent-encoded.
    pub(crate) fn query_text(&mut self, value: &(impl WriteJson + ?Sized)) {
        self.set_query_string(param::query_text(&json::to_parameter(value)));
    }

    fn set_query_string(&mut self, text: String) {
        if text.is_empty() {
            self.query.retain(|(set, _)| !set.is_empty());
        } else {
            set(&mut self.query, Cow::Borrowed(""), text);
        }
    }
}
