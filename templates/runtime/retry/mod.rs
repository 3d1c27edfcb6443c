//! Retries.

pub(crate) mod policy;
pub(crate) mod retry_after;

pub use policy::RetryPolicy;
