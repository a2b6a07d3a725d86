//! Wrong streams.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::spoil::{Reader, read};
use super::{Right, behind};
use crate::failure::{Answer, Failure};
use crate::subject::{Function, Item, Options, Order, Source, Stream, Subject};

type Streamed = Answer<Box<dyn Stream>>;

/// A stream that is read in another way.
pub(super) fn reader(
    stream: Box<dyn Stream>,
    next: impl FnMut(&mut dyn Stream, Option<Duration>) -> Option<Answer<Item>> + Send + 'static,
) -> Streamed {
    Ok(Box::new(Reader(stream, next)))
}

pub(super) struct StopsShort(pub(super) Right);

impl Subject for StopsShort {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let mut left = 9;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                left -= 1;
                if left < 0 { None } else { read(stream, limit) }
            },
        )
    }
}

pub(super) struct ResumesAfterTheEnd(pub(super) Right);

impl Subject for ResumesAfterTheEnd {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let mut ends = 0;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                let next = read(stream, limit);
                ends += usize::from(next.is_none());
                if ends == 2 {
                    Some(Ok(Item::default()))
                } else {
                    next
                }
            },
        )
    }
}

pub(super) struct DeliversTwice(pub(super) Right);

impl Subject for DeliversTwice {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let stream = self.0.stream(order, source, f, options)?;
        let (mut again, mut told) = (None, order == Order::Input);
        reader(stream, move |stream, limit| {
            if let Some(item) = again.take() {
                return Some(Ok(item));
            }
            let next = read(stream, limit);
            if let (Some(Ok(item)), false) = (&next, told) {
                (again, told) = (Some(item.clone()), true);
            }
            next
        })
    }
}

pub(super) struct InputOrder(pub(super) Right);

impl Subject for InputOrder {
    behind!();

    fn stream(&self, _: Order, source: Source, f: Function, options: Options) -> Streamed {
        self.0.stream(Order::Input, source, f, options)
    }
}

/// The same source, pulled so many at a time.
fn hastily(mut source: Source, items: usize) -> Source {
    let mut ahead = VecDeque::new();
    Box::new(std::iter::from_fn(move || {
        if ahead.is_empty() {
            ahead.extend(source.by_ref().take(items));
        }
        ahead.pop_front()
    }))
}

pub(super) struct PullsAhead(pub(super) Right);

impl Subject for PullsAhead {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        self.0.stream(order, hastily(source, 20), f, options)
    }
}

pub(super) struct DrainsTheSource(pub(super) Right);

impl Subject for DrainsTheSource {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        self.0.stream(order, hastily(source, 100_000), f, options)
    }
}

pub(super) struct BuffersizeZeroAccepted(pub(super) Right);

impl Subject for BuffersizeZeroAccepted {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, mut options: Options) -> Streamed {
        options.buffersize = options.buffersize.filter(|items| *items > 0);
        self.0.stream(order, source, f, options)
    }
}

struct ReadsToTheEnd(Box<dyn Stream>);

impl Stream for ReadsToTheEnd {
    fn next(&mut self) -> Option<Answer<Item>> {
        self.0.next()
    }

    fn next_timeout(&mut self, limit: Duration) -> Option<Answer<Item>> {
        self.0.next_timeout(limit)
    }
}

impl Drop for ReadsToTheEnd {
    fn drop(&mut self) {
        for _ in 0..100 {
            if matches!(self.0.next(), None | Some(Err(_))) {
                return;
            }
        }
    }
}

pub(super) struct RunsWhatIsAbandoned(pub(super) Right);

impl Subject for RunsWhatIsAbandoned {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        Ok(Box::new(ReadsToTheEnd(
            self.0.stream(order, source, f, options)?,
        )))
    }
}

pub(super) struct FailureEndsTheStream(pub(super) Right);

impl Subject for FailureEndsTheStream {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let mut over = false;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                let next = if over { None } else { read(stream, limit) };
                over = matches!(next, None | Some(Err(Failure::Panicked(_))));
                next
            },
        )
    }
}

pub(super) struct FailureLosesItsNeighbour(pub(super) Right);

impl Subject for FailureLosesItsNeighbour {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let mut lossy = false;
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                if lossy {
                    lossy = false;
                    read(stream, limit)?.ok();
                }
                let next = read(stream, limit);
                lossy = matches!(next, Some(Err(Failure::Panicked(_))));
                next
            },
        )
    }
}

/// Beside the pool, what every open stream holds.
pub(super) struct JoinWaitsForConsumers(pub(super) Right, pub(super) Arc<()>);

impl Subject for JoinWaitsForConsumers {
    behind!();

    fn stream(&self, order: Order, source: Source, f: Function, options: Options) -> Streamed {
        let open = Arc::clone(&self.1);
        reader(
            self.0.stream(order, source, f, options)?,
            move |stream, limit| {
                let _held = &open;
                read(stream, limit)
            },
        )
    }

    fn join(&self) -> Answer<()> {
        if Arc::strong_count(&self.1) > 1 {
            return Err(Failure::Other("a stream is still being read".into()));
        }
        self.0.join()
    }
}
