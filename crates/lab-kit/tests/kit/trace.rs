//! Traces show what happened, for every contender alike.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::{
    ChannelPool, LapPool, PythonModel, RayonInside, RayonPool, Serial, StdChunks, StdPerTask,
    TokioBlocking,
};
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::trace::{Recorder, Trace};

use crate::watchdog::Watchdog;

fn lanes(trace: &Trace) -> BTreeSet<u32> {
    trace.spans.iter().map(|span| span.lane).collect()
}

/// The same 20 tasks, under whatever pool.
fn traced_map(pool: &impl Contender) -> Trace {
    let recorder = Recorder::new();
    let items: Vec<u32> = (0..20).collect();
    recorder.pulled_all(0..20);
    pool.map(&items, |&task| recorder.span(task, || task));
    recorder.yielded_all(0..20);
    let trace = recorder.trace();

    let mut tasks: Vec<u32> = trace.spans.iter().map(|span| span.task).collect();
    tasks.sort_unstable();
    let pulls: Vec<u32> = trace.pulls.iter().map(|pull| pull.task).collect();
    let yielded: Vec<u32> = trace.yielded.iter().map(|result| result.task).collect();
    assert_eq!(tasks, items, "{}: every task once", pool.name());
    assert_eq!(pulls, items, "{}: every input once", pool.name());
    assert_eq!(yielded, items, "{}: every result once", pool.name());
    assert!(trace.spans.iter().all(|span| span.start_ns <= span.end_ns));
    assert!(trace.spans.is_sorted_by_key(|span| span.start_ns));
    let (pulled, yielded) = (trace.pulls[19].at_ns, trace.yielded[0].at_ns);
    for span in &trace.spans {
        assert!(
            pulled <= span.start_ns && span.end_ns <= yielded,
            "{}: {span:?}",
            pool.name()
        );
    }
    trace
}

#[test]
fn a_map_is_traced_whoever_runs_it() {
    let _watchdog = Watchdog::start();
    assert_eq!(lanes(&traced_map(&Serial)), BTreeSet::from([Trace::CALLER]));
    for trace in [
        traced_map(&RayonPool::new(2).unwrap()),
        traced_map(&RayonInside::new(2).unwrap()),
        traced_map(&StdChunks::new(2).unwrap()),
        traced_map(&ChannelPool::new(2).unwrap()),
        traced_map(&TokioBlocking::new(2).unwrap()),
        traced_map(&PythonModel::new(2).unwrap()),
        traced_map(&LapPool::workers_only(2).unwrap()),
    ] {
        assert!(
            lanes(&trace).is_subset(&BTreeSet::from([0, 1])),
            "{:?}",
            lanes(&trace)
        );
    }
    let helped = lanes(&traced_map(&LapPool::new(2).unwrap()));
    assert!(
        helped.is_subset(&BTreeSet::from([0, 1, Trace::CALLER])),
        "{helped:?}"
    );
    assert_eq!(lanes(&traced_map(&StdPerTask::new())), (0..20).collect());
}

/// Two tasks that wait for each other are on two threads, and so on two lanes.
fn two_lanes(pool: &impl Contender) {
    let recorder = Recorder::new();
    let arrived = [Gate::new(), Gate::new()];
    pool.map(&[0, 1], |&task| {
        recorder.span(task, || {
            arrived[task as usize].open();
            arrived[1 - task as usize].wait();
        })
    });
    assert_eq!(lanes(&recorder.trace()).len(), 2, "{}", pool.name());
}

#[test]
fn tasks_that_run_at_once_have_lanes_of_their_own() {
    let _watchdog = Watchdog::start();
    two_lanes(&RayonPool::new(2).unwrap());
    two_lanes(&RayonInside::new(2).unwrap());
    two_lanes(&StdChunks::new(2).unwrap());
    two_lanes(&StdPerTask::new());
    two_lanes(&ChannelPool::new(2).unwrap());
    two_lanes(&TokioBlocking::new(2).unwrap());
    two_lanes(&PythonModel::new(2).unwrap());
    two_lanes(&LapPool::new(2).unwrap());
    two_lanes(&LapPool::workers_only(2).unwrap());
}

#[test]
fn a_stream_is_traced_with_its_pulls() {
    let _watchdog = Watchdog::start();
    let recorder = Recorder::new();
    let pool = PythonModel::new(2).unwrap();
    let source = Counting::new(0..20_u32).traced(&recorder);
    let tasks = recorder.clone();
    for task in pool.imap(source, move |task| tasks.span(task, || task)) {
        recorder.yielded(task);
    }
    let trace = recorder.trace();
    assert_eq!(
        trace.pulls.iter().map(|pull| pull.task).collect::<Vec<_>>(),
        (0..20).collect::<Vec<_>>()
    );
    assert_eq!(
        trace
            .yielded
            .iter()
            .map(|result| result.task)
            .collect::<Vec<_>>(),
        (0..20).collect::<Vec<_>>()
    );
    for span in &trace.spans {
        let task = span.task as usize;
        assert!(
            trace.pulls[task].at_ns <= span.start_ns && span.end_ns <= trace.yielded[task].at_ns
        );
    }
}

#[test]
fn lanes_are_numbered_by_their_first_start_not_by_their_first_end() {
    let _watchdog = Watchdog::start();
    let recorder = Recorder::new();
    let (first_started, second_ended) = (Gate::new(), Gate::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            recorder.span(0, || {
                first_started.open();
                second_ended.wait();
            });
        });
        scope.spawn(|| {
            first_started.wait();
            recorder.span(1, || ());
            second_ended.open();
        });
    });
    recorder.span(2, || ());
    let of_task = |task| {
        *recorder
            .trace()
            .spans
            .iter()
            .find(|span| span.task == task)
            .unwrap()
    };
    assert_eq!(
        (of_task(0).lane, of_task(1).lane, of_task(2).lane),
        (0, 1, Trace::CALLER)
    );
}

#[test]
fn a_panicking_task_has_its_span() {
    let _watchdog = Watchdog::start();
    let recorder = Recorder::new();
    catch_unwind(AssertUnwindSafe(|| {
        recorder.span(5, || panic!("on purpose"))
    }))
    .unwrap_err();
    assert_eq!(recorder.trace().spans.len(), 1);
}

#[test]
fn a_thread_keeps_its_lane_when_recorders_alternate() {
    let _watchdog = Watchdog::start();
    let (one, other) = (Recorder::new(), Recorder::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            for task in 0..10 {
                one.span(task, || other.span(task, || ()));
            }
        });
    });
    for recorder in [one, other] {
        assert_eq!(lanes(&recorder.trace()), BTreeSet::from([0]));
        assert_eq!(recorder.trace().spans.len(), 10);
    }
}
