//! A pipeline: a pool for each of three stages, the stream of one being the source of the next. Nothing runs before a result
//! is asked for, and no stage runs further ahead than its `buffersize`, however slow the reader is.
//!
//! `cargo run -p lap-pool --example pipeline`

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use lap_pool::{Error, TaskError, ThreadPool};

/// Items that may be in flight in each stage.
const BUFFERSIZE: usize = 4;

/// Pages of a site without an end.
fn pages() -> impl Iterator<Item = String> {
    (1..).map(|number| format!("/page/{number}"))
}

/// What the server sends. A real one is waited for, so this stage has the most workers.
fn fetch(path: String) -> String {
    let number: u64 = path.trim_start_matches("/page/").parse().expect("a number");
    match number % 5 {
        0 => "not found".into(),
        _ => format!(
            "<title>Page {number}</title><p>{}",
            "lap ".repeat(number as usize)
        ),
    }
}

/// Title and text.
fn parse(page: String) -> (String, String) {
    let (title, text) = page.split_once("<p>").expect("a page without text");
    let title = title
        .trim_start_matches("<title>")
        .trim_end_matches("</title>");
    (title.to_owned(), text.to_owned())
}

fn count((title, text): (String, String)) -> (String, usize) {
    (title, text.split_whitespace().count())
}

pub(crate) fn main() -> Result<(), Error> {
    let (network, parsers) = (ThreadPool::new(4)?, ThreadPool::new(2)?);
    let counters = ThreadPool::new(1)?;
    let pulled = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&pulled);
    let source = pages().inspect(move |_| _ = counts.fetch_add(1, Relaxed));

    let fetched = network
        .options()
        .buffersize(BUFFERSIZE)
        .imap(source, fetch)?;
    // As values, so that a page that fails is one of the results and ends nothing.
    let parsed = parsers
        .options()
        .buffersize(BUFFERSIZE)
        .imap(fetched, parse)?;
    let counted = counters.options().buffersize(BUFFERSIZE);
    let counted = counted.imap(parsed.results(), |page| page.map(count))?;

    let mut words = 0;
    for result in counted.take(10) {
        match result {
            Ok((title, number)) => {
                println!("{title}, words: {number}");
                words += number;
            }
            Err(TaskError::Panicked(panicked)) => println!("left out: {}", panicked.message()),
            Err(other) => return Err(other.into()),
        }
    }
    // Dropping the last stage has ended all three.
    let pulled = pulled.load(Relaxed);
    println!("words: {words}; pages that were asked for: {pulled}");
    assert!(
        pulled <= 10 + 3 * BUFFERSIZE,
        "no stage ran further ahead than it may"
    );
    Ok(())
}
