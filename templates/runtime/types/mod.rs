//! Values in JSON: the types and formats that serde does not have by itself.

// part: base64
pub(crate) mod base64;
// end
// part: codec
mod codec;
// end
// part: enums
pub(crate) mod enums;
// end
mod nullable;
mod secret;
// part: timestamps
pub(crate) mod timestamp;
// end
// part: unions
pub(crate) mod union;
// end

// part: enums
pub(crate) use enums::{integer_enum, mixed_enum, string_enum};
// end
pub use nullable::Nullable;
pub use secret::Secret;
