//! See `runtime_check::fuzz::xml`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| runtime_check::fuzz::xml(data));
