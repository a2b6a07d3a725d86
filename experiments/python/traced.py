"""Who ran what when."""


def traced(request, pools):
    """Who ran what when: the same tasks, given by their lengths in nanoseconds of sleep or of work."""
    lengths, call, fails = request["lengths"], request["call"], request.get("fails")
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
            if number == fails:
                raise Wrong()
            return number

        def source():
            for number in range(len(lengths)):
                pulls.append((number, now() - begin))
                yield number

        try:
            if call == "loop":
                results = map(task, source())
            else:
                results = getattr(pool, call)(task, source())
            for number in results:
                yielded.append((number, now() - begin))
        except Wrong:
            pass
    return {"caller": threading.get_ident(), "spans": spans, "pulls": pulls, "yielded": yielded}
