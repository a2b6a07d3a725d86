//! Which interpreters this machine has, and whether each one's lock is on.

use experiments::live;
use lab_measure::experiment::{Finds, Solo, cell};
use lab_measure::interpreter::{Interpreter, present};
use lab_measure::record::Fact;

/// The visit that counts them.
pub fn visit() -> Solo {
    let cell = cell(live::NAME, "interpreters", &[]);
    Solo::once(
        cell,
        Finds::counts(&[WITHOUT_LOCK]),
        |found| match without_lock(&present()) {
            Ok(number) => found.count(WITHOUT_LOCK, number),
            Err(reason) => found.absent(WITHOUT_LOCK, reason),
        },
    )
}

/// The list, for the page's box of the machine.
pub fn fact() -> Fact {
    let words: Vec<String> = present().iter().map(Interpreter::short).collect();
    let list = (!words.is_empty()).then(|| words.join("; "));
    Fact::perhaps(
        "interpreters",
        "Interpreters found",
        list,
        "none was found on the search path",
    )
}

/// Nothing is counted where only the default build was found, or none: that says nothing about others. A count of what
/// was found, even of nothing, would make this machine's record one with data of CPython.
fn without_lock(interpreters: &[Interpreter]) -> Result<u64, String> {
    if interpreters.iter().any(|one| !one.is_default()) {
        return Ok(interpreters.iter().filter(|one| !one.lock_is_on).count() as u64);
    }
    let words: Vec<String> = interpreters.iter().map(Interpreter::short).collect();
    let what = if words.is_empty() {
        "no interpreter was found".to_owned()
    } else {
        format!("only the default build was found ({})", words.join("; "))
    };
    Err(format!(
        "{what}; a free-threaded build (python3.14t) or another interpreter on the search path would be counted"
    ))
}

const WITHOUT_LOCK: &str = "interpreters_without_lock";

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(implementation: &str, lock: bool) -> Interpreter {
        Interpreter {
            implementation: implementation.into(),
            version: "3.14.0".into(),
            executable: String::new(),
            built: String::new(),
            compiler: String::new(),
            free_threaded: !lock,
            lock_is_on: lock,
        }
    }

    #[test]
    fn nothing_is_counted_where_there_is_no_interpreter_or_only_the_default_build() {
        let none = without_lock(&[]).unwrap_err();
        assert!(none.starts_with("no interpreter was found"), "{none}");
        let one = without_lock(&[interpreter("CPython", true)]).unwrap_err();
        assert!(
            one.starts_with("only the default build was found (CPython 3.14.0, lock on);"),
            "{one}"
        );
    }

    #[test]
    fn interpreters_without_a_lock_are_counted_among_those_that_differ() {
        let default = interpreter("CPython", true);
        let free = interpreter("CPython", false);
        let other = interpreter("PyPy", true);
        assert_eq!(without_lock(&[default.clone(), other.clone()]), Ok(0));
        assert_eq!(without_lock(&[default, free, other]), Ok(1));
    }
}
