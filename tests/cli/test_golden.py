"""The same data, options and seed give the same bytes on every machine: those in golden.json, with every kind of vector
that this one has."""

import json
import os
import unittest

from golden import HASHES, RUNS, digests
from program import ProgramTest

TARGETS = ("avx512", "avx2", "sse4", "scalar", "neon")


class GoldenTest(ProgramTest):
    def supported(self):
        return [target for target in TARGETS
                if self.program("--version", env={**os.environ, "RELUSCOPE_CPU": target}).code == 0]  # fmt: skip

    def test_the_bytes_are_those_of_every_machine(self):
        expected = json.loads(HASHES.read_text())
        self.assertEqual(expected.keys(), RUNS.keys())
        targets = self.supported()
        self.assertTrue(targets)
        for target in targets:
            for name in RUNS:
                with self.subTest(name, target=target):
                    self.assertEqual(digests(name, env={**os.environ, "RELUSCOPE_CPU": target}), expected[name])

    def test_an_instruction_set_that_is_not_there_is_an_error(self):
        result = self.program("--version", env={**os.environ, "RELUSCOPE_CPU": "avx1024"})
        self.assertEqual(result.code, 2)
        self.assertRegex(result.stderr, r"^error: environment: RELUSCOPE_CPU is 'avx1024', which .*; it has .*; unset it")


if __name__ == "__main__":
    unittest.main()
