//! What every request builder can do.
//!
//! The macros are used in `resources/*.rs`, so the runtime is `super::super::runtime` there: that path is right also where the
//! client is a module of another crate.

/// The inherent setters that every emitted request builder has: a `#[must_use]` struct with a field `call: Call`.
macro_rules! call_options {
    ($name:ident) => {
        impl $name {
            /// Adds a header to this request, in place of any of the same name.
            pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.call.extra_header(name.as_ref(), value.as_ref());
                self
            }

            /// Adds a query parameter to this request, in place of any of the same name.
            pub fn with_query(mut self, name: impl AsRef<str>, value: impl ::core::fmt::Display) -> Self {
                self.call.extra_query(name.as_ref(), &value.to_string());
                self
            }

            /// Sends this request to another server than the client's.
            pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
                self.call.set_base_url(base_url.as_ref());
                self
            }

            /// When this request is sent again after a failure, in place of the client's policy.
            pub fn retry(mut self, policy: super::super::runtime::RetryPolicy) -> Self {
                self.call.set_retry(policy);
                self
            }

            /// How long connecting may take, TLS included. It can be less than the client's limit, but not more:
            /// connections belong to the client.
            ///
            /// It has no effect with an HTTP client of your own, nor on `wasm32`.
            pub fn connect_timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.call.set_connect_timeout(limit);
                self
            }

            /// How long each attempt may take, in place of the client's limit; `None` is without limit.
            pub fn attempt_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_attempt_timeout(limit.into());
                self
            }

            /// How long this request may take as a whole, retries and the waits between them included, in place of
            /// the client's limit; `None` is without limit.
            pub fn timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_timeout(limit.into());
                self
            }

            /// How long a stream may be silent: the time until the next bytes come, in place of the client's limit;
            /// `None` is without limit. It has no effect on what is not read as a stream, nor on `wasm32`.
            pub fn idle_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.set_idle_timeout(limit.into());
                self
            }

            /// How large the answer may be, in place of the client's limits where they are set here.
            pub fn limits(mut self, limits: super::super::runtime::Limits) -> Self {
                self.call.set_limits(limits);
                self
            }
        }
    };
}
pub(crate) use call_options;

/// The methods that send a request and read what comes back with `Call::$send`.
macro_rules! send_methods {
    ($name:ident, $body:ty, $send:ident) => {
        impl $name {
            /// Sends the request and returns the body of the response.
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            pub async fn send(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                self.send_with_metadata().await.map(super::super::runtime::Response::into_body)
            }

            /// Sends the request and returns the response: body, status, headers.
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            pub async fn send_with_metadata(
                self,
            ) -> ::core::result::Result<super::super::runtime::Response<$body>, super::super::runtime::Error>
            {
                self.call.$send().await
            }

            /// As [`send`](Self::send), without `await`.
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                super::super::runtime::blocking::run(self.send())
            }

            /// As [`send_with_metadata`](Self::send_with_metadata), without `await`.
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            #[cfg(feature = "blocking")]
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

/// The methods that send a request with `Call::$send`, asking for `$accept`, and take what comes back as it comes.
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
    ([$plain:ident, $with:ident, $blocking:ident], $name:ident, $body:ty, $send:ident, $accept:literal) => {
        impl $name {
            /// Sends the request and returns the body of the response as it comes.
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            pub async fn $plain(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                self.$with().await.map(super::super::runtime::Response::into_body)
            }

            #[doc = concat!("As [`", stringify!($plain), "`](Self::", stringify!($plain), "), with the status and the headers.")]
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            pub async fn $with(
                self,
            ) -> ::core::result::Result<super::super::runtime::Response<$body>, super::super::runtime::Error> {
                self.call.accept($accept).$send().await
            }

            #[doc = concat!("As [`", stringify!($plain), "`](Self::", stringify!($plain), "), without `await`.")]
            ///
            /// # Errors
            ///
            /// As the method that made this request says.
            #[cfg(feature = "blocking")]
            pub fn $blocking(self) -> ::core::result::Result<$body, super::super::runtime::Error> {
                super::super::runtime::blocking::run(self.$plain())
            }
        }
    };
}
pub(crate) use stream_methods;
