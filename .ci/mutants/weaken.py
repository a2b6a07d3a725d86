"""The mutants of the pool: each place in its source that could be weaker, found by text, none left out by hand.

Kinds of our own:

ordering  an Acquire, Release, AcqRel or SeqCst is Relaxed
fence     a fence is gone
notify    a call that wakes or tells somebody, made for its effect alone, is gone; notify_all wakes one
cleanup   any other call made for its effect alone is gone: sweeps, drops of guards, closing, counting
bound     a comparison, a count or a limit is off by one; a `min` or `max` is gone
check     an `if` is never taken, so that a look (again) under a lock is left out
recheck   a `while` that holds a wait looks once

With cargo-mutants installed its mutants are added, under its names for their kinds, beginning with "cargo".
Comments, strings, attributes, imports, assertions and what only tests or models compile are no source here.
"""

import collections
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
from dataclasses import dataclass

CRATE = "crates/lap-pool"
# What only models compile.
LEFT_OUT = {"model.rs", "sync/origin.rs"}
RELAXED = "std::sync::atomic::Ordering::Relaxed"
TELLS = re.compile(r"(notify|unpark|wake|announce|raise|note)(_|\b)")
WORDS = {"if", "for", "while", "loop", "match", "let", "return", "use", "break", "continue", "else", "unsafe", "const", "static", "fn", "pub", "impl", "type", "mod", "struct", "enum"}


@dataclass(frozen=True)
class Mutant:
    file: str  # below the crate's src
    kind: str
    start: int
    end: int
    before: str
    after: str
    line: int
    column: int
    text: str  # the line it stands in
    around: str  # that line, the two before it and the two after
    identity: str  # of its file, its text and its number among those alike: lines may move

    @property
    def marked(self):
        """The line, with marks around what is changed."""
        line = next(line for line in self.around.split("\n") if line.strip() == self.text)
        before, at = self.before.split("\n")[0], self.column - 1
        return f"{line[:at]}«{before}»{line[at + len(before):]}".strip()

    def __str__(self):
        before, after = (" ".join(part.split()) for part in (self.before, self.after))
        if len(before) > 60:
            before = before[:40] + " ... " + before[-15:]
        change = f"`{before}` -> `{after.strip()}`" if after.strip() else f"without `{before}`"
        return f"{self.file}:{self.line}:{self.column} {self.kind}: {change}"


def sources(root):
    """The files that mutants are made of, by their names below src."""
    src = pathlib.Path(root, CRATE, "src")
    for path in sorted(src.rglob("*.rs")):
        name = str(path.relative_to(src))
        if path.name != "tests.rs" and "tests" not in path.relative_to(src).parts and name not in LEFT_OUT:
            yield name, path.read_text()


def blank(text, start, end):
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def closing(code, opening):
    """Where the bracket at `opening` is closed."""
    depth = 0
    for at in range(opening, len(code)):
        depth += (code[at] in "([{") - (code[at] in ")]}")
        if depth == 0:
            return at
    return len(code) - 1


LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/|b?r(?P<hash>\#*)"(?:.*?)"(?P=hash)|b?"(?:\\.|[^"\\])*"|b?'(?:\\[^\n]+?|[^'\\\n])'""", re.S
)


def code_of(text):
    """The text with all that is not the pool's own code blank, of the same length."""
    code = LITERAL.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    # Of tests and models: an attribute, those after it, and the item or block that they are for.
    for found in reversed(list(re.finditer(r"#\[cfg\((?:all\()?(?:test|lap_pool_loom)\b", code))):
        end = found.start()
        while re.match(r"\s*#\[", code[end:]):
            end = closing(code, code.index("[", end)) + 1
        body = re.compile(r"[{;,}]").search(code, end).start()
        end = closing(code, body) + 1 if code[body] == "{" else body
        code = blank(code, found.start(), end)
    for found in re.finditer(r"#!?\[|\b(?:debug_)?assert\w*!\(", code):
        code = blank(code, found.start(), closing(code, found.end() - 1) + 1)
    for found in re.finditer(r"^[ \t]*(?:pub(?:\([^)]*\))? )?use [^;]*;", code, re.M):
        code = blank(code, *found.span())
    return code


def statements(code):
    """Each call that is a statement: where it is, and the name of what is called last."""
    for found in re.finditer(r"(?:^[ \t]*|(?<=[{};]) )(?=[A-Za-z_(*])", code, re.M):
        start = found.end()
        if code[:start].rstrip()[-1:] not in ("{", "}", ";"):
            continue
        at = start
        names = ""
        while at < len(code) and code[at] not in ";)]}":
            if code[at] in "([{":
                at = closing(code, at)
                names += "()"
            else:
                names += code[at]
            at += 1
        # A closing bracket first: it was a value, or a match's arm.
        if code[at : at + 1] != ";" or re.match(r"[\w]+", names.lstrip("(*")) is None:
            continue
        first = re.match(r"\(?\)?[\w]*", names.lstrip("*")).group()
        called = re.search(r"(\w+)\(\)\s*\??$", names)
        if called and first not in WORDS and not re.search(r"(?<![=<>!])=(?!=)|!", names):
            yield start, at + 1, called.group(1)


def own(code):
    """Each place that could be weaker: kind, from, to, and what would stand there."""
    for found in re.finditer(r"\b(?:(?:atomic::)?Ordering::)?(?:Acquire|Release|AcqRel|SeqCst)\b", code):
        yield "ordering", *found.span(), RELAXED
    for start, end, called in statements(code):
        kind = "fence" if "fence" in called else "notify" if TELLS.match(called) else "cleanup"
        yield kind, start, end, "{}" if code[end:].lstrip()[:1] == "else" else ""
    for found in re.finditer(r"\bnotify_all(?=\(\))", code):
        if not code[: found.start()].endswith("fn "):
            yield "notify", *found.span(), "notify_one"
    off_by_one = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
    for found in re.finditer(r"(?<=\s)(?:<|<=|>|>=)(?=\s)", code):
        yield "bound", *found.span(), off_by_one[found.group()]
    for found in re.finditer(r" [-+] 1\b(?![.\w])", code):
        yield "bound", *found.span(), ""
    for found in re.finditer(r"(?<=[-+]= )1(?=;)", code):
        yield "bound", *found.span(), "0"
    for found in re.finditer(r"(?<=[\w)])\.\.=(?=[\w(])", code):
        yield "bound", *found.span(), ".."
    for found in re.finditer(r"\.\s*(?:min|max)\((?!\))", code):
        yield "bound", found.start(), closing(code, found.end() - 1) + 1, ""
    for found in re.finditer(r"\b(if|while)\s+(?!let\b)", code):
        start = end = found.end()
        while code[end] not in "{;,}" and code[end : end + 2] != "=>":
            end = closing(code, end) + 1 if code[end] in "([" else end + 1
        if code[end] != "{" or "&& let " in code[start:end] or "cfg!" in code[start:end]:
            continue
        if found.group(1) == "if":
            yield "check", start, len(code[:end].rstrip()), "false"
        elif re.search(r"\.wait|\bpark", code[end : closing(code, end)]):
            yield "recheck", closing(code, end), closing(code, end), " break; "


def of_cargo_mutants(root, texts):
    """What cargo-mutants would change, or nothing where it is not installed."""
    if not shutil.which("cargo-mutants"):
        return
    call = ["cargo", "mutants", "--package", "lap-pool", "--list", "--json"]
    for mutant in json.loads(subprocess.run(call, cwd=root, check=True, capture_output=True, text=True).stdout):
        file = mutant["file"].removeprefix(f"{CRATE}/src/")
        if file in texts:
            lines = texts[file].splitlines(keepends=True)
            place = lambda at: sum(map(len, lines[: at["line"] - 1])) + at["column"] - 1
            start, end = place(mutant["span"]["start"]), place(mutant["span"]["end"])
            # A body is replaced by a value with its braces around it.
            yield file, "cargo " + mutant["genre"], start, end, mutant["replacement"]


def all_mutants(root):
    texts = dict(sources(root))
    codes = {file: code_of(text) for file, text in texts.items()}
    found = [(file, *place) for file, code in codes.items() for place in own(code)]
    found += [place for place in of_cargo_mutants(root, texts) if codes[place[0]][place[2] : place[3]].strip()]
    alike, seen, mutants = collections.Counter(), set(), []
    for file, kind, start, end, after in found:
        if (file, start, end, after) in seen:
            continue
        seen.add((file, start, end, after))
        text = texts[file]
        begin = text.rfind("\n", 0, start) + 1
        line = text[begin : text.find("\n", start)].strip()
        name = (file, kind, line, text[start:end], after)
        alike[name] += 1
        identity = hashlib.sha256(repr((*name, alike[name])).encode()).hexdigest()[:8]
        number = text.count("\n", 0, start) + 1
        around = "\n".join(text.splitlines()[max(0, number - 3) : number + 2])
        column = start - begin + 1
        mutants.append(Mutant(file, kind, start, end, text[start:end], after, number, column, line, around, identity))
    return mutants, texts
