//! Writes a page with every chart to the path given, for looking at: `cargo run --example gallery -- FILE`.
//! All figures are made up.

use std::fmt::Write;

use lab_report::draw::Drawn;
use lab_report::palette::css_variables;

#[path = "gallery/charts.rs"]
mod charts;

const STYLE: &str = "
*{box-sizing:border-box}body{margin:0 auto;max-width:1040px;padding:16px;background:var(--bg);color:var(--ink);font:17px/1.5 system-ui,sans-serif}
h2{margin:0 0 4px;font-size:20px}.words{margin:0 0 10px;color:var(--soft);font-size:15px}
figure{margin:0 0 18px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
svg.chart,img{width:100%;display:block}svg.swatch{vertical-align:-2px;margin-right:7px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;margin:0 0 12px;font-size:14.5px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr));gap:18px}.grid figure{margin:0}
svg.narrow{display:none}@media (max-width:720px){svg.wide{display:none}svg.narrow{display:block}figure{border:0;border-radius:0;padding:12px 16px;margin-inline:-16px}}
td,th{padding:2px 10px;text-align:left;font-size:14px}";

fn main() -> std::io::Result<()> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "gallery.html".to_owned());
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Charts, illustrative</title><style>{}{STYLE}</style>\
         </head><body><main><h1>Charts, illustrative</h1><p>No figure on this page was measured.</p>",
        css_variables()
    );
    let usual = charts::usual();
    let (lanes, others): (Vec<&Drawn>, Vec<&Drawn>) =
        usual.iter().partition(|chart| is_lanes(chart));
    for chart in &others {
        page.push_str(&figure(chart));
    }
    page.push_str("<div class=\"grid\">");
    for chart in &lanes {
        page.push_str(&figure(chart));
    }
    page.push_str("</div><h1>Edge cases</h1>");
    for chart in charts::edges() {
        page.push_str(&figure(&chart));
    }
    page.push_str("<h1>As files of their own</h1>");
    for chart in &usual {
        let _ = write!(
            page,
            "<figure><img alt=\"\" src=\"data:image/svg+xml,{}\"></figure>",
            encoded(&chart.literal)
        );
    }
    page.push_str("</main></body></html>");
    std::fs::write(path, page)
}

fn is_lanes(chart: &Drawn) -> bool {
    chart.wide.contains("class=\"chart lanes")
}

fn figure(chart: &Drawn) -> String {
    let legend: String = chart
        .legend
        .iter()
        .map(|entry| format!("<li>{}{}</li>", entry.swatch, escaped(&entry.name)))
        .collect();
    let cells = |cells: &[String], tag: &str| -> String {
        cells
            .iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)))
            .collect()
    };
    let rows: String = chart
        .table
        .rows
        .iter()
        .map(|row| format!("<tr>{}</tr>", cells(row, "td")))
        .collect();
    format!(
        "<figure><h2>{}</h2><p class=\"words\">{}</p><ul class=\"legend\">{legend}</ul>{}{}\
         <details><summary>table</summary><table><tr>{}</tr>{rows}</table></details></figure>",
        escaped(&chart.title),
        escaped(&chart.description),
        chart.wide,
        chart.narrow.as_deref().unwrap_or_default(),
        cells(&chart.table.columns, "th"),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A stand-alone picture within an address.
fn encoded(svg: &str) -> String {
    let mut address = String::new();
    for byte in svg.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' | b'=' | b':' => {
                address.push(byte as char)
            }
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address
}
