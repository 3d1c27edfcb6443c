//! Credentials: their providers, and their location in a request.

// part: basic-auth
pub(crate) mod basic;
// end
pub(crate) mod credential;
pub(crate) mod keys;
#[cfg(not(target_arch = "wasm32"))]
mod single_flight;

pub use credential::CredentialProvider;
