use std::{
    future::{Future, pending},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread,
};

use super::SingleFlight;

/// A waker that counts its calls.
#[derive(Default)]
struct Count(AtomicU32);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn the_remaining_caller_finishes() {
    let mut first = true;
    let work = std::future::poll_fn(move |context| {
        if std::mem::take(&mut first) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(7)
    });
    let flight = SingleFlight::new(Box::pin(work));
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
    let flight = SingleFlight::new(Box::pin(work));
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
fn work_cannot_wait_for_itself() {
    static FLIGHT: OnceLock<SingleFlight<Option<u32>>> = OnceLock::new();
    let flight = FLIGHT.get_or_init(|| {
        SingleFlight::new(Box::pin(async { FLIGHT.get().unwrap().join().await.flatten().or(Some(7)) }))
    });
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(pin!(flight.join()).poll(&mut context), Poll::Ready(Some(Some(7))));
}

#[test]
fn callers_do_not_wait_for_a_blocked_thread() {
    let ((begin, begun), (release, released)) = (mpsc::channel(), mpsc::channel());
    let flight = Arc::new(SingleFlight::new(Box::pin(async move {
        begin.send(()).unwrap();
        released.recv().unwrap();
        7
    })));
    let driver = thread::spawn({
        let flight = flight.clone();
        move || pin!(flight.join()).poll(&mut Context::from_waker(Waker::noop()))
    });
    begun.recv().unwrap();
    let count = Arc::<Count>::default();
    let waker = Waker::from(count.clone());
    let mut context = Context::from_waker(&waker);
    let mut waiting = pin!(flight.join());
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    assert_eq!(count.0.load(Ordering::SeqCst), 0);
    release.send(()).unwrap();
    assert_eq!(driver.join().unwrap(), Poll::Ready(Some(7)));
    assert!(count.0.load(Ordering::SeqCst) > 0);
    assert_eq!(waiting.as_mut().poll(&mut context), Poll::Ready(Some(7)));
}

#[test]
fn work_without_callers_is_dropped() {
    let flight = Arc::new(SingleFlight::new(Box::pin(pending::<()>())));
    let weak = Arc::downgrade(&flight);
    drop(flight);
    assert!(weak.upgrade().is_none());
}
