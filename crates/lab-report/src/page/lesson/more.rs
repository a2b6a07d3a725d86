//! What an experiment measured beside its lesson: further charts and lanes, on pages of their own, and its tables, on the page
//! of all data. The lesson names them where it ends.

use maud::{Markup, html};

use super::{Lesson, heading};
use crate::page::frame::{Page, kicker};
use crate::page::parts::{figure, lanes};
use crate::report_model::{ReportModel, address};
use crate::select::Picture;
use crate::select::spec::Place;

/// The pages that there are, with their addresses.
pub(crate) fn pages(report: &ReportModel<'_>, experiment: &str) -> Vec<(String, String)> {
    let lesson = Lesson::of(report, experiment);
    let name = &lesson.name.title;
    let all = [
        (
            address::more(experiment),
            format!("More charts: {name}"),
            lesson.more_charts(),
        ),
        (
            address::lanes(experiment),
            format!("More lanes: {name}"),
            lesson.more_lanes(),
        ),
    ];
    let pages = all.into_iter().filter(|(_, _, body)| !body.0.is_empty());
    pages
        .map(|(address, title, body)| {
            let page = Page {
                title: &title,
                address: &address,
                kicker: kicker(report, &lesson.name.kicker),
                heading: html! { (title) },
                opening: html! {
                    p.lede { "Measured beside what stands in " a href=(address::lesson(experiment)) { "the lesson" } "." }
                },
                body,
            };
            let text = page.write(report);
            (address, text)
        })
        .collect()
}

impl<'a> Lesson<'a> {
    /// Its pictures of figures in some place that are not on the lesson.
    fn beside(&self, place: Place) -> Vec<&'a Picture> {
        let figures = self.figure_set.at(place);
        figures
            .flat_map(|figure| figure.split(&self.claims).1)
            .collect()
    }

    fn more_charts(&self) -> Markup {
        let charts = self.beside(Place::Claims);
        html! {
            @if !charts.is_empty() {
                section aria-labelledby="charts" {
                    h2 #charts { "Charts" }
                    @for picture in charts { (figure(picture)) }
                }
            }
        }
    }

    /// First the subjects’, then those of all others.
    fn more_lanes(&self) -> Markup {
        let all = self.beside(Place::Lanes);
        let (others, subjects): (Vec<&Picture>, Vec<&Picture>) =
            all.into_iter().partition(|picture| picture.aside);
        let sections = [
            ("subjects", "More of the subjects’ lanes", subjects),
            ("others", "The same tasks under other pools", others),
        ];
        html! {
            @for (id, title, pictures) in sections {
                @if !pictures.is_empty() {
                    section aria-labelledby=(id) {
                        h2 id=(id) { (title) }
                        (lanes(&pictures))
                    }
                }
            }
        }
    }

    /// Where the rest is.
    pub(super) fn rest(&self) -> Markup {
        let of = |page: String, place| {
            let pictures = self.beside(place).into_iter();
            pictures.map(move |picture| {
                let id = &picture.drawn.id;
                (format!("{page}#{id}"), picture.drawn.title.clone())
            })
        };
        let sheets = self.report.sheets.get(self.experiment);
        let sheets = sheets.into_iter().flatten();
        let tables =
            sheets.map(|sheet| (format!("{}#{}", address::DATA, sheet.id), heading(sheet)));
        let groups: [(&str, Vec<(String, String)>); 3] = [
            (
                "Charts",
                of(address::more(self.experiment), Place::Claims).collect(),
            ),
            (
                "Lanes",
                of(address::lanes(self.experiment), Place::Lanes).collect(),
            ),
            ("Tables", tables.collect()),
        ];
        html! {
            section aria-labelledby="rest" {
                h2 #rest { "What else was measured" }
                @for (kind, links) in groups {
                    @if !links.is_empty() {
                        h3 { (kind) }
                        ul.rest { @for (place, title) in links { li { a href=(place) { (title) } } } }
                    }
                }
            }
        }
    }
}
