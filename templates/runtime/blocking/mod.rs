//! Calls for code that is not async.
//!
//! A call runs on the thread that makes it: that thread builds the request and decodes the response. One more thread,
//! which starts with the first call, drives the sockets and timers of all calls. So no call delays another, and the
//! caller may be inside of another runtime.

use std::future::Future;

use super::error::Error;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use thread::{is_here, run};

#[cfg(not(target_arch = "wasm32"))]
mod thread {
    use std::{
        cell::Cell,
        io,
        pin::pin,
        sync::{
            Arc, OnceLock,
            atomic::{AtomicBool, Ordering},
        },
        task::{Context, Poll, Wake, Waker},
        thread::{self, Thread},
    };

    use tokio::runtime::{Builder, Handle};

    use super::{Error, Future};

    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();

    thread_local! {
        /// The number of blocking calls of this thread. It is more than one if a call makes another, as a credential
        /// provider may.
        static CALLS: Cell<u32> = const { Cell::new(0) };
        /// Whether this thread drives the sockets.
        static IS_DRIVER: Cell<bool> = const { Cell::new(false) };
    }

    /// Returns whether this thread is in a blocking call.
    pub(crate) fn is_here() -> bool {
        CALLS.get() > 0
    }

    /// Runs `future` to completion on this thread.
    pub(crate) fn run<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if IS_DRIVER.get() {
            let message = "a blocking call cannot be made while the body of another one is sent: it would wait for itself";
            return Err(Error::request(None, message));
        }
        let runtime = RUNTIME.get_or_init(|| {
            start().map_err(|error| format!("failed to start the thread for blocking calls: {error}"))
        });
        let runtime = runtime.as_ref().map_err(|message| Error::request(None, message.clone()))?;
        let _inside = runtime.enter();
        let _call = CallGuard::enter();
        // Inside of a task of another runtime, the task's budget would run out: it is not refilled before this
        // function returns.
        let mut future = pin!(tokio::task::unconstrained(future));
        let thread_waker =
            Arc::new(ThreadWaker { thread: thread::current(), is_woken: AtomicBool::new(false) });
        let waker = Waker::from(thread_waker.clone());
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
                return outcome;
            }
            while !thread_waker.is_woken.swap(false, Ordering::Acquire) {
                thread::park();
            }
        }
    }

    /// Starts the thread that drives the sockets.
    fn start() -> io::Result<Handle> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name(concat!(env!("CARGO_PKG_NAME"), "-blocking").to_owned()).spawn(
            move || {
                IS_DRIVER.set(true);
                runtime.block_on(std::future::pending::<()>());
            },
        )?;
        Ok(handle)
    }

    /// Counts a blocking call until it is dropped, also by a panic.
    struct CallGuard;

    impl CallGuard {
        fn enter() -> Self {
            CALLS.set(CALLS.get() + 1);
            Self
        }
    }

    impl Drop for CallGuard {
        fn drop(&mut self) {
            CALLS.set(CALLS.get() - 1);
        }
    }

    /// Wakes a thread. Other code may unpark the thread too, so the flag says whether this did.
    struct ThreadWaker {
        thread: Thread,
        is_woken: AtomicBool,
    }

    impl Wake for ThreadWaker {
        fn wake(self: Arc<Self>) {
            self.wake_by_ref();
        }

        fn wake_by_ref(self: &Arc<Self>) {
            self.is_woken.store(true, Ordering::Release);
            self.thread.unpark();
        }
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

/// An iterator that waits for the pages or items of a list, or for the items of a stream.
#[derive(Debug)]
#[must_use = "nothing is sent until the iterator is used"]
pub struct Blocking<S>(S);

impl<S> Blocking<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(stream)
    }

    pub(crate) fn get_mut(&mut self) -> &mut S {
        &mut self.0
    }

    /// Returns the list or stream that it iterates over, for its cursor and metadata.
    pub fn get_ref(&self) -> &S {
        &self.0
    }
}
