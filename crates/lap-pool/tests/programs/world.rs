//! What is true of a whole program while it runs: whether its pool was closed, how many threads run tasks, and all that
//! went wrong. Std's atomics and locks, also under shuttle: who observes gives nobody a chance to run.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use crate::ledger::Ledger;
use crate::platform::{thread, thread_local};
use crate::program::Program;

pub struct World {
    pub workers: usize,
    pub caller_helps: bool,
    /// Threads that may run tasks at once.
    threads: usize,
    at_work: AtomicUsize,
    pub closing: Mark,
    pub terminating: Mark,
    violations: Mutex<Vec<String>>,
    ledgers: Mutex<Vec<Arc<Ledger>>>,
    /// Results that are looked at after the pool's end.
    pub outliving: Mutex<Vec<Later>>,
}

/// Something to do when other calls are over.
pub type Later = Box<dyn FnOnce() + Send>;

/// A step of a pool's life: whether somebody has begun it, and whether somebody has done it.
#[derive(Debug, Default)]
pub struct Mark {
    begun: AtomicBool,
    done: AtomicBool,
}

impl Mark {
    pub fn take(&self, step: impl FnOnce()) {
        self.begun.store(true, SeqCst);
        step();
        self.done.store(true, SeqCst);
    }

    pub fn is_begun(&self) -> bool {
        self.begun.load(SeqCst)
    }

    pub fn is_done(&self) -> bool {
        self.done.load(SeqCst)
    }
}

thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "shuttle's macro of this name takes no const")]
    /// Tasks that this thread is running, one on top of the other.
    static DEPTH: Cell<usize> = Cell::new(0);
}

/// Whether the calling thread runs a task.
pub fn in_task() -> bool {
    DEPTH.with(Cell::get) > 0
}

impl World {
    pub fn new(program: &Program) -> Arc<Self> {
        let callers = if program.caller_helps {
            program.threads.len()
        } else {
            0
        };
        Arc::new(Self {
            workers: program.workers,
            caller_helps: program.caller_helps,
            threads: program.workers + callers,
            at_work: AtomicUsize::new(0),
            closing: Mark::default(),
            terminating: Mark::default(),
            violations: Mutex::default(),
            ledgers: Mutex::default(),
            outliving: Mutex::default(),
        })
    }

    /// Something is not as it must be. Told at the end of the program: here it may be a task that found it.
    pub fn violation(&self, what: impl fmt::Display) {
        let mut violations = self.violations.lock().unwrap();
        if violations.len() < 20 {
            violations.push(what.to_string());
        }
    }

    pub fn expect(&self, holds: bool, what: impl fmt::Display) {
        if !holds {
            self.violation(what);
        }
    }

    /// The calling thread begins a task.
    pub fn begin_task(&self) {
        let depth = DEPTH.with(|depth| depth.replace(depth.get() + 1));
        if depth == 0 {
            let at_work = self.at_work.fetch_add(1, SeqCst) + 1;
            self.expect(
                at_work <= self.threads,
                format_args!("{at_work} threads run tasks, of {} that may", self.threads),
            );
        }
    }

    pub fn end_task(&self) {
        let depth = DEPTH.with(|depth| depth.replace(depth.get() - 1));
        if depth == 1 {
            self.at_work.fetch_sub(1, SeqCst);
        }
    }

    pub fn threads_at_work(&self) -> usize {
        self.at_work.load(SeqCst)
    }

    /// A number for the next call, and its ledger to be looked at in the end.
    pub fn enlist(&self, make: impl FnOnce(usize) -> Ledger) -> Arc<Ledger> {
        let mut ledgers = self.ledgers.lock().unwrap();
        let ledger = Arc::new(make(ledgers.len()));
        ledgers.push(Arc::clone(&ledger));
        ledger
    }

    /// Runs a scope. Whatever the calling thread called meanwhile is over when the scope is.
    pub fn in_scope(&self, scope: impl FnOnce()) {
        let before = self.ledgers.lock().unwrap().len();
        scope();
        let me = thread::current().id();
        for ledger in &self.ledgers.lock().unwrap()[before..] {
            if ledger.caller == me {
                ledger.check_at_rest("after its scope");
            }
        }
    }

    /// What the program came to, when its pool and all handles are gone.
    pub fn verdict(&self) -> Result<(), String> {
        let ledgers = std::mem::take(&mut *self.ledgers.lock().unwrap());
        for ledger in &ledgers {
            ledger.check_at_rest("in the end");
            ledger.check_drops();
        }
        let at_work = self.threads_at_work();
        self.expect(at_work == 0, "tasks run when the pool is gone");
        self.violations_so_far()
    }

    pub fn violations_so_far(&self) -> Result<(), String> {
        let violations = self.violations.lock().unwrap();
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations.join("\n"))
        }
    }
}
