//! The same calls for code that is not async.
//!
//! They run on one thread of their own, which is started with the first of them, so that they work with or without
//! another runtime around the caller.

use std::future::Future;

use super::Error;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use thread::{is_here, run};

#[cfg(not(target_arch = "wasm32"))]
mod thread {
    use std::{
        cell::Cell,
        io,
        sync::{OnceLock, mpsc},
        thread,
    };

    use tokio::runtime::{Builder, Handle};

    use super::super::{BoxFuture, trace};
    use super::{Error, Future};

    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();

    thread_local! {
        static IS_HERE: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether this is the thread that blocking calls run on.
    pub(crate) fn is_here() -> bool {
        IS_HERE.get()
    }

    /// Runs `future` to its end while this thread waits.
    pub(crate) fn run<T: Send + 'static>(
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let future = trace::carry(future);
        spawn(Box::pin(async move {
            // Nobody is left to receive if the caller panicked.
            let _ = sender.send(future.await);
        }))
        .map_err(|message| Error::request(None, message))?;
        receiver.recv().unwrap_or_else(|_| Err(Error::request(None, "the blocking call panicked")))
    }

    fn spawn(future: BoxFuture<'static, ()>) -> Result<(), String> {
        if is_here() {
            return Err("a blocking call inside a blocking call would wait for itself".to_owned());
        }
        let start = || start().map_err(|error| format!("blocking calls cannot be run: {error}"));
        drop(RUNTIME.get_or_init(start).as_ref()?.spawn(future));
        Ok(())
    }

    /// Starts the thread.
    fn start() -> io::Result<Handle> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name(concat!(env!("CARGO_PKG_NAME"), "-blocking").to_owned()).spawn(
            move || {
                IS_HERE.set(true);
                runtime.block_on(std::future::pending::<()>());
            },
        )?;
        Ok(handle)
    }
}

/// `wasm32` has no threads.
#[cfg(target_arch = "wasm32")]
pub(crate) fn is_here() -> bool {
    false
}

/// `wasm32` has no threads.
#[cfg(target_arch = "wasm32")]
pub(crate) fn run<T>(_: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    Err(Error::request(None, "blocking calls cannot be run on wasm32"))
}
