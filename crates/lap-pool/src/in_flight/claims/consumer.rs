//! What the consumer does with the word: it adds items, calls workers, runs an item itself, and goes.

use super::*;

impl Claims {
    /// The consumer has put an item in.
    #[inline]
    pub(in crate::in_flight) fn push(&self, pushed: u64) {
        self.pushed.swap(pushed, SeqCst);
        // Loom takes an access that is `SeqCst` for one that is not.
        #[cfg(lap_pool_loom)]
        fence(SeqCst);
    }

    /// Counts one more worker as called, if there is something for it to do: whether items wait and so few are called or at
    /// it. For the consumer, after it has put items in. Where `few` are wanted, one that is called is enough.
    ///
    /// Who runs an item is not counted on to take the next one: for all we know the two wait for each other. So
    /// whenever items wait, that many workers have been called, or as many as may be are at it.
    #[inline]
    pub(in crate::in_flight) fn call_one(&self, few: bool) -> bool {
        self.call_if(self.word.load(SeqCst), |word| self.wants_more(word, few))
    }

    /// The consumer claims the item with this number to run it, which is in and cheap, as far as is known. Says also whether a
    /// worker should be called for others, if there are some: that is known by the same change of the word.
    #[inline(always)]
    pub(in crate::in_flight) fn claim_due(&self, due: u64) -> Option<bool> {
        let may_claim =
            |word: u64| (word ^ due) & (NUMBER | CLOSED) == 0 && self.has_room_for_consumer(word);
        let mut word = self.word.load(Acquire);
        if !may_claim(word) {
            return None;
        }
        self.inline.store(CHEAP, Relaxed);
        while may_claim(word) {
            let next = Self::past(word | SEATED, 1);
            match self.change(word, next) {
                Ok(()) => return Some(called(next) == 0 && at_it(next) < self.most),
                Err(now) => word = now,
            }
        }
        self.inline.store(NOTHING, Release);
        None
    }

    /// The consumer claims the next item to run it, whatever it costs. Says also whether workers should be called for others
    /// ([`Claims::call_one`]).
    pub(in crate::in_flight) fn claim_any(&self, few: bool) -> Option<(u64, bool)> {
        let mut word = self.word.load(Acquire);
        loop {
            let claimed = self
                .has_room_for_consumer(word)
                .then(|| self.claimed(word | SEATED, 1));
            let (claim, next) = claimed.flatten()?;
            self.inline.store(ANY, Relaxed);
            match self.change(word, next) {
                Ok(()) => return Some((claim.first, self.wants_more(next, few))),
                Err(now) => word = now,
            }
            self.inline.store(NOTHING, Release);
        }
    }

    /// The consumer, which runs nothing, waits for a cheap item that a worker is at, and means to run the next one itself. Until
    /// [`Claims::end_cheap`].
    pub(in crate::in_flight) fn want_next(&self) {
        self.inline.store(NEXT, Relaxed);
    }

    /// The consumer's cheap item is done, or the one that it waited for.
    #[inline]
    pub(in crate::in_flight) fn end_cheap(&self) {
        self.inline.store(NOTHING, Release);
    }

    /// The consumer's item is done, whatever it was: a worker that came meanwhile may have gone again. So the consumer looks
    /// afterwards whether one should be called.
    pub(in crate::in_flight) fn end_any(&self) {
        self.inline.store(NOTHING, Release);
        fence(SeqCst);
    }

    /// Whether by this word a worker more should be called.
    #[inline]
    fn wants_more(&self, word: u64, few: bool) -> bool {
        let (at_it, called) = (at_it(word), called(word));
        let are_enough = at_it + called >= self.most || few && called > 0;
        !are_enough && called < self.waiting_by(word)
    }

    /// The consumer runs nothing for a while.
    pub(in crate::in_flight) fn rise(&self) {
        if self.word.load(Relaxed) & SEATED != 0 {
            self.word.fetch_and(!SEATED, AcqRel);
        }
    }

    /// The consumer is gone: nothing is claimed any more. Gives what nobody had claimed, once.
    pub(in crate::in_flight) fn close(&self) -> Option<Claim> {
        let before = self.word.fetch_or(CLOSED, AcqRel);
        let claimed = self.claimed(before, u64::MAX);
        claimed.map(|(claim, _)| claim)
    }
}
