"""How far a call reads its input ahead of its results, and what it holds in memory meanwhile."""
# Shown in p2_map_vs_imap.


class Gauge:
    """Counts items that are alive, and the most that ever were."""

    def __init__(self):
        self.lock = threading.Lock()
        self.live = self.peak = self.pulled = self.done = 0

    def born(self):
        with self.lock:
            self.live += 1
            self.peak = max(self.peak, self.live)

    def died(self):
        with self.lock:
            self.live -= 1


class Item:
    __slots__ = ("gauge", "number", "bytes")

    def __init__(self, gauge, number, size):
        self.gauge, self.number = gauge, number
        self.bytes = bytes(size)
        gauge.born()

    def __del__(self):
        self.gauge.died()


def items(gauge, n, size):
    for number in range(n):
        item = Item(gauge, number, size)
        gauge.pulled += 1
        yield item
        # Between two pulls the generator holds nothing.
        del item


class CountedPool(ThreadPool):
    """The pool as it is, counting the messages that its task handler puts into the workers' queue."""

    def _setup_queues(self):
        super()._setup_queues()
        self.messages, put = 0, self._quick_put

        def counted(message):
            # None is no work: it tells a worker to end.
            self.messages += message is not None
            put(message)

        self._quick_put = counted


def paused(request, pools):
    """Take one result, then pause until the pool has nothing left to do; count how far it read by then."""
    n, call = request["n"], request["call"]
    gauge = Gauge()
    task = task_of(request["grain_ns"])

    def work(item):
        task(0)
        with gauge.lock:
            gauge.done += 1
        return item

    threads = threading.active_count()
    with CountedPool(request["workers"]) as pool:
        threads = threading.active_count() - threads
        source = items(gauge, n, request["item_bytes"])
        if call == "map":
            result = pool.map(work, source)
            pulled = gauge.pulled
        elif call == "map_async":
            result = pool.map_async(work, source).get()
            pulled = gauge.pulled
        else:
            # lesson: CPython, one result and a pause
            results = getattr(pool, call)(work, source)
            first = next(results)
            comes(lambda: gauge.pulled == gauge.done == n)
            pulled = gauge.pulled
            # lesson ends
            del first
            result = [None for _ in results]
        peak = gauge.peak
        del result
    return {
        "pulled_after_one_result": pulled,
        "peak_live_items": peak,
        "tasks_run": gauge.done,
        "messages_queued": pool.messages,
        "threads_created": threads,
    }


def resident():
    try:
        with open("/proc/self/status") as status:
            fields = dict(line.split(":", 1) for line in status if ":" in line)
        return {name: int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM")}
    except OSError:
        return {}


def memory(request, pools):
    """Peak memory of one call over items of a given size. Meant for a process of its own."""
    n, call, size = request["n"], request["call"], request["item_bytes"]
    gauge = Gauge()
    with ThreadPool(request["workers"]) as pool:
        pool.map(int, range(4 * request["workers"]))
        before = resident()
        source = items(gauge, n, size)
        if call in ("map", "map_async"):
            total = sum(pool.map(weigh, source))
        else:
            total = sum(getattr(pool, call)(weigh, source))
        after = resident()
    if total != n * size:
        raise ValueError(f"{call} lost an item: {total} bytes of {n * size}")
    answer = {"peak_live_items": gauge.peak}
    if before:
        answer["peak_rss_bytes"] = after["VmHWM"]
        answer["peak_rss_growth_bytes"] = max(0, after["VmHWM"] - before["VmRSS"])
    return answer


def weigh(item):
    return len(item.bytes)


def followed(request, pools):
    """Inputs pulled by the time the k-th result is in the caller's hands."""
    n, call = request["n"], request["call"]
    gauge = Gauge()
    task = task_of(request["grain_ns"])

    def source():
        for number in range(n):
            gauge.pulled += 1
            yield number

    points = [(0, 0)]
    with ThreadPool(request["workers"]) as pool:
        for returned, _ in enumerate(getattr(pool, call)(task, source()), start=1):
            points.append((returned, gauge.pulled))
    return {"points": points}
