//! Path and cookie parameters with `allowReserved`.

use super::super::{
    json::{self, WriteJson},
    wire::{PathStyle, header::set, param},
};
use super::Call;

impl Call {
    /// Sets a path parameter whose reserved characters are not encoded.
    pub(crate) fn path_reserved(
        mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        style: PathStyle,
    ) -> Self {
        match param::path_reserved(name, &json::to_parameter(value), style) {
            Some(text) => set(&mut self.path, name, text),
            None => self.fail(|| format!("the path parameter `{name}` is empty")),
        }
        self
    }

    /// Sets a cookie parameter whose reserved characters are not encoded.
    pub(crate) fn cookie_reserved(
        &mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        explode: bool,
    ) {
        let value = json::to_parameter(value);
        set(&mut self.cookies, name, param::cookie_reserved(name, &value, explode));
    }
}
