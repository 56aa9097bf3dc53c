"""stdout is the report, stderr is for people, files are replaced as a whole."""

import os
import random
import re
import subprocess

from program import DIABETES, DIGITS, PENGUINS, PROGRAM, TIMEOUT, ProgramTest, parse_report

DEAD_NETWORK = [DIABETES, "--bias-init", "constant:-1000", "--epochs", "2", "--allow-dead-network"]

RNG = random.Random(1)
NOISE = "x,z,y\n" + "".join(f"{RNG.gauss(0, 4)},{RNG.gauss(0, 4)},{RNG.choice('ab')}\n" for _ in range(40))


class OutputTest(ProgramTest):
    def test_stdout_is_nothing_but_json_and_stderr_is_the_summary(self):
        result = self.program("train", *DEAD_NETWORK)
        summary = parse_report(result.stdout)["summary"]
        self.assertIn(f"{summary['dead']} of {summary['units']} units dead", result.stderr)
        for part in ("layer 0", "layer 1", "DDDD", "  fix: start with biases of 0: --bias-init zeros", "it causes:"):
            self.assertIn(part, result.stderr)
        self.assertNotIn("\x1b", result.stderr)

    def test_the_summary_shows_a_letter_for_each_unit(self):
        result = self.program("train", DIGITS, "--lr", "1.0", "--hidden", "70,9")
        letters = {"dead": "D", "sparse": "s", "active": ".", "always_active": "A"}
        cells = "".join(line.strip() for line in result.stderr.splitlines() if re.fullmatch("  [Ds.A]+", line))
        units = [unit for layer in parse_report(result.stdout)["layers"] for unit in layer["unit"]]
        self.assertEqual(cells, "".join(letters[unit["status"]] for unit in units))

    def test_quiet_leaves_stderr_empty_where_nothing_fails(self):
        self.assertEqual(self.program("train", DIABETES, "--quiet").stderr, "")

    def test_of_a_failure_quiet_leaves_the_last_line(self):
        for args in ([DIABETES, "--fail-on", "units > 5"], [DIABETES, "--lr", "1e30"], DEAD_NETWORK[:-1]):
            with self.subTest(args):
                quiet, loud = (self.program("train", *args, *flags) for flags in (["--quiet"], []))
                self.assertEqual((quiet.code, loud.code, quiet.stdout), (1, 1, loud.stdout))
                self.assertTrue(quiet.stderr.startswith("verdict: fail ("))
                self.assertEqual(quiet.stderr, loud.stderr.splitlines(keepends=True)[-1])

    def test_every_error_and_warning_is_told_by_its_message_or_under_its_cause(self):
        self.write("noise.csv", NOISE)
        runs = [[*DEAD_NETWORK], [DIABETES, "--lr", "1e30"], [DIGITS, "--lr", "1", "--seed", "2"],
                [PENGUINS, "--target", "species", "--missing", "drop", "--scale", "none"],
                ["noise.csv", "--scale", "none", "--lr", "0.01", "--epochs", "40", "--activation", "leaky_relu"]]
        for args in runs:
            with self.subTest(args):
                result, all_of_it = (self.program("train", *args, *flags) for flags in ([], ["--all"]))
                findings = parse_report(result.stdout)["findings"]
                lines = all_of_it.stderr.splitlines()
                for finding in findings:
                    label = {"info": "note"}.get(finding["severity"], finding["severity"])
                    at = lines.index(f"{label}: {finding['message']}")
                    cure = f": {finding['cure']}" if "cure" in finding else ""
                    self.assertEqual(lines[at + 1], f"  follows from {finding['caused_by']}" if "caused_by" in finding
                                     else f"  fix: {finding['advice']}{cure}")
                for cause in findings:
                    told = f"{cause['severity']}: {cause['message']}\n" in result.stderr
                    if cause["severity"] == "info" or "caused_by" in cause:
                        self.assertFalse(told)
                        continue
                    self.assertTrue(told, cause)
                    effects = [finding["code"] for finding in findings
                               if finding.get("caused_by") == cause["code"] and finding["severity"] != "info"]
                    if effects:
                        self.assertIn(f"  it causes: {', '.join(dict.fromkeys(effects))}\n", result.stderr)
                shown = re.search(r"  it causes: (.*)", result.stderr)
                grave = {finding["code"] for finding in findings if "caused_by" in finding and finding["severity"] != "info"}
                self.assertEqual(set(shown[1].split(", ")) if shown else set(), grave)
                notes = sum(finding["severity"] == "info" for finding in findings)
                self.assertEqual(re.findall(r"^(\d+) notes?: --all shows (?:it|them)$", result.stderr, re.M),
                                 [str(notes)] if notes else [])

    def test_the_last_line_of_ordinary_runs_stands_alone(self):
        for args, words in (([DIGITS, "--epochs", "3"], r"no unit is dead, held-out accuracy [\d.]+ %"),
                            ([DIGITS, "--epochs", "3", "--fail-on", "dead > 99"],
                             r"verdict: pass \(1 gate\): no unit is dead, held-out accuracy [\d.]+ %"),
                            ([DIGITS, "--lr", "1", "--seed", "2"],
                             r"(no better than a constant, )?\d+ of 96 units dead(, \d+ for good)?, since epoch \d+: the learning rate; try --lr 0.1 "
                             r"\(reluscope remedy tries it\)"),
                            (DEAD_NETWORK, r"no better than a constant, 96 of 96 units dead for good, from the "
                             r"start: the initial biases; try --bias-init zeros \(reluscope remedy tries it\)")):
            with self.subTest(args):
                report = self.write("report.json", b"")
                result = self.program("train", *args, "-o", report, "--save-model", "model.safetensors")
                *_, first, second, last = result.stderr.splitlines()
                self.assertEqual((first, second), ("report: report.json", "model: model.safetensors"))
                self.assertRegex(last, rf"\A{words}\Z")

    def test_a_terminal_is_spared_the_json_unless_it_is_asked_for(self):
        hint = "the JSON report: -o FILE, or --json to see it here\n"
        for flags, has_json, has_hint in (([], False, True), (["--json"], True, False), (["-o", "-"], True, False),
                                          (["-o", "report.json"], False, False)):
            with self.subTest(flags):
                shown = self.on_a_terminal("train", DIABETES, "--epochs", "1", *flags, stdout=None)
                self.assertEqual(('"schema_version": 1' in shown, hint in shown), (has_json, has_hint))
                piped = self.on_a_terminal("train", DIABETES, "--epochs", "1", *flags)
                self.assertNotIn(hint, piped)

    def test_output_goes_to_the_file_and_leaves_stdout_empty(self):
        result = self.program("train", DIABETES, "-o", "report.json")
        self.assertEqual((result.code, result.stdout), (0, b""))
        self.assertEqual(parse_report(self.read("report.json"))["command"], "train")
        self.assertIn("report.json", result.stderr)

    def test_output_replaces_a_file_and_leaves_nothing_beside_it(self):
        self.write("report.json", "an older report, longer than nothing" * 10_000)
        self.program("train", DIABETES, "-o", "report.json", "--save-model", "model.safetensors", "--quiet")
        parse_report(self.read("report.json"))
        self.assertEqual(set(os.listdir(self.folder)), {"report.json", "model.safetensors"})

    def test_output_through_a_link_writes_where_it_points(self):
        self.write("report.json", "")
        (self.folder / "link.json").symlink_to("report.json")
        self.program("train", DIABETES, "-o", "link.json", "--quiet")
        self.assertTrue((self.folder / "link.json").is_symlink())
        parse_report(self.read("report.json"))

    def test_help_and_version_say_when_the_disk_is_full(self):
        for flag in ("--help", "--version"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, flag], stdout=full, stderr=subprocess.PIPE, timeout=TIMEOUT)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"No space left", done.stderr)

    def test_a_closed_stderr_does_not_spoil_the_report(self):
        command = f'"{PROGRAM}" train "{DIABETES}" -o report.json --save-model model.safetensors 2>&-'
        subprocess.run(["sh", "-c", command], cwd=self.folder, timeout=TIMEOUT, check=True)
        self.assertEqual(parse_report(self.read("report.json"))["config"],
                         parse_report(self.program("train", DIABETES, "-q").stdout)["config"])

    def test_a_terminal_gets_colours_unless_told_not_to(self):
        colour = r"\x1b\[[0-9;]*m"
        self.assertRegex(self.on_a_terminal("train", *DEAD_NETWORK), colour)
        self.assertNotRegex(self.on_a_terminal("train", *DEAD_NETWORK, "--no-color"), colour)

    def test_no_color_and_a_dumb_terminal_get_no_escape_byte(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            with self.subTest(environment):
                shown = self.on_a_terminal("train", *DEAD_NETWORK, **environment)
                self.assertNotIn("\x1b", shown)
                self.assertIn("DDDD", shown)

    def test_what_stands_in_the_data_cannot_reach_the_terminal_as_a_command(self):
        self.write("data.csv", "x,\x1b[41my\n" + "1,0.5\n2,1.5\n3,2\n4,7.5\n" * 3)
        result = self.program("train", "data.csv", "--epochs", "1", "-o", "report.json")
        self.assertEqual(result.code, 0)
        self.assertNotIn("\x1b", result.stderr)
