//! What can be read ahead, and by whom.

use std::collections::HashSet;
use std::io::{BufRead, Cursor};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use crate::support::{pool, watchdog};
use lap_pool::{PoolError, ThreadPool};

#[test]
fn it_gives_what_the_source_has_and_ends_with_it() {
    let _watchdog = watchdog();
    let pools = [pool(2, false), ThreadPool::new(2).unwrap()];
    for (pool, ahead) in pools.iter().flat_map(|pool| [(pool, 1), (pool, 7)]) {
        let ordered = pool.options().readahead(ahead, || 0..1_000).imap(|x| x + 1);
        assert!(ordered.unwrap().eq(1..=1_000));
        let unordered = pool.options().buffersize(3).readahead(ahead, || 0..1_000);
        let mut seen: Vec<_> = unordered.imap_unordered(|x| x + 1).unwrap().collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(1..=1_000));
        let empty = pool.options().readahead(ahead, Vec::<u8>::new);
        let mut stream = empty.imap(|x| x).unwrap();
        assert_eq!((stream.next(), stream.next()), (None, None));
    }
}

#[test]
fn a_source_that_is_not_send_is_built_where_it_is_read() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    let build = || {
        let shared = Rc::new(3);
        let other = Rc::clone(&shared);
        (0..10).map(move |x| x * *shared + *other - 3)
    };
    let stream = pool.options().readahead(2, build).imap(|x| x).unwrap();
    assert!(stream.eq((0..10).map(|x| 3 * x)));
}

#[test]
fn lines_are_read_ahead_and_handed_over_as_they_come() {
    let _watchdog = watchdog();
    let pool = pool(2, false);
    let text = || {
        Cursor::new("lap\npool\n\nlane")
            .lines()
            .map_while(Result::ok)
    };
    let lengths = pool.options().readahead(4, text).imap(|line| line.len());
    assert_eq!(lengths.unwrap().collect::<Vec<_>>(), [3, 4, 0, 4]);
    // It compiles, and reads nothing: the test's own input is not for it.
    let stdin = || std::io::stdin().lines();
    let lines = pool
        .options()
        .readahead(4, stdin)
        .imap(|line| line.unwrap());
    drop(lines.unwrap());
    // A prompt: each line is written when the answer to the one before is there.
    let (write, typed) = channel();
    let prompt = pool
        .options()
        .readahead(4, || typed)
        .imap(|line: usize| line + 1);
    let mut answers = prompt.unwrap();
    for line in 0..100 {
        write.send(line).unwrap();
        assert_eq!(answers.next(), Some(line + 1));
    }
    drop(write);
    assert_eq!(answers.next(), None);
}

#[test]
fn a_loop_may_feed_its_own_source_whatever_is_outstanding() {
    let _watchdog = watchdog();
    for buffersize in [1, 2, 16] {
        let pool = pool(2, false);
        let (send, pages) = channel();
        let options = pool.options().buffersize(buffersize);
        // A tree: page n links to 2 n and 2 n + 1.
        let links = |page: usize| [2 * page, 2 * page + 1];
        let mut crawl = options
            .readahead(3, || pages)
            .imap_unordered(links)
            .unwrap();
        let (mut seen, mut outstanding) = (HashSet::from([1]), 1);
        send.send(1).unwrap();
        while outstanding > 0 {
            let found = crawl.next().unwrap();
            outstanding -= 1;
            for page in found.into_iter().filter(|page| *page < 500) {
                assert!(seen.insert(page));
                send.send(page).unwrap();
                outstanding += 1;
            }
        }
        assert_eq!(seen.len(), 499);
        drop(send);
        assert_eq!(crawl.next(), None);
    }
}

#[test]
fn a_worker_may_read_a_stream_that_is_read_ahead() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let task = pool.scope(|scope| {
        let (send, items) = channel();
        let items = Mutex::new(Some(items));
        let task = scope.apply_async(move || {
            let items = items.lock().unwrap().take().unwrap();
            let stream = scope.options().readahead(2, || items).imap(|x: u32| 2 * x);
            stream.unwrap().sum::<u32>()
        });
        (1..=10).for_each(|x| send.send(x).unwrap());
        drop(send);
        task.unwrap().get()
    });
    assert_eq!(task.unwrap(), 110);
}

#[test]
fn a_stream_may_be_read_ahead_for_another() {
    let _watchdog = watchdog();
    let (first, second) = (pool(2, false), pool(2, false));
    let squares = first.imap(0..200_u64, |x| x * x).unwrap();
    let stream = second.options().readahead(3, || squares).imap(|x| x + 1);
    assert!(stream.unwrap().eq((0..200).map(|x| x * x + 1)));
}

#[test]
fn nothing_is_read_ahead_is_refused_before_anything_is_built() {
    let _watchdog = watchdog();
    let pool = pool(1, false);
    let build = || -> Vec<u8> { unreachable!("refused") };
    let refused = pool.options().readahead(0, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::Invalid("readahead", 0)));
    assert_eq!(refused.to_string(), "readahead must be at least 1, not 0");
    let options = pool.options().buffersize(0);
    let refused = options.readahead(1, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::Invalid("buffersize", 0)));
    pool.close();
    let refused = pool.options().readahead(1, build).imap(|x| x).unwrap_err();
    assert!(matches!(refused, PoolError::NotRunning));
}
