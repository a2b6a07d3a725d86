//! Lines with bands, as a page has them.

use lab_report::draw::{Join, Line, LineChart, Look, Point, Scale, Shape, Unit};
use lab_verdict::claims::Evidence;

use super::{axis, banded, line, line_chart, look, point, wobble};

/// Time per task over the task's length: five contenders, one of them from elsewhere, one contaminated.
pub fn overhead() -> LineChart {
    let grains: Vec<f64> = (0..10).map(|step| 20.0 * 3.5f64.powi(step)).collect();
    let series = |name: &str, family: usize, evidence, cost: f64, share: f64| {
        let points = grains.iter().enumerate().map(|(at, grain)| {
            let y = (grain / 2.0 + cost) * wobble(at + 5 * family);
            Point {
                hollow: family == 0 && (at == 3 || at == 4),
                ..banded(*grain, y, share)
            }
        });
        line(name, family, evidence, points.collect())
    };
    let mut chart = line_chart(
        "overhead",
        "What a task costs, by how long it is",
        axis("length of a task", Unit::Nanoseconds, Scale::Log10),
        axis("wall time per task", Unit::Nanoseconds, Scale::Log10),
        vec![
            series("lap-pool", 0, Evidence::Measured, 45.0, 0.12),
            series("rayon", 1, Evidence::Measured, 30.0, 0.08),
            series("condvar pool", 2, Evidence::Measured, 900.0, 0.2),
            series("std threads", 3, Evidence::Measured, 14_000.0, 0.1),
            series("CPython", 4, Evidence::RecordedElsewhere, 41_000.0, 0.25),
        ],
    );
    chart.limits = vec![line(
        "work / 2 cores",
        0,
        Evidence::Counted,
        grains
            .iter()
            .map(|grain| point(*grain, grain / 2.0))
            .collect(),
    )];
    chart
}

/// Speed-up over workers with a bound, ending apart from each other.
pub fn speed_up() -> LineChart {
    let workers = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
    let series = |name: &str, family, evidence, serial: f64| {
        let points = workers
            .iter()
            .map(|n| banded(*n, n / (1.0 + serial * (n - 1.0)), 0.05));
        line(name, family, evidence, points.collect())
    };
    let mut chart = line_chart(
        "speed-up",
        "How far 20 ms waits overlap",
        axis("workers", Unit::Count, Scale::Log2),
        axis("speed-up over serial", Unit::Ratio, Scale::Linear),
        vec![
            series("lap-pool", 0, Evidence::Measured, 0.004),
            series("CPython", 4, Evidence::RecordedElsewhere, 0.03),
            series("lap-pool in virtual time", 1, Evidence::Simulated, 0.09),
            series("one lock per task", 2, Evidence::Measured, 0.25),
        ],
    );
    chart.limits = vec![
        line(
            "as many as workers",
            0,
            Evidence::Counted,
            workers.iter().map(|n| point(*n, *n)).collect(),
        ),
        line(
            "server's limit",
            0,
            Evidence::Counted,
            vec![point(1.0, 24.0)],
        ),
    ];
    chart
}

/// Bytes over counts.
pub fn memory() -> LineChart {
    let items = [64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0];
    let series = |name: &str, family, evidence, f: &dyn Fn(f64) -> f64| {
        line(
            name,
            family,
            evidence,
            items.iter().map(|n| point(*n, f(*n))).collect(),
        )
    };
    line_chart(
        "memory",
        "Bytes alive at the peak, by length of the input",
        axis("items", Unit::Count, Scale::Log2),
        axis("bytes alive at the peak", Unit::Bytes, Scale::Log2),
        vec![
            series("map", 0, Evidence::Counted, &|n| 72.0 * n),
            series("imap with buffersize 8", 1, Evidence::Counted, &|_| 1900.0),
            series("imap, CPython", 4, Evidence::RecordedElsewhere, &|n| {
                410.0 * n
            }),
        ],
    )
}

/// A curve of counts by steps.
pub fn pulled() -> LineChart {
    let curve = |buffer: f64| {
        (0..=40).map(move |step| {
            let results = f64::from(step) * 5.0;
            point(results, (results + buffer).min(200.0))
        })
    };
    let mut chart = line_chart(
        "pulled",
        "Inputs read by the time you have so many results",
        axis("results in your hands", Unit::Count, Scale::Linear),
        axis("inputs read", Unit::Count, Scale::Linear),
        vec![
            line(
                "imap, CPython",
                4,
                Evidence::RecordedElsewhere,
                curve(200.0).collect(),
            ),
            line(
                "lap-pool, buffersize 8",
                0,
                Evidence::Counted,
                curve(8.0).collect(),
            ),
            Line {
                look: Look {
                    shape: Shape::Triangle,
                    ..look(0)
                },
                ..line(
                    "lap-pool, buffersize 32",
                    0,
                    Evidence::Counted,
                    curve(32.0).collect(),
                )
            },
        ],
    );
    chart.join = Join::Steps;
    chart
}
