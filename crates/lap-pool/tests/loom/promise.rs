//! A result that is not there yet: kept, waited for, polled, deserted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use lap_pool::model::Promise;
use loom::thread;

use crate::{Cell, Counted, model};

#[test]
fn a_promise_hands_its_value_over_and_wakes_who_waits() {
    model(3, || {
        let (promise, cell) = (Promise::default(), Cell::new());
        let (keeps, writes) = (promise.clone(), Arc::clone(&cell));
        let keeper = thread::spawn(move || {
            writes.write(7);
            keeps.keep(());
        });
        assert!(promise.get().is_some());
        assert_eq!(cell.read(), 7);
        keeper.join().unwrap();
    });
}

#[test]
fn a_promise_wakes_the_last_waker() {
    struct Woken(loom::sync::atomic::AtomicBool);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, SeqCst);
        }
    }
    model(3, || {
        let promise = Promise::default();
        let keeps = promise.clone();
        let keeper = thread::spawn(move || keeps.keep(1));
        let mut last = None;
        for _ in 0..2 {
            let woken = Arc::new(Woken(loom::sync::atomic::AtomicBool::new(false)));
            let waker = Waker::from(Arc::clone(&woken));
            match promise.poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(outcome) => {
                    assert_eq!(outcome.unwrap(), 1);
                    last = None;
                    break;
                }
                Poll::Pending => last = Some(woken),
            }
        }
        keeper.join().unwrap();
        assert!(
            last.is_none_or(|woken| woken.0.load(SeqCst)),
            "asleep for ever"
        );
    });
}

#[test]
fn a_deserted_promise_drops_its_value_once() {
    model(3, || {
        let (promise, drops) = (Promise::default(), Arc::new(AtomicUsize::new(0)));
        let (keeps, value) = (promise.clone(), Counted(Arc::clone(&drops)));
        let keeper = thread::spawn(move || keeps.keep(value));
        promise.detach();
        keeper.join().unwrap();
        assert_eq!(drops.load(SeqCst), 1);
    });
}
