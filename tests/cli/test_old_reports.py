"""Reports of schema_version 1 from an older reluscope, which lack the keys that were added since, are still read."""

import json

from program import DIABETES, DIGITS, ProgramTest, parse_report

# What reports of 0.1.0 do not have.
DATA = ["class_counts", "columns", "outliers", "notes"]
SUMMARY = ["saturated", "saturated_fraction", "max_layer_saturated_fraction"]
OPTIONS = ["activation", "allow_dead_network", "categorical", "comment", "dates", "decimal", "encoding", "group", "layers", "prove",
           "prefix", "rank", "recycle", "refit_scaling", "saturated_below", "skip_rows", "split_seed", "thousands", "warmup"]
# What reports do not have from before causes were told.
FINDING = ["cure", "command", "caused_by"]
TRAINING = ["baseline", "classes"]
RUN = [DIGITS, "--optimizer", "adam", "--lr", "0.03", "--seed", "6", "--fail-on", "dead > 3"]


def aged(report):
    """The same report as 0.1.0 would have written it."""
    for part, keys in ((report["data"], DATA), (report["summary"], SUMMARY), (report["config"], OPTIONS)):
        for key in keys:
            del part[key]
    for layer in report["layers"]:
        del layer["saturated"]
    report["tool"]["version"] = "0.1.0"
    return report


class OldReportsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.program("train", *RUN, "-q", "-o", "new.json")
        self.write("old.json", json.dumps(aged(json.loads(self.read("new.json")))))

    def test_every_format_shows_of_it_what_it_shows_of_a_new_one(self):
        for form in ("text", "markdown", "junit", "github", "csv"):
            old, new = (self.program("render", name, "--format", form) for name in ("old.json", "new.json"))
            self.assertEqual((old.code, old.stderr, old.stdout), (0, "", new.stdout), form)
        self.assertEqual(self.program("render", "old.json", "--unit", "1:8").stdout,
                         self.program("render", "new.json", "--unit", "1:8").stdout)

    def test_one_from_before_causes_were_told_shows_all_but_them(self):
        report = json.loads(self.read("old.json"))
        for part, keys in ((report["training"], TRAINING), *((finding, FINDING) for finding in report["findings"])):
            for key in keys:
                part.pop(key, None)
        self.write("older.json", json.dumps(report))
        text = self.program("render", "older.json").stdout.decode("utf-8")
        self.assertNotRegex(text, "always '|it causes:|fix: [^\n]*: --")
        for finding in report["findings"]:
            if finding["severity"] != "info":
                self.assertIn(f"{finding['severity']}: {finding['message']}\n  fix: {finding['advice']}\n", text)
        for form in ("text", "markdown", "junit", "github", "csv", "json"):
            result = self.program("render", "older.json", "--format", form)
            self.assertEqual((result.code, result.stderr), (0, ""))
            self.assertTrue(result.stdout)
        self.assertEqual(parse_report(self.program("render", "older.json", "--format", "json").stdout)["findings"],
                         report["findings"])
        self.assertEqual(self.program("check", "older.json", "-q").code, 1)
        self.assertEqual(self.program("compare", "older.json", "new.json", "-q").code, 0)

    def test_it_is_checked_by_its_rules_and_by_those_on_what_it_has(self):
        rules = ["--fail-on", "validation.accuracy < 99.9%", "--fail-on", "layers[1].dead > 3", "--fail-on", "dead > 3"]
        for given in ([], rules):
            old, new = (parse_report(self.program("check", name, *given, "-q").stdout) for name in ("old.json", "new.json"))
            self.assertEqual((old["gates"], old["verdict"]), (new["gates"], "fail"))
        self.fails("check", "old.json", "--fail-on", "saturated > 0", saying=["no metric 'saturated'"])

    def test_it_is_compared(self):
        result = self.program("compare", "old.json", "new.json", "-q")
        self.assertEqual((result.code, result.stderr), (0, ""))
        compared = parse_report(result.stdout)
        self.assertEqual({change["change"] for change in compared["quality"].values()}, {0})
        self.assertLessEqual(set(compared["differences"]["options"]), set(OPTIONS))
        self.assertEqual(compared["summary"]["saturated"], {"base": None, "new": 0, "change": None})
        self.assertEqual(self.program("compare", "old.json", "new.json").code, 0)

    def test_it_can_be_run_again(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "new.json")
        self.write("old.json", json.dumps(aged(json.loads(self.read("new.json")))))
        again = self.program("train", "--config", "old.json", "-q")
        self.assertEqual((again.code, again.stdout), (0, self.read("new.json")))
