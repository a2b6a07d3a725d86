//! Machine and method: readers' words, and tables that fit a narrow page.

use lab_measure::record::{Fact, PoolWork};
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::pages;

fn page(site: &Site) -> String {
    let folder = tempfile::tempdir().unwrap();
    render(site, folder.path()).unwrap();
    pages(folder.path()).remove("machine.html").unwrap()
}

#[test]
fn experiments_are_called_by_the_titles_of_their_lessons() {
    let page = page(&synthetic::site());
    assert!(page.contains("CPU used by others, round by round: "));
    for raw in ["round by round: p2_map", ">p2_map_vs_imap</th>"] {
        assert!(!page.contains(raw), "{raw}");
    }
}

#[test]
fn what_others_used_is_said_of_the_noise_test_only() {
    let page = page(&synthetic::site());
    assert!(page.contains("CPU that others used during this noise test"));
    assert!(!page.contains("CPU that others used meanwhile"));
}

#[test]
fn a_fact_of_the_kernel_is_told_in_words() {
    let mut site = synthetic::site();
    let manifest = site.manifest.as_mut().unwrap();
    manifest.environment.facts.push(Fact {
        key: "smt".into(),
        label: "Simultaneous multithreading".into(),
        value: Some("notsupported".into()),
        absent_because: None,
    });
    let page = page(&site);
    assert!(page.contains(">not supported<"));
    assert!(!page.contains("notsupported"));
}

#[test]
fn tables_of_two_columns_are_stacked_on_a_narrow_page() {
    let page = page(&synthetic::site());
    for section in ["noise", "controls", "environment"] {
        let stacked = format!("<section class=\"stacked\" aria-labelledby=\"{section}\"");
        assert!(page.contains(&stacked), "{section}");
    }
    assert!(page.contains(".stacked :is(table,tbody,tr,th,td){display:block"));
}

#[test]
fn what_pools_counted_is_a_row_of_whoever_counted_it_and_old_records_have_none() {
    const TITLE: &str = "What the pools’ workers did";
    let mut site = synthetic::site();
    assert!(!page(&site).contains(TITLE));
    let mut told_by = |one: &str, other: &str| {
        let work = |contender: &str, tasks| PoolWork {
            contender: contender.into(),
            tasks,
            ..PoolWork::default()
        };
        site.records[0].pools = vec![work(one, 12_345), work(other, 678)];
        let page = page(&site);
        let rows = page.split(TITLE).last().unwrap().split("<tr>");
        let row = |number| {
            let row = rows.clone().find(|row| row.contains(number));
            row.unwrap_or_else(|| panic!("{number}")).to_owned()
        };
        [row("12,345"), row(">678<")]
    };
    let names = ["lap-pool", "rayon"];
    let [first, second] = told_by(names[0], names[1]);
    assert!(
        first.contains(names[0]) && second.contains(names[1]),
        "{first} {second}"
    );
    let [first, second] = told_by(names[1], names[0]);
    assert!(
        first.contains(names[1]) && second.contains(names[0]),
        "{first} {second}"
    );
}
