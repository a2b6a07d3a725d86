//! What a worker does with the word: it comes, claims, leaves, and sees to it that another is called.

use super::*;

impl Claims {
    /// This word with one more at it, if there is room for one; if need be in the seat of a consumer that runs nothing.
    #[inline]
    fn entered(&self, word: u64) -> Option<u64> {
        let seated = word & SEATED != 0;
        if at_it(word) + u64::from(seated) < self.most {
            return Some(word + AT_IT);
        }
        let is_free = seated && self.inline.load(Acquire) == NOTHING;
        is_free.then_some((word & !SEATED) + AT_IT)
    }

    /// Whether only the consumer, at a cheap item, keeps a worker from what waits.
    fn is_busy(&self, word: u64) -> bool {
        let only_the_consumer = word & SEATED != 0 && at_it(word) + 1 == self.most;
        only_the_consumer
            && self.waiting_by(word) > 0
            && matches!(self.inline.load(Acquire), CHEAP | NEXT)
    }

    /// A called worker comes, and claims up to `most` items.
    pub(in crate::in_flight) fn arrive(&self, most: u64) -> Arrival {
        let mut word = self.word.load(Acquire);
        loop {
            let entered = self.entered(word).and_then(|next| self.claimed(next, most));
            if entered.is_none() && self.is_busy(word) {
                return Arrival::Busy;
            }
            let next = entered.map_or(word, |(_, next)| next) - CALLED;
            let claim = match (self.change(word, next), entered) {
                (Err(now), _) => {
                    word = now;
                    continue;
                }
                (Ok(()), Some((claim, _))) => Some(claim),
                (Ok(()), None) => self.enter(most),
            };
            return claim.map_or(Arrival::Nothing, Arrival::At);
        }
    }

    /// A worker that has just ceased to be called or at it claims up to `most` items, if any have come: they were left to it.
    pub(in crate::in_flight) fn enter(&self, most: u64) -> Option<Claim> {
        fence(SeqCst);
        let mut word = self.word.load(Acquire);
        loop {
            let (claim, next) = self
                .entered(word)
                .and_then(|next| self.claimed(next, most))?;
            match self.change(word, next) {
                Err(now) => word = now,
                Ok(()) => return Some(claim),
            }
        }
    }

    /// A worker that is at it claims up to `most` items, or leaves.
    pub(in crate::in_flight) fn go_on(&self, most: u64) -> Option<Claim> {
        let mut word = self.word.load(Acquire);
        loop {
            let claimed = self.claimed(word, most);
            let next = claimed.map_or(word - AT_IT, |(_, next)| next);
            match self.change(word, next) {
                Err(now) => word = now,
                Ok(()) if claimed.is_none() => return self.enter(most),
                Ok(()) => return claimed.map(|(claim, _)| claim),
            }
        }
    }

    /// A drainer that is at it leaves, and looks by itself who has to be called for what waits.
    pub(in crate::in_flight) fn leave(&self) {
        self.word.fetch_sub(AT_IT, AcqRel);
    }

    /// A worker that is at it leaves for something else. Says whether it is to come again; then it counts as called.
    pub(in crate::in_flight) fn pause(&self) -> bool {
        let mut word = self.word.load(Acquire);
        loop {
            let again = self.waiting_by(word) > 0;
            let next = word - AT_IT + if again { CALLED } else { 0 };
            match self.change(word, next) {
                Err(now) => word = now,
                Ok(()) if !again => return self.call_oneself(),
                Ok(()) => return true,
            }
        }
    }

    /// A worker that has just ceased to be at it counts as called again, if items have come and there is room: they were left
    /// to it.
    fn call_oneself(&self) -> bool {
        fence(SeqCst);
        self.call_if(self.word.load(Acquire), |word| {
            self.waiting_by(word) > 0 && at_it(word) + called(word) < self.most
        })
    }

    /// A worker is about to run an item: counts one more as called, if items wait and nobody is called for them.
    #[inline]
    pub(in crate::in_flight) fn call_another(&self) -> bool {
        self.call_if(self.word.load(Acquire), |word| {
            called(word) == 0 && at_it(word) < self.most && self.waiting_by(word) > 0
        })
    }

    /// A called worker does not come. Says whether any other is called or at it.
    pub(in crate::in_flight) fn uncall(&self) -> bool {
        let before = self.word.fetch_sub(CALLED, AcqRel);
        at_it(before) + called(before) > 1
    }
}
