"""The net's commands; see .ci/nets/mutants."""

import concurrent.futures
import contextlib
import datetime
import fcntl
import os
import pathlib
import queue
import random
import sys
import time

import judge
from book import TABLE, Book, digest, read_table, write_table
from weaken import all_mutants

ROOT = pathlib.Path(__file__).resolve().parents[2]
TREES = ROOT / "target/mutants"
JOBS = int(os.environ.get("MUTANT_JOBS", max(1, (os.cpu_count() or 1) // 2)))
# How many of the noticed mutants the gate has noticed again.
AGAIN = 3


def tree(number=0):
    return judge.Tree(ROOT, TREES / f"tree{number}")


@contextlib.contextmanager
def alone():
    """Two runs at a time would change each other's copies."""
    TREES.mkdir(parents=True, exist_ok=True)
    with open(TREES / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"net mutants: another run works in {TREES}; wait for it, or stop it") from None
        yield


def check_unmutated(place, *asks):
    """A test that fails without a mutant would say nothing of one."""
    for ask in asks:
        found = ask(place)
        if found:
            raise SystemExit(f"net mutants: without a mutant: {' '.join(found)}")


def run(mutants, book, until=float("inf")):
    """Judges so many at a time as there are jobs, and none after its time is over."""
    places = queue.SimpleQueue()
    for number in range(JOBS):
        places.put(tree(number))
    first = places.get()
    check_unmutated(first, judge.ask_first, judge.ask_others)
    places.put(first)

    def one(mutant):
        if time.monotonic() >= until:
            return 0
        place, begin = places.get(), time.monotonic()
        try:
            verdict, by = judge.judge(place, mutant, book.asked_tests(mutant))
        finally:
            places.put(place)
        seconds = time.monotonic() - begin
        book.note(mutant, verdict, by, seconds)
        print(f"{verdict:9} {mutant}" + (f"  ({by})" if by else "") + f"  {seconds:.0f} s", flush=True)
        return 1

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        judged = sum(pool.map(one, [mutant for mutant in mutants if not book.asked_tests(mutant)]))
        alive = [mutant for mutant in mutants if book.verdict(mutant) == "alive" and not book.argument_for(mutant)]
        return judged + sum(pool.map(one, alive))


def gate(mutants, texts):
    """Whether the table is of these mutants, or older than the source; and whether a few are noticed again."""
    commit, source, noticed, others = read_table(ROOT)
    by_identity = {mutant.identity: mutant for mutant in mutants}
    known = noticed.keys() | others
    ours = [mutant for mutant in mutants if not mutant.kind.startswith("cargo")]
    if not ours:
        raise SystemExit("net mutants: no mutant was found in the pool's source; see .ci/mutants/weaken.py")
    has_cargo = len(ours) < len(mutants)
    gone = [identity for identity in known if identity not in by_identity]
    if source == digest(*sorted(digest(text) for text in texts.values())) and gone and has_cargo:
        raise SystemExit(f"net mutants: {TABLE} is of this source and names mutants that are not in it: {gone}; make it anew with `.ci/nets/mutants table`")
    chosen = [by_identity[identity] for identity in sorted(noticed) if identity in by_identity]
    random.Random(os.environ.get("MUTANT_SEED") or datetime.date.today().isoformat()).shuffle(chosen)
    if len(chosen) < AGAIN:
        raise SystemExit(f"net mutants: {TABLE} names {len(chosen)} noticed mutants of this source: have some judged with `.ci/nets/mutants sample`, then `table`")
    place = tree()
    check_unmutated(place, judge.ask_first)
    asked = 0
    for mutant in chosen:
        if asked == AGAIN:
            break
        answer = judge.is_noticed_by(place, mutant, noticed[mutant.identity])
        if answer is None:
            print(f"net mutants: {mutant}: {noticed[mutant.identity]} has no answer in {judge.AGAIN_PATIENCE} s; another is asked for")
            continue
        asked += 1
        if not answer:
            raise SystemExit(f"net mutants: {mutant} survives; {noticed[mutant.identity]} noticed it when {TABLE} was made, of commit {commit}")
    age = f"{len(gone)} of them gone since" if has_cargo else "cargo-mutants is not installed (cargo install cargo-mutants --locked)"
    print(f"net mutants: {AGAIN} noticed again; {len(mutants)} mutants, {len(known)} in the table of commit {commit}, {age}")


def main(command="gate", *arguments):
    mutants, texts = all_mutants(ROOT)
    book = Book(ROOT, texts)
    if command == "gate":
        gate(mutants, texts)
    elif command == "list":
        for mutant in mutants:
            print(mutant.identity, mutant, book.verdict(mutant))
    elif command in ("sample", "full", "models"):
        limit, *kinds = arguments or ((40,) if command == "sample" else ("inf",))
        left = [mutant for mutant in mutants if not book.is_judged(mutant) and mutant.kind.startswith(tuple(kinds or [""]))]
        random.shuffle(left)
        # Tests are often written for survivors: these are judged again first.
        left.sort(key=lambda mutant: book.verdict(mutant) == "unknown")
        if command == "models":
            left = [mutant for mutant in left if book.asked_tests(mutant)]
        judged = run(left, book, time.monotonic() + 60 * float(limit))
        print(f"net mutants: {judged} judged, {len(left) - judged} left; {write_table(ROOT, mutants, book)}")
    elif command == "one":
        wanted = [mutant for mutant in mutants if any(name in str(mutant) or name == mutant.identity for name in arguments)]
        for mutant in wanted:
            book.verdicts.pop(mutant.identity, None)
        print(f"net mutants: {run(wanted, book)} judged")
    elif command == "table":
        print(f"net mutants: {write_table(ROOT, mutants, book)}")
    else:
        raise SystemExit(f"net mutants: {command!r} is none of gate, list, sample, models, full, one, table")


if sys.argv[1:2] == ["list"]:
    main(*sys.argv[1:])
else:
    with alone():
        main(*sys.argv[1:])
