"""The live subject: CPython's multiprocessing.pool.ThreadPool, driven line by line.

One request per line on standard input, one reply per line on standard output, both JSON. Ends when standard input
closes. Needs nothing but the standard library of Python 3.8 or later.
"""

import json
import os
import platform
import queue
import sys
import threading
import time
from multiprocessing.pool import ThreadPool

now = time.perf_counter_ns


def main():
    requests = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    reply(hello())
    pools = {}
    while True:
        request = requests.get()
        try:
            answer = VISITS[request["visit"]](request, pools)
        except Exception as error:  # told to the caller, who decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        reply(answer)


def read_requests(requests):
    for line in sys.stdin:
        requests.put(json.loads(line))
    # The process that started us has gone. Threads may be busy or stuck; leave at once.
    os._exit(0)


def reply(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def hello():
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "gil": gil,
        "steps_per_ms": calibrate(),
    }


def spin(steps, value):
    """Pure Python work: the interpreter holds its lock throughout."""
    for _ in range(steps):
        value = (value * 31 + 7) & 0xFFFFFFFF
    return value


def calibrate():
    fastest = None
    for _ in range(10):
        begin = now()
        spin(10_000, 1)
        took = now() - begin
        fastest = took if fastest is None else min(fastest, took)
    return round(10_000 * 1_000_000 / fastest)


STEPS_PER_MS = 0


def task_of(grain_ns):
    global STEPS_PER_MS
    if grain_ns == 0:
        return lambda item: item
    if STEPS_PER_MS == 0:
        STEPS_PER_MS = calibrate()
    steps = max(1, STEPS_PER_MS * grain_ns // 1_000_000)

    def task(item):
        spin(steps, 1)
        return item

    return task


def pool_of(workers, pools):
    if workers not in pools:
        pools[workers] = ThreadPool(workers)
        pools[workers].map(int, range(4 * workers))
    return pools[workers]


def timed(request, pools):
    """Time a call from submission to the last result in the caller's hands; the mean over `repeat` calls."""
    pool = pool_of(request["workers"], pools)
    task = task_of(request["grain_ns"])
    n, call, repeat = request["n"], request["call"], request["repeat"]
    whole_cpu = time.process_time_ns()
    wall = first = cpu = 0
    for _ in range(repeat):
        source = range(n)
        cpu_before = time.process_time_ns()
        begin = now()
        if call == "loop":
            got = sum(1 for _ in map(task, source))
            first_at = None
        elif call in ("map", "map_async"):
            # lesson: CPython, map
            results = pool.map(task, source)
            # lesson ends
            got, first_at = len(results), now()
        else:
            got, first_at = 0, None
            for _ in getattr(pool, call)(task, source):
                if first_at is None:
                    first_at = now()
                got += 1
        end = now()
        cpu += time.process_time_ns() - cpu_before
        if got != n:
            raise ValueError(f"{call} gave {got} results for {n} items")
        wall += end - begin
        first += (first_at or end) - begin
    return {
        "wall_ns": wall // repeat,
        "first_ns": first // repeat,
        "cpu_ns": cpu // repeat,
        "total_cpu_ns": time.process_time_ns() - whole_cpu,
    }


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

    with ThreadPool(request["workers"]) as pool:
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
            wait_until_idle(gauge, n)
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
    }


def wait_until_idle(gauge, n):
    """All pulled items are done, and nothing more is pulled for a while."""
    still, seen = 0, (-1, -1)
    while still < 15:
        state = (gauge.pulled, gauge.done)
        idle = state == seen and state[0] == state[1]
        still = still + 1 if idle else 0
        if idle and state[0] == n:
            return
        seen = state
        time.sleep(0.002)


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


def traced(request, pools):
    """Who ran what when: the same tasks, given by their lengths in nanoseconds of sleep or of work."""
    lengths, call = request["lengths"], request["call"]
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
            return number

        def source():
            for number in range(len(lengths)):
                pulls.append((number, now() - begin))
                yield number

        if call == "loop":
            results = map(task, source())
        else:
            results = getattr(pool, call)(task, source())
        for number in results:
            yielded.append((number, now() - begin))
    return {"caller": threading.get_ident(), "spans": spans, "pulls": pulls, "yielded": yielded}


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


VISITS = {"timed": timed, "paused": paused, "memory": memory, "traced": traced, "followed": followed}

if __name__ == "__main__":
    main()
