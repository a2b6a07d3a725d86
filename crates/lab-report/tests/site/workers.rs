//! Pages about numbers of workers: curves, limits, the law, the reader's own items.

use lab_measure::record::{Cell, Count};
use lab_report::text::lock::beside_the_lock;
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::{pages, texts, with_the_rest};

/// The lesson of the invented record on workers, with the rest of it.
pub fn lesson(site: &Site) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    with_the_rest(&pages(folder.path()), "p6_io_vs_cpu")
}

/// The figure with this id, up to its end.
fn figure<'p>(page: &'p str, id: &str) -> &'p str {
    let start = page.find(&format!(" id=\"{id}\"")).expect("the figure");
    let end = page[start..].find("</figure>").expect("its end");
    &page[start..start + end]
}

/// Its wide picture.
pub fn picture<'p>(page: &'p str, id: &str) -> &'p str {
    let figure = figure(page, id);
    let end = figure.find("class=\"narrow\"").expect("a narrow rendition");
    &figure[..end]
}

#[test]
fn the_picture_has_five_lines_at_most_and_the_table_all_contenders() {
    let page = lesson(&synthetic::scaling_site());
    for id in [
        "p6-io-vs-cpu-workers-http",
        "p6-io-vs-cpu-workers-threads-added",
    ] {
        let lines = picture(&page, id).matches("<g class=\"series").count();
        assert_eq!(lines, 5, "{id}");
        let rows = texts(figure(&page, id), "<th scope=\"row\">", "</th>");
        for name in [
            "CPython",
            "lap-pool",
            "lap-pool, workers only",
            "Python model in Rust",
            "rayon",
            "std threads, a chunk each",
            "tokio, blocking",
        ] {
            assert!(rows.iter().any(|row| row == name), "{name} in {id}");
        }
    }
}

#[test]
fn a_limit_is_drawn_and_named_once_for_tasks_that_are_the_same() {
    let mut site = synthetic::scaling_site();
    let page = lesson(&site);
    let both = picture(&page, "p6-io-vs-cpu-workers-hash");
    assert_eq!(both.matches("<g class=\"limit\"").count(), 2);
    assert!(both.contains(">limit, lap-pool</text>") && both.contains(">limit, CPython</text>"));
    for cell in &mut site.records[0].cells {
        if cell.contender == "cpython" {
            cell.contender = "nobody".into();
        }
    }
    let page = lesson(&site);
    let one = picture(&page, "p6-io-vs-cpu-workers-hash");
    assert_eq!(one.matches("<g class=\"limit\"").count(), 1);
    assert!(one.contains(">limit</text>"));
}

#[test]
fn an_illustration_stands_only_where_the_record_has_a_lock_and_never_looks_measured() {
    let mut site = synthetic::scaling_site();
    let page = lesson(&site);
    let locked = picture(&page, "p6-io-vs-cpu-workers-cpu");
    assert!(locked.contains("<g class=\"series c1 simulated\""));
    assert!(locked.contains("illustration: one core for all"));
    assert!(locked.contains("The dotted illustration was not measured"));
    // A task that waits is held back by no lock.
    assert!(!picture(&page, "p6-io-vs-cpu-workers-sleep").contains("simulated"));
    // Nor is one that has an interpreter to itself.
    let mut apart = synthetic::scaling_site();
    for cell in &mut apart.records[0].cells {
        if cell.call == "cpu" {
            cell.call = "cpu_processes".into();
        }
    }
    let page = lesson(&apart);
    assert!(!picture(&page, "p6-io-vs-cpu-workers-cpu-processes").contains("simulated"));
    for fact in &mut site.records[0].environment.facts {
        if fact.key == "gil" {
            fact.value = Some("off".into());
        }
    }
    assert!(!lesson(&site).contains("illustration"));
}

#[test]
fn the_law_has_a_point_for_every_workload_and_the_readers_own() {
    let page = lesson(&synthetic::scaling_site());
    let rows = texts(figure(&page, "p6-io-vs-cpu-law"), "<tr>", "</tr>");
    for (who, what) in [
        ("CPython", "your addresses"),
        ("lap-pool", "your addresses"),
        ("lap-pool", "GET"),
    ] {
        let found = rows
            .iter()
            .any(|row| row.starts_with(who) && row.contains(what));
        assert!(found, "{who} {what}");
    }
    assert_eq!(
        rows.iter()
            .filter(|row| row.starts_with("lap-pool"))
            .count(),
        10
    );
    assert!(
        rows.iter()
            .any(|row| row.starts_with("Goetz’s formula") && row.contains("50 %"))
    );
}

#[test]
fn the_readers_items_have_their_outcome_and_stay_words() {
    let page = lesson(&synthetic::scaling_site());
    assert!(page.contains("Of your 6 items, 2 were worked through each time and 4 not"));
    assert!(page.contains("https://example.org/&lt;b&gt;gone&lt;/b&gt;"));
    assert!(!page.contains("<b>gone"));
    assert!(page.contains("timed out after 10 s") && page.contains("not begun"));
    let bare = lesson(&{
        let mut site = synthetic::scaling_site();
        site.records[0].outcomes.clear();
        site
    });
    assert!(!bare.contains("What became of your items"));
}

#[test]
fn the_readers_hosts_say_how_many_workers_can_gain_anything() {
    let mut site = synthetic::scaling_site();
    assert!(!lesson(&site).contains("a rule of this lab"));
    let record = &mut site.records[0];
    let urls = |cell: &Cell| cell.contender == "lap-pool" && cell.call == "urls";
    let cell = record.cells.iter().position(urls).unwrap() as u32;
    for (name, value) in [("hosts", 2), ("visits_per_host", 4)] {
        record.counts.push(Count {
            cell,
            repetition: 0,
            name: name.into(),
            value,
        });
    }
    assert!(lesson(&site).contains("Your addresses name 2 hosts: 8 visits at once at most"));
}

#[test]
fn the_readers_files_have_a_chart_of_their_own() {
    let site = synthetic::in_study(synthetic::with_own_items(), "p2_map_vs_imap");
    let folder = tempfile::tempdir().expect("a folder");
    lab_report::render(&site, folder.path()).expect("a site");
    let page = &synthetic::html::pages(folder.path())["p2_map_vs_imap.html"];
    assert!(figure(page, "p2-map-vs-imap-your-files").contains("240 of your files: time of one"));
}

/// Every cell of a call at 64 workers once more, with more tasks.
fn with_bigger_calls(call: &str) -> Site {
    let mut site = synthetic::scaling_site();
    let record = &mut site.records[0];
    for index in 0..record.cells.len() {
        let mut cell = record.cells[index].clone();
        if cell.call != call || cell.param("workers") != Some(64) {
            continue;
        }
        cell.params.insert("n".into(), 1_152);
        let number = record.cells.len() as u32;
        record.cells.push(cell);
        let of_cell = record.samples.iter().filter(|s| s.cell == index as u32);
        let bigger = of_cell.map(|sample| lab_measure::record::Sample {
            cell: number,
            ..sample.clone()
        });
        let bigger: Vec<_> = bigger.collect();
        record.samples.extend(bigger);
    }
    site
}

#[test]
fn a_big_call_is_held_against_its_workers_only_where_tasks_wait() {
    let id = |call: &str| format!(" id=\"p6-io-vs-cpu-headline-{call}-1152-64\"");
    assert!(lesson(&with_bigger_calls("sleep")).contains(&id("sleep")));
    assert!(!lesson(&with_bigger_calls("cpu")).contains(&id("cpu")));
}

/// CPython's computing cells once more, as another interpreter's, which says this of its lock.
pub fn with_another_interpreter(lock: &str) -> Site {
    let mut site = synthetic::scaling_site();
    let record = &mut site.records[0];
    for index in 0..record.cells.len() {
        let mut cell = record.cells[index].clone();
        if cell.contender != "cpython" || cell.call != "cpu" {
            continue;
        }
        cell.contender = "cpython free-threaded".into();
        let workers = cell.param("workers").unwrap();
        let number = record.cells.len() as u32;
        record.cells.push(cell);
        let of_cell = record.samples.iter().filter(|s| s.cell == index as u32);
        let faster = of_cell.map(|sample| lab_measure::record::Sample {
            cell: number,
            wall_ns: sample.wall_ns / workers.min(2),
            ..sample.clone()
        });
        let faster: Vec<_> = faster.collect();
        record.samples.extend(faster);
    }
    let known = lab_measure::record::Fact::known;
    record.environment.facts.extend([
        known("cpython", "CPython", "3.13.0"),
        known("cpython_free", "CPython", "3.14.0"),
        known("gil_free", "lock", lock),
    ]);
    site
}

#[test]
fn another_interpreter_tells_of_the_lock_only_where_its_own_is_off() {
    let words = |site: Site| beside_the_lock(&site.records[0]);
    let off = words(with_another_interpreter("off")).unwrap();
    assert!(
        off.contains("ran 1.99 times as fast [")
            && off.contains(", 95 %] under CPython, second build 3.14.0 (lock off)"),
        "{off}"
    );
    assert!(
        off.contains(", 95 %] under CPython 3.13.0 (lock on)"),
        "{off}"
    );
    assert!(
        off.contains("The difference may come from the lock"),
        "{off}"
    );
    let on = words(with_another_interpreter("on")).unwrap();
    assert!(on.contains("(lock on)") && !on.contains("lock off"), "{on}");
    assert!(
        on.ends_with("so this shows nothing of running without it."),
        "{on}"
    );
    assert_eq!(words(synthetic::scaling_site()), None);
}

#[test]
fn another_interpreter_from_elsewhere_is_told_where_none_was_measured() {
    let mut site = synthetic::scaling_site();
    let mut claims = site.claims.claim.iter_mut();
    let of_it = claims.find(|claim| claim.experiment == "p6_io_vs_cpu");
    of_it.expect("a claim").regime[0].test[0].of = "interpreters".into();
    let mut elsewhere = with_another_interpreter("off").records.swap_remove(0);
    elsewhere.origin = lab_measure::record::Origin::Recorded;
    site.records.push(elsewhere);
    let told = "On another machine (CPython 3.13.0, ";
    assert!(lesson(&site).contains(told));
    site.records[0] = with_another_interpreter("off").records.swap_remove(0);
    assert!(!lesson(&site).contains(told), "measured comes first");
}

#[test]
fn another_interpreter_stands_beside_the_subject_on_the_chart_of_computing() {
    let page = lesson(&with_another_interpreter("off"));
    let picture = picture(&page, "p6-io-vs-cpu-workers-cpu");
    assert!(picture.contains("CPython, second build"), "{picture}");
}

#[test]
fn how_many_workers_is_said_for_each_workload_and_subject() {
    let page = lesson(&synthetic::scaling_site());
    assert!(page.contains("How many workers?"));
    assert!(page.contains("lap-pool, workload by workload"));
    assert!(page.contains("CPython, workload by workload"));
    let waits = "more than the 64 that were tried, and every process still gained there";
    let get = texts(&page, "<li>GET: ", "</li>");
    assert_eq!(get.len(), 2);
    assert!(
        get.iter().all(|words| words.contains(
            "64 workers were the fewest with 95 % of the best throughput, in each of 15 processes"
        ) && words.contains(waits)),
        "{get:?}"
    );
}

#[test]
fn processes_that_disagree_on_the_best_number_of_workers_say_that_it_does_not_tell() {
    let mut site = synthetic::scaling_site();
    let record = &mut site.records[0];
    let is_it = |cell: &Cell| {
        cell.contender == "lap-pool" && cell.call == "cpu" && cell.param("workers") == Some(64)
    };
    let cell = record.cells.iter().position(is_it).unwrap() as u32;
    for sample in record
        .samples
        .iter_mut()
        .filter(|sample| sample.cell == cell && sample.process < 5)
    {
        sample.wall_ns /= 2;
    }
    let page = lesson(&site);
    let computing = texts(&page, "<li>computing: ", "</li>");
    let torn = computing
        .iter()
        .find(|words| words.contains("were 2 in 10 processes and 64 in 5 processes"));
    assert!(
        torn.is_some_and(|words| words.contains("neither confirms nor refutes the formula")),
        "{computing:?}"
    );
}

#[test]
fn what_a_study_folds_away_is_folded_and_all_else_in_sight() {
    let page = lesson(&synthetic::scaling_site());
    let is_folded = |id: &str| {
        let start = page.find(&format!(" id=\"{id}\"")).expect("its chart");
        let before = &page[..start];
        before.rfind("<details class=\"more\">") > before.rfind("</details>")
    };
    assert!(is_folded("p6-io-vs-cpu-law"));
    assert!(!is_folded("p6-io-vs-cpu-workers-http"));
}
