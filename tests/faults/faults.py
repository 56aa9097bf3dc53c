"""Makes the n-th call of a kind fail in a short run of each command, and says what must not be.

A run with a fault ends in one of two ways: as it would have ended without it, with the same bytes on standard output and in
every file; or with exit code 2, one `error:` line, and every file as it was before, or complete. (Of --events and of a sweep's
runs, which grow line by line, the beginning may be there.) It leaves nothing else - but the file beside an output that could
not be removed, where removing is what fails -, is ended by no signal and does not hang.

    python3 tests/faults/faults.py               every n, of all kinds: takes some minutes of one core
    python3 tests/faults/faults.py --command train --kind read --first 3 --calls 1 --error EIO      one of them, shown

The environment names the program (RELUSCOPE) and the library that is loaded before the C library (FAIL_CALLS).
"""

import argparse
import collections
import concurrent.futures
import errno
import gzip
import io
import os
import pathlib
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field

sys.path.append(str(pathlib.Path(__file__).parent.parent / "cli"))
import numpy
import onnx_bytes

PROGRAM = str(pathlib.Path(os.environ["RELUSCOPE"]).resolve())
FAIL_CALLS = str(pathlib.Path(os.environ["FAIL_CALLS"]).resolve())
TIMEOUT = 60  # seconds; a run takes some hundredths of one

MEMORY = "memory"
SHORT = "short"
# What a kind of call may fail with. A short read or write, and one that a signal interrupts, must not show at all.
ERRORS = {
    "open": ["EMFILE", "EIO", "EINTR"],
    "read": ["EIO", "EINTR", SHORT],
    "write": ["ENOSPC", "EIO", "EINTR", SHORT],
    "sync": ["EIO", "ENOSPC"],
    "rename": ["EIO", "EACCES"],
    "link": ["EIO", "EEXIST"],
    "unlink": ["EIO"],
    "stat": ["EIO"],
    "seek": ["EIO"],
    "truncate": ["EIO"],
    "close": ["EIO"],
    "folder": ["EIO", "ENOSPC"],
    "path": ["EIO"],
    "mode": ["EPERM"],
    "map": ["ENOMEM"],
    "thread": ["EAGAIN"],
    MEMORY: ["ENOMEM"],
}
HARMLESS = {("read", "EINTR"), ("read", SHORT), ("write", "EINTR"), ("write", SHORT), ("thread", "EAGAIN")}

OLD = b"an older file\n"


@dataclass(frozen=True)
class Command:
    """A run: its arguments, what it reads from standard input, and the files it writes; `before` are there already."""

    args: tuple
    stdin: str = None
    before: tuple = ()
    grows: tuple = ()  # files that are written line by line


def commands():
    tiny = ("--hidden", "3", "--epochs", "2")
    one = (*tiny, "--threads", "1", "--quiet")
    data = "../in/data.csv"
    return {
        "train": Command(("train", data, *tiny, "--threads", "1", "-o", "report.json", "--save-model", "model.safetensors",
                          "--html", "page.html", "--events", "events.jsonl", "--split-out", "split.csv"),
                         before=("report.json", "model.safetensors"), grows=("events.jsonl",)),
        "train, to standard output": Command(("train", data, *one)),
        "train, two threads": Command(("train", data, *tiny, "--quiet", "--threads", "2", "--lr", "30", "--autopsy",
                                       "--allow-dead-network")),
        "train, gzip": Command(("train", "../in/data.csv.gz", *one)),
        "train, zip": Command(("train", "../in/data.zip", *one, "-o", "report.json")),
        "train, zip from a pipe": Command(("train", "-", *one, "-o", "report.json"), stdin="data.zip"),
        "train, Latin-1": Command(("train", "../in/latin.csv", *one)),
        "train, with a configuration": Command(("train", "--config", "../in/config.toml", "--quiet", "--threads", "1")),
        "inspect, safetensors": Command(("inspect", "../in/model.safetensors", data, "--threads", "1", "-o", "report.json")),
        "inspect, ONNX": Command(("inspect", "../in/model.onnx", "../in/inputs.csv", "--threads", "1", "--quiet")),
        "inspect, npz": Command(("inspect", "../in/rows.npz", "--threads", "1", "--quiet")),
        "prune": Command(("prune", "../in/dead.safetensors", data, "-o", "small.safetensors", "--report", "prune.json",
                          "--threads", "1"), before=("small.safetensors",)),
        "render, a page": Command(("render", "../in/report.json", "--format", "html", "-o", "page.html"),
                                  before=("page.html",)),
        "render, JUnit": Command(("render", "../in/report.json", "--format", "junit")),
        "check": Command(("check", "../in/report.json", "--fail-on", "dead > 0", "-o", "check.json")),
        "compare": Command(("compare", "../in/report.json", "../in/other.json", "-o", "compare.json")),
        "remedy": Command(("remedy", "../in/outlier.csv", *one, "--seeds", "1", "-o", "remedy.json")),
        "sweep": Command(("sweep", data, *one, "--lr", "0.1,1", "--seeds", "1", "--dir", "runs", "-o", "sweep.json"),
                         grows=("runs/shard-0001-of-0001.jsonl",)),
        "sweep merge": Command(("sweep", "merge", "../in/runs", "-o", "sweep.json")),
        "data": Command(("data", data)),
        "gradcheck": Command(("gradcheck", "0.5")),
        "generate": Command(("generate", "man")),
        "schema": Command(("schema",)),
        "help": Command(("train", "--help")),
        "no command": Command(()),
    }


@dataclass(frozen=True)
class Fault:
    kind: str
    first: int
    calls: int  # 0: all from the first on
    error: str

    def environment(self):
        number = 0 if self.error == SHORT else getattr(errno, self.error)
        return {"FAULT_KIND": self.kind, "FAULT_FIRST": str(self.first), "FAULT_CALLS": str(self.calls),
                "FAULT_ERROR": str(number)}

    def __str__(self):
        return f"--kind {self.kind} --first {self.first} --calls {self.calls} --error {self.error}"


@dataclass
class Outcome:
    code: int  # of a run that hangs: None
    stdout: bytes
    stderr: str
    files: dict = field(default_factory=dict)


class Study:
    """Runs in folders of its own, which are gone when it is closed."""

    def __init__(self):
        self._temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._temporary.name)
        self.inputs, self.work, self.spool = (self.folder / name for name in ("in", "work", "spool"))
        for folder in (self.inputs, self.work, self.spool):
            folder.mkdir()
        self.commands = commands()
        self._make_inputs()
        self._expected = {}

    def close(self):
        self._temporary.cleanup()

    def _make_inputs(self):
        rng = random.Random(1)
        rows = [(rng.gauss(0, 1), rng.gauss(0, 1)) for _ in range(20)]
        csv = "a,b,y\n" + "".join(f"{a:.2f},{b:.2f},{'uv'[a + b > 0]}\n" for a, b in rows)
        write = lambda name, content: (self.inputs / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        write("data.csv", csv)
        write("inputs.csv", "".join(line.rsplit(",", 1)[0] + "\n" for line in csv.splitlines()))
        write("other.csv", csv.replace("0.", "1."))
        lines = csv.splitlines(keepends=True)
        lines[5] = "9e6" + lines[5][lines[5].index(","):]  # a remedy leaves it out, and so reads the data again
        write("outlier.csv", "".join(lines))
        write("latin.csv", csv.replace("v\n", "\u00fc\n").encode("latin-1"))
        write("data.csv.gz", gzip.compress(csv.encode(), mtime=0))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.csv", csv)
        write("data.zip", packed.getvalue())
        weights = numpy.random.default_rng(1).normal(size=(2, 3)).astype("float32"), numpy.ones((3, 2), "float32")
        nodes = [onnx_bytes.node("MatMul", ["x", "w"], ["z"]), onnx_bytes.node("Relu", ["z"], ["h"]),
                 onnx_bytes.node("MatMul", ["h", "v"], ["y"])]
        tensors = [onnx_bytes.tensor("w", weights[0]), onnx_bytes.tensor("v", weights[1])]
        write("model.onnx", onnx_bytes.model(nodes, tensors, [onnx_bytes.value_info("x", ["N", 2])], [onnx_bytes.value_info("y", ["N", 2])]))
        numpy.savez(self.inputs / "rows.npz", layer=numpy.maximum(0, numpy.random.default_rng(2).normal(size=(9, 4))))
        in_inputs = lambda *args: subprocess.run([PROGRAM, *args, "--quiet"], cwd=self.inputs, check=True, capture_output=True)
        tiny = ("--hidden", "3", "--epochs", "2")
        in_inputs("train", "data.csv", *tiny, "-o", "report.json", "--save-model", "model.safetensors")
        in_inputs("train", "data.csv", *tiny, "--lr", "0.5", "-o", "other.json")
        in_inputs("train", "data.csv", *tiny, "--bias-init", "constant:-100", "--allow-dead-network", "-o", "dead.json",
                  "--save-model", "dead.safetensors")
        in_inputs("sweep", "data.csv", *tiny, "--lr", "0.1,1", "--seeds", "1", "--dir", "runs")
        write("config.toml", '[train]\ndata = "../in/data.csv"\nvalidation-data = "../in/other.csv"\n'
              'init-from = "../in/model.safetensors"\nepochs = 2\n')

    def run(self, name, limits=None, **environment):
        """Run a command in the work folder, which then is as it was.

        limits: resources (RLIMIT_AS) and what the run may have of them. environment: of the library, which is not loaded if
        there is none.
        """
        command = self.commands[name]
        self._put_old_files(command)
        env = self._environment(environment)
        limit = lambda: [resource.setrlimit(what, (most, most)) for what, most in limits.items()]
        stdin = (self.inputs / command.stdin).read_bytes() if command.stdin else b""
        try:
            done = subprocess.run([PROGRAM, *command.args], cwd=self.work, env=env, input=stdin, capture_output=True,
                                  timeout=TIMEOUT, preexec_fn=limit if limits else None)
            outcome = Outcome(done.returncode, done.stdout, done.stderr.decode())
        except subprocess.TimeoutExpired as hung:
            outcome = Outcome(None, hung.stdout or b"", (hung.stderr or b"").decode())
        outcome.files = self._take_files()
        return outcome

    def _environment(self, of_library):
        own = {"PATH": os.environ["PATH"], "TMPDIR": str(self.spool)}
        return {**own, "LD_PRELOAD": FAIL_CALLS, **of_library} if of_library else own

    def _put_old_files(self, command):
        for path in command.before:
            (self.work / path).write_bytes(OLD)

    def _take_files(self):
        """Return what is in the folders, which are empty then."""
        files = {}
        for folder in (self.work, self.spool):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    files[str(path.relative_to(folder))] = path.read_bytes()
            for path in list(folder.iterdir()):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return files

    def expected(self, name):
        """How the command ends without a fault."""
        if name not in self._expected:
            self._expected[name] = self.run(name)
            if (self._expected[name].code == 2) != (not self.commands[name].args):
                raise AssertionError(f"{name}: {self._expected[name].stderr}")
        return self._expected[name]

    def calls(self, name):
        """How many calls of each kind a run without a fault makes."""
        counts = self.folder / "counts"
        self.run(name, FAULT_COUNTS=str(counts))
        if not counts.exists():
            raise AssertionError(f"{FAIL_CALLS} was not loaded")
        return {kind: int(count) for kind, count in (line.split() for line in counts.read_text().splitlines())}

    def forked(self, name, first, step, calls):
        """Let every step-th allocation from the first on fail in a fork of the program. calls: as of a Fault.

        Returns how many were tried, and which have to be tried by a run of their own: those that do not end at once with
        the line on memory, and the first of those that find the same files.
        """
        command, records, messages = self.commands[name], self.folder / "forks", self.folder / "messages"
        for file in (records, messages):
            file.write_bytes(b"")
        fault = Fault(MEMORY, first, calls, "ENOMEM")
        env = self._environment({**fault.environment(), "FAULT_FORKS": str(records), "FAULT_STEP": str(step)})
        stdin = (self.inputs / command.stdin).read_bytes() if command.stdin else b""
        self._put_old_files(command)
        with open(messages, "r+b", buffering=0, opener=lambda path, flags: os.open(path, flags | os.O_APPEND)) as stderr:
            done = subprocess.run([PROGRAM, *command.args], cwd=self.work, env=env, input=stdin, stdout=subprocess.PIPE,
                                  stderr=stderr)
        if (done.returncode, done.stdout, self._take_files()) != (self.expected(name).code, self.expected(name).stdout,
                                                                  self.expected(name).files):
            raise AssertionError(f"{name} does not go on as it should where its forks fail")
        alone, states, tried = [], set(), 0
        for call, changes, status in struct.iter_unpack("iii", records.read_bytes()):
            tried += 1
            if status != 2 or changes not in states:
                alone.append(call)
            states.add(changes)
        return tried, alone

    def violation(self, name, fault):
        """What is wrong about the run with that fault; none if nothing is."""
        outcome = self.run(name, **fault.environment())
        if (fault.kind, fault.error) in HARMLESS and outcome.code != self.expected(name).code:
            return f"it need not fail: {outcome.code}, {outcome.stderr[-300:]}"
        if fault.kind == "unlink":  # then nobody can remove it
            outcome.files = {path: content for path, content in outcome.files.items() if ".part" not in path}
        return self.fault_of(name, outcome, may_cut_short=fault.kind == "write")

    def fault_of(self, name, outcome, may_cut_short=False):
        """What is wrong about an outcome; none if nothing is. may_cut_short: standard output, of a run that fails."""
        command, expected = self.commands[name], self.expected(name)
        if outcome.code is None:
            return "it hangs"
        if outcome.code == expected.code != 2:
            if outcome.stdout != expected.stdout:
                return f"exit {outcome.code}, and standard output is another"
            if outcome.files != expected.files:
                return f"exit {outcome.code}, and the files are others: " + differences(outcome.files, expected.files)
            return None
        if outcome.code != 2:
            return f"exit {outcome.code}: {outcome.stderr[-300:]}"
        errors = [line for line in outcome.stderr.splitlines() if line.startswith("error: ")]
        if len(errors) != 1 or not outcome.stderr.endswith(errors[0] + "\n") or "internal" in errors[0]:
            return f"its error is no line for people: {outcome.stderr[-300:]!r}"
        is_cut_short = may_cut_short and expected.stdout.startswith(outcome.stdout)
        if outcome.stdout not in (b"", expected.stdout) and not is_cut_short:
            return "exit 2, and a part of the result is on standard output"
        for path, content in outcome.files.items():
            whole = expected.files.get(path)
            if whole is None:
                return f"exit 2, and it leaves {path}"
            is_old = path in command.before and content == OLD
            if content != whole and not is_old and not (path in command.grows and whole.startswith(content)):
                return f"exit 2, and {path} is neither old nor whole"
        for path in command.before:
            if path not in outcome.files:
                return f"exit 2, and the old {path} is gone"
        return None


def differences(files, expected):
    return ", ".join(sorted(path for path in {*files, *expected} if files.get(path) != expected.get(path)))


def faults_of(calls):
    """All faults but of allocations in a command that makes so many calls of each kind."""
    faults = []
    for kind, errors in ERRORS.items():
        if kind != MEMORY:
            faults += [Fault(kind, n, 1, error) for error in errors for n in range(1, calls[kind] + 1)]
            # all of them: a disk that stays full, reads of a byte each, no thread at all
            faults += [Fault(kind, n, 0, error) for error in errors if error != "EINTR" for n in range(1, min(calls[kind], 2) + 1)]
    return faults


def run_study(study, names, kinds, step, say=lambda line: None):
    """Try them all; returns the runs of each (command, kind), and the violations as (command, fault, what).

    step: of so many allocations one is tried, and an eighth of these as the one from which on there is no more memory. Those that all commands make alike, before they look at their arguments, are
    tried with one command alone.
    """
    runs, violations = collections.Counter(), []
    before_arguments = study.calls("no command")[MEMORY] - 200  # which it needs to say so, at most
    for name in names:
        faults = [fault for fault in faults_of(study.calls(name)) if fault.kind in kinds]
        runs.update((name, fault.kind) for fault in faults)
        for calls in (1, 0) if MEMORY in kinds else ():
            first = 1 if name == "no command" else before_arguments + 1
            tried, alone = study.forked(name, first, step if calls == 1 else 8 * step, calls)
            runs[name, MEMORY] += tried
            faults += [Fault(MEMORY, call, calls, "ENOMEM") for call in alone]
        for fault in faults:
            if what := study.violation(name, fault):
                violations.append((name, fault, what))
                say(f"{name}: {fault}: {what}")
        say(f"{name}: {sum(count for (of, _), count in runs.items() if of == name)} faults, {len(faults)} runs")
    return runs, violations


def table(names, runs):
    """The faults of each command and kind, as Markdown."""
    kinds = [kind for kind in ERRORS if any(runs[name, kind] for name in names)]
    lines = ["| command | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(str(runs[name, kind] or "") for kind in kinds) + " |" for name in names]
    lines.append("| all | " + " | ".join(str(sum(runs[name, kind] for name in names)) for kind in kinds) + " |")
    return "\n".join(lines)


def _study_one(name, kinds, step):
    study = Study()
    try:
        return run_study(study, [name], kinds, step, lambda line: print(line, file=sys.stderr, flush=True))
    finally:
        study.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=1, help="of so many allocations one is tried, not all")
    parser.add_argument("--jobs", type=int, default=1, help="so many commands at a time")
    parser.add_argument("--command", action="append", choices=commands(), help="this one alone; repeatable")
    parser.add_argument("--kind", action="append", choices=ERRORS, help="this kind alone; repeatable")
    parser.add_argument("--first", type=int, help="one fault alone: the first call of the kind that fails")
    parser.add_argument("--calls", type=int, default=1, help="how many fail in a row; 0: all from there on")
    parser.add_argument("--error", help="what they fail with, such as EIO, or short")
    options = parser.parse_args()
    names, kinds = options.command or list(commands()), options.kind or list(ERRORS)
    if options.first:
        study = Study()
        fault = Fault(kinds[0], options.first, options.calls, options.error or ERRORS[kinds[0]][0])
        outcome = study.run(names[0], **fault.environment())
        print(outcome.code, sorted(outcome.files), outcome.stderr, sep="\n")
        print(study.violation(names[0], fault) or "as it should be")
        return 0
    runs, violations = collections.Counter(), []
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for some, wrong in pool.map(_study_one, names, [kinds] * len(names), [options.step] * len(names)):
            runs += some
            violations += wrong
    print(table(names, runs))
    print(f"\n{sum(runs.values())} faults, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
