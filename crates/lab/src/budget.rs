//! What a run is declared to cost, in words.

use lab_measure::record::Mode;
use lab_verdict::claims::UserInput;

use crate::catalogue::Part;

/// What the run is declared to cost.
pub fn words(parts: &[Part], mode: Mode, given: &[UserInput], seed: u64) -> String {
    let declared: Vec<u32> = parts
        .iter()
        .filter_map(|part| part.declared(mode))
        .collect();
    let silent = match parts.len() - declared.len() {
        0 => String::new(),
        silent => format!(", and {silent} that declare nothing"),
    };
    let (mode, total, count) = (mode.word(), declared.iter().sum::<u32>(), declared.len());
    let noun = if count == 1 { "part" } else { "parts" };
    let own = match parts.iter().map(|part| part.declared_for(given)).sum() {
        0_u32 => String::new(),
        own => format!(", up to {own} s more for your own input"),
    };
    format!("budget: {total} s for {count} {noun} in {mode} mode{silent}{own}; seed {seed}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use lab_measure::conductor::SOLO_LIMIT;

    use super::*;
    use crate::catalogue;

    #[test]
    fn the_budget_is_the_sum_of_what_is_declared() {
        let claims =
            lab_verdict::claims::Claims::parse(include_str!("../tests/claims.toml")).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let parts = catalogue::parts(&root, &claims).unwrap();
        let only = ["p2_map_vs_imap".to_owned(), "p3_responsive".to_owned()];
        let parts = catalogue::select(parts, &only).unwrap();
        assert_eq!(
            words(&parts, Mode::Quick, &[], 5),
            "budget: 14 s for 2 parts in quick mode; seed 5"
        );
        assert_eq!(
            words(&parts[..1], Mode::Full, &[], 5),
            "budget: 90 s for 1 part in full mode; seed 5"
        );
    }

    /// The lab's own rules: three passes over the addresses, each stopped after a minute.
    #[test]
    fn the_users_addresses_have_their_worst_case_beside_the_budget() {
        let claims = crate::workspace::own_rules();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let parts = catalogue::parts(&root, &claims).unwrap();
        let parts = catalogue::select(parts, &["p6_io_vs_cpu".to_owned()]).unwrap();
        let passes = 3 * SOLO_LIMIT.as_secs() as u32;
        assert_eq!(parts[0].declared_for(&[UserInput::Urls]), passes);
        assert_eq!(parts[0].declared_for(&[]), 0);
        let told = words(&parts, Mode::Quick, &[UserInput::Urls], 5);
        assert!(
            told.ends_with(", up to 180 s more for your own input; seed 5"),
            "{told}"
        );
    }
}
