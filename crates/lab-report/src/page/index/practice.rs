//! One practice: each piece of advice with its two answers, and what its rule asks for.

use lab_verdict::claims::{Claim, Practice};
use maud::{Markup, html};

use super::belongs;
use crate::book::Book;
use crate::judged::Judged;
use crate::lessons::number;
use crate::page::inline::unbroken;
use crate::page::parts::{missing, no_stamp, stamp_elsewhere};
use crate::site::Missing;
use crate::text::rule;

pub(super) fn section(book: &Book<'_>, practice: &Practice) -> Markup {
    let claims: Vec<&Claim> = book
        .site
        .claims
        .claim
        .iter()
        .filter(|claim| claim.practice == practice.id)
        .collect();
    let gaps: Vec<&Missing> = book
        .site
        .missing
        .iter()
        .filter(|missing| belongs(book, missing, practice))
        .collect();
    let anchor = crate::figures::id(&[&practice.id]);
    html! {
        section.practice aria-labelledby=(anchor) {
            h2 id=(anchor) { span.no { (number(&practice.id)) } span { (practice.title) } }
            @for claim in &claims { (advice(book, claim)) }
            @for gap in &gaps { (missing(gap)) }
            @if claims.is_empty() && gaps.is_empty() { (no_stamp("No experiment yet.")) }
        }
    }
}

fn advice(book: &Book<'_>, claim: &Claim) -> Markup {
    let judged: Vec<&Judged<'_>> = book
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
                div.stamps { @for one in &judged { (stamp_elsewhere(book, one)) } }
            }
            @if let Some(first) = judged.first() {
                p.why { (unbroken(&rule(claim, &first.verdict.contender))) }
            }
        }
    }
}
