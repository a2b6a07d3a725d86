"""What the tasks of practice 6 do, each as one `map`, and what a pool costs beside them."""
# Shown in p6_io_vs_cpu.

import hashlib
import http.client
from functools import partial


def workload(request, pools):
    """Time `pool.map` over n tasks. Connections are open, and pools started, before the clock is."""
    pool = pool_of(request["workers"], pools)
    task = task_for(request, pool)
    inputs = request.get("paths") or range(request["n"])
    return clocked(pool, task, inputs)


def clocked(pool, task, inputs):
    cpu_before = time.process_time_ns()
    begin = now()
    # lesson: CPython, the same map whatever the task does
    results = pool.map(task, inputs)
    # lesson ends
    wall = now() - begin
    cpu = time.process_time_ns() - cpu_before
    if len(results) != len(inputs):
        raise ValueError(f"{len(results)} results for {len(inputs)} items")
    return {"wall_ns": wall, "first_ns": wall, "cpu_ns": cpu, "total_cpu_ns": cpu}


def task_for(request, pool):
    name = request["workload"]
    if name == "http":
        connect(pool, request["workers"], request["host"], request["port"])
        return partial(get, request["path"])
    if name == "sleep":
        return partial(wait, request["wait_ns"] / 1e9)
    if name == "hash":
        return partial(digest, bytes(request["block_bytes"]))
    if name == "files":
        return digest_file
    if name == "mixed":
        return partial(mixed, request["wait_ns"] / 1e9, steps_of(request["compute_ns"]))
    return partial(spin, steps_of(request["compute_ns"]))


# lesson: CPython, tasks that wait and tasks that compute
def get(path, _):
    """One request over the connection that this worker keeps."""
    CONNECTION.http.request("GET", path)
    answer = CONNECTION.http.getresponse()
    answer.read()
    if answer.status != 200:
        raise ValueError(f"{path} was answered {answer.status}")


def wait(seconds, _):
    time.sleep(seconds)


def digest(block, _):
    """hashlib lets go of the interpreter's lock for blocks of 2 KiB and more."""
    return hashlib.sha256(block).digest()


# lesson ends


def mixed(seconds, steps, value):
    time.sleep(seconds)
    return spin(steps, value)


def digest_file(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()


CONNECTION = threading.local()
CONNECTED = {}


def connect(pool, workers, host, port):
    """One open connection for each worker of the pool: all meet at a barrier, so that none opens two."""
    if CONNECTED.get(workers) == (host, port):
        return
    barrier = threading.Barrier(workers)

    def open_one(_):
        CONNECTION.http = http.client.HTTPConnection(host, port, timeout=30)
        CONNECTION.http.connect()
        barrier.wait(30)

    pool.map(open_one, range(workers), chunksize=1)
    CONNECTED[workers] = (host, port)


def footprint(request, pools):
    """Threads, memory, switches and CPU time of a fixed amount of computing. Meant for a process of its own."""
    workers, n = request["workers"], request["n"]
    task = partial(spin, steps_of(request["compute_ns"]))
    threads, memory_before = threading.active_count(), resident()
    with ThreadPool(workers) as pool:
        pool.map(int, range(4 * workers))
        started = threading.active_count()
        before, cpu_before = switches(), time.process_time_ns()
        pool.map(task, range(n))
        cpu, after = time.process_time_ns() - cpu_before, switches()
        memory_after = resident()
    answer = {"threads_added": started - threads, "cpu_of_fixed_work_ns": cpu, "tasks_run": n}
    if before and after:
        answer["voluntary_switches"] = after[0] - before[0]
        answer["involuntary_switches"] = after[1] - before[1]
    if memory_before:
        answer["peak_rss_growth_bytes"] = max(0, memory_after["VmHWM"] - memory_before["VmRSS"])
    return answer


def switches():
    try:
        import resource
    except ImportError:  # there is no such module on Windows
        return None
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_nvcsw, usage.ru_nivcsw
