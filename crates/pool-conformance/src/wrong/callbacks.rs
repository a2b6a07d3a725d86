//! Pools that call back in the wrong way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use super::{Right, behind};
use crate::failure::{Answer, Failure};
use crate::subject::{
    Callback, Callbacks, Function, Item, Options, Pending, Source, Subject, Task,
};

/// Which callbacks are called instead of those given: of tasks, of maps, and of maps over no items.
pub(super) struct CallsBack {
    pub(super) right: Right,
    pub(super) of_tasks: fn(Callbacks<Item>) -> Callbacks<Item>,
    pub(super) of_maps: fn(Callbacks<Vec<Item>>) -> Callbacks<Vec<Item>>,
    pub(super) of_empty_maps: fn(Callbacks<Vec<Item>>) -> Callbacks<Vec<Item>>,
}

pub(super) fn as_given<T>(given: Callbacks<T>) -> Callbacks<T> {
    given
}

pub(super) fn none<T>(_: Callbacks<T>) -> Callbacks<T> {
    Callbacks::default()
}

pub(super) fn no_callback<T>(given: Callbacks<T>) -> Callbacks<T> {
    Callbacks {
        callback: None,
        ..given
    }
}

pub(super) fn no_error_callback<T>(given: Callbacks<T>) -> Callbacks<T> {
    Callbacks {
        error_callback: None,
        ..given
    }
}

pub(super) fn twice<T: 'static>(given: Callbacks<T>) -> Callbacks<T> {
    let callback = given.callback.map(|callback| -> Callback<T> {
        Box::new(move |result| {
            callback(result);
            callback(result);
        })
    });
    Callbacks { callback, ..given }
}

pub(super) fn the_other_one<T: Default + 'static>(given: Callbacks<T>) -> Callbacks<T> {
    let done = || Failure::Other("done".into());
    let callback = given
        .error_callback
        .map(|other| -> Callback<T> { Box::new(move |_| other(&done())) });
    let error_callback = given
        .callback
        .map(|other| -> Callback<Failure> { Box::new(move |_| other(&T::default())) });
    Callbacks {
        callback,
        error_callback,
    }
}

impl Subject for CallsBack {
    fn behind(&self) -> Option<&dyn Subject> {
        Some(&*self.right)
    }

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        self.right.apply_async(task, (self.of_tasks)(callbacks))
    }

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        let mut input = input.peekable();
        let spoil = if input.peek().is_none() {
            self.of_empty_maps
        } else {
            self.of_maps
        };
        self.right
            .map_async(Box::new(input), f, options, spoil(callbacks))
    }
}

pub(super) struct CallsBackLate(pub(super) Right);

/// Calls back when the result is taken.
struct Late(Box<dyn Pending<Vec<Item>>>, Callbacks<Vec<Item>>);

impl Pending<Vec<Item>> for Late {
    fn get(self: Box<Self>) -> Answer<Vec<Item>> {
        let result = self.0.get();
        match (&result, self.1.callback, self.1.error_callback) {
            (Ok(result), Some(callback), _) => callback(result),
            (Err(failure), _, Some(callback)) => callback(failure),
            _ => {}
        }
        result
    }

    fn wait(&self) -> Answer<()> {
        self.0.wait()
    }
}

impl Subject for CallsBackLate {
    behind!();

    fn map_async(
        &self,
        input: Source,
        f: Function,
        options: Options,
        callbacks: Callbacks<Vec<Item>>,
    ) -> Answer<Box<dyn Pending<Vec<Item>>>> {
        let map = self.0.map_async(input, f, options, Callbacks::default())?;
        Ok(Box::new(Late(map, callbacks)))
    }
}

/// Beside the pool, whether a callback has panicked.
pub(super) struct DiesOfItsCallback(pub(super) Right, pub(super) Arc<AtomicBool>);

/// Notes that it is dropped by a panic.
struct Notes(Arc<AtomicBool>);

impl Drop for Notes {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, SeqCst);
        }
    }
}

impl Subject for DiesOfItsCallback {
    behind!();

    fn apply_async(&self, task: Task, given: Callbacks<Item>) -> Answer<Box<dyn Pending<Item>>> {
        let dead = Arc::clone(&self.1);
        let callback = given.callback.map(|callback| -> Callback<Item> {
            Box::new(move |result| {
                let _notes = Notes(Arc::clone(&dead));
                callback(result);
            })
        });
        self.0.apply_async(task, Callbacks { callback, ..given })
    }

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        if self.1.load(SeqCst) {
            return Err(Failure::NotRunning);
        }
        self.0.map(input, f, options)
    }
}
