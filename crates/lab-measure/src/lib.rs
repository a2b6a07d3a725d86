//! Rounds, clocks, CPU time, foreign load, memory, environment, records on disk
