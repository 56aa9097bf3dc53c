"""Memcheck over short runs of every command: no error, no leak, and the bytes of a run without it."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from program import DIGITS, PROGRAM, ProgramTest, run
from short_runs import run_all

LEAKS = "definite,indirect,possible"
MEMCHECK = ["valgrind", "--quiet", "--log-file=memcheck.%p", "--error-exitcode=99", "--leak-check=full",
            f"--show-leak-kinds={LEAKS}", f"--errors-for-leak-kinds={LEAKS}"]  # fmt: skip


@unittest.skipUnless(shutil.which("valgrind"), "needs valgrind")
@unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD") == "Release", "sanitizers do not run under it")
class ValgrindTest(ProgramTest):
    def check(self, folder):
        """That memcheck said nothing."""
        for log in folder.glob("memcheck.*"):
            said = log.read_text()
            log.unlink()
            self.assertEqual(said, "")

    def test_no_command_has_an_error_or_a_leak(self):
        with tempfile.TemporaryDirectory() as elsewhere:
            plain = pathlib.Path(elsewhere)
            for (args, expected), (_, done) in zip(run_all(plain), run_all(self.folder, *MEMCHECK), strict=True):
                with self.subTest(" ".join(args[:4])):
                    self.check(self.folder)
                    self.assertEqual((done.returncode, done.stdout), (expected.returncode, expected.stdout))
            for file in (path.name for path in plain.iterdir() if path.is_file()):
                self.assertEqual((self.folder / file).read_bytes(), (plain / file).read_bytes(), file)

    def test_no_kind_of_vector_reads_what_nobody_wrote(self):
        args = ["train", DIGITS, "--epochs", "1", "--hidden", "13,7", "--batch-size", "19", "--rank", "none", "--prove", "none", "-q"]
        expected = run(*args)
        for target in ("avx2", "sse4", "scalar", "neon"):  # memcheck knows no AVX-512: under it the program finds none
            environment = {**os.environ, "RELUSCOPE_CPU": target}
            if run("--version", env=environment).code != 0:
                continue
            with self.subTest(target):
                done = subprocess.run([*MEMCHECK, PROGRAM, *args], cwd=self.folder, env=environment, capture_output=True, check=True)
                self.check(self.folder)
                self.assertEqual(done.stdout, expected.stdout)
