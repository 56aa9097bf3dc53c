"""The same data, options and seed give the same bytes, wherever, whenever and with however many threads."""

import os
import random
import re
import shutil
import socket
from program import DATA, DIGITS, PENGUINS, ProgramTest, parse_report, run

RUNS = {
    "digits": [DIGITS, "--lr", "1.0", "--epochs", "5"],
    "penguins": [PENGUINS, "--target", "species", "--missing", "mean", "--optimizer", "adam"],
    "large": ["large.csv", "--epochs", "2", "--batch-size", "256", "--hidden", "16,8"],
}


class DeterminismTest(ProgramTest):
    def setUp(self):
        super().setUp()
        numbers = random.Random(1)
        rows = ("%.3f,%.3f,%.3f,%.3f,%.3f,%.3f" % tuple(numbers.gauss(0, 1) for _ in range(6)) for _ in range(30_000))
        self.write("large.csv", "a,b,c,d,e,y\n" + "\n".join(rows) + "\n")

    def output(self, *args, **how):
        result = self.program("train", *args, "--quiet", **how)
        self.assertEqual(result.code, 0, result.stderr)
        return result.stdout

    def test_the_same_command_gives_the_same_bytes_twice(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                self.assertEqual(self.output(*args), self.output(*args))

    def test_the_number_of_threads_never_changes_a_byte(self):
        for name, args in RUNS.items():
            one = self.output(*args, "--threads", "1")
            for threads in (2, 3, 7):
                with self.subTest(name, threads=threads):
                    self.assertEqual(self.output(*args, "--threads", threads), one)

    def test_the_saved_model_is_the_same_for_any_number_of_threads(self):
        for threads in ("1", "2"):
            self.output(*RUNS["large"], "--threads", threads, "--save-model", f"{threads}.safetensors")
        self.assertEqual(self.read("1.safetensors"), self.read("2.safetensors"))

    def test_another_seed_gives_another_network_and_another_split(self):
        args = RUNS["penguins"]
        a, b = (parse_report(self.output(*args, "--seed", seed)) for seed in "12")
        self.assertNotEqual(a["layers"], b["layers"])
        self.assertNotEqual(a["data"]["scaling"], b["data"]["scaling"])

    def test_folder_time_zone_and_environment_leave_no_trace(self):
        shutil.copy(DIGITS, self.folder)
        args = ["train", "digits.csv", "--epochs", "1", "--quiet"]
        there = run(*args, cwd=DATA)
        here = run(*args, cwd=self.folder,
                   env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "HOME": "/", "USER": "another"})
        self.assertEqual(there.stdout, here.stdout)
        text = here.stdout.decode()
        self.assertNotIn(str(self.folder), text)
        self.assertNotRegex(text, rf"\b{re.escape(socket.gethostname())}\b")
        self.assertNotRegex(text, r"\d\d:\d\d")

    def test_output_to_a_file_is_the_same_bytes_as_to_stdout(self):
        args = RUNS["penguins"]
        self.assertEqual(self.output(*args, "-o", "report.json"), b"")
        self.assertEqual(self.read("report.json"), self.output(*args))

    def test_context_adds_when_and_where_and_changes_nothing_else(self):
        plain, with_context = (parse_report(self.output(*RUNS["penguins"], *flag)) for flag in ([], ["--context"]))
        context = with_context.pop("context")
        self.assertEqual(with_context, plain)
        self.assertIn(socket.gethostname(), context.values())
        self.assertIn(str(self.folder.resolve()), context.values())
