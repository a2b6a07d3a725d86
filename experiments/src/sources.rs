//! What a lesson's record says of its code: the marked parts, and the versions of what it was built with.

use lab_measure::environment::locked_versions;
use lab_measure::record::Fact;

/// The sources of the calling lesson that have marked code, for `Experiment::sources`: the files of its folder, and the
/// scripts that say they are shown in it. The build script makes the list.
#[macro_export]
macro_rules! sources {
    () => {
        include!(concat!(env!("OUT_DIR"), "/", env!("CARGO_BIN_NAME"), ".rs"))
    };
}

/// The versions of these crates, as they are locked.
pub fn versions(crates: &[&str]) -> Vec<Fact> {
    locked_versions(include_str!("../../Cargo.lock"), crates)
}
