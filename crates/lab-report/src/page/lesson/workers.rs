//! How many workers? A sentence for each workload, folded under each subject.

use maud::{Markup, html};

use super::Lesson;
use crate::page::parts::folded;
use crate::select::curves::{Curve, calls, curves};
use crate::select::visits::visits;
use crate::text::names;
use crate::text::workers::{Wanted, wanted};

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
                    p {
                        "As many as keep the cores busy while tasks wait: Goetz’s formula says cores ÷ (1 − share of waiting). \
                         Little’s law says how many tasks are under way: throughput × the time of a task that is alone. \
                         Measured is the fewest workers with 95 % of the best throughput, in each process by itself: where \
                         processes differ, no single number should be read from it."
                    }
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

fn sentence(curve: &Curve<'_>) -> Option<String> {
    let knees = curve.knees()?;
    Some(wanted(&Wanted {
        workload: names::workload(curve.call).short,
        cores: curve.cores(),
        knees: &knees,
        wait: curve.wait_share()?,
        lone: curve.lone()?,
        last: curve.most()?,
    }))
}
