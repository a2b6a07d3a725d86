//! Measures: rounds, clocks, CPU time, foreign load, memory, environment, records on disk. Knows no pool.
//!
//! An experiment declares its cells in an [`experiment::Experiment`] and hands over; the rest of the crate
//! runs them the way `Measuring` in the lab's design asks for. From [`entry`] down to [`experiment`] each uses only what
//! stands below it:
//!
//! - [`entry`]: the `main` of every experiment binary.
//! - [`conductor`]: starts the fresh processes, watches over them, puts the record together.
//! - [`visit`]: one process's work: rounds in random order, samples, counts, traces.
//! - [`protocol`]: what such a process tells its conductor.
//! - [`description`]: what an experiment says of itself before it visits anything.
//! - [`arguments`], [`own_input`]: the command line of an experiment, and what the user gives to work on.
//! - [`experiment`]: what an experiment declares: cells, visits, findings.
//! - [`stopwatch`]: what a cell's code sees of the clock.
//! - [`probe`]: the noise test before the first sample.
//! - [`interval`]: Student's t, for the noise test and for verdicts.
//! - [`watched`], [`lifeline`]: a process under watch, killed when it takes too long, gone when its parent is.
//! - [`patience`]: how long one waits for a word of another.
//! - [`foreign`], [`pressure`], [`memory`], [`cpu`]: what the system tells about load, memory and CPU time.
//! - [`proc_files`], [`unmeasured`]: the kernel's files, and what this system does not tell.
//! - [`switches`], [`faults`], [`threads`], [`descriptors`]: what it tells about this process, or why it does not.
//! - [`quiescence`]: whether anything can still happen in this process.
//! - [`pools`]: what the pools of a process have done, told at its end.
//! - [`allocations`]: the counting allocator, for binaries of their own.
//! - [`environment`], [`interpreter`]: machine, build and versions, and the Pythons that are found.
//! - [`output`]: lines that somebody may read.
//! - [`record`], [`store`]: the form of the data, and its way to disk.
//! - [`scratch`]: temporary folders.

pub mod allocations;
pub mod arguments;
pub mod conductor;
pub mod cpu;
pub mod description;
pub mod descriptors;
pub mod entry;
pub mod environment;
pub mod experiment;
pub mod faults;
pub mod foreign;
pub mod interpreter;
pub mod interval;
pub mod lifeline;
pub mod memory;
pub mod output;
pub mod own_input;
pub mod patience;
pub mod pools;
pub mod pressure;
pub mod probe;
pub mod proc_files;
pub mod protocol;
pub mod quiescence;
pub mod record;
pub mod scratch;
pub mod stopwatch;
pub mod store;
pub mod switches;
pub mod threads;
pub mod unmeasured;
pub mod visit;
pub mod watched;
