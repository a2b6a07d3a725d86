//! Measures: rounds, clocks, CPU time, foreign load, memory, environment, records on disk. Knows no pool.

pub mod record;
