"""Results as they come: what is in hand while one task is held, when the k-th is, what all of them cost."""
# Shown in p3_imap_unordered.


class OneHeld:
    """Tasks of which one is held at a gate, while the pool's other worker does whatever it can get."""

    def __init__(self, n, held):
        self.n, self.held = n, held
        self.begun, self.gate = threading.Event(), threading.Event()
        self.finished, self.in_hand = [], []
        self.while_held = None
        self.doorman = threading.Thread(target=self.let_go_when_still, daemon=True)
        self.doorman.start()

    def run(self, item):
        if item.number == self.held:
            self.begun.set()
            self.gate.wait()
        elif item.number > self.held:
            self.begun.wait()
        self.finished.append(item.number)
        return item

    def took(self, item):
        self.in_hand.append(item.number)

    def let_go_when_still(self):
        self.begun.wait()
        comes(lambda: len(self.in_hand) + 1 == self.n)
        self.while_held = len(self.in_hand)
        self.gate.set()


def inversions(finished, in_hand, held):
    """Pairs of results of which the one that was finished later was handed over first.

    Two tasks that are both given before the held one may run at one moment, on both workers: they are no such pair.
    """
    places = [(number < held, finished.index(number)) for number in in_hand]
    return sum(
        other < place and not (is_before and other_is_before)
        for i, (is_before, place) in enumerate(places)
        for other_is_before, other in places[i + 1 :]
    )


def one_held(request, _):
    n, call = request["n"], request["call"]
    tasks, gauge = OneHeld(n, request["held"]), Gauge()
    options = {"chunksize": request["chunksize"]} if "chunksize" in request else {}
    with ThreadPool(request["workers"]) as pool:
        # lesson: CPython: one task is held: which results are in hand meanwhile?
        for result in getattr(pool, call)(tasks.run, items(gauge, n, 0), **options):
            tasks.took(result)
        # lesson ends
        tasks.doorman.join()
    return {
        "results_while_held": tasks.while_held,
        "inversions": inversions(tasks.finished, tasks.in_hand, request["held"]),
        "items_alive_while_held": gauge.peak,
        "tasks_run": len(tasks.finished),
    }


def in_hand(request, _):
    """How many results are in hand, and since when: sleeping tasks, given by their lengths in nanoseconds."""
    lengths, points = request["lengths"], [(0, 0)]
    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        begin = now()
        for _ in getattr(pool, request["call"])(lambda length: time.sleep(length / 1e9), lengths):
            points.append((len(points), now() - begin))
    return {"points": points}


def caller_waits(request, _):
    """Times that the calling thread gave its core up during a call, because what it needs was not there yet."""
    n, task = request["n"], partial(digest, bytes(request["block_bytes"]))
    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        before = switches_of_this_thread()
        # lesson: CPython: all results, one by one or at once
        if request["call"] == "imap_unordered":
            for _ in pool.imap_unordered(task, range(n)):
                pass
        else:
            pool.map_async(task, range(n)).wait()
        # lesson ends
        after = switches_of_this_thread()
    return {} if before is None else {"caller_waits": after - before}


def switches_of_this_thread():
    try:
        import resource

        return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw
    except (ImportError, AttributeError):  # only Linux counts them per thread
        return None


def collected(request, pools):
    """Time a call until all of its results are in the caller's hands. Long tasks wait, short ones compute."""
    n, call, grain_ns = request["n"], request["call"], request["grain_ns"]
    pool = pool_of(request["workers"], pools)
    task = partial(take, grain_ns) if grain_ns >= 200_000 else task_of(grain_ns)
    options = {"chunksize": request["chunksize"]} if "chunksize" in request else {}
    cpu_before, begin = time.process_time_ns(), now()
    first = None
    if call.startswith("imap"):
        got = 0
        for _ in getattr(pool, call.replace("_in_chunks", ""))(task, range(n), **options):
            first = first or now()
            got += 1
    elif call == "map_async_wait":
        results = pool.map_async(task, range(n))
        results.wait()
    elif call == "map_async_get":
        results = pool.map_async(task, range(n)).get()
    else:
        results = pool.map(task, range(n), **options)
    end = now()
    cpu = time.process_time_ns() - cpu_before
    if call == "map_async_wait":
        results = results.get()
    if not call.startswith("imap"):
        got = len(results)
    if got != n:
        raise ValueError(f"{call} gave {got} results for {n} items")
    first = first or end
    return {"wall_ns": end - begin, "first_ns": first - begin, "cpu_ns": cpu, "total_cpu_ns": cpu}
