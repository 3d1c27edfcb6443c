//! Responses that are read while they arrive.

mod byte_stream;
// part: events
mod events;
// end
// part: item-streams
mod item;
// end
// part: lines
mod lines;
// end
// part: part-streams
mod parts;
// end
// part: item-streams
pub(crate) mod record_reader;
// end

pub use byte_stream::ByteStream;
// part: events
pub use events::{Event, EventStream};
// end
// part: lines
pub use lines::LineStream;
// end
// part: part-streams
pub use parts::PartStream;
// end
