//! One practice: each piece of advice with its two answers, and what its rule asks for.

use lab_verdict::claims::{Claim, Practice};
use maud::{Markup, html};

use super::belongs;
use crate::judged::Judged;
use crate::lessons::number;
use crate::page::inline::unbroken;
use crate::page::parts::{missing, no_stamp, stamp_elsewhere};
use crate::report_model::ReportModel;
use crate::site::Missing;
use crate::text::rule;

pub(super) fn section(report: &ReportModel<'_>, practice: &Practice) -> Markup {
    let claims: Vec<&Claim> = report
        .site
        .claims
        .claim
        .iter()
        .filter(|claim| claim.practice == practice.id)
        .collect();
    let gaps: Vec<&Missing> = report
        .site
        .missing
        .iter()
        .filter(|missing| belongs(report, missing, practice))
        .collect();
    let anchor = crate::select::id(&[&practice.id]);
    html! {
        section.practice aria-labelledby=(anchor) {
            h2 id=(anchor) { span.no { (number(&practice.id)) } span { (practice.title) } }
            @for claim in &claims { (advice(report, claim)) }
            @for gap in &gaps { (missing(gap)) }
            @if claims.is_empty() && gaps.is_empty() { (no_stamp("No experiment yet.")) }
        }
    }
}

fn advice(report: &ReportModel<'_>, claim: &Claim) -> Markup {
    let judged: Vec<&Judged<'_>> = report
        .judged
        .iter()
        .filter(|judged| judged.claim.id == claim.id)
        .collect();
    html! {
        div.advice {
            p { (claim.advice) " " span.id { (claim.id) } }
            @if judged.is_empty() {
                (no_stamp("Not judged: the experiment has no record."))
            } @else {
                div.stamps { @for one in &judged { (stamp_elsewhere(report, one)) } }
            }
            @if let Some(first) = judged.first() {
                p.why { (unbroken(&rule(claim, &first.verdict.contender))) }
            }
        }
    }
}
