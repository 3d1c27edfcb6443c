//! The debug output of a call.

use std::fmt;

use super::super::wire::{header::Shown, url};
use super::{Call, Options};

/// Shows the names of all parameters and the values of a few harmless headers, but not the body. It does not show the
/// path of a request that the document does not describe.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = Options {
            base_url: None,
            // part: page-urls
            path: None,
            // end
            ..self.options.clone()
        };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, _)| name).collect();
        let queries: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        let (set, left_out): (Vec<_>, Vec<_>) = self.globals.iter().partition(|(_, value)| value.is_some());
        let globals = set.iter().filter_map(|(name, header)| Some((*name, header.as_ref()?)));
        let left_out: Vec<_> = left_out.into_iter().map(|(name, _)| name).collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", self.method())
            .field("path", &self.operation.path)
            .field("query", &queries)
            .field("headers", &Shown::list(&self.headers))
            .field("cookies", &cookies)
            .field("globals", &Shown::globals(globals))
            .field("left_out", &left_out)
            .field("body", &self.body)
            .field("base_url", &self.options.base_url.as_ref().map(url::shown))
            .field("options", &options)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
