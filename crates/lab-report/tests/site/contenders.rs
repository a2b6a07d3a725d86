//! The page of all contenders: which of a contender's calls stands for it.

use lab_measure::record::{Mode, Record};
use lab_report::render;
use tempfile::TempDir;

use crate::synthetic;
use crate::synthetic::html::pages;

/// CPython's pool and its plain loop, which takes a tenth of the pool's time, in this order.
fn record(calls: [&str; 2]) -> Record {
    let mut record = synthetic::p2(Mode::Default);
    let is_pool = |cell: &&lab_measure::record::Cell| {
        (cell.contender.as_str(), cell.call.as_str()) == ("lap-pool", "map")
            && cell.param("n") == Some(10_000)
    };
    let pools: Vec<_> = record.cells.iter().filter(is_pool).cloned().collect();
    for pool in pools {
        let place = record.cells.iter().position(|cell| *cell == pool);
        let place = place.expect("it is of the record") as u32;
        let samples: Vec<_> = record
            .samples
            .iter()
            .filter(|at| at.cell == place)
            .cloned()
            .collect();
        for call in calls {
            let mut cell = pool.clone();
            (cell.contender, cell.call) = ("cpython".into(), call.into());
            let index = record.cells.len() as u32;
            record.cells.push(cell);
            let of_call = samples.iter().cloned().map(|mut sample| {
                sample.cell = index;
                if call == "loop" {
                    sample.wall_ns /= 10;
                }
                sample
            });
            record.samples.extend(of_call);
        }
    }
    record.absent.clear();
    record
}

fn page(calls: [&str; 2]) -> String {
    let site = synthetic::assemble(Mode::Default, vec![record(calls)]);
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    pages(folder.path())["contenders.html"].clone()
}

#[test]
fn a_pool_is_shown_by_its_map_and_never_by_its_own_plain_loop() {
    for calls in [["loop", "map"], ["map", "loop"]] {
        let page = page(calls);
        let of = |who: &str| -> Vec<f64> {
            let row = |row: &&str| row.contains(&format!(">{who}<"));
            let rows = page
                .split("<tr")
                .filter_map(|rest| rest.split("</tr>").next());
            let rows = rows.filter(row);
            let shares = rows.flat_map(|row| row.split('×').skip(1));
            shares
                .filter_map(|share| share.split(' ').next()?.replace(',', "").parse().ok())
                .collect()
        };
        assert!(
            !of("CPython").is_empty() && !of("serial loop").is_empty(),
            "{calls:?}"
        );
        for share in of("CPython") {
            assert!(share > 0.5, "{calls:?}: {share}, a tenth of it is the loop");
        }
    }
}
