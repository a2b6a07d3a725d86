//! Pools that are each wrong in one thing, and named for it.
//!
//! Each has a right pool behind it, and spoils one call of it.

mod callbacks;
mod keeping;
mod life;
mod maps;
mod panics;
mod sources;
mod spoil;
mod streams;
mod tasks;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::by_hand::BY_HAND;
use crate::failure::Answer;
use crate::lap::LAP_POOL;
use crate::runner::Candidate;
use crate::subject::{Callbacks, Initializer, Item, Setup, Subject};

type Right = Box<dyn Subject>;

/// What a wrong pool leaves as it is.
macro_rules! behind {
    () => {
        fn behind(&self) -> Option<&dyn $crate::subject::Subject> {
            Some(&*self.0)
        }
    };
}
use behind;

fn lap_pool(setup: &Setup) -> Answer<Right> {
    (LAP_POOL.make)(setup)
}

fn by_hand(setup: &Setup) -> Answer<Right> {
    (BY_HAND.make)(setup)
}

/// The same initializer, whose panic is nobody's business.
fn quietly(initializer: Initializer) -> Initializer {
    Arc::new(move || drop(catch_unwind(AssertUnwindSafe(|| initializer()))))
}

fn calls_back(
    setup: &Setup,
    of_tasks: fn(Callbacks<Item>) -> Callbacks<Item>,
    of_maps: fn(Callbacks<Vec<Item>>) -> Callbacks<Vec<Item>>,
    of_empty_maps: fn(Callbacks<Vec<Item>>) -> Callbacks<Vec<Item>>,
) -> Answer<Right> {
    Ok(Box::new(callbacks::CallsBack {
        right: by_hand(setup)?,
        of_tasks,
        of_maps,
        of_empty_maps,
    }))
}

/// A pool with something of its own behaviour in the place of a right one's.
fn spoilt(pool: impl Subject + 'static) -> Answer<Right> {
    Ok(Box::new(pool))
}

/// A right pool, built in another way than it was asked for.
fn built(
    right: fn(&Setup) -> Answer<Right>,
    asked: &Setup,
    change: impl FnOnce(&mut Setup),
) -> Answer<Right> {
    let mut setup = asked.clone();
    change(&mut setup);
    right(&setup)
}

/// A table of pools: name, what it does wrong, how it is built.
macro_rules! pools {
    ($setup:ident: $($name:ident $about:literal = $make:expr;)*) => {
        &[$(Candidate {
            name: stringify!($name),
            about: $about,
            make: |$setup| $make,
        }),*]
    };
}

/// The wrong pools.
pub const WRONG: &[Candidate] = pools! { setup:
    LosesTheLastItem "map and map_async leave out the last item"
        = spoilt(maps::LosesTheLastItem(lap_pool(setup)?));
    CompletionOrder "map and imap give their results in the order in which they are done"
        = spoilt(maps::CompletionOrder(lap_pool(setup)?));
    RunsTwice "map runs each item twice"
        = spoilt(maps::RunsTwice(lap_pool(setup)?));
    SwapsTheArguments "starmap hands the second argument over first"
        = spoilt(maps::SwapsTheArguments(lap_pool(setup)?));
    RefusesEmptyInput "a map over no items is an error"
        = spoilt(maps::RefusesEmptyInput(lap_pool(setup)?));
    StallsOnEmptyInput "the result of a map_async over no items never comes"
        = spoilt(maps::StallsOnEmptyInput(lap_pool(setup)?));
    ChunksizeZeroAccepted "a map with a chunksize of 0 gives blanks and runs nothing"
        = spoilt(maps::ChunksizeZeroAccepted(lap_pool(setup)?));
    TrustsTheSizeHint "a map gives as many results as its input claims to have items"
        = spoilt(maps::TrustsTheSizeHint(lap_pool(setup)?));
    RemembersTheLastMap "a map of as many items as an earlier one gives the results of that"
        = spoilt(maps::RemembersTheLastMap(lap_pool(setup)?, Default::default()));
    DoesNotWait "get() gives a blank at once"
        = spoilt(tasks::DoesNotWait(lap_pool(setup)?));
    RunsInTheCaller "apply_async runs the task itself, and returns when it is done"
        = spoilt(tasks::RunsInTheCaller(lap_pool(setup)?));
    AThreadPerTask "apply_async starts a thread"
        = spoilt(tasks::AThreadPerTask(lap_pool(setup)?));
    IgnoresTheLimit "a limit is no limit"
        = spoilt(tasks::IgnoresTheLimit(lap_pool(setup)?));
    ForgetsAfterTheLimit "what was asked for with a limit cannot be had afterwards"
        = spoilt(tasks::ForgetsAfterTheLimit(lap_pool(setup)?));
    RefusesNestedCalls "a task may not map on its own pool"
        = spoilt(tasks::RefusesNestedCalls(lap_pool(setup)?));
    StopsShort "a stream ends after nine results"
        = spoilt(streams::StopsShort(lap_pool(setup)?));
    ResumesAfterTheEnd "a stream that has ended gives more when it is asked again"
        = spoilt(streams::ResumesAfterTheEnd(lap_pool(setup)?));
    DeliversTwice "imap_unordered gives its first result twice"
        = spoilt(streams::DeliversTwice(lap_pool(setup)?));
    InputOrder "imap_unordered is imap"
        = spoilt(streams::InputOrder(lap_pool(setup)?));
    PullsAhead "a stream pulls twenty items at a time"
        = spoilt(streams::PullsAhead(lap_pool(setup)?));
    DrainsTheSource "a stream pulls all there is, up to 100,000 items"
        = spoilt(streams::DrainsTheSource(lap_pool(setup)?));
    BuffersizeZeroAccepted "a buffersize of 0 is as good as none"
        = spoilt(streams::BuffersizeZeroAccepted(lap_pool(setup)?));
    RunsWhatIsAbandoned "a stream that is dropped is read on"
        = spoilt(streams::RunsWhatIsAbandoned(lap_pool(setup)?));
    FailureEndsTheStream "a stream ends with its first failure"
        = spoilt(streams::FailureEndsTheStream(lap_pool(setup)?));
    FailureLosesItsNeighbour "a stream leaves out the result that follows a failure"
        = spoilt(streams::FailureLosesItsNeighbour(lap_pool(setup)?));
    SourcePanicLosesResults "a source that panics costs what is in flight"
        = spoilt(sources::SourcePanicLosesResults(lap_pool(setup)?));
    OneFeederForAll "one thread reads all sources, and nothing else gets past it"
        = spoilt(sources::OneFeederForAll(lap_pool(setup)?, Default::default()));
    JoinWaitsForConsumers "join() is refused while a stream is being read"
        = spoilt(streams::JoinWaitsForConsumers(lap_pool(setup)?, Default::default()));
    SwallowsTheSourcesPanic "a source that panics counts as ended"
        = spoilt(sources::SwallowsTheSourcesPanic(lap_pool(setup)?));
    DiesOfItsSource "after a source has panicked no map runs"
        = spoilt(sources::DiesOfItsSource(lap_pool(setup)?, Default::default()));
    SwallowsPanics "a task that panics gives a blank"
        = spoilt(panics::AtAPanic(lap_pool(setup)?, panics::swallow));
    LosesTheWords "every panic becomes one of the pool's own"
        = spoilt(panics::AtAPanic(lap_pool(setup)?, panics::lose_the_words));
    TurnsPanicsIntoText "of a panic only its words are left"
        = spoilt(panics::AtAPanic(lap_pool(setup)?, panics::turn_into_text));
    FailsFast "a map returns with the first failure, while others still run"
        = spoilt(panics::FailsFast(lap_pool(setup)?));
    LosesAWorkerPerPanic "each panic costs a worker, down to the last"
        = spoilt(panics::LosesAWorkerPerPanic::new(lap_pool(setup)?, setup.workers));
    SwallowsTheInitializersPanic "an initializer that panics is none"
        = built(lap_pool, setup, |setup| setup.initializer = setup.initializer.take().map(quietly));
    OneWorkerTooMany "one worker more than asked for"
        = built(lap_pool, setup, |setup| setup.workers += 1);
    ZeroWorkersAccepted "a pool of no workers has one"
        = built(lap_pool, setup, |setup| setup.workers = setup.workers.max(1));
    SkipsTheInitializer "the initializer does not run"
        = built(lap_pool, setup, |setup| setup.initializer = None);
    NamelessWorkers "workers are not named"
        = built(lap_pool, setup, |setup| setup.thread_name = None);
    AcceptsAfterClose "a closed pool takes work until it is joined"
        = spoilt(life::AcceptsAfterClose(lap_pool(setup)?, Default::default()));
    AnswersAfterTerminate "a map on a terminated pool gives blanks"
        = spoilt(life::AnswersAfterTerminate(lap_pool(setup)?, Default::default()));
    TerminateRunsTheQueue "terminate() is close()"
        = spoilt(life::TerminateRunsTheQueue(lap_pool(setup)?));
    CloseDropsTheQueue "close() is terminate()"
        = spoilt(life::CloseDropsTheQueue(lap_pool(setup)?));
    ForgetsWhatIsPending "what was queued at terminate() never resolves"
        = spoilt(life::ForgetsWhatIsPending(lap_pool(setup)?));
    JoinsOnlyOnce "a second join() is an error"
        = spoilt(life::JoinsOnlyOnce(lap_pool(setup)?, Default::default()));
    JoinsWhileRunning "join() closes the pool that it should refuse"
        = spoilt(life::JoinsWhileRunning(lap_pool(setup)?));
    JoinReturnsEarly "join() returns while tasks run"
        = spoilt(life::JoinReturnsEarly(lap_pool(setup)?, Default::default()));
    DropAbandons "dropping the pool drops what is queued"
        = spoilt(life::DropAbandons(lap_pool(setup)?));
    DropReturnsEarly "dropping the pool does not wait"
        = spoilt(life::DropReturnsEarly(Some(lap_pool(setup)?)));
    LeavesThreads "apply_async starts threads that outlive join()"
        = spoilt(keeping::LeavesThreads(lap_pool(setup)?, Default::default()));
    KeepsClosures "the closures of map_async are kept"
        = spoilt(keeping::KeepsClosures(lap_pool(setup)?, Default::default()));
    KeepsItems "the items of a map are kept"
        = spoilt(keeping::KeepsItems(lap_pool(setup)?, Default::default()));
    KeepsResults "the results of apply_async are kept"
        = spoilt(keeping::KeepsResults(lap_pool(setup)?, Default::default()));
    ForgetsTheCallback "callbacks are not called"
        = calls_back(setup, callbacks::no_callback, callbacks::no_callback, callbacks::no_callback);
    ForgetsTheErrorCallback "error callbacks are not called"
        = calls_back(setup, callbacks::no_error_callback, callbacks::no_error_callback, callbacks::no_error_callback);
    CallsBackTwice "callbacks are called twice"
        = calls_back(setup, callbacks::twice, callbacks::twice, callbacks::twice);
    CallsTheWrongCallback "of the two callbacks the other one is called"
        = calls_back(setup, callbacks::the_other_one, callbacks::the_other_one, callbacks::the_other_one);
    ForgetsTheEmptyCallback "a map over no items calls no callback"
        = calls_back(setup, callbacks::as_given, callbacks::as_given, callbacks::none);
    CallsBackLate "the callbacks of a map are called when its result is taken"
        = spoilt(callbacks::CallsBackLate(by_hand(setup)?));
    DiesOfItsCallback "after a callback has panicked no map runs"
        = spoilt(callbacks::DiesOfItsCallback(by_hand(setup)?, Default::default()));
    KeepsItsWorkers "workers are not replaced after so many tasks"
        = built(by_hand, setup, |setup| setup.tasks_per_worker = setup.tasks_per_worker.filter(|tasks| *tasks == 0));
    ZeroLifetimeAccepted "a worker of no tasks has one"
        = built(by_hand, setup, |setup| setup.tasks_per_worker = setup.tasks_per_worker.map(|tasks| tasks.max(1)));
};
