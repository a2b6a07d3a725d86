//! Holds the criterion benchmarks beside it; the package has no code of its own.
