//! The table of rows: what CPython's own tests, and its gaps, ask of a thread pool.
//!
//! Numbers 1 to 40 are those of the list of CPython's tests of `multiprocessing.pool`; 7, 34 and 35 are about pickling,
//! child processes and managers, which threads have no counterpart of. From 41 on: the tests of `ThreadPoolExecutor` that
//! a pool can be asked, and what CPython has no test for, each a proven hang or a silent loss there.

mod calls;
mod failures;
mod keeping;
mod life;
mod streams;
mod terminating;
mod threads;

use crate::trial::{Kept, Trial};

/// One behaviour.
#[derive(Debug)]
pub struct Row {
    /// Its number in the list.
    pub number: usize,
    /// The test of CPython, or whatever else it comes from.
    pub source: &'static str,
    /// What a pool does that keeps it.
    pub sentence: &'static str,
    /// Where it is asked.
    pub asked: Where,
    /// The wrong pools that must fail it.
    pub wrong: &'static [&'static str],
}

/// Where a row is asked.
#[derive(Clone, Copy, Debug)]
pub enum Where {
    /// By this function.
    Here(fn(&Trial) -> Kept),
    /// By a test of lap-pool alone, which needs a process of its own.
    Elsewhere {
        /// Its file, from the root of the workspace.
        file: &'static str,
        /// Its name.
        test: &'static str,
    },
}

/// Where a row is asked: a function here, or a file and a test in it.
macro_rules! asked {
    ($module:ident :: $function:ident) => {
        Where::Here($module::$function)
    };
    ($file:literal $test:literal) => {
        Where::Elsewhere {
            file: $file,
            test: $test,
        }
    };
}

/// A table of rows: number, source, where it is asked, which wrong pools break it; what it says.
macro_rules! rows {
    ($($number:literal $source:literal $($asked:ident)::* $($file:literal $test:literal)? [$($wrong:ident)*] $sentence:literal;)*) => {
        &[$(Row {
            number: $number,
            source: $source,
            sentence: $sentence,
            asked: asked!($($asked)::* $($file $test)?),
            wrong: &[$(stringify!($wrong)),*],
        }),*]
    };
}

fn square(x: u64) -> u64 {
    x * x
}

fn squares(n: u64) -> Vec<u64> {
    (0..n).map(square).collect()
}

fn cubes(n: u64) -> Vec<u64> {
    (0..n).map(|x| x * x * x).collect()
}

/// The rows, by number.
pub const ROWS: &[Row] = rows! {
    1 "test_apply" calls::apply [DoesNotWait]
        "apply runs the task and returns its result";
    2 "test_map" calls::map [LosesTheLastItem CompletionOrder RunsTwice]
        "map gives what a loop gives, in the order of the input, each item run once";
    3 "test_starmap" calls::starmap [SwapsTheArguments]
        "starmap hands each pair over as two arguments, in order";
    4 "test_starmap_async" calls::starmap_async [SwapsTheArguments]
        "starmap_async gives what starmap gives";
    5 "test_map_async" calls::map_async [LosesTheLastItem DoesNotWait]
        "map_async gives what map gives";
    6 "test_map_async_callbacks" failures::map_callbacks [ForgetsTheCallback CallsBackTwice CallsTheWrongCallback CallsBackLate]
        "when wait() returns, one of the two callbacks of a map was called, once";
    8 "test_map_chunksize" calls::map_chunksize [StallsOnEmptyInput RefusesEmptyInput]
        "map_async over no items with chunksize 1 ends";
    9 "test_map_handle_iterable_exception" calls::map_of_a_failing_input [SwallowsTheSourcesPanic DiesOfItsSource]
        "an input that fails fails the map, and leaves the pool usable";
    10 "test_async" calls::apply_async [DoesNotWait RunsInTheCaller]
        "apply_async returns before the task is done, get() waits for it";
    11 "test_async_timeout" calls::get_timeout [IgnoresTheLimit ForgetsAfterTheLimit RunsInTheCaller]
        "get with a limit gives up when it runs out, and the task goes on";
    12 "test_imap" streams::imap [CompletionOrder StopsShort ResumesAfterTheEnd]
        "imap gives its results in the order of the input, and ends for good";
    13 "test_imap_handle_iterable_exception" streams::imap_of_a_failing_source [SwallowsTheSourcesPanic SourcePanicLosesResults]
        "a source that fails costs no result of the items before it: imap";
    14 "test_imap_unordered" streams::imap_unordered [DeliversTwice StopsShort]
        "imap_unordered gives each result once";
    15 "test_imap_unordered_handle_iterable_exception" streams::imap_unordered_of_a_failing_source [SwallowsTheSourcesPanic DeliversTwice]
        "a source that fails costs no result of the items before it: imap_unordered";
    16 "test_make_pool" life::workers [OneWorkerTooMany ZeroWorkersAccepted RunsInTheCaller]
        "a pool of 0 workers is refused, one of 3 has exactly 3";
    17 "test_terminate" terminating::terminate [TerminateRunsTheQueue]
        "terminate() drops what is queued, and join() waits for what runs only";
    18 "test_empty_iterable" calls::empty_input [RefusesEmptyInput StallsOnEmptyInput]
        "every call over no items gives no results";
    19 "test_context" life::closed [AcceptsAfterClose JoinsOnlyOnce JoinsWhileRunning]
        "a closed pool refuses work and can be joined, again too; one that runs cannot";
    20 "test_traceback" failures::words [LosesTheWords SwallowsPanics]
        "the words of a task's panic reach the caller";
    21 "test_wrapped_exception" failures::own_type [TurnsPanicsIntoText LosesTheWords SwallowsPanics]
        "a task's own error reaches the caller as it is";
    22 "test_map_no_failfast" failures::no_failfast [FailsFast]
        "a map that fails returns when all that it runs has ended, and the pool can be closed";
    23 "test_release_task_refs" keeping::releases [KeepsItems]
        "when a call is over, the pool holds nothing of its items and results";
    24 "test_enter" life::refused_after_terminate [AnswersAfterTerminate RunsInTheCaller]
        "a terminated pool refuses every call";
    25 "test_resource_warning" life::drop_waits [DropAbandons DropReturnsEarly]
        "dropping a running pool waits for the tasks that it was given";
    26 "test_async_error_callback" failures::task_callbacks [ForgetsTheErrorCallback CallsTheWrongCallback]
        "the error callback of a task is called, once, and the other one is not";
    27 "test_unpickleable_result" failures::panics_cost_no_worker [LosesAWorkerPerPanic RunsInTheCaller]
        "twenty failing tasks cost no worker";
    28 "test_pool_worker_lifetime" threads::lifetime [KeepsItsWorkers]
        "a worker whose tasks are limited is replaced after so many";
    29 "test_pool_worker_lifetime_early_close" life::early_close [CloseDropsTheQueue JoinReturnsEarly]
        "close() and join() right after submitting lose nothing";
    30 "test_pool_maxtasksperchild_invalid" threads::lifetime_zero [ZeroLifetimeAccepted]
        "a limit of 0 tasks for each worker is refused";
    31 "test_worker_finalization_via_atexit_handler_of_multiprocessing" "crates/lap-pool/tests/static_pool.rs" "a_process_with_a_pool_in_a_static_exits_with_zero" []
        "a process with a pool in a static ends, with status 0";
    32 "test_pool_initializer" life::initializer [SkipsTheInitializer OneWorkerTooMany]
        "the initializer has run in each worker when join() returns";
    33 "test_release_unused_processes" "crates/lap-pool/tests/spawn_failure.rs" "whichever_thread_cannot_be_spawned_those_before_it_are_joined_and_the_error_is_the_systems" []
        "when a thread cannot be started, those that were are stopped, and the system's error is returned";
    36 "tearDownClass" threads::no_thread_is_left [LeavesThreads RunsInTheCaller JoinReturnsEarly]
        "no thread is left when join() has returned";
    37 "setUpClass" calls::one_pool_for_all [RemembersTheLastMap]
        "one pool serves call after call, and none leaves a trace in the next";
    38 "test_imap_and_imap_unordered_when_buffer_is_full" streams::buffersize [PullsAhead BuffersizeZeroAccepted]
        "a stream pulls no more than buffersize items ahead, of an endless source too; 0 is refused";
    39 "gh-155477" streams::join_beside_an_open_stream [JoinWaitsForConsumers]
        "join() does not wait for who reads a stream";
    40 "gh-83371" failures::failing_callback [DiesOfItsCallback]
        "a callback that panics fails its own result and nothing else";
    41 "executor: test_submit_after_shutdown" life::refused_after_close [AcceptsAfterClose AThreadPerTask]
        "a closed pool refuses every call, over no items too";
    42 "executor: test_cancel_futures" terminating::running_at_terminate [TerminateRunsTheQueue RunsInTheCaller ForgetsWhatIsPending]
        "terminate() leaves what runs its result, and none of what is queued runs";
    43 "executor: test_del_shutdown" life::results_outlive_the_pool [DropAbandons]
        "results can be had after the pool was dropped";
    44 "executor: test_idle_thread_reuse" threads::idle_reuse [AThreadPerTask]
        "tasks one after another run on the threads that are there";
    45 "executor: test_saturation" threads::saturation [AThreadPerTask RunsInTheCaller]
        "submitting does not wait for busy workers, and starts no more of them";
    46 "executor: test_no_stale_references" keeping::no_stale_references [KeepsClosures KeepsResults]
        "a closure is gone when its map is ready, a result when it was taken";
    47 "executor: test_map_timeout" streams::next_timeout [IgnoresTheLimit ForgetsAfterTheLimit]
        "next with a limit gives up when it runs out, and the stream goes on";
    48 "executor: test_initializer" failures::failing_initializer [SwallowsTheInitializersPanic]
        "a pool whose initializer fails says so";
    49 "executor: test_thread_names_assigned" threads::thread_name [NamelessWorkers]
        "workers bear the name that was asked for";
    50 "untested: sized input that fails" calls::sized_input_that_fails [SwallowsTheSourcesPanic]
        "an input of known length that fails midway fails the map";
    51 "untested: wrong __len__" calls::lying_length [TrustsTheSizeHint]
        "an input that lies about its length is worked on as it is";
    52 "untested: chunksize 0" calls::chunksize_zero [ChunksizeZeroAccepted]
        "a chunksize of 0 is refused";
    53 "untested: get() after terminate" terminating::pending_at_terminate [ForgetsWhatIsPending RunsInTheCaller TerminateRunsTheQueue]
        "what was queued at terminate() resolves to that";
    54 "untested: BaseException in a task" failures::any_panic [SwallowsPanics]
        "a panic of any kind ends in its own result, and the pool goes on";
    55 "untested: nested submit" calls::nested [RefusesNestedCalls]
        "as many tasks as there are workers may wait for what they submit to their own pool";
    56 "untested: imap chunk error" streams::a_failed_item_loses_no_other [FailureEndsTheStream FailureLosesItsNeighbour]
        "a failed item costs no other, in its chunk or after it";
    57 "untested: empty-input callback" failures::empty_callback [ForgetsTheEmptyCallback ForgetsTheCallback]
        "the callback of a map over no items is called";
    58 "untested: abandoned iterator" streams::abandoned [RunsWhatIsAbandoned PullsAhead]
        "a stream that is dropped pulls and runs no more";
    59 "untested: several consumers" streams::several_consumers [ResumesAfterTheEnd]
        "threads that share a stream get each result once, and all see the end";
    60 "untested: slow generator" streams::slow_source [OneFeederForAll]
        "a stream whose source blocks holds up no other call";
    61 "untested: terminate with a blocked generator" streams::terminate_beside_a_blocked_source [OneFeederForAll]
        "terminate() does not wait for a source that blocks";
    62 "untested: completion order" streams::completion_order [InputOrder]
        "imap_unordered gives what is done, whatever comes before it in the input";
    63 "untested: backlog bounds" streams::default_backlog [DrainsTheSource]
        "without a buffersize too, a stream reads a bounded way ahead";
};
