//! Pipelines: the stream of one pool is the source of another's, three stages long.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::thread;

use crate::support::{Census, Gate, Tally, panic_of, watchdog};
use lap_pool::{TaskError, ThreadPool};

/// Items that may be in flight in a stage.
const BUFFERSIZE: usize = 3;

type Outcome = Result<usize, TaskError>;

fn pools() -> [ThreadPool; 3] {
    [2, 1, 2].map(|workers| ThreadPool::new(workers).unwrap())
}

/// A stage that hands on what failed before it.
fn stage(
    pool: &ThreadPool,
    source: impl Iterator<Item = Outcome>,
    f: impl Fn(usize) -> usize + Send + Sync + 'static,
) -> impl Iterator<Item = Outcome> {
    let options = pool.options().buffersize(BUFFERSIZE);
    let stream = options.imap(source, move |item: Outcome| item.map(&f));
    stream.unwrap().results().map(|outcome| outcome?)
}

#[test]
fn three_stages_give_each_result_once_and_in_order() {
    let _watchdog = watchdog();
    let [first, second, third] = pools();
    for ordered in [true, false] {
        let source = 0..1_000_u64;
        let mut results: Vec<u64> = match ordered {
            true => {
                let results = first.imap(source, |x| x + 1).unwrap();
                let results = second.imap(results, |x| x * 3).unwrap();
                third.imap(results, |x| x - 3).unwrap().collect()
            }
            false => {
                let results = first.imap_unordered(source, |x| x + 1).unwrap();
                let results = second.imap_unordered(results, |x| x * 3).unwrap();
                third.imap_unordered(results, |x| x - 3).unwrap().collect()
            }
        };
        if !ordered {
            results.sort_unstable();
        }
        assert!(results.into_iter().eq((0..1_000).map(|x| 3 * x)));
    }
}

#[test]
fn a_stage_works_on_an_item_while_the_one_before_it_works_on_the_next() {
    let _watchdog = watchdog();
    for earlier in [0, 1] {
        let pools = pools();
        let meets = Arc::new(Barrier::new(2));
        // Item 1 in the earlier stage meets item 0 in the one after it.
        let meeting = |number: usize| {
            let meets = Arc::clone(&meets);
            move |item| {
                let its = if number == earlier { 1 } else { 0 };
                if (earlier..earlier + 2).contains(&number) && item == its {
                    meets.wait();
                }
                item
            }
        };
        let results = stage(&pools[0], (0..9).map(Ok), meeting(0));
        let results = stage(&pools[1], results, meeting(1));
        let results = stage(&pools[2], results, meeting(2));
        assert!(results.map(Result::unwrap).eq(0..9));
    }
}

#[test]
fn no_stage_runs_further_ahead_than_its_buffer_however_slow_the_reader_is() {
    let _watchdog = watchdog();
    let pools = pools();
    let (pulled, returned) = (Cell::new(0), Cell::new(0));
    let census = Census::of(3 * BUFFERSIZE + 40);
    let source = (0..).inspect(|_| {
        pulled.set(pulled.get() + 1);
        assert!(pulled.get() <= returned.get() + 3 * BUFFERSIZE);
    });
    let subjects = source.map(|number| census.subject(number));
    let [first, second, third] = pools
        .each_ref()
        .map(|pool| pool.options().buffersize(BUFFERSIZE));
    let results = first.imap(subjects, |subject| subject).unwrap();
    let results = second.imap(results, |subject| subject).unwrap();
    let mut results = third.imap(results, |subject| subject).unwrap();
    for number in 0..40 {
        assert_eq!(results.next().map(|subject| subject.look()), Some(number));
        returned.set(number + 1);
    }
    drop(results);
    // What a worker had begun it drops itself.
    for pool in &pools {
        pool.close();
        pool.join().unwrap();
    }
    let drops = census.drops();
    assert!(
        drops[..pulled.get()].iter().all(|drops| *drops == 1),
        "{drops:?}"
    );
}

#[test]
fn a_panic_in_the_middle_stage_is_one_of_the_results_where_they_are_read_as_values() {
    let _watchdog = watchdog();
    let pools = pools();
    let results = stage(&pools[0], (0..9).map(Ok), |item| item);
    let results = stage(&pools[1], results, |item| match item {
        4 => panic!("the middle"),
        _ => item,
    });
    let results: Vec<Outcome> = stage(&pools[2], results, |item| item).collect();
    assert_eq!(results.len(), 9);
    for (number, outcome) in results.into_iter().enumerate() {
        match outcome {
            Ok(item) => assert_eq!(item, number),
            Err(TaskError::Panicked(panicked)) => {
                assert_eq!(
                    (panicked.index(), panicked.message()),
                    (Some(4), "the middle")
                );
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn a_panic_in_the_middle_stage_ends_a_pipeline_that_is_read_plainly_after_what_went_before() {
    let _watchdog = watchdog();
    let [first, second, third] = pools();
    let results = first.imap(0..9, |item| item).unwrap();
    let results = second.imap(results, |item| match item {
        4 => panic!("the middle"),
        _ => item,
    });
    let mut results = third.imap(results.unwrap(), |item| item).unwrap();
    let mut seen = Vec::new();
    let words = panic_of(|| seen.extend(results.by_ref()));
    seen.extend(results.by_ref());
    assert_eq!(
        (words.as_str(), &seen[..]),
        ("the middle", &[0, 1, 2, 3][..])
    );
    assert_eq!(results.next(), None);
    drop(results);
    // No pool was harmed.
    for pool in [first, second, third] {
        assert_eq!(pool.map(0..3, |item| item).unwrap(), [0, 1, 2]);
    }
}

/// Reads on to the end: results in order from `next`, and one error that says that a pool was closed.
fn refused_in_the_end(next: usize, results: impl Iterator<Item = Outcome>) -> usize {
    let mut rest: Vec<Outcome> = results.collect();
    let last = rest.pop();
    assert!(matches!(last, Some(Err(TaskError::NotRunning))), "{last:?}");
    let results: Vec<usize> = rest.into_iter().map(Result::unwrap).collect();
    assert!(
        results.iter().copied().eq(next..next + results.len()),
        "{results:?}"
    );
    next + results.len()
}

#[test]
fn what_a_closed_first_stage_had_pulled_comes_through_and_then_a_refusal() {
    let _watchdog = watchdog();
    let pools = pools();
    let pulled = Cell::new(0);
    let source = (0..).inspect(|_| pulled.set(pulled.get() + 1)).map(Ok);
    let results = stage(&pools[0], source, |item| item);
    let results = stage(&pools[1], results, |item| item);
    let mut results = stage(&pools[2], results, |item| item);
    for number in 0..5 {
        assert_eq!(results.next().unwrap().unwrap(), number);
    }
    pools[0].close();
    let before = pulled.get();
    assert_eq!(refused_in_the_end(5, results), before);
    assert_eq!(pulled.get(), before);
}

#[test]
fn a_closed_last_stage_pulls_no_more_and_leaves_the_others_as_they_are() {
    let _watchdog = watchdog();
    let pools = pools();
    let pulled = Cell::new(0);
    let source = (0..).inspect(|_| pulled.set(pulled.get() + 1)).map(Ok);
    let results = stage(&pools[0], source, |item| item);
    let mut middle = stage(&pools[1], results, |item| item);
    let mut results = stage(&pools[2], middle.by_ref(), |item| item);
    for number in 0..5 {
        assert_eq!(results.next().unwrap().unwrap(), number);
    }
    pools[2].close();
    let before = pulled.get();
    let next = refused_in_the_end(5, results);
    assert_eq!(pulled.get(), before);
    assert_eq!(middle.next().unwrap().unwrap(), next);
}

#[test]
fn terminating_the_middle_stage_frees_a_reader_that_waits_for_it() {
    let _watchdog = watchdog();
    let pools = pools();
    let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (holds, begins) = (Arc::clone(&gate), Arc::clone(&begun));
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let reads = scope.spawn(|| {
            let results = stage(&pools[0], (0..9).map(Ok), |item| item);
            let results = stage(&pools[1], results, move |item| {
                begins.add();
                holds.pass();
                item
            });
            stage(&pools[2], results, |item| item).collect()
        });
        begun.wait_for(1);
        pools[1].terminate();
        gate.open();
        reads.join().unwrap()
    });
    // What ran is out as it ended; the rest are told.
    assert!(outcomes.len() >= 2, "{outcomes:?}");
    let (first, rest) = outcomes.split_first().unwrap();
    assert!(matches!(first, Ok(0)), "{outcomes:?}");
    let told = rest
        .iter()
        .all(|one| matches!(one, Err(TaskError::Terminated)));
    assert!(told, "{outcomes:?}");
}

#[test]
fn dropping_the_last_stage_stops_the_first() {
    let _watchdog = watchdog();
    let pools = pools();
    let (gate, begun) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let (holds, begins) = (Arc::clone(&gate), Arc::clone(&begun));
    let results = stage(&pools[0], (0..).map(Ok), move |item| {
        begins.add();
        if item > 0 {
            holds.pass();
        }
        item
    });
    let results = stage(&pools[1], results, |item| item);
    let mut results = stage(&pools[2], results, |item| item);
    // Its workers are at items that do not end when the pipeline is dropped: of those that wait none begins.
    let first = thread::scope(|scope| {
        scope.spawn(|| {
            begun.wait_for(3);
            gate.open();
        });
        results.next().unwrap().unwrap()
    });
    assert_eq!(first, 0);
    drop(results);
    for pool in &pools {
        pool.close();
        pool.join().unwrap();
    }
    assert!(begun.count() <= 1 + 3 * BUFFERSIZE, "{}", begun.count());
}

#[test]
fn a_consumer_that_panics_between_two_results_leaves_the_pools_whole() {
    let _watchdog = watchdog();
    let pools = pools();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let results = stage(&pools[0], (0..).map(Ok), |item| item);
        let results = stage(&pools[1], results, |item| item);
        for result in stage(&pools[2], results, |item| item) {
            assert!(result.unwrap() < 20, "the reader");
        }
    }));
    assert!(outcome.is_err());
    for pool in &pools {
        assert_eq!(pool.map(0..3, |item| item).unwrap(), [0, 1, 2]);
    }
}
