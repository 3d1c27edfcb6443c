//! The conditions and waits for sending a request again.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use http::{Method, StatusCode};

use super::super::{api::is_idempotent, error::Error};
use super::retry_after::{self, RequestedWait};

/// The conditions and waits for sending a request again after a failure.
///
/// GET, HEAD, OPTIONS, PUT, DELETE and TRACE can be repeated safely, and so can QUERY and other methods that the registry
/// of HTTP methods calls idempotent. They are sent again after a failed connection, an attempt that timed out, and the
/// statuses 408, 429, 500, 502, 503 and 504. POST, PATCH and all other methods are sent again only if the server cannot have acted on the request: no connection was made, or the status is 429. A
/// 503 does not prove that, with or without `Retry-After`. After a 303 the server has acted, so the request is not
/// sent again, even if the target of the 303 fails.
///
/// If the server refuses an HTTP/2 stream (`REFUSED_STREAM`), or closes the connection before it reads the stream (a
/// graceful `GOAWAY` with a lower stream id), the request is sent again at once, at most twice, whatever its method.
/// This happens inside an attempt, does not count as an attempt, and does not depend on this policy. The body must be
/// repeatable.
///
/// The wait is the one that the server requests with `Retry-After` (seconds or a date) or, with status 429, with its
/// rate limit header. Otherwise it is random, between zero and a bound that starts at [`base_delay`](Self::base_delay),
/// doubles with every attempt, and ends at [`max_delay`](Self::max_delay). A zero, or a date in the past, is no wait.
/// The call fails at once if the wait exceeds the time limit or a day, or if `Retry-After` is invalid.
///
/// All clones of a client share a budget, so that retries do not overload a failing server. It allows 100 retries in
/// a row; five successful calls earn one more. Without budget, calls fail at once.
///
/// On `wasm32`, which has no timers, nothing is retried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
}

impl RetryPolicy {
    /// Creates a policy of at most 3 attempts, with waits up to 500 ms, then 1 s, and so on up to 20 s.
    pub fn new() -> Self {
        Self { max_attempts: 3, base_delay: Duration::from_millis(500), max_delay: Duration::from_secs(20) }
    }

    /// Creates a policy without retries.
    pub fn none() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first. Default: 3; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum wait before the second attempt. It doubles with every further attempt. Default: 500 ms.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the maximum wait before any attempt, unless the server asks for a longer one. Default: 20 s.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Returns the wait after the failure of attempt `number`, starting with 1; `None` if there is no further
    /// attempt.
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
        let response = error.status().zip(error.headers());
        let requested = response.map_or(RequestedWait::Nothing, |(status, headers)| {
            retry_after::requested(status, headers, reset_headers)
        });
        match requested {
            RequestedWait::Nothing => Some(self.backoff(number)),
            RequestedWait::Wait(wait) => Some(wait),
            RequestedWait::TooLong => None,
        }
    }

    /// Returns a random wait up to the exponential bound.
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

/// Returns whether the request may be sent again after this failure.
fn repeatable(method: &Method, error: &Error) -> bool {
    let did_not_run = error.is_connect() || error.status() == Some(StatusCode::TOO_MANY_REQUESTS);
    error.is_retryable() && (did_not_run || is_idempotent(method))
}

/// Returns a random number from 0 to 1, without 1. Every hasher of the standard library starts with random keys.
fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 32;
    f64::from(u32::try_from(bits).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

/// The remaining retries of a client and its clones.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// The cost of a retry. A success earns 1.
    const COST: u32 = 5;
    const FULL: u32 = 100 * Self::COST;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Pays for a retry. Returns whether the budget sufficed.
    pub(crate) fn spend(&self) -> bool {
        let pay = |left: u32| left.checked_sub(Self::COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay).is_ok()
    }

    /// Earns from a success. A full budget is only read, so that parallel calls do not contend.
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
