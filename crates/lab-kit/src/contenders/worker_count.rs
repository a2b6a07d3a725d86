//! How many workers a pool may be asked for.

use std::io;

/// The error of every constructor here that is asked for no workers.
pub(super) fn at_least_one(workers: usize) -> io::Result<()> {
    if workers == 0 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "workers = 0: a pool needs at least one",
        ));
    }
    Ok(())
}
