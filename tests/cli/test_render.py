"""render: a report as the summary of train, as Markdown, as JUnit XML."""

import json
import pathlib
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from program import DIABETES, DIGITS, PENGUINS, ProgramTest, fix_of

SCHEMA = pathlib.Path(__file__).parents[1] / "reference" / "junit.rng"
DYING = [DIGITS, "--optimizer", "adam", "--lr", "0.03", "--seed", "6"]
RUNS = {
    "healthy": [DIGITS, "--epochs", "3"],
    "dying": [*DYING, "--fail-on", "dead > 3", "--fail-on", "max_layer_dead_fraction > 0.1", "--fail-on", "sparse > 99"],
    "autopsy": [DIGITS, "--lr", "1.5", "--seed", "3", "--epochs", "6", "--autopsy"],
    "state": [DIGITS, "--optimizer", "momentum", "--lr", "0.3", "--seed", "1", "--epochs", "6", "--autopsy"],
    "layer gate": [*DYING, "--fail-on", "layers[1].dead > 3", "--fail-on", "layers[0].dead > 3"],
    "regression": [DIABETES, "--hidden", "16,8", "--lr", "0.3", "--epochs", "9", "--track-every", "2"],
    "dead network": [DIABETES, "--bias-init", "constant:-1000", "--epochs", "2", "--fail-on", "network_dead == 1"],
    "diverged": [DIABETES, "--lr", "1e30"],
    "initialisation": [PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "0", "--validation", "0"],
}


class RenderTest(ProgramTest):
    def run_and_render(self, args, *flags):
        """The summary of the run, and what render makes of its report."""
        run = self.program("train", *args, "-o", "report.json")
        rendered = self.program("render", "report.json", *flags)
        self.assertEqual((rendered.code, rendered.stderr), (0, ""))
        return run.stderr, rendered.stdout.decode("utf-8"), json.loads(self.read("report.json"))

    def test_text_is_the_summary_of_train(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                shown, text, _ = self.run_and_render(args)
                body, last = text[: text.rindex("\n", 0, -1) + 1], text.splitlines(keepends=True)[-1]
                self.assertTrue(shown.endswith(f"\n\n{body}report: report.json\n{last}"), shown)
                everything = self.program("train", *args, "--all", "-o", "report.json").stderr
                text = self.program("render", "report.json", "--all").stdout.decode("utf-8")
                body, last = text[: text.rindex("\n", 0, -1) + 1], text.splitlines(keepends=True)[-1]
                self.assertTrue(everything.endswith(f"\n\n{body}report: report.json\n{last}"), everything)

    def test_without_a_history_only_the_timelines_are_missing(self):
        for detail in ("layers", "none"):
            _, text, _ = self.run_and_render([*DYING, "--history", detail], "--all")
            self.assertRegex(text, r"layer 1 unit \d+ .*died (in|\d+ times, last in) epoch \d+; may revive \(layers below, \d+ %\)")
            self.assertEqual("  dead ." in text, detail == "layers")

    def test_markdown_tells_what_the_report_tells(self):
        _, text, report = self.run_and_render(RUNS["dying"], "--format", "markdown")
        dead, sparse = (report["summary"][metric] for metric in ("dead", "sparse"))
        self.assertTrue(text.startswith(f"## ❌ reluscope: fail\n\n* gate failed: dead \\> 3 (value {dead})\n"), text[:200])
        for finding in report["findings"]:
            self.assertIn(f"`{finding['code']}`", text)
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
        layers = [row for row in rows if len(row) == 8 and row[0].isdigit()]
        self.assertEqual([(int(row[1]), int(row[2].strip("*")), int(row[3])) for row in layers],
                         [(layer["units"], layer["dead"], layer["sparse"]) for layer in report["layers"]])
        units = {(int(row[0]), int(row[1])): row[2:] for row in rows if len(row) == 7 and row[0].isdigit()}
        dead_units = {(layer["index"], unit["index"]) for layer in report["layers"] for unit in layer["unit"]
                if unit["status"] == "dead"}
        self.assertEqual({key for key, row in units.items() if row[0] == "dead"}, dead_units)
        self.assertIn(f"| `sparse > 99` | {sparse} | ✅ passed |", text)
        self.assertIn(f"| `max_layer_dead_fraction > 0.1` | {report['summary']['max_layer_dead_fraction']:g} | ❌ failed |", text)
        self.assertLess(text.index("### Findings"), text.index("### Layers"))

    def test_markdown_of_every_run_is_a_page_and_its_tables_are_whole(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                _, text, report = self.run_and_render(args, "--format", "markdown")
                self.assertTrue(text.startswith("## ") and text.endswith("\n") and not text.endswith("\n\n"))
                self.assertEqual(text.startswith("## ❌"), report["verdict"] == "fail")
                for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
                    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
                    self.assertEqual(len(widths), 1, table)
                self.assertLess(max(len(line) for line in text.splitlines() if line.startswith("|")), 240)
                self.assertLess(len(text.splitlines()), 80)

    def test_names_in_the_data_are_no_markup(self):
        self.write("a_b*.csv", "x|<b>,z,`y`\n" + "1,1,0.5\n1,2,1.5\n1,2,2\n1,4,7.5\n" * 3)
        _, text, _ = self.run_and_render(["a_b*.csv", "--delimiter", ",", "--epochs", "1", "--lr", "1e-9"], "--format", "markdown")
        self.assertIn(r"a\_b\*.csv: ", text)
        self.assertIn(r"x\|\<b\>", text)
        self.assertIn(r"target \`y\`", text)

    def test_a_report_that_is_read_is_written_again_byte_for_byte(self):
        for name, args in {**RUNS, "layers": [*DYING, "--history", "layers"], "none": [*DYING, "--history", "none"],
                           "context": [DIABETES, "--context", "--epochs", "2"], "validation data": [
                               DIABETES, "--validation-data", DIABETES, "--epochs", "2", "--scale-target", "none"],
                           "every third": [DIGITS, "--track-every", "3", "--epochs", "4"]}.items():
            with self.subTest(name):
                self.program("train", *args, "-q", "-o", "report.json")
                result = self.program("render", "report.json", "--format", "json")
                self.assertEqual((result.stderr, result.stdout), ("", self.read("report.json")))

    def test_output_goes_to_a_file(self):
        self.program("train", *RUNS["dying"], "-q", "-o", "report.json")
        for form in ("text", "markdown", "junit", "json", "csv", "github", "html"):
            shown = self.program("render", "report.json", "--format", form).stdout
            result = self.program("render", "report.json", "--format", form, "-o", "out")
            self.assertEqual((result.stdout, self.read("out")), (b"", shown))

    def test_a_report_through_a_pipe(self):
        report = self.program("train", *RUNS["healthy"], "-q").stdout
        self.write("report.json", report)
        self.assertEqual(self.program("render", "-", stdin=report).stdout, self.program("render", "report.json").stdout)


@unittest.skipUnless(shutil.which("xmllint"), "xmllint validates the XML")
class JUnitTest(ProgramTest):
    def suites_of(self, args):
        self.program("train", *args, "-q", "-o", "report.json")
        rendered = self.program("render", "report.json", "--format", "junit", "-o", "report.xml")
        self.assertEqual((rendered.code, rendered.stderr), (0, ""))
        checked = subprocess.run(["xmllint", "--noout", "--relaxng", SCHEMA, self.folder / "report.xml"],
                                 capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        return ElementTree.parse(self.folder / "report.xml").getroot(), json.loads(self.read("report.json"))

    def test_every_run_is_valid_and_its_counts_add_up(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                root, report = self.suites_of(args)
                cases = root.findall(".//testcase")
                failed = [case for case in cases if case.find("failure") is not None]
                self.assertEqual(len(cases), 2 + sum(len(report[part]) for part in ("gates", "layers", "findings")))
                self.assertEqual((int(root.get("tests")), int(root.get("failures"))), (len(cases), len(failed)))
                self.assertEqual(sum(int(suite.get("tests")) for suite in root), len(cases))
                self.assertEqual(sum(int(suite.get("failures")) for suite in root), len(failed))
                self.assertEqual(bool(failed), report["verdict"] == "fail")

    def test_gates_and_layers_are_test_cases(self):
        root, report = self.suites_of(RUNS["dying"])
        failed = {case.get("name"): case.find("failure") is not None for case in root.findall(".//testcase")
                  if case.get("classname") != "reluscope.findings"}
        self.assertEqual(failed, {"training completes without divergence": False, "the network is not dead": False,
                                  "not: dead > 3": True,
                                  "not: max_layer_dead_fraction > 0.1": True, "not: sparse > 99": False,
                                  "layer 0": False, "layer 1": True})
        self.assertEqual(root.find(".//testcase[@name='layer 1']/system-out").text,
                         "32 units: {dead} dead, {sparse} sparse, {always_active} always active, {dormant} dormant".format(**report["layers"][1]))

    def test_a_dead_layer_breaks_the_gate_on_the_network(self):
        root, report = self.suites_of(RUNS["dead network"])
        self.assertIsNotNone(root.find(".//testcase[@name='layer 0']/failure"))
        failure = root.find(".//testcase[@name='the network is not dead']/failure")
        self.assertEqual(failure.get("message"), report["reasons"][0])

    def test_a_dead_network_that_is_allowed_is_no_failure(self):
        root, report = self.suites_of([DIABETES, "--bias-init", "constant:-1000", "--epochs", "1", "--allow-dead-network"])
        self.assertEqual((root.get("failures"), report["verdict"]), ("0", "pass"))
        self.assertIn("--allow-dead-network", root.find(".//testcase[@name='the network is not dead']/system-out").text)

    def test_a_gate_on_a_layer_is_broken_by_that_layer_alone(self):
        root, report = self.suites_of(RUNS["layer gate"])
        self.assertGreater(report["layers"][1]["dead"], 3)
        self.assertIsNone(root.find(".//testcase[@name='layer 0']/failure"))
        self.assertEqual(root.find(".//testcase[@name='layer 1']/failure").get("message"), report["reasons"][0])

    def test_every_finding_is_a_test_case_that_passes_and_says_what_to_try(self):
        for name in ("dying", "healthy", "dead network"):
            root, report = self.suites_of(RUNS[name])
            cases = root.findall("testsuite[@name='findings']/testcase")
            self.assertEqual([case.get("name").split()[0] for case in cases], [finding["code"] for finding in report["findings"]])
            self.assertEqual(len({case.get("name") for case in cases}), len(cases))
            for case, finding in zip(cases, report["findings"]):
                self.assertEqual(case.find("system-out").text,
                                 f"{finding['severity']}: {finding['message']}\n{fix_of(finding)}")
                self.assertIsNone(case.find("failure"))

    def test_a_case_that_fails_shows_the_findings_that_are_grave(self):
        """GitLab shows the output of failed cases alone."""
        root, report = self.suites_of(RUNS["dying"])
        grave = [f"{finding['severity']}: {finding['message']}\n{fix_of(finding)}" for finding in report["findings"]
                 if finding["severity"] != "info"]
        self.assertTrue(grave)
        for case in root.findall("testsuite[@name='gates']/testcase"):
            shown = case.find("system-out")
            self.assertEqual(None if shown is None else shown.text,
                             "\n".join(grave) if case.find("failure") is not None else None)

    def test_findings_of_one_code_are_numbered(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "report.json")
        report = json.loads(self.read("report.json"))
        report["findings"] = [{"code": code, "severity": "info", "message": "m", "evidence": {}, "advice": "a"}
                              for code in ("outlier", "outlier-b", "outlier", "outlier")]
        self.write("report.json", json.dumps(report))
        root = ElementTree.fromstring(self.program("render", "report.json", "--format", "junit").stdout)
        self.assertEqual([case.get("name") for case in root.findall("testsuite[@name='findings']/testcase")],
                         ["outlier", "outlier-b", "outlier 2", "outlier 3"])

    def test_times_are_those_of_the_context_and_without_one_there_are_none(self):
        root, _ = self.suites_of(RUNS["healthy"])
        self.assertIsNone(root.get("time"))
        self.assertEqual({part.get("time") for part in root.iter() if part is not root and part.get("time")}, {"0"})
        root, report = self.suites_of([*RUNS["healthy"], "--context"])
        context = report["context"]
        self.assertEqual(float(root.get("time")), context["seconds"])
        training = root.find("testsuite[@name='training']")
        self.assertEqual(float(training.get("time")), context["training_seconds"])
        self.assertEqual(float(training.find("testcase").get("time")), context["training_seconds"])
        parts = sum(context[f"{part}_seconds"] for part in ("reading", "training", "diagnosis"))
        self.assertAlmostEqual(parts, context["seconds"], delta=0.003)
        self.assertTrue(0 < context["training_seconds"] < 60)

    def test_divergence_is_a_failure_of_the_training(self):
        root, _ = self.suites_of(RUNS["diverged"])
        self.assertEqual(root.find(".//testcase[@name='training completes without divergence']/failure").get("message"), "training diverged")


class RenderErrorsTest(ProgramTest):
    def test_what_is_no_report_is_refused(self):
        self.fails("render", "nowhere.json", saying=["nowhere.json", "No such file"])
        self.fails("render", self.write("list.json", "[1]"), saying=["list.json", "tool.name"])
        self.fails("render", self.write("empty.json", ""), saying=["empty.json: is empty"])

    def test_what_was_edited_is_named(self):
        self.program("train", *RUNS["autopsy"], "--fail-on", "dead > 1", "-q", "-o", "report.json")
        whole = json.loads(self.read("report.json"))

        def broken(path, value):
            document = json.loads(json.dumps(whole))
            part = document
            *way, last = path
            for step in way:
                part = part[step]
            if value is None:
                del part[last]
            else:
                part[last] = value
            return json.dumps(document)

        died = next(i for i, event in enumerate(whole["events"]) if "autopsy" in event.get("cause", {}))
        for path, value in (
            (("data", "train_rows"), "many"), (("data", "task"), "guessing"), (("model", "layers"), []),
            (("training", "history"), []), (("training", "history", 1, "epoch"), 0.5), (("summary", "dead"), None),
            (("layers", 0, "unit", 3, "status"), "asleep"), (("layers", 0, "unit"), []), (("layers", 0), None),
            (("layers", 1, "unit", 3, "dead_epochs"), [[1]]), (("layers", 0, "history", "dead", 1), 1000),
            (("layers", 0, "history", "active_rows", 1), [1, 2]), (("layers", 0, "history", "dead"), [1]),
            (("layers", 0, "unit", 0, "recovery"), "magic"), (("events", died, "unit"), 64),
            (("events", died, "layer"), 9), (("events", died, "cause", "dominant"), "luck"),
            (("events", died, "cause", "autopsy", "rows", 0, "line"), -1), (("gates", 0, "rule"), 5),
            (("findings", 0, "severity"), "grave"), (("config", "sparse_below"), None), (("config", "sparse_below"), "few"),
            (("gates", 0, "passed"), "yes"), (("layers", 0, "history", "epoch"), []), (("layers", 0, "history", "active_rows"), []), (("data",), []),
            (("training", "history", 1, "epoch"), 4), (("data", "classes"), "all"), (("summary",), [1]),
        ):  # fmt: skip
            with self.subTest(path):
                self.write("broken.json", broken(path, value))
                for form in ("text", "markdown", "junit"):
                    self.fails("render", "broken.json", "--format", form, saying=["broken.json", str(path[0])])

    def test_a_gate_that_was_edited_is_named(self):
        self.program("train", DIABETES, "--epochs", "1", "--fail-on", "dead > 99", "-q", "-o", "report.json")
        for rule in (b"dead", b"deaf > 99"):
            self.write("broken.json", self.read("report.json").replace(b'"rule": "dead > 99"', b'"rule": "%s"' % rule))
            self.fails("render", "broken.json", saying=["broken.json: gates[0].rule is no rule"])

    def test_a_part_that_is_wrong_beside_a_long_text_is_named(self):
        self.program("train", *RUNS["autopsy"], "-q", "-o", "report.json")
        report = json.loads(self.read("report.json"))
        for event in report["events"]:
            for row in event.get("cause", {}).get("autopsy", {}).get("rows", []):
                row.update(feature="a name that is longer than a short string", share="12 %")
        self.write("broken.json", json.dumps(report))
        self.fails("render", "broken.json", saying=["broken.json", "share is not a number"])

    def test_layers_that_are_not_the_models_are_refused(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "report.json")
        report = json.loads(self.read("report.json"))
        report["model"]["layers"][0]["units"] = 7
        self.write("broken.json", json.dumps(report))
        self.fails("render", "broken.json", saying=["broken.json", "layers[0].unit", "model.layers"])

    def test_the_report_is_not_written_over(self):
        self.write("report.json", "{}")
        self.fails("render", "report.json", "-o", "report.json", saying=["--output", "report.json is the file of REPORT.json too"])
        self.fails("render", "report.json", "--format", "pdf", saying=["--format", "markdown"])
