"""How a pool ends: what has run by then, what becomes of the results, which threads stay."""
# Shown in p1_context_manager.

import gc
from functools import partial


class Held:
    """Tasks that wait at a gate: as many as there are workers are held there, the others queue behind them."""

    def __init__(self):
        self.gate, self.leaving, self.left = (threading.Event() for _ in range(3))
        self.begun, self.lock, self.done = threading.Semaphore(0), threading.Lock(), 0
        self.doorman = threading.Thread(target=self.open_after_leaving, daemon=True)
        self.doorman.start()

    def task(self, number):
        self.begun.release()
        self.gate.wait()
        with self.lock:
            self.done += 1
        return number

    def wait_until_held(self, tasks):
        for _ in range(tasks):
            self.begun.acquire()

    def leave(self, tasks):
        """Once so many tasks are held, nothing but the end of the pool is left to do."""
        self.wait_until_held(tasks)
        self.leaving.set()

    def open_after_leaving(self):
        self.leaving.wait()
        # An end that waits for the tasks sleeps, as they do: it could not come back otherwise.
        comes(self.left.is_set)
        self.gate.set()


class Reason(Exception):
    """By which a scope is left."""


# lesson: CPython: the scope is left while tasks are queued
def leave_by_return(held, workers, n, results):
    with ThreadPool(workers) as pool:
        results += [pool.apply_async(held.task, (number,)) for number in range(n)]
        held.leave(workers)


def leave_early(held, workers, n, results):
    with ThreadPool(workers) as pool:
        for number in range(n):
            results.append(pool.apply_async(held.task, (number,)))
            if number == n - 1:
                held.leave(workers)
                return


def leave_by_panic(held, workers, n, results):
    with ThreadPool(workers) as pool:
        results += [pool.apply_async(held.task, (number,)) for number in range(n)]
        held.leave(workers)
        raise Reason()


# lesson ends


def ended_inside(what, held, workers, n, results):
    with ThreadPool(workers) as pool:
        results += [pool.apply_async(held.task, (number,)) for number in range(n)]
        held.wait_until_held(workers)
        if what == "collect":
            held.gate.set()
            for result in results:
                result.get()
        else:
            end_of(pool, held, what)


def end_by_hand(what, held, workers, n, results):
    pool = ThreadPool(workers)
    results += [pool.apply_async(held.task, (number,)) for number in range(n)]
    held.wait_until_held(workers)
    end_of(pool, held, what)


def end_of(pool, held, what):
    # lesson: CPython: by hand there are two ends: what is queued runs, or is dropped
    if what == "close_join":
        pool.close()
        held.gate.set()
        pool.join()
    else:
        pool.terminate()
        held.gate.set()
        pool.join()
    # lesson ends


ENDS = {
    "leave_by_return": leave_by_return,
    "leave_early": leave_early,
    "leave_by_panic": leave_by_panic,
    "collect_inside": lambda *rest: ended_inside("collect", *rest),
    "close_join_inside": lambda *rest: ended_inside("close_join", *rest),
    "terminate_inside": lambda *rest: ended_inside("terminate", *rest),
    "close_join": lambda *rest: end_by_hand("close_join", *rest),
    "terminate": lambda *rest: end_by_hand("terminate", *rest),
}


def ended(request, _):
    """End a pool by the request's call while tasks are held and queued, and look at what is left."""
    before, held, results = threading.active_count(), Held(), []
    try:
        ENDS[request["call"]](held, request["workers"], request["n"], results)
    except Reason:
        pass
    answer = {"tasks_done_at_exit": held.done}
    let_go(held)
    answer["threads_left"] = threads_left(before)
    answer["tasks_run"] = held.done
    answer.update(fates(results))
    return answer


def let_go(held):
    held.leaving.set()
    held.left.set()
    held.doorman.join()


def fates(results):
    """What became of the results. Nobody is left who could set one that is not there: `get()` waits for ever."""
    comes(lambda: all(result.ready() for result in results))
    never = sum(not result.ready() for result in results)
    value = sum(result.ready() and result.successful() for result in results)
    return {
        "results_value": value,
        "results_error": len(results) - never - value,
        "results_never": never,
    }


def threads_left(before):
    """Threads beyond those that there were before, once no more of them end."""

    def are_gone():
        gc.collect()
        return threading.active_count() <= before

    comes(are_gone)
    return max(0, threading.active_count() - before)


def forgotten(request, _):
    before, run = threading.active_count(), 0
    for _ in range(request["pools"]):
        # lesson: CPython: a pool that nobody closes
        pool = ThreadPool(request["workers"])
        results = pool.map(abs, [1, 2, 3])
        # lesson ends
        run += len(results)
    del pool
    gc.collect()
    return {"threads_left": threads_left(before), "tasks_run": run}


def forgotten_busy(request, _):
    before, held = threading.active_count(), Held()
    pools = [ThreadPool(request["workers"]) for _ in range(request["pools"])]
    numbers = range(request["workers"])
    results = [pool.apply_async(held.task, (number,)) for pool in pools for number in numbers]
    held.leave(len(results))
    del pools
    gc.collect()
    answer = {"tasks_done_at_exit": held.done}
    let_go(held)
    answer["threads_left"] = threads_left(before)
    answer["tasks_run"] = held.done
    answer.update(fates(results))
    return answer


def scoped(workers, items, task):
    # lesson: CPython: in a scope
    with ThreadPool(workers) as pool:
        total = sum(pool.map(task, items))
    # lesson ends
    return total


def by_hand(workers, items, task):
    # lesson: CPython: without a scope
    pool = ThreadPool(workers)
    try:
        total = sum(pool.map(task, items))
    finally:
        pool.close()
        pool.join()
    # lesson ends
    return total


def guaranteed(request, _):
    """Run one of the two, once as it is and once with a task that fails."""
    work = scoped if request["call"] == "scoped" else by_hand
    before, items, run = threading.active_count(), range(request["n"]), []

    def task(item):
        run.append(item)
        return item

    def failing(item):
        if item == 7:
            raise Reason()
        return item

    if work(request["workers"], items, task) != sum(items):
        raise ValueError("a result is missing")
    try:
        work(request["workers"], items, failing)
        raise ValueError("the task's exception was not told")
    except Reason:
        pass
    return {"tasks_run": len(run), "threads_left": threads_left(before)}


def started(request, _):
    """Threads that so many calls start: with a pool for each, or with one for all."""
    workers, before, created = request["workers"], threading.active_count(), 0
    one = None if request["call"] == "pool_per_call" else ThreadPool(workers)
    for _ in range(request["calls"]):
        if one is None:
            others = before + threads_left(before)
            with ThreadPool(workers) as pool:
                pool.map(abs, [1, 2, 3])
                created += threading.active_count() - others
        else:
            one.map(abs, [1, 2, 3])
            created = max(created, threading.active_count() - before)
    return {"threads_created": created}


def take(grain_ns, _):
    """A task that takes so long; a sleep cannot be shorter than the timer's slack."""
    if grain_ns >= 200_000:
        time.sleep(grain_ns / 1e9)
        return
    until = now() + grain_ns
    while now() < until:
        pass


def per_call(request, pools):
    """Time one call, with a pool of its own or on one that is there already."""
    workers = request["workers"]
    task, items = partial(take, request["grain_ns"]), range(workers)
    one = pool_of(workers, pools)
    cpu_before, begin = time.process_time_ns(), now()
    if request["call"] == "pool_per_call":
        # lesson: CPython: a pool for each call
        with ThreadPool(workers) as pool:
            pool.map(task, items)
        # lesson ends
    else:
        # lesson: CPython: one pool for all calls
        one.map(task, items)
        # lesson ends
    wall = now() - begin
    cpu = time.process_time_ns() - cpu_before
    return {"wall_ns": wall, "first_ns": wall, "cpu_ns": cpu, "total_cpu_ns": cpu}
