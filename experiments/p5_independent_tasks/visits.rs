//! The counted visits, each with a process to itself: whoever hangs, hangs alone.

use std::io;

use experiments::live;
use lab_kit::contender::Contender;
use lab_kit::contenders::{ChannelPool, LapPool, PythonModel, RayonPool, StdPerTask};
use lab_measure::experiment::{Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::json;

use super::coordination::{Exhibit, show};
use super::lanes;

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
    let quick = settings.mode == Mode::Quick;
    let mut visits = Visits {
        list: Vec::new(),
        repetitions: if quick { 1 } else { 3 },
    };
    for case in JUDGED {
        visits.subjects(case);
    }
    if quick {
        return visits.list;
    }
    for case in DRAWN {
        visits.repetitions = 1;
        visits.subjects(case);
    }
    for case in JUDGED.into_iter().chain(DRAWN) {
        visits.others(case);
    }
    visits.list.extend(lanes::visits());
    visits.list
}

/// The list of visits as it grows.
struct Visits {
    list: Vec<Solo>,
    repetitions: u32,
}

impl Visits {
    fn subjects(&mut self, case: Case) {
        let (exhibit, tasks, workers) = case;
        self.pool("lap-pool", case, move || LapPool::new(workers));
        let request = json!({ "visit": "coordinated", "call": exhibit.call(), "n": tasks, "workers": workers });
        self.list.push(Solo {
            cell: cell(live::NAME, exhibit.call(), &at(case)),
            kind: SoloKind::Counted,
            repetitions: self.repetitions,
            run: Box::new(move |found| live::counted(&request, found)),
        });
    }

    fn others(&mut self, case: Case) {
        let (_, _, workers) = case;
        self.pool("python model", case, move || PythonModel::new(workers));
        self.pool("channel", case, move || ChannelPool::new(workers));
        self.pool("rayon", case, move || RayonPool::new(workers));
        // Without a pool there is none to be had for each task.
        if case.0 != Exhibit::PoolPerTask {
            self.pool("std per task", case, || Ok(StdPerTask::new()));
        }
    }

    fn pool<C: Contender + 'static>(
        &mut self,
        name: &str,
        case: Case,
        start: impl Fn() -> io::Result<C> + Clone + Send + Sync + 'static,
    ) {
        let (exhibit, tasks, _) = case;
        self.list.push(Solo {
            cell: cell(name, exhibit.call(), &at(case)),
            kind: SoloKind::Counted,
            repetitions: self.repetitions,
            run: Box::new(move |found| show(exhibit, tasks, start.clone()).report(found)),
        });
    }
}

fn at((_, tasks, workers): Case) -> [(&'static str, u64); 2] {
    [("n", tasks as u64), ("workers", workers as u64)]
}
