"""The GitHub Action: its steps, run in bash as a runner would."""

import os
import re
import shutil
import subprocess
import unittest

import yaml

from program import DATA, DIABETES, DIGITS, PROGRAM, ProgramTest, parse_report

ACTION = yaml.safe_load((DATA.parent / "action.yml").read_text("utf-8"))


@unittest.skipUnless(shutil.which("jq"), "the action uses jq")
class ActionTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)

    def run_action(self, **inputs):
        """The exit code of the first step that fails, or 0; the summary; the outputs; what was said.

        As the steps' `if` has it, the comparison goes on after a verdict."""
        values = {name: given.get("default") for name, given in ACTION["inputs"].items()}
        values.update({name.replace("_", "-"): value for name, value in inputs.items()})
        self.assertNotIn(None, values.values(), "an input is missing")
        files = {name: self.folder / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        said, code = "", 0
        for step in (step for step in ACTION["runs"]["steps"] if "run" in step):  # an upload is the runner's own
            def value_of(text):
                return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)

            env = {**os.environ, **{name: str(path) for name, path in files.items()},
                   "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                   **{name: value_of(text) for name, text in step.get("env", {}).items()}}
            done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                                  cwd=self.folder, env=env, capture_output=True, text=True, check=False)
            said += done.stderr
            self.printed = getattr(self, "printed", "") + done.stdout
            code = code or done.returncode
            if code != 0 and "verdict" not in files["GITHUB_OUTPUT"].read_text():
                break
        lines = [line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines()]
        self.pages = [value for name, value in lines if name == "page"]
        outputs = {name: value for name, value in lines if name != "page"}
        return code, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), outputs, said

    def test_a_healthy_run_passes_and_leaves_a_summary_and_reports(self):
        code, summary, outputs, _ = self.run_action(data=DIGITS, options="--epochs 2 --hidden '8,4'")
        self.assertEqual((code, outputs), (0, {"dead": "0", "verdict": "pass"}))
        self.assertTrue(summary.startswith("## ✅ reluscope: pass, 0 of 12 hidden units are dead"))
        self.assertEqual(parse_report(self.read("reluscope.json"))["gates"][0]["rule"], "dead_fraction > 5%")
        self.assertIn(b"<testsuites", self.read("reluscope.xml"))
        self.assertEqual(self.pages, ["reluscope.html"])
        self.assertIn(b"<h1>", self.read("reluscope.html"))

    def test_a_gate_that_fails_fails_the_job_with_the_summary_in_place(self):
        code, summary, outputs, _ = self.run_action(data=DIGITS, options="--lr 1.0 --seed 2",
                                                    fail_on="dead > 1\n\nnetwork_dead == 1\n")
        self.assertEqual((code, outputs["verdict"]), (1, "fail"))
        self.assertTrue(summary.startswith("## ❌ reluscope: fail"))
        self.assertRegex(self.printed, r"(?m)^::error title=reluscope verdict::gate failed: dead > 1 \(value \d+\)$")
        self.assertIn("`network_dead == 1`", summary)

    def test_the_pages_are_uploaded_also_of_a_run_that_fails(self):
        upload = next(step for step in ACTION["runs"]["steps"] if "uses" in step)
        self.assertTrue(upload["uses"].startswith("actions/upload-artifact@"))
        self.assertIn("!cancelled()", upload["if"])
        self.assertEqual(re.findall(r"steps\.(\w+)\.outputs\.page", upload["with"]["path"]), ["train", "compare"])

    def test_what_cannot_be_done_fails_with_its_error_and_no_summary(self):
        code, summary, _, said = self.run_action(data="nowhere.csv")
        self.assertEqual((code, summary), (2, ""))
        self.assertIn("error: nowhere.csv", said)

    def test_it_compares_with_an_older_report_where_there_is_one(self):
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 2", base="last_night.json")[0], 0)
        self.assertFalse((self.folder / "reluscope-changes.json").exists())
        (self.folder / "reluscope.json").rename(self.folder / "last_night.json")
        code, _, _, said = self.run_action(data=DIGITS, options="--lr 1.0 --seed 2", fail_on="", base="last_night.json")
        self.assertEqual(code, 1)
        self.assertEqual(parse_report(self.read("reluscope-changes.json"))["verdict"], "fail")
        self.assertEqual(self.pages, ["reluscope.html", "reluscope-changes.html"])
        self.assertIn(b"reluscope compare", self.read("reluscope-changes.html"))
        self.assertIn("dead_fraction.increase > 2%", said)

    def test_it_compares_with_a_pinned_baseline_which_must_be_there(self):
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 2")[0], 0)
        (self.folder / "reluscope.json").rename(self.folder / "baseline.json")
        gates = "dead_fraction.increase > 2%\nvalidation.accuracy.decrease > 50%"
        code, _, _, said = self.run_action(data=DIGITS, options="--epochs 2 --lr 0.001", baseline="baseline.json", compare_fail_on=gates)
        self.assertEqual(code, 1)
        self.assertIn("gate failed: validation.accuracy.decrease > 50%", " ".join(said.split()))
        self.assertNotIn("gate failed: dead_fraction.increase", said)
        code, _, _, said = self.run_action(data=DIGITS, options="--epochs 2", baseline="nowhere.json", base="baseline.json")
        self.assertEqual(code, 2)
        self.assertIn("error: nowhere.json", said)

    def test_options_that_are_no_list_of_words_fail(self):
        code, summary, _, said = self.run_action(data=DIGITS, options="--epochs 1 --target it's")
        self.assertNotEqual(code, 0)
        self.assertEqual(summary, "")
        self.assertIn("quote", said)

    def test_an_input_that_is_a_command_is_not_run(self):
        self.run_action(data=DIABETES, options="--epochs 1", fail_on="$(touch evil) > 1")
        self.run_action(data="$(touch evil)", options="--epochs 1 --seed $(touch evil)")
        self.assertFalse((self.folder / "evil").exists())
