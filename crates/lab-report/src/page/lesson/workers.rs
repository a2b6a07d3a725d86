//! How many workers? A sentence for each workload, folded under each subject.

use lab_verdict::scaling::{Knees, goetz, little};
use maud::{Markup, html};

use super::Lesson;
use crate::page::parts::folded;
use crate::select::curves::{Curve, REACHED, calls, curves};
use crate::select::reading::joined;
use crate::select::reading::texts::{FOR_ALL, Sentence, workload as texts};
use crate::select::visits::visits;
use crate::text::names;
use crate::text::number::{count, percent, plain, span, whole, with_interval};
use crate::text::scope::listed;
use crate::text::standing::{NEAR, Standing};

impl Lesson<'_> {
    /// Goetz's formula and Little's law against what was measured, workload by workload.
    pub(super) fn workers(&self) -> Markup {
        let visits = visits(self.report.site, self.experiment);
        let curves: Vec<Curve<'_>> = calls(&visits)
            .into_iter()
            .flat_map(|call| curves(&visits, call))
            .filter(Curve::is_subject)
            .collect();
        let mut subjects: Vec<(String, Vec<String>)> = Vec::new();
        for curve in &curves {
            let Some(sentence) = sentence(curve) else {
                continue;
            };
            let name = curve.name();
            match subjects.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sentences)) => sentences.push(sentence),
                None => subjects.push((name, vec![sentence])),
            }
        }
        html! {
            @if !subjects.is_empty() {
                section aria-labelledby="workers" {
                    h2 #workers { "How many workers?" }
                    p { (texts::Intro { reached: percent(REACHED) }.said(&FOR_ALL)) }
                    @for (name, sentences) in &subjects {
                        (folded(&format!("{name}, workload by workload"), html! {
                            ul { @for sentence in sentences { li { (sentence) } } }
                        }))
                    }
                }
            }
        }
    }
}

/// What was measured of one workload, what Goetz's formula asks for, what Little's law has under way, and whether the first
/// two agree.
fn sentence(curve: &Curve<'_>) -> Option<String> {
    let (knees, wait) = (curve.knees()?, curve.wait_share()?);
    let (lone, last) = (curve.lone()?, curve.most()?);
    let formula = [wait.drawn.0, wait.drawn.1].map(|share| goetz(curve.cores(), share));
    let under_way = |per_second: f64| plain(little(per_second, lone.ns));
    let [least, most] = formula.map(whole);
    let asks = texts::Formula {
        formula: span(least, most),
        share: with_interval(wait.share, Some(wait.drawn), percent),
    };
    let under_way = texts::UnderWay {
        workers: count(last.workers),
        tasks: with_interval(
            last.per_second.items,
            Some(last.per_second.drawn),
            under_way,
        ),
    };
    Some(joined([
        measured(names::workload(curve.call).short, &knees),
        asks.said(&FOR_ALL),
        under_way.said(&FOR_ALL),
        conclusion(&knees, formula),
    ]))
}

/// The best number of workers, in each process or process by process.
fn measured(workload: &str, knees: &Knees) -> String {
    let (workload, reached) = (workload.to_owned(), percent(REACHED));
    let counted = |(workers, processes): (&u64, &u32)| {
        let [workers, processes] = [*workers, (*processes).into()].map(count);
        (workers, processes)
    };
    let mut counts: Vec<(String, String)> = knees.processes.iter().map(counted).collect();
    if counts.len() == 1 {
        let (workers, processes) = counts.remove(0);
        return texts::Same {
            workload,
            workers,
            reached,
            processes,
        }
        .said(&FOR_ALL);
    }
    let counts = counts
        .into_iter()
        .map(|(workers, processes)| texts::Counted { workers, processes }.said(&FOR_ALL));
    let counts = listed(&counts.collect::<Vec<_>>());
    texts::Differ {
        workload,
        reached,
        counts,
    }
    .said(&FOR_ALL)
}

fn conclusion(knees: &Knees, formula: [f64; 2]) -> String {
    let most = count(knees.most);
    match Standing::of(knees, formula) {
        Standing::Gaining => texts::Gaining { most }.said(&FOR_ALL),
        Standing::Short => texts::Short { most }.said(&FOR_ALL),
        Standing::Near => {
            let factor = plain(NEAR);
            texts::Near { factor }.said(&FOR_ALL)
        }
        Standing::Fewer => texts::Fewer {}.said(&FOR_ALL),
        Standing::More => texts::More {}.said(&FOR_ALL),
        Standing::Open => texts::Open {}.said(&FOR_ALL),
    }
}
