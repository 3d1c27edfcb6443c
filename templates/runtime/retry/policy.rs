//! When a request is sent again, and how long to wait before.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use http::{Method, StatusCode};

use super::super::error::Error;
use super::retry_after::{self, RequestedWait};

/// When a request is sent again after a failure, and how long to wait before.
///
/// GET, HEAD, OPTIONS, PUT, DELETE and TRACE can be repeated without harm. They are sent again after a failed connection,
/// an attempt that timed out, and the statuses 408, 429, 500, 502, 503 and 504. POST, PATCH and every other method are
/// sent again only where the request cannot have run: no connection was made, or the status is 429. A 503 does not prove
/// that, with `Retry-After` or without. After a 303 the request has run, so it is not sent again, whatever becomes of the
/// page that the 303 leads to.
///
/// A request of any method whose HTTP/2 stream the server refused, or left unread when it closed the connection
/// (`REFUSED_STREAM`, or a graceful `GOAWAY` with a lower stream id), is sent again at once, at most twice. This happens inside the
/// attempt, counts as no attempt of its own, and does not depend on this policy. It needs a body that can be repeated.
///
/// The wait is the one that the server asks for with `Retry-After` (seconds or a date) or, with 429, its rate-limit reset
/// header. Otherwise it is random between nothing and a bound, which starts at [`base_delay`](Self::base_delay), doubles
/// with every attempt and ends at [`max_delay`](Self::max_delay). A zero, or a date in the past, asks for no wait. The
/// failure is reported at once where the wait is longer than the time limit leaves room for, longer than a day, or where
/// `Retry-After` cannot be read.
///
/// All clones of a client share a budget, so that a server in trouble is not buried in retries: it allows 100 of them
/// in a row, each spends one of these, and every five calls that succeed give one back. With the budget spent, failures
/// are reported at once.
///
/// On `wasm32`, which has no timers, nothing is retried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
}

impl RetryPolicy {
    /// At most 3 attempts, with waits up to 500 ms, then 1 s, and so on up to 20 s.
    pub fn new() -> Self {
        Self { max_attempts: 3, base_delay: Duration::from_millis(500), max_delay: Duration::from_secs(20) }
    }

    /// No retries: every request is sent once.
    pub fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// How often a request is sent at most, the first time included. The default is 3; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest wait before the second attempt, which doubles with every one after it. The default is 500 ms.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait of all, unless the server asks for a longer one. The default is 20 s.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long to wait after the failure of the attempt `number`, which is counted from 1; `None` to leave it at that.
    pub(crate) fn wait(
        &self,
        method: &Method,
        error: &Error,
        number: u32,
        reset_headers: &[&str],
    ) -> Option<Duration> {
        if cfg!(target_arch = "wasm32") || number >= self.max_attempts || !repeatable(method, error) {
            return None;
        }
        let answer = error.status().zip(error.headers());
        let asked = answer.map_or(RequestedWait::Nothing, |(status, headers)| {
            retry_after::asked(status, headers, reset_headers)
        });
        match asked {
            RequestedWait::Nothing => Some(self.backoff(number)),
            RequestedWait::Wait(wait) => Some(wait),
            RequestedWait::TooLong => None,
        }
    }

    /// A random wait up to the exponential bound.
    fn backoff(&self, number: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(number.saturating_sub(1));
        self.base_delay.saturating_mul(doubled).min(self.max_delay).mul_f64(random())
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether the request may be sent again after this failure.
fn repeatable(method: &Method, error: &Error) -> bool {
    let did_not_run = error.is_connect() || error.status() == Some(StatusCode::TOO_MANY_REQUESTS);
    error.is_retryable() && (did_not_run || method.is_idempotent())
}

/// A random number from 0 up to, but not including, 1. Every hasher of the standard library starts from random keys.
fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

/// The retries that a client and its clones may still make.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// What a retry costs, where a success gives 1 back.
    const COST: u32 = 5;
    const FULL: u32 = 100 * Self::COST;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Pays for a retry, if there is enough left.
    pub(crate) fn spend(&self) -> bool {
        let pay = |left: u32| left.checked_sub(Self::COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).is_ok()
    }

    /// Earns from a success. A full budget is only read, so that calls in parallel do not contend for it.
    pub(crate) fn earn(&self) {
        let gain = |left: u32| (left < Self::FULL).then_some(left + 1);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, gain);
    }
}

// part: tests
#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
// end
