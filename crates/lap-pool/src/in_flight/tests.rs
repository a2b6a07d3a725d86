//! What goes through the circles of places.

use super::*;

/// Sends twenty items through four places, by one worker that takes what is there.
fn through(first: u64, order: Order) {
    let (in_flight, mut reader) = InFlight::starting_at(first, order, 1, 4);
    let (mut next, mut returned) = (0, Vec::new());
    while returned.len() < 20 {
        while next < 20 && reader.in_flight() < 4 && in_flight.has_room(&reader) {
            in_flight.push(&mut reader, next);
            next += 1;
        }
        assert!(in_flight.call_one(), "nobody is called or at it");
        let Arrival::At(claim) = in_flight.arrive(3) else {
            panic!("items wait");
        };
        for number in claim.numbers() {
            let item = in_flight.item(number);
            let (_, unwanted) = in_flight.publish(number, Ok(item));
            assert!(unwanted.is_none());
        }
        assert!(in_flight.pause() == in_flight.has_waiting());
        if in_flight.called() > 0 {
            in_flight.uncall();
        }
        while let Some(outcome) = in_flight.take(&mut reader) {
            returned.push(outcome.unwrap());
        }
    }
    assert!(returned.into_iter().eq(0..20), "{order:?} from {first}");
}

#[test]
fn ring_starts_near_usize_max() {
    for order in [Order::Input, Order::Completion] {
        for first in [0, claims::LAST - 5, u64::MAX - 5] {
            through(first, order);
        }
    }
}

#[test]
fn a_consumer_that_runs_nothing_leaves_its_seat_to_a_worker_and_one_at_an_item_does_not() {
    let (in_flight, mut reader) = InFlight::<_, ()>::starting_at(0, Order::Input, 1, 4);
    (0..3).for_each(|item| in_flight.push(&mut reader, item));
    in_flight.note_cost(Duration::ZERO);
    assert!(in_flight.call_one());
    let claimed = in_flight.claim_due(&reader);
    assert!(matches!(claimed, Some((0, 0, _))));
    assert_eq!(in_flight.arrive(1), Arrival::Busy, "one at a time");
    in_flight.end_due();
    assert!(in_flight.is_next(&mut reader, 0));
    assert!(matches!(
        in_flight.arrive(1),
        Arrival::At(Claim { first: 1, items: 1 })
    ));
    assert!(in_flight.claim_any().is_none(), "the seat is taken");
}

#[test]
fn what_workers_finish_while_the_consumer_runs_an_item_comes_before_that_one_in_completion_order() {
    for (order, comes) in [(Order::Input, [0, 1, 2]), (Order::Completion, [1, 2, 0])] {
        let (in_flight, mut reader) = InFlight::starting_at(0, order, 2, 4);
        (0..3).for_each(|item| in_flight.push(&mut reader, item));
        assert!(in_flight.call_one());
        let (number, item, _) = in_flight.claim_due(&reader).unwrap();
        assert!(matches!(in_flight.arrive(2), Arrival::At(_)));
        for number in [1, 2] {
            in_flight.publish(number, Ok(in_flight.item(number)));
        }
        let mut returned = Vec::new();
        match in_flight.is_next(&mut reader, number) {
            true => returned.push(item),
            false => in_flight.keep(number, Ok(item)),
        }
        while let Some(outcome) = in_flight.take(&mut reader) {
            returned.push(outcome.unwrap());
        }
        assert_eq!(returned, comes, "{order:?}");
        assert_eq!(reader.in_flight(), 0);
    }
}

#[test]
fn of_items_that_are_not_cheap_fewer_take_as_long() {
    for (nanos, of_64) in [
        (0, 64),
        (9_999, 64),
        (20_000, 32),
        (100_000, 6),
        (1_000_000, 0),
    ] {
        let (in_flight, _) = InFlight::<(), ()>::starting_at(0, Order::Input, 1, 4);
        assert_eq!(in_flight.as_many_as(64), 0, "nothing is known");
        in_flight.note_cost(Duration::from_nanos(nanos));
        assert_eq!(in_flight.as_many_as(64), of_64, "of {nanos} ns each");
    }
}

#[test]
fn what_is_left_in_a_closed_stream_is_dropped_once_and_a_late_result_given_back() {
    let (in_flight, mut reader) = InFlight::<u32, u32>::starting_at(0, Order::Completion, 2, 4);
    (0..4).for_each(|item| in_flight.push(&mut reader, item));
    assert!(in_flight.call_one());
    let Arrival::At(claim) = in_flight.arrive(2) else {
        panic!("items wait");
    };
    let items: Vec<_> = claim
        .numbers()
        .map(|number| in_flight.item(number))
        .collect();
    in_flight.publish(0, Ok(items[0]));
    let (left, results) = (
        std::cell::RefCell::new(Vec::new()),
        std::cell::RefCell::new(Vec::new()),
    );
    let drop_result = |result: StreamOutcome<u32>| results.borrow_mut().push(result.unwrap());
    in_flight.close(&reader, |item| left.borrow_mut().push(item), drop_result);
    assert_eq!(
        (left.into_inner(), results.into_inner()),
        (vec![2, 3], vec![0])
    );
    let (_, unwanted) = in_flight.publish(1, Ok(items[1]));
    assert!(matches!(unwanted, Some(Ok(1))));
    assert!(in_flight.go_on(1).is_none(), "nothing is claimed any more");
}
