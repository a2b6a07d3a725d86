//! A scope's end.

use lap_pool::model::pool;
use loom::thread;

use crate::{Cell, join, live, model};

#[test]
fn a_scopes_end_is_ordered_after_its_tasks() {
    model(2, || {
        let (pool, workers) = pool(1, true);
        let workers = live(workers);
        let cell = Cell::new();
        let stranger = pool.scope(|scope| {
            let task = scope.apply_async(|| cell.write(7)).unwrap();
            // The handle is carried to a thread that the scope does not know.
            thread::spawn(move || task.get().unwrap())
        });
        assert_eq!(cell.read(), 7);
        stranger.join().unwrap();
        pool.close();
        join(workers);
    });
}
