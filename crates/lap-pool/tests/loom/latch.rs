//! Tokens, and who waits for the last of them.

use std::sync::Arc;

use lap_pool::model::Latch;
use loom::thread;

use crate::{Cell, model};

#[test]
fn a_latch_is_clear_after_the_last_release_and_no_later_token_is_missed() {
    model(3, || {
        let (latch, cells) = (Latch::default(), [Cell::new(), Cell::new()]);
        let holders = cells.clone().map(|cell| {
            let token = latch.acquire();
            thread::spawn(move || {
                cell.write(7);
                drop(token);
            })
        });
        latch.wait();
        assert_eq!(cells.map(|cell| cell.read()), [7, 7]);
        holders.into_iter().for_each(|payer| payer.join().unwrap());
    });
}

#[test]
fn a_token_beside_another_holds_the_latch_or_comes_too_late() {
    model(3, || {
        let (latch, cell) = (Latch::default(), Cell::new());
        let token = latch.acquire();
        let (joins, writes) = (latch.clone(), Arc::clone(&cell));
        let stranger = thread::spawn(move || {
            if let Some(token) = joins.join() {
                writes.write(7);
                drop(token);
            }
        });
        let payer = thread::spawn(move || drop(token));
        latch.wait();
        // Ordered after the stranger's write, or instead of it.
        cell.read();
        payer.join().unwrap();
        stranger.join().unwrap();
        latch.wait();
    });
}
