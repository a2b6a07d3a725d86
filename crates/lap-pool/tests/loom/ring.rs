//! The ring: what goes in comes out once, with what was written before.

use std::sync::Arc;

use lap_pool::model::Ring;
use loom::thread;

use crate::{Cell, model};

fn written(value: usize) -> Arc<Cell> {
    let cell = Cell::new();
    cell.write(value);
    cell
}

#[test]
fn two_producers_and_a_consumer_hand_over_through_a_full_ring() {
    model(2, || {
        let ring = Ring::new(2);
        let producers = [1, 2].map(|value| {
            let ring = ring.clone();
            thread::spawn(move || {
                let cell = written(value);
                // Round and round: the third finds a place that has been used.
                ring.push(Arc::clone(&cell)).is_ok()
            })
        });
        let mut sum = 0;
        let mut take = || {
            if let Some(cell) = ring.pop() {
                sum += cell.read();
            }
        };
        take();
        let came = producers.map(|producer| producer.join().unwrap());
        assert_eq!(came, [true, true]);
        take();
        take();
        assert_eq!(sum, 3);
        ring.push(written(4)).ok().unwrap();
        assert_eq!(ring.pop().unwrap().read(), 4);
    });
}

#[test]
fn two_consumers_never_get_the_same() {
    model(2, || {
        let ring = Ring::new(2);
        for value in [1, 2] {
            ring.push(written(value)).ok().unwrap();
        }
        assert!(ring.push(written(3)).is_err());
        let other = {
            let ring = ring.clone();
            thread::spawn(move || ring.pop().map_or(0, |cell| cell.read()))
        };
        let own = ring.pop().map_or(0, |cell| cell.read());
        let rest = own + other.join().unwrap();
        assert_eq!(rest, 3);
        assert!(ring.pop().is_none());
    });
}

#[test]
fn a_place_is_written_again_only_after_it_was_read() {
    model(3, || {
        let ring = Ring::<Arc<Cell>>::new(2);
        let consumer = {
            let ring = ring.clone();
            thread::spawn(move || {
                (0..2)
                    .filter_map(|_| ring.pop())
                    .map(|cell| cell.read())
                    .sum()
            })
        };
        let pushed: usize = (1..=3)
            .filter(|value| ring.push(written(*value)).is_ok())
            .sum();
        let taken: usize = consumer.join().unwrap();
        let left: usize = std::iter::from_fn(|| ring.pop())
            .map(|cell| cell.read())
            .sum();
        assert_eq!(taken + left, pushed);
    });
}
