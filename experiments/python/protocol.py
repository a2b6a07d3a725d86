"""One request per line on standard input, one reply per line on standard output, both JSON, until the input closes."""

import json
import os
import platform
import queue
import signal


def main():
    # Ctrl-C ends the process that started us, and its end is ours.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = a_pipe_of_our_own()
    # Forks, and so comes before the first thread.
    helper = Helper(is_wanted="processes" in sys.argv[1:])
    requests = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    # What was printed before us may lack the end of its line.
    replies.write("\n")
    reply(replies, hello(helper))
    pools = {}

    def cpu_processes(request, _):
        return helper.visit({**request, "steps": steps_of(request["compute_ns"])})

    visits = {**VISITS, "cpu_processes": cpu_processes}
    while True:
        request = requests.get()
        try:
            answer = visits[request["visit"]](request, pools)
        except Exception as error:  # told to the caller, who decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        reply(replies, answer)


def read_requests(requests):
    for line in sys.stdin:
        requests.put(json.loads(line))
    # The process that started us has gone. Threads may be busy or stuck; leave at once.
    os._exit(0)


def a_pipe_of_our_own():
    """Standard output, for replies only: what others print from now on (a `sitecustomize` may) goes where errors go."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return replies


def reply(replies, answer):
    replies.write(json.dumps(answer) + "\n")
    replies.flush()


def hello(helper):
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "gil": gil,
        "no_processes": helper.refusal,
        "default_workers": default_workers(),
    }


def default_workers():
    """As many threads as `ThreadPool()` starts: up to CPython 3.12 all cores, allowed or not."""
    return getattr(os, "process_cpu_count", os.cpu_count)() or 1


VISITS = {
    "timed": timed,
    "paused": paused,
    "memory": memory,
    "followed": followed,
    "traced": traced,
    "workload": workload,
    "footprint": footprint,
    "ended": ended,
    "forgotten": forgotten,
    "forgotten_busy": forgotten_busy,
    "guaranteed": guaranteed,
    "started": started,
    "per_call": per_call,
    "one_held": one_held,
    "in_hand": in_hand,
    "caller_waits": caller_waits,
    "collected": collected,
    "coordinated": coordinated,
    "locked": locked,
    "pipeline": pipeline,
    "loop_order": loop_order,
    "loop_missing": loop_missing,
    "loop_arguments": loop_arguments,
    "loop_errors": loop_errors,
    "loop_held": loop_held,
    "loop_dispatch": loop_dispatch,
    "loop_reading": loop_reading,
    "loop_timed": loop_timed,
    "calls_returned": calls_returned,
    "pulled_at_return": pulled_at_return,
    "forgotten_tasks": forgotten_tasks,
    "forgotten_failures": forgotten_failures,
    "asked": asked,
    "asked_with_a_failure": asked_with_a_failure,
    "of_pairs": of_pairs,
    "traced_overlap": traced_overlap,
    "traced_scope": traced_scope,
    "traced_calls": traced_calls,
    "traced_lock": traced_lock,
    "pool_per_task": pool_per_task,
}

if __name__ == "__main__":
    main()
