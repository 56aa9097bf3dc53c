"""Little memory, small stacks, no threads and full disks end in the result or in one line."""

import os
import pathlib
import resource
import shlex
import subprocess
import tempfile
import unittest

from faults import PROGRAM, Outcome, Study

# In kB. The program itself takes 11 MB of address space; with less the system's loader ends it, with a line of its own.
MEMORY = [*range(10_000, 20_000, 1_000), *range(20_000, 60_000, 5_000), *range(60_000, 220_000, 20_000)]
ENOUGH = 80_000
STACKS = [16, 32, 64, 128, 512, 1024]


class LimitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = Study()
        cls.addClassCleanup(cls.study.close)

    def test_little_memory_is_one_line_that_names_the_limit(self):
        said = 0
        for name in self.study.commands:
            for most in MEMORY:
                with self.subTest(name, most=most):
                    outcome = self.study.run(name, {resource.RLIMIT_AS: most << 10})
                    if outcome.code == 127 and most < 12_000:
                        self.assertIn("error while loading shared libraries", outcome.stderr)
                        continue
                    self.assertIsNone(self.study.fault_of(name, outcome))
                    if most >= ENOUGH:
                        self.assertEqual(outcome.code, self.study.expected(name).code, outcome.stderr)
                    elif "out of memory" in outcome.stderr:
                        said += 1
                        self.assertIn(f"ulimit -v allows {most} kB", outcome.stderr)
        self.assertGreater(said, 20)

    def test_a_small_stack_is_enough(self):
        for name in self.study.commands:
            for most in STACKS:
                with self.subTest(name, most=most):
                    outcome = self.study.run(name, {resource.RLIMIT_STACK: most << 10})
                    self.assertIsNone(self.study.fault_of(name, outcome))
                    self.assertEqual(outcome.code, self.study.expected(name).code)

    def test_without_threads_a_user_gets_the_same_bytes(self):
        if os.geteuid() != 0:
            unlimited = None
        else:
            unlimited = 65534  # root has no such limit: as nobody, who must get at the program and at the data
        command = [PROGRAM, "train", "-", "--hidden", "3", "--epochs", "2", "--threads", "4", "--quiet"]
        data = (self.study.inputs / "data.csv").read_bytes()
        limit = lambda: resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        try:
            done = subprocess.run(command, input=data, capture_output=True, cwd="/", user=unlimited, preexec_fn=limit)
        except PermissionError as error:
            self.skipTest(str(error))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout, subprocess.run(command, input=data, capture_output=True).stdout)


class FullDiskTest(unittest.TestCase):
    """On a disk of 64 kB, of which more and more is taken."""

    COMMANDS = {
        "train": ["train", "../in/data.csv", "--hidden", "3", "--epochs", "2", "-o", "report.json", "--save-model",
                  "model.safetensors", "--events", "events.jsonl", "--split-out", "split.csv", "--quiet"],
        "prune": ["prune", "../in/dead.safetensors", "../in/data.csv", "-o", "small.safetensors", "--report", "prune.json"],
        "sweep": ["sweep", "../in/data.csv", "--hidden", "3", "--epochs", "2", "--lr", "0.1,1", "--seeds", "3", "--threads", "1",
                  "--dir", "runs", "-o", "sweep.json", "--quiet"],
    }
    GROWS = {"events.jsonl", "runs/shard-0001-of-0001.jsonl"}

    def run_on_disk(self, study, args, taken):
        """Run on a disk of which so many kB are taken; returns the outcome, and what was on the disk."""
        with tempfile.TemporaryDirectory(dir=study.folder) as kept:
            script = f"""mount -t tmpfs -o size=64k tmpfs {shlex.quote(str(study.work))} || exit 99
                cd {shlex.quote(str(study.work))}
                head -c {taken << 10} /dev/zero > taken
                {shlex.join([PROGRAM, *args])}
                code=$?
                rm taken
                cp -r . {shlex.quote(kept)}
                exit $code"""
            done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, timeout=60)
            files = {str(path.relative_to(kept)): path.read_bytes() for path in pathlib.Path(kept).rglob("*") if path.is_file()}
        return Outcome(done.returncode, done.stdout, done.stderr.decode(), files)

    def test_what_does_not_fit_is_an_error_and_leaves_nothing_partial(self):
        study = Study()
        self.addCleanup(study.close)
        for name, args in self.COMMANDS.items():
            whole = self.run_on_disk(study, args, 0)
            if whole.code in (1, 99) and "report" not in str(whole.files) and not whole.files:
                self.skipTest(f"nothing can be mounted here: {whole.stderr}")
            self.assertIn(whole.code, (0, 1), whole.stderr)
            codes = set()
            for taken in range(0, 68, 4):
                with self.subTest(name, taken=taken):
                    outcome = self.run_on_disk(study, args, taken)
                    codes.add(outcome.code)
                    if outcome.code == whole.code:
                        self.assertEqual((outcome.stdout, outcome.files), (whole.stdout, whole.files))
                        continue
                    self.assertEqual(outcome.code, 2)
                    self.assertRegex(outcome.stderr, r"(?m)^error: [^\n]*No space left on device[^\n]*\n\Z")
                    for path, content in outcome.files.items():
                        self.assertTrue(content == whole.files.get(path) or
                                        (path in self.GROWS and whole.files[path].startswith(content)), path)
            self.assertEqual(codes, {whole.code, 2}, name)


if __name__ == "__main__":
    unittest.main()
