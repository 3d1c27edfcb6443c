//! The location of the emitted code in the crate that compiles it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The module that contains the emitted code. Default: the root of a crate.
///
/// Paths are emitted for this module, so the code needs no changes afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root(Vec<String>);

/// The prefix of paths in [`FileItems::uses`](super::FileItems::uses) before the root is known.
const CRATE: &str = "crate::";

impl Root {
    /// The root of a crate.
    pub const CRATE: Self = Self(Vec::new());

    /// The module at a path below the root of a crate: `petstore`, or `clients::petstore`. `None` if it is not a Rust path.
    ///
    /// Raw identifiers (`r#type`) are not accepted.
    pub fn module(path: &str) -> Option<Self> {
        let names: Vec<String> = path.split("::").map(str::to_owned).collect();
        let is_name = |name: &String| !name.starts_with("r#") && syn::parse_str::<syn::Ident>(name).is_ok();
        names.iter().all(is_name).then_some(Self(names))
    }

    /// The name of the innermost module; `None` for the root of a crate.
    pub fn name(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// Whether this is the root of a crate.
    pub(super) fn is_crate(&self) -> bool {
        self.0.is_empty()
    }

    /// The path of this module.
    pub(super) fn tokens(&self) -> TokenStream {
        let names = self.0.iter().map(|name| Ident::new(name, Span::call_site()));
        quote!(crate #(::#names)*)
    }

    /// The path of this module, as text.
    pub(super) fn text(&self) -> String {
        self.0.iter().fold("crate".to_owned(), |path, name| format!("{path}::{name}"))
    }

    /// Converts a path that begins at the root of the emitted code. Other paths are unchanged.
    pub(super) fn rebase(&self, path: String) -> String {
        match path.strip_prefix(CRATE) {
            Some(below) if !self.is_crate() => format!("{}::{below}", self.text()),
            Some(_) | None => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Root;

    #[test]
    fn a_module_is_a_path_of_rust() {
        for path in ["petstore", "clients::petstore", "types", "日本"] {
            let root = Root::module(path).unwrap();
            assert_eq!(root.text(), format!("crate::{path}"));
            assert_eq!(root.tokens().to_string().replace(' ', ""), root.text());
            assert_eq!(
                root.rebase("crate::runtime::Client".to_owned()),
                format!("crate::{path}::runtime::Client")
            );
            assert_eq!(root.rebase("serde::Serialize".to_owned()), "serde::Serialize");
        }
        for path in ["", "a-b", "type", "r#type", "::a", "a::", "a::crate", "../a", "_"] {
            assert_eq!(Root::module(path), None, "{path}");
        }
        assert_eq!(Root::default().rebase("crate::types".to_owned()), "crate::types");
    }
}
