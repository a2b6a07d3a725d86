//! Pages about tasks that are not independent: what a lock leaves of a speed-up, pipelines, hangs.

use lab_measure::record::{Absent, Cell, Lanes, Span};
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::{pages, with_the_rest};

/// The lesson of the invented record, with the rest of it.
fn lesson(site: &Site) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    with_the_rest(&pages(folder.path()), "p5_independent_tasks")
}

/// The figure with this id, up to its end.
fn figure<'p>(page: &'p str, id: &str) -> &'p str {
    let id = format!(" id=\"p5-independent-tasks-{id}\"");
    let start = page.find(&id).unwrap_or_else(|| panic!("no figure{id}"));
    let end = page[start..].find("</figure>").expect("its end");
    &page[start..start + end]
}

/// Its wide picture.
fn picture<'p>(page: &'p str, id: &str) -> &'p str {
    let figure = figure(page, id);
    let end = figure.find("class=\"narrow\"").expect("a narrow rendition");
    &figure[..end]
}

#[test]
fn a_hang_is_a_word_in_every_picture_and_its_queue_stands_in_the_table() {
    let page = lesson(&synthetic::sharing_site());
    let barrier = picture(&page, "barrier");
    // Three sizes on which two pools hang, and one contender that never does.
    assert_eq!(barrier.matches(">hangs</text>").count(), 6);
    assert_eq!(barrier.matches(">done</text>").count(), 6);
    let table = figure(&page, "barrier");
    assert!(table.contains("hangs: 2 waiting, 1 queued"), "{table}");
}

#[test]
fn who_waits_for_whom_is_told_with_the_record_s_own_numbers() {
    let page = lesson(&synthetic::sharing_site());
    let told = figure(&page, "barrier");
    let words = "Barrier, 3 tasks on 2 workers (CPython, lap-pool): 2 workers wait for 1 queued task that no worker \
                 is left to start.";
    assert!(told.contains(words), "{told}");
    assert!(told.contains("exactly where there are more tasks than workers"));
    let mut site = synthetic::sharing_site();
    let record = &mut site.records[0];
    for count in &mut record.counts {
        let cell = &record.cells[count.cell as usize];
        let opens = cell.contender == "lap-pool" && cell.param("n") == Some(5);
        if count.name == "hangs" && opens {
            count.value = 0;
        }
    }
    let other = lesson(&site);
    assert!(!figure(&other, "barrier").contains("exactly where"));
}

#[test]
fn a_hang_is_drawn_as_a_circle_of_thick_arrows_and_told_in_a_table() {
    let page = lesson(&synthetic::sharing_site());
    let (_, drawn) = picture(&page, "wait-graph")
        .split_once("class=\"chart waits wide\"")
        .expect("after its legend");
    // A barrier with three tasks: two wait at it, it waits for the third, and that for a worker. Two nested maps: each
    // task waits for its own, and each map for a worker.
    assert_eq!(drawn.matches("<g class=\"arrow circle\">").count(), 4 + 4);
    assert_eq!(drawn.matches("<g class=\"arrow\">").count(), 3 + 2);
    for words in ["2 of 3 have come", ">task 3</text>", ">its map</text>"] {
        assert!(drawn.contains(words), "{words} in {drawn}");
    }
    let table = figure(&page, "wait-graph");
    assert!(table.contains("the barrier"), "{table}");
    assert!(table.contains("task 3, which nobody has begun"), "{table}");
}

#[test]
fn who_waits_for_whom_is_not_drawn_where_the_counts_do_not_tell_it() {
    let drawn = |name: &str, value: u64| {
        let mut site = synthetic::sharing_site();
        let mut counts = site.records[0].counts.iter_mut();
        counts.by_ref().for_each(|count| {
            if count.name == name {
                count.value = value;
            }
        });
        lesson(&site).contains("p5-independent-tasks-wait-graph")
    };
    assert!(drawn("threads_alive", 7), "it says nothing of waiting");
    assert!(!drawn("workers_waiting", 0), "a worker may be free");
    assert!(!drawn("tasks_queued", 9), "more than there are tasks");
    assert!(!drawn("hangs", 0), "nothing hangs");
    for hostile in [u64::MAX, 1 << 40] {
        assert!(!drawn("workers_waiting", hostile));
    }
}

#[test]
fn two_contenders_swapped_are_swapped_in_every_sentence() {
    let mut site = synthetic::sharing_site();
    for cell in &mut site.records[0].cells {
        cell.contender = match cell.contender.as_str() {
            "lap-pool" => "cpython".into(),
            "cpython" => "lap-pool".into(),
            other => other.into(),
        };
    }
    let swapped = lesson(&site);
    let told = figure(&swapped, "waits");
    let words =
        "map within its own tasks, 2 tasks on 2 workers (lap-pool): 2 workers wait for queued maps";
    assert!(told.contains(words), "{told}");
    let drawn = figure(&swapped, "wait-graph");
    assert!(
        drawn.contains("2 tasks on 2 workers: lap-pool</td>"),
        "{drawn}"
    );
}

#[test]
fn a_lock_is_drawn_with_amdahl_s_curve_and_the_bound_above_it() {
    let page = lesson(&synthetic::sharing_site());
    let sharing = picture(&page, "sharing");
    assert_eq!(sharing.matches("<g class=\"limit\"").count(), 2);
    assert_eq!(sharing.matches("class=\"mark\"").count(), 2 * 4 + 2);
    let told = figure(&page, "sharing");
    assert!(told.contains("of 1.71 with 50"), "{told}");
}

#[test]
fn a_pipeline_is_compared_by_its_rounds_for_each_number_of_threads() {
    let page = lesson(&synthetic::sharing_site());
    let told = figure(&page, "pipeline");
    let sentences: Vec<&str> = told.split(". ").collect();
    for (threads, took) in [
        ("(6 threads)", "pool per stage took 1.8"),
        (
            "(7 threads)",
            "pool per stage took 10\u{a0}% longer than its one pool",
        ),
    ] {
        let of_it = |said: &&&str| said.contains(threads) && said.contains(took);
        assert!(
            sentences.iter().any(|said| of_it(&said)),
            "{took} {threads} in {told}"
        );
    }
    let threads = figure(&page, "threads");
    assert!(threads.contains("pool within each task"), "{threads}");
}

#[test]
fn tasks_under_a_lock_stand_beside_threads_of_their_own_at_the_same_share() {
    let page = lesson(&synthetic::sharing_site());
    let told = figure(&page, "dedicated");
    let rows = told.matches("<th scope=\"row\">").count();
    assert_eq!(
        rows,
        2 * 2 * 2,
        "two shares, two calls, two contenders: {told}"
    );
    assert!(!page.contains("The ratio of the calls compared is missing"));
    assert!(!page.contains("p5-independent-tasks-ratio"));
}

/// Share in per cent and speed-up of each drawn point, as its tip says them.
fn drawn_speeds(page: &str) -> Vec<(f64, f64)> {
    let number = |text: &str| {
        let digits = text.trim_matches(|letter: char| !letter.is_ascii_digit());
        digits.parse::<f64>().ok()
    };
    let tips = picture(page, "sharing").split("<title>").skip(1);
    tips.filter_map(|tip| {
        let (_, figures) = tip.split_once("</title>")?.0.split_once(", ")?;
        let (share, speed) = figures.split_once(": ")?;
        Some((number(share)?, number(speed.split('(').next()?)?))
    })
    .collect()
}

/// The invented site with a traced call of four workers before all that was timed with eight.
fn with_a_traced_call() -> Site {
    let mut site = synthetic::sharing_site();
    let record = &mut site.records[0];
    let mut traced = record.cells[0].clone();
    traced.call = "locked".into();
    traced.params = [
        ("lanes", 1),
        ("n", 12),
        ("shared_percent", 50),
        ("workers", 4),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let span = Span {
        lane: 0,
        task: 0,
        start_ns: 0,
        end_ns: 9,
    };
    for (cell, contender) in [(0, "cpython"), (1, "lap-pool")] {
        traced.contender = contender.into();
        record.cells.insert(cell as usize, traced.clone());
        record.lanes.push(Lanes {
            cell,
            spans: vec![span],
            pulls: Vec::new(),
            yielded: Vec::new(),
        });
    }
    let samples = record.samples.iter_mut().map(|sample| &mut sample.cell);
    let counts = record.counts.iter_mut().map(|count| &mut count.cell);
    samples.chain(counts).for_each(|cell| *cell += 2);
    site
}

#[test]
fn a_traced_call_with_other_workers_changes_nothing_of_the_measured_figures() {
    let (alone, beside) = (
        lesson(&synthetic::sharing_site()),
        lesson(&with_a_traced_call()),
    );
    for id in ["sharing", "barrier", "dedicated", "pipeline", "threads"] {
        assert_eq!(figure(&alone, id), figure(&beside, id), "{id}");
    }
}

#[test]
fn no_point_of_the_lock_s_figure_lies_above_the_bound_that_is_drawn() {
    let page = lesson(&with_a_traced_call());
    let (_, title) = page.split_once("Speed-up of ").expect("a title");
    let workers = title
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok());
    let workers: f64 = workers.expect("workers in the title");
    let speeds = drawn_speeds(&page);
    assert_eq!(speeds.len(), 2 * 4, "{}", picture(&page, "sharing"));
    for (percent, speed) in speeds {
        // The invented times spread by two per cent.
        let bound = (100.0 / percent.max(1.0)).min(workers) * 1.02;
        assert!(speed <= bound, "{speed} at {percent} %, {workers} workers");
    }
}

/// What a record says of a visit that left no count names neither contender nor call; its cells do.
#[test]
fn a_visit_without_a_count_is_named() {
    let missing = |who: &str| {
        let mut site = synthetic::sharing_site();
        let record = &mut site.records[0];
        let of = |cell: &Cell| cell.contender == who && cell.call == "pool_per_task";
        let place = record.cells.iter().position(of).expect(who) as u32;
        record.counts.retain(|one| one.cell != place);
        record.absent = vec![Absent::lacking("tasks_finished", "nobody was seen to wait")];
        let page = lesson(&site);
        let start = page.find("nobody was seen to wait").expect("it is told");
        page[start..start + page[start..].find("</li>").unwrap()].to_owned()
    };
    for (id, who) in [("lap-pool", "lap-pool"), ("cpython", "CPython")] {
        let said = missing(id);
        let visit = format!("; visited without it: {who} pool within each task (");
        assert!(said.contains(&visit), "{said}");
        assert!(said.contains(" workers)"), "{said}");
    }
}
