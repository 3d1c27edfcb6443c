//! The part of a visitor that skips scalars.

/// The methods of a `Visitor` with the value `()` that ignore every scalar.
macro_rules! ignore_scalars {
    () => {
        ignore_scalars! {
            visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64
        }
    };
    ($($visit:ident: $ty:ty),*) => {
        $(fn $visit<E: de::Error>(self, _: $ty) -> Result<(), E> {
            Ok(())
        })*

        fn visit_unit<E: de::Error>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_none<E: de::Error>(self) -> Result<(), E> {
            Ok(())
        }
    };
}
pub(super) use ignore_scalars;
