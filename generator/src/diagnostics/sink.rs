//! Collects diagnostics from parallel passes.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// Collects diagnostics through a shared reference, so that passes can run in parallel.
///
/// The order in which parallel passes report is not fixed: [`Diagnostics::sort`] the result before it is shown.
#[derive(Debug, Default)]
pub struct Sink {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    diagnostics: Diagnostics,
    reported: HashSet<(Code, Pointer)>,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn report(&self, diagnostic: impl Into<Diagnostic>) {
        let diagnostic = diagnostic.into();
        self.lock().diagnostics.push(diagnostic);
    }

    /// Adds a diagnostic, unless this method has already added one with the same code at the same location. A diagnostic without a
    /// location is always added.
    ///
    /// Parallel passes that report the same code at the same location have to report the same message: which of them comes first is
    /// not fixed.
    pub fn report_once(&self, diagnostic: impl Into<Diagnostic>) {
        let diagnostic = diagnostic.into();
        let mut inner = self.lock();
        let key = diagnostic.at.as_ref().map(|at| (diagnostic.code, at.clone()));
        if key.is_none_or(|key| inner.reported.insert(key)) {
            inner.diagnostics.push(diagnostic);
        }
    }

    /// Adds all diagnostics of a collection.
    pub fn append(&self, diagnostics: Diagnostics) {
        self.lock().diagnostics.append(diagnostics);
    }

    /// The collected diagnostics, in the order in which they were reported.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.inner.into_inner().unwrap_or_else(PoisonError::into_inner).diagnostics
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn threads_share_a_sink() {
        let mut sources = Sources::new();
        let root = Pointer::root(sources.add("spec.yaml", "a: 1\n".to_owned()).expect("readable"));
        let sink = Sink::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    sink.report(Diagnostic::new(Code::W0201, "each"));
                    sink.report_once(Diagnostic::new(Code::W0203, "once").at(&root));
                    sink.report_once(Diagnostic::new(Code::W0203, "once").at(&root.child("a")));
                    sink.report_once(Diagnostic::new(Code::W0204, "nowhere"));
                });
            }
        });
        let diagnostics = sink.into_diagnostics();
        let count = |code| diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count();
        assert_eq!((count(Code::W0201), count(Code::W0203), count(Code::W0204)), (4, 2, 4));
    }
}
