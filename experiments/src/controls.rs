//! Checks of the measurement itself, in the same processes and rounds as the cells: twice the work must take twice the
//! time, and the same code under two names must not differ.

use lab_kit::contender::Contender;
use lab_kit::contenders::Serial;
use lab_measure::experiment::{Timed, cell};
use lab_measure::record::{Cell, Role};

/// The cell of the positive control that does twice what this one does: the same name with `_twice` behind its call.
pub fn twice(cell: Cell) -> Cell {
    Cell {
        call: format!("{}_twice", cell.call),
        role: Role::PositiveControl,
        ..cell
    }
}

/// The cell of the null control that does what this one does: the same name with `_again` behind its call.
pub fn again(cell: Cell) -> Cell {
    Cell {
        call: format!("{}_again", cell.call),
        role: Role::NullControl,
        ..cell
    }
}

/// Adds a positive control on one thread: a loop over `n` tasks and the same loop twice over, both in cells of this size.
pub fn loop_once_and_twice(
    timed: &mut Timed,
    call: &str,
    size: &[(&str, u64)],
    n: u64,
    task: impl Fn(u64) -> u64 + Copy + Send + Sync + 'static,
) {
    let once = cell(Serial.name(), call, size);
    for (cell, times) in [(once.clone(), 1), (twice(once), 2)] {
        let items: Vec<u64> = (0..times * n).map(|item| item % n).collect();
        timed.add(cell, move |watch| {
            watch.time(|_| Serial.map(&items, |&item| task(item)));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_told_from_its_cell_by_its_call_and_its_role() {
        let own = cell("lap-pool", "map", &[("n", 10)]);
        let (twice, again) = (twice(own.clone()), again(own.clone()));
        assert_eq!(
            (twice.call.as_str(), twice.role),
            ("map_twice", Role::PositiveControl)
        );
        assert_eq!(
            (again.call.as_str(), again.role),
            ("map_again", Role::NullControl)
        );
        assert_eq!((&twice.params, &again.params), (&own.params, &own.params));
    }
}
