//! Tables that fit their page without scrolling.

use maud::{Markup, html};

use super::inline::unbroken;
use crate::draw::Table;

/// A table that is as wide as its page at most: cells break their lines, and on a phone each row is a block whose cells say
/// which column they are of. An interval in brackets has a line of its own.
pub(crate) fn fitted(table: &Table, label: &str) -> Markup {
    let cell = |words: &str| match words.split_once(" [") {
        Some((figure, interval)) => {
            html! { (unbroken(figure)) " " small { "[" (unbroken(interval)) } }
        }
        None => html! { (unbroken(words)) },
    };
    html! {
        div.scroll.whole.fitted role="group" aria-label={ "Table: " (label) } tabindex="0" {
            table {
                thead { tr { @for column in &table.columns { th scope="col" { (unbroken(column)) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (words, column) in row.iter().zip(&table.columns).take(1) {
                                th scope="row" data-label=(column) { (unbroken(words)) }
                            }
                            @for (words, column) in row.iter().zip(&table.columns).skip(1) {
                                td.none[words.is_empty()] data-label={ (column) ": " } { (cell(words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
