//! Records as files: what is written, what is read again, and what their schema says. Tests that need a quiet process of their
//! own stand beside.

mod schema;
mod store;
