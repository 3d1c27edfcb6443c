//! Cookies that are not percent-encoded.

use super::super::{
    json::{self, WriteJson},
    wire::{header::set, param},
};
use super::Call;

impl Call {
    /// Sets a cookie parameter that is not percent-encoded.
    pub(crate) fn unencoded_cookie(
        &mut self,
        name: &'static str,
        value: &(impl WriteJson + ?Sized),
        explode: bool,
    ) {
        let value = json::to_parameter(value);
        set(&mut self.cookies, name, param::unencoded_cookie(name, &value, explode));
    }
}
