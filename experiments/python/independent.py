"""Tasks that share, hand on and wait for each other."""
# Shown in p5_independent_tasks.


def locked(request, pools):
    """Time tasks of which a part is under one lock, by a pool or by threads that are started for them."""
    own, shared = request["own_ns"] / 1e9, request["shared_ns"] / 1e9
    items, workers, lock = range(request["n"]), request["workers"], threading.Lock()
    total = 0

    # lesson: CPython: a task of which a part is under a lock
    def task(item):
        nonlocal total
        time.sleep(own)
        if shared:
            with lock:
                time.sleep(shared)
                total += item
        return item

    # lesson ends
    pool = pool_of(workers, pools) if request["call"] == "locked" else None
    results = [None] * len(items)
    cpu_before, begin = time.process_time_ns(), now()
    if pool:
        # lesson: CPython: by a pool
        results = pool.map(task, items)
        # lesson ends
    else:
        # lesson: CPython: by threads that are started for it
        def share(first):
            for item in items[first::workers]:
                results[item] = task(item)

        threads = [threading.Thread(target=share, args=(first,)) for first in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # lesson ends
    return times_since(begin, cpu_before, results, items)


def times_since(begin, cpu_before, results, items):
    wall = now() - begin
    cpu = time.process_time_ns() - cpu_before
    if sorted(results) != list(items):
        raise ValueError("a result is missing")
    return {"wall_ns": wall, "first_ns": wall, "cpu_ns": cpu, "total_cpu_ns": cpu}


STAGE_POOLS = {}


def pipeline(request, pools):
    """Time three stages for each item: a pool for each stage, or one pool of as many threads for all."""
    items = range(request["n"])
    first, second, third = (stage_of(request, length) for length in request["lengths_ns"])
    if request["per_stage"]:
        key = tuple(request["threads"])
        if key not in STAGE_POOLS:
            STAGE_POOLS[key] = [ThreadPool(threads) for threads in key]
        run, pools = piped, STAGE_POOLS[key]
    else:
        run, pools = fused, pool_of(sum(request["threads"]), pools)
    cpu_before, begin = time.process_time_ns(), now()
    results = run(pools, items, first, second, third)
    return times_since(begin, cpu_before, results, items)


def stage_of(request, length_ns):
    seconds, steps = length_ns / 1e9, steps_of(length_ns)

    def waits(item):
        time.sleep(seconds)
        return item

    def computes(item):
        spin(steps, 1)
        return item

    return computes if request["computes"] else waits


def fused(pool, items, first, second, third):
    # lesson: CPython: one pool, all stages at once for each item
    return pool.map(lambda item: third(second(first(item))), items)
    # lesson ends


def piped(pools, items, first, second, third):
    # lesson: CPython: a pool for each stage, whose results are the next one's inputs
    results = items
    for pool, stage in zip(pools, (first, second, third)):
        results = pool.imap_unordered(stage, results)
    return list(results)
    # lesson ends


class Board:
    """Who waits for what, noted while it happens: so a hang is counted, and not waited for."""

    def __init__(self, tasks):
        self.tasks, self.changed = tasks, threading.Condition()
        self.begun = self.arrived = self.finished = self.most_threads = 0
        self.signalled, self.helped, self.waits = set(), set(), {}
        self.let_go = False

    def note(self, change):
        with self.changed:
            change()
            self.changed.notify_all()

    def begin(self):
        self.note(lambda: setattr(self, "begun", self.begun + 1))

    def finish(self):
        self.note(lambda: setattr(self, "finished", self.finished + (not self.let_go)))

    def meet_all(self, task):
        self.note(lambda: setattr(self, "arrived", self.arrived + 1))
        self.wait(task, lambda: self.arrived == self.tasks)

    def signal(self, task):
        self.note(lambda: self.signalled.add(task))

    def wait_for_signal(self, task, sender):
        self.wait(task, lambda: sender in self.signalled)

    def wait_inside(self, task, call):
        self.note(lambda: self.waits.update({task: lambda: task in self.helped}))
        call()
        self.note(lambda: self.waits.pop(task))

    def help(self, task, others):
        threads = threading.active_count() - others
        self.note(lambda: self.helped.add(task))
        self.note(lambda: setattr(self, "most_threads", max(self.most_threads, threads)))

    def wait(self, task, has_come):
        self.note(lambda: self.waits.update({task: has_come}))
        with self.changed:
            self.changed.wait_for(lambda: self.let_go or has_come())
        self.note(lambda: self.waits.pop(task))

    def is_stuck(self, workers):
        return len(self.waits) >= workers and not any(come() for come in self.waits.values())

    def watch(self, workers):
        """Wait until all tasks have finished or, by count, never will; then let all go."""
        hangs = not comes(lambda: self.finished == self.tasks)
        with self.changed:
            if hangs and not self.is_stuck(workers):
                raise RuntimeError("nothing moves any more, though not every worker was seen to wait")
            answer = {"tasks_finished": self.finished, "hangs": int(hangs)}
            if hangs:
                answer["workers_waiting"] = len(self.waits)
                answer["tasks_queued"] = self.tasks - self.begun
            if self.most_threads:
                answer["threads_alive"] = self.most_threads
            self.let_go = True
            self.changed.notify_all()
        return answer


def coordinated(request, _):
    """Give tasks that wait for each other to a pool; one that hangs is left behind and ends with the process."""
    call, n, workers = request["call"], request["n"], request["workers"]
    board, others = Board(n), threading.active_count()
    pool = ThreadPool(workers)

    # lesson: CPython: tasks that wait for each other
    def task(number):
        board.begin()
        if call == "barrier":
            board.meet_all(number)
        elif call == "signal_from_next":
            if number + 1 < n:
                board.wait_for_signal(number, number + 1)
            board.signal(number)
        elif call == "signal_from_previous":
            if number > 0:
                board.wait_for_signal(number, number - 1)
            board.signal(number)
        elif call == "nested_map":
            board.meet_all(number)
            board.wait_inside(number, lambda: pool.map(inner, [number, number]))
        else:
            own = ThreadPool(workers)
            board.meet_all(number)
            board.wait_inside(number, lambda: own.map(inner, [number, number]))
        board.finish()

    def inner(number):
        board.help(number, others)

    pool.map_async(task, range(n))
    # lesson ends
    answer = board.watch(workers)
    if not answer["hangs"]:
        pool.close()
        pool.join()
    return answer


def pool_per_task(request, pools):
    """Time a map of which each task has a pool of its own for a map within it; on the shared pool it would hang."""
    workers, seconds = request["workers"], request["inner_ns"] / 1e9
    outer, items = pool_of(workers, pools), range(request["workers"])

    def inner(item):
        time.sleep(seconds)
        return item

    cpu_before, begin = time.process_time_ns(), now()

    # lesson: CPython: a map within the tasks of a map, on a pool for each task
    def task(item):
        with ThreadPool(workers) as own:
            own.map(inner, items)
        return item

    results = outer.map(task, items)
    # lesson ends
    return times_since(begin, cpu_before, results, items)
