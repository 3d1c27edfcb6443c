//! The tests of the generated crate for serde, with other features of `serde_json`.

#[cfg(test)]
#[path = "../../../generated/tests/serde.rs"]
mod formats;
