//! The examples of streams do what they show.

use std::io::Cursor;

use lap_pool::ThreadPool;

use crate::support::watchdog;

#[path = "../../examples/pipeline.rs"]
mod pipeline;

#[allow(dead_code, reason = "its main reads standard input")]
#[path = "../../examples/sources.rs"]
mod sources;

#[test]
fn the_pipeline_runs_no_further_ahead_than_it_says() {
    let _watchdog = watchdog();
    pipeline::main().unwrap();
}

#[test]
fn each_source_gives_all_that_it_has() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    assert_eq!(sources::squares(&pool).unwrap(), [1, 4, 9, 16, 25]);
    let lines = Cursor::new("one\ntwo words\n\n");
    let words: Vec<_> = sources::words(&pool, lines).unwrap().collect();
    let expected = [("one", 1), ("two words", 2), ("", 0)];
    assert_eq!(
        words,
        expected.map(|(line, words)| (line.to_owned(), words))
    );
    for _ in 0..100 {
        let found = sources::crawl(&pool, "/").unwrap();
        let all = [
            "/",
            "/blog",
            "/blog/1",
            "/blog/2",
            "/docs",
            "/docs/faq",
            "/docs/start",
        ];
        assert!(found.into_iter().eq(all));
    }
}
