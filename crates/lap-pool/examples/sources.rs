//! Three sources of a stream: a channel, lines, and a crawler that feeds itself. A source runs on the thread that reads the
//! results, so it may borrow, hold an `Rc`, and wait.
//!
//! `cargo run -p lap-pool --example sources < Cargo.toml`

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, stdin};
use std::sync::mpsc::channel;
use std::thread;

use lap_pool::{PoolError, ThreadPool};

pub(crate) fn main() -> Result<(), PoolError> {
    let pool = ThreadPool::new(2)?;
    println!("from a channel: {:?}", squares(&pool)?);
    println!("from the site: {:?}", crawl(&pool, "/")?);
    for (line, words) in words(&pool, stdin().lock())? {
        println!("{words:3} in: {line}");
    }
    Ok(())
}

/// What another thread sends, as it comes. A result that is ready is returned before the channel is waited for, and the stream
/// ends when the last sender is gone.
pub(crate) fn squares(pool: &ThreadPool) -> Result<Vec<u64>, PoolError> {
    let (send, numbers) = channel();
    thread::spawn(move || (1..=5).try_for_each(|number: u64| send.send(number)));
    Ok(pool.imap(numbers, |number| number * number)?.collect())
}

/// Words of each line. With one in flight, each line is handed over before the next is waited for, as somebody who types
/// expects; a file may well have more in flight.
pub(crate) fn words(
    pool: &ThreadPool,
    input: impl BufRead,
) -> Result<impl Iterator<Item = (String, usize)>, PoolError> {
    let lines = input.lines().map_while(Result::ok);
    pool.options().buffersize(1).imap(lines, |line| {
        let words = line.split_whitespace().count();
        (line, words)
    })
}

/// All pages that can be reached. What is found is pulled in the same stream; one that finds nothing to pull has ended, and if
/// its last results have found more, another begins. A source that waited for them instead would wait for ever.
pub(crate) fn crawl(
    pool: &ThreadPool,
    start: &'static str,
) -> Result<BTreeSet<&'static str>, PoolError> {
    let mut found = BTreeSet::from([start]);
    let ahead = RefCell::new(VecDeque::from([start]));
    while !ahead.borrow().is_empty() {
        let next = std::iter::from_fn(|| ahead.borrow_mut().pop_front());
        for links in pool.imap_unordered(next, links)? {
            let new = links.iter().filter(|link| found.insert(link));
            ahead.borrow_mut().extend(new);
        }
    }
    Ok(found)
}

/// Where a page leads to: a stand-in for the network.
fn links(page: &str) -> &'static [&'static str] {
    match page {
        "/" => &["/docs", "/blog"],
        "/docs" => &["/", "/docs/start", "/docs/faq"],
        "/blog" => &["/blog/1", "/blog/2"],
        "/blog/1" => &["/blog/2", "/docs/faq"],
        _ => &["/"],
    }
}
