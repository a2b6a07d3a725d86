"""The same tasks in processes, where no interpreter's lock is shared: multiprocessing.Pool.

A process that has threads must not fork (a lock that one of them holds would stay locked in the child), and this one
has threads as soon as it reads requests. So a helper is forked before the first thread is started. It starts the
workers when it is first asked, calls `map` and reads the clock; it ends when this process does, or when a visit hangs.
It is forked only for who asks for it on the command line.

Helper and workers are a process group. A worker that Ctrl-C ended in the middle of a result would leave the others
waiting for its lock, so the terminal's signals do not reach the group; and it is killed as a whole, which waits for
nobody.
"""
# Shown in p6_io_vs_cpu.

import multiprocessing
import signal

# A visit that takes longer hangs: a worker that was killed, for example, leaves its tasks waited for without end.
PATIENCE_S = 50


class Helper:
    """The forked process, as its parent sees it. `refusal` says why there is none that could be asked."""

    def __init__(self, is_wanted):
        self.pipe = None
        self.refusal = self.start() if is_wanted else "it was started without them"

    def start(self):
        if "fork" not in multiprocessing.get_all_start_methods():
            return "this system cannot fork a process"
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        context.Process(target=serve, args=(self.pipe, theirs)).start()
        theirs.close()
        try:
            return self.pipe.recv().get("error")
        except EOFError:
            return "the process that was forked has ended"

    def visit(self, request):
        if self.refusal:
            raise OSError(self.refusal)
        self.pipe.send(request)
        answer = self.pipe.recv()
        if "error" in answer:
            raise OSError(answer["error"])
        return answer


def serve(parents, requests):
    os.setpgid(0, 0)
    parents.close()
    # It sleeps in `read` and holds no lock, so forking beside it is safe.
    threading.Thread(target=end_with_parent, daemon=True).start()
    requests.send(try_out())
    signal.signal(signal.SIGALRM, hangs)
    pools = {}
    while True:
        request = requests.recv()
        try:
            signal.alarm(request.get("patience_s", PATIENCE_S))
            answer = in_processes(request, pools)
        except Exception as error:
            requests.send(failed(error))
            end()
        signal.alarm(0)
        requests.send(answer)


def try_out():
    """Whether processes can share a queue here: it needs semaphores, which not every system or sandbox has."""
    try:
        multiprocessing.get_context("fork").SimpleQueue()
    except Exception as error:
        return failed(error)
    return {}


def hangs(_signal, _frame):
    raise TimeoutError("the worker processes do not answer")


def failed(error):
    return {"error": f"{type(error).__name__}: {error}"}


def end_with_parent():
    os.read(multiprocessing.parent_process().sentinel, 1)
    end()


def end():
    """Ends this process and its workers."""
    os.killpg(0, signal.SIGKILL)


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
