//! Checks for a tokio runtime: without one, `tokio` and `reqwest` panic.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use tokio_runtime::{check, contain};

#[cfg(not(target_arch = "wasm32"))]
mod tokio_runtime {
    use std::{
        any::Any,
        future::poll_fn,
        panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
        pin::Pin,
        task::Poll,
    };

    use tokio::runtime::Handle;

    use super::super::super::error::Error;

    /// Returns an error message if no runtime is running.
    pub(crate) fn check() -> Result<(), &'static str> {
        match Handle::try_current() {
            Ok(_) => Ok(()),
            Err(_) => Err(
                "no tokio runtime is running here: make the call inside of one, such as that of `#[tokio::main]`, or use \
                 the `…_blocking` methods of the feature `blocking`",
            ),
        }
    }

    /// Runs an operation. If the runtime is missing, or has no timers or network, the result is an error. Any other
    /// panic is passed on.
    pub(crate) async fn contain<T>(
        operation: &'static str,
        mut future: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        let rejected = |message: String| Error::request(Some(operation), message);
        check().map_err(|message| rejected(message.to_owned()))?;
        poll_fn(|context| {
            catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))).unwrap_or_else(|panic| {
                match complaint(&*panic) {
                    Some(complaint) => {
                        Poll::Ready(Err(rejected(format!("this tokio runtime cannot be used: {complaint}"))))
                    }
                    None => resume_unwind(panic),
                }
            })
        })
        .await
    }

    /// The message of a panic with which tokio reports a missing feature of its runtime.
    fn complaint(panic: &(dyn Any + Send)) -> Option<&str> {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        text.filter(|text| text.contains("Tokio 1.x"))
    }
}

/// `wasm32` leaves everything to the browser.
#[cfg(target_arch = "wasm32")]
pub(crate) fn check() -> Result<(), &'static str> {
    Ok(())
}

/// `wasm32` leaves everything to the browser.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn contain<T>(
    _: &'static str,
    future: std::pin::Pin<&mut impl Future<Output = Result<T, super::super::error::Error>>>,
) -> Result<T, super::super::error::Error> {
    future.await
}
