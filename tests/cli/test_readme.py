"""The examples of the README and of docs/ are what the program prints.

Training is chaotic: its numbers depend on the processor's kernels and the compiler's options in the last place, and then
in the first. The examples are those of the release build on a processor with AVX-512, whose kernels are asked for;
without them there is nothing to compare.
"""

import os
import re
import shutil
import subprocess
import unittest

from program import DATA, PROGRAM, ProgramTest, processor_has

PAGES = [DATA.parent / "README.md", *sorted((DATA.parent / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
AVX512 = ("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")


def pattern(shown):
    """The shown text, in which a line of an ellipsis stands for any lines."""
    parts = re.split(r"^…\n", shown, flags=re.M)
    return re.compile(r"(?:.*\n)*".join(map(re.escape, parts)) + r"\Z")


@unittest.skipUnless(shutil.which("jq") and shutil.which("awk"), "the examples use jq and awk")
@unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD", "Release") == "Release", "the examples are of the release build")
@unittest.skipUnless(processor_has(*AVX512), "the examples are of a processor with AVX-512")
class ReadmeTest(ProgramTest):
    def setUp(self):
        super().setUp()
        (self.folder / "data").symlink_to(DATA)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "reluscope").symlink_to(PROGRAM)

    def run_in_bash(self, command):
        paths = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": paths, "OPENBLAS_CORETYPE": "SkylakeX"}
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=env, capture_output=True, timeout=120)
        return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def test_the_pictures(self):
        examples = re.findall(r"^```\n((?:\$ .*\n)+)((?:.*\n)*?)```$", TEXT, re.M)
        self.assertGreater(len(examples), 1)
        for commands, shown in examples:
            with self.subTest(commands):
                _, output = self.run_in_bash(commands.replace("$ ", ""))
                self.assertTrue(pattern(shown).search(output), f"{shown}\nis not\n{output}")

    def test_what_jq_picks_out(self):
        examples = re.findall(r"^```sh\n(reluscope (?:(?![\[{`]).*\n)+)((?:[\[{].*\n)+)```$", TEXT, re.M)
        self.assertGreater(len(examples), 2)
        for command, shown in examples:
            with self.subTest(command):
                self.assertEqual(self.run_in_bash(command), (shown, ""))


if __name__ == "__main__":
    unittest.main()
