"""The examples of docs/ci.md, run as a runner would."""

import os
import re
import shlex
import subprocess

import yaml

from program import DATA, DIGITS, PROGRAM, ProgramTest

PAGE = (DATA.parent / "docs" / "ci.md").read_text("utf-8")
EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)]
(PRE_COMMIT,) = [example[0] for example in EXAMPLES if isinstance(example, list) and "hooks" in example[0]]
GITLAB = {name: job for example in EXAMPLES if isinstance(example, dict) for name, job in example.items()
          if isinstance(job, dict) and "script" in job}
ACTION = yaml.safe_load((DATA.parent / "action.yml").read_text("utf-8"))


def steps_in(example):
    if isinstance(example, dict):
        for value in example.values():
            yield from steps_in(value)
    elif isinstance(example, list):
        for item in example:
            if isinstance(item, dict) and "uses" in item:
                yield item
            yield from steps_in(item)


class CiExamplesTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)
        (self.folder / "data.csv").symlink_to(DIGITS)

    def run_command(self, *command):
        """The exit code, and what both streams say."""
        env = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=self.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.decode("utf-8")

    def run_job(self, name):
        return self.run_command("sh", "-e", "-c", "\n".join(GITLAB[name]["script"]))

    def test_a_commit_that_is_refused_is_told_why(self):
        (hook,) = PRE_COMMIT["hooks"]
        toml = '[train]\ndata = "data.csv"\nepochs = 2\n'
        for gates, code, said in (('fail-on = ["dead > 99"]\n', 0, "verdict: pass (1 gate)"),
                                  ('fail-on = ["units > 5", "accuracy < 100%"]\n', 1, "verdict: fail (gate failed: units > 5 (value 96), "
                                                                                     "gate failed: accuracy < 100% (value 0."),
                                  ("", 2, "has no rule of its own"), ('fail-on = ["deaf > 1"]\n', 2, "did you mean 'dead'?")):
            with self.subTest(gates):
                self.write("reluscope.toml", toml + gates)
                result, shown = self.run_command(*shlex.split(hook["entry"]))
                self.assertEqual(result, code, shown)
                self.assertIn(said, shown)

    def test_the_nightly_job_fails_against_its_pinned_baseline_alone(self):
        (self.folder / "ci").mkdir()
        self.program("train", "data.csv", "-q", "-o", "ci/baseline.json")
        self.assertEqual(self.run_job("nightly")[0], 0)
        (self.folder / "data.csv").unlink()  # a link
        self.write("data.csv", (DATA.parent / "tests" / "cases" / "s-outlier.csv").read_bytes())  # tonight one cell is 1e9, and 5 % of the units die
        code, shown = self.run_job("nightly")
        self.assertEqual(code, 1)
        self.assertIn("gate failed: dead_fraction.increase > 2%", " ".join(shown.split()))
        (self.folder / "ci" / "baseline.json").unlink()
        self.assertEqual(self.run_job("nightly")[0], 2)  # a baseline that is not there is no pass

    def test_the_job_of_a_merge_request_passes_and_writes_its_tests(self):
        self.assertEqual(self.run_job("units")[0], 0)
        self.assertIn(b"<testsuites", self.read("junit.xml"))

    def test_steps_use_inputs_that_the_action_has(self):
        used = [name for example in EXAMPLES for step in steps_in(example) if step["uses"].startswith("OWNER/reluscope")
                for name in step["with"]]
        self.assertLessEqual(set(used), set(ACTION["inputs"]))
        self.assertIn("baseline", used)
        self.assertNotIn("last_night", PAGE)
