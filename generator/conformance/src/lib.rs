//! The code that the generator emits for its fixtures, compiled. The tests check the JSON that it reads and writes, and its requests.
#![allow(
    missing_docs,
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "most fixtures are incomplete crates"
)]
#![allow(
    clippy::type_complexity,
    clippy::module_inception,
    clippy::large_enum_variant,
    reason = "shapes are the fixtures' own"
)]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "what a whole crate re-exports is private to a part of one"
)]
#![allow(clippy::duplicate_mod, reason = "each client adds methods to the types of its own runtime")]
#![allow(deprecated, reason = "fixtures have deprecated items on purpose")]

include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

#[cfg(test)]
mod alternatives_tests;
#[cfg(test)]
mod convert;
#[cfg(test)]
mod default_mapping_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod json;
#[cfg(test)]
mod map_keys_tests;
#[cfg(test)]
mod one_of_tests;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod tuples_tests;
#[cfg(test)]
mod unions;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod wire_bodies;
#[cfg(test)]
mod wire_collections;
#[cfg(test)]
mod wire_content;
#[cfg(test)]
mod wire_control_characters;
#[cfg(test)]
mod wire_described_events;
#[cfg(test)]
mod wire_globals;
#[cfg(test)]
mod wire_items;
#[cfg(test)]
mod wire_json_lines;
#[cfg(test)]
mod wire_limits;
#[cfg(test)]
mod wire_methods;
#[cfg(test)]
mod wire_multipart;
#[cfg(test)]
mod wire_pages;
#[cfg(test)]
mod wire_parameters;
#[cfg(test)]
mod wire_query_strings;
#[cfg(test)]
mod wire_reserved_values;
#[cfg(test)]
mod wire_responses;
#[cfg(test)]
mod wire_streams;
#[cfg(all(test, feature = "xml"))]
mod wire_xml;
#[cfg(all(test, feature = "xml"))]
mod wire_xml_examples;
