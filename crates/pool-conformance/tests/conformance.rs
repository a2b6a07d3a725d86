//! Right pools keep every row, every row is broken by the wrong pools that it names, and the table is whole.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use pool_conformance::{
    BY_HAND, Candidate, LAP_POOL, LAP_POOL_WORKERS_ONLY, Limits, Outcome, ROWS, Row, WRONG, Where,
    ask,
};

const RIGHT: [Candidate; 3] = [LAP_POOL, LAP_POOL_WORKERS_ONLY, BY_HAND];

/// Rows that lap-pool has nothing for: callbacks (6, 26, 40, 57), and workers that are replaced (28, 30).
const NOT_OFFERED: [usize; 6] = [6, 26, 28, 30, 40, 57];

/// Those whose failing is that they hang.
const HANGING: [&str; 2] = ["StallsOnEmptyInput", "ForgetsWhatIsPending"];

/// For pools that are expected to answer.
const LONG: Limits = Limits {
    patience: Duration::from_secs(120),
    grace: Duration::from_millis(5),
};

/// For pools that are expected to break a row. One that does what it must not do at once does it within the grace.
const SHORT: Limits = Limits {
    patience: Duration::from_secs(4),
    grace: Duration::from_secs(1),
};

fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
        .filter(|row| matches!(row.asked, Where::Here(_)))
}

fn wrong(name: &str) -> &'static Candidate {
    let named = WRONG.iter().find(|wrong| wrong.name == name);
    named.unwrap_or_else(|| panic!("no wrong pool is called {name}"))
}

/// Runs every case, a few at a time: most of those that take long wait. What they return is what went wrong.
fn all<T: Sync>(cases: &[T], check: impl Fn(&T) -> Option<String> + Sync) {
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Relaxed)) {
                    let fault = check(case);
                    faults.lock().unwrap().extend(fault);
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn right_pools_keep_every_row_that_they_offer() {
    let rounds = std::env::var("CONFORMANCE_ROUNDS").map_or(1, |rounds| rounds.parse().unwrap());
    for _ in 0..rounds {
        let cases: Vec<_> = RIGHT
            .iter()
            .flat_map(|pool| rows().map(move |row| (pool, row)))
            .collect();
        all(&cases, |(pool, row)| {
            let outcome = ask(row, pool, LONG);
            let offered = pool.name == BY_HAND.name || !NOT_OFFERED.contains(&row.number);
            let as_expected = match outcome {
                Outcome::Passed => offered,
                Outcome::Absent(_) => !offered,
                _ => false,
            };
            let (name, number) = (pool.name, row.number);
            (!as_expected).then(|| format!("{name}, row {number}: {outcome}"))
        });
    }
}

#[test]
fn every_row_is_broken_by_the_wrong_pools_that_it_names() {
    let named = |row: &'static Row| row.wrong.iter().map(move |name| (row, wrong(name)));
    let cases: Vec<_> = rows().flat_map(named).collect();
    all(&cases, |(row, wrong)| {
        let outcome = match ask(row, wrong, SHORT) {
            // A busy machine, unless hanging is what it does.
            Outcome::Hung(_) if !HANGING.contains(&wrong.name) => ask(row, wrong, LONG),
            outcome => outcome,
        };
        let caught = match outcome {
            Outcome::Failed(_) => true,
            Outcome::Hung(_) => HANGING.contains(&wrong.name),
            _ => false,
        };
        let (name, number) = (wrong.name, row.number);
        (!caught).then(|| format!("{name}, row {number}: {outcome}"))
    });
    let caught: BTreeSet<_> = cases.iter().map(|(_, wrong)| wrong.name).collect();
    // On a line of its own, for who reads this test's output with --nocapture.
    let (rows, pools, caught) = (rows().count(), RIGHT.len(), caught.len());
    println!("\nnet conformance: {rows} rows x {pools} pools, {caught} wrong pools caught");
}

#[test]
fn every_wrong_pool_is_named_and_keeps_most_rows() {
    all(WRONG, |wrong| {
        let names = |row: &&'static Row| row.wrong.contains(&wrong.name);
        let named = rows().filter(names).count();
        let others = || rows().filter(|row| !names(row));
        let asked: Vec<_> = others().map(|row| ask(row, wrong, LONG)).collect();
        let kept = asked
            .iter()
            .filter(|outcome| **outcome == Outcome::Passed)
            .count();
        let broken = named + asked.iter().filter(|outcome| outcome.is_broken()).count();
        let fault = named == 0 || kept <= broken;
        let name = wrong.name;
        fault.then(|| format!("{name}: named by {named} rows, keeps {kept}, breaks {broken}"))
    });
}

#[test]
fn a_pool_that_panics_when_it_is_built_fails_its_rows_and_nothing_else() {
    let panics = Candidate {
        name: "panics",
        about: "panics when it is built",
        make: |_| std::panic::resume_unwind(Box::new("no pool today")),
    };
    for row in rows() {
        let failed = Outcome::Failed("panic: no pool today".into());
        assert_eq!(ask(row, &panics, LONG), failed, "row {}", row.number);
    }
}

#[test]
fn every_row_has_a_wrong_pool_and_every_wrong_pool_one_name() {
    for row in rows() {
        assert!(!row.wrong.is_empty(), "row {}", row.number);
    }
    let names: BTreeSet<_> = WRONG.iter().map(|wrong| wrong.name).collect();
    assert_eq!(names.len(), WRONG.len());
}

#[test]
fn the_rows_are_those_of_the_list() {
    // Of CPython's 40, three are about pickling, child processes and managers.
    let of_cpython = (1..=40).filter(|number| ![7, 34, 35].contains(number));
    let numbers: Vec<_> = ROWS.iter().map(|row| row.number).collect();
    assert!(
        numbers.iter().copied().eq(of_cpython.chain(41..=63)),
        "{numbers:?}"
    );
    let of_executors = ROWS
        .iter()
        .filter(|row| row.source.starts_with("executor: "));
    let untested = ROWS
        .iter()
        .filter(|row| row.source.starts_with("untested: "));
    assert_eq!((of_executors.count(), untested.count()), (9, 14));
}

#[test]
fn rows_asked_elsewhere_are_there() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    for row in ROWS {
        if let Where::Elsewhere { file, test } = row.asked {
            let text = std::fs::read_to_string(format!("{root}{file}")).unwrap();
            assert!(
                text.contains(&format!("#[test]\nfn {test}()")),
                "row {}: {file} has no {test}",
                row.number
            );
        }
    }
}
