"""Whether the tests notice a mutant: it is built and run in a copy of the crate, never where the user works."""

import contextlib
import json
import os
import pathlib
import re
import resource
import select
import shutil
import signal
import subprocess
import time

from weaken import CRATE

# The test programs, in the order in which they are asked: the first and the library's own tests, then every other program
# below `tests`, as cargo lists them, and these at the end.
FIRST, LIBRARY = "behaviour", "lap_pool"
AT_THE_END = ("programs", "faults")
MODELS = "loom"
# The models that are likely to notice a mutant of a file, by the file's first word; all others come after them.
LIKELY_MODELS = {
    "batch": "gate map give_way", "context": "task scope", "dispenser": "gate map", "engine": "task sleep gate give_way close",
    "gate": "gate give_way", "gates": "gate", "imap": "stream close", "in_flight": "stream watch", "lane": "task",
    "latch": "latch scope give_way", "lifecycle": "close task gate", "map": "gate map", "promise": "promise give_way",
    "queue": "give_way stream", "queued_map": "map give_way", "result": "task give_way promise", "ring": "ring task",
    "shared_map": "gate", "sleep": "sleep watch gate task", "stream": "stream watch close", "sync": "promise latch task",
    "task": "task scope", "tasks": "task ring",
}  # fmt: skip
# What the models look for and the tests of a machine with a strong memory model hardly ever see.
MODELS_FIRST = ("ordering", "fence")
# A test that takes longer than this hangs. The programs' own watchdog is for machines under any load.
PATIENCE = int(os.environ.get("MUTANT_PATIENCE", 20))
# A mutant may be noticed by a preemption that the gate's models have not (`deep` in tests/loom/main.rs).
os.environ["LAP_POOL_DEEP_MODELS"] = "1"
MODEL_PATIENCE = int(os.environ.get("MUTANT_MODEL_PATIENCE", 300))
# For a model that has noticed a mutant before: the gate has no time for those that take long.
AGAIN_PATIENCE = 100
WATCHDOG = re.compile(r"(const PATIENCE: Duration = Duration::from_secs\()\d+")
MEMORY = 6 << 30


class Outcome:
    """How a test program ended: `passed`, `failed` (with a test's name, where it is known), `hung` or `unfinished`."""

    def __init__(self, how, test=None):
        self.how, self.test = how, test


class Tree:
    """A copy of the crate as a workspace of its own."""

    def __init__(self, root, place):
        self.root, self.place = pathlib.Path(root), pathlib.Path(place)
        self.crate = self.place / CRATE
        self.programs = {}
        self.copy()

    def copy(self):
        """Brings the copy up to date; what is alike stays untouched, and need not be built again."""
        wanted = {"Cargo.lock": (self.root / "Cargo.lock").read_text()}
        manifest = (self.root / "Cargo.toml").read_text()
        wanted["Cargo.toml"] = re.sub(r"(?m)^members = .*$", f'members = ["{CRATE}"]', manifest)
        wanted["Cargo.toml"] = re.sub(r"(?ms)^\[profile.dev.package\].*?(?=^\[|\Z)", "", wanted["Cargo.toml"])
        for path in (self.root / CRATE).rglob("*"):
            if path.is_file() and path.suffix in (".rs", ".toml", ".md"):
                wanted[str(path.relative_to(self.root))] = path.read_text()
        support = f"{CRATE}/tests/support/mod.rs"
        wanted[support], patched = WATCHDOG.subn(rf"\g<1>{PATIENCE}", wanted[support])
        assert patched == 1, f"no watchdog's PATIENCE in {support}"
        for path in self.crate.rglob("*"):
            if path.is_file() and str(path.relative_to(self.place)) not in wanted:
                path.unlink()
        for name, text in wanted.items():
            path = self.place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
        # `--locked` would refuse the lock of the whole workspace.
        cargo(self.place, "metadata", "--format-version=1")

    @contextlib.contextmanager
    def mutated(self, mutant):
        path = self.crate / "src" / mutant.file
        text = path.read_text()
        assert text[mutant.start : mutant.end] == mutant.before, f"{mutant.file} has changed under {mutant}"
        path.write_text(text[: mutant.start] + mutant.after + text[mutant.end :])
        try:
            yield
        finally:
            path.write_text(text)

    def build(self, *targets, models=False):
        """Builds test programs; their paths by name, or None where the code does not build."""
        profile = ("--release",) if models else ()
        built = cargo(self.place, "test", "-p", "lap-pool", "--no-run", "--message-format=json-render-diagnostics",
                      *profile, *targets, models=models)  # fmt: skip
        if built.returncode:
            if "could not compile `lap-pool`" in built.stderr:
                return None
            raise SystemExit(f"net mutants: cargo failed:\n{built.stderr}")
        found = {}
        for line in built.stdout.splitlines():
            message = json.loads(line)
            if message.get("executable") and message["profile"]["test"]:
                found[message["target"]["name"]] = message["executable"]
        return found

    def run(self, program, *arguments, limit):
        """Runs a test program to its end or to its first failure."""
        def bounded():
            # Soft: a test sets limits of its own.
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.RLIM_INFINITY))

        begin = time.monotonic()
        process = subprocess.Popen([program, *arguments], cwd=self.crate, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                                   preexec_fn=bounded)  # fmt: skip
        try:
            return follow(process, begin + limit)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()


def cargo(place, *arguments, models=False):
    environment = dict(os.environ, CARGO_TERM_COLOR="never", CARGO_PROFILE_DEV_DEBUG="0", CARGO_INCREMENTAL="1",
                       CARGO_PROFILE_RELEASE_DEBUG="0", CARGO_TARGET_DIR=str(place / "target"))  # fmt: skip
    if models:
        environment.update(RUSTFLAGS="--cfg lap_pool_loom", CARGO_TARGET_DIR=str(place / "target/loom"))
    return subprocess.run(["cargo", *arguments], cwd=place, env=environment, capture_output=True, text=True)


def follow(process, deadline):
    """Reads what a test program says until it fails, ends, or its time is up."""
    output, hung = b"", None
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            return Outcome("unfinished")
        read = os.read(process.stdout.fileno(), 1 << 16)
        output = (output + read)[-(1 << 20) :]
        failed = re.search(rb"test (\S+)(?: - should panic)? \.\.\. FAILED", output)
        hung = re.search(rb"HUNG: (\S*)", output)
        if hung and hung.group(1):
            return Outcome("hung", hung.group(1).decode())
        if failed:
            return Outcome("failed", failed.group(1).decode())
        if not read:
            return Outcome("passed" if process.wait() == 0 else "failed")


def judge(tree, mutant, knows_tests):
    """The verdict on a mutant, and who noticed it: `unbuilt`, `tests`, `hung`, `models` or `survived`; `alive` where the
    tests did not and the models were not asked, which cost more than all else. They are if the tests are known not to."""
    with tree.mutated(mutant):
        if knows_tests:
            return ask_models(tree, mutant.file)
        if mutant.kind in MODELS_FIRST and (noticed := ask_likely_models(tree, mutant.file)):
            return noticed
        return ask_first(tree) or ask_others(tree) or ("alive", "the models were not asked")


def ask_first(tree):
    programs = tree.build("--lib", "--test=" + FIRST)
    return ("unbuilt", "") if programs is None else ask_tests(tree, programs)


def ask_others(tree):
    programs = tree.build("--tests") or {}
    return ask_tests(tree, {name: path for name, path in programs.items() if name not in (FIRST, LIBRARY, MODELS)})


def ask_tests(tree, programs):
    for name in sorted(programs, key=lambda name: (name in AT_THE_END, name != FIRST, name)):
        spared = ["--exact"]
        while (outcome := tree.run(programs[name], *spared, limit=4 * PATIENCE)).how != "passed":
            if again(tree, programs[name], outcome.test):
                return ("tests" if outcome.how == "failed" else "hung"), f"{name}: {outcome.test or outcome.how}"
            if not outcome.test or len(spared) > 6:
                break
            spared += ["--skip", outcome.test]
    return None


def again(tree, program, test):
    """Whether what failed fails again, alone: on a loaded machine a test may fail that has nothing to say."""
    alone = (test, "--exact") if test else ()
    return any(tree.run(program, *alone, limit=4 * PATIENCE).how != "passed" for _ in range(2))


def ask_models(tree, file):
    """What the models say of a mutant, the likely ones first."""
    programs = tree.build("--test=" + MODELS, models=True)
    if programs is None:
        return "survived", "the models do not build"
    return ask_each_model(tree, programs[MODELS], sorted(models_of(tree, programs[MODELS]), key=lambda model: not is_likely(model, file)))


def ask_likely_models(tree, file):
    """The verdict of those models that are likely to notice, if they do."""
    programs = tree.build("--test=" + MODELS, models=True) or {}
    models = [model for model in models_of(tree, programs[MODELS]) if is_likely(model, file)] if programs else []
    verdict, by = ask_each_model(tree, programs.get(MODELS), models)
    return (verdict, by) if verdict == "models" else None


def is_likely(model, file):
    return model.split("::")[0] in LIKELY_MODELS.get(re.split(r"[/.]", file)[0], "").split()


def models_of(tree, program):
    listed = subprocess.run([program, "--list", "--format=terse"], cwd=tree.crate, check=True, capture_output=True, text=True)
    return [line.removesuffix(": test") for line in listed.stdout.splitlines() if line.endswith(": test")]


def ask_each_model(tree, program, models):
    """Each in a process of its own: together they take twice the processor time (see .ci/nets/loom)."""
    end = time.monotonic() + MODEL_PATIENCE
    for model in models:
        outcome = tree.run(program, "--exact", model, limit=end - time.monotonic())
        if outcome.how == "unfinished":
            return "survived", f"the models were not at their end after {MODEL_PATIENCE} s"
        if outcome.how != "passed":
            return "models", f"{MODELS}: {model}"
    return "survived", ""


def is_noticed_by(tree, mutant, by):
    """Whether the test that noticed a mutant still does, in one run of three, or any other of the first tests: some races are
    seldom lost. A model gives the same answer each time, or none (None) where it does not come to its end."""
    program, test = by.split(": ", 1)
    models = program == MODELS
    target = "--lib" if program == LIBRARY else f"--test={program}"
    exact = () if test in ("failed", "hung", "unfinished") else (test, "--exact")
    limit, times = (AGAIN_PATIENCE, 1) if models else (4 * PATIENCE, 3)
    with tree.mutated(mutant):
        programs = tree.build(target, models=models) or {}
        runs = (tree.run(programs[program], *exact, limit=limit).how for _ in range(times) if program in programs)
        ends = next((how for how in runs if how != "passed"), "passed")
        if models and ends == "unfinished":
            return None
        return ends != "passed" or ask_first(tree) is not None
