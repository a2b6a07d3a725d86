//! Programs from bytes: each call is a record of eight bytes, whatever they are, and small numbers are simple. So what
//! makes bytes smaller makes programs simpler (proptest), and a program can be written down as a word (a fuzzer's input).

use std::slice::Iter;
use std::sync::Arc;

use crate::program::{
    By, Call, Ending, Fate, Fault, Faults, Home, Input, Kind, Program, Reading, Source, Work,
};

pub type Record = [u8; 8];

/// How large programs are.
struct Scale {
    workers: &'static [usize],
    items: &'static [usize],
    spends: &'static [u32],
}

/// For threads of the system.
#[cfg(not(lap_pool_shuttle))]
const SCALE: Scale = Scale {
    workers: &[1, 2, 3, 1, 2, 3, 2, 64],
    items: &[0, 1, 2, 3, 5, 8, 30, 200],
    spends: &[0, 0, 30, 1_000],
};

/// For shuttle, where each step is a choice.
#[cfg(lap_pool_shuttle)]
const SCALE: Scale = Scale {
    workers: &[1, 2, 3],
    items: &[0, 1, 2, 3, 4, 6],
    spends: &[0, 1, 2],
};

/// How deep calls nest.
const DEPTH: usize = 3;

/// The program that these records say, the first of which is about the pool.
pub fn decode(records: &[Record]) -> Program {
    let mut records = records.iter();
    let [workers, helps, home, ending, threads, ..] = records.next().copied().unwrap_or_default();
    let home = pick(home, &[Home::Owned, Home::Owned, Home::Scope, Home::With]);
    let mut program = Program {
        workers: pick(workers, SCALE.workers),
        caller_helps: helps.is_multiple_of(2) || home == Home::With,
        home,
        ending: pick(ending, &[Ending::Drop, Ending::Join, Ending::Terminate]),
        threads: vec![Vec::new(); pick(threads, &[1, 1, 2, 3])],
    };
    let threads = program.threads.len();
    while let Some(record) = records.as_slice().first() {
        let thread = usize::from(record[6] >> 5) % threads;
        let call = call(&mut records, 0).expect("there is one more record");
        program.threads[thread].push(call);
    }
    hold_one_meeting(&mut program);
    program
}

fn pick<T: Copy>(byte: u8, from: &[T]) -> T {
    from[usize::from(byte) % from.len()]
}

fn call(records: &mut Iter<'_, Record>, depth: usize) -> Option<Call> {
    let [kind, items, faults, sizes, buffer, fate, task, nest] = *records.next()?;
    let fate_of = pick(
        fate,
        &[
            Fate::Get,
            Fate::Drop,
            Fate::Wait,
            Fate::Later,
            Fate::Poll,
            Fate::GetTimeout,
            Fate::WaitTimeout,
            Fate::GetForever,
            Fate::Outlives,
        ],
    );
    let items = pick(items, SCALE.items);
    // Closing is rare: whatever comes after it is refused.
    let kind = match kind % 41 {
        0..=2 => Kind::Apply,
        3..=8 => Kind::ApplyAsync(fate_of),
        9..=14 => Kind::Map(pick(
            fate,
            &[Input::Range, Input::Vector, Input::Slice, Input::Iterator],
        )),
        15 | 16 => Kind::Starmap(pick(fate, &[2, 3, 4])),
        17..=22 => Kind::MapAsync(fate_of),
        23 | 24 => Kind::StarmapAsync(fate_of),
        order @ 25..=33 => Kind::Stream(reading(order < 30, items, fate, buffer)),
        34 | 35 => Kind::Scope,
        36 => Kind::Close,
        37 => Kind::Terminate,
        38 => Kind::Join,
        39 => Kind::JoinTimeout,
        _ => Kind::Refused,
    };
    let single = matches!(kind, Kind::Apply | Kind::ApplyAsync(_));
    let mut work = Work {
        items: if single { 1 } else { items },
        chunksize: pick(sizes, &[None, None, Some(1), Some(2), Some(7)]),
        buffersize: pick(buffer, &[None, None, Some(1), Some(2), Some(5)]),
        prefetch: pick(sizes / 5, &[None, None, Some(true), Some(false)]),
        faults: (faults >= 128).then(|| Faults {
            kind: pick(
                faults,
                &[Fault::Task, Fault::Item, Fault::Result, Fault::Source],
            ),
            from: pick(faults / 4, &[0, 1, 2, 5]),
            every: pick(faults / 16, &[1, 2, 3, 1_000]),
        }),
        spends: pick(task, SCALE.spends),
        meets: (task & 16 != 0).then(|| pick(nest / 32, &[0, 1, 3, 20])),
        nested: Vec::new(),
        nest_at: usize::from(nest / 8) % 3,
    };
    let nested = match kind {
        Kind::Close | Kind::Terminate | Kind::Join | Kind::JoinTimeout | Kind::Refused => 0,
        Kind::Scope => usize::from(nest % 4),
        _ => pick(nest, &[0, 0, 0, 1, 0, 2]),
    };
    if depth < DEPTH {
        work.nested
            .extend((0..nested).map_while(|_| call(records, depth + 1)));
    }
    Some(Call {
        kind,
        work: Arc::new(work),
    })
}

fn reading(ordered: bool, items: usize, fate: u8, buffer: u8) -> Reading {
    let source = pick(
        buffer / 5,
        &[Source::Promises, Source::Silent, Source::Endless],
    );
    let take = pick(fate / 8, &[usize::MAX, usize::MAX, 1, 3]);
    Reading {
        ordered,
        by: pick(
            fate,
            &[
                By::Results,
                By::Next,
                By::ShortLimit,
                By::ZeroLimit,
                By::NoLimit,
                By::Shared,
            ],
        ),
        source,
        take: if source == Source::Endless {
            take.min(items)
        } else {
            take
        },
        between: fate / 32 % 2 == 1,
    }
}

/// Leaves two items waiting for each other in one call at most, and only where nothing else can keep one of them from
/// beginning: nobody closes the pool, no item fails, they are of no one chunk, and there are two workers.
fn hold_one_meeting(program: &mut Program) {
    let ends = |kind| matches!(kind, Kind::Close | Kind::Terminate);
    let mut allowed = program.workers > 1
        && program.threads.len() == 1
        && program.ending != Ending::Terminate
        && !program.has(ends);
    for call in program.threads.iter_mut().flatten() {
        let work = Arc::make_mut(&mut call.work);
        let (chunksize, first) = (work.chunksize, work.meets.unwrap_or_default());
        let fits = match call.kind {
            Kind::Map(_) | Kind::Starmap(_) | Kind::MapAsync(_) | Kind::StarmapAsync(_) => {
                chunksize == Some(1) || chunksize.is_none() && first == 0
            }
            // A stream that is dropped between the two begins with one of them only.
            Kind::Stream(reading) => {
                let whole = reading.take == usize::MAX && reading.source != Source::Endless;
                let room = work.buffersize.is_none_or(|items| items > 1);
                room && whole && chunksize.is_none_or(|items| items == 1)
            }
            _ => false,
        };
        let sound = allowed && fits && work.items > first + 1 && work.faults.is_none();
        work.meets = work.meets.filter(|_| sound);
        allowed &= work.meets.is_none();
        forbid_meetings(&mut work.nested);
    }
}

fn forbid_meetings(calls: &mut [Call]) {
    for call in calls {
        let work = Arc::make_mut(&mut call.work);
        work.meets = None;
        forbid_meetings(&mut work.nested);
    }
}

/// Eight bytes a record; what is left over is left out.
pub fn records(bytes: &[u8]) -> Vec<Record> {
    let (records, _) = bytes.as_chunks::<8>();
    records.to_vec()
}

/// The records as one word.
pub fn word(records: &[Record]) -> String {
    let digits = records.iter().flatten().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// The records of such a word.
pub fn of_word(word: &str) -> Vec<Record> {
    let digits = word.as_bytes().chunks(2).map(|pair| {
        let pair = str::from_utf8(pair).expect("hexadecimal digits");
        u8::from_str_radix(pair, 16).expect("hexadecimal digits")
    });
    records(&digits.collect::<Vec<_>>())
}
