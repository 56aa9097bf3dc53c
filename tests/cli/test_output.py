"""stdout is the report, stderr is for people, files are replaced as a whole."""

import os
import re
import subprocess

from program import DIABETES, DIGITS, PROGRAM, TIMEOUT, ProgramTest, parse_report

DEAD_NETWORK = [DIABETES, "--bias-init", "constant:-1000", "--epochs", "2", "--allow-dead-network"]


class OutputTest(ProgramTest):
    def test_stdout_is_nothing_but_json_and_stderr_is_the_summary(self):
        result = self.program("train", *DEAD_NETWORK)
        summary = parse_report(result.stdout)["summary"]
        self.assertIn(f"{summary['dead']} of {summary['units']} hidden units", result.stderr)
        for part in ("layer 0", "layer 1", "DDDD", "try:"):
            self.assertIn(part, result.stderr)
        self.assertNotIn("\x1b", result.stderr)

    def test_the_summary_shows_a_letter_for_each_unit(self):
        result = self.program("train", DIGITS, "--lr", "1.0", "--hidden", "70,9")
        letters = {"dead": "D", "sparse": "s", "active": ".", "always_active": "A"}
        cells = "".join(line.strip() for line in result.stderr.splitlines() if re.fullmatch("  [Ds.A]+", line))
        units = [unit for layer in parse_report(result.stdout)["layers"] for unit in layer["unit"]]
        self.assertEqual(cells, "".join(letters[unit["status"]] for unit in units))

    def test_quiet_leaves_stderr_empty(self):
        self.assertEqual(self.program("train", DIABETES, "--quiet").stderr, "")

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
