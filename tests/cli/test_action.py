"""The GitHub Action: its steps, run in bash as a runner would."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

import yaml

from program import DATA, DIABETES, DIGITS, PROGRAM, ProgramTest, parse_report

ACTION = yaml.safe_load((DATA.parent / "action.yml").read_text("utf-8"))
UPLOAD = next(step for step in ACTION["runs"]["steps"] if step.get("uses", "").startswith("actions/upload-artifact@"))


@unittest.skipUnless(shutil.which("jq"), "the action uses jq")
class ActionTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)
        self.runner = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}  # its environment
        self.cache = {}  # the runner's: a folder's files of every key

    def run_action(self, **inputs):
        """The exit code of the first step that fails, or 0; the summary; the outputs; what was said."""
        given = {name: about.get("default") for name, about in ACTION["inputs"].items()}
        given.update({name.replace("_", "-"): value for name, value in inputs.items()})
        self.assertNotIn(None, given.values(), "an input is missing")
        summary, path = self.folder / "GITHUB_STEP_SUMMARY", self.folder / "GITHUB_PATH"
        summary.write_text("")
        path.write_text("")
        steps, said, code, self.printed = {}, "", 0, ""

        def value_of(text):
            text = re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], text)
            return re.sub(r"\$\{\{ steps\.(\w+)\.outputs\.(\w+) \}\}", lambda match: steps.get(match[1], {}).get(match[2], ""), text)

        for step in ACTION["runs"]["steps"]:
            condition = step.get("if", "${{ success() }}").removeprefix("${{ ").removesuffix(" }}")
            if "cancelled()" not in condition:  # as the runner has it
                condition = "success() && " + condition
            terms = {"success()": code == 0, "!cancelled()": True}
            if not all(terms.get(term) if term in terms else value_of("${{ " + term + " }}") for term in condition.split(" && ")):
                continue
            if "uses" in step:
                self.use(step["uses"], {name: value_of(value) for name, value in step["with"].items()})
                continue
            output = self.folder / "GITHUB_OUTPUT"
            output.write_text("")
            env = {**os.environ, **self.runner, "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output), "GITHUB_PATH": str(path),
                   **{name: value_of(text) for name, text in step.get("env", {}).items()}}
            env["PATH"] = ":".join([*reversed(path.read_text().splitlines()), env["PATH"]])
            done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                                  cwd=self.folder, env=env, capture_output=True, text=True, check=False)
            said += done.stderr
            self.printed += done.stdout
            code = code or done.returncode
            steps.setdefault(step.get("id"), {}).update(line.split("=", 1) for line in output.read_text().splitlines())
        outputs = {name: value_of(about["value"]) for name, about in ACTION["outputs"].items()}
        self.pages = [value_of(line) for line in UPLOAD["with"]["path"].splitlines() if value_of(line)]
        return code, summary.read_text("utf-8"), {name: value for name, value in outputs.items() if value and name != "page"}, said

    def use(self, action, options):
        """As the runner's own actions do; an upload needs the runner."""
        if action.startswith("actions/cache/"):
            folder = pathlib.Path(options["path"].replace("~", self.runner["HOME"], 1))
            if "/save@" in action:
                self.cache[options["key"]] = {file.name: file.read_bytes() for file in folder.iterdir()}
            elif options["key"] in self.cache:
                folder.mkdir(parents=True)
                for name, content in self.cache[options["key"]].items():
                    (folder / name).write_bytes(content)
                    (folder / name).chmod(0o755)

    def machine(self, name, sources):
        """A new runner, without the program, that has fetched the action's sources."""
        home, action = self.folder / name, self.folder / name / "action"
        shutil.copytree(sources, action, symlinks=True)
        tools = home / "tools"  # all but reluscope
        tools.mkdir()
        for tool in ("bash", "jq", "find", "sort", "xargs", "sha256sum", "uname", "mkdir", "cp", "printf"):
            (tools / tool).symlink_to(shutil.which(tool))
        self.runner = {"HOME": str(home), "GITHUB_ACTION_PATH": str(action), "PATH": str(tools)}

    def sources(self):
        """The action's sources, with a ./dev that builds at once, and takes note."""
        folder = self.folder / "sources"
        for name in ("packaging", "src", "web"):
            (folder / name).mkdir(parents=True)
        (folder / "web" / "dist").mkdir()
        for name in ("CMakeLists.txt", "CMakePresets.json", "src/main.cpp"):
            shutil.copy(DATA.parent / name, folder / name)
        (folder / "dev").write_text(f"""#!/bin/bash
            [ "$*" = build ] || exit 9
            echo built >> '{self.folder}/builds'
            cd "${{0%/*}}"; mkdir -p build/release; cp '{PROGRAM}' build/release/reluscope""")
        (folder / "dev").chmod(0o755)
        return folder

    def builds(self):
        return len((self.folder / "builds").read_text().splitlines())

    def test_it_is_built_once_and_then_taken_from_the_cache(self):
        sources = self.sources()
        self.machine("first", sources)
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 1 --hidden 8", fail_on="units > 1")[0], 1)  # the night that fails
        self.assertEqual((self.builds(), len(self.cache)), (1, 1))
        self.machine("second", sources)
        code, _, outputs, said = self.run_action(data=DIGITS, options="--epochs 1 --hidden 8")
        self.assertEqual((code, outputs["verdict"]), (0, "pass"), said)
        self.assertEqual(self.builds(), 1)

    def test_other_sources_are_built_anew_and_so_is_a_build_that_does_not_start(self):
        sources = self.sources()
        self.machine("first", sources)
        self.run_action(data=DIGITS, options="--epochs 1 --hidden 8")
        (sources / "src" / "main.cpp").write_text("// another version")
        self.machine("second", sources)
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 1 --hidden 8")[0], 0)
        self.assertEqual((self.builds(), len(self.cache)), (2, 2))
        for files in self.cache.values():
            files["reluscope"] = b"#!/bin/sh\nexit 127\n"  # as where a library is missing
        self.machine("third", sources)
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 1 --hidden 8")[0], 0)
        self.assertEqual(self.builds(), 3)

    def test_a_program_that_is_installed_is_used_as_it_is(self):
        self.assertEqual(self.run_action(data=DIGITS, options="--epochs 1 --hidden 8")[0], 0)
        self.assertFalse((self.folder / "builds").exists() or self.cache)

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
        self.assertIn("!cancelled()", UPLOAD["if"])
        self.assertEqual(re.findall(r"steps\.(\w+)\.outputs\.page", UPLOAD["with"]["path"]), ["train", "compare"])

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
