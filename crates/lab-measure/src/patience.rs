//! How long a process waits for a word of another before it takes it to hang.

use std::env;
use std::time::Duration;

/// Shortens every such wait: seconds, for tests of what becomes of a process that hangs.
pub const CHOICE: &str = "LAB_PATIENCE_S";

/// The usual time, or a shorter one where the variable names it.
pub fn at_most(usual: Duration) -> Duration {
    shortened(usual, env::var(CHOICE).ok().as_deref())
}

fn shortened(usual: Duration, chosen: Option<&str>) -> Duration {
    let chosen = chosen.and_then(|seconds| seconds.parse().ok());
    chosen.map_or(usual, |seconds| usual.min(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_can_be_made_shorter_and_never_longer() {
        let usual = Duration::from_secs(20);
        assert_eq!(shortened(usual, None), usual);
        assert_eq!(shortened(usual, Some("2")), Duration::from_secs(2));
        assert_eq!(shortened(usual, Some("60")), usual);
        assert_eq!(shortened(usual, Some("soon")), usual);
    }
}
