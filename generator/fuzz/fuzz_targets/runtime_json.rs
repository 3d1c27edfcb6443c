//! See `runtime_check::fuzz::json`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| runtime_check::fuzz::json(data));
