"""Runs reluscope as a user would: arguments in; exit code, stdout and stderr out.

The environment names the program (RELUSCOPE) and the folder with the CSVs (RELUSCOPE_DATA).
"""

import fcntl
import json
import os
import pathlib
import pty
import re
import shlex
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from dataclasses import dataclass

PROGRAM = pathlib.Path(os.environ["RELUSCOPE"]).resolve()
DATA = pathlib.Path(os.environ["RELUSCOPE_DATA"]).resolve()
DIGITS, PENGUINS, DIABETES = (str(DATA / name) for name in ("digits.csv", "penguins.csv", "diabetes.csv"))

# all that --quiet leaves of a run that fails
LAST_LINE = r"\Averdict: fail \([^\x00-\x1f]+\)(: [^\x00-\x1f]+)?\n\Z"

TIMEOUT = 120  # seconds of one run; a sanitizer makes it ten times slower


@dataclass
class Result:
    code: int
    stdout: bytes
    stderr: str


def run(*args, stdin=b"", cwd=None, env=None):
    """Run the program; stdin is bytes, which it reads through a pipe, or an open file."""
    source = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    command = [str(PROGRAM), *map(str, args)]
    done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, cwd=cwd, env=env, **source)
    stderr = done.stderr.decode("utf-8")
    for alarm in ("Sanitizer", "runtime error:"):
        if alarm in stderr:
            raise AssertionError(f"{command}\n{stderr}")
    return Result(done.returncode, done.stdout, stderr)


def processor_has(*features):
    """As Linux names them."""
    info = pathlib.Path("/proc/cpuinfo")
    return info.exists() and set(features) <= set(" ".join(re.findall(r"^flags\s*:(.*)$", info.read_text(), re.M)).split())


def parse_report(text):
    """Parse JSON as the standard has it: no NaN, no Infinity, UTF-8."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text.decode("utf-8") if isinstance(text, bytes) else text, parse_constant=refuse)


def fix_of(finding):
    """Return what the formats say of what to do about a finding."""
    if "caused_by" in finding:
        return f"follows from {finding['caused_by']}"
    return f"fix: {finding['advice']}" + (f": {finding['cure']}" if "cure" in finding else "")


def without_options(report, *options):
    """Return the report with its commands as words, without these options and their values."""
    report = json.loads(json.dumps(report))
    for finding in report["findings"]:
        if "command" in finding:
            pairs = re.findall(r"(--[^=\0]+)?((?:[=\0](?!--)[^\0]*)*)\0?", "\0".join(shlex.split(finding["command"])))
            finding["command"] = [pair for pair in pairs if pair[0] not in options]
    return report


def without_path(report, *options):
    """Return the report without where its data is, in its commands too; else as `without_options` does."""
    report = json.loads(json.dumps(report))
    path = report["data"].pop("path")
    for finding in report["findings"]:
        if "command" in finding:
            words = shlex.split(finding["command"])
            if words[:3] != ["reluscope", "train", path]:
                raise AssertionError(finding["command"])
            finding["command"] = shlex.join(words[:2] + words[3:])
    return without_options(report, *options)


def _take_signals():
    """Undo what a shell does to what it runs in the background: SIGINT is ignored there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class ProgramTest(unittest.TestCase):
    """Runs in a folder of its own, which is gone afterwards."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def write(self, name, content):
        """Write a file into the folder and return its name."""
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return name

    def read(self, name):
        return (self.folder / name).read_bytes()

    def program(self, *args, **how):
        return run(*args, cwd=self.folder, **how)

    def start(self, *args, **how):
        """Start the program and return its process, which does not outlive the test."""
        process = subprocess.Popen([str(PROGRAM), *map(str, args)], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, preexec_fn=_take_signals, **how)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def on_a_terminal(self, *args, width=80, stdout=subprocess.DEVNULL, **environment):
        """What the program writes to a terminal of that width, which stdout may be too (None)."""
        try:
            ours, theirs = pty.openpty()
        except OSError as error:  # a bare chroot has none
            self.skipTest(f"no pseudo-terminal here: {error}")
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        process = subprocess.Popen([str(PROGRAM), *map(str, args)], cwd=self.folder, stderr=theirs, stdin=subprocess.DEVNULL,
                                   stdout=theirs if stdout is None else stdout,
                                   env={**env, "TERM": "xterm", **environment})
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 65536):
                shown += block
        except OSError:  # Linux says EIO where the other end has closed
            pass
        os.close(ours)
        self.assertEqual(process.wait(TIMEOUT), 0)
        return shown.decode("utf-8").replace("\r\n", "\n")

    def wait_until(self, process, condition):
        """Wait for something that the running process does."""
        end = time.monotonic() + TIMEOUT
        while not condition():
            self.assertIsNone(process.poll(), "it has ended")
            self.assertLess(time.monotonic(), end, "it takes too long")
            time.sleep(0.01)

    def train(self, *args, code=0, stdin=b""):
        """Train quietly and return the report. A dead network is no failure here: many a test makes one on purpose."""
        result = self.program("train", *args, "--allow-dead-network", "--quiet", stdin=stdin)
        self.assertEqual(result.code, code, result.stderr)
        self.assertRegex(result.stderr, LAST_LINE if code == 1 else r"\A\Z")  # quiet, but not about a failure
        return parse_report(result.stdout)

    def fails(self, *args, saying=(), stdin=b""):
        """Check for exit 2, one line on stderr that says these words, no output, and a folder left as it was."""
        before = sorted(self.folder.rglob("*"))
        result = self.program(*args, stdin=stdin)
        self.assertEqual((result.code, result.stdout), (2, b""), result.stderr)
        self.assertRegex(result.stderr, r"\Aerror: [^\x00-\x1f]{1,1000}\n\Z")
        for words in saying:
            self.assertIn(words, result.stderr)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def train_fails(self, *args, saying=(), stdin=b""):
        self.fails("train", *args, "--quiet", "-o", "report.json", saying=saying, stdin=stdin)
