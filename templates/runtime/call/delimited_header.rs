//! Header parameters whose items are not separated by commas.

use super::super::{
    json::{self, WriteJson},
    wire::param,
};
use super::Call;

impl Call {
    /// Sets a header parameter whose items have this separator.
    pub(crate) fn delimited_header(
        &mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        separator: &'static str,
    ) {
        let value = json::to_parameter(value);
        if param::is_nothing(&value) {
            self.set_header(name, value, false);
        } else {
            self.extra_header(name, &param::delimited(&value, separator));
        }
    }
}
