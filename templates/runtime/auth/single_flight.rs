//! A future that many callers wait for.

use std::{
    future::{Future, poll_fn},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
    task::{Context, Poll, Wake, Waker},
    thread::{self, ThreadId},
};

use super::super::time::BoxFuture;

/// A future that runs once, for all callers that wait for its result. The callers poll it, so it continues if one of
/// them is dropped. It stops when all of them are dropped.
///
/// One caller at a time polls the future. No thread blocks on another one: the future is the user's code, which may
/// block, and which may even wait for this same result.
pub(crate) struct SingleFlight<T> {
    work: Mutex<Work<T>>,
    /// The thread that is polling the future.
    driver: Mutex<Option<ThreadId>>,
    /// The callers to wake when the future makes progress.
    waiters: Arc<Waiters>,
    /// The callers to wake when the polling thread is done.
    next_drivers: Waiters,
}

enum Work<T> {
    Running(BoxFuture<'static, T>),
    Done(T),
    /// The future panicked.
    Poisoned,
}

/// The tasks to wake.
#[derive(Default)]
struct Waiters(Mutex<Vec<Waker>>);

impl<T: Clone> SingleFlight<T> {
    pub(crate) fn new(work: BoxFuture<'static, T>) -> Self {
        Self {
            work: Mutex::new(Work::Running(work)),
            driver: Mutex::default(),
            waiters: Arc::default(),
            next_drivers: Waiters::default(),
        }
    }

    /// Returns the result of the future, or `None` if it panicked or waits for itself.
    pub(crate) async fn join(&self) -> Option<T> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Option<T>> {
        // This thread is polling the future further up the stack: the future waits for itself and would never end.
        if *lock(&self.driver) == Some(thread::current().id()) {
            return Poll::Ready(None);
        }
        // Before the future is polled, so that no wake-up is missed.
        self.waiters.add(context.waker());
        let Some(mut driver_guard) = self.driver_guard(context.waker()) else { return Poll::Pending };
        let outcome = driver_guard.drive();
        drop(driver_guard);
        if outcome.is_ready() {
            self.waiters.wake_all();
        }
        outcome
    }

    /// Returns the right to poll the future. If another thread has it, that thread wakes the caller when it is done.
    fn driver_guard(&self, waker: &Waker) -> Option<DriverGuard<'_, T>> {
        let work = self.try_lock().or_else(|| {
            self.next_drivers.add(waker);
            // The other thread may have finished just now.
            self.try_lock()
        })?;
        *lock(&self.driver) = Some(thread::current().id());
        Some(DriverGuard { flight: self, work: Some(work) })
    }

    fn try_lock(&self) -> Option<MutexGuard<'_, Work<T>>> {
        match self.work.try_lock() {
            Ok(work) => Some(work),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// The right to poll the future, until it is dropped.
struct DriverGuard<'a, T> {
    flight: &'a SingleFlight<T>,
    /// `Some` until the drop.
    work: Option<MutexGuard<'a, Work<T>>>,
}

impl<T: Clone> DriverGuard<'_, T> {
    fn drive(&mut self) -> Poll<Option<T>> {
        let Some(work) = self.work.as_deref_mut() else { return Poll::Ready(None) };
        *work = match mem::replace(work, Work::Poisoned) {
            Work::Running(mut running) => {
                let waker = Waker::from(self.flight.waiters.clone());
                match running.as_mut().poll(&mut Context::from_waker(&waker)) {
                    Poll::Pending => Work::Running(running),
                    Poll::Ready(done) => Work::Done(done),
                }
            }
            ended => ended,
        };
        match work {
            Work::Running(_) => Poll::Pending,
            Work::Done(done) => Poll::Ready(Some(done.clone())),
            Work::Poisoned => Poll::Ready(None),
        }
    }
}

impl<T> Drop for DriverGuard<'_, T> {
    fn drop(&mut self) {
        *lock(&self.flight.driver) = None;
        self.work = None;
        self.flight.next_drivers.wake_all();
        // The future panicked, and nothing else wakes the callers.
        if thread::panicking() {
            self.flight.waiters.wake_all();
        }
    }
}

impl Waiters {
    fn add(&self, waker: &Waker) {
        let mut waiting = lock(&self.0);
        if !waiting.iter().any(|known| known.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }

    fn wake_all(&self) {
        let waiting = mem::take(&mut *lock(&self.0));
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Waiters {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

// part: tests
#[cfg(test)]
#[path = "single_flight_tests.rs"]
mod tests;
// end
