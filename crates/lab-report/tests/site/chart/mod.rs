//! Charts as a page sees them: structure, words, numbers, and that nothing breaks on odd data.

mod lanes;
mod pictures;
mod reference;
mod svg;
mod ticks;

use lab_report::draw::Drawn;

// The gallery has more of them than these tests look at one by one.
#[allow(dead_code)]
#[path = "../../../examples/gallery/charts.rs"]
mod charts;

/// Every chart of the gallery.
fn all() -> Vec<Drawn> {
    let mut all = charts::usual();
    all.extend(charts::edges());
    all
}
