"""Whatever call of the C library fails: the result, or one line that says what happened; nothing partial, nothing left."""

import collections
import errno
import os
import pathlib
import subprocess
import tempfile
import unittest

from faults import ERRORS, FAIL_CALLS, PROGRAM, Fault, Study, run_study

STEP = 10  # of so many allocations one is tried; faults.py tries all


class FaultTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = Study()
        cls.addClassCleanup(cls.study.close)

    def test_no_call_that_fails_does_harm(self):
        lines = []
        faults, violations = run_study(self.study, list(self.study.commands), ERRORS, STEP, lines.append)
        self.assertEqual(violations, [], "\n".join(lines))
        of_kinds = collections.Counter()
        for (_, kind), count in faults.items():
            of_kinds[kind] += count
        for kind in ("open", "read", "write", "sync", "stat", "seek", "close", "folder", "path", "thread", "memory"):
            self.assertGreater(of_kinds[kind], 20, kind)  # the library stands before what the program calls

    def test_the_error_is_that_of_the_call(self):
        for kind, error in (("open", "EMFILE"), ("read", "EIO"), ("write", "ENOSPC"), ("sync", "EIO")):
            with self.subTest(kind):
                outcome = self.study.run("render, a page", **Fault(kind, 1, 0, error).environment())
                self.assertEqual(outcome.code, 2)
                self.assertIn(os.strerror(getattr(errno, error)), outcome.stderr)

    def test_a_sweep_that_could_not_write_goes_on_with_resume(self):
        command = ["sweep", "../in/data.csv", "--hidden", "3", "--epochs", "2", "--lr", "0.1,1", "--seeds", "2", "--threads", "1",
                   "--dir", "runs", "--quiet", "-o", "sweep.json"]
        with tempfile.TemporaryDirectory(dir=self.study.folder) as whole:
            subprocess.run([PROGRAM, *command], cwd=whole, check=True)
            expected = pathlib.Path(whole, "sweep.json").read_bytes()
        failed = 0
        for kind, error in (("write", "ENOSPC"), ("write", "short"), ("sync", "EIO"), ("truncate", "EIO"), ("thread", "EAGAIN")):
            for first in range(1, 7):
                for calls in (1, 0):
                    fault = Fault(kind, first, calls, error)
                    with self.subTest(str(fault)), tempfile.TemporaryDirectory(dir=self.study.folder) as folder:
                        env = {**os.environ, "LD_PRELOAD": FAIL_CALLS, **fault.environment()}
                        code = subprocess.run([PROGRAM, *command], cwd=folder, env=env, capture_output=True).returncode
                        if code != 0:
                            failed += 1
                            subprocess.run([PROGRAM, *command, "--resume"], cwd=folder, check=True)
                        self.assertEqual(pathlib.Path(folder, "sweep.json").read_bytes(), expected)
        self.assertGreater(failed, 5)


if __name__ == "__main__":
    unittest.main()
