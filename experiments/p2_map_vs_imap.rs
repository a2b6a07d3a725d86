//! Practice 2: map against imap.

fn main() {}
