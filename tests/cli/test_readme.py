"""The examples of the README and of docs/ are what the program prints, on every machine."""

import os
import re
import shutil
import subprocess
import unittest

from program import DATA, PROGRAM, ProgramTest

PAGES = [DATA.parent / "README.md", *sorted((DATA.parent / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)


def pattern(shown):
    """The shown text, in which a line of an ellipsis stands for any lines."""
    parts = re.split(r"^…\n", shown, flags=re.M)
    return re.compile(r"(?:.*\n)*".join(map(re.escape, parts)) + r"\Z")


@unittest.skipUnless(shutil.which("jq") and shutil.which("awk"), "the examples use jq and awk")
class ReadmeTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "data").symlink_to(DATA)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)

    def run_in_bash(self, command):
        paths = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": paths}
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=env, capture_output=True, timeout=120)
        return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def test_the_pictures(self):
        examples = re.findall(r"^```\n((?:\$ .*\n)+)((?:.*\n)*?)```$", TEXT, re.M)
        self.assertGreater(len(examples), 1)
        for commands, shown in examples:
            with self.subTest(commands):
                output = "".join(self.run_in_bash(commands.replace("$ ", "")))
                self.assertTrue(pattern(shown).search(output), f"{shown}\nis not\n{output}")

    def test_what_jq_picks_out(self):
        examples = re.findall(r"^```sh\n(reluscope (?:(?![\[{`]).*\n)+)((?:[\[{].*\n)+)```$", TEXT, re.M)
        self.assertGreater(len(examples), 2)
        for command, shown in examples:
            with self.subTest(command):
                self.assertEqual(self.run_in_bash(command), (shown, ""))


if __name__ == "__main__":
    unittest.main()
