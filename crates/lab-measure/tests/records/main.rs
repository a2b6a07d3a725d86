//! Records as files: what is written and what is read again. Tests that need a quiet process of their own stand beside.

mod store;
