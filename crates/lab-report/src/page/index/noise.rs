//! How far identical code differed: before the run, in the noise test, and within it, in the null controls.

use lab_verdict::answer::Estimate;
use lab_verdict::claims::ControlKind;
use lab_verdict::control::ratio;
use lab_verdict::interval::DRAWN;
use maud::{Markup, html};

use super::{grade_class, grade_words};
use crate::page::inline::unbroken;
use crate::report_model::{ReportModel, address};
use crate::site::Site;
use crate::text::number::{percent, plain, plural};

pub(super) fn grade(report: &ReportModel<'_>) -> Markup {
    match report.site.probe() {
        None => html! { "not tested" (within(report.site)) },
        Some(probe) => html! {
            a class={ "grade " (grade_class(probe.grade)) } href={ (address::MACHINE) "#noise" } { (grade_words(probe.grade)) }
            ", in the noise test before the run identical code differed by up to " (unbroken(&percent(probe.floor)))
            (within(report.site))
            @if let Some(threads) = report.site.neighbour_threads() {
                "; a busy neighbour of " (plural(threads.into(), "thread", "threads")) " was started beside the run, on purpose"
            }
        },
    }
}

/// `; in the run’s own null controls (6) it took 0.97 to 1.04 times as long at the widest (95 %)`.
fn within(site: &Site) -> Markup {
    let found = null_controls(site);
    let width = |one: &Estimate| one.drawn.1 / one.drawn.0;
    let widest = found.iter().max_by(|a, b| width(a).total_cmp(&width(b)));
    html! {
        @if let Some(Estimate { drawn: (low, high), .. }) = widest {
            "; in " (plural(found.len() as u64, "null control", "null controls"))
            " within the run it took " (plain(*low)) " to "
            (unbroken(&format!("{} times as long ({} interval, the widest)", plain(*high), percent(DRAWN))))
        }
    }
}

/// What identical code came to against itself, in each of the run's own records whose rules ask for it.
fn null_controls(site: &Site) -> Vec<Estimate> {
    let rules = site.claims.experiment.iter();
    rules
        .filter_map(|(name, rule)| Some((rule, site.measured(name)?)))
        .flat_map(|(rule, record)| rule.control.iter().map(move |one| (one, record)))
        .filter(|(one, _)| one.kind == ControlKind::Null)
        .filter_map(|(one, record)| ratio(one, record).ok())
        .collect()
}
