//! Calls that wait: `map`, `starmap` and its kin, `apply`.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use crate::support::{Tally, untouched, watchdog};
use crate::{pools, words};
use lap_pool::{PoolError, ThreadPool};

#[test]
fn a_map_borrows_its_items_and_its_closure() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, end) = (words(5), String::from("."));
        let sentences = pool.map(&items, |word| format!("{word}{end}")).unwrap();
        for (sentence, word) in sentences.iter().zip(&items) {
            assert_eq!(sentence.trim_end_matches('.'), word);
        }
    }
}

#[test]
fn results_may_borrow_what_the_items_do() {
    let _watchdog = watchdog();
    for pool in pools() {
        let items = words(4);
        let heads = pool.map(&items, |word| &word[..4]).unwrap();
        assert_eq!(heads, ["word"; 4]);
    }
}

#[test]
fn all_workers_are_inside_one_map_at_once() {
    let _watchdog = watchdog();
    for pool in pools() {
        let inside = Tally::default();
        let both = |word: String| {
            inside.add();
            inside.wait_for(2);
            word
        };
        assert_eq!(pool.map(words(2), both).unwrap(), words(2));
    }
}

#[test]
fn chunks_of_every_size() {
    let _watchdog = watchdog();
    for pool in pools() {
        for chunksize in [1, 2, 3, 6, 100, usize::MAX] {
            let options = pool.options().chunksize(chunksize);
            assert_eq!(options.map(words(6), |word| word).unwrap(), words(6));
        }
    }
}

#[test]
fn starmaps_take_tuples_apart() {
    let _watchdog = watchdog();
    for pool in pools() {
        let pairs: Vec<_> = words(3).into_iter().zip(words(3)).collect();
        let joined = pool.starmap(&pairs, |a, b| format!("{a}{b}")).unwrap();
        let owned = pool.starmap(pairs, |a, b| a + &b).unwrap();
        assert_eq!(joined, owned);
        let threes = words(3).into_iter().map(|word| (word, "-", 1));
        let sums = pool.starmap3(threes, |word, dash, number| format!("{word}{dash}{number}"));
        assert_eq!(sums.unwrap()[2], "word 2-1");
        let fours = words(3).into_iter().map(|word| (word, 1, 2, 3));
        let sums = pool.starmap4(fours, |word, a, b, c| (word, a + b + c));
        assert_eq!(sums.unwrap()[2], ("word 2".into(), 6));
    }
}

#[test]
fn an_apply_borrows_and_moves() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (mut borrowed, moved) = (String::from("one"), String::from(" two"));
        let length = pool.apply(|| {
            borrowed += &moved;
            drop(moved);
            borrowed.len()
        });
        assert_eq!((length.unwrap(), borrowed.as_str()), (7, "one two"));
        assert_eq!(pool.options().apply(|| borrowed).unwrap(), "one two");
    }
}

#[test]
fn maps_inside_maps_of_the_same_pool_and_of_another() {
    let _watchdog = watchdog();
    let [helped, unhelped] = pools();
    for (outer, inner) in [
        (&helped, &helped),
        (&unhelped, &unhelped),
        (&helped, &unhelped),
    ] {
        let nested = |word: String| {
            let lengths = inner.map(words(2), |other| word.len() + other.len());
            lengths.unwrap().into_iter().sum()
        };
        let sums: Vec<usize> = outer.map(words(2), nested).unwrap();
        assert_eq!(sums, [24, 24]);
    }
}

#[test]
fn several_threads_call_the_same_pool() {
    let _watchdog = watchdog();
    for pool in pools() {
        let (items, done) = (words(3), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for _ in 0..2 {
                threads.spawn(|| {
                    let lengths = pool.map(&items, |word| word.len()).unwrap();
                    done.fetch_add(lengths.len(), SeqCst);
                    let word = pool.apply(|| items[0].clone()).unwrap();
                    done.fetch_add(word.len(), SeqCst);
                });
            }
        });
        assert_eq!(done.into_inner(), 2 * (3 + 6));
    }
}

#[test]
fn refused_calls_drop_what_they_were_given() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    let refused = pool.options().chunksize(0).map(words(3), |word| word);
    assert!(matches!(refused, Err(PoolError::Invalid("chunksize", 0))));
    let refused = pool.options().buffersize(0).imap(words(3), |word| word);
    assert!(matches!(refused, Err(PoolError::Invalid("buffersize", 0))));
    pool.close();
    for (call, refusal) in untouched::every_call(pool.options()) {
        assert!(
            matches!(refusal, Some(PoolError::NotRunning)),
            "{call}: {refusal:?}"
        );
    }
    let word = words(1).remove(0);
    let refused = pool.apply_async(move || word.len());
    assert!(matches!(refused, Err(PoolError::NotRunning)));
    assert!(matches!(
        pool.map(words(3), |word| word),
        Err(PoolError::NotRunning)
    ));
    assert_eq!(untouched::TOUCHES.load(SeqCst), 0);
}

#[test]
fn a_pool_tells_of_itself() {
    let pool = ThreadPool::new(2).unwrap();
    assert_eq!((pool.workers(), pool.queued()), (2, 0));
    assert!(format!("{pool:?}").contains("workers: 2"));
    assert!(format!("{:?}", pool.options().chunksize(3)).contains("3"));
}
