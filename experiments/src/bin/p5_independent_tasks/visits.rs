//! The counted visits, each with a process to itself: whoever hangs, hangs alone.

use std::io;

use experiments::visits::Visits;
use lab_kit::contender::Contender;
use lab_kit::contenders::{self, LapPool};
use lab_kit::roster::{Entry, ForEach};
use lab_measure::experiment::{Settings, Solo};
use serde_json::json;

use super::coordination::{Exhibit, show};
use super::lanes;
use super::wait_registry::Ended;

/// Who waits for whom, how many tasks, how many workers.
type Case = (Exhibit, usize, usize);

/// The cases of which a rule speaks.
const JUDGED: [Case; 4] = [
    (Exhibit::Barrier, 2, 2),
    (Exhibit::Barrier, 3, 2),
    (Exhibit::SignalFromNext, 3, 2),
    (Exhibit::NestedMap, 2, 2),
];

/// The cases that draw the picture around them.
const DRAWN: [Case; 8] = [
    (Exhibit::Barrier, 2, 1),
    (Exhibit::Barrier, 4, 4),
    (Exhibit::Barrier, 5, 4),
    (Exhibit::Barrier, 8, 4),
    (Exhibit::SignalFromNext, 2, 2),
    (Exhibit::SignalFromPrevious, 3, 2),
    (Exhibit::NestedMap, 1, 2),
    (Exhibit::PoolPerTask, 2, 2),
];

/// All of them. A quick run asks only the subjects, and only for what decides an answer.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let mut judged = Visits::of(settings);
    for case in JUDGED {
        subjects(&mut judged, case);
    }
    if !judged.explains() {
        return judged.into_list();
    }
    let mut drawn = Visits::once(settings);
    for case in DRAWN {
        subjects(&mut drawn, case);
    }
    for case in JUDGED.into_iter().chain(DRAWN) {
        let visits = &mut drawn;
        contenders::all(&mut Others { visits, case });
    }
    judged.extend(drawn.into_list());
    judged.extend(lanes::visits());
    judged.into_list()
}

fn subjects(visits: &mut Visits, case: Case) {
    let (exhibit, _, workers) = case;
    pool(visits, "lap-pool", case, move || LapPool::new(workers));
    let cell = (exhibit.call(), &size(case)[..]);
    visits.python("coordinated", cell, Ended::finds(), json!({}));
}

/// Those that are judged, those whose tasks never wait for another, and a relative of another.
const NO_OTHERS: [&str; 6] = [
    "lap-pool",
    "lap-pool workers only",
    "serial",
    "std chunks",
    "tokio",
    "rayon inside",
];

/// Adds a visit of each other contender.
struct Others<'a> {
    visits: &'a mut Visits,
    case: Case,
}

impl ForEach for Others<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        let (exhibit, _, workers) = self.case;
        // Without a pool there is none to be had for each task.
        let is_none = entry.name == "std per task" && exhibit == Exhibit::PoolPerTask;
        if is_none || NO_OTHERS.contains(&entry.name) {
            return;
        }
        pool(self.visits, entry.name, self.case, move || {
            entry.start(workers)
        });
    }
}

fn pool<C: Contender + 'static>(
    visits: &mut Visits,
    name: &str,
    case: Case,
    start: impl Fn() -> io::Result<C> + Clone + Send + Sync + 'static,
) {
    let (exhibit, tasks, _) = case;
    let cell = (exhibit.call(), &size(case)[..]);
    visits.push(name, cell, Ended::finds(), move |found| {
        show(exhibit, tasks, start.clone()).report(found);
    });
}

fn size((_, tasks, workers): Case) -> [(&'static str, u64); 2] {
    [("n", tasks as u64), ("workers", workers as u64)]
}
