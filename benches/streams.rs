//! Streams: the same kernel as the experiments, by the length of an item and by how many may be in flight; beside them what
//! a slow item and a slow reader hold up.
//!
//! One id is `CALL/CONTENDER/n=..,grain_ns=..`, with `,buffersize=..` where that is set; who has no such bound is as it is.
//! Everybody hands over all results in a new vector. rayon has no stream: its `par_bridge`, whose results are in any order
//! too, is beside `imap_unordered`.

use benches::{From, each_stream, kernel, overlap, started};
use criterion::{Bencher, BenchmarkId, Criterion, Throughput};
use lab_kit::contender::Streams;
use lab_kit::contenders::{Bridge, RayonInside, RayonPool};
use lab_kit::roster::{Entry, ForEachStream};

const ORDERED: &str = "imap";
const UNORDERED: &str = "imap_unordered";

/// A row of the table: the call, items, nanoseconds of each, how many may be in flight, and from which run on.
type Row = (&'static str, u64, u64, Option<usize>, From);

/// Of empty items there are so many that what a stream costs by itself is little beside them.
const ROWS: [Row; 13] = [
    (ORDERED, 100_000, 0, None, From::Quick),
    (ORDERED, 100_000, 0, Some(256), From::Full),
    (ORDERED, 10_000, 650, None, From::Default),
    (ORDERED, 10_000, 650, Some(64), From::Full),
    (ORDERED, 10_000, 650, Some(256), From::Full),
    (ORDERED, 1_000, 5_000, None, From::Full),
    (ORDERED, 100, 100_000, None, From::Full),
    (UNORDERED, 100_000, 0, None, From::Full),
    (UNORDERED, 100_000, 0, Some(256), From::Full),
    (UNORDERED, 10_000, 650, None, From::Default),
    (UNORDERED, 10_000, 650, Some(256), From::Full),
    (UNORDERED, 1_000, 5_000, None, From::Full),
    (UNORDERED, 100, 100_000, None, From::Full),
];

/// Our model of another pool.
const LEFT_OUT: &str = "python model";
/// Who has no stream in the order of completion.
const ONLY_ORDERED: &str = "pariter";
/// Who is in a run that is not full: the subject, and what each of its calls is beside.
const ALWAYS: [(&str, &str); 4] = [
    (ORDERED, "lap-pool"),
    (ORDERED, "serial"),
    (UNORDERED, "lap-pool"),
    (UNORDERED, "rayon"),
];

fn main() {
    benches::main(|criterion| {
        each_stream(&mut Rows(criterion));
        bridged(criterion, Entry::new("rayon", RayonPool::new));
        bridged(criterion, Entry::new("rayon inside", RayonInside::new));
        overlap::benches(criterion);
    });
}

struct Rows<'a>(&'a mut Criterion);

impl ForEachStream for Rows<'_> {
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>) {
        for row in ROWS {
            let (call, n, grain_ns, buffersize, _) = row;
            if entry.name == LEFT_OUT || (call == UNORDERED && entry.name == ONLY_ORDERED) {
                continue;
            }
            measure(self.0, entry.name, row, |bencher| {
                let (pool, task) = (started(entry), kernel().grain(grain_ns));
                let pool = buffersize.into_iter().fold(pool, C::with_buffersize);
                let work = move |item| task.run(item);
                match call {
                    ORDERED => bencher.iter(|| pool.imap(0..n, work).collect::<Vec<_>>()),
                    _ => bencher.iter(|| pool.imap_unordered(0..n, work).collect::<Vec<_>>()),
                }
            });
        }
    }
}

/// The rows that rayon is in.
fn bridged<C: Bridge>(criterion: &mut Criterion, entry: Entry<C>) {
    for row in ROWS.into_iter().filter(|row| row.0 == UNORDERED) {
        let (_, n, grain_ns, ..) = row;
        measure(criterion, entry.name, row, |bencher| {
            let (pool, task) = (started(entry), kernel().grain(grain_ns));
            pool.enter(|| bencher.iter(|| pool.bridge(0..n, |item| task.run(item))));
        });
    }
}

fn measure(criterion: &mut Criterion, who: &str, row: Row, run: impl FnMut(&mut Bencher<'_>)) {
    let (call, n, grain_ns, buffersize, from) = row;
    let from = match ALWAYS.contains(&(call, who)) {
        true => from,
        false => From::Full,
    };
    if !from.is_in_run() {
        return;
    }
    let mut params = format!("n={n},grain_ns={grain_ns}");
    if let Some(items) = buffersize {
        params += &format!(",buffersize={items}");
    }
    let mut group = criterion.benchmark_group(call);
    group.throughput(Throughput::Elements(n));
    group.bench_function(BenchmarkId::new(who, params), run);
}
