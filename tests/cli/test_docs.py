"""The documents agree with the program and with each other."""

import re
import subprocess
import sys
import unittest

from program import DATA, ProgramTest

ROOT = DATA.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").glob("*.md"))


class DocsTest(ProgramTest):
    def test_the_page_on_the_report_is_made_from_the_schema(self):
        schema = self.program("schema").stdout
        made = subprocess.run([sys.executable, ROOT / "docs" / "make_report_page.py"], input=schema,
                              stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertEqual((ROOT / "docs" / "report.md").read_text("utf-8"), made,
                         "run: reluscope schema | python3 docs/make_report_page.py > docs/report.md")

    def test_every_link_leads_somewhere(self):
        for page in PAGES:
            for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
                with self.subTest(page=page.name, link=link):
                    self.assertTrue(link.startswith("http") or (page.parent / link).exists())

    def test_every_option_named_is_one(self):
        commands = ("train", "inspect", "prune", "remedy", "sweep", "data", "check", "compare", "render", "gradcheck", "generate")
        known = set(re.findall(r"--[a-z][a-z-]*", "".join(self.program(c, "--help").stdout.decode("utf-8") for c in commands)))
        others = {"--version", "--format", "--build", "--install", "--preset", "--remedy", "--only", "--runs", "--quick", "--wait", "--array",
                  "--count", "--folder", "--headers", "--missed", "--command", "--kind", "--first"}  # of other programs
        for page in PAGES:
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page.read_text("utf-8")):
                with self.subTest(page=page.name):
                    self.assertIn(option, known | others)


if __name__ == "__main__":
    unittest.main()
