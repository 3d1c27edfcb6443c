//! Bodies that are not read into memory: they pass middleware by.

use std::sync::{Mutex, PoisonError};

use super::{Limits, limits::Purpose, upload::Source};

/// A body that is still to come.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Unread = reqwest::Response;
/// `wasm32` reads every body to its end.
#[cfg(target_arch = "wasm32")]
pub(crate) type Unread = std::convert::Infallible;

/// Where an attempt leaves the body of a success that is wanted as it comes.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Option<Unread>>);

impl Slot {
    pub(crate) fn set(&self, unread: Option<Unread>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = unread;
    }

    pub(crate) fn take(&self) -> Option<Unread> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The bodies of one attempt, both ways.
#[derive(Clone, Copy, Default)]
pub(crate) struct Passage<'a> {
    pub(crate) upload: Option<&'a Source>,
    pub(crate) download: Option<&'a Slot>,
    /// What the body of a success is wanted for.
    pub(crate) purpose: Purpose,
    pub(crate) limits: Limits,
}
