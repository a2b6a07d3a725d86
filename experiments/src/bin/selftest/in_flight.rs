//! Tasks under way, counted by who enters and who leaves: a second witness beside the trace, with a clock of its own.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use experiments::lanes;
use lab_kit::contender::Contender;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::trace::Recorder;
use lab_measure::experiment::{Findings, Finds, Solo, cell};

use super::POOL;

/// Tasks of the traced call.
const TASKS: u64 = 50;
/// They wait for so long in turn, 20 ms on the average: half a second for two workers, beside which a late wake-up of the
/// caller is little.
const WAITS_MS: [u64; 2] = [10, 30];

/// How many are under way, and the integral of that over time.
#[derive(Default)]
struct Gauge(Mutex<State>);

#[derive(Default)]
struct State {
    under_way: u64,
    since: Option<Instant>,
    integral_ns: u64,
    window_ns: u64,
}

impl Gauge {
    fn around<R>(&self, task: impl FnOnce() -> R) -> R {
        self.change(|under_way| under_way + 1);
        let result = task();
        self.change(|under_way| under_way - 1);
        result
    }

    fn change(&self, to: impl FnOnce(u64) -> u64) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let past_ns = state
            .since
            .map_or(0, |since| (now - since).as_nanos() as u64);
        state.integral_ns += state.under_way * past_ns;
        state.window_ns += past_ns;
        state.since = Some(now);
        state.under_way = to(state.under_way);
    }
}

/// One call of tasks that wait, seen by all three: the gauge, the trace, and the clock around the call.
pub fn visit() -> Solo {
    let finds = Finds {
        lanes: true,
        ..Finds::counts(&["in_flight_integral_ns", "in_flight_window_ns", "wall_ns"])
    };
    Solo::once(
        cell("selftest", "in_flight", &[("n", TASKS)]),
        finds,
        traced,
    )
}

fn traced(found: &mut Findings) {
    let tasks: Vec<u32> = (0..TASKS as u32).collect();
    let sleeps = WAITS_MS.map(|ms| Sleep::new(Duration::from_millis(ms)));
    let (gauge, recorder) = (Gauge::default(), Recorder::new());
    let begin = Instant::now();
    POOL.map(&tasks, |&task| {
        let sleep = sleeps[task as usize % sleeps.len()];
        gauge.around(|| recorder.span(task, || sleep.run(task)))
    });
    let wall_ns = begin.elapsed().as_nanos() as u64;
    let state = gauge.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.count("in_flight_integral_ns", state.integral_ns);
    found.count("in_flight_window_ns", state.window_ns);
    found.count("wall_ns", wall_ns);
    found.lanes(lanes::of_trace(&recorder.trace()));
}
