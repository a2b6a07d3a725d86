//! Who is woken when, counted.

use super::*;

/// Runs all items, and counts how often that wakes a consumer that waits.
fn wakes(cost: Duration, items: usize) -> usize {
    let mut ring = InFlight::new(Order::Completion, 1);
    ring.cost = Some(cost);
    (0..items).for_each(|item| ring.push(item));
    ring.called = 1;
    let mut next = ring.arrive(1, &mut VecDeque::new());
    let mut wakes = 0;
    ring.be_patient();
    while let Some((number, item)) = next {
        assert!(ring.put(number, Ok(item), cost).is_none());
        next = ring.claim(1, &mut VecDeque::new());
        if ring.is_worth_waking(next.is_none()) {
            wakes += 1;
            while ring.take().is_some() {}
            ring.be_patient();
        }
    }
    assert_eq!(ring.returned, items, "the last one wakes at the latest");
    wakes
}

#[test]
fn a_consumer_is_woken_for_several_cheap_results_and_for_each_dear_one() {
    assert_eq!(wakes(Duration::from_nanos(100), 1_000), 10);
    assert_eq!(wakes(Duration::from_micros(1), 1_000), 100);
    assert_eq!(wakes(Duration::from_micros(100), 1_000), 1_000);
}

#[test]
fn a_consumer_that_has_something_to_do_is_not_patient() {
    let mut ring = InFlight::<_, ()>::new(Order::Input, 2);
    ring.cost = Some(Duration::ZERO);
    ring.push(0);
    assert!(ring.be_patient());
    // It could run the item itself, and has to be able to.
    ring.must = true;
    assert!(!ring.be_patient());
}
