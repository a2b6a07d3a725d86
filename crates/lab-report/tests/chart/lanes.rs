//! Lanes, and what recorded data looks like on them.

use crate::charts;
use crate::svg::{renditions, texts};

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

#[test]
fn recorded_evidence_is_hatched_and_named() {
    let drawn = charts::lanes()[1].draw();
    assert!(drawn.wide.contains("url(#lanes-cpython-wide-hatch--c0)"));
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
