//! The same few tasks under every contender: who ran what when, how far ahead the input was read.
//!
//! A traced visit is never a timed one. The tasks are given by what each does, so that one set of them is drawn on one
//! time axis whoever runs it.

use std::io;
use std::time::Duration;

use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{self, LapPool, PythonModel};
use lab_kit::roster::{Entry, ForEach, ForEachStream};
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_kit::workloads::trace::{Recorder, Trace};
use lab_measure::experiment::{Findings, Finds, Solo, cell};
use lab_measure::record::{Lanes, Pull, Span, Yielded};

use self::cpython::python;
use crate::live;

pub mod cpython;

/// Workers of every traced pool.
pub const WORKERS: usize = 4;

/// The tasks of a set of pictures.
#[derive(Clone)]
pub struct Tasks {
    /// Nanoseconds of each.
    lengths: Vec<u64>,
    /// What they do meanwhile.
    what: What,
}

/// What a traced task does for its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Sleeps.
    Wait,
    /// Computes: an arithmetic loop, in the contender's own language.
    Compute,
}

/// Who is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The plain loop, lap-pool, the model of CPython, and CPython.
    Subjects,
    /// Those, and every contender that has no more than `map`.
    Everyone,
}

impl Tasks {
    /// Twenty: the first takes ten times as long as most, the sixteenth five times.
    pub fn twenty(what: What, usual_ns: u64) -> Self {
        let length = |task| match task {
            0 => 10 * usual_ns,
            15 => 5 * usual_ns,
            _ => usual_ns,
        };
        Self {
            lengths: (0..20).map(length).collect(),
            what,
        }
    }

    /// So many of one length.
    pub fn equal(count: usize, what: What, each_ns: u64) -> Self {
        Self {
            lengths: vec![each_ns; count],
            what,
        }
    }

    /// So many, of which the first takes ten times as long as each of the others.
    pub fn slow_first(count: usize, what: What, usual_ns: u64) -> Self {
        let mut tasks = Self::equal(count, what, usual_ns);
        tasks.lengths[0] *= 10;
        tasks
    }

    /// What task number N does, ready to run.
    fn runner(&self) -> Runner {
        match self.what {
            What::Wait => {
                let sleep = |&ns| Sleep::new(Duration::from_nanos(ns));
                Runner::Wait(self.lengths.iter().map(sleep).collect())
            }
            What::Compute => {
                let kernel = Kernel::calibrate();
                Runner::Compute(self.lengths.iter().map(|&ns| kernel.grain(ns)).collect())
            }
        }
    }
}

enum Runner {
    Wait(Vec<Sleep>),
    Compute(Vec<Spin>),
}

impl Runner {
    fn run(&self, task: u32) -> u32 {
        match self {
            Self::Wait(tasks) => tasks[task as usize].run(task),
            Self::Compute(tasks) => {
                std::hint::black_box(tasks[task as usize].run(task.into()));
                task
            }
        }
    }
}

/// The traced visits of one set of tasks; `at` tells the set's cells from others.
pub fn visits(tasks: &Tasks, who: Who, at: &[(&str, u64)]) -> Vec<Solo> {
    let mut list = Vec::new();
    let mut push = |name: &str, call: &str, run: Visit| {
        list.push(visit(name, call, tasks.lengths.len(), at, run));
    };
    let set = || tasks.clone();
    push("serial", "loop", looped(set()));
    // Where tasks wait, CPython's loop is everyone's. Where they compute, all calls look like `map`.
    let calls: &[&str] = match tasks.what {
        What::Wait => &["map", "imap", "imap_unordered"],
        What::Compute => {
            push(live::NAME, "loop", python(set(), "loop"));
            &["map"]
        }
    };
    for &call in calls {
        push(
            "lap-pool",
            call,
            streamed(set(), call, || LapPool::workers_only(WORKERS)),
        );
        push(
            "python model",
            call,
            streamed(set(), call, || PythonModel::new(WORKERS)),
        );
        push(live::NAME, call, python(set(), call));
    }
    if who == Who::Everyone {
        let list = &mut list;
        let mut others = Others { list, tasks, at };
        contenders::all(&mut others);
        if tasks.what == What::Wait {
            contenders::streams(&mut others);
        }
    }
    list
}

/// Those drawn already, and those whose pictures are theirs.
const NO_OTHERS: [&str; 5] = [
    "serial",
    "lap-pool",
    "lap-pool workers only",
    "python model",
    "rayon inside",
];

/// Adds a `map` of each contender that is not drawn yet, and the streams of each that has some.
struct Others<'a> {
    list: &'a mut Vec<Solo>,
    tasks: &'a Tasks,
    at: &'a [(&'a str, u64)],
}

impl ForEach for Others<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if NO_OTHERS.contains(&entry.name) {
            return;
        }
        let run = mapped(self.tasks.clone(), move || entry.start(WORKERS));
        let n = self.tasks.lengths.len();
        self.list.push(visit(entry.name, "map", n, self.at, run));
    }
}

impl ForEachStream for Others<'_> {
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>) {
        if NO_OTHERS.contains(&entry.name) {
            return;
        }
        for call in ["imap", "imap_unordered"] {
            let run = streamed(self.tasks.clone(), call, move || entry.start(WORKERS));
            let n = self.tasks.lengths.len();
            self.list.push(visit(entry.name, call, n, self.at, run));
        }
    }
}

/// The traced visits of both subjects by each of these calls; `loop` is the plain loop of either language.
pub fn of_calls(tasks: &Tasks, calls: &[&'static str]) -> Vec<Solo> {
    let n = tasks.lengths.len();
    let mut list = Vec::new();
    for &call in calls {
        let (name, run) = match call {
            "loop" => ("serial", looped(tasks.clone())),
            _ => {
                let start = || LapPool::workers_only(WORKERS);
                ("lap-pool", streamed(tasks.clone(), call, start))
            }
        };
        list.push(visit(name, call, n, &[], run));
        let run = python(tasks.clone(), call);
        list.push(visit(live::NAME, call, n, &[], run));
    }
    list
}

/// What a traced visit does.
pub type Visit = Box<dyn Fn(&mut Findings)>;

/// A traced visit of so many tasks, with a process to itself, once; `at` tells its cell from others.
pub fn visit(name: &str, call: &str, tasks: usize, at: &[(&str, u64)], run: Visit) -> Solo {
    let mut params = vec![
        ("n", tasks as u64),
        ("lanes", 1),
        ("workers", WORKERS as u64),
    ];
    params.extend(at);
    Solo::once(cell(name, call, &params), Finds::lanes(), run)
}

/// The loop: each result is in hand before the next task begins.
fn looped(tasks: Tasks) -> Visit {
    Box::new(move |found| {
        let runner = tasks.runner();
        let recorder = Recorder::new();
        for task in Counting::new(0..tasks.lengths.len() as u32).traced(&recorder) {
            recorder.span(task, || runner.run(task));
            recorder.yielded(task);
        }
        found.lanes(of_trace(&recorder.trace()));
    })
}

fn mapped<C: Contender>(tasks: Tasks, start: impl Fn() -> io::Result<C> + 'static) -> Visit {
    Box::new(move |found| map(&start().expect("the pool starts"), &tasks, found))
}

fn streamed<C: Streams>(
    tasks: Tasks,
    call: &'static str,
    start: impl Fn() -> io::Result<C> + 'static,
) -> Visit {
    Box::new(move |found| {
        let pool = start().expect("the pool starts");
        match call {
            "map" => map(&pool, &tasks, found),
            "imap" => stream(&tasks, found, |source, task, take| {
                pool.imap(source, task).for_each(take)
            }),
            _ => stream(&tasks, found, |source, task, take| {
                pool.imap_unordered(source, task).for_each(take)
            }),
        }
    })
}

fn map(pool: &impl Contender, tasks: &Tasks, found: &mut Findings) {
    let runner = tasks.runner();
    let numbers = 0..tasks.lengths.len() as u32;
    let recorder = Recorder::new();
    let items: Vec<u32> = Counting::new(numbers.clone()).traced(&recorder).collect();
    pool.map(&items, |&task| {
        recorder.span(task, || runner.run(task));
    });
    recorder.yielded_all(numbers);
    found.lanes(of_trace(&recorder.trace()));
}

/// The input as a stream sees it: tasks that are noted as they are taken.
type Source = Counting<std::ops::Range<u32>>;

fn stream(
    tasks: &Tasks,
    found: &mut Findings,
    call: impl FnOnce(Source, Box<dyn Fn(u32) -> u32 + Send + Sync>, &mut dyn FnMut(u32)),
) {
    let runner = tasks.runner();
    let recorder = Recorder::new();
    let source = Counting::new(0..tasks.lengths.len() as u32).traced(&recorder);
    let run = {
        let recorder = recorder.clone();
        move |task| recorder.span(task, || runner.run(task))
    };
    call(source, Box::new(run), &mut |task| recorder.yielded(task));
    found.lanes(of_trace(&recorder.trace()));
}

/// The lanes of a trace, for a record.
pub fn of_trace(trace: &Trace) -> Lanes {
    let spans = trace.spans.iter().map(|span| Span {
        lane: span.lane,
        task: span.task,
        start_ns: span.start_ns,
        end_ns: span.end_ns,
    });
    let pulls = trace.pulls.iter().map(|pull| Pull {
        task: pull.task,
        at_ns: pull.at_ns,
    });
    let yielded = trace.yielded.iter().map(|result| Yielded {
        task: result.task,
        at_ns: result.at_ns,
    });
    Lanes {
        cell: 0,
        spans: spans.collect(),
        pulls: pulls.collect(),
        yielded: yielded.collect(),
    }
}
