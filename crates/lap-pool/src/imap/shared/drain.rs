//! A drainer's turn: at the desk it decides, away from it it does what takes time.

use crate::context;
use crate::error::TaskError;
use crate::imap::Limit;
use crate::imap::pull::hint_promises;
use crate::imap::shared::Shared;
use crate::imap::shared::desk::{Answer, Asking, Desk, Drainer, Source, Step};
use crate::imap::shared::sleepers::Sleeper;
use crate::panics::drop_quietly;
use crate::sleep::Looker;
use crate::stats::Count;
use crate::stream::{Sampler, soon};
use crate::sync::{Instant, MutexGuard, cores, spin_until};

/// What a drainer comes to.
pub(super) enum Next<R> {
    Result(Result<R, TaskError>),
    TimedOut,
    /// The source was at its end, and all results were returned.
    Over,
    /// The pool has ended before the source did, or this is the child of a fork.
    Refused(TaskError),
}

/// The source, away from the desk. It goes back when its drainer unwinds.
struct Held<'a, 'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    shared: &'a Shared<'scope, I, R, F>,
    source: Option<Source<I>>,
}

impl<'scope, I, R, F> Shared<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// The next result for the calling thread.
    #[track_caller]
    pub(super) fn next(&self, limit: Limit) -> Next<R> {
        let engine = &self.engine;
        if engine.is_forked() {
            return Next::Refused(TaskError::Forked);
        }
        let (is_task, may_help) = (engine.runs_own_task(), engine.may_help());
        let mut drainer = Drainer::new(limit, is_task, may_help, context::thread());
        let mut in_doubt = false;
        let mut desk = self.desk.lock();
        loop {
            desk = match desk.step(&mut drainer) {
                Step::Return(outcome) => {
                    // What is returned makes room, also while the caller is at it.
                    desk.tell_room();
                    self.leave(desk);
                    return Next::Result(outcome);
                }
                Step::Ask(source, asking) => {
                    self.leave(desk);
                    match self.ask(source, asking, &mut drainer) {
                        Some(desk) => desk,
                        None => return Next::Refused(TaskError::Forked),
                    }
                }
                Step::Run(number) => {
                    let calls = desk.calls();
                    self.leave(desk);
                    if calls {
                        self.call_worker(&drainer);
                    }
                    self.run(number);
                    if engine.is_forked() {
                        return Next::Refused(TaskError::Forked);
                    }
                    // A worker that came meanwhile was not to wait for the end of this one.
                    let desk = self.desk.lock();
                    match desk.calls() {
                        true => self.call(desk, &drainer),
                        false => desk,
                    }
                }
                Step::GiveUp(error) => {
                    drop(desk);
                    self.stream.give_up(error);
                    self.desk.lock()
                }
                Step::Call => self.call(desk, &drainer),
                Step::Wait { must } => {
                    self.wait(desk, &drainer, must, &mut in_doubt);
                    self.desk.lock()
                }
                Step::TimedOut => {
                    self.leave(desk);
                    return Next::TimedOut;
                }
                Step::Over => {
                    self.leave(desk);
                    return Next::Over;
                }
                Step::Refused(error) => {
                    self.leave(desk);
                    return Next::Refused(error);
                }
                Step::AskedBySource => {
                    drop(desk);
                    panic!(
                        "the source of a shared stream asked for a result of that stream, which it would wait for for ever"
                    );
                }
            };
        }
    }

    /// Leaves the desk to the others, and wakes one if there is something for it.
    #[inline]
    fn leave(&self, desk: MutexGuard<'_, Desk<'scope, I, R, F>>) {
        let is_news = desk.leaves_news();
        drop(desk);
        if is_news {
            self.stream.bed().wake();
        }
    }

    /// Asks the source, and comes back to the desk; `None` in the child of a fork that the source made.
    fn ask(
        &self,
        source: Source<I>,
        asking: Asking,
        drainer: &mut Drainer,
    ) -> Option<MutexGuard<'_, Desk<'scope, I, R, F>>> {
        let mut held = Held {
            shared: self,
            source: Some(source),
        };
        let asked = held.source.as_mut().expect("held until it goes back");
        let answer = match asking {
            Asking::IfItPromises if !self.promises(asked) => Answer::Refusal,
            Asking::IfItPromises | Asking::Anyway => asked.next().map_or(Answer::End, Answer::Item),
        };
        if self.engine.is_forked() {
            std::mem::forget((held, answer));
            return None;
        }
        let source = held.source.take().expect("held until it goes back");
        let mut desk = self.desk.lock();
        desk.put_back(source, answer, drainer);
        // Before the source is asked again: it may block, also one that promises.
        Some(match desk.calls() {
            true => self.call(desk, drainer),
            false => desk,
        })
    }

    /// Whether a source is believed not to block, as that of any stream.
    fn promises(&self, source: &Source<I>) -> bool {
        (self.prefetch).unwrap_or_else(|| hint_promises(source.size_hint()))
    }

    /// Runs an item that this thread has claimed, and puts its result to the others.
    fn run(&self, number: u64) {
        let (engine, stream) = (&self.engine, &self.stream);
        let item = stream.in_flight.item(number);
        let mut sampler = Sampler::default();
        let outcome = engine.run_inline(|| stream.run_item(&mut sampler, number, item));
        if engine.is_forked() {
            return std::mem::forget(outcome);
        }
        engine.count(Count::StreamItems, 1);
        let (_, unwanted) = stream.in_flight.publish(number, outcome);
        stream.in_flight.step_out();
        drop_quietly(unwanted);
    }

    /// Calls a worker that is counted as called, and comes back to the desk.
    fn call<'a>(
        &'a self,
        desk: MutexGuard<'a, Desk<'scope, I, R, F>>,
        drainer: &Drainer,
    ) -> MutexGuard<'a, Desk<'scope, I, R, F>> {
        drop(desk);
        self.call_worker(drainer);
        self.desk.lock()
    }

    #[cold]
    fn call_worker(&self, drainer: &Drainer) {
        let wake = self.stream.wake();
        let called = self.engine.submit(&self.work, 1, wake, self.latch.as_ref());
        if let Ok(tickets) = called {
            let ours = &mut self.desk.lock().imap.tickets;
            let first = ours.as_ref().map_or(u64::MAX, |ours| ours.start);
            *ours = Some(first.min(tickets.start)..tickets.end);
            return;
        }
        self.desk.lock().imap.orphaned = true;
        self.stream.note_refused(&self.engine, drainer.may_help);
    }

    /// Waits until there is something for this drainer, or its time is over.
    fn wait(
        &self,
        desk: MutexGuard<'_, Desk<'scope, I, R, F>>,
        drainer: &Drainer,
        must: bool,
        in_doubt: &mut bool,
    ) {
        let (engine, in_flight) = (&self.engine, &self.stream.in_flight);
        let (due, is_alone) = (in_flight.due(&desk.imap.reader), !desk.has_sleepers());
        // There may be something that another must run.
        self.leave(desk);
        let looker = engine.wake_if_needed(*in_doubt);
        *in_doubt = looker == Looker::Soon;
        let deadline = drainer.limit.deadline();
        let until = match looker {
            Looker::Sure => deadline,
            Looker::Soon => soon(deadline),
        };
        engine.waiting(|| {
            if in_flight.is_cheap() {
                if is_alone && deadline.is_none() && in_flight.at_it() < cores() {
                    spin_until(|| in_flight.is_there(due));
                }
                self.sleep(drainer, must, true, soon(deadline));
            }
            self.sleep(drainer, must, false, until);
        });
    }

    /// Sleeps in the stream's bed, patiently or not.
    ///
    /// # Why no wake-up is lost
    /// It counts itself at the desk, says what all sleepers wait for, and looks, all under the bed's lock. Whoever leaves the
    /// desk later says that anew and looks as well, for those that are counted; whoever brings a result looks after a fence who
    /// waits, and takes that lock before it wakes one. One that is woken and finds that somebody was faster says it once more;
    /// one whose time is over leaves the desk as any other does.
    fn sleep(&self, drainer: &Drainer, must: bool, patient: bool, until: Option<Instant>) {
        let may_help = drainer.may_help;
        let sleeper = Sleeper {
            patient,
            must,
            may_help,
        };
        let mut is_counted = false;
        self.stream.bed().wait_shared(until, || {
            let mut desk = self.desk.lock();
            if !std::mem::replace(&mut is_counted, true) {
                desk.add(sleeper);
            }
            desk.say();
            desk.is_news(must, may_help)
        });
        self.desk.lock().remove(sleeper);
    }
}

impl<'scope, I, R, F> Drop for Held<'_, 'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    fn drop(&mut self) {
        let Some(source) = self.source.take() else {
            return;
        };
        if self.shared.engine.is_forked() {
            return std::mem::forget(source);
        }
        let mut desk = self.shared.desk.lock();
        desk.put_back_panicked(source);
        self.shared.leave(desk);
    }
}
