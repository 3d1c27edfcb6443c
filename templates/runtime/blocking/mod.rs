//! The same calls for code that is not async.
//!
//! Each call is made on the thread that makes it: that thread puts the request together and decodes the answer. One more thread,
//! which is started with the first call, moves the bytes of all calls and keeps their time. So no call holds up another, and
//! it does not matter whether there is another runtime around the caller.

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
        /// How many blocking calls this thread is in: more than one if a call makes another, as a provider of credentials may.
        static CALLS: Cell<u32> = const { Cell::new(0) };
        /// Whether this is the thread that moves the bytes.
        static IS_DRIVER: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether this thread is in a blocking call.
    pub(crate) fn is_here() -> bool {
        CALLS.get() > 0
    }

    /// Runs `future` to its end on this thread.
    pub(crate) fn run<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if IS_DRIVER.get() {
            let message = "a blocking call cannot be made while the body of another one is sent: it would wait for itself";
            return Err(Error::request(None, message));
        }
        let runtime = RUNTIME
            .get_or_init(|| start().map_err(|error| format!("blocking calls cannot be made: {error}")));
        let runtime = runtime.as_ref().map_err(|message| Error::request(None, message.clone()))?;
        let _inside = runtime.enter();
        let _call = CallGuard::enter();
        // Within a task of another runtime, its budget would be used up, and is not filled again before this returns.
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

    /// Starts the thread that moves the bytes.
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

    /// Counts a blocking call for as long as it takes, also if it panics.
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

    /// Wakes a thread. Others may unpark it too, so that alone says nothing.
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

/// The pages or items of a list, or a stream, as an iterator that waits.
#[derive(Debug)]
#[must_use = "nothing is sent until it is asked for something"]
pub struct Blocking<S>(S);

impl<S> Blocking<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(stream)
    }

    pub(crate) fn get_mut(&mut self) -> &mut S {
        &mut self.0
    }

    /// What it iterates over, for its cursor and metadata.
    pub fn get_ref(&self) -> &S {
        &self.0
    }
}
