//! Random programs of calls, each checked against the same work done in turn. The seed of a failure is in its message;
//! `LAP_POOL_SEED` runs one seed alone, `LAP_POOL_ROUNDS` more or fewer of them.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use lap_pool::{Pool, TaskError, ThreadPool};
use support::{panic_of, watchdog};

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// What a task does with its item: spends some time, and sometimes fails.
#[derive(Clone, Copy)]
struct Task {
    spins: usize,
    /// Items that are a multiple of it fail, 0 excepted; 0 for none.
    fails: usize,
}

impl Task {
    fn random(random: &mut Random) -> Self {
        let spins = [0, 0, 10, 300][random.below(4)];
        let fails = [0, 0, 0, 7, 40][random.below(5)];
        Self { spins, fails }
    }

    fn fails_at(self, item: usize) -> bool {
        self.fails > 0 && item > 0 && item.is_multiple_of(self.fails)
    }

    fn run(self, item: usize) -> usize {
        for _ in 0..self.spins {
            std::hint::spin_loop();
        }
        if self.fails_at(item) {
            std::panic::resume_unwind(Box::new(format!("item {item}")));
        }
        item * 3
    }
}

fn check_map(outcome: Result<Vec<usize>, String>, n: usize, task: Task) {
    match (0..n).find(|item| task.fails_at(*item)) {
        Some(lowest) => assert_eq!(outcome.unwrap_err(), format!("item {lowest}")),
        None => assert!(outcome.unwrap().into_iter().eq((0..n).map(|item| item * 3))),
    }
}

fn words(error: TaskError) -> String {
    let TaskError::Panicked(panicked) = error else {
        panic!("not a panic: {error}");
    };
    *panicked.into_payload().downcast().expect("text")
}

/// One random call, on an owned pool or a scope, at some depth of nesting.
fn call(pool: &Pool<'_, '_>, random: &mut Random, depth: usize) {
    let (task, n) = (Task::random(random), [0, 1, 2, 5, 30, 200][random.below(6)]);
    let chunksize = [1, 1, 3, 50][random.below(4)];
    let options = if random.below(2) == 0 {
        pool.options()
    } else {
        pool.options().chunksize(chunksize)
    };
    let options = if random.below(2) == 0 {
        options
    } else {
        options.buffersize(1 + random.below(20))
    };
    match random.below(9) {
        0 => {
            let input: Vec<usize> = (0..n).collect();
            let map = || options.map(&input, |item| task.run(*item)).unwrap();
            let failing = (0..n).any(|item| task.fails_at(item));
            let outcome = if failing {
                Err(panic_of(map))
            } else {
                Ok(map())
            };
            check_map(outcome, n, task);
        }
        1 => {
            let map = options.map_async(0..n, move |item| task.run(item)).unwrap();
            if random.below(2) == 0 {
                map.wait();
            }
            check_map(map.get().map_err(words), n, task);
        }
        2 => drop(options.map_async(0..n, move |item| task.run(item)).unwrap()),
        3 => {
            let tasks: Vec<_> = (0..n)
                .map(|item| options.apply_async(move || task.run(item)).unwrap())
                .collect();
            for (item, handle) in tasks.into_iter().enumerate() {
                let outcome = if random.below(8) == 0 {
                    continue;
                } else {
                    handle.get()
                };
                match outcome {
                    Ok(result) => assert_eq!(result, item * 3),
                    Err(error) => assert_eq!(words(error), format!("item {item}")),
                }
            }
        }
        kind @ (4 | 5) => {
            let pulled = AtomicUsize::new(0);
            let source = (0..n).inspect(|_| _ = pulled.fetch_add(1, SeqCst));
            let taken = if random.below(3) == 0 {
                random.below(n + 1)
            } else {
                n
            };
            let run = move |item| (item, task.run(item));
            let stream = if kind == 4 {
                options.imap(source, run)
            } else {
                options.imap_unordered(source, run)
            };
            let outcomes: Vec<_> = stream.unwrap().results().take(taken).collect();
            assert_eq!(outcomes.len(), taken);
            let mut items: Vec<_> = outcomes
                .into_iter()
                .map(|outcome| match outcome {
                    Ok((item, result)) => {
                        assert_eq!(result, item * 3);
                        item
                    }
                    Err(error) => {
                        let item = words(error)[5..].parse().unwrap();
                        assert!(task.fails_at(item));
                        item
                    }
                })
                .collect();
            if kind == 5 {
                items.sort_unstable();
                items.dedup();
                assert_eq!(items.len(), taken);
            } else {
                assert!(items.into_iter().eq(0..taken));
            }
        }
        6 => {
            let mut stream = options.imap(0..n, move |item| item + task.spins).unwrap();
            let mut seen = 0;
            loop {
                match stream.next_timeout(Duration::from_micros(50)) {
                    Ok(Some(result)) => assert_eq!(result, seen + task.spins),
                    Ok(None) => break,
                    Err(TaskError::TimedOut) => continue,
                    Err(error) => panic!("{error}"),
                }
                seen += 1;
            }
            assert_eq!(seen, n);
        }
        7 if depth < 3 => {
            let count = AtomicUsize::new(0);
            let calls = random.below(4);
            pool.scope(|scope| {
                for _ in 0..calls {
                    drop(scope.apply_async(|| count.fetch_add(1, SeqCst)).unwrap());
                    call(scope, random, depth + 1);
                }
            });
            assert_eq!(count.load(SeqCst), calls);
        }
        _ if depth < 3 => {
            let seeds: Vec<u64> = (0..3).map(|_| random.next()).collect();
            pool.map(&seeds, |seed| call(pool, &mut Random(*seed), depth + 1))
                .unwrap();
        }
        _ => assert_eq!(pool.apply(|| n).unwrap(), n),
    }
}

fn program(seed: u64, workers: usize, helps: bool) {
    let pool = ThreadPool::builder()
        .workers(workers)
        .caller_helps(helps)
        .build()
        .unwrap();
    let pool = Arc::new(pool);
    std::thread::scope(|threads| {
        for thread in 0..2 {
            let pool = &pool;
            threads.spawn(move || {
                let mut random = Random(seed ^ thread << 32);
                for _ in 0..12 {
                    call(pool, &mut random, 0);
                }
            });
        }
    });
}

#[test]
fn random_programs_give_what_the_same_work_gives_in_turn() {
    let variable = |name| {
        std::env::var(name)
            .ok()
            .map(|value| value.parse().expect("a number"))
    };
    let seeds = match variable("LAP_POOL_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..variable("LAP_POOL_ROUNDS").unwrap_or(12),
    };
    let mut programs = 0;
    for seed in seeds {
        for workers in [1, 2, 3, 8] {
            for helps in [true, false] {
                let _watchdog = watchdog();
                let run = || program(seed, workers, helps);
                if std::panic::catch_unwind(run).is_err() {
                    panic!(
                        "LAP_POOL_SEED={seed} failed with {workers} workers, caller_helps({helps})"
                    );
                }
                programs += 1;
            }
        }
    }
    println!("stress programs: {programs}");
}
