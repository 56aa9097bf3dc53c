"""On a pseudo-terminal: the progress bar redraws itself, ends cleanly, and nothing is wider than the screen."""

import os
import pty
import re
import subprocess
import unicodedata

from program import DATA, PROGRAM, TIMEOUT, ProgramTest

DIGITS, PENGUINS = "data/digits.csv", "data/penguins.csv"  # short enough for a narrow screen

WIDTHS = (40, 80, 200)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class TerminalTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "data").symlink_to(DATA)

    def screen(self, shown):
        """The lines as they stand in the end: a return starts a line anew, over what was there."""
        lines = []
        for line in COLOUR.sub("", shown).split("\n"):
            cells = []
            for part in line.replace("\x1b[K", "\x00").split("\r"):
                text, *rest = part.split("\x00")
                cells[: len(text)] = text
                if rest:
                    del cells[len(text):]
                    cells += "".join(rest)
            lines.append("".join(cells).rstrip())
        return lines

    def test_no_line_is_wider_than_the_screen(self):
        for width in WIDTHS:
            for args in ([DIGITS, "--lr", "1.0", "--seed", "2"], [PENGUINS, "--target", "species", "--missing", "drop"],
                         [DIGITS, "--lr", "1.5", "--seed", "3", "--epochs", "6", "--autopsy", "--allow-dead-network"]):
                with self.subTest(width, args=args):
                    for line in COLOUR.sub("", self.on_a_terminal("train", *args, width=width)).replace("\r", "\n").split("\n"):
                        columns = sum(not unicodedata.combining(c) for c in line.replace("\x1b[K", ""))
                        self.assertLessEqual(columns, width, line)

    def test_the_progress_bar_redraws_itself_on_one_line_and_is_gone_or_whole_in_the_end(self):
        for width in WIDTHS:
            with self.subTest(width):
                shown = self.on_a_terminal("train", DIGITS, "--epochs", "300", "--hidden", "64,64", width=width)
                self.assertGreater(shown.count("\r"), 3)
                lines = self.screen(shown)
                about_epochs = [line for line in lines if re.search(r"\b\d+/300\b", line)]
                self.assertLessEqual(len(about_epochs), 1)
                for line in about_epochs:
                    self.assertIn("300/300", line)
                self.assertTrue(any(line.startswith("after 300 epochs") for line in lines))

    def test_the_progress_of_inspect_is_gone_in_the_end(self):
        self.program("train", DIGITS, "--epochs", "0", "--save-model", self.folder / "model.safetensors", "-o", self.folder / "r.json")
        lines = self.screen(self.on_a_terminal("inspect", self.folder / "model.safetensors", DIGITS, width=80))
        self.assertEqual((lines[0], lines[1].split(":")[0]), ("", "data/digits.csv"))

    def test_no_color_leaves_no_escape_byte(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            for width in WIDTHS:
                shown = self.on_a_terminal("train", DIGITS, "--lr", "1.0", "--epochs", "30", width=width, **environment)
                self.assertNotIn("\x1b", shown)

    def test_render_is_coloured_on_a_terminal_alone(self):
        self.program("train", DIGITS, "--lr", "1.0", "--seed", "2", "-q", "-o", "report.json")
        for width in WIDTHS:
            shown = self.on_a_terminal("render", "report.json", stdout=None, width=width)
            self.assertRegex(shown, COLOUR)
            for line in COLOUR.sub("", shown).split("\n"):
                self.assertLessEqual(len(line), width, line)
        self.assertNotIn("\x1b", self.on_a_terminal("render", "report.json", stdout=None, NO_COLOR="1"))
        self.assertNotIn("\x1b", self.on_a_terminal("render", "report.json", "--no-color", stdout=None))

    def test_the_json_goes_down_a_pipe_while_the_summary_shows(self):
        command = f'"{PROGRAM}" train "{DIGITS}" --epochs 2 | jq -c .summary.dead > dead'
        try:
            ours, theirs = pty.openpty()
        except OSError as error:
            self.skipTest(f"no pseudo-terminal here: {error}")
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, stderr=theirs, timeout=TIMEOUT, check=True)
        os.close(theirs)
        self.assertEqual((done.returncode, self.read("dead")), (0, b"0\n"))
        self.assertIn(b"layer 0", os.read(ours, 65536))
        os.close(ours)
