"""Start tasks and go on: what the caller waits for, what is forgotten, what wait and get give."""
# Shown in p4_map_async.


def calls_returned(request, _):
    """Make calls while every worker is held by a task; count those that come back meanwhile."""
    gate, begun, workers = threading.Event(), threading.Semaphore(0), request["workers"]
    later, while_held = [], []

    def hold():
        begun.release()
        gate.wait()

    def watch():
        # A call that waits for the held tasks sleeps, as they do: it could not come back otherwise.
        comes(lambda: len(later) == request["calls"])
        while_held.append(len(later))
        gate.set()

    with ThreadPool(workers) as pool:
        held = [pool.apply_async(hold) for _ in range(workers)]
        for _ in range(workers):
            begun.acquire()
        doorman = threading.Thread(target=watch, daemon=True)
        doorman.start()
        for _ in range(request["calls"]):
            # lesson: CPython: does the call come back while every worker is held?
            later.append(pool.map_async(abs, [1, 2, 3]))
            # lesson ends
        doorman.join()
        for result in held + later:
            result.get()
    return {"calls_returned": while_held[0]}


def pulled_at_return(request, _):
    gauge = Gauge()
    with ThreadPool(request["workers"]) as pool:
        # lesson: CPython: how many inputs are read when the call comes back?
        later = pool.map_async(id, items(gauge, request["n"], 0))
        pulled = gauge.pulled
        # lesson ends
        later.get()
    return {"pulled_at_return": pulled}


def forgotten_tasks(request, _):
    """Nobody keeps the result of a call whose tasks are held while the pool ends."""
    before, held = threading.active_count(), Held()
    n, workers = request["n"], request["workers"]
    if request["call"] == "forgotten_then_joined":
        # lesson: CPython: forget the tasks, then close and join the pool
        pool = ThreadPool(workers)
        pool.map_async(held.task, range(n))
        held.wait_until_held(workers)
        pool.close()
        held.gate.set()
        pool.join()
        # lesson ends
    else:
        # lesson: CPython: forget the tasks and leave the scope
        with ThreadPool(workers) as pool:
            pool.map_async(held.task, range(n))
            held.leave(workers)
        # lesson ends
    answer = {"tasks_done_at_exit": held.done}
    let_go(held)
    answer["threads_left"] = threads_left(before)
    answer["tasks_run"] = held.done
    return answer


class Told:
    """Stands where an error could be told without anybody asking: the hooks of threads and of what cannot be raised."""

    def __enter__(self):
        self.errors = 0
        self.usual = sys.excepthook, threading.excepthook, sys.unraisablehook, sys.stderr
        sys.excepthook = threading.excepthook = sys.unraisablehook = self.hear
        sys.stderr = self
        return self

    def __exit__(self, *_):
        sys.excepthook, threading.excepthook, sys.unraisablehook, sys.stderr = self.usual

    def hear(self, *_):
        self.errors += 1

    def write(self, text):
        self.errors += text.count("Traceback")

    def flush(self):
        pass


def forgotten_failures(request, _):
    def failing(item):
        raise Reason()

    with Told() as told:
        pool = ThreadPool(request["workers"])
        for _ in range(request["calls"]):
            # lesson: CPython: forget a task that fails
            pool.map_async(failing, [1])
            # lesson ends
        pool.close()
        pool.join()
        gc.collect()
    return {"errors_told": told.errors}


class FirstLast:
    """Tasks of which the first waits until all others are done."""

    def __init__(self, n):
        self.n, self.gate, self.lock, self.done = n, threading.Event(), threading.Lock(), 0

    def run(self, number):
        if number == 0:
            self.gate.wait()
        with self.lock:
            self.done += 1
            if self.done == self.n - 1:
                self.gate.set()
        return number * number


def asked(request, _):
    n, tasks = request["n"], FirstLast(request["n"])
    with ThreadPool(request["workers"]) as pool:
        if request["call"] == "map_async_get":
            # lesson: CPython: all values, when they are there
            values = pool.map_async(tasks.run, range(n), chunksize=1).get()
            # lesson ends
            return {"right_results": sum(a * a == b for a, b in enumerate(values))}
        # lesson: CPython: wait until all tasks are done
        pool.map_async(tasks.run, range(n), chunksize=1).wait()
        # lesson ends
        return {"tasks_done": tasks.done}


def asked_with_a_failure(request, _):
    run = []

    def task(number):
        run.append(number)
        if number == 3:
            raise Reason()

    with ThreadPool(request["workers"]) as pool:
        pool.map_async(task, range(request["n"])).wait()
    return {"tasks_run": len(run)}


def of_pairs(request, _):
    """Tasks of two arguments, given as pairs: how many results are right?"""

    def distance(a, b):
        return b - a

    pairs = [(number, 3 * number) for number in range(request["n"])]
    with ThreadPool(request["workers"]) as pool:
        try:
            if request["call"] == "map_async_of_pairs":
                # lesson: CPython: tasks of two arguments, by map_async and by starmap_async
                values = pool.map_async(distance, pairs).get()
            else:
                values = pool.starmap_async(distance, pairs).get()
                # lesson ends
        except TypeError:
            values = []
    return {"right_results": sum(2 * a == b for a, b in enumerate(values))}


def traced_overlap(request, _):
    """The same tasks and the same work of the caller's own, one after the other or at once: who did what when."""
    n, spans = request["n"], []
    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        begin = now()

        def span(number, ns):
            start = now() - begin
            time.sleep(ns / 1e9)
            spans.append((threading.get_ident(), number, start, now() - begin))
            return number

        task = partial(span, ns=request["task_ns"])
        if request["call"] == "map_then_own_work":
            # lesson: CPython: first all results, then the caller's own work
            results = pool.map(task, range(n))
            yielded = [(number, now() - begin) for number in results]
            span(n, request["own_ns"])
            # lesson ends
        else:
            # lesson: CPython: the caller's own work while the tasks run
            later = pool.map_async(task, range(n))
            span(n, request["own_ns"])
            results = later.get()
            yielded = [(number, now() - begin) for number in results]
            # lesson ends
    return {"caller": threading.get_ident(), "spans": spans, "pulls": [], "yielded": yielded}
