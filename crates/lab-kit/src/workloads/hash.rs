//! SHA-256 of a block in memory: CPU work that leaves the language.
//!
//! It computes like [`spin`](super::spin), in compiled code of a library. In CPython that is the difference between a
//! loop that holds the interpreter's lock and a call that lets go of it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use sha2::{Digest, Sha256};

/// A task that hashes a block. Cloning it gives the same block.
#[derive(Clone, Debug)]
pub struct Hash {
    block: Arc<[u8]>,
}

impl Hash {
    /// Hashes so many bytes per task, plus the eight of the input.
    pub fn of_bytes(bytes: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(0);
        Self {
            block: (0..bytes).map(|_| random.u8(..)).collect(),
        }
    }

    /// Hashes for about so many nanoseconds per task, after some 5 ms of measuring.
    ///
    /// As for [`Kernel::calibrate`](super::spin::Kernel::calibrate) the fastest of several blocks counts: what differs
    /// between two of them is disturbance.
    pub fn calibrate(nanoseconds: u64) -> Self {
        const BLOCKS: usize = 16;
        const BYTES: usize = 64 * 1024;
        let task = Self::of_bytes(BYTES);
        let fastest = (0..BLOCKS)
            .map(|_| {
                let start = Instant::now();
                black_box(task.run(1));
                start.elapsed()
            })
            .min()
            .expect("there are blocks");
        let ns_per_byte = fastest.as_nanos() as f64 / BYTES as f64;
        Self::of_bytes((nanoseconds as f64 / ns_per_byte).round() as usize)
    }

    /// Length of the block, to give other languages the same work.
    pub fn bytes(&self) -> usize {
        self.block.len()
    }

    /// The hash of the input, least byte first, with the block behind it: each input has its own, so that results can
    /// be checked.
    pub fn run(&self, input: u64) -> [u8; 32] {
        Sha256::new()
            .chain_update(input.to_le_bytes())
            .chain_update(black_box(&*self.block))
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hash_of_input_and_block() {
        // printf abcdefgh | sha256sum
        let hashed = Hash::of_bytes(0).run(u64::from_le_bytes(*b"abcdefgh"));
        assert_eq!(hashed[..4], [0x9c, 0x56, 0xcc, 0x51]);
        assert_ne!(Hash::of_bytes(1).run(7), Hash::of_bytes(0).run(7));
    }

    #[test]
    fn equal_inputs_hash_equally_in_every_process_and_others_differently() {
        assert_eq!(Hash::of_bytes(1_000).run(1), Hash::of_bytes(1_000).run(1));
        assert_ne!(Hash::of_bytes(1_000).run(1), Hash::of_bytes(1_000).run(2));
    }

    #[test]
    fn a_calibrated_block_grows_with_the_time_asked_for() {
        assert_eq!(Hash::calibrate(0).bytes(), 0);
        assert!(Hash::calibrate(1_000_000).bytes() > 1_000);
    }
}
