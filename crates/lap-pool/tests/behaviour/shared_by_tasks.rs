//! Streams that tasks of the same pool read: they run what they wait for.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::support::{Gate, Tally, pool, same, watchdog};

#[test]
fn drainers_that_are_tasks_of_the_pool_finish_on_its_only_worker() {
    let _watchdog = watchdog();
    for (drainers, helps) in [(1, false), (2, false), (3, true)] {
        let pool = pool(1, helps);
        let mut words = vec![String::from("lap"); 100];
        words.push(String::from("pool"));
        // In a scope, whose items are borrowed.
        let letters: usize = pool.scope(|scope| {
            let stream = scope.imap_unordered(&words, |word| word.len());
            let stream = stream.unwrap().shared();
            let start = |_| {
                let stream = stream.clone();
                scope.apply_async(move || stream.sum::<usize>()).unwrap()
            };
            let tasks: Vec<_> = (0..drainers).map(start).collect();
            let here: usize = if helps { stream.sum() } else { 0 };
            let tasks = tasks.into_iter().map(|task| task.get().unwrap());
            here + tasks.sum::<usize>()
        });
        assert_eq!(letters, 304, "{drainers} drainers");
    }
}

#[test]
fn a_task_runs_what_another_thread_has_pulled() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let (send, receive) = channel();
    let receive: Receiver<usize> = receive;
    let stream = pool.imap_unordered(receive, same).unwrap().shared();
    pool.scope(|scope| {
        let (mut task, waits) = (stream.clone(), Arc::new(Tally::default()));
        let says = Arc::clone(&waits);
        // The only worker waits, while another thread is in the source.
        let task = scope.apply_async(move || {
            says.add();
            task.by_ref().count()
        });
        waits.wait_for(1);
        let here = thread::scope(|threads| {
            let here = threads.spawn(|| stream.clone().count());
            for item in 0..100 {
                send.send(item).unwrap();
            }
            drop(send);
            here.join().unwrap()
        });
        assert_eq!(here + task.unwrap().get().unwrap(), 100);
    });
}

#[test]
fn two_items_that_wait_for_each_other_run_at_once_on_two_workers_that_drain() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    let barrier = std::sync::Barrier::new(2);
    pool.scope(|scope| {
        let stream = scope.imap_unordered(0..20, |_| _ = barrier.wait());
        let stream = stream.unwrap().shared();
        let tasks =
            [stream.clone(), stream].map(|stream| scope.apply_async(move || stream.count()));
        let counts = tasks.map(|task| task.unwrap().get().unwrap());
        assert_eq!(counts.iter().sum::<usize>(), 20);
    });
}

/// A worker that came while it ran an item, and found no room, is called again.
#[test]
fn a_task_that_takes_one_result_leaves_what_waits_to_a_worker() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    let [busy, items] = [(); 2].map(|()| Arc::new(Gate::default()));
    let [occupied, begun] = [(); 2].map(|()| Arc::new(Tally::default()));
    let (waits, says) = (Arc::clone(&busy), Arc::clone(&occupied));
    let other_worker = pool.apply_async(move || {
        says.add();
        waits.pass();
    });
    occupied.wait_for(1);
    let (waits, begins) = (Arc::clone(&items), Arc::clone(&begun));
    let task = move |item: usize| {
        begins.add();
        waits.pass();
        item
    };
    let options = pool.options().buffersize(3).concurrency(1);
    let stream = options.imap_unordered(0..2, task).unwrap().shared();
    let mut one = stream.clone();
    let drains = pool.apply_async(move || one.next());
    begun.wait_for(1);
    let drains_here = thread::spawn(move || stream.collect::<Vec<_>>());
    // The other worker finds that one item may run at once, and one runs.
    busy.open();
    other_worker.unwrap().get().unwrap();
    for _ in 0..1_000 {
        pool.apply(|| ()).unwrap();
    }
    items.open();
    let (there, mut here) = (drains.unwrap().get().unwrap(), drains_here.join().unwrap());
    here.extend(there);
    here.sort_unstable();
    assert_eq!(here, [0, 1]);
}
