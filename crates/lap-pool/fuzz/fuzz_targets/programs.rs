//! The programs of `tests/programs`, as a fuzzer writes them: `.ci/nets/programs fuzz`.
#![no_main]

#[path = "../../tests/programs/calls.rs"]
mod calls;
#[path = "../../tests/programs/check.rs"]
mod check;
#[allow(dead_code, reason = "a failing program is told by its own bytes")]
#[path = "../../tests/programs/decode.rs"]
mod decode;
#[path = "../../tests/programs/handles.rs"]
mod handles;
#[path = "../../tests/programs/job.rs"]
mod job;
#[path = "../../tests/programs/ledger.rs"]
mod ledger;
#[path = "../../tests/programs/platform.rs"]
mod platform;
#[path = "../../tests/programs/program.rs"]
mod program;
#[path = "../../tests/programs/run.rs"]
mod run;
#[path = "../../tests/programs/streams.rs"]
mod streams;
#[path = "../../tests/programs/world.rs"]
mod world;

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    // The fuzzer's own hook ends the process at any panic. Those in programs are caught: streams panic when their pool is
    // closed. One that comes out of a program still ends the process.
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| {
        let records = decode::records(bytes);
        let program = decode::decode(&records);
        if let Err(reason) = run::run(&world::World::new(&program), &program) {
            eprintln!("{reason}\n{program:#?}\nLAP_POOL_PROGRAM={}", decode::word(&records));
            std::process::abort();
        }
    }
);
