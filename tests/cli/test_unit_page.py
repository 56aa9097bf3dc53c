"""render --unit: all about one unit on a page."""

import json
import re

from model_file import to_model
from program import DIABETES, DIGITS, PENGUINS, ProgramTest

RUNS = {
    "deaths": [DIGITS, "--lr", "1.5", "--seed", "3", "--epochs", "6", "--autopsy", "--allow-dead-network"],
    "revivals": [DIGITS, "--optimizer", "adam", "--lr", "0.03", "--seed", "6"],
    "sparse epochs": [DIABETES, "--hidden", "16,8", "--lr", "0.3", "--epochs", "9", "--track-every", "2", "--allow-dead-network"],
    "start": [PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "0", "--validation", "0"],
    "leaky": [DIABETES, "--activation", "leaky_relu", "--epochs", "2", "--prove", "none"],
}


def letter(active, rows, sparse_below, can_die=True):
    if active == 0 and can_die:
        return "D"
    return "A" if active == rows else "s" if active <= sparse_below * rows else "."


def number(value, digits=4):
    """To so many digits, without an exponent where that is only for trailing zeros."""
    text = f"{value:.{digits}g}"
    return f"{float(text):.0f}" if 10**digits <= abs(float(text)) < 1e7 else text


def cells_of(page):
    """The epochs and the cells of the timeline, with what is drawn together taken apart."""
    first, cells = [], ""
    for line in page.splitlines():
        if match := re.fullmatch(r"  epoch (\d+) +([DsA.S0-9]+)( … the same to epoch (\d+))?", line):
            first.append(int(match[1]))
            cells += match[2] if match[4] is None else match[2][0] * (int(match[4]) - int(match[1]) + 1)
    return first, cells


class UnitPageTest(ProgramTest):
    def report_of(self, args):
        self.program("train", *args, "-q", "-o", "report.json")
        return json.loads(self.read("report.json"))

    def page(self, layer, unit, report="report.json"):
        result = self.program("render", report, "--unit", f"{layer}:{unit}")
        self.assertEqual((result.code, result.stderr), (0, ""))
        return result.stdout.decode("utf-8")

    def pages(self, name):
        """Of each layer the first unit, and the first of each status and number of deaths."""
        report = self.report_of(RUNS[name])
        seen = set()
        for l, layer in enumerate(report["layers"]):
            for unit in layer["unit"]:
                kind = (l, unit["status"], min(len(unit["dead_epochs"]), 2), unit["recovery"], unit["unseen_data"])
                if kind not in seen:
                    seen.add(kind)
                    yield report, l, unit, self.page(l, unit["index"])
        self.assertGreater(len(seen), 1)

    def test_the_page_is_no_wider_than_80_columns_and_begins_with_the_status(self):
        for name in RUNS:
            for report, l, unit, page in self.pages(name):
                with self.subTest(name, layer=l, unit=unit["index"]):
                    self.assertLessEqual(max(map(len, page.splitlines())), 80)
                    rows = report["data"]["train_rows"]
                    self.assertTrue(" ".join(page.split()).startswith(
                        f"layer {l} unit {unit['index']}: {unit['status'].replace('_', ' ')}, active on "
                        f"{unit['active_rows']:,} of {rows:,} training rows"))

    def test_the_timeline_is_the_status_at_every_evaluated_epoch(self):
        for name in RUNS:
            for report, l, unit, page in self.pages(name):
                history = report["layers"][l]["history"]
                expected = "".join(letter(rows[unit["index"]], report["data"]["train_rows"], report["config"]["sparse_below"],
                                          name != "leaky") for rows in history["active_rows"])
                first, cells = cells_of(page)
                self.assertEqual((cells, first), (expected, [0]))
                self.assertEqual(cells[-1] == "D", unit["status"] == "dead")

    def test_a_long_life_has_lines_of_their_own_epochs_and_draws_equal_ones_together(self):
        report = self.report_of([DIABETES, "--hidden", "8,4", "--lr", "0.2", "--epochs", "400", "--allow-dead-network"])
        drawn_together = 0
        for l, layer in enumerate(report["layers"]):
            for i in range(len(layer["unit"])):
                page = self.page(l, i)
                first, cells = cells_of(page)
                self.assertEqual(cells, "".join(letter(rows[i], report["data"]["train_rows"], 0.01)
                                                for rows in layer["history"]["active_rows"]))
                self.assertTrue(all(epoch % 60 == 0 for epoch in first))
                drawn_together += "… the same to epoch" in page
        self.assertGreater(drawn_together, 0)

    def test_deaths_and_revivals_are_told_with_the_parts_of_their_cause(self):
        died = revived = 0
        for name in ("deaths", "revivals", "sparse epochs"):
            for report, l, unit, page in self.pages(name):
                events = [event for event in report["events"] if (event["layer"], event["unit"]) == (l, unit["index"])]
                told = re.findall(r"^  epoch (\d+): (died|revived|born dead)", page, re.M)
                self.assertEqual(told, [(str(event["epoch"]), event["type"].replace("_", " ")) for event in events])
                flat = " ".join(page.split())
                for event in events:
                    if cause := event.get("cause"):
                        numbers = [f"{cause[part]:+.3g}" for part in ("change", "bias", "weights", "inputs")]
                        self.assertIn("changed by {} since the evaluation before: bias {}, weights {}, inputs {}; mostly its {}"
                                      .format(*(number if float(number) else "0" for number in numbers), cause["dominant"]), flat)
                spells = ", ".join(f"{a} to {b}" if a != b else str(a) for a, b in unit["dead_epochs"])
                self.assertIn(f" {spells} " if spells else "never dead at an evaluated epoch", flat + " ")
                died += sum(event["type"] == "died" for event in events)
                revived += sum(event["type"] == "revived" for event in events)
        self.assertTrue(died > 3 and revived > 0)

    def test_an_autopsy_has_the_step_and_the_lines_of_the_csv(self):
        autopsies = 0
        for report, l, unit, page in self.pages("deaths"):
            for event in report["events"]:
                autopsy = event.get("cause", {}).get("autopsy")
                if (event["layer"], event["unit"]) != (l, unit["index"]) or autopsy is None:
                    continue
                autopsies += 1
                self.assertIn(f"killed in epoch {autopsy['epoch']}, step {autopsy['step']}", page)
                for row in autopsy["rows"]:
                    share = re.escape(f"{100 * row['share']:.3g}")
                    self.assertRegex(page, rf"(?m)^    {row['line']} +{share} % +{row['target']} ")
            self.assertNotIn("train again with --autopsy", page)
        self.assertGreater(autopsies, 2)
        told = [page for _, _, unit, page in self.pages("revivals") if unit["died_epoch"] is not None]
        self.assertTrue(told and all("train again with --autopsy" in " ".join(page.split()) for page in told))

    def test_recovery_gradient_weights_held_out_rows_and_proof_are_those_of_the_report(self):
        words = {"none": "dead for good", "optimizer": "momentum, Adam's moments or weight decay", "upstream": "layers below it still learn",
                 "gradient": "ReLU'(0) is 1"}
        verdicts = {"proven_inactive": "proven inactive: no input", "proven_active": "proven active: every input", "open": "open: "}
        witnesses = 0
        for name in RUNS:
            for report, l, unit, page in self.pages(name):
                flat = " ".join(page.split())
                self.assertEqual("recovery: " in flat, unit["recovery"] is not None)
                if unit["recovery"]:
                    self.assertIn(words[unit["recovery"]], flat)
                gradient = unit["gradient"]
                self.assertIn("no training step" if gradient is None else "gradient: 0 on every row" if gradient["nonzero_rate"] == 0 else
                              f"not 0 on {100 * gradient['nonzero_rate']:.3g} % of the rows, root mean square {number(gradient['rms'])}", flat)
                self.assertIn(f"into it {number(unit['incoming_norm'])}, of those out of it {number(unit['outgoing_norm'])}; bias "
                              f"{number(unit['bias'])}", flat)
                if "validation" in unit:
                    held_out = unit["validation"]
                    self.assertIn(f"active on {held_out['active_rows']} of {report['data']['validation_rows']} rows", flat)
                    self.assertIn(f"less than {100 * held_out['activation_rate_upper95']:.3g} %, with 95 % confidence", flat)
                else:
                    self.assertIn("held out: no rows were", flat)
                if "proof" not in unit:
                    self.assertIn("proof: none", flat)
                    continue
                proof = unit["proof"]
                self.assertIn(f"proof: {verdicts[proof['verdict']]}", flat)
                self.assertIn(f"from {number(proof['lower'])} ({proof['lower_method']}) to {number(proof['upper'])} ({proof['upper_method']})", flat)
                self.assertEqual("an input that activates it:" in flat, proof["witness"] is not None)
                if proof["witness"]:
                    witnesses += 1
                    scaling, farthest = report["data"]["scaling"], max(range(len(proof["witness"])), key=lambda i: abs(proof["witness"][i]))
                    value = scaling["shift"][farthest] + scaling["scale"][farthest] * proof["witness"][farthest]
                    self.assertRegex(flat, rf"activates it: {re.escape(report['data']['features'][farthest])} = {re.escape(number(value))}\b")
        self.assertGreater(witnesses, 0)

    def test_a_unit_at_0_may_get_a_gradient(self):
        self.write("data.csv", "a,b\n0,0.5\n-1,1.5\n")
        self.write("model.safetensors", to_model(([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 1.0]], [0.0])))
        args = ["data.csv", "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0", "--scale", "none"]
        for slope, words in (("0", "dead for good"), ("1", "ReLU'(0) is 1")):
            self.report_of([*args, "--relu-grad-at-zero", slope])
            self.assertIn(words, " ".join(self.page(0, 0).split()))

    def test_of_smooth_units_a_cell_is_the_tenths_of_the_rows(self):
        report = self.report_of([DIABETES, "--activation", "tanh", "--epochs", "12"])
        rows = report["data"]["train_rows"]
        for l, layer in enumerate(report["layers"]):
            _, cells = cells_of(self.page(l, 1))
            self.assertEqual(cells, "".join("." if active[1] == 0 else str(min(9, 10 * active[1] // rows))
                                            for active in layer["history"]["active_rows"]))

    def test_without_the_history_of_units_only_the_timeline_is_missing(self):
        for detail in ("layers", "none"):
            report = self.report_of([*RUNS["revivals"], "--history", detail])
            unit = next(unit for unit in report["layers"][1]["unit"] if unit["status"] == "dead")
            page = self.page(1, unit["index"])
            self.assertIn("no timeline: the report was made without --history units", page)
            self.assertRegex(page, r"\n  epoch \d+: died; ")

    def test_a_report_through_a_pipe_and_into_a_file(self):
        self.report_of(RUNS["start"])
        page = self.page(0, 1)
        self.assertEqual(self.program("render", "-", "--unit", "0:1", stdin=self.read("report.json")).stdout.decode(), page)
        self.assertEqual(self.program("render", "report.json", "--unit", "0:1", "-o", "page.txt").stdout, b"")
        self.assertEqual(self.read("page.txt").decode(), page)

    def test_a_unit_that_is_none_is_answered_with_those_there_are(self):
        self.report_of([DIABETES, "--hidden", "4,1", "--epochs", "0"])
        for text in ("1", "1-2", "1:", ":2", "a:b", "1:2:3", "-1:0", "1.0:0", "", "0:99999999999999999999"):
            self.fails("render", "report.json", f"--unit={text}" if text else "--unit", *([] if text else [""]), saying=["--unit"])
        self.fails("render", "report.json", "--unit", "1-2", saying=["'1-2' is not LAYER:UNIT, as in 1:12"])
        self.fails("render", "report.json", "--unit", "2:0", saying=["--unit 2:0: report.json has no such hidden layer; they are 0 to 1"])
        self.fails("render", "report.json", "--unit", "0:4", saying=["layer 0 of report.json has no such unit; they are 0 to 3"])
        self.fails("render", "report.json", "--unit", "1:1", saying=["they are 0 alone"])
        self.fails("render", "report.json", "--unit", "0:0", "--format", "csv", saying=["--unit shows text alone", "--format csv"])
        self.program("sweep", DIABETES, "--lr", "0.1,1", "--seeds", "2", "--epochs", "1", "-q", "-o", "sweep.json")
        self.fails("render", "sweep.json", "--unit", "0:0", saying=["sweep.json is the result of several runs, which has no units"])
