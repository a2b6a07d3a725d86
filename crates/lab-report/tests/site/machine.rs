//! Machine and method: readers' words, and tables that fit a narrow page.

use lab_measure::record::Fact;
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
