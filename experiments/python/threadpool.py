"""The live subject: CPython's multiprocessing.pool.ThreadPool, and how one call of it is timed.

The files of this folder are run as one program: this one first, `protocol.py` last, the others by name between them.
They need nothing but the standard library of Python 3.8 or later.
"""
# Shown in p2_map_vs_imap.

import sys
import threading
import time
from multiprocessing.pool import ThreadPool

now = time.perf_counter_ns


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


def steps_of(grain_ns):
    """Steps of `spin` for so many nanoseconds; calibrated once in a process, so that all of its pools do the same."""
    global STEPS_PER_MS
    if STEPS_PER_MS == 0:
        STEPS_PER_MS = calibrate()
    return max(1, STEPS_PER_MS * grain_ns // 1_000_000)


def task_of(grain_ns):
    if grain_ns == 0:
        return lambda item: item
    steps = steps_of(grain_ns)

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
