//! Practice 2, the visits that look at memory, with the counting allocator, which no timed binary may carry. The lesson
//! starts it for each of them.

use std::process::ExitCode;

use lab_measure::allocations::CountingAllocator;
use lab_measure::experiment::Experiment;

mod memory;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    let twin = Experiment {
        name: env!("CARGO_BIN_NAME"),
        version: 1,
        sources: &[],
        facts: |_| Vec::new(),
        timed: |_, _| (),
        solo: memory::visits,
    };
    twin.main()
}
