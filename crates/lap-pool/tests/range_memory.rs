//! A map of a range keeps no list of its items: an allocator that knows the most bytes that lived at once. Alone in its
//! process, as a single test, so that nothing else allocates.

mod support;

use lap_pool::ThreadPool;
use support::allocator::{Counting, allocations, most_bytes};
use support::watchdog;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_map_of_a_million_integers_holds_none_of_them() {
    let _watchdog = watchdog();
    const ITEMS: u64 = 1_000_000;
    let pool = ThreadPool::new(2).unwrap();
    let collected = most_bytes(|| drop((0..ITEMS).collect::<Vec<_>>()));
    assert!(collected >= 8_000_000, "the allocator does not count");
    let calls: [(&str, &dyn Fn()); 4] = [
        ("map", &|| drop(pool.map(0..ITEMS, |_| ()).unwrap())),
        ("inclusive", &|| drop(pool.map(1..=ITEMS, |_| ()).unwrap())),
        ("starting below zero", &|| {
            drop(pool.map(-500_000_i64..500_000, |_| ()).unwrap())
        }),
        ("map_async", &|| {
            drop(pool.map_async(0..ITEMS, |_| ()).unwrap().get().unwrap())
        }),
    ];
    for (name, call) in calls {
        call();
        let (most, allocations) = (most_bytes(call), allocations(call));
        assert!(most < 100_000, "{name}: {most} bytes at once");
        assert!(allocations < 100, "{name}: {allocations} allocations");
    }
}
