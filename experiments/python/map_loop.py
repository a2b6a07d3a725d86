"""map in the place of a for-loop: side effects, arguments, errors, order, dispatch; and its time against the loop's."""
# Shown in p2_map_loop.


class Wrong(Exception):
    """Raised by a task that fails."""


def loop_timed(request, pools):
    """Time one loop or one map over n tasks that compute or wait."""
    pool, items = pool_of(request["workers"], pools), range(request["n"])
    if "wait_ns" in request:
        task = partial(wait, request["wait_ns"] / 1e9)
    else:
        task = task_of(request["grain_ns"])
    cpu_before, begin = time.process_time_ns(), now()
    if request["call"] == "map":
        # lesson: CPython: map in the place of the loop
        results = pool.map(task, items)
        # lesson ends
    else:
        # lesson: CPython: the loop
        results = []
        for item in items:
            results.append(task(item))
        # lesson ends
    wall = now() - begin
    cpu = time.process_time_ns() - cpu_before
    if len(results) != len(items):
        raise ValueError(f"{len(results)} results for {len(items)} items")
    return {"wall_ns": wall, "cpu_ns": cpu, "total_cpu_ns": cpu}


class TurnLog:
    """The log that all tasks write to: 1, 0, 3, 2, 5, 4 and so on, where at least two of them run at once."""

    def __init__(self, tasks):
        self.changed, self.written, self.has_turns = threading.Condition(), [], True
        threading.Thread(target=self.watch, args=(tasks,), daemon=True).start()

    def watch(self, tasks):
        """When all threads sleep before all is written, tasks run one after the other, and turns are kept no longer."""
        comes(lambda: len(self.written) == tasks)
        with self.changed:
            self.has_turns = False
            self.changed.notify_all()

    def write_in_turn(self, task):
        with self.changed:
            self.changed.wait_for(lambda: len(self.written) >= task ^ 1 or not self.has_turns)
            self.written.append(task)
            self.changed.notify_all()
        return task


def inversions_of(numbers):
    """Pairs of which the larger number comes first."""
    return sum(
        earlier > later for place, earlier in enumerate(numbers) for later in numbers[place + 1 :]
    )


def loop_order(request, _):
    """Order of the effects, or of the results, of tasks that end in a given order."""
    log, tasks = TurnLog(request["n"]), range(request["n"])
    with ThreadPool(request["workers"]) as pool:
        if request["call"] == "imap_effects":
            results = list(pool.imap(log.write_in_turn, tasks))
        else:
            # lesson: CPython: tasks with side effects, by map
            results = pool.map(log.write_in_turn, tasks, chunksize=1)
            # lesson ends
    if request["call"] == "map_in_pairs":
        places = [log.written.index(task) for task in results]
        return {"results_not_as_completed": inversions_of(places)}
    return {"effects_out_of_order": inversions_of(log.written)}


def loop_missing(request, _):
    """Effects that did not happen because another task failed."""
    log, tasks, errors = [], range(request["n"]), 0

    def write_unless_first(task):
        if task == 0:
            raise Wrong()
        log.append(task)

    with ThreadPool(request["workers"]) as pool:
        if request["call"] == "imap_effects":
            results = pool.imap(write_unless_first, tasks)
            errors = len(tasks) - good_of(results.next, len(tasks))
        else:
            try:
                # lesson: CPython: the first task fails: what follows in its chunk is not run
                pool.map(write_unless_first, tasks)
                # lesson ends
            except Wrong:
                errors = 1
    if errors != 1:
        raise ValueError(f"{errors} tasks failed")
    return {"effects_missing": len(tasks) - 1 - len(log)}


def seven():
    return 7


def successor(item):
    return item + 1


def product(left, right):
    return left * right


def loop_arguments(request, _):
    """Right results of a function of so many arguments, by its name, wrapped, or by another call."""
    n, items = request["n"], list(range(request["n"]))
    pairs = [(item, 3) for item in items]
    function, inputs, expected = {
        0: (seven, items, [7] * n),
        1: (successor, items, [item + 1 for item in items]),
        2: (product, pairs, [item * 3 for item in items]),
    }[request["arguments"]]
    with ThreadPool(request["workers"]) as pool:
        try:
            if request["call"] == "map_by_name":
                # lesson: CPython: a function by its name, whatever its number of arguments
                results = pool.map(function, inputs)
                # lesson ends
            elif request["call"] == "map_wrapped":
                results = wrapped_map(pool, request["arguments"], inputs)
            elif request["arguments"] == 0:
                results = [pool.apply(function) for _ in inputs]
            else:
                results = pool.starmap(function, inputs)
        except TypeError:
            results = []
    right = sum(result == wanted for result, wanted in zip(results, expected))
    return {"right_results": right}


def wrapped_map(pool, arguments, inputs):
    if arguments == 0:
        return pool.map(lambda _: seven(), inputs)
    # lesson: CPython: a function of two arguments, wrapped in one of one
    return pool.map(lambda pair: product(*pair), inputs)
    # lesson ends


def fourth_fails(task):
    if task == 3:
        raise Wrong()
    return task


def fourth_returned(task):
    try:
        return fourth_fails(task)
    except Wrong as error:
        return error


def loop_errors(request, _):
    """Good results that are left when one of the tasks fails."""
    n, call = request["n"], request["call"]
    with ThreadPool(request["workers"]) as pool:
        if call == "map_raising":
            # lesson: CPython: one task raises: the call does, and its results are gone
            try:
                good = len(pool.map(fourth_fails, range(n)))
            except Wrong:
                good = 0
            # lesson ends
        elif call == "map_returning":
            results = pool.map(fourth_returned, range(n))
            good = sum(not isinstance(result, Wrong) for result in results)
        elif call == "apply_async_raising":
            handles = [pool.apply_async(fourth_fails, (task,)) for task in range(n)]
            good = sum(good_of(handle.get, 1) for handle in handles)
        else:
            good = good_of(pool.imap(fourth_fails, range(n)).next, n)
    return {"good_results": good}


def good_of(take, times):
    """How often a result can be taken without an error."""
    good = 0
    for _ in range(times):
        try:
            take()
            good += 1
        except Wrong:
            pass
    return good


def loop_held(request, _):
    """Results in the caller's hands when all tasks but the last are done, and that one is held."""
    n, gate, arrived = request["n"], threading.Event(), threading.Semaphore(0)
    handed = []

    def task(number):
        arrived.release()
        if number == n - 1:
            gate.wait()
        return number

    def caller():
        if request["call"] == "imap_last_held":
            for result in pool.imap(task, range(n)):
                handed.append(result)
        else:
            # lesson: CPython: all tasks but the last are done: what is in hand?
            handed.extend(pool.map(task, range(n)))
            # lesson ends

    with ThreadPool(request["workers"]) as pool:
        thread = threading.Thread(target=caller)
        thread.start()
        for _ in range(n):
            arrived.acquire()
        # The caller gets no more when it sleeps, and all workers do.
        comes(lambda: len(handed) == n - 1)
        seen = len(handed)
        gate.set()
        thread.join()
    if len(handed) != n:
        raise ValueError(f"{len(handed)} results for {n} tasks")
    return {"results_before_the_last": seen}


def loop_dispatch(request, _):
    """Messages that one map puts into the workers' queue."""
    n, call = request["n"], request["call"]
    with CountedPool(request["workers"]) as pool:
        if call == "map_chunks_of_one":
            results = pool.map(int, range(n), chunksize=1)
        else:
            # lesson: CPython: 10,000 tasks, and what is queued for them
            results = pool.map(int, range(n))
            # lesson ends
    if len(results) != n:
        raise ValueError(f"{len(results)} results for {n} tasks")
    return {"messages_queued": pool.messages}


class CountedInputs:
    """An input of known length that is made as it is read, and counts how far it was."""

    def __init__(self, n):
        self.n, self.read = n, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        for number in range(self.n):
            self.read += 1
            yield number


def loop_reading(request, _):
    """Inputs read while the first tasks are held, and so before any is done."""
    inputs, gate, begun = CountedInputs(request["n"]), threading.Event(), threading.Semaphore(0)

    def task(number):
        begun.release()
        gate.wait()
        return number

    with ThreadPool(request["workers"]) as pool:
        result = pool.map_async(task, inputs)
        begun.acquire()
        comes(lambda: inputs.read == request["n"])
        seen = inputs.read
        gate.set()
        result.get()
    return {"inputs_read_before_a_result": seen}
