"""Files as people have them, made after public reports (tests/cases): each is read as what it is, or refused with the cure."""

import json
import statistics
import unittest
from pathlib import Path

from program import ProgramTest, parse_report

CASES = Path(__file__).parent.parent / "cases"
REFERENCE = Path(__file__).parent.parent / "reference" / "people_numbers.json"
PLAIN = CASES / "n-plain.csv"
NUMBERS = {  # the value of a cell, for that in n-plain.csv
    "dollar": 1, "unit": 1, "percent": 1, "thousands": 1, "space-thousands": 1, "nbsp-thousands": 1, "accounting": -1,
    "unicode-minus": -1, "decimal-comma": 1, "decimal-comma-thousands": 1, "padded": 1, "tab-padded": 1,
}  # fmt: skip


class CasesTest(ProgramTest):
    def report(self, name, *flags):
        return self.train(CASES / name, "--epochs", "0", *flags)

    def data(self, name, *flags):
        return self.report(name, *flags)["data"]

    def codes(self, name, *flags):
        return [finding["code"] for finding in self.train(CASES / name, *flags)["findings"]]

    def test_numbers_in_all_notations_are_those_of_the_plain_file(self):
        plain = self.data(PLAIN)
        for name, sign in NUMBERS.items():
            with self.subTest(name):
                data = self.data(f"n-{name}.csv")
                self.assertEqual(data["features"], ["x", "m"])
                self.assertTrue(any("'m'" in note and "numbers" in note for note in data["notes"]), data["notes"])
                ours, theirs = data["columns"][1], plain["columns"][1]
                self.assertAlmostEqual(ours["mean"], sign * theirs["mean"], delta=1e-9 * abs(theirs["mean"]))
                self.assertEqual((ours["kind"], ours["distinct"]), ("numeric", theirs["distinct"]))
                self.assertEqual(data["scaling"]["scale"], plain["scaling"]["scale"])

    def test_every_number_is_what_pandas_and_data_table_read(self):
        for name, columns in json.loads(REFERENCE.read_text()).items():
            data = self.data(name)  # over the training rows and those held out
            for column in data["columns"]:
                with self.subTest(name, column=column["name"]):
                    values = columns[column["name"]]
                    rounding = 6e-8 * max(map(abs, values))  # cells are kept in float32
                    for key, of in (("min", min), ("max", max), ("mean", statistics.fmean), ("deviation", statistics.pstdev)):
                        self.assertAlmostEqual(column[key], of(values), delta=rounding)

    def test_targets(self):
        self.assertEqual(self.data("t-dollar.csv")["task"], "regression")
        self.train_fails(CASES / "t-stray-text.csv",
                         saying=["t-stray-text.csv:19:", "'absent'", "--na absent --missing drop", "--task classification"])
        self.assertEqual(self.data("t-big-labels.csv")["classes"], ["100100037", "100100038", "100100039", "100100041"])
        zero = self.data("t-minus-zero.csv", "--validation-data", CASES / "t-minus-zero-validation.csv")
        self.assertEqual(zero["classes"], ["0", "1"])

    def test_far_numbers_are_scaled_as_in_double(self):
        for name in ("f-timestamps", "f-offset"):
            with self.subTest(name):
                rows = [line.split(",") for line in (CASES / f"{name}.csv").read_text().split()[1:]]
                xs = [float(x) for x, _ in rows]
                data = self.data(f"{name}.csv", "--validation", "0")
                self.assertAlmostEqual(data["scaling"]["shift"][0] / statistics.fmean(xs), 1, delta=1e-14)
                self.assertAlmostEqual(data["scaling"]["scale"][0] / statistics.pstdev(xs), 1, delta=1e-6)
                self.assertEqual(data["constant_features"], [])

    def test_line_ends_and_delimiters(self):
        for name in ("e-crcrlf.csv", "e-lfcr.csv", "e-mixed.csv"):
            with self.subTest(name):
                data = self.data(name, "--validation", "0")
                self.assertEqual((data["rows"], data["features"]), (3, ["a"]))
        self.assertEqual(len(self.data("d-semicolon-in-text.csv", "--validation", "0")["columns"]), 4)
        self.assertEqual(self.data("d-space.txt", "--validation", "0")["features"], ["a", "b"])
        self.assertEqual(self.data("d-sep-line.csv", "--validation", "0")["features"], ["a", "b"])

    def test_lines_that_are_no_rows(self):
        self.train_fails(CASES / "c-comment.csv", saying=["--comment '#'", "--skip-rows 1"])
        for flags in (["--comment", "#"], ["--skip-rows", "1"]):
            self.assertEqual(self.data("c-comment.csv", "--validation", "0", *flags)["features"], ["a", "b"])
        self.train_fails(CASES / "c-units-row.csv", saying=["c-units-row.csv:2:", "units", "sed 2d"])
        self.train_fails(CASES / "c-footer.csv", saying=["c-footer.csv:5:", "Total", "sed 5d"])
        trailing = self.data("c-trailing-delimiter.csv", "--validation", "0")
        self.assertEqual((trailing["features"], trailing["target"]), (["a", "b"], "y"))
        self.assertIn("left out", trailing["notes"][0])

    def test_characters(self):
        latin, utf16 = self.data("l-latin1.csv", "--validation", "0"), self.data("l-utf16.csv", "--validation", "0")
        self.assertIn("farbe=grün", latin["features"])
        self.assertIn("Windows-1252", latin["notes"][0])
        self.assertNotIn("\ufffd", "".join(utf16["features"]))
        self.train_fails(CASES / "l-hidden-bom.csv", saying=["l-hidden-bom.csv:4:", "U+FEFF"])
        names = self.data("l-name-collision.csv", "--validation", "0")["features"]
        self.assertEqual(len(set(names)), len(names))

    def test_missing_words(self):
        self.train_fails(CASES / "m-na-words.csv", saying=["'-'", "column 'a' 2", "column 'b' 4", "--na=- --missing drop"])
        data = self.data("m-na-words.csv", "--na=-", "--missing", "mean", "--validation", "0")
        self.assertEqual([column["missing"] for column in data["columns"][:2]], [2, 5])

    def test_padded_gzip(self):
        self.assertGreater(self.data("z-padded.csv.gz", "--validation", "0")["rows"], 0)

    def test_what_the_data_does_is_named_first(self):
        unlearned, outlier = self.train(CASES / "s-outlier.csv")["findings"][:2]
        self.assertEqual((unlearned["code"], unlearned["caused_by"]), ("no-better-than-baseline", "outlier"))
        self.assertEqual((outlier["code"], outlier["evidence"]["line"], outlier["evidence"]["column"]), ("outlier", 32, "a"))
        self.assertEqual(self.codes("s-imbalanced.csv")[0], "no-better-than-baseline")
        self.assertEqual(self.codes("s-constant-inputs.csv")[:2], ["no-better-than-baseline", "constant-inputs"])
        result = self.program("train", CASES / "s-far-target.csv", "--scale-target", "none", "-q", "-o", "far.json")
        self.assertEqual(result.code, 1)
        self.assertTrue(result.stderr.endswith(": the unscaled target; try --scale-target standard (reluscope remedy tries it)\n"))
        far = parse_report(self.read("far.json"))["findings"]
        self.assertEqual([finding["code"] for finding in far][:2], ["unscaled-target", "divergence"])

    def test_data_shows_the_same(self):
        for name in ("n-dollar.csv", "s-outlier.csv"):
            shown = self.program("data", CASES / name, "--validation", "0", "-q")
            self.assertEqual(shown.code, 0)
            self.assertIn(b'"columns"', shown.stdout)


if __name__ == "__main__":
    unittest.main()
