//! Compiles the code that is emitted for fixtures, and tests its JSON and its requests.
#![allow(
    missing_docs,
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "most fixtures are incomplete crates"
)]
#![allow(clippy::type_complexity, clippy::module_inception, reason = "the fixtures determine the types")]
#![allow(rustdoc::private_intra_doc_links, reason = "items that a complete crate exports are private here")]
#![allow(deprecated, reason = "some fixtures test deprecated items")]

include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

#[cfg(test)]
mod json;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod unions;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod wire_bodies;
#[cfg(test)]
mod wire_content;
#[cfg(test)]
mod wire_control_characters;
#[cfg(test)]
mod wire_limits;
#[cfg(test)]
mod wire_parameters;
#[cfg(test)]
mod wire_responses;
#[cfg(test)]
mod wire_streams;
