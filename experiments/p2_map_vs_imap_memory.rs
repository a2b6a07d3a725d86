//! Practice 2, the visits that look at memory: the same code with the counting allocator.

use lab_measure::allocations::CountingAllocator;

#[path = "p2_map_vs_imap.rs"]
mod p2_map_vs_imap;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> std::process::ExitCode {
    p2_map_vs_imap::main()
}
