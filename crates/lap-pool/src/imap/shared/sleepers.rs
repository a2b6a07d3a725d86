//! Drainers that sleep: what they wait for together, and whether one of them is to be woken.

use crate::imap::shared::desk::Desk;

/// Who sleeps, or is about to.
#[derive(Debug, Default)]
pub(super) struct Sleepers {
    /// For a short time, until several cheap results are there.
    patient: usize,
    /// Until one is.
    others: usize,
    /// Of both, those that must run what waits.
    must: usize,
    /// Those that must once no more workers come.
    may_help: usize,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sleeper {
    pub(super) patient: bool,
    pub(super) must: bool,
    pub(super) may_help: bool,
}

impl Sleepers {
    fn are_none(&self) -> bool {
        self.patient + self.others == 0
    }

    fn count(&mut self, sleeper: Sleeper, change: impl Fn(&mut usize)) {
        change(match sleeper.patient {
            true => &mut self.patient,
            false => &mut self.others,
        });
        if sleeper.must {
            change(&mut self.must);
        }
        if sleeper.may_help {
            change(&mut self.may_help);
        }
    }
}

impl<'scope, I, R, F> Desk<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    pub(super) fn add(&mut self, sleeper: Sleeper) {
        self.sleepers.count(sleeper, |count| *count += 1);
    }

    pub(super) fn remove(&mut self, sleeper: Sleeper) {
        self.sleepers.count(sleeper, |count| *count -= 1);
    }

    pub(super) fn has_sleepers(&self) -> bool {
        !self.sleepers.are_none()
    }

    /// Whether there is something to do for a drainer; for one that must run what waits, or for any.
    pub(super) fn is_news(&self, must: bool, may_help: bool) -> bool {
        let (imap, in_flight) = (&self.imap, &self.imap.stream.in_flight);
        let must = (must || imap.orphaned && may_help) && !imap.engine.is_terminated();
        let is_lost = || {
            let nobody_comes = in_flight.is_left_alone() || imap.engine.is_terminated();
            imap.orphaned && nobody_comes && in_flight.has_waiting()
        };
        in_flight.is_news(&imap.reader, must)
            || self.may_pull()
            || self.end().is_some()
            || is_lost()
    }

    /// Says what those wait for that sleep. Who says it looks whether it is there, after that.
    pub(super) fn say(&self) {
        let (imap, stream) = (&self.imap, &self.imap.stream);
        let wanted = match self.sleepers.others {
            0 => stream.several(&imap.reader),
            _ => 1,
        };
        let must = self.sleepers.must > 0 || imap.orphaned && self.sleepers.may_help > 0;
        stream
            .bed()
            .say(stream.in_flight.due(&imap.reader), wanted, must);
    }

    /// A drainer leaves the desk, for as long as it likes: says whether one that sleeps is to be woken for what it leaves. Those
    /// that are patient look by themselves soon, and workers that are called wake them as they leave.
    pub(super) fn leaves_news(&self) -> bool {
        if self.sleepers.are_none() {
            return false;
        }
        self.say();
        let sleepers = &self.sleepers;
        // The worker that was called may be one of those that must run what waits.
        let cannot_wait =
            sleepers.others + sleepers.must > 0 || self.imap.stream.in_flight.is_left_alone();
        let is_news = || self.is_news(self.sleepers.must > 0, self.sleepers.may_help > 0);
        self.end().is_some() || cannot_wait && is_news()
    }
}
