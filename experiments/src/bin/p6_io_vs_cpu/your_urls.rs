//! The user's own addresses: three passes, curves only, no claim speaks of them.
//!
//! Somebody else's servers answer here, so manners come first: every address is visited at most three times in a run, not
//! counting redirects and second tries, four at once on a host, and all of that is announced before the first one is. An
//! address that fails is its own item's outcome.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use lab_kit::contender::Contender;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::urls::{self, FETCHES_PER_HOST, Fetch, Item, Limits, List};
use lab_measure::cpu;
use lab_measure::experiment::{Findings, Finds, Settings, Solo, cell};
use lab_measure::output;
use lab_measure::record::{NOT_VISITED, Outcome};

/// Workers of the passes: each visits every address once.
const PASSES: [usize; 3] = [1, 4, 16];

/// What a pass has not begun after this long is left out of it: a visit of its own is stopped after a minute, and the
/// last one begun may take [`Limits::total`].
const PASS: Duration = Duration::from_secs(40);

/// Whom a visit over TLS trusts: a user with a root of their own would otherwise look for the fault elsewhere.
const ROOTS: &str = "; certificates are checked against Mozilla's roots, not against this system's";

/// Prints what is going to be visited, a line that the lab passes on. Nothing without `--urls`.
pub fn announce(settings: &Settings) {
    let Some(Ok(list)) = settings.urls.as_deref().map(List::read) else {
        return;
    };
    let words = format!(
        "your addresses: {} on {} hosts, each visited at most {} times plus redirects and second tries where a server closes a connection it had promised to keep, at most {FETCHES_PER_HOST} at once on a host{}{}",
        list.items().len(),
        hosts(&list),
        PASSES.len(),
        match list.repeated() {
            0 => String::new(),
            lines => format!("; {lines} repeated lines are left out"),
        },
        ROOTS,
    );
    // Where one stream takes no words, the other may.
    if output::line(io::stdout().lock(), &words).is_err() {
        output::tell(&words);
    }
}

fn hosts(list: &List) -> usize {
    let hosts: BTreeSet<&str> = list.items().iter().filter_map(Item::host).collect();
    hosts.len()
}

/// What a pass counts.
const FINDS: [&str; 5] = ["hosts", "visits_per_host", "visited", "wall_ns", "cpu_ns"];

/// A visit per pass; none without `--urls`.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let Some(path) = settings.urls.clone() else {
        return Vec::new();
    };
    // A list that cannot be read was refused with the command line; should it have gone since, the visit says so.
    let n = List::read(&path).map_or(0, |list| list.items().len() as u64);
    let pass = |workers: usize| {
        let path = path.clone();
        let cell = cell("lap-pool", "urls", &[("n", n), ("workers", workers as u64)]);
        let finds = Finds {
            outcomes: true,
            ..Finds::counts(&FINDS)
        };
        Solo::once(cell, finds, move |found| visit_all(&path, workers, found))
    };
    PASSES.into_iter().map(pass).collect()
}

fn visit_all(path: &Path, workers: usize, found: &mut Findings) {
    let list = match List::read(path) {
        Ok(list) => list,
        Err(reason) => return found.absent("urls", reason),
    };
    let pool = LapPool::new(workers).expect("the pool starts");
    let fetch = Fetch::new(Limits::default());
    let (begin, cpu_before) = (Instant::now(), cpu::own_ns());
    // lesson: your addresses: a failure is its own item's outcome
    let outcomes = pool.map(list.items(), |item| fetch.get(item, begin + PASS));
    // lesson ends
    let wall_ns = begin.elapsed().as_nanos() as u64;
    let cpu_ns = cpu::own_ns() - cpu_before;
    found.count("hosts", hosts(&list) as u64);
    found.count("visits_per_host", FETCHES_PER_HOST as u64);
    found.count("visited", outcomes.iter().flatten().count() as u64);
    found.count("wall_ns", wall_ns);
    found.count("cpu_ns", cpu_ns);
    for (item, outcome) in list.items().iter().zip(outcomes) {
        found.outcome(told(item, outcome));
    }
}

/// The record's outcome of an item; one that was not visited was begun too late.
fn told(item: &Item, outcome: Option<urls::Outcome>) -> Outcome {
    let outcome = outcome.unwrap_or_else(|| urls::Outcome {
        result: format!(
            "{NOT_VISITED}: the {} s of a pass were over",
            PASS.as_secs()
        ),
        ok: false,
        bytes: 0,
        wall_ns: None,
        tried_again: 0,
    });
    Outcome {
        cell: 0,
        item: item.text().into(),
        result: outcome.result,
        ok: outcome.ok,
        wall_ns: outcome.wall_ns,
        tried_again: outcome.tried_again,
    }
}
