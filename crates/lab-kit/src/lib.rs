//! What an experiment imports: the contenders and the workloads.
//!
//! | module | what is in it |
//! |---|---|
//! | [`contender`] | the traits every pool under comparison implements |
//! | [`contenders`] | the pools: one file each |
//! | [`cpython`] | the live subject: a `python3` process that runs our script |
//! | [`workloads`] | what tasks do, what they are fed with, and how they are watched: one file each |
//! | [`checksum`](mod@checksum) | results checked against the serial loop |
//!
//! ```
//! use lab_kit::checksum::checksum;
//! use lab_kit::contender::Contender;
//! use lab_kit::contenders::{PythonModel, RayonPool, Serial};
//! use lab_kit::workloads::spin::Kernel;
//!
//! fn cell(pool: &impl Contender, items: &[u64]) -> u64 {
//!     let work = Kernel::from_ns_per_step(1.0).grain(100);
//!     let results = pool.enter(|| pool.map(items, |&item| work.run(item)));
//!     checksum(&results)
//! }
//!
//! let items: Vec<u64> = (0..100).collect();
//! let expected = cell(&Serial, &items);
//! assert_eq!(cell(&RayonPool::new(2)?, &items), expected);
//! assert_eq!(cell(&PythonModel::new(2)?, &items), expected);
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod checksum;
pub mod contender;
pub mod contenders;
pub mod cpython;
pub mod roster;
pub mod workloads;
