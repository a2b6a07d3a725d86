"""The same tasks in processes, where no interpreter's lock is shared: multiprocessing.Pool.

A process that has threads must not fork (a lock that one of them holds would stay locked in the child), and this one
has threads as soon as it reads requests. So a helper is forked before the first thread is started. It starts the
workers when it is first asked, calls `map` and reads the clock; it ends when the pipe to it closes.
"""

import multiprocessing


class Helper:
    """The forked process, as its parent sees it. Without `fork` there is none, and asking it says why."""

    def __init__(self):
        self.pipe, self.process = None, None
        if "fork" not in multiprocessing.get_all_start_methods():
            return
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(self.pipe, theirs))
        self.process.start()
        theirs.close()

    def visit(self, request):
        if self.pipe is None:
            raise OSError("this system cannot fork a process")
        self.pipe.send(request)
        answer = self.pipe.recv()
        if "error" in answer:
            raise OSError(answer["error"])
        return answer


def serve(parents, requests):
    parents.close()
    pools = {}
    while True:
        try:
            request = requests.recv()
        except EOFError:
            for pool in pools.values():
                pool.terminate()
            os._exit(0)
        try:
            answer = in_processes(request, pools)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        requests.send(answer)


def in_processes(request, pools):
    workers, n = request["workers"], request["n"]
    task = partial(spin, request["steps"])
    if workers not in pools:
        pools[workers] = multiprocessing.get_context("fork").Pool(workers)
        pools[workers].map(task, range(4 * workers))
    pool = pools[workers]
    pids = [process.pid for process in multiprocessing.active_children()]
    before = cpu_of(pids)
    # lesson: CPython, the same loop in processes
    answer = clocked(pool, task, range(n))
    # lesson ends
    after = cpu_of(pids)
    # Nobody else waits for the workers, so they are in no sum of ended children: their own clocks are read.
    children = None if before is None or after is None else after - before
    answer["cpu_ns"] = None if children is None else answer["cpu_ns"] + children
    answer["total_cpu_ns"] += children or 0
    return answer


def cpu_of(pids):
    """CPU time of living processes in nanoseconds; None where the system has no clock for that.

    Linux makes a clock's number from a process's: `clock_getcpuclockid(3)`, and MAKE_PROCESS_CPUCLOCK in its kernel.
    """
    if not sys.platform.startswith("linux"):
        return None
    return sum(time.clock_gettime_ns((~pid << 3) | 2) for pid in pids)
