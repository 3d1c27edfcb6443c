//! Text → document → model → files. See `generator/tests/hostile` for the checks.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::Value;

#[path = "../../tests/hostile/mod.rs"]
mod hostile;

use hostile::{Dice, generate_from, mutate, mutate_text};

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        // Parsing the emitted code takes longer than all else.
        generate_from(text, data.len() % 8 == 0);
    }
});

// Bytes changed at random are hardly ever YAML: most changes are made in the tree.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = String::from_utf8_lossy(&data[..size]).into_owned();
    let mut dice = Dice(u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let changed = match (seed % 8, serde_yaml::from_str::<Value>(&text)) {
        (0, _) => return fuzzer_mutate(data, size, max_size),
        (1, _) | (_, Err(_)) => {
            let mut text = text;
            mutate_text(&mut dice, &mut text);
            text
        }
        (_, Ok(mut document)) => {
            for _ in 0..=dice.below(4) {
                mutate(&mut dice, &mut document);
            }
            document.to_string()
        }
    };
    if changed.is_empty() || changed.len() > max_size {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..changed.len()].copy_from_slice(changed.as_bytes());
    changed.len()
});
