//! Types as generated crates have them, for the tests of the runtime.

#[allow(missing_docs, reason = "the names say it")]
pub mod samples;
#[cfg(test)]
mod tests;
