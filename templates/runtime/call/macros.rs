//! The methods that all request builders share.
//!
//! The macros are used in `resources/*.rs`, where the runtime is `super::super::runtime`. That path is also right if
//! the client is a module of another crate.

/// The setters of every request builder: a `#[must_use]` struct with a field `call: Call`.
macro_rules! call_options {
    ($name:ident) => {
        impl $name {
            /// Sets a header of this request, and replaces one of the same name.
            pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.call.extra_header(name.as_ref(), value.as_ref());
                self
            }

            /// Sets a query parameter of this request, and replaces one of the same name.
            pub fn with_query(mut self, name: impl AsRef<str>, value: impl ::core::fmt::Display) -> Self {
                self.call.extra_query(name.as_ref(), &value.to_string());
                self
            }

            /// Sends this request to another server than the client's.
            pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
                self.call.set_base_url(base_url.as_ref());
                self
            }

            /// Sets the retry policy of this request. Default: the client's policy.
            #[inline]
            pub fn retry(mut self, policy: super::super::runtime::RetryPolicy) -> Self {
                self.call.set_retry(policy);
                self
            }

            /// Sets the time limit for connecting, including TLS. A limit above the client's has no effect:
            /// connections belong to the client.
            ///
            /// It has no effect with your own HTTP client, nor on `wasm32`.
            #[inline]
            pub fn connect_timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.call.set_connect_timeout(limit);
                self
            }

            /// Sets the time limit of each attempt; `None` means no limit. Default: the client's limit.
            pub fn attempt_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_attempt_timeout(limit.into());
                self
            }

            /// Sets the time limit of the request as a whole, including retries and the waits between them; `None`
            /// means no limit. Default: the client's limit.
            pub fn timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_timeout(limit.into());
                self
            }

            /// Sets the maximum silence of a stream, until the next bytes arrive; `None` means no limit. Default: the
            /// client's limit. It has no effect on a response that is not read as a stream, nor on `wasm32`.
            pub fn idle_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_idle_timeout(limit.into());
                self
            }

            /// Sets the maximum sizes of the response. Default: the client's limits, each on its own.
            #[inline]
            pub fn limits(mut self, limits: super::super::runtime::Limits) -> Self {
                self.call.set_limits(limits);
                self
            }
        }
    };
}
pub(crate) use call_options;

/// The methods that send a request with `Call::$send`.
///
/// They are not `async`: a future of its own for each of them would take time to compile.
macro_rules! send_methods {
    ($name:ident, $body:ty, $send:ident) => {
        impl $name {
            /// Sends the request and returns the body of the response.
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[inline]
            pub fn send(self) -> super::super::runtime::BodyFuture<$body> {
                self.call.$send().body()
            }

            /// Sends the request and returns the response: body, status and headers.
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[inline]
            pub fn send_with_metadata(self) -> super::super::runtime::ResponseFuture<$body> {
                self.call.$send()
            }

            /// Like [`send`](Self::send), without `await`.
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn send_blocking(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                super::super::runtime::blocking::run(self.send())
            }

            /// Like [`send_with_metadata`](Self::send_with_metadata), without `await`.
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn send_blocking_with_metadata(
                self,
            ) -> ::core::result::Result<super::super::runtime::Response<$body>, super::super::runtime::Error>
            {
                super::super::runtime::blocking::run(self.send_with_metadata())
            }
        }
    };
}
pub(crate) use send_methods;

/// The methods that send a request with `Call::$send` and the `Accept` header `$accept`, and return a stream.
macro_rules! stream_methods {
    (bytes, $($arguments:tt)*) => {
        super::super::runtime::stream_methods!(
            [send_stream, send_stream_with_metadata, send_stream_blocking], $($arguments)*
        );
    };
    // part: events
    (events, $($arguments:tt)*) => {
        super::super::runtime::stream_methods!(
            [send_events, send_events_with_metadata, send_events_blocking], $($arguments)*
        );
    };
    // end
    // part: lines
    (lines, $($arguments:tt)*) => {
        super::super::runtime::stream_methods!(
            [send_lines, send_lines_with_metadata, send_lines_blocking], $($arguments)*
        );
    };
    // end
    // part: part-streams
    (parts, $($arguments:tt)*) => {
        super::super::runtime::stream_methods!(
            [send_parts, send_parts_with_metadata, send_parts_blocking], $($arguments)*
        );
    };
    // end
    ([$plain:ident, $with:ident, $blocking:ident], $name:ident, $body:ty, $send:ident, $accept:literal) => {
        impl $name {
            /// Sends the request and returns the body of the response as a stream.
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[inline]
            pub fn $plain(self) -> super::super::runtime::BodyFuture<$body> {
                self.$with().body()
            }

            #[doc = concat!("Like [`", stringify!($plain), "`](Self::", stringify!($plain), "), with the status and the headers.")]
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[inline]
            pub fn $with(self) -> super::super::runtime::ResponseFuture<$body> {
                self.call.accept($accept).$send()
            }

            #[doc = concat!("Like [`", stringify!($plain), "`](Self::", stringify!($plain), "), without `await`.")]
            ///
            /// # Errors
            ///
            /// See the method that created this request.
            #[cfg(feature = "blocking")]
            #[inline]
            pub fn $blocking(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                super::super::runtime::blocking::run(self.$plain())
            }
        }
    };
}
pub(crate) use stream_methods;
