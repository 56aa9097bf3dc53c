"""What train prints for a person at 80 columns: a screen at most, the cause first, and a last line that stands alone."""

import re
import unittest

from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report

SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
ORDINARY = [
    [DIGITS], SPECIES, [DIABETES, "--lr", "0.02"], [DIGITS, "--lr", "1", "--seed", "2"],
    [DIGITS, "--init", "normal:0.0001"], [DIGITS, "--weight-decay", "0.5"], [DIGITS, "--init", "zeros"],
    [DIGITS, "--bias-init", "constant:-10"], [*SPECIES, "--scale", "none"], [DIABETES, "--scale-target", "none"],
    [DIGITS, "--optimizer", "momentum", "--momentum", "0.99", "--lr", "0.05"], [*SPECIES, "--hidden", "3,3,3,3,3,3,3,3"],
]


def plain(text):
    """What stands on the screen in the end: without colours, and of a line that was redrawn the last."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return [line.split("\r")[-1] for line in text.rstrip("\n").split("\n")]


class ScreenTest(ProgramTest):
    def screen_of(self, *arguments, **how):
        # a dead network fails by itself, and on_a_terminal wants 0
        return self.on_a_terminal("train", *arguments, "--allow-dead-network", **how)

    def test_an_ordinary_run_fits_the_screen(self):
        for arguments in ORDINARY:
            if "--scale-target" in arguments:
                continue  # it diverges, and so fails
            with self.subTest(arguments):
                lines = plain(self.screen_of(*arguments, "-o", "report.json"))
                self.assertLessEqual(len(lines), 23)  # and a prompt
                for line in lines:
                    self.assertLessEqual(len(line), 80)

    def test_many_layers_fit_the_screen_and_none_with_dead_units_is_missing(self):
        for layers, options in ((30, ["--bias-init", "constant:-0.3"]), (30, ["--lr", "0.001"]), (12, ["--activation", "tanh"])):
            with self.subTest(layers=layers, options=options):
                arguments = [DIABETES, "--hidden", ",".join(["40"] * layers), "--epochs", "1", *options]
                lines = plain(self.screen_of(*arguments, "-o", "report.json"))
                self.assertLessEqual(len(lines), 23)
                report = parse_report(self.read("report.json"))
                key, word = ("saturated", "saturated") if "tanh" in options else ("dead", "dead")
                counts = [layer[key] for layer in report["layers"]]
                shown = [int(match[1]) for line in lines if (match := re.match(r"layer (\d+) ", line))]
                self.assertEqual(shown, sorted(shown))
                others = [l for l in range(layers) if l not in shown]
                left = sum(counts[l] for l in others)
                units = "none" if left == 0 else f"{left:,} unit" + "s" * (left != 1)
                self.assertIn(f"… {len(others)} more layers, {units} {word}", lines)
                self.assertGreaterEqual(min(counts[l] for l in shown), max(counts[l] for l in others))
                everything = plain(self.screen_of(*arguments, "-o", "report.json", "--all"))
                self.assertEqual(sum(bool(re.match(r"layer \d+ ", line)) for line in everything), layers)

    def test_the_first_problem_is_the_cause_and_every_problem_carries_its_fix(self):
        for arguments in ORDINARY:
            with self.subTest(arguments):
                result = self.program("train", *arguments)
                report = parse_report(result.stdout)
                causes = [f for f in report["findings"] if "caused_by" not in f and f["severity"] != "info"]
                told = [line for line in result.stderr.splitlines() if re.match("(error|warning): ", line)]
                self.assertEqual([line.split(": ", 1)[1] for line in told], [f["message"] for f in causes])
                fixes = [line for line in result.stderr.splitlines() if line.startswith("  fix: ")]
                self.assertEqual(len(fixes), len(causes))
                for cause, fix in zip(causes, fixes):
                    self.assertTrue(fix.endswith(cause.get("cure", cause["advice"])), fix)

    def test_all_shows_every_finding(self):
        result = self.program("train", DIGITS, "--lr", "1", "--seed", "2", "--all")
        for finding in parse_report(result.stdout)["findings"]:
            self.assertIn(finding["message"], result.stderr)
        self.assertIn("the worst units", result.stderr)
        self.assertNotIn("--all shows", result.stderr)

    def test_notes_are_counted(self):
        result = self.program("train", DIGITS, "--lr", "1", "--seed", "2")
        notes = [f for f in parse_report(result.stdout)["findings"] if f["severity"] == "info"]
        self.assertIn(f"\n{len(notes)} notes: --all shows them\n", result.stderr)

    def test_the_last_line(self):
        last = self.program("train", DIGITS, "--lr", "1", "--seed", "2").stderr.splitlines()[-1]
        self.assertEqual(last, "no better than a constant, 31 of 96 units dead, since epoch 3: the learning "
                               "rate; try --lr 0.1 (reluscope remedy tries it)")
        last = self.program("train", DIGITS, "--fail-on", "dead > 3").stderr.splitlines()[-1]
        self.assertEqual(last, "verdict: pass (1 gate): no unit is dead, held-out accuracy 96.7 %")
        result = self.program("train", *SPECIES, "--fail-on", "dead > 0")
        self.assertEqual(result.code, 1)
        self.assertRegex(result.stderr.splitlines()[-1],
                         r"\Averdict: fail \(gate failed: dead > 0 \(value 1\)\): 1 of 96 units dead.*: the learning rate")

    def test_quiet_says_only_that_it_fails(self):
        failing = self.program("train", *SPECIES, "--fail-on", "dead > 0", "--quiet")
        self.assertEqual(len(failing.stderr.splitlines()), 1)
        self.assertTrue(failing.stderr.startswith("verdict: fail ("))
        self.assertEqual(self.program("train", *SPECIES, "--fail-on", "dead > 1", "--quiet").stderr, "")

    def test_units_are_letters_with_and_without_colour(self):
        coloured = self.screen_of(*SPECIES, "-o", "report.json")
        self.assertIn("\x1b[31mD\x1b[0m", coloured)
        self.assertIn(".D..............................", "\n".join(plain(coloured)))
        self.assertNotIn("\x1b", self.screen_of(*SPECIES, "-o", "report.json", NO_COLOR="1"))

    def test_a_number_stays_with_its_unit_and_a_flag_with_its_value(self):
        for width in range(40, 100, 3):
            for line in plain(self.screen_of(*SPECIES, "-o", "report.json", width=width)):
                self.assertNotRegex(line, r"--[a-z-]+\Z", width)
                self.assertNotRegex(line, r"\A *(%|dropped|classes|units?|epochs)\b", width)

    def test_json_does_not_run_over_a_terminal(self):
        shown = self.screen_of(*SPECIES, stdout=None)
        self.assertIn("the JSON report: -o FILE, or --json to see it here\n", shown)
        self.assertNotIn("schema_version", shown)
        for flags in (["--json"], ["-o", "-"]):
            self.assertIn('"schema_version": 1', self.screen_of(*SPECIES, *flags, stdout=None))

    def test_an_error_in_the_data_stands_on_a_line_of_its_own(self):
        self.write("bad.csv", 'a,b\n1,2\n"3,4\n')
        result = self.program("train", "bad.csv")
        self.assertEqual(result.code, 2)
        self.assertTrue(result.stderr.splitlines()[-1].startswith("error: "), result.stderr)


if __name__ == "__main__":
    unittest.main()
