//! The experiments from outside: what their visits find, what they say on their command line, and what becomes of a record
//! when something dies; and what their files say: the rules, the words, the figures, the roster.

#[cfg(unix)]
mod command_line;
mod earlier;
mod figures;
mod in_force;
mod judge;
mod own_addresses;
mod p1_context_manager;
mod p2_map_loop;
mod p5_independent_tasks;
#[cfg(target_os = "linux")]
mod p6_io_vs_cpu;
mod quick_run;
mod roster;
mod rules;
#[cfg(target_os = "linux")]
#[path = "../../../crates/lab-kit/tests/kit/script.rs"]
mod script;
mod words;
