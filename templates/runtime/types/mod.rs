//! Types that the API's types are built from.

// part: any-of
mod any_of;
// end
pub(crate) mod argument;
// part: base64
pub(crate) mod base64;
// end
// part: dates
mod date;
// end
// part: enums
pub(crate) mod enums;
// end
mod nullable;
// part: numbers
mod numeric;
// end
mod secret;
// part: timestamps
pub(crate) mod timestamp;
// end
// part: unions
pub(crate) mod union;
// end
// part: uuids
mod uuid;
// end

// part: any-of
pub use any_of::AnyOf;
// end
// part: enums
pub(crate) use enums::{integer_enum, mixed_enum, string_enum};
// end
pub use argument::IntoArgument;
pub use nullable::Nullable;
// part: numbers
pub use numeric::Number;
// end
pub use secret::Secret;
