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

    # A visit is a function of ours, of whichever file, by its name.
    visits = {**globals(), "cpu_processes": cpu_processes}
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


if __name__ == "__main__":
    main()
