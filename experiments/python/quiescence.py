"""Whether anything can still happen in this process: so that waiting ends by a proof and not by a clock."""

import os

# Time between two looks.
PAUSE = 0.002
# So long after all threads were seen asleep they must be seen asleep once more: whoever sleeps by the clock, as a pool's
# own thread that looks after its workers ten times a second, has then woken, and what came of it is over.
GRACE = 0.25
# Where the kernel does not tell whether threads sleep, what has not come after so long is taken not to come.
PATIENCE = 2.0


def comes(has_come):
    """Wait until something has come, or until all other threads sleep, and so none is left who could bring it.

    Say whether it came. A clock could not tell what never comes from what comes late on a slow machine. A thread that
    was asleep at two looks, and has not given up the processor between them, did not run between them.
    """
    begin, before, asleep_since = time.monotonic(), None, None
    while not has_come():
        try:
            now = sleepers()
        except OSError:
            if time.monotonic() - begin >= PATIENCE:
                return has_come()
        else:
            if now is not None and now == before:
                asleep_since = asleep_since or time.monotonic()
                if time.monotonic() - asleep_since >= GRACE:
                    return has_come()
            before = now
        time.sleep(PAUSE)
    return True


def sleepers():
    """How often each thread but this one has given up the processor, or None if one of them is awake."""
    own, switches = str(threading.get_native_id()), {}
    for thread in os.listdir("/proc/self/task"):
        if thread == own:
            continue
        try:
            with open(f"/proc/self/task/{thread}/status") as status:
                fields = dict(line.split(":", 1) for line in status if ":" in line)
        except (FileNotFoundError, ProcessLookupError):
            return None  # it has just ended, and whoever waits for its end is about to run
        if not fields["State"].strip().startswith("S"):
            return None
        if "voluntary_ctxt_switches" not in fields:
            raise OSError("the kernel does not tell how often a thread gave up the processor")
        switches[thread] = fields["voluntary_ctxt_switches"]
    return switches
