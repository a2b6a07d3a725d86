//! The errors in a user's hands: what they convert into, what they say, what they hold.

use std::error::Error as _;
use std::panic::panic_any;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};

use crate::support::{panic_of, watchdog};
use lap_pool::{Error, Panicked, PoolError, TaskError, ThreadPool};

type Boxed = Box<dyn std::error::Error + Send + Sync>;

#[test]
fn every_error_goes_to_any_thread_and_into_any_box() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    fn is_an_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_an_error::<PoolError>();
    is_an_error::<TaskError>();
    is_an_error::<Error>();
    goes_anywhere::<Panicked>();
}

#[test]
fn a_question_mark_is_enough_for_a_box_and_for_the_common_error() {
    let _watchdog = watchdog();
    fn boxed(pool: &ThreadPool) -> Result<u32, Boxed> {
        Ok(pool.apply_async(|| 1)?.get()? + pool.map(0..1, |x| x)?[0])
    }
    fn common(pool: &ThreadPool) -> Result<u32, Error> {
        Ok(pool.apply_async(|| 1)?.get()? + pool.map(0..1, |x| x)?[0])
    }
    fn common_then_boxed(pool: &ThreadPool) -> Result<u32, Boxed> {
        Ok(common(pool)?)
    }
    let pool = ThreadPool::new(1).unwrap();
    assert_eq!(boxed(&pool).unwrap(), 1);
    assert_eq!(common(&pool).unwrap(), 1);
    pool.close();
    assert!(matches!(
        common(&pool),
        Err(Error::Pool(PoolError::NotRunning))
    ));
    let refusal = PoolError::NotRunning.to_string();
    assert_eq!(boxed(&pool).unwrap_err().to_string(), refusal);
    assert_eq!(common_then_boxed(&pool).unwrap_err().to_string(), refusal);
}

#[test]
fn the_common_error_says_what_the_one_in_it_says() {
    let spawn = || PoolError::Spawn(std::io::Error::other("no thread left"));
    let wrapped = Error::from(spawn());
    assert_eq!(wrapped.to_string(), spawn().to_string());
    let source = wrapped.source().map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("no thread left"));
    assert_eq!(
        Error::from(TaskError::TimedOut).to_string(),
        TaskError::TimedOut.to_string()
    );
    assert!(Error::from(TaskError::TimedOut).source().is_none());
    for (error, terminated) in [
        (Error::from(PoolError::Terminated), true),
        (Error::from(TaskError::Terminated), true),
        (Error::from(PoolError::NotRunning), false),
        (Error::from(TaskError::NotRunning), false),
    ] {
        assert_eq!(error.is_terminated(), terminated, "{error}");
    }
}

#[test]
fn try_with_needs_one_question_mark_and_no_annotation() {
    let _watchdog = watchdog();
    let text = String::from("borrowed");
    let total = ThreadPool::try_with(2, |pool| {
        let length = pool.apply_async(|| text.len())?.get()?;
        let lengths = pool.map(&[text.as_str()], |text| text.len())?;
        Ok(length + lengths[0])
    });
    assert_eq!(total.unwrap(), 16);
    let failed = ThreadPool::try_with(1, |pool| {
        pool.apply_async(|| panic!("no luck"))?.get()?;
        Ok(())
    });
    let Err(Error::Task(TaskError::Panicked(panicked))) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(panicked.message(), "no luck");
    let refused = ThreadPool::try_with(0, |_| Ok(()));
    assert!(matches!(
        refused,
        Err(Error::Pool(PoolError::Invalid("workers", 0)))
    ));
}

/// Panics when dropped, and counts it.
struct Hothead(Arc<AtomicUsize>);

impl Drop for Hothead {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        panic!("the payload's destructor");
    }
}

fn failed_with(payload: Hothead) -> TaskError {
    let pool = ThreadPool::new(1).unwrap();
    let task = pool.apply_async(move || -> () { panic_any(payload) });
    task.unwrap().get().unwrap_err()
}

#[test]
fn an_error_contains_the_panic_of_its_payloads_destructor() {
    let _watchdog = watchdog();
    let drops = Arc::new(AtomicUsize::new(0));
    let error = failed_with(Hothead(Arc::clone(&drops)));
    assert_eq!(drops.load(SeqCst), 0);
    drop(error);
    assert_eq!(drops.load(SeqCst), 1);
    // Also while another panic unwinds, where a second one would abort.
    let error = failed_with(Hothead(Arc::clone(&drops)));
    let words = panic_of(move || {
        let _error = Error::from(error);
        panic!("the first panic");
    });
    assert_eq!((words.as_str(), drops.load(SeqCst)), ("the first panic", 2));
}

#[test]
fn a_payload_that_was_taken_out_is_its_takers() {
    let _watchdog = watchdog();
    let drops = Arc::new(AtomicUsize::new(0));
    let TaskError::Panicked(panicked) = failed_with(Hothead(Arc::clone(&drops))) else {
        panic!("not a panic");
    };
    assert_eq!(panicked.message(), "a payload that is no text");
    let payload = panicked.into_payload();
    assert!(payload.is::<Hothead>());
    assert_eq!(drops.load(SeqCst), 0);
    assert_eq!(panic_of(|| drop(payload)), "the payload's destructor");
    assert_eq!(drops.load(SeqCst), 1);
}

#[test]
fn an_error_keeps_its_words_whatever_becomes_of_it() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let number = 3;
    let task = pool.apply_async(move || -> () { panic!("lane {number} is closed") });
    let TaskError::Panicked(panicked) = task.unwrap().get().unwrap_err() else {
        panic!("not a panic");
    };
    assert_eq!(panicked.message(), "lane 3 is closed");
    assert!(format!("{panicked:?}").contains("lane 3 is closed"));
    // Shared between threads, as an `Arc` of an error is.
    let shared = Arc::new(panicked);
    let (send, receive) = mpsc::channel();
    let other = Arc::clone(&shared);
    std::thread::spawn(move || send.send(other.message().to_owned()).unwrap());
    assert_eq!(receive.recv().unwrap(), shared.message());
}

#[test]
fn messages_that_quote_each_other_do_not_grow_beyond_what_they_say() {
    let _watchdog = watchdog();
    fn deep(pool: &ThreadPool, depth: usize) {
        if depth == 0 {
            panic!("the \"one\" failure");
        }
        let inner = pool.scope(|scope| scope.apply_async(|| deep(pool, depth - 1)).unwrap().get());
        inner.unwrap();
    }
    let pool = ThreadPool::new(1).unwrap();
    let message = panic_of(|| deep(&pool, 20));
    assert!(message.contains("the \"one\" failure"));
    assert!(message.len() < 10_000, "{} bytes", message.len());
}
