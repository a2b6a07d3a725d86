//! Lanes, and what recorded data looks like on them.

use super::charts;
use super::svg::{renditions, texts};

#[test]
fn lanes_show_every_task_result_and_the_most_ahead() {
    let chart = &charts::lanes()[2];
    let drawn = chart.draw();
    for (name, svg) in renditions(&drawn) {
        assert_eq!(svg.matches("<title>task ").count(), 20, "{name}");
        assert_eq!(svg.matches("<title>result ").count(), 20, "{name}");
        let words: Vec<String> = texts(svg).into_iter().map(|(words, _)| words).collect();
        let has = |wanted: &str| words.iter().any(|it| it == wanted);
        assert!(
            has("first result 60 ms") && has("8 ahead") && has("you get"),
            "{name} {words:?}"
        );
        assert!(has("worker 3") && !has("caller"), "{name}");
    }
    let most = drawn
        .table
        .rows
        .iter()
        .filter_map(|row| row[5].parse::<u64>().ok())
        .max();
    assert_eq!(most, Some(chart.lanes.most_ahead()));
    assert_eq!(drawn.table.rows.len(), 60);
}

/// A trace without inputs says nothing of how far they were read ahead: 0 would be a figure that nobody took.
#[test]
fn without_traced_inputs_nothing_is_said_of_reading_ahead() {
    let mut chart = charts::lanes()[2].clone();
    let rows = chart.draw().table.rows[0].len();
    chart.lanes.pulls.clear();
    let drawn = chart.draw();
    for (name, svg) in renditions(&drawn) {
        assert!(!svg.contains("ahead"), "{name}: {:?}", texts(svg));
    }
    assert!(!drawn.legend.iter().any(|key| key.name.contains("ahead")));
    assert!(!drawn.table.columns.iter().any(|it| it.contains("ahead")));
    assert_eq!(drawn.table.rows[0].len() + 1, rows);
    assert_eq!(drawn.table.columns.len() + 1, rows);
}

#[test]
fn the_caller_has_a_lane_if_it_ran_tasks() {
    let drawn = charts::lanes()[4].draw();
    assert!(
        texts(&drawn.wide)
            .iter()
            .any(|(words, _)| words == "caller")
    );
    assert!(drawn.table.rows.iter().any(|row| row[1] == "caller"));
}

/// The last stands at the edge, where half of it would be cut off, and so moves to the left.
#[test]
fn no_two_times_of_the_axis_lie_on_each_other() {
    for horizon_ms in (21..200).step_by(3) {
        let mut chart = charts::lanes()[0].clone();
        chart.horizon_ns = horizon_ms * 1_000_000;
        for (name, svg) in renditions(&chart.draw()) {
            let texts = texts(svg);
            let (_, [.., line]) = texts.iter().find(|(words, _)| words == "time").unwrap();
            let axis: Vec<_> = texts.iter().filter(|(_, it)| it[3] == *line).collect();
            let near = axis.windows(2).any(|two| two[0].1[2] + 3.0 > two[1].1[0]);
            assert!(!near, "{name}, {horizon_ms} ms: {axis:?}");
        }
    }
}

#[test]
fn recorded_evidence_is_hatched_and_named() {
    let drawn = charts::lanes()[1].draw();
    assert!(drawn.wide.contains("url(#lanes-cpython-both-hatch--c0)"));
    assert!(
        drawn
            .legend
            .iter()
            .any(|entry| entry.name == "hatched: recorded elsewhere")
    );
    assert!(!charts::lanes()[0].draw().wide.contains("pattern"));
}

#[test]
fn drawing_twice_gives_the_same_picture() {
    assert_eq!(charts::overhead().draw(), charts::overhead().draw());
}
