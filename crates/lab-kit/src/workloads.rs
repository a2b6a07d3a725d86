//! What tasks do, what they are fed with, and how they are watched. One file each.
//!
//! | module | what it is |
//! |---|---|
//! | [`spin`] | CPU work of a settable grain |
//! | [`uneven`] | costs of items that an even split serves badly |
//! | [`hash`] | CPU work in a library's compiled code: SHA-256 of a block |
//! | [`sleep`] | waiting of a settable length: the honest stand-in for input and output |
//! | [`mixed`] | waiting and computing in settable shares |
//! | [`http`] | requests to a server of ours in a process of its own, over loopback |
//! | [`urls`] | the user's own addresses, fetched, with limits and manners |
//! | [`files`] | hashing every file below a directory, warm and cold, the user's or ours |
//! | [`item`] | inputs of a settable size that know how many of them are alive |
//! | [`source`] | an input that counts how far it was read |
//! | [`gate`] | a gate that forces a schedule, so that no test has to sleep |
//! | [`trace`] | who ran what when, and how far ahead the input was read |

pub mod files;
pub mod gate;
pub mod hash;
pub mod http;
pub mod item;

pub mod mixed;
pub mod sleep;
pub mod source;
pub mod spin;
pub mod trace;
pub mod uneven;
pub mod urls;
