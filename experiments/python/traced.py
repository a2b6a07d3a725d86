"""Who ran what when."""


def traced(request, pools):
    """Who ran what when: the same tasks, given by their lengths in nanoseconds of sleep or of work."""
    lengths, call, fails = request["lengths"], request["call"], request.get("fails")
    if request["what"] == "compute":
        work = [task_of(length) for length in lengths]
    else:
        work = [lambda _, seconds=length / 1e9: time.sleep(seconds) for length in lengths]
    spans, pulls, yielded = [], [], []
    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        begin = now()

        def task(number):
            start = now() - begin
            work[number](number)
            spans.append((threading.get_ident(), number, start, now() - begin))
            if number == fails:
                raise Wrong()
            return number

        def source():
            for number in range(len(lengths)):
                pulls.append((number, now() - begin))
                yield number

        try:
            if call == "loop":
                results = map(task, source())
            else:
                results = getattr(pool, call)(task, source())
            for number in results:
                yielded.append((number, now() - begin))
        except Wrong:
            pass
    return {"caller": threading.get_ident(), "spans": spans, "pulls": pulls, "yielded": yielded}


class Tracer:
    """Tasks that sleep, with who ran which when; a thread keeps its number when it ends."""

    def __init__(self, seconds):
        self.seconds, self.begin, self.begun = seconds, now(), threading.Semaphore(0)
        self.spans, self.pulls, self.yielded = [], [], []

    def at(self):
        return now() - self.begin

    def task(self, number):
        start = self.at()
        self.begun.release()
        time.sleep(self.seconds)
        self.ran(number, start)
        return number

    def ran(self, number, start):
        self.spans.append((threading.get_native_id(), number, start, self.at()))

    def given(self, numbers):
        for number in numbers:
            self.pulls.append((number, self.at()))
            yield number

    def took(self, numbers):
        at = self.at()
        self.yielded += [(number, at) for number in numbers]

    def answer(self):
        told = {"spans": self.spans, "pulls": self.pulls, "yielded": self.yielded}
        return {"caller": threading.get_native_id(), **told}


def traced_scope(request, _):
    """Leave the scope when every thread has begun a task: which queued ones run, and whose results are there?"""
    n, workers, before = request["n"], request["workers"], threading.active_count()
    tracer = Tracer(request["task_ns"] / 1e9)
    with ThreadPool(workers) as pool:
        results = [pool.apply_async(tracer.task, (number,)) for number in tracer.given(range(n))]
        for _ in range(workers):
            tracer.begun.acquire()
    tracer.ran(n, 0)
    tracer.took(number for number, result in enumerate(results) if result.ready())
    threads_left(before)
    return tracer.answer()


def traced_calls(request, _):
    """One call after the other, a task for each worker: by one pool, or by a pool for each."""
    workers, one = request["workers"], None
    if request["call"] == "one_pool":
        one = ThreadPool(workers)
    tracer = Tracer(request["task_ns"] / 1e9)
    for first in range(0, request["n"], workers):
        numbers = tracer.given(range(first, first + workers))
        if one is None:
            with ThreadPool(workers) as pool:
                results = pool.map(tracer.task, numbers)
        else:
            results = one.map(tracer.task, numbers)
        tracer.took(results)
    return tracer.answer()


def traced_lock(request, _):
    """Tasks of which a part is under one lock: a task's bar has its wait for the lock in it."""
    n, shared, lock = request["n"], request["shared_ns"] / 1e9, threading.Lock()
    tracer = Tracer(request["own_ns"] / 1e9)

    def task(number):
        start = tracer.at()
        time.sleep(tracer.seconds)
        if shared:
            with lock:
                time.sleep(shared)
        tracer.ran(number, start)
        return number

    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        tracer.begin = now()
        tracer.took(pool.map(task, tracer.given(range(n))))
    return tracer.answer()
