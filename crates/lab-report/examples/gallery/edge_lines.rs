//! Lines with too little, too much or impossible data.

use lab_report::draw::{Join, LineChart, Point, Scale, Unit};
use lab_verdict::claims::Evidence;

use super::{axis, banded, line, line_chart, point, wobble};

pub fn edge_lines() -> Vec<LineChart> {
    let log = |label: &str, unit| axis(label, unit, Scale::Log10);
    let linear = |label: &str, unit| axis(label, unit, Scale::Linear);
    let converging = (0..5)
        .map(|family| {
            let points = (0..7).map(|at| {
                let x = 10f64.powi(at);
                banded(x, (1.0 + 40.0 * family as f64 / x) * 1e6, 0.04)
            });
            line(
                &format!("contender {family}"),
                family,
                Evidence::Measured,
                points.collect(),
            )
        })
        .collect();
    let kinds = [
        Evidence::Measured,
        Evidence::Counted,
        Evidence::Compiled,
        Evidence::RecordedElsewhere,
        Evidence::Simulated,
    ];
    let every_kind = kinds
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let points = (0..9).map(|x| {
                let y = 10.0 * (at + 1) as f64 + f64::from(x % 3);
                Point {
                    band: Some((y - 2.0, y + 2.0)),
                    hollow: x == 4,
                    ..point(f64::from(x), y)
                }
            });
            line(&format!("family {at}"), at, *kind, points.collect())
        })
        .collect();
    let impossible = vec![
        point(f64::NAN, 1.0),
        point(0.0, 1.0),
        point(-5.0, 2.0),
        Point {
            band: Some((-1.0, 2.0)),
            ..point(10.0, 1.0)
        },
        Point {
            band: Some((f64::NAN, f64::INFINITY)),
            ..point(100.0, f64::INFINITY)
        },
        Point {
            band: Some((0.5, f64::INFINITY)),
            ..point(1000.0, 3.0)
        },
    ];
    let long = "a contender with a name that somebody wrote in one go, and that no page foresaw, since it goes on and on";
    let mut limited = line_chart(
        "edge-limit",
        "A limit without a series",
        linear("workers", Unit::Count),
        linear("tasks per second", Unit::PerSecond),
        vec![],
    );
    limited.limits = vec![line(
        "two cores",
        0,
        Evidence::Counted,
        vec![point(4.0, 2_400_000.0)],
    )];
    let many = (0..5000).map(|x| point(f64::from(x), f64::from(x) + 40.0 * f64::from(x % 7)));
    let mut steps = line_chart(
        "edge-many",
        "Five thousand steps",
        linear("results", Unit::Count),
        linear("inputs read", Unit::Count),
        vec![line("jagged", 2, Evidence::Counted, many.collect())],
    );
    steps.join = Join::Steps;
    vec![
        line_chart(
            "edge-converging",
            "Five series that meet",
            log("items", Unit::Count),
            log("time", Unit::Nanoseconds),
            converging,
        ),
        line_chart(
            "edge-kinds",
            "Every kind of evidence",
            linear("round", Unit::Count),
            linear("level", Unit::Count),
            every_kind,
        ),
        line_chart(
            "edge-empty",
            "No data",
            log("items", Unit::Count),
            log("time", Unit::Nanoseconds),
            vec![],
        ),
        line_chart(
            "edge-none",
            "A series without points",
            log("items", Unit::Count),
            linear("time", Unit::Nanoseconds),
            vec![line("silent", 0, Evidence::Measured, vec![])],
        ),
        line_chart(
            "edge-single",
            "A single point",
            axis("workers", Unit::Count, Scale::Log2),
            linear("speed-up", Unit::Ratio),
            vec![line(
                "alone",
                3,
                Evidence::Measured,
                vec![banded(4.0, 3.2, 0.1)],
            )],
        ),
        line_chart(
            "edge-impossible",
            "No place on a logarithmic axis",
            log("grain", Unit::Nanoseconds),
            log("ratio", Unit::Ratio),
            vec![line("odd", 1, Evidence::Measured, impossible)],
        ),
        line_chart(
            "edge-equal",
            "Equal values",
            linear("round", Unit::Count),
            log("time per task", Unit::Nanoseconds),
            vec![line(
                "level",
                0,
                Evidence::Measured,
                (0..5).map(|x| banded(f64::from(x), 1500.0, 0.0)).collect(),
            )],
        ),
        line_chart(
            "edge-near",
            "Nearly equal ratios",
            linear("process", Unit::Count),
            log("ratio", Unit::Ratio),
            vec![line(
                "a/a",
                0,
                Evidence::Measured,
                (1..16)
                    .map(|x| banded(f64::from(x), wobble(x as usize), 0.02))
                    .collect(),
            )],
        ),
        line_chart(
            "edge-<&\">'",
            "Escaped <b>&amp; \"quotes\"",
            linear("x < y & \"z\"", Unit::Count),
            linear("a > b", Unit::Bytes),
            vec![
                line(
                    "<&\">",
                    0,
                    Evidence::Measured,
                    vec![point(1.0, 2048.0), point(2.0, 8192.0)],
                ),
                line(
                    "</svg>",
                    1,
                    Evidence::Counted,
                    vec![point(1.0, 512.0), point(2.0, 100.0)],
                ),
            ],
        ),
        line_chart(
            "edge-long",
            long,
            linear(long, Unit::Count),
            linear(long, Unit::Nanoseconds),
            vec![
                line(
                    long,
                    0,
                    Evidence::Measured,
                    vec![point(0.0, 0.0), point(1e6, 2e9)],
                ),
                line(
                    long,
                    1,
                    Evidence::Simulated,
                    vec![point(0.0, 1e9), point(1e6, 4e9)],
                ),
            ],
        ),
        line_chart(
            "edge-huge",
            "From the least to the most",
            log("x", Unit::Count),
            log("y", Unit::Nanoseconds),
            vec![line(
                "all",
                0,
                Evidence::Measured,
                vec![
                    point(1e-9, 1e-300),
                    point(1.0, 1.0),
                    point(1e300, 1e300),
                    point(f64::MAX, f64::MIN_POSITIVE),
                ],
            )],
        ),
        line_chart(
            "edge-negative",
            "Below zero",
            linear("round", Unit::Count),
            linear("difference", Unit::Nanoseconds),
            vec![line(
                "drift",
                1,
                Evidence::Measured,
                vec![
                    banded(0.0, -5e3, 0.1),
                    point(1.0, 3e3),
                    point(2.0, f64::MAX),
                ],
            )],
        ),
        limited,
        steps,
    ]
}
