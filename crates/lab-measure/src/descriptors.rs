//! How many files and sockets this process may hold open.

/// Makes sure that this process may hold `wanted` descriptors, by raising the soft limit if it is lower. Gives the
/// soft limit that now stands.
///
/// # Errors
/// In words for the reader: the hard limit is lower than `wanted` (then nothing was changed), or the system refuses.
#[cfg(unix)]
pub fn raise(wanted: u64) -> Result<u64, String> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)
        .map_err(|error| format!("the system does not tell its limit of open files: {error}"))?;
    if soft >= wanted {
        return Ok(soft);
    }
    if hard < wanted {
        return Err(format!(
            "{wanted} open files and sockets are needed, and this system allows {hard} (`ulimit -Hn`)"
        ));
    }
    setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).map_err(|error| {
        format!("the limit of open files cannot be raised from {soft} to {wanted}: {error}")
    })?;
    Ok(wanted)
}

/// Makes sure that this process may hold `wanted` descriptors.
///
/// # Errors
/// Never: a system without a limit that a process can raise is left as it is, and its own errors speak later.
#[cfg(not(unix))]
pub fn raise(wanted: u64) -> Result<u64, String> {
    Ok(wanted)
}

/// Lets this process hold as many descriptors as its hard limit allows. Where that is refused the soft limit stays.
pub fn raise_to_the_most() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
            let _unchanged = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use nix::sys::resource::{Resource, getrlimit};

    /// One test for both: they share the process's limit.
    #[test]
    fn the_soft_limit_rises_to_what_is_wanted_and_never_beyond_the_hard_one() {
        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        assert_eq!(raise(1), Ok(soft));
        let wanted = hard.min(soft.saturating_add(1));
        assert_eq!(raise(wanted), Ok(wanted.max(soft)));
        let (raised, _) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        assert_eq!(raised, wanted.max(soft));
        if let Some(beyond) = hard.checked_add(1) {
            let refusal = raise(beyond).unwrap_err();
            assert!(refusal.contains(&hard.to_string()), "{refusal}");
            assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap().0, raised);
        }
    }
}
