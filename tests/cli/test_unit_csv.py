"""render --format csv: a line for each unit."""

import csv
import io
import json

from program import DIABETES, DIGITS, PENGUINS, ProgramTest

RUNS = {
    "deaths": [DIGITS, "--lr", "1.5", "--seed", "3", "--epochs", "6"],
    "nothing held out": [DIABETES, "--validation", "0", "--epochs", "2"],
    "no proofs": [DIABETES, "--prove", "none", "--epochs", "2"],
    "no training": [PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "0"],
    "tanh": [DIABETES, "--activation", "tanh", "--epochs", "2"],
}


def leaves(value, prefix=""):
    """Names and values of what an object holds; of lists as a whole."""
    for key, held in value.items():
        if isinstance(held, dict):
            yield from leaves(held, f"{prefix}{key}.")
        else:
            yield prefix + key, held


class UnitCsvTest(ProgramTest):
    def table(self, args):
        self.program("train", *args, "-q", "-o", "report.json")
        result = self.program("render", "report.json", "--format", "csv")
        self.assertEqual((result.code, result.stderr), (0, ""))
        return result.stdout, json.loads(self.read("report.json"))

    def test_every_cell_is_what_the_report_says(self):
        headers = set()
        for name, args in RUNS.items():
            with self.subTest(name):
                text, report = self.table(args)
                header, *rows = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), strict=True)
                headers.add(tuple(header))
                units = [(l, unit) for l, layer in enumerate(report["layers"]) for unit in layer["unit"]]
                self.assertEqual(len(rows), len(units))
                for row, (l, unit) in zip(rows, units):
                    self.assertEqual(len(row), len(header))
                    cells = dict(zip(header, row))
                    self.assertEqual((cells.pop("layer"), cells.pop("unit")), (str(l), str(unit.pop("index"))))
                    for key, value in leaves(unit):
                        cell = cells.pop(key, "" if value is None else None)
                        if value is None or value == []:
                            self.assertEqual(cell, "", key)
                        elif isinstance(value, str):
                            self.assertEqual(cell, value, key)
                        else:
                            self.assertEqual(json.loads(cell), value, key)
                    self.assertEqual(set(cells.values()) - {""}, set())  # nothing that the report does not say
        self.assertEqual(len(headers), 1)  # the columns are always the same

    def test_columns_have_the_keys_of_the_schema(self):
        text, _ = self.table(RUNS["deaths"])
        header = text.decode("utf-8").splitlines()[0].split(",")
        schema = json.loads(self.program("schema").stdout)
        unit = schema["properties"]["layers"]["items"]["properties"]["unit"]["items"]["properties"]

        def names(properties, prefix=""):
            for key, part in properties.items():
                if "properties" in part:
                    yield from names(part["properties"], f"{prefix}{key}.")
                else:
                    yield prefix + key

        self.assertEqual(header, ["layer", "unit", *(name for name in names(unit) if name != "index")])

    def test_lines_end_as_rfc_4180_has_it_and_lists_are_quoted(self):
        text, report = self.table(RUNS["deaths"])
        lines = text.split(b"\r\n")
        self.assertEqual(lines.pop(), b"")
        self.assertNotIn(b"\n", b"".join(lines))
        self.assertEqual(len(lines), 1 + report["summary"]["units"])
        self.assertIn(b',"[[', text)  # dead_epochs

    def test_a_sweep_still_has_a_line_for_each_cell(self):
        self.program("sweep", DIABETES, "--lr", "0.1,1", "--seeds", "2", "--epochs", "1", "-q", "-o", "sweep.json")
        lines = self.program("render", "sweep.json", "--format", "csv").stdout.decode("utf-8").split("\n")
        self.assertTrue(lines[0].startswith("cell,lr,runs,"))
        self.assertEqual(len(lines), 4)
