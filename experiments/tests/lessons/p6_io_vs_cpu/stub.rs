//! A program that answers as an interpreter would, and measures nothing.

use std::path::Path;

use crate::script;

/// What it says of itself, and when it dies.
pub struct Stub {
    /// Visits that it answers; in the next it sends itself the signal.
    pub visits: u32,
    /// KILL, or STOP: then it lives on and says no more.
    pub signal: &'static str,
    /// Whether its lock is on.
    pub lock: bool,
}

impl Default for Stub {
    fn default() -> Self {
        Self {
            visits: u32::MAX,
            signal: "KILL",
            lock: true,
        }
    }
}

impl Stub {
    /// The program's path.
    pub fn written_to(&self, folder: &Path) -> String {
        let Self {
            visits,
            signal,
            lock,
        } = self;
        let free = !lock;
        let text = format!(
            r#"#!/bin/sh
if [ "$1" = -c ]; then
    echo '{{"implementation":"CPython","version":"3.14.0","executable":"","built":"","compiler":"","free_threaded":{free},"lock_is_on":{lock}}}'
    exit
fi
echo '{{"version":"3.14.0","implementation":"CPython","gil":{lock},"no_processes":"not here","default_workers":2}}'
visits=0
while read -r _; do
    [ $visits -ge {visits} ] && kill -s {signal} $$
    visits=$((visits + 1))
    echo '{{"wall_ns":1000000,"first_ns":1000000,"cpu_ns":1000000,"total_cpu_ns":1000000}}'
done
"#
        );
        let path = folder.join("interpreter");
        script::write(&path, &text);
        path.to_str().unwrap().to_owned()
    }
}
