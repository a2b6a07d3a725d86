"""What is known of the mutants: verdicts as they come, in a file below target; and the table that is committed."""

import collections
import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import threading
import tomllib

from weaken import CRATE

TABLE = f"{CRATE}/mutants.md"
EQUIVALENTS = ".ci/mutants/equivalent.toml"
NOTICED = {"tests": "tests", "hung": "time-out", "models": "models"}
UNMARKED = str.maketrans("", "", "«»")
LISTED = re.compile(r"^- `(\w{8})` (\S+?):\d+:\d+ .*?(?: \((\w[^()]*)\))?$", re.M)


def digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


class Book:
    """Verdicts, one a line. One holds as long as its file is the same. A survivor is judged again once the tests have
    changed; until then it counts as one."""

    def __init__(self, root, texts):
        self.root, self.lock = pathlib.Path(root), threading.Lock()
        self.path = self.root / "target/mutants/verdicts.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.files = {file: digest(text) for file, text in texts.items()}
        tests = sorted((self.root / CRATE / "tests").rglob("*.rs"))
        self.tests = digest(*(path.read_text() for path in tests))
        self.equivalents = tomllib.loads((self.root / EQUIVALENTS).read_text()).get("equivalent", [])
        for known in self.equivalents:
            if known["line"].translate(UNMARKED) not in texts.get(known["file"], ""):
                raise SystemExit(f"net mutants: {known['file']} has no line {known['line']}, which {EQUIVALENTS} calls equivalent: take it out or mend it")
        self.verdicts = {}
        for line in self.path.read_text().splitlines() if self.path.exists() else ():
            known = json.loads(line)
            if known["source"] == self.files.get(known["file"]):
                self.verdicts[known["id"]] = known

    def verdict(self, mutant):
        return self.verdicts.get(mutant.identity, {}).get("verdict", "unknown")

    def asked_tests(self, mutant):
        """Whether nothing more is to be had from the tests."""
        survived = self.verdict(mutant) in ("survived", "alive", "unknown")
        return not survived or self.verdicts.get(mutant.identity, {}).get("tests") == self.tests

    def is_judged(self, mutant):
        return self.asked_tests(mutant) and self.verdict(mutant) != "alive"

    def argument_for(self, mutant):
        """Why a mutant changes nothing that anybody could see, where somebody has written that down."""
        for known in self.equivalents:
            line = mutant.marked if "«" in known["line"] else mutant.text
            same = known["file"] == mutant.file and known["line"] in line and known.get("near", "") in mutant.around
            if same and known.get("after", mutant.after) == mutant.after:
                return known["why"]
        return None

    def note(self, mutant, verdict, by, seconds):
        known = {"id": mutant.identity, "file": mutant.file, "source": self.files[mutant.file], "tests": self.tests,
                 "verdict": verdict, "by": by, "seconds": round(seconds, 1), "mutant": str(mutant)}  # fmt: skip
        with self.lock:
            self.verdicts[mutant.identity] = known
            with self.path.open("a") as file:
                file.write(json.dumps(known) + "\n")


def commit_of(root):
    call = ["git", "rev-parse", "--short=12", "HEAD"]
    found = subprocess.run(call, cwd=root, capture_output=True, text=True)
    return found.stdout.strip() or "unknown"


def write_table(root, mutants, book):
    kinds, lists = collections.defaultdict(collections.Counter), collections.defaultdict(list)
    for mutant in mutants:
        known = book.verdicts.get(mutant.identity, {"verdict": "unknown", "by": ""})
        verdict, by, why = known["verdict"], known["by"], book.argument_for(mutant)
        if why and verdict in NOTICED:
            raise SystemExit(f"net mutants: {mutant} is listed in {EQUIVALENTS} as equivalent, but {by} notices it")
        if why and verdict in ("survived", "alive"):
            verdict, by = "equivalent", why
        kinds[mutant.kind]["survived" if verdict == "alive" else verdict] += 1
        if verdict not in ("unbuilt", "unknown"):
            lists[verdict].append(f"- `{mutant.identity}` {mutant}" + (f" ({by})" if by else ""))
    total = sum(kinds.values(), collections.Counter())
    parts = [HEAD.format(date=datetime.datetime.now(datetime.UTC).date(), commit=commit_of(root), source=digest(*sorted(book.files.values())))]
    for kind, counts in [*sorted(kinds.items()), ("**all**", total)]:
        parts.append(row(kind, counts))
    tried = total.total() - total["unknown"] - total["unbuilt"] - total["equivalent"]
    noticed = sum(total[verdict] for verdict in NOTICED)
    parts.append(f"\n{noticed} of {tried} were noticed: {100 * noticed / max(tried, 1):.1f} %. {total['unknown']} were not tried yet.\n")
    for title, verdicts in SECTIONS.items():
        lines = [line for verdict in verdicts for line in lists[verdict]]
        parts.append(f"\n## {title}\n")
        parts += lines or ["None."]
    (pathlib.Path(root) / TABLE).write_text("\n".join(parts) + "\n")
    return f"{noticed} of {tried} noticed, {total['survived']} survived, {total['equivalent']} equivalent, {total['unbuilt']} do not build, {total['unknown']} not tried"


def row(kind, counts):
    cells = [counts.total(), *(counts[verdict] for verdict in (*NOTICED, "equivalent", "survived", "unbuilt", "unknown"))]
    return "| " + " | ".join([kind, *map(str, cells)]) + " |"


def read_table(root):
    """The commit and the source of the table, and the mutants it names as noticed and as survivors or equivalents."""
    text = (pathlib.Path(root) / TABLE).read_text()
    commit, source = re.search(r"commit `(\w+)`, source `(\w+)`", text).groups()
    noticed, others = {}, set()
    for section in text.split("\n## ")[1:]:
        for identity, _, by in LISTED.findall(section):
            if section.startswith("Noticed"):
                noticed[identity] = by
            else:
                others.add(identity)
    return commit, source, noticed, others


SECTIONS = {"Survivors": ["survived", "alive"], "Equivalents": ["equivalent"], "Noticed": ["tests", "hung", "models"]}
HEAD = """# The pool's mutants

Generated by `.ci/nets/mutants table`, {date}: of commit `{commit}`, source `{source}`. Each mutant is the pool with one
place weaker; it is *noticed* if a test, a test's time-out or a model fails for it, twice. What the kinds are stands in
`.ci/mutants/weaken.py`; those that begin with "cargo" are the mutants of cargo-mutants. An *equivalent* does nothing that
could be seen at the pool's surface, for the reason beside it; it does not count as noticed, nor as tried.

| kind | mutants | noticed by tests | by a time-out | by models | equivalent | survived | do not build | not tried |
|---|--:|--:|--:|--:|--:|--:|--:|--:|"""
