//! The way from a lesson to its relatives: the other parts of its practice, and advice that another practice's experiment
//! judges.

use lab_verdict::claims::Claim;
use maud::{Markup, html};

use super::Lesson;
use crate::lessons::{is_guest, number};
use crate::report_model::address;

impl Lesson<'_> {
    /// The practice to which this experiment belongs.
    fn practice(&self) -> Option<&str> {
        let known = self.report.site.claims.experiment.get(self.experiment)?;
        Some(&known.practice)
    }

    /// Links to the other parts of the practice, and to its advice that is judged on another page.
    pub(super) fn parts(&self) -> Markup {
        let rules = &self.report.site.claims;
        let practice = self.practice();
        let parts: Vec<_> = self
            .report
            .names
            .iter()
            .filter(|(experiment, _)| **experiment != self.experiment)
            .filter(|(experiment, _)| {
                let known = rules.experiment.get(**experiment);
                known.is_some_and(|known| Some(known.practice.as_str()) == practice)
            })
            .collect();
        let away: Vec<&Claim> = rules
            .claim
            .iter()
            .filter(|claim| Some(claim.practice.as_str()) == practice && is_guest(rules, claim))
            .filter(|claim| self.report.has_lesson(&claim.experiment))
            .collect();
        html! {
            @if !parts.is_empty() || !away.is_empty() {
                ul.parts {
                    @for (experiment, name) in parts {
                        li { a href=(address::lesson(experiment)) { (name.kicker) ": " (name.title) } }
                    }
                    @for claim in away {
                        li {
                            (claim.id) " of this practice, “" (claim.advice) "” is judged in "
                            a href={ (address::lesson(&claim.experiment)) "#" (super::anchor(claim)) } {
                                (self.report.names[claim.experiment.as_str()].kicker)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Where a claim belongs that another practice's experiment judges.
    pub(super) fn guest(&self, claim: &Claim) -> Markup {
        let rules = &self.report.site.claims;
        let home = rules.practice.iter().find(|one| one.id == claim.practice);
        html! {
            @if is_guest(rules, claim) && let Some(home) = home {
                p.sub {
                    "Advice of practice " (number(&home.id)) ", "
                    a href={ (address::INDEX) "#" (crate::select::id(&[&home.id])) } { (home.title) }
                    ": this experiment judges it."
                }
            }
        }
    }
}
