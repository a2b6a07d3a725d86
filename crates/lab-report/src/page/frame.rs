//! What all pages share: head, style, way round the site, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::inline::with_code;
use crate::palette::{LIGHT, css_variables};
use crate::report_model::{ReportModel, address};
use crate::text::scope;
use crate::text::summary::{quick_note, rejudged_note};

/// The style that follows the generated colours.
const STYLE: &str = include_str!("../style.css");

/// What differs from page to page.
pub(crate) struct Page<'a> {
    /// The window's title, before the name of the site.
    pub title: &'a str,
    /// The page's own address, marked in the way round the site.
    pub address: &'a str,
    /// The small line above the heading.
    pub kicker: String,
    /// The heading.
    pub heading: Markup,
    /// What stands between the heading and the first section.
    pub opening: Markup,
    /// The sections.
    pub body: Markup,
}

impl Page<'_> {
    /// The whole document.
    pub(crate) fn write(self, report: &ReportModel<'_>) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                (head(self.title))
                body {
                    a.skip href="#main" { "Skip to the content" }
                    (bar(report, self.address))
                    header.top {
                        p.kicker { (self.kicker) }
                        h1 { (self.heading) }
                        (self.opening)
                        (notes(report))
                    }
                    main #main { (self.body) }
                    (footer(report))
                }
            }
        }
        .into_string()
    }
}

/// The head of every page, with the title of its window.
pub(crate) fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " · Lap Pool" }
            link rel="icon" href="data:,";
            style { (PreEscaped(style())) }
        }
    }
}

/// The style of every page: colours for light, dark and print, then ours.
fn style() -> String {
    let print = format!(
        "@media print{{:root{{color-scheme:light;{}}}}}\n",
        LIGHT.declarations()
    );
    format!("{}{STYLE}{print}", css_variables())
}

/// The way round the site.
fn bar(report: &ReportModel<'_>, here: &str) -> Markup {
    html! {
        nav.bar aria-label="Pages" {
            a.home href=(address::INDEX) aria-current=[current(here, address::INDEX)] {
                (mark()) "Lap Pool"
            }
            ul {
                @if report.names.values().any(|name| name.is_numbered()) { li.of { "Practice" } }
                @for (experiment, name) in &report.names {
                    @let page = address::lesson(experiment);
                    li { a href=(page) aria-current=[current(here, &page)] aria-label={ (name.kicker) ": " (name.title) } title=(name.title) { (name.label) } }
                }
                @for (page, name) in [(address::CONTENDERS, "Contenders"), (address::MACHINE, "Machine"), (address::DATA, "Data")] {
                    li { a href=(page) aria-current=[current(here, page)] { (name) } }
                }
            }
        }
    }
}

fn current(here: &str, page: &str) -> Option<&'static str> {
    (here == page).then_some("page")
}

/// Four lanes, one of them still swimming.
fn mark() -> Markup {
    let lanes = [(18, 0), (11, 1), (15, 0), (6, 2)];
    html! {
        svg.wordmark viewBox="0 0 22 18" width="22" height="18" aria-hidden="true" {
            @for (place, (length, slot)) in lanes.iter().enumerate() {
                rect x="1" y=(1 + 4 * place) width=(length) height="2.6" rx="1.3" class={ "f" (slot) } {}
            }
        }
    }
}

/// What the reader has to know about the whole report before the first number.
fn notes(report: &ReportModel<'_>) -> Markup {
    let notes: Vec<String> = [quick_note(report.site), rejudged_note(report.site)]
        .into_iter()
        .flatten()
        .collect();
    html! {
        @for note in notes { p.note { (with_code(&note)) } }
    }
}

/// The small line that begins with the site's name and the run.
pub(crate) fn kicker(report: &ReportModel<'_>, what: &str) -> String {
    let site = report.site;
    let mut parts = vec![what.to_string()];
    if let (Some(mode), Some(date)) = (site.mode(), site.date()) {
        parts.push(format!("{} of {date}", scope::mode(mode)));
    }
    parts.join(" · ")
}

fn footer(report: &ReportModel<'_>) -> Markup {
    let article = &report.site.claims.article;
    let run = report.site.manifest.as_ref().map(|run| run.run_id.as_str());
    let lanes = report
        .figure_sets
        .values()
        .flat_map(|figure_set| figure_set.pictures())
        .filter(|picture| picture.trace.is_some())
        .count();
    html! {
        footer {
            nav aria-label="Further pages" {
                a href=(address::CONTENDERS) { "All contenders" }
                a href=(address::MACHINE) { "Machine and method" }
                a href=(address::DATA) { "All data" }
                @if report.site.agreement.is_some() { a href=(address::RUNS) { "The runs side by side" } }
                a href={ (address::MACHINE) "#words" } { "What the words mean" }
            }
            @if !article.title.is_empty() {
                p {
                    "The advice comes from " cite { "“" (article.title) "”" } " by " (article.author)
                    ", " a href=(article.address) rel="external" { (without_scheme(&article.address)) }
                    ", as of " (article.date) ". The sentences here are ours."
                }
            }
            p.fine {
                @if let Some(run) = run { "Run " (run) ". " }
                "Every number on these pages is computed from the raw samples beside them"
                @if lanes > 0 { "; lanes come from traced visits, which are never timed" }
                "."
            }
        }
    }
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}
