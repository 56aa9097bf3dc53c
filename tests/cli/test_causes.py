"""Broken set-ups with a known cause: it is named first, and the cure that is printed, run as printed, removes it."""

import pathlib
import shlex
import subprocess
import sys
import unittest

import binomial
from program import DIABETES, DIGITS, PENGUINS, PROGRAM, ProgramTest, parse_report

CASES = pathlib.Path(__file__).resolve().parents[1] / "cases"
STUDY = pathlib.Path(__file__).resolve().parents[1] / "studies" / "broken_setups.py"
SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
PROGRESSION = [DIABETES, "--lr", "0.02"]
FAR = [CASES / "s-far-target.csv"]
OUTLIER = [CASES / "s-outlier.csv", "--epochs", "30"]

# what is broken, the healthy run, and the code of the cause; `None` for the healthy run: there is none
SITUATIONS = [
    ("small weights", [DIGITS, "--init", "normal:0.0001"], [DIGITS], "initial-weights"),
    ("large weights", [DIGITS, "--init", "normal:1"], [DIGITS], "initial-weights"),
    ("weight decay", [DIGITS, "--weight-decay", "0.5"], [DIGITS], "weight-decay"),
    ("biases", [DIGITS, "--bias-init", "constant:-10"], [DIGITS], "initial-biases"),
    ("zeros", [DIGITS, "--init", "zeros"], [DIGITS], "initial-weights"),
    ("learning rate", [DIGITS, "--lr", "1", "--seed", "2"], [DIGITS, "--seed", "2"], "learning-rate"),
    ("momentum", [DIGITS, "--optimizer", "momentum", "--momentum", "0.99", "--lr", "0.05"], [DIGITS], "momentum"),
    ("too little", [DIGITS, "--lr", "0.0001", "--epochs", "5"], [DIGITS], "too-little-training"),
    ("unscaled inputs", [*SPECIES, "--scale", "none"], SPECIES, "unscaled-input"),
    ("unscaled target", [*PROGRESSION, "--scale-target", "none"], PROGRESSION, "unscaled-target"),
    ("narrow and deep", [*SPECIES, "--hidden", "3,3,3,3,3,3,3,3"], SPECIES, "narrow-layers"),
    ("far target", [*FAR, "--scale-target", "none"], FAR, "unscaled-target"),
    ("outlier", OUTLIER, [*OUTLIER, "--na", "1000000000", "--missing", "drop"], "outlier"),
]


def quality_of(report):
    last = report["training"]["history"][-1]
    score = last.get("validation", last)
    return score.get("accuracy", score.get("r2"))


def causes_of(report):
    """Return the findings that follow from no other and are more than notes, in their order."""
    return [finding for finding in report["findings"] if "caused_by" not in finding and finding["severity"] != "info"]


class CausesTest(ProgramTest):
    def report_of(self, arguments):
        result = self.program("train", *arguments, "--quiet")
        self.assertIn(result.code, (0, 1), result.stderr)
        return parse_report(result.stdout), result

    def test_the_planted_cause_is_named_first_and_its_cure_removes_it(self):
        for name, broken, healthy, code in SITUATIONS:
            with self.subTest(name):
                report, _ = self.report_of(broken)
                cause = causes_of(report)[0]
                self.assertEqual(cause["code"], code)
                self.assertTrue(cause["cure"])
                words = shlex.split(cause["command"])
                self.assertEqual(words[:2], ["reluscope", "train"])
                self.assertIn(shlex.join(shlex.split(cause["cure"])), shlex.join(words))
                cured, _ = self.report_of(words[2:])
                well, _ = self.report_of(healthy)
                self.assertEqual(cured["training"]["status"], "completed")
                units = well["summary"]["units"]
                limit = binomial.clopper_pearson_upper(well["summary"]["dead"], units)
                self.assertLessEqual(cured["summary"]["dead_fraction"], limit)
                self.assertGreaterEqual(quality_of(cured), quality_of(well) - 0.02)

    def test_the_last_line_names_the_same_cause_and_cure(self):
        phrases = {"initial-weights": "the initial weights", "weight-decay": "the weight decay",
                   "initial-biases": "the initial biases", "learning-rate": "the learning rate",
                   "momentum": "the momentum", "too-little-training": "too little training",
                   "unscaled-input": "unscaled inputs", "unscaled-target": "the unscaled target",
                   "narrow-layers": "a narrow and deep network", "outlier": "an outlier"}
        for name, broken, _, code in SITUATIONS:
            with self.subTest(name):
                result = self.program("train", *broken)
                cure = causes_of(parse_report(result.stdout))[0]["cure"]
                last = result.stderr.rstrip("\n").splitlines()[-1]
                self.assertTrue(last.endswith(f"{phrases[code]}; try {cure} (reluscope remedy tries it)"), last)

    def test_symptoms_follow_from_the_cause_and_carry_no_advice_of_their_own(self):
        report, _ = self.report_of([DIGITS, "--bias-init", "constant:-10"])
        codes = [finding["code"] for finding in report["findings"]]
        self.assertEqual(codes[:2], ["no-better-than-baseline", "initial-biases"])
        for finding in report["findings"]:
            if finding["code"] in ("dead-units", "dead-layer", "network-dead", "born-dead", "gradient-blocked"):
                self.assertEqual(finding["caused_by"], "initial-biases")
                self.assertEqual(finding["advice"], "follows from initial-biases: fix that")
                self.assertNotIn("cure", finding)
                self.assertLess(codes.index("initial-biases"), codes.index(finding["code"]))

    def test_a_healthy_run_has_no_cause(self):
        for arguments in ([DIGITS], PROGRESSION):
            report, _ = self.report_of(arguments)
            self.assertEqual(causes_of(report), [])

    def test_features_that_tell_nothing(self):
        report, result = self.report_of([CASES / "s-imbalanced.csv"])
        finding = report["findings"][0]
        self.assertEqual(finding["code"], "no-better-than-baseline")
        self.assertNotIn("caused_by", finding)
        self.assertEqual(finding["evidence"]["rows"], 114)
        self.assertEqual(finding["evidence"]["of"], 120)
        self.assertIn("class '1' (6 rows) is never predicted", finding["message"])
        classes = {entry["name"]: entry for entry in report["training"]["classes"]}
        self.assertEqual((classes["1"]["rows"], classes["1"]["predicted"], classes["1"]["mistaken_for"]), (6, 0, "0"))
        self.assertEqual(report["training"]["baseline"]["prediction"], "0")

    def test_constant_inputs(self):
        report, _ = self.report_of([CASES / "s-constant-inputs.csv"])
        self.assertEqual(causes_of(report)[0]["code"], "constant-inputs")
        self.assertNotIn("cure", causes_of(report)[0])  # no option can make columns vary

    def test_a_target_is_unscaled_if_it_is_large_or_hardly_varies(self):
        """Large: a root mean square above 10, be it for the mean or the deviation; hardly: a deviation below 0.03."""
        for mean, deviation, is_named in [(8, 5, False), (8.8, 5, True), (8, 6.2, True), (1, 9.8, False), (0, 0.031, False),
                                          (0, 0.029, True), (9, 0.02, True)]:  # fmt: skip
            with self.subTest(mean=mean, deviation=deviation):
                self.write("rows.csv", "x,y\n" + "".join(f"{j},{mean + deviation * (1, -1)[j % 2]}\n" for j in range(40)))
                report, _ = self.report_of(["rows.csv", "--task", "regression", "--scale-target", "none", "--validation", "0",
                                            "--hidden", "3", "--epochs", "1"])  # fmt: skip
                found = [finding for finding in report["findings"] if finding["code"] == "unscaled-target"]
                self.assertEqual(len(found), is_named)
                if found:
                    self.assertAlmostEqual(found[0]["evidence"]["mean"], mean, places=5)
                    self.assertAlmostEqual(found[0]["evidence"]["deviation"], deviation, places=5)

    def test_the_outlier_is_named_with_its_line_and_its_distance(self):
        report, _ = self.report_of(OUTLIER)
        evidence = causes_of(report)[0]["evidence"]
        self.assertEqual((evidence["line"], evidence["column"], evidence["value"]), (32, "a", 1e9))
        cells = sorted(float(line.split(",")[0]) for line in OUTLIER[0].read_text().splitlines()[1:])
        low, median, high = (cells[int(q * (len(cells) - 1))] for q in (0.25, 0.5, 0.75))
        self.assertAlmostEqual(evidence["robust_deviations"] / ((1e9 - median) * 1.34898 / (high - low)), 1, places=5)

    def test_a_code_for_missing_cells_among_ordinary_numbers(self):
        rows = [f"{20 + j % 37},{j % 2}" for j in range(300)]
        for j in (17, 90, 201):
            rows[j] = f"-999,{j % 2}"
        self.write("ages.csv", "age,y\n" + "\n".join(rows) + "\n")
        report, _ = self.report_of(["ages.csv"])
        finding = next(f for f in report["findings"] if f["code"] == "outlier")
        self.assertEqual((finding["evidence"]["line"], finding["evidence"]["value"]), (19, -999))
        cured, _ = self.report_of(shlex.split(finding["command"])[2:])
        self.assertEqual(cured["data"]["rows_dropped"], 3)

    def test_an_outlier_in_a_column_of_zeros_has_no_distance_in_deviations(self):
        rows = [f"{j % 9 == 0:d},{j % 7},{j % 2}" for j in range(200)]
        rows[40] = "5000,3,0"
        self.write("counts.csv", "count,x,y\n" + "\n".join(rows) + "\n")
        for missing, after in (("error", 1), ("mean", 0)):
            report, _ = self.report_of(["counts.csv", "--missing", missing, "--epochs", "2"])
            finding = next(f for f in report["findings"] if f["code"] == "outlier")
            self.assertEqual(finding["evidence"]["line"], 42)
            self.assertNotIn("robust_deviations", finding["evidence"])
            self.assertNotIn("deviations", finding["message"])
            cured, _ = self.report_of(shlex.split(finding["command"])[2:])  # with mean the row stays
            self.assertEqual(cured["data"]["rows_dropped"], after)
            self.assertEqual(cured["data"]["outliers"], [])

    def test_an_outlier_in_a_column_that_is_constant_otherwise(self):
        def outliers(cells):
            self.write("still.csv", "a,b,y\n" + "".join(f"{a},{j % 7},{j % 2}\n" for j, a in enumerate(cells)))
            report, _ = self.report_of(["still.csv", "--epochs", "2", "--validation", "0"])
            return [(o["column"], o["line"], o["value"]) for o in report["data"]["outliers"]]

        self.assertEqual(outliers([7] * 40 + [1e9] + [7] * 19), [("a", 42, 1e9)])
        self.assertEqual(outliers([0] * 59 + [-999]), [("a", 61, -999)])
        self.assertEqual(outliers([0] * 59 + [1]), [])  # a mark of one row
        self.assertEqual(outliers([2020] * 59 + [2021]), [])
        self.assertEqual(outliers([0] * 58 + [500, 500]), [])

    def test_inputs_that_hardly_vary_are_as_good_as_constant(self):
        rows = [f"1,{j == 300:d},{j % 2}" for j in range(1000)]
        self.write("still.csv", "a,b,y\n" + "\n".join(rows) + "\n")
        report, _ = self.report_of(["still.csv", "--epochs", "2", "--validation", "0"])
        finding = next(f for f in report["findings"] if f["code"] == "constant-inputs")
        self.assertEqual(finding["evidence"], {"features": ["a", "b"]})
        self.assertIn("almost all training rows", finding["message"])
        self.write("still.csv", "a,b,c,y\n" + "\n".join(f"1,{j == 300:d},{j % 5},{j % 2}" for j in range(1000)) + "\n")
        report, _ = self.report_of(["still.csv", "--epochs", "2", "--validation", "0"])
        self.assertNotIn("constant-inputs", [f["code"] for f in report["findings"]])

    def test_heavy_tails_are_no_outliers(self):
        numbers = [f"{(1.0 + j) ** 3:.3f},{j % 2}" for j in range(300)]
        self.write("tail.csv", "x,y\n" + "\n".join(numbers) + "\n")
        report, _ = self.report_of(["tail.csv"])
        self.assertNotIn("outlier", [finding["code"] for finding in report["findings"]])

    def test_the_baseline_is_that_of_the_training_rows(self):
        report, _ = self.report_of(PROGRESSION)
        baseline = report["training"]["baseline"]
        split, _ = self.report_of([*PROGRESSION, "--epochs", "0", "--split-out", "split.csv"])
        self.assertEqual(split["training"]["baseline"], baseline)
        lines = pathlib.Path(DIABETES).read_text().splitlines()
        parts = {"training": [], "validation": []}
        for entry in self.read("split.csv").decode().splitlines()[1:]:
            line, part = entry.split(",")
            parts[part].append(float(lines[int(line) - 1].split(",")[-1]))
        mean = sum(parts["training"]) / len(parts["training"])
        self.assertAlmostEqual(baseline["prediction"] / mean, 1, places=6)
        for part, values in parts.items():
            residual = sum((y - mean) ** 2 for y in values)
            own = sum(values) / len(values)
            self.assertAlmostEqual(baseline[part]["rmse"] / (residual / len(values)) ** 0.5, 1, places=5)
            self.assertAlmostEqual(baseline[part]["r2"], 1 - residual / sum((y - own) ** 2 for y in values), places=5)

    def test_of_random_set_ups_the_planted_cause_is_named(self):
        result = subprocess.run([sys.executable, STUDY, PROGRAM, "--setups", "16", "--seed", "7"],
                                capture_output=True, text=True, check=True, timeout=600)
        last = result.stdout.splitlines()[-1]
        named, cured = int(last.split(": ")[1].split()[0]), int(last.split()[-1])
        self.assertGreaterEqual(named, 15, result.stdout)
        self.assertGreaterEqual(cured, 13, result.stdout)


if __name__ == "__main__":
    unittest.main()
