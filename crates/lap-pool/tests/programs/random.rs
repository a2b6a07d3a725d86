//! Random programs, and what is said of one that fails.

use std::hash::{BuildHasher, RandomState};

use proptest::array::uniform8;
use proptest::collection::vec;
use proptest::num::u8::ANY;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::decode::{Record, decode, of_word, word};
use crate::program::Program;

/// A number given in the environment.
pub fn number(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    let number = value.parse();
    Some(number.unwrap_or_else(|_| panic!("{name} must be a number, not {value:?}")))
}

/// Where the random choices begin: as told, or anywhere.
pub fn seed() -> u64 {
    number("LAP_POOL_SEED").unwrap_or_else(|| RandomState::new().hash_one(0) % 1_000_000)
}

/// Checks so many random programs, of so many calls at most, or the one that the environment names. `again` is how to run the
/// test; what fails is made smaller first.
pub fn check(
    (programs, calls): (u32, usize),
    seed: u64,
    again: &str,
    test: impl Fn(&[Record], &Program) -> Result<(), String>,
) -> Result<(), String> {
    if let Ok(told) = std::env::var("LAP_POOL_PROGRAM") {
        let records = of_word(&told);
        let program = decode(&records);
        println!("{program:#?}");
        return test(&records, &program);
    }
    // At once, for whoever looks into a crash.
    println!("seed {seed}");
    let config = Config {
        cases: programs,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let strategy = vec(uniform8(ANY), 1..=calls + 1);
    let outcome = TestRunner::new_with_rng(config, rng).run(&strategy, |records| {
        test(&records, &decode(&records)).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, records)) => Err(format!(
            "{reason}\n{:#?}\nrun it again: LAP_POOL_SEED={seed} LAP_POOL_PROGRAM={} {again}",
            decode(&records),
            word(&records)
        )),
        Err(TestError::Abort(reason)) => Err(reason.to_string()),
    }
}
