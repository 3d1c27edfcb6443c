//! One piece of work that many callers wait for.

use std::{
    future::{Future, poll_fn},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use super::BoxFuture;

/// Work that is done once, for all who wait for it. Whoever waits drives it, so that it goes on if one of them is
/// dropped. Nothing runs once all of them are.
pub(crate) struct Flight<T> {
    work: Mutex<Work<T>>,
    bell: Arc<Bell>,
}

enum Work<T> {
    Running(BoxFuture<'static, T>),
    Done(T),
    /// It panicked.
    Broken,
}

/// Wakes all who wait.
#[derive(Default)]
struct Bell(Mutex<Vec<Waker>>);

impl<T: Clone> Flight<T> {
    pub(crate) fn new(work: BoxFuture<'static, T>) -> Self {
        Self { work: Mutex::new(Work::Running(work)), bell: Arc::default() }
    }

    /// What the work gives; nothing if it panicked.
    pub(crate) async fn join(&self) -> Option<T> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Option<T>> {
        // Before the work is polled, so that no ring in between is missed.
        self.bell.add(context.waker());
        let mut work = lock(&self.work);
        *work = match mem::replace(&mut *work, Work::Broken) {
            Work::Running(mut running) => {
                let waker = Waker::from(self.bell.clone());
                let _alarm = Alarm(&self.bell);
                match running.as_mut().poll(&mut Context::from_waker(&waker)) {
                    Poll::Pending => Work::Running(running),
                    Poll::Ready(done) => Work::Done(done),
                }
            }
            ended => ended,
        };
        let outcome = match &*work {
            Work::Running(_) => return Poll::Pending,
            Work::Done(done) => Some(done.clone()),
            Work::Broken => None,
        };
        drop(work);
        self.bell.ring();
        Poll::Ready(outcome)
    }
}

impl Bell {
    fn add(&self, waker: &Waker) {
        let mut waiting = lock(&self.0);
        if !waiting.iter().any(|known| known.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }

    fn ring(&self) {
        let waiting = mem::take(&mut *lock(&self.0));
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }
}

/// Wakes all who wait if the work panics.
struct Alarm<'a>(&'a Bell);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.ring();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        future::{Future, pending},
        panic::{AssertUnwindSafe, catch_unwind},
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
        task::{Context, Poll, Wake, Waker},
    };

    use super::Flight;

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Count(AtomicU32);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn whoever_is_left_finishes() {
        let mut first = true;
        let work = std::future::poll_fn(move |context| {
            if std::mem::take(&mut first) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(7)
        });
        let flight = Flight::new(Box::pin(work));
        let count = Arc::<Count>::default();
        let waker = Waker::from(count.clone());
        let mut context = Context::from_waker(&waker);
        let mut rest = pin!(flight.join());
        {
            let mut leader = pin!(flight.join());
            assert!(leader.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert_eq!(rest.as_mut().poll(&mut context), Poll::Ready(Some(7)));
        let mut late = pin!(flight.join());
        assert_eq!(late.as_mut().poll(&mut context), Poll::Ready(Some(7)));
    }

    #[test]
    fn a_panic_wakes_the_others() {
        let mut polled = false;
        let work = std::future::poll_fn(move |_| {
            assert!(!std::mem::replace(&mut polled, true), "the work breaks");
            Poll::<()>::Pending
        });
        let flight = Flight::new(Box::pin(work));
        let count = Arc::<Count>::default();
        let waker = Waker::from(count.clone());
        let mut waiting = pin!(flight.join());
        assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        let mut unlucky = pin!(flight.join());
        let broke = catch_unwind(AssertUnwindSafe(|| {
            unlucky.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
        }));
        assert!(broke.is_err());
        assert_eq!(count.0.load(Ordering::SeqCst), 1);
        assert_eq!(waiting.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Ready(None));
    }

    #[test]
    fn nothing_is_done_for_nobody() {
        let flight = Arc::new(Flight::new(Box::pin(pending::<()>())));
        let weak = Arc::downgrade(&flight);
        drop(flight);
        assert!(weak.upgrade().is_none());
    }
}
