use std::time::Instant;
fn main() {
    for path in std::env::args().skip(1) {
        let mut d = generator::Diagnostics::new();
        let t = Instant::now();
        let spec = generator::load_file(path.as_ref(), generator::Sources::new(), &mut d).unwrap();
        let load = t.elapsed();
        let t = Instant::now();
        let api = generator::lower(&spec, &generator::Config::default(), &mut d);
        let lower = t.elapsed();
        let t = Instant::now();
        d.deduplicate();
        d.sort(&spec.sources);
        println!(
            "{path} files {} load {load:?} lower {lower:?} sort {:?} types {}",
            spec.sources.files().count(),
            t.elapsed(),
            api.types.len()
        );
    }
}
